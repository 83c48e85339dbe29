"""What a writer must know of a write that did not happen."""


class Fenced(RuntimeError):
    """Somebody else has taken over what this writer was writing; nothing of its write remains."""
