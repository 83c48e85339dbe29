"""`python -m benchmarks.scaling.storing`: bytes that a ping takes in Kafka, in PostgreSQL and in its log, counted.

One tracker works off an hour of a small fleet, on real servers. Bytes depend on no machine, and little on its load.
"""

import argparse
import sys
import tempfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from benchmarks.speed.bench import Bench
from benchmarks.speed.ground import Ground, ground
from benchmarks.speed.loading import lines_of, load_pings
from benchmarks.speed.size import FULL
from benchmarks.speed.tracking import work_off
from benchmarks.traffic.plan import Plan
from models.topics import PINGS

FILE: Final = "stored.json"
RESULTS: Final = Path(__file__).parents[1] / "results"

_DAYS: Final = "SELECT sum(pg_{}(inhrelid))::float FROM pg_inherits WHERE inhparent = '{}'::regclass"
_TOLD: Final = (
    "SELECT sum(pg_total_relation_size(name::regclass))::float"
    " FROM unnest(ARRAY['trips', 'alerts', 'events']) AS name"
)
_COLUMNS: Final = (
    "unit_id", "utc_ms", "receipt_ms", "recv_ms", "lat", "lon", "speed_kmh", "course_deg", "fix", "hdop", "num_sats",
    "engine_on", "ext_power_on", "standing",
)  # fmt: skip


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes a ping, unless the name says otherwise.

    `call` is its JSON as a vendor sends it, `kafka` its record with all headers; `row` and `index` are of `pings`,
    `raw` of `raw_batches`, `told` of trips, alerts and events; `log` is what PostgreSQL writes ahead for all of it.
    `columns` is the row as a lake would hold it: sorted by unit and time, each column packed by itself (zlib).
    """

    units: int
    pings: int
    call: float
    kafka: float
    row: float
    index: float
    raw: float
    told: float
    log: float
    columns: float


def main(words: Sequence[str] | None = None) -> int:
    """0 when all was counted."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scaling.storing", description=__doc__)
    parser.add_argument("--units", type=int, default=5_000, help="(%(default)s)")
    parser.add_argument("--minutes", type=int, default=60, help="(%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same traffic (%(default)s)")
    parser.add_argument("--results", type=Path, default=RESULTS, help="the folder to write to")
    wish = parser.parse_args(words)
    plan = Plan(units=wish.units, permits=max(1, wish.units // 20), seed=wish.seed)
    with tempfile.TemporaryDirectory(prefix="wastetrack-stored-") as name:
        bench = Bench(Path(name), FULL, wish.seed, lambda line: print(line, flush=True), ground)
        try:
            stored = _count(bench, plan, wish.units * wish.minutes)
        finally:
            bench.close()
    wish.results.mkdir(parents=True, exist_ok=True)
    file = wish.results / FILE
    file.write_bytes(msgspec.json.format(msgspec.json.encode(stored), indent=1) + b"\n")
    print(file.read_text())
    return 0


def _count(bench: Bench, plan: Plan, pings: int) -> Stored:
    folder = bench.traffic(plan, pings)
    bench.begin(folder)
    where = bench.ground
    load_pings(where, folder, pings)
    before = _log_place(where)
    work_off(where, pings)
    return Stored(
        units=plan.units, pings=pings, call=sum(map(len, lines_of(folder, pings))) / pings,
        kafka=_topic_bytes(where) / pings,
        row=_one(where, _DAYS.format("table_size", "pings")) / pings,
        index=_one(where, _DAYS.format("indexes_size", "pings")) / pings,
        raw=_one(where, _DAYS.format("total_relation_size", "raw_batches")) / pings,
        told=_one(where, _TOLD) / pings, log=(_log_place(where) - before) / pings, columns=_packed(where) / pings,
    )  # fmt: skip


def _topic_bytes(where: Ground) -> int:
    logs = (where.folder / "kafka" / "data").glob(f"{PINGS.name}-*/*.log")
    return sum(file.stat().st_size for file in logs)


def _log_place(where: Ground) -> float:
    return _one(where, "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float")


def _one(where: Ground, query: str) -> float:
    return float(where.rows(query)[0][0])


def _packed(where: Ground) -> int:
    rows = where.rows(f"SELECT {', '.join(_COLUMNS)} FROM pings ORDER BY unit_id, utc_ms")
    columns = zip(*rows, strict=True)
    return sum(len(zlib.compress("\n".join(map(str, column)).encode())) for column in columns)


if __name__ == "__main__":
    sys.exit(main())
