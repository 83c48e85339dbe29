"""`python -m benchmarks.page`: measures the page in Chromium over a made-up fleet and writes what it found."""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, Never, TypeAlias

import msgspec

from benchmarks.page.asking import ask, built
from benchmarks.page.found import Cost, Load, faults, leak
from benchmarks.page.result import cost_in_words, keep, load_in_words, of_cost, of_load, parts_named
from benchmarks.speed.machine import described
from benchmarks.speed.services import NotMeasured

LOOKS: Final = Path("build") / "page"
RESULTS: Final = Path(__file__).parents[1] / "results"


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """How much: loads, fleets and the seconds that each is watched, and the long look's minutes at a pace."""

    rounds: int
    fleets: tuple[int, ...]
    watched_s: int
    warm_up_s: int
    long_units: int
    long_minutes: int
    long_hurry: int


FULL: Final = Size(
    rounds=5, fleets=(1_000, 10_000), watched_s=60, warm_up_s=20, long_units=300, long_minutes=15, long_hurry=48
)
QUICK: Final = Size(rounds=1, fleets=(300,), watched_s=5, warm_up_s=2, long_units=60, long_minutes=1, long_hurry=48)

Part: TypeAlias = tuple[dict[str, Any], list[str]]
"""What is kept of a part, and what must not be."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> Never:
        """Wrong use: one line that says what to do, exit 2."""
        print(f"bench-page: {message} (`make bench-page ARGS=--help` says how)", file=sys.stderr)
        sys.exit(2)


def main(words: Sequence[str] | None = None) -> int:
    """0 when all was measured and nothing is amiss, 1 when something is, 2 on wrong use."""
    wish, names = _asked(words)
    size = QUICK if wish.quick else FULL
    kept: dict[str, Any] = {}
    amiss: list[str] = []
    try:
        built()
        for name in names:
            kept[name], lines = PARTS[name](size)
            amiss += lines
    except NotMeasured as error:
        print(f"bench-page: {error}", file=sys.stderr)
        return 1
    print(keep(kept, wish.results or (LOOKS if wish.quick else RESULTS)))
    for line in amiss:
        print(f"bench-page: {line}", file=sys.stderr)
    return 1 if amiss else 0


def _load(size: Size) -> Part:
    machine = described()
    load = ask("load", Load, rounds=size.rounds)
    print("load", *load_in_words(load), sep="\n")
    return of_load(load) | {"machine": machine}, faults(load)


def _cost(size: Size) -> Part:
    machine, fleets, amiss = described(), [], list[str]()
    for units in size.fleets:
        cost = ask("cost", Cost, units=units, span_s=size.watched_s, warm_up_s=size.warm_up_s)
        print("cost", cost_in_words(cost), sep="\n")
        fleets.append(of_cost(cost))
        amiss += faults(cost)
    return {"fleets": fleets, "machine": machine}, amiss


def _long(size: Size) -> Part:
    machine = described()
    cost = ask(
        "cost", Cost, units=size.long_units, times=size.long_minutes, span_s=60, hurry=size.long_hurry,
        warm_up_s=size.warm_up_s,
    )  # fmt: skip
    print("long", cost_in_words(cost), sep="\n")
    return of_cost(cost) | {"machine": machine}, [*faults(cost), *_leaks(cost)]


def _leaks(cost: Cost) -> Iterator[str]:
    if line := leak(cost):
        yield line


PARTS: Final[dict[str, Callable[[Size], Part]]] = {"load": _load, "cost": _cost, "long": _long}


def _asked(words: Sequence[str] | None) -> tuple[argparse.Namespace, list[str]]:
    parser = _Parser(prog="make bench-page", description=__doc__)
    parser.add_argument("--only", default="load,cost", help=f"parts, comma separated (%(default)s): {', '.join(PARTS)}")
    parser.add_argument("--quick", action="store_true", help="a small run; results in build/page")
    parser.add_argument("--results", type=Path, help="the folder to write to")
    wish = parser.parse_args(words)
    try:
        return wish, parts_named(wish.only, tuple(PARTS))
    except KeyError as error:
        parser.error(f"no part is called {error}: there are {', '.join(PARTS)}")


if __name__ == "__main__":
    sys.exit(main())
