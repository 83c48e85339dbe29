"""A dead letter where it lies: its place on gps.dead. Pure."""

from typing import NamedTuple, Self

from models.dead_letter import DeadLetter
from models.vendor import vendor_of


class Place(NamedTuple):
    """Where a letter stands on gps.dead."""

    partition: int
    offset: int

    @classmethod
    def read(cls, text: str) -> Self:
        """The place written as PARTITION:OFFSET; raises ValueError."""
        numbers = text.split(":")
        if len(numbers) != 2 or not all(number.isascii() and number.isdecimal() for number in numbers):
            raise ValueError(f"{text!r} is no place: write PARTITION:OFFSET, such as 0:417")
        return cls(*map(int, numbers))

    def __str__(self) -> str:
        return f"{self.partition}:{self.offset}"


class Filed(NamedTuple):
    """A letter where it stands, with the key under which it was written."""

    place: Place
    key: bytes
    letter: DeadLetter

    @property
    def vendor(self) -> str | None:
        """The vendor of the record that was refused, as far as it is known."""
        return vendor_of(self.letter.unit_id or "", self.letter.source.sender or "")
