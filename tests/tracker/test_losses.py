"""Records that the broker dropped before they were read: trackers do not go on past them unless somebody says so."""

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from models.topics import PINGS
from ops.ports import free_port
from storage.breaks import accept_losses, read_breaks
from storage.offsets import load
from streams.tracker.losses import RecordsMissing
from streams.tracker.progress_looks import TrackerLooks
from tests.tracker.bench import (
    count,
    database_of,
    drop_before,
    environment,
    gateway_records,
    until,
)
from tests.tracker.road import drive, fleet, reference, world
from tests.tracker.stage import staged, stored
from tests.tracker.stand_in import Desk, Log, Message, messages


class Short(Log):
    """A broker that has dropped the first records of its topics."""

    def __init__(self, found: list[Message], first: int) -> None:
        super().__init__(found)
        self.first = first

    async def beginning_offsets(self, partitions: Any) -> Any:
        return {p: min(self.first, (await self.end_offsets([p]))[p]) for p in partitions}


async def test_what_was_never_read_is_named_and_not_passed(database: str) -> None:
    found = messages(gateway_records(drive(0)))
    async with database_of(database) as db:
        desk = Desk(db, Log(found), world(reference(1)))
        await desk.take()
        await desk.work(found[:20])
        again = Desk(db, Short(found, 30), world(reference(1)))
        for _ in range(2):
            with pytest.raises(RecordsMissing, match=r"gps\.pings\[0\] lacks 10 records, offsets 20 to 29: .*losses --accept"):
                await again.take()
        assert (await load(db))[PINGS.name, 0].next_offset == 20
        assert [(one.kind, one.from_offset, one.to_offset, one.accepted_ms) for one in await read_breaks(db)] == [("lost", 20, 30, None)]
        await accept_losses(db, 5)
        worse = Desk(db, Short(found, 31), world(reference(1)))
        with pytest.raises(RecordsMissing, match="offsets 20 to 30"):  # more than was accepted
            await worse.take()
        await again.take()
        assert again.log.position[PINGS.name] == (await load(db))[PINGS.name, 0].next_offset == 30


@pytest.mark.parametrize(("read", "first"), ((0, 0), (30, 30), (40, 30)), ids=("nothing was read yet", "just so far", "further"))
async def test_nothing_is_missing(read: int, first: int, database: str) -> None:
    found = messages(gateway_records(drive(0)))
    async with database_of(database) as db:
        if read:
            desk = Desk(db, Log(found), world(reference(1)))
            await desk.take()
            await desk.work(found[:read])
        again = Desk(db, Short(found, first), world(reference(1)))
        await again.take()
        assert again.log.position[PINGS.name] == max(read, first)
        assert await read_breaks(db) == []


async def test_a_partition_that_nobody_has_read_yet_may_have_lost_records_too(database: str) -> None:
    """One that was added, or a database begun anew: what the gateway acknowledged there was never judged."""
    found = messages(gateway_records(drive(0)))
    async with database_of(database) as db:
        desk = Desk(db, Short(found, 30), world(reference(1)))
        with pytest.raises(RecordsMissing, match=r"gps\.pings\[0\] lacks 30 records, offsets 0 to 29"):
            await desk.take()
        await accept_losses(db, 5)
        await desk.take()
        assert desk.log.position[PINGS.name] == 30
        assert [(one.kind, one.from_offset, one.to_offset, one.accepted_ms) for one in await read_breaks(db)] == [("lost", 0, 30, 5)]


async def test_a_topic_made_anew_is_read_from_its_beginning(database: str) -> None:
    found = messages(gateway_records(drive(0)))
    async with database_of(database) as db:
        desk = Desk(db, Log(found), world(reference(1)))
        await desk.take()
        await desk.work(found[:20])
        again = Desk(db, Log(found[:5]), world(reference(1)))
        await again.take()
        assert again.log.position[PINGS.name] == 0
        assert [(one.kind, one.from_offset, one.to_offset) for one in await read_breaks(db)] == [("anew", 20, 0)]


async def test_an_operator_reads_it_on_readyz_and_lets_it_go_on(apache: Callable[[int], str], database: str) -> None:
    """Against the real broker, which drops records: the tracker waits, names them, and goes on when told."""
    broker, pings = apache(1), fleet(2)
    rows = gateway_records(pings)
    async with staged(broker, database, reference(2), 1) as stage, database_of(database) as db:
        await stage.send(rows[:50])
        async with stage.tracker():
            await stored(db, 50)
        await stage.send(rows[50:])
        drop_before(broker, PINGS.name, 60)
        async with stage.tracker(ready=False) as tracker:
            missing = "lacks 10 records, offsets 50 to 59"
            await until(lambda: any(missing in name for name in tracker.health.waiting), "it names what is missing")
            told = await readyz(tracker.http.port)
            assert missing in told
            assert "wastetrack losses --accept" in told
            assert await count(db, "pings") == 50
            # Somebody must decide: until then it is waited for, and the process is no worse for it.
            assert tracker.path is not None
            assert tracker._relay is not None
            assert tracker._judge is not None
            looks = TrackerLooks(tracker._pool, tracker.path, tracker._relay, tracker._judge, tracker.health)
            assert any(missing in name for name in (await looks.look())["pings"].waits_for)
            await accept_losses(db, 5)
            await stored(db, len(rows) - 10)
            await until(lambda: tracker.health.ready, "it is ready")
            assert await readyz(tracker.http.port) == "ready"


async def test_the_command_lists_and_accepts(database: str) -> None:
    found = messages(gateway_records(drive(0)))
    assert losses(database).stdout == "no records were lost\n"
    async with database_of(database) as db:
        desk = Desk(db, Log(found), world(reference(1)))
        await desk.take()
        await desk.work(found[:20])
        with pytest.raises(RecordsMissing):
            await Desk(db, Short(found, 30), world(reference(1))).take()
    listed = losses(database)
    assert "not accepted: 1 of them; trackers wait" in listed.stderr
    assert (listed.returncode, listed.stdout.count("\n"), listed.stderr.count("\n")) == (1, 1, 1)
    assert "gps.pings[0] offsets 20 to 29, records: 10" in listed.stdout
    assert "not accepted" in listed.stdout
    accepted = losses(database, "--accept")
    assert (accepted.returncode, accepted.stderr) == (0, "")
    assert ", accepted 20" in accepted.stdout


def test_without_a_database_it_is_not_taken_for_a_loss() -> None:
    done = losses(f"postgresql://127.0.0.1:{free_port()}/none")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr


def losses(database: str, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "wastetrack", "losses", *words]
    env = os.environ | environment("127.0.0.1:1", database, 0)
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=env)


async def readyz(port: int) -> str:
    async with httpx.AsyncClient() as client:
        return (await client.get(f"http://127.0.0.1:{port}/readyz", timeout=5)).text
