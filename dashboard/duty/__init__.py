"""Who is told of incidents: rosters arranged by supervisors, what was told, and channels tried."""
