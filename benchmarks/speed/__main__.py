"""`python -m benchmarks.speed`: measures the system beside its opponents and writes what it found."""

import argparse
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Never

import msgspec

from benchmarks.speed.bench import Bench
from benchmarks.speed.cases import CASES, chosen
from benchmarks.speed.gallery import pictures
from benchmarks.speed.ground import ground
from benchmarks.speed.machine import described
from benchmarks.speed.measures import Finding
from benchmarks.speed.report import as_json, in_words, write
from benchmarks.speed.services import NotMeasured
from benchmarks.speed.size import FULL, QUICK

LOOKS = Path("build") / "bench"
RESULTS = Path(__file__).parents[1] / "results"


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> Never:
        """Wrong use: one line that says what to do, exit 2."""
        print(f"bench: {message} (`make bench ARGS=--help` says how)", file=sys.stderr)
        sys.exit(2)


def main() -> int:
    """0 when all was measured, 1 when something went wrong, 2 on wrong use."""
    wish, numbers = _asked()
    if wish.dry_run:
        for number in numbers:
            print(f"{number} {CASES[number][0]}")
        return 0
    size = QUICK if wish.quick else FULL
    machine, began_s = described(), time.monotonic()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # servers and files go also then
    findings: list[Finding] = []
    failed: list[str] = []
    with tempfile.TemporaryDirectory(prefix="wastetrack-traffic-") as name:
        bench = Bench(Path(name), size, wish.seed, _speaker(began_s), ground)
        try:
            for number in numbers:
                title, run = CASES[number]
                bench.say(f"case {number}, {title}")
                case_s = time.monotonic()
                try:
                    found = run(bench)
                    findings.append(msgspec.structs.replace(found, took_s=time.monotonic() - case_s))
                except (NotMeasured, OSError) as error:
                    failed.append(title)
                    print(f"bench: case {number}, {title}: {error}", file=sys.stderr)
        except KeyboardInterrupt:
            print("bench: broken off", file=sys.stderr)
            return 130
        finally:
            bench.close()
    # A run of some cases or a quick one is for looking at; only a whole one takes the place of the kept results.
    folder = wish.results or (LOOKS if wish.quick or wish.only or failed else RESULTS)
    file = write(as_json(findings, machine, wish.seed, size.name), pictures(findings), folder)
    for line in in_words(findings):
        print(line)
    told = f"; not measured: {', '.join(failed)}" if failed else ""
    print(f"{file}; {time.monotonic() - began_s:.0f} s{told}")
    return 1 if failed else 0


def _speaker(began_s: float) -> Callable[[str], None]:
    return lambda line: print(f"{time.monotonic() - began_s:6.1f} s  {line}", flush=True)


def _asked() -> tuple[argparse.Namespace, list[int]]:
    parser = _Parser(prog="make bench", description=__doc__)
    told = ", ".join(f"{number} {name}" for number, (name, _) in CASES.items())
    parser.add_argument("--only", default="", help=f"cases by number or name, comma separated: {told}")
    parser.add_argument("--quick", action="store_true", help="a small run, of some cases where none is named")
    parser.add_argument("--dry-run", action="store_true", help="name the cases and measure nothing")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same traffic")
    parser.add_argument("--results", type=Path, default=None, help="the folder to write to")
    wish = parser.parse_args()
    try:
        return wish, chosen(wish.only, quick=wish.quick)
    except KeyError as error:
        parser.error(f"no case is called {error}: there are {told}")


if __name__ == "__main__":
    sys.exit(main())
