"""What we talk about: values, wire forms, thresholds, names."""
