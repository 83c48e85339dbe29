"""`wastetrack verify` as a process: what it prints, and how it ends; and a store whose deadlines ran on the wall clock."""

import os
import subprocess
import sys

import pytest

from models.times import MINUTE_MS, from_iso
from ops.ports import free_port
from tests.tracker.bench import count, database_of, environment, gateway_records
from tests.tracker.road import drive, reference, unit, world
from tests.tracker.stand_in import Desk, Log, messages
from tests.verify.conftest import store_reference
from tests.verify.test_verify import verified


def run(database: str, *words: str) -> subprocess.CompletedProcess[str]:
    env = os.environ | environment("127.0.0.1:1", database, 0)
    command = [sys.executable, "-m", "wastetrack", "verify", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=env)


async def test_it_ends_with_0_or_1(filled: str) -> None:
    done = run(filled)
    assert (done.returncode, done.stdout.startswith("all agrees: ")) == (0, True), done.stderr
    assert "thresholds: the defaults, as they are today" in done.stderr
    async with database_of(filled) as db:
        await db.execute("UPDATE trips SET permit_no = 'P-2' WHERE unit_id = $1", unit(0))
    done = run(filled, "--unit", unit(0), "--from", "2026-11-01T00:00:00Z")
    assert (done.returncode, done.stdout.count("\n")) == (1, 1)
    assert "permit_no 'P-2', should be 'P-1'; look at table trips" in done.stdout
    assert "1 difference: " in done.stderr


async def test_a_unit_of_which_nothing_is_stored_does_not_agree(filled: str) -> None:
    done = run(filled, "--unit", unit(0), "--unit", "nobody")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--unit: nothing is stored of nobody" in done.stderr


async def test_a_time_of_which_nothing_is_stored_does_not_agree(filled: str) -> None:
    """A year that was typed wrong is no proof."""
    done = run(filled, "--from", "2027-01-01T00:00:00Z")
    assert (done.returncode, done.stdout) == (2, "")
    assert "nothing has been checked" in done.stderr


@pytest.mark.parametrize("words", (("--from", "yesterday"), ("--from", "2026-11-02T00:00:00Z", "--to", "2026-11-01T00:00:00Z"), ()))
def test_wrong_use_or_no_database_ends_with_2(words: tuple[str, ...]) -> None:
    done = run(f"postgresql://127.0.0.1:{free_port()}/none", *words)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr


async def test_a_silence_told_by_the_wall_clock_agrees(database: str) -> None:
    pings = list(drive(0))[:30]
    found = messages(gateway_records(pings))
    async with database_of(database) as db:
        await store_reference(db, reference(1))
        desk = Desk(db, Log(found), world(reference(1)), clock="wall")
        await desk.take()
        for minute in range(20):
            desk.now_ms = from_iso(pings[-1]["recv_utc_ts"]) + minute * MINUTE_MS
            await desk.work(found if not minute else (), caught_up=True)
        assert await count(db, "alerts", "rule = 'signal-lost' AND severity = 'high'") == 1
        report = await verified(db)
        assert [str(one) for one in report.differences] == []
        assert report.notes == []
        assert await count(db, "pings") == report.judged
