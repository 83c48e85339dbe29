"""The wheel, the import roots, the compose file."""
