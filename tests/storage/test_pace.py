"""Pace: how far each partition has come, whichever way PostgreSQL reads the rows."""

from typing import Any

import pytest

from models.topics import LATE, PINGS, RULINGS
from storage.offsets import take
from storage.pace import read_pace

NUMBERS = range(6)


@pytest.mark.parametrize("order", (NUMBERS, tuple(reversed(NUMBERS))))
@pytest.mark.parametrize("only_index", (False, True))
async def test_each_partition_has_its_own_offset(db: Any, order: Any, only_index: bool) -> None:
    """Rows move as they are written, and one column may be read from an index and another from the table."""
    await take(db, [(RULINGS.name, number) for number in NUMBERS], "one")
    for number in order:
        await db.execute("UPDATE offsets SET next_offset = 10 * partition WHERE partition = $1", number)
    if only_index:
        await db.execute("VACUUM (FREEZE, DISABLE_PAGE_SKIPPING) offsets")
        await db.execute("VACUUM (FREEZE) offsets")
        await db.execute("SET seq_page_cost = 5")
    row = await read_pace(db, PINGS.name, LATE.name, RULINGS.name, 0)
    assert row.rulings == {number: 10 * number for number in NUMBERS}
