"""Trips: the newest version of each."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from models.trip import TripState
from storage.together import Change

_BY_ID: Final = "SELECT * FROM trips WHERE trip_id = ANY($1::text[]) ORDER BY trip_id"
_LOCKED: Final = "SELECT * FROM trips WHERE trip_id = ANY($1::text[]) ORDER BY trip_id FOR UPDATE"


class TripRow(msgspec.Struct, frozen=True, kw_only=True):
    """One trip as it stands; `data` is its event's data as JSON."""

    trip_id: str
    unit_id: str
    plate_key: str
    permit_no: str | None
    state: TripState
    started_ms: int
    ended_ms: int | None
    version: int
    data: bytes


def saved_trips(rows: Sequence[TripRow]) -> Change:
    """Writes trips; of a trip only a higher version replaces what stands."""
    newest = {row.trip_id: row for row in sorted(rows, key=lambda row: row.version)}
    kept = [newest[trip_id] for trip_id in sorted(newest)]
    return Change(
        """
        INSERT INTO trips AS known (trip_id, unit_id, plate_key, permit_no, state, started_ms, ended_ms, version, data)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[],
                             $8::integer[], $9::jsonb[])
        ON CONFLICT (trip_id) DO UPDATE SET
            unit_id = excluded.unit_id, plate_key = excluded.plate_key, permit_no = excluded.permit_no,
            state = excluded.state, started_ms = excluded.started_ms, ended_ms = excluded.ended_ms,
            version = excluded.version, data = excluded.data
        WHERE known.version < excluded.version
        """,
        (
            [row.trip_id for row in kept],
            [row.unit_id for row in kept],
            [row.plate_key for row in kept],
            [row.permit_no for row in kept],
            [row.state for row in kept],
            [row.started_ms for row in kept],
            [row.ended_ms for row in kept],
            [row.version for row in kept],
            [row.data for row in kept],
        ),
    )


async def load_trips(connection: Any, trip_ids: Sequence[str], *, lock: bool = False) -> list[TripRow]:
    """These trips, by trip_id; with `lock` nobody else changes them before the caller's transaction ends."""
    rows = await connection.fetch(_LOCKED if lock else _BY_ID, list(trip_ids))
    return [_row(row) for row in rows]


async def load_trips_of_units(connection: Any, unit_ids: Sequence[str], started_after_ms: int) -> list[TripRow]:
    """The trips of some units that started after a time, and those still open, by unit and start."""
    rows = await connection.fetch(
        """
        SELECT * FROM trips
        WHERE unit_id = ANY($1::text[]) AND (started_ms > $2 OR state IN ('on_the_way', 'arrived'))
        ORDER BY unit_id, started_ms, trip_id
        """,
        list(unit_ids),
        started_after_ms,
    )
    return [_row(row) for row in rows]


def _row(row: Any) -> TripRow:
    return TripRow(**dict(row))
