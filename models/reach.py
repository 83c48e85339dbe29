"""What a scope reaches: pure, the one answer to whether a row may be seen."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from models.times import from_iso

OPEN_ZONES: Final = frozenset({"province", "rest_area", "fuel", "weigh_station", "restricted"})
"""Kinds of zones that belong to no party."""


class UnitSpan(msgspec.Struct, frozen=True, kw_only=True):
    """A unit while it rides on a truck of one's own: from `from_ms` to before `to_ms`."""

    unit_id: str
    from_ms: int
    to_ms: int


class Parties(msgspec.Struct, frozen=True, kw_only=True):
    """Whose a row is: the permit as written and the zone at which its trip began, and the unit at that time."""

    permit_no: str | None
    origin_zone_id: str | None
    unit_id: str | None
    at_ms: int


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody who is kept to some parties may see.

    `permits` (as written) are those of whose trips all is seen, `papers` (normal form) those that may be read;
    `origins` are one's own gates, `zones` all that are shown; `spans` are the units of one's own trucks, `plates` the
    trucks.
    """

    permits: frozenset[str]
    papers: frozenset[str]
    origins: frozenset[str]
    zones: frozenset[str]
    spans: tuple[UnitSpan, ...]
    plates: frozenset[str]

    def has_unit(self, unit_id: str | None, at_ms: int) -> bool:
        """Whether a unit was on a truck of one's own at a time."""
        return any(span.unit_id == unit_id and span.from_ms <= at_ms < span.to_ms for span in self.spans)


def visible(reach: Reach | None, parties: Parties) -> bool:
    """Whether a row of these parties is seen; without a reach, which is without a scope, everything is."""
    return (
        reach is None
        or parties.permit_no in reach.permits
        or parties.origin_zone_id in reach.origins
        or reach.has_unit(parties.unit_id, parties.at_ms)
    )


def parties_of(told: Mapping[str, Any]) -> Parties:
    """The parties of a trip or an alert, by what its events and its row tell."""
    return Parties(
        permit_no=told.get("permit_no"),
        origin_zone_id=told.get("origin_zone_id"),
        unit_id=told.get("unit_id"),
        at_ms=from_iso(told["started_at"]),
    )


def sees(reach: Reach | None, told: Mapping[str, Any]) -> bool:
    """Whether a trip or an alert is seen; one that names other parties' trips or units beside is not."""
    if reach is None:
        return True
    measured = told.get("evidence", {}).get("measured", {})
    return "trip_ids" not in told and "other_unit_id" not in measured and visible(reach, parties_of(told))
