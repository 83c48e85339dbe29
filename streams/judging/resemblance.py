"""Resemblance: which of the trips and alerts that went out a second judging tells of, under another name perhaps."""

from collections.abc import Iterable

import msgspec

from models.alert import Finding
from models.times import FOR_EVER_MS
from models.trip import TripView
from streams.judging.published import Published


def overlapping_trip(view: TripView | None, entries: Iterable[Published], matched: set[str]) -> Published | None:
    """The trip of the same origin whose period overlaps this one's, among those not matched yet."""
    for entry in entries:
        trip = entry.trip
        if view is None or trip is None or entry.entity_id in matched or trip.origin_zone_id != view.origin_zone_id:
            continue
        if view.started_ms <= (trip.ended_ms or FOR_EVER_MS) and trip.started_ms <= (view.ended_ms or FOR_EVER_MS):
            return entry
    return None


def overlapping_alert(finding: Finding, entries: Iterable[Published], matched: set[str]) -> Published | None:
    """The alert of the same rule and place whose period overlaps this one's, among those not matched yet."""
    for entry in entries:
        alert = entry.alert
        if (
            alert is None
            or entry.entity_id in matched
            or alert.rule != finding.rule
            or alert.zone_id != finding.zone_id
        ):
            continue
        if finding.started_ms == alert.started_ms or (
            finding.started_ms < (alert.ended_ms or FOR_EVER_MS)
            and alert.started_ms < (finding.ended_ms or FOR_EVER_MS)
        ):
            return entry
    return None


def tells_the_same(was: TripView | None, view: TripView) -> bool:
    """Whether two views differ at most in when the truck left a processor's zone, which no event says."""
    return was is not None and _without_leaving(was) == _without_leaving(view)


def _without_leaving(view: TripView) -> TripView:
    return msgspec.structs.replace(
        view, visits=tuple(msgspec.structs.replace(visit, left_ms=None) for visit in view.visits)
    )
