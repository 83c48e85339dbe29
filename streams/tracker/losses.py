"""Losses: records that the broker dropped before anybody read them; nothing goes on past them unless told to."""

from collections.abc import Sequence

from storage.breaks import Break
from streams.tracker.waiting import NotThere

ADVICE = (
    "put the records back, restore a newer back-up, or run `wastetrack losses --accept` and it goes on without them"
)


class RecordsMissing(NotThere):
    """Records that were never read are on the broker no more; its text says which, and what to do."""

    def __init__(self, missing: Sequence[Break]) -> None:
        self.missing = missing
        super().__init__(f"{', '.join(named(one) for one in missing)}: {ADVICE}")


def named(one: Break) -> str:
    """A loss as a person reads it."""
    number = one.to_offset - one.from_offset
    return f"{one.topic}[{one.partition}] lacks {number} records, offsets {one.from_offset} to {one.to_offset - 1}"
