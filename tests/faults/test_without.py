"""A build with one guard taken away is caught by the checks; the same scene with all of them leaves no breach."""

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.scene import OFF_THE_ROUTE, scene

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
        one.signal(signal.SIGCONT)
        if guards == "nothing":
            await stage.owned_by("one", "two")
            await stage.settled()
            assert await stage.found() == []
        else:
            await stage.caught_by({"once", "chain"})  # offsets too, where a sample fell into the moment


@pytest.mark.parametrize("guards", ("outbox-fence", "nothing"))
async def test_frozen_with_messages_in_hand(guards: str, apache: Apache, database: str, tmp_path: Path) -> None:
    """A relay that wakes after another tracker has sent its messages and newer ones, and sends the old ones again."""
    async with scene(guards, apache, database, tmp_path, 2) as stage:
        one = stage.tracker("one", freeze="relaying")
        stage.tracker("two")
        await stage.owned_by("one", "two")
        await stage.send(0, 0.3)
        await stage.settled()
        stage.stop.touch()
        await stage.send(0.3, OFF_THE_ROUTE)
        await stage.stands(one)
        await stage.send(OFF_THE_ROUTE, 1)
        await stage.owned_by("two")
        await stage.settled()
        one.signal(signal.SIGCONT)
        if guards == "nothing":
            await stage.owned_by("one", "two")
            await stage.settled()
            assert await stage.found() == []
        else:
            await stage.caught_by({"versions"})


@pytest.mark.parametrize("guards", ("revocation,fencing", "revocation", "nothing"))
async def test_partitions_go_while_a_batch_is_in_hand(guards: str, apache: Apache, database: str, tmp_path: Path) -> None:
    """Without the lock a batch is written after its partitions have gone; then it is fencing alone that drops it."""
    async with scene(guards, apache, database, tmp_path, 2) as stage:
        stage.tracker("one", hold="judged")
        await stage.owned_by("one")
        stage.stop.touch()
        await stage.send(0, 1)
        await stage.has_come()
        stage.tracker("two")
        if guards == "nothing":
            await stage.rebalances()
            assert await stage.stored_number() == 0, "nobody else has them before the batch is written"
        else:
            await stage.stored(1)
        stage.go_on()
        if guards == "revocation,fencing":
            await stage.caught_by({"once", "chain"})
        else:
            await stage.owned_by("one", "two")
            await stage.settled()
            assert await stage.found() == []
