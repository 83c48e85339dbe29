"""One text: equal names that thousands of units hold are one text in memory."""

import sys

_IS_LET_GO = sys.version_info[:2] != (3, 12)


def one_text(text: str) -> str:
    """The text, or an equal one that is held already; Python 3.12 would hold it for ever, so there it stays its own."""
    return sys.intern(text) if _IS_LET_GO else text
