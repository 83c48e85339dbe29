"""The centre's numbers: trips, alerts and what officers made of them, how blind it is, and how loaded its desk."""
