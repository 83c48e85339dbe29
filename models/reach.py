"""What a scope reaches: pure, the one answer to whether a row may be seen."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from models.manifest import Manifest
from models.times import from_iso
from models.zone import ZoneKind

OPEN_ZONES: Final[frozenset[ZoneKind]] = frozenset({"province", "rest_area", "fuel", "weigh_station", "restricted"})
"""Kinds of zones that belong to no party."""

OTHERS: Final = ("other_unit_id", "stops")
"""Under these names an alert's measurements tell of other trucks beside its own."""


class UnitSpan(msgspec.Struct, frozen=True, kw_only=True):
    """A unit while it may be seen: from `from_ms` to before `to_ms`; `plate_key` where it rides on one's own truck."""

    unit_id: str
    from_ms: int
    to_ms: int
    plate_key: str | None = None

    def holds(self, at_ms: int) -> bool:
        """Whether a time lies within."""
        return self.from_ms <= at_ms < self.to_ms


class Parties(msgspec.Struct, frozen=True, kw_only=True):
    """Whose a row is: the permit as written and the zone at which its trip began, and the unit at that time."""

    permit_no: str | None
    origin_zone_id: str | None
    unit_id: str | None
    at_ms: int


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody who is kept to some parties may see.

    `permits` (as written) and `whole` (the same in the normal form) are those of whose trips all is seen, `papers`
    (normal form) those that may be read; `origins` are one's own gates, `zones` all that are shown; `spans` are the
    units of one's own trucks, `plates` the trucks, `carriers` (normal form) the names under which they drive.
    `told_of` are the carriers and generators among the parties, by `party_id`: of what is reached through them alone
    an alert is seen once one of them was told of it. `freely` is what is reached through the others, None without one.
    """

    permits: frozenset[str]
    whole: frozenset[str]
    papers: frozenset[str]
    origins: frozenset[str]
    zones: frozenset[str]
    spans: tuple[UnitSpan, ...]
    plates: frozenset[str]
    carriers: frozenset[str]
    told_of: frozenset[str] = frozenset()
    freely: "Reach | None" = None

    def has_unit(self, unit_id: str | None, at_ms: int) -> bool:
        """Whether a unit was on a truck of one's own at a time."""
        return is_within(self.spans, unit_id, at_ms)

    def has_truck(self, plate_key: str, at_ms: int) -> bool:
        """Whether a truck was one's own at a time."""
        return any(span.plate_key == plate_key and span.holds(at_ms) for span in self.spans)


def is_within(spans: Iterable[UnitSpan], unit_id: str | None, at_ms: int) -> bool:
    """Whether a unit may be seen at a time."""
    return any(span.unit_id == unit_id and span.holds(at_ms) for span in spans)


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


def waits_for_telling(reach: Reach | None, parties: Parties) -> bool:
    """Whether alerts of these parties are seen only once they were told of: no estate or processor shows them."""
    if reach is None or not reach.told_of:
        return False
    return reach.freely is None or not visible(reach.freely, parties)


def names_others(measured: Mapping[str, Any]) -> bool:
    """Whether what a rule measured tells of other trucks beside the one of which it speaks."""
    return any(name in measured for name in OTHERS)


def sees(reach: Reach | None, told: Mapping[str, Any]) -> bool:
    """Whether a trip or an alert is seen; one that names other parties' trips or units beside is not."""
    if reach is None:
        return True
    measured = told.get("evidence", {}).get("measured", {})
    return "trip_ids" not in told and not names_others(measured) and visible(reach, parties_of(told))


def trimmed(reach: Reach | None, told: dict[str, Any]) -> dict[str, Any]:
    """What is told of a trip or an alert that is seen, without the trip of another's truck from which its load came.

    Where one's own paper or gate shows the trip, it shows that other one as well.
    """
    if reach is None or "from_trip_id" not in told:
        return told
    if told.get("permit_no") in reach.permits or told.get("origin_zone_id") in reach.origins:
        return told
    return {name: value for name, value in told.items() if name != "from_trip_id"}


def sees_manifest(reach: Reach | None, manifest: Manifest) -> bool:
    """Whether a manifest is seen: one of a permit of which all is, or one for a truck of one's own."""
    return (
        reach is None
        or manifest.permit_key in reach.whole
        or reach.has_truck(manifest.plate_key, manifest.planned_depart_ms)
    )


def sees_zone(reach: Reach | None, zone_id: str, kind: str) -> bool:
    """Whether a zone is shown: one of one's own papers, or one that belongs to nobody."""
    return reach is None or kind in OPEN_ZONES or zone_id in reach.zones
