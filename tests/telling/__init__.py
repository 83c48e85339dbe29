"""Who is told of incidents: decisions, rows, channels, and the notifier over real servers."""
