"""The cases by their numbers and names."""

from collections.abc import Callable, Mapping
from typing import Final

from benchmarks.speed.bench import Bench
from benchmarks.speed.cases import (
    catching_up,
    gateway,
    growth,
    latency,
    lateness,
    replaying,
    scaling,
    staging,
    starting,
    throughput,
)
from benchmarks.speed.measures import Finding

CASES: Final[Mapping[int, tuple[str, Callable[[Bench], Finding]]]] = {
    1: ("throughput", throughput.run),
    2: ("scaling", scaling.run),
    3: ("latency", latency.run),
    4: ("growth", growth.run),
    5: ("catch-up", catching_up.run),
    6: ("lateness", lateness.run),
    7: ("gateway", gateway.run),
    8: ("replay", replaying.run),
    9: ("start", starting.run),
    10: ("stages", staging.run),
}

QUICK: Final = (1, 3, 7, 8, 10)
"""What a quick run does where no case is named."""


def chosen(only: str, *, quick: bool = False) -> list[int]:
    """The cases that a comma-separated list of numbers or names names; for an empty one all, or the quick ones.

    Raises KeyError.
    """
    if not only:
        return list(QUICK) if quick else sorted(CASES)
    by_name = {name: number for number, (name, _) in CASES.items()} | {str(number): number for number in CASES}
    return sorted({by_name[word.strip()] for word in only.split(",")})
