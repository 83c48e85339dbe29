"""Recall: whether what is judged now is what an event of before told; then nothing new need be said of it."""

from typing import Any

import msgspec

from models.alert import Finding
from models.trip import TripView
from streams.judging.event_data import alert_data, trip_data
from streams.judging.published import Published


def as_alert(entry: Published, finding: Finding) -> Published | None:
    """A recalled alert with this finding in the place of what its event says; None where its event would say otherwise.

    Only so can it be known again whether its urgency was brought down because nobody could act on it any more.
    """
    was = entry.alert
    if was is None or (was.rule, was.started_ms, was.severity) != (finding.rule, finding.started_ms, finding.severity):
        return None
    today_only = was.urgency == "today" and finding.urgency == "immediate"
    if today_only:
        finding = msgspec.structs.replace(finding, urgency="today")
    twin = msgspec.structs.replace(
        entry, alert=finding, key=f"{finding.rule}/{finding.episode}", today_only=today_only, recalled=False
    )
    return twin if _as_written(alert_data(twin)) == _as_written(alert_data(entry)) else None


def as_trip(entry: Published, view: TripView, alert_ids: tuple[str, ...], verdict: str | None) -> Published | None:
    """A recalled trip with this view in the place of what its event says; None where its event would say otherwise."""
    was = entry.trip
    if was is None:
        return None
    twin = msgspec.structs.replace(entry, trip=view, alert_ids=alert_ids, recalled=False)
    told = trip_data(entry, _verdict_of(was, verdict))
    return twin if _as_written(trip_data(twin, verdict)) == _as_written(told) else None


def _verdict_of(was: TripView, verdict: str | None) -> str | None:
    """The verdict that was told, as far as it can differ from one of today: by what was seen of the truck."""
    if was.state != "completed":
        return None
    return "unverified" if not was.seen_well else verdict


def _as_written(data: dict[str, Any]) -> Any:
    return msgspec.json.decode(msgspec.json.encode(data))
