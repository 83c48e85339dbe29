"""Names as a look-up finds them: trucks, permits, factories and manifests by a part of what they are called.

`number` is asked for in the normal form and found in the normal form of what is stored, `words` in names as written.
Each list holds at most `limit` and one more where there are others.
"""

from typing import Any, Final, Literal

import msgspec

from models.reach import Reach
from storage.lists_filter import Filter
from storage.lists_scope import trip_seen, unit_seen_now
from storage.normal_form import normal


class TruckRow(msgspec.Struct, frozen=True, kw_only=True):
    """A unit on a truck: what the reference data says of a period, else the unit as heard; `seen_ms` its newest fix."""

    unit_id: str
    plate: str | None
    province: str | None
    carrier: str | None
    valid_from: str | None
    valid_to: str | None
    seen_ms: int | None
    by_plate: bool
    by_unit: bool


class FactoryRow(msgspec.Struct, frozen=True, kw_only=True):
    """A factory in a role, as the permit told last says it, and all permits that name it, told last first."""

    factory_no: str
    role: str
    name_th: str
    name_en: str
    zone_id: str
    permit_nos: list[str]


class TripsWanted(msgspec.Struct, frozen=True, kw_only=True):
    """What trips are looked for by: numbers as written, plates with their province in the normal form."""

    trip_id: str
    plate_keys: list[str]
    unit_ids: list[str]
    permit_nos: list[str]
    manifest_nos: list[str]
    manifest_plates: list[str]


class TripRow(msgspec.Struct, frozen=True, kw_only=True):
    """A trip, its data as JSON, and the first of `trip`, `plate`, `unit`, `number` by which it was found."""

    trip_id: str
    started_ms: int
    state: str
    body: bytes
    by: Literal["trip", "plate", "unit", "number"]


_PERMIT: Final = "body ->> 'permit_no'"
_PLATE: Final = "body ->> 'plate'"
_TRIPS_BY: Final = (
    ("trip", "trip_id = $1"),
    ("plate", "plate_key = ANY($2::text[])"),
    ("unit", "unit_id = ANY($3::text[])"),
    ("number", "permit_no = ANY($4::text[])"),
    ("number", "plate_key = ANY($6::text[]) AND data -> 'manifest_nos' ?| $5::text[]"),
)


async def find_trucks(pool: Any, number: str, words: str, limit: int, reach: Reach | None = None) -> list[TruckRow]:
    """Units by plate, unit or carrier: whole plates and units first, then what was seen last.

    In a scope: periods on trucks of one's own, and those in which a trip was seen; `seen_ms` of units seen now alone.
    """
    asked = Filter()
    part, text = asked.bind(number), asked.bind(words)
    asked.holds(
        f"(strpos(plate_normal, {part}) > 0 OR strpos(unit_normal, {part}) > 0"
        f" OR strpos(lower(carrier), lower({text})) > 0)"
    )
    if reach is not None:
        asked.holds(f"({_is_carried_by(asked, reach)} OR {_had_a_trip(asked, reach)})")
    seen_ms = f"CASE WHEN {unit_seen_now(asked, reach)} THEN unit_live.utc_ms END"
    rows = await pool.fetch(
        f"""
        WITH told AS (
            SELECT DISTINCT ON (key) body FROM reference_versions WHERE kind = 'vehicles' ORDER BY key, seq DESC
        ), named AS (
            SELECT body ->> 'unit_id' AS unit_id, body ->> 'plate' AS plate, body ->> 'province' AS province,
                   body ->> 'carrier' AS carrier, body ->> 'valid_from' AS valid_from, body ->> 'valid_to' AS valid_to
            FROM told WHERE body IS NOT NULL
            UNION ALL
            SELECT unit_id, body ->> 'plate', body ->> 'province', body ->> 'carrier', NULL, NULL FROM unit_live
            WHERE NOT EXISTS (SELECT FROM told WHERE told.body ->> 'unit_id' = unit_live.unit_id)
        ), known AS (
            SELECT *, {normal("plate")} AS plate_normal, {normal("unit_id")} AS unit_normal FROM named
        )
        SELECT known.unit_id, plate, province, carrier, valid_from, valid_to, {seen_ms} AS seen_ms,
               coalesce(strpos(plate_normal, {part}) > 0, false) AS by_plate, strpos(unit_normal, {part}) > 0 AS by_unit
        FROM known LEFT JOIN unit_live ON unit_live.unit_id = known.unit_id
        {asked.where()}
        ORDER BY coalesce(plate_normal = {part}, false) OR unit_normal = {part} DESC,
                 unit_live.utc_ms DESC NULLS LAST, known.unit_id, valid_from DESC LIMIT {asked.bind(limit + 1)}
        """,  # noqa: S608 - constants and bound values
        *asked.values,
    )
    return [TruckRow(**dict(row)) for row in rows]


async def find_records(
    pool: Any, kind: Literal["permits", "manifests"], number: str, limit: int, reach: Reach | None = None
) -> list[bytes]:
    """Permits or manifests by number, as told last, as JSON: the whole number first, then what was told last.

    In a scope permits that may be read, and more manifests than are seen: `models.reach.sees_manifest` says which.
    """
    asked = Filter()
    asked.equals("kind", kind)
    mark = asked.bind(number)
    asked.holds(f"strpos(key, {mark}) > 0")
    if reach is not None and kind == "permits":
        asked.holds(_may_be_read(asked, reach))
    told = "body IS NOT NULL"
    if reach is not None and kind == "manifests":
        told += f" AND {_may_be_seen(asked, reach)}"
    # A part of a number is looked for among the keys of the index; of what is told of them the newest alone is read.
    rows = await pool.fetch(
        f"""
        SELECT body FROM reference_versions
        WHERE seq = ANY(ARRAY(SELECT max(seq) FROM reference_versions {asked.where()} GROUP BY key))
          AND {told} ORDER BY key = {mark} DESC, seq DESC LIMIT {asked.bind(limit + 1)}
        """,  # noqa: S608 - constants and bound values
        *asked.values,
    )
    return [row["body"] for row in rows]


async def find_factories(
    pool: Any, number: str, words: str, limit: int, reach: Reach | None = None
) -> list[FactoryRow]:
    """Generators and processors of permits, by number or by a part of a name; what was told last first."""
    asked = Filter()
    part, text = asked.bind(number), asked.bind(words)
    asked.equals("kind", "permits")
    if reach is not None:
        asked.holds(_may_be_read(asked, reach))
    rows = await pool.fetch(
        f"""
        WITH told AS (
            SELECT DISTINCT ON (key) seq, body FROM reference_versions {asked.where()} ORDER BY key, seq DESC
        ), named AS (
            SELECT seq, body ->> 'permit_no' AS permit_no, 'generator' AS role, body -> 'generator' AS factory
            FROM told WHERE body IS NOT NULL
            UNION ALL
            SELECT seq, body ->> 'permit_no', 'processor', item -> 'processor'
            FROM told, jsonb_array_elements(body -> 'items') AS item WHERE body IS NOT NULL
        )
        SELECT factory ->> 'factory_no' AS factory_no, role, max(seq) AS seq,
               (array_agg(factory ORDER BY seq DESC))[1] AS newest,
               array_agg(DISTINCT permit_no) AS permit_nos
        FROM named
        WHERE strpos({normal("factory ->> 'factory_no'")}, {part}) > 0
           OR strpos(lower(factory ->> 'name_th'), lower({text})) > 0
           OR strpos(lower(factory ->> 'name_en'), lower({text})) > 0
        GROUP BY 1, 2 ORDER BY max(seq) DESC LIMIT {asked.bind(limit + 1)}
        """,  # noqa: S608 - constants and bound values
        *asked.values,
    )
    return [_factory(row) for row in rows]


async def find_trips(pool: Any, wanted: TripsWanted, limit: int, reach: Reach | None = None) -> list[TripRow]:
    """Trips of what was found, as far as they are seen, each once: the one of this id first, then the latest."""
    asked = Filter()
    for value in msgspec.structs.astuple(wanted):
        asked.bind(value)
    most, seen = asked.bind(limit + 1), trip_seen(asked, reach)
    branches = " UNION ALL ".join(
        f"(SELECT trip_id, '{by}' AS by, {place} AS place FROM trips WHERE {condition} AND {seen}"  # noqa: S608
        f" ORDER BY started_ms DESC, trip_id LIMIT {most})"
        for place, (by, condition) in enumerate(_TRIPS_BY)
    )
    rows = await pool.fetch(
        f"""
        SELECT trip_id, started_ms, state, data AS body, by FROM trips JOIN (
            SELECT DISTINCT ON (trip_id) trip_id, by, place FROM ({branches}) AS named ORDER BY trip_id, place
        ) AS found USING (trip_id)
        ORDER BY place = 0 DESC, started_ms DESC, trip_id LIMIT {most}
        """,  # noqa: S608 - constants and bound values
        *asked.values,
    )
    return [TripRow(**dict(row)) for row in rows]


def _is_carried_by(asked: Filter, reach: Reach) -> str:
    """The condition that a period is on a truck of one's own carriers."""
    return f"coalesce({normal('known.carrier')} = ANY({asked.bind(sorted(reach.carriers))}::text[]), false)"


def _had_a_trip(asked: Filter, reach: Reach) -> str:
    """The condition that the unit on this truck made a trip that is seen."""
    return (
        "EXISTS (SELECT FROM trips WHERE trips.unit_id = known.unit_id"
        f" AND split_part(trips.plate_key, '|', 1) = known.plate_normal AND {trip_seen(asked, reach)})"
    )


def _may_be_read(asked: Filter, reach: Reach) -> str:
    return f"key = ANY({asked.bind(sorted(reach.papers))}::text[])"


def _may_be_seen(asked: Filter, reach: Reach) -> str:
    """The condition that a manifest's permit is one's own, or the number on its plate, whatever the province."""
    numbers = sorted({plate.partition("|")[0] for plate in reach.plates})
    return (
        f"({normal(_PERMIT)} = ANY({asked.bind(sorted(reach.whole))}::text[])"
        f" OR {normal(_PLATE)} = ANY({asked.bind(numbers)}::text[]))"
    )


def _factory(row: Any) -> FactoryRow:
    newest = msgspec.json.decode(row["newest"], type=dict[str, Any])
    return FactoryRow(
        factory_no=row["factory_no"] or "",
        role=row["role"],
        name_th=newest.get("name_th") or "",
        name_en=newest.get("name_en") or "",
        zone_id=newest.get("zone_id") or "",
        permit_nos=row["permit_nos"],
    )
