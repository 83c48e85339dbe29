"""Reference data on its way in: from files to the topics."""
