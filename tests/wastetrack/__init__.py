"""The command line from the inside."""
