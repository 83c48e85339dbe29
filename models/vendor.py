"""Vendor: the company whose devices send a unit's pings."""

from typing import Final

from models.one_text import one_text

DLT_UNIT_LETTERS: Final = 27
CODE_LETTERS: Final = 3


def vendor_of(unit_id: str, sender: str) -> str | None:
    """The GPS vendor of a unit: of 27-character units the first 3 characters, else the gateway account that sent it."""
    if len(unit_id) == DLT_UNIT_LETTERS:
        return one_text(unit_id[:CODE_LETTERS])  # thousands of units hold it
    return sender or None
