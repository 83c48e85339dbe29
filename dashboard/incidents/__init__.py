"""The alert desk: alerts gathered into incidents, and what officers do with them."""
