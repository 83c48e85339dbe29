"""The measuring of speed: its traffic, its arithmetic, and a run so small that it measures nothing."""
