"""The world, made up: roads, trucks, incidents with known truth."""
