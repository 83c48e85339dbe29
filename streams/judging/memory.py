"""Memory: which trips and alerts of a unit may still change, and what is settled and is told no more."""

from collections.abc import Collection
from typing import Final, NamedTuple

from models.times import HOUR_MS
from streams.judging.desk import Said
from streams.judging.published import Published

KEPT_MS: Final = 26 * HOUR_MS
"""Pings come at most 24 h late, and reference data reach no further back."""
MOST: Final = 1_024
"""So many trips and alerts of a unit may still change, whatever its device sends; the oldest alerts go first."""


class Remembered(NamedTuple):
    """What is remembered of what went out, and up to when what came about and is over may have been forgotten."""

    entries: tuple[Published, ...]
    forgotten_ms: int


def remembered(entries: Collection[Published], now_ms: int, heard_ms: int, forgotten_ms: int) -> Remembered:
    """What may still change: what goes on, and what came about in the last KEPT_MS or since the unit was last heard.

    As long as nothing is heard the clock comes to the same again at each look. An alert lasts as long as its trip, and
    the trip as long as it: the alert may open again, and the verdict counts it.
    """
    oldest_ms = min(now_ms - KEPT_MS, heard_ms + 1)
    kept = {entry.entity_id for entry in entries if entry.touched_ms >= oldest_ms or goes_on(entry)}
    if len(kept) < len(entries):
        kept |= {e.alert.trip_id for e in entries if e.alert is not None and e.alert.trip_id and e.entity_id in kept}
    lasting = [e for e in entries if e.entity_id in kept or (e.alert is not None and e.alert.trip_id in kept)]
    if len(lasting) > MOST:
        lasting.sort(key=lambda entry: (entry.trip is not None or goes_on(entry), entry.touched_ms))
        lasting = lasting[-MOST:]
    if len(lasting) < len(entries):
        left = {entry.entity_id for entry in lasting}
        forgotten_ms = max(forgotten_ms, *(e.touched_ms for e in entries if e.entity_id not in left))
    return Remembered(tuple(lasting), forgotten_ms)


def is_settled(said: Said, entry: Published | None, settled_ms: int) -> bool:
    """Whether it tells of what came about up to a time and is over: that was told then, and stays as it was told.

    Whatever makes a unit be judged again, what is forgotten cannot be told from what was never said: without this it
    would be told anew, from version 1 on. What is remembered as going on may always end.
    """
    if said.at_ms > settled_ms or (entry is not None and goes_on(entry)):
        return False
    if said.trip is not None:
        return said.trip.state in ("completed", "ended")
    finding = said.finding
    return finding is not None and (finding.ended_ms is not None or not finding.is_open)


def goes_on(entry: Published) -> bool:
    """Whether a trip is under way, or an alert is a state that has not ended."""
    if entry.alert is not None:
        return entry.alert.is_open and entry.alert.ended_ms is None
    return entry.trip is not None and entry.trip.state in ("on_the_way", "arrived")
