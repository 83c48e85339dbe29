"""Partitions that are taken: what their units were judged under is never said to be more than it is."""

from typing import Any

import pytest

from models.topics import LATE, PINGS, RULINGS
from storage.offsets import fence_other_counts, load, take

TOPICS = (PINGS.name, LATE.name, RULINGS.name)
TABLE: tuple[tuple[str, dict[tuple[str, int], int | None], int | None], ...] = (
    ("nothing is known yet", {}, None),
    ("the least of all partitions of the pings", {(PINGS.name, 0): 7, (PINGS.name, 1): 5}, 5),
    ("nobody knows it of one of them: nobody knows it of all", {(PINGS.name, 0): 7, (PINGS.name, 1): None}, None),
    ("what stands at another topic says nothing of units", {(PINGS.name, 0): 7, (PINGS.name, 1): 7, (LATE.name, 0): 2}, 7),
)


async def judged(db: Any, under: dict[tuple[str, int], int | None]) -> None:
    """Two partitions of each topic, judged under these versions."""
    if under:
        await take(db, [(topic, number) for topic in TOPICS for number in (0, 1)], "old", 2)
    for (topic, number), seq in under.items():
        await db.execute("UPDATE offsets SET reference_seq = $3 WHERE topic = $1 AND partition = $2", topic, number, seq)


@pytest.mark.parametrize(("under", "expected"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
async def test_a_new_partition_stands_where_the_one_judged_under_the_least_does(
    under: dict[tuple[str, int], int | None], expected: int | None, db: Any
) -> None:
    await judged(db, under)
    taken = await take(db, [(PINGS.name, 2)], "new", 3)
    assert taken[PINGS.name, 2].reference_seq == expected


@pytest.mark.parametrize(("under", "expected"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
async def test_where_units_move_all_partitions_stand_there(
    under: dict[tuple[str, int], int | None], expected: int | None, db: Any
) -> None:
    await judged(db, under)
    async with db.transaction():
        assert await fence_other_counts(db, 3) == bool(under)
    rows = await load(db)
    assert {row.reference_seq for place, row in rows.items() if place[0] == PINGS.name} == ({expected} if under else set())
