"""The chain of why as far as a scope reaches: what was told of one's own whole, of all around it what is seen."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import msgspec

from alerts.held_back import ToldTo
from dashboard.people.seen import trip_shown
from models.manifest import Manifest
from models.names import normal_number
from models.reach import (
    Reach,
    UnitSpan,
    is_within,
    names_others,
    parties_of,
    sees,
    sees_manifest,
    sees_zone,
    waits_for_telling,
)
from models.times import from_iso
from streams.explain.chain import Decision, Note, PingSeen, ReferenceInForce, Why

NewestManifest = Callable[[str], Manifest | None]
"""The manifest of a number in the normal form, as told last."""

_IN_PART: Final = Note(
    en="Shown as far as your account reaches: no time, place or paper that is of others alone.",
    th="แสดงเท่าที่อยู่ในขอบเขตของบัญชีท่าน ไม่รวมช่วงเวลา สถานที่ หรือเอกสารของผู้อื่น",
)


def within(
    chain: Why, reach: Reach, spans: Sequence[UnitSpan], manifest: NewestManifest, told_to: ToldTo
) -> Why:
    """The chain of an alert or trip that is seen, for somebody kept to a scope; `spans` are when units may be seen.

    Zones are those that are shown, and the ends and the place that the trip and the alert tell themselves. Whoever sees
    alerts only once it was told of them hears of other decisions nothing, nor what verdicts a trip had.
    """
    trip = chain.trip if chain.trip is not None and sees(reach, chain.trip) else None
    told_zones = _zones_told(trip) | _zones_told(chain.alert)

    def is_shown(zone_id: str, kind: str) -> bool:
        return zone_id in told_zones or sees_zone(reach, zone_id, kind)

    def is_seen_at(at: str) -> bool:
        return is_within(spans, chain.unit_id, from_iso(at))

    asked = chain.alert or chain.trip
    waits = asked is not None and waits_for_telling(reach, parties_of(asked))
    has_estate = trip is not None or chain.estate_zone_id in reach.zones
    return msgspec.structs.replace(
        chain,
        trip=None if trip is None else trip_shown(reach, trip, told_to),
        trips=[trip_shown(reach, one, told_to) for one in chain.trips if sees(reach, one)],
        versions=[msgspec.structs.replace(one, verdict=None) for one in chain.versions] if waits else chain.versions,
        estate_zone_id=chain.estate_zone_id if has_estate else None,
        notes=[*chain.notes, _IN_PART],
        decisions=[one for one in chain.decisions if one.of_this or (not waits and _is_told(one, is_seen_at))],
        steps=chain.steps if trip is not None else [],
        pings=[_shown(ping, is_shown, on_trip=trip is not None) for ping in chain.pings if is_seen_at(ping.utc_ts)],
        references=[
            shown for one in chain.references if (shown := _reference(one, reach, is_shown, manifest)) is not None
        ],
    )


def _zones_told(told: dict[str, Any] | None) -> set[str]:
    if told is None:
        return set()
    named = (told.get(name) for name in ("zone_id", "origin_zone_id", "destination_zone_id"))
    return {one for one in (*named, *told.get("destination_zone_ids", ())) if one is not None}


def _is_told(decision: Decision, is_seen_at: Callable[[str], bool]) -> bool:
    """Of other alerts than the one asked for what was said while the unit was seen, and of it alone."""
    return is_seen_at(decision.at) and not names_others(decision.measured)


def _shown(ping: PingSeen, is_shown: Callable[[str, str], bool], *, on_trip: bool) -> PingSeen:
    zones = [zone for zone in ping.zones if is_shown(zone.zone_id, zone.kind)]
    return msgspec.structs.replace(ping, zones=zones, route=ping.route if on_trip else None)


def _reference(
    one: ReferenceInForce, reach: Reach, is_shown: Callable[[str, str], bool], newest_manifest: NewestManifest
) -> ReferenceInForce | None:
    """The record as it may be read, None where it may not; the truck is that of what was asked for."""
    match one.kind:
        case "vehicles":
            return one
        case "zones":
            return one if is_shown(one.key, one.says.get("kind", "")) else None
        case "manifests":
            manifest = newest_manifest(one.key)
            return one if manifest is not None and sees_manifest(reach, manifest) else None
        case "permits":
            return _permit(one, reach) if one.key in reach.papers else None


def _permit(one: ReferenceInForce, reach: Reach) -> ReferenceInForce:
    """A permit, of its trucks to a carrier its own."""
    if one.key in reach.whole or "plates" not in one.says:
        return one
    own = {plate.partition("|")[0] for plate in reach.plates}
    plates = [plate for plate in one.says["plates"] if normal_number(plate) in own]
    return msgspec.structs.replace(one, says=one.says | {"plates": plates})
