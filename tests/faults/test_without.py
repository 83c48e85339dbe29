"""A build with one guard taken away is caught by the checks; the same scene with all of them leaves no breach."""

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.scene import scene

Apache = Callable[[int], str]


@pytest.mark.parametrize("guards", ("transaction", "nothing"))
async def test_killed_between_its_offsets_and_its_rows(guards: str, apache: Apache, database: str, tmp_path: Path) -> None:
    """Offsets written before the rows, a tracker killed between the two: what it had read is lost."""
    async with scene(guards, apache, database, tmp_path, 2) as stage:
        one = stage.tracker("one", freeze="advanced")
        await stage.owned_by("one")
        await stage.send(0, 0.5)
        await stage.stored(1)
        stage.stop.touch()
        await stage.send(0.5, 1)
        await stage.stands(one)
        one.end()
        stage.tracker("one")
        await stage.settled()
        if guards == "nothing":
            assert await stage.found() == []
        else:
            await stage.caught_by({"acknowledged", "chain", "replayed"})


@pytest.mark.parametrize("guards", ("outbox-order", "nothing"))
async def test_the_outbox_goes_out_in_its_order(guards: str, apache: Apache, database: str, tmp_path: Path) -> None:
    """A relay that sends the newest first tells later versions before earlier ones."""
    async with scene(guards, apache, database, tmp_path, 2) as stage:
        await stage.send(0, 1)
        stage.tracker("one")
        await stage.stored(len(stage.pings))
        await stage.settled()
        if guards == "nothing":
            assert await stage.found() == []
        else:
            await stage.caught_by({"versions"})


@pytest.mark.parametrize("guards", ("fencing", "nothing"))
async def test_frozen_with_a_batch_in_hand(guards: str, apache: Apache, database: str, tmp_path: Path) -> None:
    """A tracker that wakes after another has taken its partitions, and writes what it had judged before."""
    async with scene(guards, apache, database, tmp_path, 2) as stage:
        one = stage.tracker("one", freeze="judged")
        stage.tracker("two")
        await stage.owned_by("one", "two")
        await stage.send(0, 0.3)
        await stage.stored(int(0.3 * len(stage.pings)))
        stage.stop.touch()
        await stage.send(0.3, 1)
        await stage.stands(one)
        await stage.owned_by("two")
        await stage.stored(len(stage.pings))
        await stage.sample()
        one.signal(signal.SIGCONT)
        if guards == "nothing":
            await stage.owned_by("one", "two")
            await stage.settled()
            assert await stage.found() == []
        else:
            await stage.caught_by({"once", "offsets", "chain"})
