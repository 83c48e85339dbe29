"""What the centre's numbers are counted from: trips and alerts of a span of time, and the units as heard last.

All spans are [from, to) in ms. Trips belong to the span in which they departed, alerts to the one of their detection:
both have an index that leads straight to it, so that months of data beside it cost nothing.
"""

from collections.abc import Collection
from typing import Any

import msgspec


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
    unit_id: str | None
    estate_zone_id: str | None


class HeardRow(msgspec.Struct, frozen=True, kw_only=True):
    """A unit as heard last: when, the time of that fix, both on the wire's form, and whether it is on a trip."""

    unit_id: str
    heard_at: str
    utc_ts: str
    on_trip: bool


async def read_trip_counts(pool: Any, from_ms: int, to_ms: int) -> list[TripCounts]:
    """The trips that departed in a span, by their origin; what late pings undid was no trip."""
    # With LIMIT the alerts are asked for trip by trip; else all alerts ever told of the rule would be read.
    rows = await pool.fetch(
        """
        SELECT data ->> 'origin_zone_id' AS origin_zone_id, count(*) AS started,
               count(*) FILTER (WHERE state = 'completed') AS completed,
               count(*) FILTER (WHERE state IN ('on_the_way', 'arrived')) AS open,
               count(*) FILTER (WHERE state = 'ended') AS ended,
               count(late) AS late,
               coalesce(sum((data ->> 'unseen_s')::float8) FILTER (WHERE state = 'completed'), 0) AS unseen_s,
               coalesce(sum((data ->> 'duration_s')::float8) FILTER (WHERE state = 'completed'), 0) AS driven_s
        FROM trips LEFT JOIN LATERAL (
            SELECT true AS late FROM alerts WHERE alerts.trip_id = trips.trip_id AND rule = 'not-arrived'
            AND alerts.data ->> 'close_reason' IS DISTINCT FROM 'late_evidence' LIMIT 1
        ) AS told ON true
        WHERE started_ms >= $1 AND started_ms < $2
        AND NOT (state = 'ended' AND data ->> 'reason' IS NOT DISTINCT FROM 'superseded')
        GROUP BY 1 ORDER BY 1
        """,
        from_ms,
        to_ms,
    )
    return [TripCounts(**dict(row)) for row in rows]


async def count_open_before(pool: Any, before_ms: int) -> int:
    """How many trips are open that departed before a time."""
    found = await pool.fetchval(
        "SELECT count(*) FROM trips WHERE state IN ('on_the_way', 'arrived') AND started_ms < $1", before_ms
    )
    return int(found)


async def read_rule_counts(pool: Any, from_ms: int, to_ms: int) -> list[RuleCounts]:
    """The alerts detected in a span: those of all rules first, then by rule."""
    rows = await pool.fetch(
        """
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
            FROM alerts WHERE detected_ms >= $1 AND detected_ms < $2
        ) AS told
        GROUP BY GROUPING SETS ((rule), ()) ORDER BY rule NULLS FIRST
        """,
        from_ms,
        to_ms,
    )
    return [_rule_counts(dict(row)) for row in rows]


async def read_alarms(pool: Any, from_ms: int, to_ms: int) -> list[AlarmRow]:
    """The alerts detected in a span that call an officer, in their order; what is for the record calls nobody."""
    rows = await pool.fetch(
        """
        SELECT alerts.detected_ms, alerts.rule, alerts.unit_id, incidents.body ->> 'estate_zone_id' AS estate_zone_id
        FROM alerts LEFT JOIN incident_alerts USING (alert_id) LEFT JOIN incidents USING (incident_id)
        WHERE alerts.detected_ms >= $1 AND alerts.detected_ms < $2 AND alerts.urgency IN ('immediate', 'today')
        ORDER BY alerts.detected_ms, alerts.alert_id
        """,
        from_ms,
        to_ms,
    )
    return [AlarmRow(**dict(row)) for row in rows]


async def read_heard(pool: Any) -> list[HeardRow]:
    """Every unit that was ever heard."""
    rows = await pool.fetch(
        """
        SELECT unit_id, coalesce(body ->> 'recv_utc_ts', body ->> 'utc_ts') AS heard_at, body ->> 'utc_ts' AS utc_ts,
               body ->> 'trip_id' IS NOT NULL AS on_trip
        FROM unit_live
        """
    )
    return [HeardRow(**dict(row)) for row in rows]


async def read_plates(pool: Any, unit_ids: Collection[str]) -> dict[str, str]:
    """The plates on which some units ride now, as far as they are known."""
    rows = await pool.fetch(
        "SELECT unit_id, body ->> 'plate' AS plate FROM unit_live"
        " WHERE unit_id = ANY($1::text[]) AND body ->> 'plate' IS NOT NULL",
        list(unit_ids),
    )
    return {row["unit_id"]: row["plate"] for row in rows}


async def newest_zone_seq(pool: Any) -> int:
    """The place of the newest version of any zone in the order of arrival, 0 without one."""
    found = await pool.fetchval("SELECT coalesce(max(seq), 0) FROM reference_versions WHERE kind = 'zones'")
    return int(found)


def _rule_counts(row: dict[str, Any]) -> RuleCounts:
    p50_ms, p99_ms = row.pop("delays_ms") or (None, None)
    return RuleCounts(**row, delay_p50_ms=p50_ms, delay_p99_ms=p99_ms)
