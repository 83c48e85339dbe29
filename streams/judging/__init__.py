"""The product: pure functions from pings, reference data and time to trips and alerts."""
