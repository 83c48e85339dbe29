"""One file a promise: each reads what a run has left, and lists what breaks it."""
