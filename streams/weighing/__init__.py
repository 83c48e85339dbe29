"""The rules across units: a second pure function, over low-rate facts in the order of their receipt."""
