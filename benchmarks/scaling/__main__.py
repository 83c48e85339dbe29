"""`python -m benchmarks.scaling`: what fleets of 10,000 to a million need, worked out of the newest results."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks.marked_page import fill
from benchmarks.scaling.assumed import Assumed
from benchmarks.scaling.figures import read
from benchmarks.scaling.tables import tables

PAGE: Final = Path(__file__).parents[2] / "docs" / "scaling.md"


def main(words: Sequence[str] | None = None) -> int:
    """0, or 1 where a result is missing."""
    return fill("benchmarks.scaling", __doc__, PAGE, lambda results: tables(read(results), Assumed()), words)


if __name__ == "__main__":
    sys.exit(main())
