"""The stream processor: pings in, trips and alerts out, one transaction a batch."""
