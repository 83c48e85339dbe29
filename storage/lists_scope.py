"""The scope of who asks, as a condition of list queries: the same as `models.reach.visible`, in SQL."""

from typing import Any

from models.reach import Reach
from storage.lists_filter import Filter
from storage.lists_units import Counts

_TRIP_PERMIT = "data ->> 'permit_no'"


def keep_trips(asked: Filter, reach: Reach | None) -> None:
    """Keeps the trips that are seen."""
    if reach is not None:
        asked.holds(_seen(asked, reach, _TRIP_PERMIT, "data ->> 'origin_zone_id'", "trips.unit_id", "started_ms"))


def keep_alerts(asked: Filter, reach: Reach | None) -> None:
    """Keeps the alerts that are seen; none that names other parties' trips or units beside."""
    if reach is not None:
        asked.holds(_seen(asked, reach, _TRIP_PERMIT, "data ->> 'origin_zone_id'", "alerts.unit_id", "started_ms"))
        asked.holds("NOT data ? 'trip_ids'")
        asked.holds("NOT coalesce(data -> 'evidence' -> 'measured' ? 'other_unit_id', false)")


def keep_units(asked: Filter, reach: Reach | None) -> None:
    """Keeps the units that are seen now: on one's own trucks, or on a trip under one's own permit."""
    if reach is not None:
        asked.holds(_seen(asked, reach, "body ->> 'permit_no'", "NULL::text", "unit_live.unit_id", "utc_ms"))


async def trip_periods(pool: Any, unit_id: str, reach: Reach) -> list[tuple[int, int | None]]:
    """When a unit was on trips that are seen: from and to, both inclusive; without an end while it still is."""
    asked = Filter()
    asked.equals("trips.unit_id", unit_id)
    keep_trips(asked, reach)
    rows = await pool.fetch(f"SELECT started_ms, ended_ms FROM trips {asked.where()}", *asked.values)  # noqa: S608
    return [(row["started_ms"], row["ended_ms"]) for row in rows]


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
    spans = reach.spans
    units = asked.bind([span.unit_id for span in spans])
    begins, ends = asked.bind([span.from_ms for span in spans]), asked.bind([span.to_ms for span in spans])
    return (
        f"(({permit}) = ANY({asked.bind(sorted(reach.permits))}::text[])"
        f" OR ({zone}) = ANY({asked.bind(sorted(reach.origins))}::text[])"
        f" OR EXISTS (SELECT FROM unnest({units}::text[], {begins}::bigint[], {ends}::bigint[])"
        f" AS own (unit_id, from_ms, to_ms)"
        f" WHERE own.unit_id = {unit} AND {at_ms} >= own.from_ms AND {at_ms} < own.to_ms))"
    )
