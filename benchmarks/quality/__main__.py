"""`python -m benchmarks.quality`: makes, judges and scores some thousand trips, and writes what it found."""

import argparse
import os
import time
from pathlib import Path

from benchmarks.quality.report import write
from benchmarks.quality.run import FULL, QUICK, run

RESULTS = Path(__file__).parent / "results"


def main() -> None:
    """Reads the command line, runs, writes the results."""
    parser = argparse.ArgumentParser(prog="make quality", description="Recall and false alarms on known trips.")
    parser.add_argument("--trips", type=int, help="how many trips, of all kinds about equally")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same trips")
    parser.add_argument("--quick", action="store_true", help="a small run of under two minutes")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="how many at once")
    parser.add_argument("--results", type=Path, default=None, help="the folder to write to")
    wish = parser.parse_args()
    size = QUICK if wish.quick else FULL
    if wish.trips is not None:
        size = type(size)(trips=wish.trips, sweep_times=size.sweep_times, recorded_times=size.recorded_times)
    began_s = time.monotonic()
    report = run(size, wish.seed, wish.processes, print)
    # A quick run is for looking at; only a whole one takes the place of the results that are kept.
    folder = wish.results or (Path("build") / "quality" if wish.quick else RESULTS)
    write(report, folder)
    totals = report.totals
    print(
        f"{totals.trucks} trucks: {totals.found} of {totals.breaches} breaches found, {totals.lawful_with_alert} of "
        f"{totals.lawful} lawful trucks with an alert; {folder}/quality.md; {time.monotonic() - began_s:.0f} s"
    )


if __name__ == "__main__":
    main()
