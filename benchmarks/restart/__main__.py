"""`python -m benchmarks.restart`: a tracker's start with many units, from the process to its first verdict."""

import argparse
import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import httpx
import psutil
import psycopg

from benchmarks.restart.examples import judged_fleet
from benchmarks.restart.fill import copies, figures, fill
from faults.servers.kafka import KafkaServer, free_ports
from models.topics import ALL
from ops.embedded.postgres import embedded_postgres
from ops.personal import new_key
from ops.settings import load
from storage.migrate import migrate
from streams.topics import partitions_of

_LIMIT_S: Final = 600.0
_LOOK_S: Final = 0.02


def main() -> None:
    """Fills a database, then starts the tracker over it, each time over the same rows."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.restart", description=__doc__)
    parser.add_argument("--units", type=int, default=50_000, help="units with a saved state")
    parser.add_argument("--examples", type=int, default=250, help="trucks that are judged; all others are their copies")
    parser.add_argument("--waiting", type=float, default=10.0, help="seconds of pings that wait in Kafka")
    parser.add_argument("--seed", type=int, default=5, help="the same seed gives the same fleet")
    parser.add_argument("--log", type=Path, help="where the tracker's log goes")
    wish = parser.parse_args()
    with _folder() as name, embedded_postgres(Path(name, "postgres")) as dsn:
        kafka = KafkaServer(Path(name, "kafka"))
        try:
            kafka.start()
            environ = {
                "WASTETRACK_KAFKA": kafka.bootstrap, "WASTETRACK_DATABASE": dsn, "WASTETRACK_PERSONAL_KEY": new_key(),
                "WASTETRACK_INSTANCE": "restart",
            }  # fmt: skip
            settings = load(None, environ)
            for topic in ALL:
                kafka.create_topic(topic.name, partitions_of(topic, settings), {"retention.ms": "-1"})
            migrate(dsn)
            fleet = judged_fleet(wish.examples, wish.seed, wish.waiting)
            trucks = copies(fleet, wish.units)
            waiting = asyncio.run(fill(settings, fleet, trucks))
            for what, number in figures(fleet, trucks).items():
                print(f"{what:>28}: {number:.2f}")
            print(f"{'pings waiting':>28}: {waiting}")
            measure(environ, dsn, fleet.until_ms, waiting, wish.log or Path(name, "tracker.log"))
        finally:
            kafka.stop()


def measure(environ: dict[str, str], dsn: str, now_ms: int, waiting: int, log: Path) -> None:
    """Starts a tracker at `now_ms` by its clock, and prints when it was ready, had told something, had caught up."""
    (port,) = free_ports(1)
    own = {"WASTETRACK_HTTP": f"127.0.0.1:{port}"}
    # The filling took minutes, in which no unit of a living fleet would have been silent.
    line = [sys.executable, "-m", "faults.wrong_clock", str(now_ms / 1000 - time.time()), "tracker"]
    with log.open("wb") as file, psycopg.connect(dsn, autocommit=True) as db:
        marks: dict[str, Callable[[], bool]] = {
            "ready": lambda: _is_ready(port),
            "first verdict": lambda: _has_told(db),
            "all judged that waited": lambda: _judged(db) >= waiting,
        }
        began_s = time.monotonic()
        child = subprocess.Popen(line, env=os.environ | environ | own, stdout=file, stderr=file)
        process, most = psutil.Process(child.pid), 0
        try:
            for what, is_so in marks.items():
                while not is_so():
                    if child.poll() is not None or time.monotonic() - began_s > _LIMIT_S:
                        sys.exit(f"not {what} after {time.monotonic() - began_s:.0f} s:\n{log.read_text()[-3000:]}")
                    most = max(most, process.memory_info().rss)
                    time.sleep(_LOOK_S)
                spent_s, cpu_s = time.monotonic() - began_s, sum(process.cpu_times()[:2])
                print(f"{what:>28}: after {spent_s:.1f} s, {cpu_s:.1f} s of processor time")
        finally:
            child.terminate()
            child.wait(30)
    print(f"{'most memory':>28}: {most / 2**20:.0f} MB")


@contextmanager
def _folder() -> Iterator[str]:
    """A folder that a PostgreSQL under another user may enter."""
    with TemporaryDirectory(prefix="wastetrack-restart-") as name:
        Path(name).chmod(0o711)
        yield name


def _has_told(db: "psycopg.Connection[Any]") -> bool:
    """Whether anything was told in a batch with a ping that waited; those that were stored before have no offset."""
    told = "SELECT EXISTS (SELECT FROM events) AND EXISTS (SELECT FROM pings WHERE \"offset\" >= 0)"
    return bool(db.execute(told).fetchone() == (True,))


def _judged(db: "psycopg.Connection[Any]") -> int:
    """How many of the pings that waited are stored."""
    row = db.execute('SELECT count(*) FROM pings WHERE "offset" >= 0').fetchone()
    assert row is not None
    return int(row[0])


def _is_ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=1).status_code == 200
    except httpx.HTTPError:
        return False


if __name__ == "__main__":
    main()
