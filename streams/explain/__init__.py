"""Why an alert or a trip stands as it does: the chain from pings, reference data and thresholds to what was said."""
