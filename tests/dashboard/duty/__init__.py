"""Rosters, what was told, trials and the in-box over HTTP."""
