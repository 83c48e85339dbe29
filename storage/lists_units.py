"""Units as screens ask for them: the newest place of each, by page, and counts for the head of a page."""

from collections.abc import Collection
from typing import Any

import msgspec

from storage.lists_filter import Filter


class UnitRow(msgspec.Struct, frozen=True, kw_only=True):
    """One unit's newest place: its order in the live feed and its object as JSON."""

    unit_id: str
    seq: int
    utc_ms: int
    body: str


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """How many there are of what; `data_at` is the newest time received of any unit, on the wire's form."""

    units: int
    moving: int
    trips_open: int
    alerts_open: int
    alerts_immediate: int
    data_at: str | None


async def read_units(pool: Any, asked: Filter, *, limit: int, after: str = "") -> list[UnitRow]:
    """At most `limit` of the units that a filter keeps, by unit_id, those after the given one."""
    asked.holds(f"unit_id > {asked.bind(after)}")
    rows = await pool.fetch(
        f"SELECT unit_id, seq, utc_ms, body::text AS body FROM unit_live {asked.where()}"  # noqa: S608 - bound values
        f" ORDER BY unit_id LIMIT {asked.bind(limit)}",
        *asked.values,
    )
    return [_unit_row(row) for row in rows]


async def read_unit(pool: Any, unit_id: str) -> UnitRow | None:
    """One unit's newest place, None when it was never heard."""
    row = await pool.fetchrow(
        "SELECT unit_id, seq, utc_ms, body::text AS body FROM unit_live WHERE unit_id = $1", unit_id
    )
    return _unit_row(row) if row is not None else None


async def read_units_of(pool: Any, unit_ids: Collection[str]) -> list[UnitRow]:
    """The newest places of some units, in no order; one that was never heard is not among them."""
    rows = await pool.fetch(
        "SELECT unit_id, seq, utc_ms, body::text AS body FROM unit_live WHERE unit_id = ANY($1::text[])",
        list(unit_ids),
    )
    return [_unit_row(row) for row in rows]


async def read_units_after(connection: Any, seq: int) -> list[UnitRow]:
    """The units that changed after this number of the live feed, in its order, which is that of the commits."""
    rows = await connection.fetch(
        "SELECT unit_id, seq, utc_ms, body::text AS body FROM unit_live WHERE seq > $1 ORDER BY seq", seq
    )
    return [_unit_row(row) for row in rows]


async def read_counts(pool: Any) -> Counts:
    """The counts of now, all of one snapshot."""
    row = await pool.fetchrow(
        """
        SELECT (SELECT count(*) FROM unit_live) AS units,
               (SELECT count(*) FROM unit_live WHERE body ->> 'state' = 'moving') AS moving,
               (SELECT count(*) FROM trips WHERE state IN ('on_the_way', 'arrived')) AS trips_open,
               (SELECT count(*) FROM alerts WHERE state = 'open') AS alerts_open,
               (SELECT count(*) FROM alerts WHERE state = 'open' AND urgency = 'immediate') AS alerts_immediate,
               (SELECT max(coalesce(body ->> 'recv_utc_ts', body ->> 'utc_ts')) FROM unit_live) AS data_at
        """
    )
    return Counts(
        units=row["units"],
        moving=row["moving"],
        trips_open=row["trips_open"],
        alerts_open=row["alerts_open"],
        alerts_immediate=row["alerts_immediate"],
        data_at=row["data_at"],
    )


def _unit_row(row: Any) -> UnitRow:
    return UnitRow(unit_id=row["unit_id"], seq=row["seq"], utc_ms=row["utc_ms"], body=row["body"])
