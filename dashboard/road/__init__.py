"""The officer on the road: links to cases, what is told from there, and the files that are sent."""
