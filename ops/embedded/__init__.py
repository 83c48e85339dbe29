"""A broker and a database inside this machine's own processes, for trying out and for tests."""
