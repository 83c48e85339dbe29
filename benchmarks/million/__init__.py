"""A million units for an hour, by replay: a shard at a time, nothing of it on disk."""
