"""How long a tracker that begins takes to its first verdict, with tens of thousands of units in the database."""
