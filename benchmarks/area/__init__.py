"""How long a look-up of a drawn area takes over a month of a large fleet."""
