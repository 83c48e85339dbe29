"""Trackers that work off what lies on gps.pings, watched through what they have committed."""

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import psycopg

from benchmarks.speed.ground import Ground
from benchmarks.speed.services import NotMeasured, Running
from models.topics import ALERTS, LIVE, RULINGS, TRIPS

STORED = "SELECT coalesce(sum(next_offset), 0) FROM offsets WHERE topic IN ('gps.pings', 'gps.late')"
_OWNERS = "SELECT count(DISTINCT owner) FROM offsets WHERE topic = 'gps.pings' AND owner <> ''"
_WAITING = "SELECT (SELECT count(*) FROM facts) + (SELECT count(*) FROM outbox)"
_RULINGS = "SELECT coalesce(sum(next_offset), 0) FROM offsets WHERE topic = 'rulings'"
_STILL = 15
"""So many looks one after another must find nothing on its way."""
_PINGS = "SELECT (SELECT count(*) FROM pings), (SELECT coalesce(sum(records), 0) FROM raw_batches)"
WRITTEN = frozenset(topic.name for topic in (TRIPS, ALERTS, RULINGS, LIVE))
"""The topics that trackers write to, which a round must find empty."""


class Worked(NamedTuple):
    """Pings stored after the first batch, the time they took, and processor time of trackers and PostgreSQL.

    `began_s` and `ended_s` are the monotonic clock's. Where the first batch held all, it counts from its beginning.
    What was left to do then, `tail_s` long, is facts to be weighed, rulings to be followed and events to be sent.
    """

    pings: int
    began_s: float
    ended_s: float
    cpu_s: float
    database_cpu_s: float
    tail_s: float
    tail_cpu_s: float
    tail_database_cpu_s: float

    @property
    def rate(self) -> float:
        """Pings a second."""
        return self.pings / (self.ended_s - self.began_s)


class _Mark(NamedTuple):
    at_s: float
    stored: int
    cpu_s: float
    database_cpu_s: float


@contextlib.contextmanager
def trackers(ground: Ground, count: int, program: Sequence[str]) -> Iterator[list[Running]]:
    """So many trackers of one group, started one after another."""
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(ground.service(f"tracker-{number + 1}", program)) for number in range(count)]


def work_off(
    ground: Ground, pings: int, count: int = 1, program: Sequence[str] = ("wastetrack",),
    release: Callable[[], object] | None = None, limit_s: float = 300.0, skip: int = 0,
) -> Worked:  # fmt: skip
    """Lets trackers judge and store all that lies there, and end; every ping must stand in both tables once.

    With `release` nothing lies there until they have shared out the partitions and it is called: from then it counts.
    Otherwise it counts from the first batch on after `skip` pings.
    """
    with trackers(ground, count, program) as running, psycopg.connect(ground.database, autocommit=True) as db:
        stored = _asker(db, STORED)
        if release is not None:
            owners = _asker(db, _OWNERS)
            running[-1].until(lambda: all(one.ready() for one in running) and owners() == count, "shared out", limit_s)

        def now() -> _Mark:
            at_s = time.monotonic()
            return _Mark(at_s, stored(), sum(one.cpu_s() for one in running), ground.database_cpu_s())

        def mark(is_so: Callable[[], bool], what: str) -> _Mark:
            running[0].until(is_so, what, limit_s)
            return now()

        ready = mark(running[0].ready, "ready")
        if release is not None:
            release()
        first = mark(lambda: stored() > skip, "a batch is stored")
        begun = first if release is None and first.stored < pings else ready
        ended = mark(lambda: stored() >= pings, "all is stored")
        settled = _Settled(ground, db, now)
        running[0].until(settled, "facts and rulings have gone round", limit_s)
        still = settled.since
        found = db.execute(_PINGS).fetchone()
        if found != (pings, pings):
            raise NotMeasured(f"{pings} pings were sent, {found} stand in pings and raw_batches")
    return Worked(
        pings - begun.stored, begun.at_s, ended.at_s, ended.cpu_s - begun.cpu_s,
        ended.database_cpu_s - begun.database_cpu_s, still.at_s - ended.at_s, still.cpu_s - ended.cpu_s,
        still.database_cpu_s - ended.database_cpu_s,
    )  # fmt: skip


class _Settled:
    """Asked again and again, says when nothing has been on its way for a while: rulings go round by Kafka."""

    def __init__(self, ground: Ground, db: "psycopg.Connection[Any]", now: Callable[[], _Mark]) -> None:
        self._waiting, self._told, self._ground, self._now = _asker(db, _WAITING), _asker(db, _RULINGS), ground, now
        self._still = 0
        self.since = now()
        """When nothing was on its way for the first time, if that has lasted."""

    def __call__(self) -> bool:
        is_still = self._waiting() == 0 and self._told() >= self._ground.end_of(RULINGS.name)
        self._still = self._still + 1 if is_still else 0
        if self._still == 1:
            self.since = self._now()
        return self._still >= _STILL


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
