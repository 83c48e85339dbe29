"""With many units the loop is not held while reference data change: heartbeats and other partitions go on."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from models.topics import PINGS
from storage.offsets import OffsetRow
from streams.judging.state import Unit
from streams.tracker.holding import Holding, standing_of
from streams.tracker.judged import Judged
from streams.tracker.unheard import expect_unheard
from tests.tracker.road import reference, unit, world

UNITS = 60


class Turns:
    """How often another task has had the loop."""

    count = 0


@pytest.fixture
async def turns(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Turns]:
    """Another task, and a loop that is given away whenever it may be."""
    monkeypatch.setattr("streams.tracker.breath.HOLD_S", -1.0)
    found = Turns()

    async def turn() -> None:
        while True:
            found.count += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(turn())
    yield found
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def holding_of(units: Any = (), asleep: Any = ()) -> Holding:
    row = OffsetRow(
        topic=PINGS.name, partition=0, next_offset=0, digest=b"", watermark_ms=0, idle=False, token=1, owner="one", partitions=1,
    )  # fmt: skip
    holding = Holding(0, {PINGS.name: standing_of(row, 0)}, partitions=1)
    holding.units |= {unit_id: Unit(unit_id=unit_id) for unit_id in units}
    holding.asleep |= dict.fromkeys(asleep)
    return holding


async def test_between_units_that_were_never_heard(turns: Turns) -> None:
    made = world(reference(UNITS))
    await expect_unheard(holding_of(), made, made.unit_ids)
    assert turns.count >= UNITS


@pytest.mark.parametrize("where", ("units", "asleep"))
async def test_between_units_that_may_be_judged_again(where: str, turns: Turns) -> None:
    made = world(reference(UNITS))
    holding = holding_of(**{where: [unit(number) for number in range(UNITS)]})
    await Judged(holding, made, None)._set_anew(0)
    changes = len(made.told_after(0))
    assert turns.count >= changes + UNITS
    assert len(holding.again) == UNITS
