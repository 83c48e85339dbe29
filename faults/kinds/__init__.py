"""Every kind of fault, by family."""

from typing import Final

from faults.kinds import broker, clocks, database, days, network, partitions, processes, reference, traffic
from faults.kinds.kind import Kind

KINDS: Final[tuple[Kind, ...]] = tuple(
    kind
    for family in (processes, broker, database, network, traffic, days, clocks, reference, partitions)
    for kind in family.KINDS
)


def chosen(words: str) -> list[Kind]:
    """The kinds that a word names: all of a family, one of that name, or all whose name has the word in it."""
    return [kind for kind in KINDS if words in {kind.family, kind.name}] or [
        kind for kind in KINDS if words in kind.name
    ]
