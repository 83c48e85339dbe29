"""Measurements of the whole, each in a folder with its results."""
