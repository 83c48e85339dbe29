"""A tracker's start, timed: when it was ready, had told something, had caught up, and the most memory it took."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import psycopg

from benchmarks.speed.services import Running
from benchmarks.speed.tracking import STORED
from ops.ports import free_port

_LIMIT_S: Final = 600.0
READY, FIRST, CAUGHT_UP = "ready", "first verdict", "all judged that waited"


class Mark(NamedTuple):
    """Seconds since the process began, and its processor time by then."""

    after_s: float
    cpu_s: float


class Start(NamedTuple):
    """The marks in their order, and the most memory until the last."""

    marks: dict[str, Mark]
    most_bytes: int


def measure(environ: Mapping[str, str], dsn: str, now_ms: int, waiting: int, log: Path) -> Start:
    """Starts a tracker at `now_ms` by its clock over what lies there; raises NotMeasured."""
    port = free_port()
    # The filling took minutes, in which no unit of a living fleet would have been silent.
    words = ["faults.wrong_clock", str(now_ms / 1000 - time.time()), "tracker"]
    own = dict(environ) | {"WASTETRACK_HTTP": f"127.0.0.1:{port}"}
    most = 0
    marks: dict[str, Mark] = {}
    with psycopg.connect(dsn, autocommit=True) as db:
        began_s = time.monotonic()
        with Running(words, own, log, port) as tracker:

            def watched(is_so: Callable[[], bool]) -> Callable[[], bool]:
                def look() -> bool:
                    nonlocal most
                    most = max(most, tracker.process.memory_info().rss)
                    return is_so()

                return look

            looks: dict[str, Callable[[], bool]] = {
                READY: tracker.ready, FIRST: lambda: _has_told(db), CAUGHT_UP: lambda: _judged(db) >= waiting,
            }  # fmt: skip
            for what, is_so in looks.items():
                at_s = tracker.until(watched(is_so), what, _LIMIT_S)
                marks[what] = Mark(at_s - began_s, tracker.cpu_s())
    return Start(marks, most)


def _has_told(db: "psycopg.Connection[Any]") -> bool:
    """Whether anything was told in a batch with a ping that waited."""
    return bool(_judged(db) and db.execute("SELECT EXISTS (SELECT FROM events)").fetchone() == (True,))


def _judged(db: "psycopg.Connection[Any]") -> int:
    """How many of the pings that waited are stored, by the offsets: to count rows would take both cores from it."""
    row = db.execute(STORED).fetchone()
    assert row is not None
    return int(row[0])
