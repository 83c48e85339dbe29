"""The scope of who asks, as a condition of queries: the same as `models.reach.visible`, in SQL.

A condition names the columns of its table whole (`trips.data`), so that it holds in a query of several tables.
"""

from collections.abc import Collection, Sequence
from typing import Any, Final

from models.alert import Severity, Urgency
from models.incident import rank_of
from models.reach import OTHERS, Reach, UnitSpan
from models.times import FOR_EVER_MS
from storage.lists_filter import Filter
from storage.lists_units import Counts

_SPAN: Final = (
    "int8range(trips.started_ms,"
    " CASE WHEN trips.ended_ms IS NOT NULL THEN greatest(trips.started_ms, trips.ended_ms) END, '[]')"
)
"""When a trip was on its way, as the index `trips_span` has it."""


def trip_seen(asked: Filter, reach: Reach | None) -> str:
    """The condition that a row of `trips` is seen."""
    if reach is None:
        return "true"
    zone = "trips.data ->> 'origin_zone_id'"
    return _seen(asked, reach, "trips.permit_no", zone, "trips.unit_id", "trips.started_ms")


def alert_seen(asked: Filter, reach: Reach | None) -> str:
    """The condition that a row of `alerts` is seen: the same as `alerts.held_back.verdict_of`, in SQL.

    None is that names other parties' trips or units beside, nor one of which the party is yet to be told.
    """
    if reach is None:
        return "true"
    permit, zone = "alerts.data ->> 'permit_no'", "alerts.data ->> 'origin_zone_id'"
    seen = _seen(asked, reach, permit, zone, "alerts.unit_id", "alerts.started_ms")
    others = f"alerts.data -> 'evidence' -> 'measured' ?| {asked.bind(list(OTHERS))}::text[]"
    own = f"{seen} AND NOT alerts.data ? 'trip_ids' AND NOT coalesce({others}, false)"
    if not reach.told_of:
        return f"({own})"
    told = (
        "EXISTS (SELECT FROM party_alerts WHERE party_alerts.alert_id = alerts.alert_id"
        f" AND party_alerts.party = ANY({asked.bind(sorted(reach.told_of))}::text[]))"
    )
    free = "false"
    if reach.freely is not None:
        free = _seen(asked, reach.freely, permit, zone, "alerts.unit_id", "alerts.started_ms")
    return f"({own} AND ({free} OR {told}))"


def unit_seen_now(asked: Filter, reach: Reach | None) -> str:
    """The condition that a row of `unit_live` is seen: on one's own truck, or on a trip under one's own permit."""
    if reach is None:
        return "true"
    return _seen(asked, reach, "unit_live.body ->> 'permit_no'", "NULL::text", "unit_live.unit_id", "unit_live.utc_ms")


def incident_seen(asked: Filter, reach: Reach | None) -> str:
    """The condition that a row of `incidents` is seen: one of its alerts is."""
    if reach is None:
        return "true"
    return (
        "EXISTS (SELECT FROM incident_alerts JOIN alerts USING (alert_id)"
        f" WHERE incident_alerts.incident_id = incidents.incident_id AND {alert_seen(asked, reach)})"
    )


def ping_within(asked: Filter, spans: Sequence[UnitSpan] | None) -> str:
    """The condition that a row of `pings` lies in a time in which its unit may be seen; None: at any time."""
    return "true" if spans is None else _in_spans(asked, spans, "pings.unit_id", "pings.utc_ms")


def keep_trips(asked: Filter, reach: Reach | None) -> None:
    """Keeps the trips that are seen."""
    if reach is not None:
        asked.holds(trip_seen(asked, reach))


def keep_alerts(asked: Filter, reach: Reach | None) -> None:
    """Keeps the alerts that are seen."""
    if reach is not None:
        asked.holds(alert_seen(asked, reach))


def keep_units(asked: Filter, reach: Reach | None) -> None:
    """Keeps the units that are seen now."""
    if reach is not None:
        asked.holds(unit_seen_now(asked, reach))


def keep_incidents(asked: Filter, reach: Reach | None) -> None:
    """Keeps the incidents that are seen."""
    if reach is not None:
        asked.holds(incident_seen(asked, reach))


async def read_spans_seen(
    pool: Any, reach: Reach | None, from_ms: int, to_ms: int, unit_ids: Collection[str] | None = None
) -> list[UnitSpan] | None:
    """When units may be seen in [from, to), these or any: on one's own trucks, and on trips that are seen.

    None where there is no scope: at any time. A trip's last moment belongs to it.
    """
    if reach is None:
        return None
    asked = Filter()
    keep_trips(asked, reach)
    if unit_ids is not None:
        asked.holds(f"trips.unit_id = ANY({asked.bind(list(unit_ids))}::text[])")
    begins, ends = f"{asked.bind(from_ms)}::bigint", f"{asked.bind(to_ms)}::bigint"
    asked.holds(f"trips.started_ms < {ends}")
    asked.holds(f"(trips.ended_ms IS NULL OR trips.ended_ms >= {begins})")
    # Says the same once more, for the index: two bounds apart leave half of all trips ever each.
    asked.holds(f"{_SPAN} && int8range({begins}, greatest({begins}, {ends}), '[]')")
    rows = await pool.fetch(
        f"SELECT unit_id, started_ms AS from_ms, ended_ms + 1 AS to_ms FROM trips {asked.where()}",  # noqa: S608
        *asked.values,
    )
    on_trips = [UnitSpan(unit_id=row[0], from_ms=row[1], to_ms=row[2] or FOR_EVER_MS) for row in rows]
    own = [
        span
        for span in reach.spans
        if span.from_ms < to_ms and span.to_ms > from_ms and (unit_ids is None or span.unit_id in unit_ids)
    ]
    return own + on_trips


async def read_gravest_seen(pool: Any, reach: Reach, unit_ids: Collection[str]) -> dict[str, tuple[Urgency, Severity]]:
    """The gravest of the alerts of some units that still stand and are seen, by unit; none of a unit without one."""
    asked = Filter()
    asked.holds(f"alerts.unit_id = ANY({asked.bind(list(unit_ids))}::text[]) AND alerts.state = 'open'")
    asked.holds("(NOT alerts.data ? 'ended_at' OR alerts.trip_id = unit_live.body ->> 'trip_id')")
    keep_alerts(asked, reach)
    rows = await pool.fetch(
        "SELECT alerts.unit_id, alerts.urgency, alerts.severity FROM alerts JOIN unit_live USING (unit_id)"  # noqa: S608
        f" {asked.where()}",
        *asked.values,
    )
    found: dict[str, tuple[Urgency, Severity]] = {}
    for unit_id, urgency, severity in rows:
        known = found.get(unit_id)
        if known is None or rank_of(urgency, severity) < rank_of(*known):
            found[unit_id] = urgency, severity
    return found


async def read_counts_within(pool: Any, reach: Reach) -> Counts:
    """The counts of now, of what is seen."""
    units, trips, alerts = Filter(), Filter(), Filter()
    keep_units(units, reach)
    keep_trips(trips, reach)
    trips.holds("state IN ('on_the_way', 'arrived')")
    keep_alerts(alerts, reach)
    alerts.holds("state = 'open'")
    of_units = await pool.fetchrow(
        "SELECT count(*) AS units, count(*) FILTER (WHERE body ->> 'state' = 'moving') AS moving,"  # noqa: S608
        " max(coalesce(body ->> 'recv_utc_ts', body ->> 'utc_ts')) AS data_at"
        f" FROM unit_live {units.where()}",
        *units.values,
    )
    of_alerts = await pool.fetchrow(
        "SELECT count(*) AS alerts_open, count(*) FILTER (WHERE urgency = 'immediate') AS alerts_immediate"  # noqa: S608
        f" FROM alerts {alerts.where()}",
        *alerts.values,
    )
    open_trips = await pool.fetchval(f"SELECT count(*) FROM trips {trips.where()}", *trips.values)  # noqa: S608
    return Counts(
        units=of_units["units"], moving=of_units["moving"], trips_open=open_trips,
        alerts_open=of_alerts["alerts_open"], alerts_immediate=of_alerts["alerts_immediate"],
        data_at=of_units["data_at"],
    )  # fmt: skip


def _seen(asked: Filter, reach: Reach, permit: str, zone: str, unit: str, at_ms: str) -> str:
    # What a party does not have is not looked for: to take a row's JSON apart costs more than all else.
    ways = []
    if reach.permits:
        ways.append(f"({permit}) = ANY({asked.bind(sorted(reach.permits))}::text[])")
    if reach.origins:
        ways.append(f"({zone}) = ANY({asked.bind(sorted(reach.origins))}::text[])")
    if reach.spans:
        ways.append(_in_spans(asked, reach.spans, unit, at_ms))
    return f"({' OR '.join(ways)})" if ways else "false"


def _in_spans(asked: Filter, spans: Sequence[UnitSpan], unit: str, at_ms: str) -> str:
    units = asked.bind([span.unit_id for span in spans])
    begins, ends = asked.bind([span.from_ms for span in spans]), asked.bind([span.to_ms for span in spans])
    # Nearly all rows are of other units: a look into a hash tells them, where times are gone through one by one.
    return (
        f"({unit} = ANY({units}::text[]) AND EXISTS ("
        f"SELECT FROM unnest({units}::text[], {begins}::bigint[], {ends}::bigint[]) AS own (unit_id, from_ms, to_ms)"
        f" WHERE own.unit_id = {unit} AND {at_ms} >= own.from_ms AND {at_ms} < own.to_ms))"
    )
