"""Dead letters, once they lie there: read, looked at, sent again."""
