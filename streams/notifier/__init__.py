"""The notifier: immediate alerts to officers, once each."""
