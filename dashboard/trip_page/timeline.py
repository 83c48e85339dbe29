"""The timeline of a trip: what happened from its loading to its end, as rows in order of time."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Final, Literal, Self, get_args

import msgspec

from dashboard.trip_page.told import Told
from dashboard.trip_page.way import Sight, Stop, Way
from models.times import from_iso
from models.trip import EndReason, Visit

Kind = Literal[
    "loading", "departure", "arrival", "unloading", "stop", "gap", "driving", "alert", "completed", "ended"
]  # fmt: skip
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
"""In the order in which rows of one time stand."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One row: what, from when to when (`to_ms` None: it goes on), and where it began.

    A moment has `to_ms` = `from_ms`. `allowed` and `off_corridor` are of a stop, `km` of a drive or a gap, `excused` of
    a gap, `to_lat` and `to_lon` where a gap ended. `since_before`: it had begun before the first ping that was read.
    """

    kind: Kind
    from_ms: int
    to_ms: int | None
    lat: float | None = None
    lon: float | None = None
    to_lat: float | None = None
    to_lon: float | None = None
    zone_ids: tuple[str, ...] = ()
    allowed: bool | None = None
    off_corridor: bool | None = None
    km: float | None = None
    excused: bool | None = None
    alert_id: str | None = None
    reason: EndReason | None = None
    since_before: bool = False


class AlertSpan(msgspec.Struct, frozen=True, kw_only=True):
    """When and where an alert of the trip held: `to_ms` None while it does."""

    alert_id: str
    from_ms: int
    to_ms: int | None
    lat: float | None = None
    lon: float | None = None
    zone_id: str | None = None

    @classmethod
    def of(cls, data: dict[str, Any]) -> Self | None:
        """Of an alert's data; None of one that later evidence refuted: that did not happen."""
        if data.get("close_reason") == "late_evidence":
            return None
        ended_at = data.get("ended_at")
        return cls(
            alert_id=data["alert_id"], from_ms=from_iso(data["started_at"]),
            to_ms=None if ended_at is None else from_iso(ended_at), lat=data.get("lat"), lon=data.get("lon"),
            zone_id=data.get("zone_id"),
        )  # fmt: skip


def timeline(told: Told, way: Way, alerts: Sequence[AlertSpan], unseen_s: float, now_ms: int) -> list[Row]:
    """The rows of a trip, in order of time.

    A silence is a gap once it is longer than `unseen_s`; that of a trip under way lasts until `now_ms`.
    """
    visits = _visits(told, way)
    stands = [*_loading(told, way), *_standing(told, way, visits)]
    rows = [
        *stands,
        _moment("departure", told.started_ms, way, (told.origin_zone_id,)),
        *_driving(told, way, visits, stands, is_silent=_is_silent(told, way, unseen_s, now_ms)),
        *(_moment("arrival", visit.arrived_ms, way, (visit.zone_id,)) for visit in visits),
        *_gaps(told, way, unseen_s, now_ms),
        *(_alert(alert) for alert in alerts),
        *_end(told, way),
    ]
    return sorted(rows, key=lambda row: (row.from_ms, KINDS.index(row.kind)))


def loading_from_ms(told: Told, way: Way) -> int | None:
    """Since when the truck stood where it was loaded; None where nobody saw it stand there."""
    return min((row.from_ms for row in _loading(told, way)), default=None)


def _visits(told: Told, way: Way) -> list[Visit]:
    """The processors reached: those that the pings show, and the one that is told."""
    visits = list(way.papers.visits)
    told_zone = told.destination_zone_ids[-1] if told.destination_zone_ids else None
    if told.arrived_ms is not None and told_zone is not None and told_zone not in {one.zone_id for one in visits}:
        visits.append(Visit(zone_id=told_zone, factory_no=None, arrived_ms=told.arrived_ms))
    return visits


def _loading(told: Told, way: Way) -> Iterator[Row]:
    """The stop, or the stops in one stay, after which the truck left the origin."""
    before = [sight for sight in way.sights if sight.fix.utc_ms < told.started_ms]
    stay = _newest_stay(before, told.origin_zone_id)
    stops = [
        stop
        for stop in way.stops
        if stay and stop.from_ms < told.started_ms and stop.to_ms >= stay[0].fix.utc_ms
        and told.origin_zone_id in stop.zone_ids
    ]  # fmt: skip
    if stops:
        first = stops[0]
        # The run may take in the first fix outside, which is the trip's.
        to_ms = min(stops[-1].to_ms, before[-1].fix.utc_ms)
        since_before = first.from_ms == before[0].fix.utc_ms
        yield _stand("loading", first, to_ms, since_before=since_before)


def _newest_stay(before: Sequence[Sight], zone_id: str) -> list[Sight]:
    """The fixes in a zone, without a break, that come last."""
    stay: list[Sight] = []
    for sight in reversed(before):
        if zone_id not in sight.zone_ids:
            break
        stay.insert(0, sight)
    return stay


def _standing(told: Told, way: Way, visits: Sequence[Visit]) -> Iterator[Row]:
    """The stops after the departure; those in one stay at a plant are one row."""
    newest: Row | None = None
    for stop in way.stops:
        if stop.from_ms < told.started_ms:
            continue
        goes_on = told.over_ms is None and way.last_fix is not None and stop.to_ms == way.last_fix.utc_ms
        row = _stand(_kind(stop, told, way, visits), stop, None if goes_on else stop.to_ms)
        if newest is not None and row.kind == newest.kind != "stop" and row.zone_ids == newest.zone_ids:
            newest = msgspec.structs.replace(newest, to_ms=row.to_ms)
            continue
        if newest is not None:
            yield newest
        newest = row
    if newest is not None:
        yield newest


def _kind(stop: Stop, told: Told, way: Way, visits: Sequence[Visit]) -> Kind:
    if any(visit.zone_id in stop.zone_ids and stop.to_ms >= visit.arrived_ms for visit in visits):
        return "unloading"
    further = set(way.papers.generators) - {told.origin_zone_id}
    return "loading" if further.intersection(stop.zone_ids) else "stop"


def _driving(
    told: Told, way: Way, visits: Sequence[Visit], stands: Sequence[Row], *, is_silent: bool
) -> Iterator[Row]:
    """What lies between the stops, from the departure to the arrival or the end; on, as far as it is seen to go on."""
    arrived = told.state in {"arrived", "completed"} and bool(visits)
    end_ms = visits[-1].arrived_ms if arrived else told.over_ms
    newest_ms = told.started_ms if way.last_fix is None else way.last_fix.utc_ms
    last_ms = max(newest_ms, told.started_ms) if end_ms is None else end_ms
    halts = sorted(
        (row.from_ms, last_ms if row.to_ms is None else row.to_ms)
        for row in stands
        if told.started_ms <= row.from_ms < last_ms
    )
    edges = [(told.started_ms, told.started_ms), *halts, (last_ms, last_ms)]
    drives_now = end_ms is None and not is_silent and all(row.to_ms is not None for row in stands)
    for number, ((_, from_ms), (to_ms, _)) in enumerate(pairwise(edges), 1):
        goes_on = drives_now and number == len(edges) - 1
        if to_ms > from_ms or goes_on:
            row = _moment("driving", from_ms, way, ())
            km = way.distance_km(from_ms, to_ms)
            yield msgspec.structs.replace(row, to_ms=None if goes_on else to_ms, km=km)


def _gaps(told: Told, way: Way, unseen_s: float, now_ms: int) -> Iterator[Row]:
    for gap in way.gaps:
        before, after = gap.before, gap.after
        yield Row(
            kind="gap", from_ms=before.utc_ms, to_ms=after.utc_ms, lat=before.lat, lon=before.lon, to_lat=after.lat,
            to_lon=after.lon, km=gap.km, excused=gap.excused,
        )  # fmt: skip
    if _is_silent(told, way, unseen_s, now_ms):
        last = way.sights[-1]
        yield Row(
            kind="gap", from_ms=last.fix.utc_ms, to_ms=None, lat=last.fix.lat, lon=last.fix.lon,
            excused=bool(last.permitted_ids),
        )  # fmt: skip


def _is_silent(told: Told, way: Way, unseen_s: float, now_ms: int) -> bool:
    """Whether a trip under way has not been seen for long."""
    last = way.last_fix
    return told.over_ms is None and last is not None and now_ms - last.utc_ms > unseen_s * 1000


def _alert(alert: AlertSpan) -> Row:
    return Row(
        kind="alert", from_ms=alert.from_ms, to_ms=alert.to_ms, lat=alert.lat, lon=alert.lon, alert_id=alert.alert_id,
        zone_ids=() if alert.zone_id is None else (alert.zone_id,),
    )  # fmt: skip


def _end(told: Told, way: Way) -> Iterator[Row]:
    if told.over_ms is not None:
        kind: Kind = "completed" if told.state == "completed" else "ended"
        row = _moment(kind, told.over_ms, way, ())
        yield msgspec.structs.replace(row, reason=told.reason)


def _stand(kind: Kind, stop: Stop, to_ms: int | None, *, since_before: bool = False) -> Row:
    return Row(
        kind=kind, from_ms=stop.from_ms, to_ms=to_ms, lat=stop.lat, lon=stop.lon, zone_ids=stop.zone_ids,
        allowed=stop.allowed if kind == "stop" else None, off_corridor=stop.off_corridor if kind == "stop" else None,
        since_before=since_before,
    )  # fmt: skip


def _moment(kind: Kind, at_ms: int, way: Way, zone_ids: tuple[str, ...]) -> Row:
    """A row of one moment, where the newest fix by then lies."""
    fixes = (sight.fix for sight in reversed(way.sights))
    fix = next((fix for fix in fixes if fix.utc_ms <= at_ms), None)
    return Row(
        kind=kind, from_ms=at_ms, to_ms=at_ms, zone_ids=zone_ids, lat=None if fix is None else fix.lat,
        lon=None if fix is None else fix.lon,
    )  # fmt: skip
