"""What the operator turns and reads: settings, metrics, logs, health."""
