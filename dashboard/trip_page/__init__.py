"""A trip's page: what it needs in one answer, and the trip's pings as files."""
