"""Faults on purpose: the whole system under load, one thing after another broken, and what must hold checked."""
