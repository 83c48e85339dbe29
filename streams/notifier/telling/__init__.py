"""Telling people on duty of incidents: whom, over which channels, and who is next while nobody acknowledges it."""
