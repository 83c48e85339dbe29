"""`python -m benchmarks.speed.newest`: the newest whole run beside what is wanted, as tables of docs/benchmarks.md."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from benchmarks.marked_page import fill
from benchmarks.speed.report import FILE
from benchmarks.speed.stages import STAGES

PAGE: Final = Path(__file__).parents[2] / "docs" / "benchmarks.md"

_Of = Callable[[str, str], float]
"""The median of a case's measure or ratio."""


def read(results: Path) -> dict[str, str]:
    """The tables of the run in this folder; raises FileNotFoundError."""
    return tables(msgspec.json.decode((results / FILE).read_bytes()))


def tables(run: Any) -> dict[str, str]:
    """The tables `newest` and `stages` of what a whole run has written."""

    def of(case: str, name: str) -> float:
        found = run["cases"][case]
        return float(found["ratios"][name] if name in found["ratios"] else found["measures"][name]["median"])

    rows = [*_rows(of), ("the whole run", f"{sum(case['took_s'] for case in run['cases'].values()):.0f} s", "900 s")]
    stages = [(name, f"{of('stages', name):.1f}") for name in (*STAGES, "threads")]
    return {"newest": _table(("what", "figure", "wanted"), rows), "stages": _table(("stage", "us a ping"), stages)}


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _rows(of: _Of) -> Sequence[tuple[str, str, str]]:
    cpu_us, database_us = (of("throughput", f"tracker_{name}") for name in ("cpu", "database_cpu"))
    ratios = ", ".join(f"{of('throughput', name):.2f}" for name in ("durable_loop", "faust", "quix"))
    more = " and ".join(f"{of('scaling', f'{trackers}_to_1'):.2f}" for trackers in (2, 3))
    starts = " and ".join(f"{of('start', f'first_verdict_{units}'):.1f}" for units in (50_000, 200_000))
    late = " and ".join(f"{of('lateness', f'late_{share}_to_none'):.2f}" for share in (10, 50))
    unit_bytes = of("growth", "bytes_a_unit_units_200000")
    return (
        ("one tracker, durable, all rules", f"{of('throughput', 'tracker'):,.0f} pings a second", "60,000"),
        ("processor time of it and of PostgreSQL", f"{cpu_us:.0f} and {database_us:.0f} us a ping", ""),
        ("times the durable loop, Faust, Quix Streams", ratios, "0.6, 10, 2.5"),
        ("times itself, while a manifest is told each second (one round)", f"{of('throughput', 'papers'):.2f}", ""),
        ("two and three trackers on two cores, times one", more, ""),
        ("from a ping to its alert at 1,000 a second, p50 and p99", _quantiles(of, 1_000), ""),
        ("at 10,000 a second", _quantiles(of, 10_000), "p99 250 ms"),
        ("200,000 units against 1,000, times the cost of a ping", f"{of('growth', 'units_200000_to_1000'):.2f}", "1.5"),
        ("50,000 permits against 500", f"{of('growth', 'permits_50000_to_500'):.2f}", "1.5"),
        ("20,000 zones against 100", f"{of('growth', 'zones_20000_to_100'):.2f}", "1.5"),
        ("5,000 vertices against 50", f"{of('growth', 'vertices_5000_to_50'):.2f}", "1.5"),
        ("memory of a unit on a trip, with what its lull keeps", f"{unit_bytes / 1000:.1f} kB", "4 kB"),
        ("live alerts beside backups, p99", f"{of('catch-up', 'live_p99'):.0f} ms", "2,000 ms"),
        ("after an outage, times the live rate", f"{of('catch-up', 'catch_up_to_live'):.0f}", "3"),
        ("a tenth and half of the pings late, times the rate without", late, "a tenth: 0.5"),
        ("gateway, calls of 1,000", f"{of('gateway', 'rows_in_1000'):,.0f} rows a second", "30,000"),
        ("replay, one core", f"{of('replay', 'one_core'):,.0f} pings a second", "100,000"),
        ("start with 50,000 and 200,000 units, to the first verdict", f"{starts} s", "50,000: 10 s"),
    )


def _quantiles(of: _Of, rate: int) -> str:
    return f"{of('latency', f'p50_at_{rate}'):.0f} and {of('latency', f'p99_at_{rate}'):.0f} ms"


def main(words: Sequence[str] | None = None) -> int:
    """0, or 1 where there is no result."""
    return fill("benchmarks.speed.newest", __doc__, PAGE, read, words)


if __name__ == "__main__":
    sys.exit(main())
