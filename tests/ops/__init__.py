"""Settings, and the servers inside."""
