"""The program: commands, and the one place that assembles."""
