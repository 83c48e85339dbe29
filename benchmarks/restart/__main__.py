"""`python -m benchmarks.restart`: a tracker's start with many units, from the process to its first verdict."""

import argparse
import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.restart.examples import judged_fleet
from benchmarks.restart.fill import copies, figures, fill
from benchmarks.restart.measuring import measure
from faults.servers.kafka import KafkaServer
from models.topics import ALL
from ops.embedded.postgres import embedded_postgres
from ops.personal import new_key
from ops.settings import load
from storage.migrate import migrate
from streams.topics import partitions_of


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
            start = measure(environ, dsn, fleet.until_ms, waiting, wish.log or Path(name, "tracker.log"))
            for what, mark in start.marks.items():
                print(f"{what:>28}: after {mark.after_s:.1f} s, {mark.cpu_s:.1f} s of processor time")
            print(f"{'most memory':>28}: {start.most_bytes / 2**20:.0f} MB")
        finally:
            kafka.stop()


@contextmanager
def _folder() -> Iterator[str]:
    """A folder that a PostgreSQL under another user may enter."""
    with TemporaryDirectory(prefix="wastetrack-restart-") as name:
        Path(name).chmod(0o711)
        yield name


if __name__ == "__main__":
    main()
