"""The tracker: pings in, trips and alerts out, each batch in one transaction."""
