"""Where things are: pure geometry, in metres."""
