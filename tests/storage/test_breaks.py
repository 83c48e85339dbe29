"""Breaks: each is kept for itself, however alike another one of its partition is."""

from typing import Any

import msgspec
import pytest

from storage.breaks import Break, accept_losses, is_accepted, note_break, note_dropped, read_breaks
from storage.partitions import ensure_days
from tests.storage.rows import AT

LOST = Break(topic="gps.pings", partition=0, kind="lost", from_offset=20, to_offset=30, digest=b"before", found_ms=1)


@pytest.mark.parametrize(
    "other",
    (
        msgspec.structs.replace(LOST, from_offset=10),
        msgspec.structs.replace(LOST, digest=b"of a topic made anew"),
        msgspec.structs.replace(LOST, to_offset=31),
        msgspec.structs.replace(LOST, partition=1),
    ),
    ids=("it begins elsewhere", "other records came before", "it goes on elsewhere", "another partition"),
)
async def test_a_second_loss_is_not_the_accepted_first(other: Break, db: Any) -> None:
    await note_break(db, LOST)
    await note_break(db, msgspec.structs.replace(LOST, found_ms=2))
    assert await read_breaks(db) == [LOST], "what is found again is kept once"
    await accept_losses(db, 5)
    assert await is_accepted(db, LOST)
    assert not await is_accepted(db, other)
    await note_break(db, other)
    assert [one for one in await read_breaks(db) if one.accepted_ms is None] == [other]
    await accept_losses(db, 6)
    assert await is_accepted(db, other)


async def test_less_is_missing_than_was_accepted(db: Any) -> None:
    await note_break(db, LOST)
    await accept_losses(db, 5)
    assert await is_accepted(db, msgspec.structs.replace(LOST, to_offset=29))


async def test_a_day_with_two_batches_that_end_at_one_offset_is_dropped(db: Any) -> None:
    """The topic was made anew on that day: its offsets came twice."""
    await ensure_days(db, [AT])
    for first, digest in ((5, b"old"), (7, b"new")):
        await db.execute(
            "INSERT INTO raw_batches VALUES ('gps.pings', 0, $1, 9, $2, 1, 'x', $3)", first, AT, digest
        )
    table = await db.fetchval("SELECT tableoid::regclass::text FROM raw_batches LIMIT 1")
    await note_dropped(db, table)
    assert {one.digest for one in await read_breaks(db)} == {b"old", b"new"}
