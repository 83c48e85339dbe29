"""The fixes of a trip as its chart and map draw them, thinned where there are very many."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from dashboard.trip_page.way import Sight

MOST: Final = 4_000
_PER_GROUP: Final = 4


def thinned(sights: Sequence[Sight]) -> list[Sight]:
    """All fixes up to MOST; of more, in each of MOST / 4 equal groups the first, last, fastest and farthest off.

    So no peak is lost, and what one group ends with the next one goes on from.
    """
    if len(sights) <= MOST:
        return list(sights)
    groups = MOST // _PER_GROUP
    edges = [len(sights) * number // groups for number in range(groups + 1)]
    kept: list[Sight] = []
    for begin, end in pairwise(edges):
        numbers = range(begin, end)
        fastest = max(numbers, key=lambda number: sights[number].fix.speed_kmh or 0.0)
        farthest = max(numbers, key=lambda number: sights[number].off_m or 0.0)
        kept += [sights[number] for number in sorted({begin, end - 1, fastest, farthest})]
    return kept
