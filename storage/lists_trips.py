"""Trips as screens ask for them: newest first, by page, and one with its history and alerts."""

from collections.abc import Collection, Sequence
from typing import Any

import msgspec

from models.reach import Reach
from storage.lists_filter import Filter
from storage.lists_history import Version, read_history
from storage.lists_scope import keep_trips
from storage.normal_form import normal


class TripRow(msgspec.Struct, frozen=True, kw_only=True):
    """One trip: the place in its list and its data with `state`, as JSON."""

    trip_id: str
    started_ms: int
    body: str


class TripStoryRow(msgspec.Struct, frozen=True, kw_only=True):
    """One trip with the versions told of it, oldest first, and its alerts as JSON, newest first."""

    body: str
    history: list[Version]
    alerts: list[str]


class TripSpan(msgspec.Struct, frozen=True):
    """When a trip of a unit began and ended, `ended_ms` None while it goes on."""

    unit_id: str
    trip_id: str
    started_ms: int
    ended_ms: int | None


_BODY = "(data || jsonb_build_object('state', state))::text AS body"


async def read_trips(
    pool: Any,
    *,
    limit: int,
    after: tuple[int, str] | None = None,
    states: Sequence[str] | None = None,
    unit_id: str | None = None,
    plate: str | None = None,
    permit_no: str | None = None,
    reach: Reach | None = None,
) -> list[TripRow]:
    """At most `limit` trips, latest first, those after (started_ms, trip_id); plate and permit in normal form."""
    asked = Filter()
    if states is not None:
        asked.holds(f"state = ANY({asked.bind(list(states))}::text[])")
    asked.equals("unit_id", unit_id)
    asked.equals("split_part(plate_key, '|', 1)", plate)
    asked.equals(normal("data ->> 'permit_no'"), permit_no)
    keep_trips(asked, reach)
    if after is not None:
        asked.below("started_ms, trip_id", *after)
    query = (
        f"SELECT trip_id, started_ms, {_BODY} FROM trips {asked.where()}"  # noqa: S608 - constants and bound values
        f" ORDER BY started_ms DESC, trip_id DESC LIMIT {asked.bind(limit)}"
    )
    rows = await pool.fetch(query, *asked.values)
    return [TripRow(trip_id=row["trip_id"], started_ms=row["started_ms"], body=row["body"]) for row in rows]


async def read_trip(pool: Any, trip_id: str) -> TripStoryRow | None:
    """One trip, None when there is no such id."""
    body = await pool.fetchval(f"SELECT {_BODY} FROM trips WHERE trip_id = $1", trip_id)  # noqa: S608 - a constant
    if body is None:
        return None
    alerts = await pool.fetch(
        f"SELECT {_BODY} FROM alerts WHERE trip_id = $1 ORDER BY detected_ms DESC, alert_id DESC",  # noqa: S608
        trip_id,
    )
    return TripStoryRow(body=body, history=await read_history(pool, trip_id), alerts=[row["body"] for row in alerts])


async def origins_of(connection: Any, trip_ids: Sequence[str]) -> dict[str, str]:
    """From which zone each of some trips set out."""
    rows = await connection.fetch(
        "SELECT trip_id, data ->> 'origin_zone_id' AS origin FROM trips WHERE trip_id = ANY($1::text[])", list(trip_ids)
    )
    return {row["trip_id"]: row["origin"] for row in rows if row["origin"] is not None}


async def read_spans(
    pool: Any, unit_ids: Collection[str], from_ms: int, to_ms: int, reach: Reach | None = None
) -> list[TripSpan]:
    """The trips of some units that lie in a period in part or whole and are seen, latest first."""
    asked = Filter()
    asked.holds(f"unit_id = ANY({asked.bind(list(unit_ids))}::text[])")
    ends = asked.bind(to_ms)
    asked.holds(f"started_ms < {ends} AND coalesce(ended_ms, {ends}) >= {asked.bind(from_ms)}")
    keep_trips(asked, reach)
    rows = await pool.fetch(
        f"SELECT unit_id, trip_id, started_ms, ended_ms FROM trips {asked.where()}"  # noqa: S608 - bound values
        " ORDER BY started_ms DESC, trip_id DESC",
        *asked.values,
    )
    return [TripSpan(*row) for row in rows]


async def read_papers_of(connection: Any, trip_id: str) -> tuple[str | None, list[int]] | None:
    """The number of the permit under which a trip is told and the items that it carries; None without such a trip."""
    row = await connection.fetchrow(
        "SELECT permit_no, data -> 'item_nos' AS items FROM trips WHERE trip_id = $1", trip_id
    )
    if row is None:
        return None
    return row["permit_no"], msgspec.json.decode(row["items"] or b"[]", type=list[int])
