"""What a ping to which nothing happens costs, and where."""
