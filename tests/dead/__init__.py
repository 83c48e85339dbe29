"""Dead letters, once they lie there."""
