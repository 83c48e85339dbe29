"""Trackers that work off what lies on gps.pings, watched through what they have committed."""

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import psycopg

from benchmarks.speed.ground import Ground
from benchmarks.speed.services import LOOK_S, NotMeasured, Running
from models.topics import ALERTS, LIVE, RULINGS, TRIPS

_STORED = "SELECT coalesce(sum(next_offset), 0) FROM offsets WHERE topic = 'gps.pings'"
_WAITING = "SELECT (SELECT count(*) FROM facts) + (SELECT count(*) FROM outbox)"
_PINGS = "SELECT (SELECT count(*) FROM pings), (SELECT coalesce(sum(records), 0) FROM raw_batches)"
WRITTEN = frozenset(topic.name for topic in (TRIPS, ALERTS, RULINGS, LIVE))
"""The topics that trackers write to, which a round must find empty."""


class Worked(NamedTuple):
    """Pings stored after the first batch, the time they took, and processor time of trackers and PostgreSQL."""

    pings: int
    seconds: float
    cpu_s: float
    database_cpu_s: float

    @property
    def rate(self) -> float:
        """Pings a second."""
        return self.pings / self.seconds


@contextlib.contextmanager
def trackers(ground: Ground, count: int) -> Iterator[list[Running]]:
    """So many trackers of one group, started one after another."""
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(ground.service(f"tracker-{number + 1}")) for number in range(count)]


def work_off(ground: Ground, pings: int, count: int = 1, limit_s: float = 300.0) -> Worked:
    """Lets trackers judge and store all that lies there, and end; every ping must stand in both tables once."""
    with trackers(ground, count) as running, psycopg.connect(ground.database, autocommit=True) as db:
        stored = _asker(db, _STORED)
        began_s = running[0].until(lambda: stored() > 0, "a batch is stored", limit_s)
        first, database_s = stored(), ground.database_cpu_s()
        cpu_s = sum(one.cpu_s() for one in running)
        ended_s = running[0].until(lambda: stored() >= pings, "all is stored", limit_s)
        cpu_s, database_s = sum(one.cpu_s() for one in running) - cpu_s, ground.database_cpu_s() - database_s
        waiting = _asker(db, _WAITING)
        running[0].until(lambda: waiting() == 0, "all facts are weighed and all events are out", 60)
        settle(lambda: int(db.execute("SELECT count(*) FROM events").fetchone()[0]))  # type: ignore[index]
        found = db.execute(_PINGS).fetchone()
        if found != (pings, pings):
            raise NotMeasured(f"{pings} pings were sent, {found} stand in pings and raw_batches")
    return Worked(pings - first, ended_s - began_s, cpu_s, database_s)


def settle(number: Callable[[], int], still_s: float = 1.5) -> None:
    """Returns once a number has stayed the same for a while: rulings go round by Kafka and may tell something more."""
    last, since_s = number(), time.monotonic()
    while time.monotonic() - since_s < still_s:
        time.sleep(LOOK_S)
        now = number()
        if now != last:
            last, since_s = now, time.monotonic()


def write_events(ground: Ground, file: Path) -> int:
    """Writes what the trackers have told, in its durable order, as a replay would; gives how many."""
    rows = ground.rows("SELECT body::text FROM events ORDER BY tx, seq")
    file.write_text("".join(f"{body}\n" for (body,) in rows), encoding="utf-8")
    return len(rows)


def _asker(db: "psycopg.Connection[Any]", query: str) -> Callable[[], int]:
    def ask() -> int:
        row = db.execute(query.encode()).fetchone()
        assert row is not None
        return int(row[0])

    return ask
