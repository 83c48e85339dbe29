"""`python -m benchmarks.scaling`: what fleets of 10,000 to a million need, worked out of the newest results."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks.scaling.assumed import Assumed
from benchmarks.scaling.figures import read
from benchmarks.scaling.page import filled
from benchmarks.scaling.tables import tables

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = ROOT / "docs" / "scaling.md"
RESULTS: Final = ROOT / "benchmarks" / "results"


def main(words: Sequence[str] | None = None) -> int:
    """0, or 1 where a result is missing."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scaling", description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the tables into docs/scaling.md")
    parser.add_argument("--results", type=Path, default=RESULTS, help="the folder to read (%(default)s)")
    wish = parser.parse_args(words)
    try:
        told = tables(read(wish.results), Assumed())
    except FileNotFoundError as error:
        print(f"scaling: there is no {error.filename}: docs/scaling.md says what writes it", file=sys.stderr)
        return 1
    if wish.write:
        PAGE.write_text(filled(PAGE.read_text(encoding="utf-8"), told), encoding="utf-8")
        print(PAGE)
    else:
        print("\n\n".join(told.values()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
