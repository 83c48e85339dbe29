"""The fault harness: the whole system under load while things die around it, and the checks of what is left."""
