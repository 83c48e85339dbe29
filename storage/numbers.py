"""What the centre's numbers are counted from: trips and alerts of a span of time, and the units as heard last.

All spans are [from, to) in ms. Trips belong to the span in which they departed, alerts to the one of their detection:
both have an index that leads straight to it, so that months of data beside it cost nothing. In a scope only what is
seen counts.
"""

from collections.abc import Collection
from typing import Any

import msgspec

from models.alert import Severity, Urgency
from models.reach import Reach
from storage.lists_filter import Filter
from storage.lists_scope import alert_seen, keep_alerts, keep_trips, keep_units


class TripCounts(msgspec.Struct, frozen=True, kw_only=True):
    """The trips that departed from one zone: how many, and in which state they are now.

    `late` had an alert of `not-arrived` that still stands. `unseen_s` of the `driven_s` of the completed ones was
    seen by nobody.
    """

    origin_zone_id: str
    started: int
    completed: int
    open: int
    ended: int
    late: int
    unseen_s: float
    driven_s: float


class RuleCounts(msgspec.Struct, frozen=True, kw_only=True):
    """The alerts of one rule, of all rules where `rule` is None; `refuted` were closed by late evidence.

    `observed` of them rest on fixes that show the breach: half of those were detected within `delay_p50_ms` of its
    beginning, 99 of 100 within `delay_p99_ms`; None without any.
    """

    rule: str | None
    alerts: int
    immediate: int
    today: int
    record: int
    open: int
    refuted: int
    observed: int
    delay_p50_ms: int | None
    delay_p99_ms: int | None


class AlarmRow(msgspec.Struct, frozen=True, kw_only=True):
    """One alert that calls an officer, and the estate of its incident, None of one in no estate or not gathered yet."""

    detected_ms: int
    rule: str
    urgency: Urgency
    severity: Severity
    unit_id: str | None
    zone_id: str | None
    lat: float | None
    lon: float | None
    estate_zone_id: str | None


class HeardRow(msgspec.Struct, frozen=True, kw_only=True):
    """A unit as heard last: when, the time of that fix, both on the wire's form, and whether it is on a trip."""

    unit_id: str
    heard_at: str
    utc_ts: str
    on_trip: bool


async def read_trip_counts(pool: Any, from_ms: int, to_ms: int, reach: Reach | None = None) -> list[TripCounts]:
    """The trips that departed in a span, by their origin; what late pings undid was no trip."""
    asked = _spanning("trips.started_ms", from_ms, to_ms)
    asked.holds("NOT (trips.state = 'ended' AND trips.data ->> 'reason' IS NOT DISTINCT FROM 'superseded')")
    keep_trips(asked, reach)
    told = alert_seen(asked, reach)
    # With LIMIT the alerts are asked for trip by trip; else all alerts ever told of the rule would be read.
    rows = await pool.fetch(
        f"""
        SELECT data ->> 'origin_zone_id' AS origin_zone_id, count(*) AS started,
               count(*) FILTER (WHERE state = 'completed') AS completed,
               count(*) FILTER (WHERE state IN ('on_the_way', 'arrived')) AS open,
               count(*) FILTER (WHERE state = 'ended') AS ended,
               count(late) AS late,
               coalesce(sum((data ->> 'unseen_s')::float8) FILTER (WHERE state = 'completed'), 0) AS unseen_s,
               coalesce(sum((data ->> 'duration_s')::float8) FILTER (WHERE state = 'completed'), 0) AS driven_s
        FROM trips LEFT JOIN LATERAL (
            SELECT true AS late FROM alerts WHERE alerts.trip_id = trips.trip_id AND rule = 'not-arrived' AND {told}
            AND alerts.data ->> 'close_reason' IS DISTINCT FROM 'late_evidence' LIMIT 1
        ) AS told ON true
        {asked.where()}
        GROUP BY 1 ORDER BY 1
        """,  # noqa: S608 - constants and bound values
        *asked.values,
    )
    return [TripCounts(**dict(row)) for row in rows]


async def count_open_before(pool: Any, before_ms: int, reach: Reach | None = None) -> int:
    """How many trips are open that departed before a time."""
    asked = Filter()
    asked.holds(f"state IN ('on_the_way', 'arrived') AND started_ms < {asked.bind(before_ms)}")
    keep_trips(asked, reach)
    return int(await pool.fetchval(f"SELECT count(*) FROM trips {asked.where()}", *asked.values))  # noqa: S608


async def read_rule_counts(pool: Any, from_ms: int, to_ms: int, reach: Reach | None = None) -> list[RuleCounts]:
    """The alerts detected in a span: those of all rules first, then by rule."""
    asked = _spanning("detected_ms", from_ms, to_ms)
    keep_alerts(asked, reach)
    rows = await pool.fetch(
        f"""
        SELECT rule, count(*) AS alerts,
               count(*) FILTER (WHERE urgency = 'immediate') AS immediate,
               count(*) FILTER (WHERE urgency = 'today') AS today,
               count(*) FILTER (WHERE urgency = 'record') AS record,
               count(*) FILTER (WHERE state = 'open') AS open,
               count(*) FILTER (WHERE refuted) AS refuted,
               count(*) FILTER (WHERE observed) AS observed,
               percentile_disc(ARRAY[0.5, 0.99]) WITHIN GROUP (ORDER BY delay_ms) FILTER (WHERE observed) AS delays_ms
        FROM (
            SELECT rule, urgency, state, data ->> 'close_reason' = 'late_evidence' AS refuted,
                   data ->> 'certainty' = 'observed' AS observed, greatest(detected_ms - started_ms, 0) AS delay_ms
            FROM alerts {asked.where()}
        ) AS told
        GROUP BY GROUPING SETS ((rule), ()) ORDER BY rule NULLS FIRST
        """,  # noqa: S608 - constants and bound values
        *asked.values,
    )
    return [_rule_counts(dict(row)) for row in rows]


async def read_alarms(pool: Any, from_ms: int, to_ms: int, reach: Reach | None = None) -> list[AlarmRow]:
    """The alerts detected in a span that call an officer, in their order; what is for the record calls nobody."""
    asked = _spanning("alerts.detected_ms", from_ms, to_ms)
    asked.holds("alerts.urgency IN ('immediate', 'today')")
    keep_alerts(asked, reach)
    rows = await pool.fetch(
        f"""
        SELECT alerts.detected_ms, alerts.rule, alerts.urgency, alerts.severity, alerts.unit_id,
               data ->> 'zone_id' AS zone_id, (data ->> 'lat')::float8 AS lat, (data ->> 'lon')::float8 AS lon,
               incidents.body ->> 'estate_zone_id' AS estate_zone_id
        FROM alerts LEFT JOIN incident_alerts USING (alert_id) LEFT JOIN incidents USING (incident_id)
        {asked.where()}
        ORDER BY alerts.detected_ms, alerts.alert_id
        """,  # noqa: S608 - constants and bound values
        *asked.values,
    )
    return [AlarmRow(**dict(row)) for row in rows]


async def read_heard(pool: Any, reach: Reach | None = None) -> list[HeardRow]:
    """Every unit that was ever heard, in a scope those that are seen now."""
    asked = Filter()
    keep_units(asked, reach)
    rows = await pool.fetch(
        f"""
        SELECT unit_id, coalesce(body ->> 'recv_utc_ts', body ->> 'utc_ts') AS heard_at, body ->> 'utc_ts' AS utc_ts,
               body ->> 'trip_id' IS NOT NULL AS on_trip
        FROM unit_live {asked.where()}
        """,  # noqa: S608 - constants and bound values
        *asked.values,
    )
    return [HeardRow(**dict(row)) for row in rows]


async def read_plates(pool: Any, unit_ids: Collection[str], reach: Reach | None = None) -> dict[str, str]:
    """The plates on which some units ride now, as far as they are known and seen."""
    asked = Filter()
    asked.holds(f"unit_id = ANY({asked.bind(list(unit_ids))}::text[]) AND body ->> 'plate' IS NOT NULL")
    keep_units(asked, reach)
    rows = await pool.fetch(
        f"SELECT unit_id, body ->> 'plate' AS plate FROM unit_live {asked.where()}",  # noqa: S608 - bound values
        *asked.values,
    )
    return {row["unit_id"]: row["plate"] for row in rows}


def _spanning(column: str, from_ms: int, to_ms: int) -> Filter:
    asked = Filter()
    asked.holds(f"{column} >= {asked.bind(from_ms)} AND {column} < {asked.bind(to_ms)}")
    return asked


def _rule_counts(row: dict[str, Any]) -> RuleCounts:
    p50_ms, p99_ms = row.pop("delays_ms") or (None, None)
    return RuleCounts(**row, delay_p50_ms=p50_ms, delay_p99_ms=p99_ms)
