"""Playing back what was stored: the tracks of several units over a day."""
