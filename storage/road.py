"""Officers with their cases, and when and where each line of a log was said on the road."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from models.road import Place, Stay

_STAY: Final = (
    "incident_id, person, state, changed_ms, due_ms, overdue_ms, help_ms, lat, lon, accuracy_m, placed_ms"
)


class ToldRow(msgspec.Struct, frozen=True, kw_only=True):
    """When and where a line of an incident's log was said."""

    incident_id: str
    version: int
    said_ms: int
    place: Place | None


class OfficerRow(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is out, and what the case is about."""

    stay: Stay
    plate: str | None
    province: str | None


async def read_stay(connection: Any, incident_id: str, person: str) -> Stay:
    """Where a person is with a case; one of whom nothing was heard is away."""
    row = await connection.fetchrow(
        f"SELECT {_STAY} FROM road_stays WHERE incident_id = $1 AND person = $2", incident_id, person  # noqa: S608
    )
    return Stay(incident_id=incident_id, person=person) if row is None else _stay(row)


async def read_stays(connection: Any, incident_id: str) -> list[Stay]:
    """All who were ever out with a case, by name."""
    rows = await connection.fetch(
        f"SELECT {_STAY} FROM road_stays WHERE incident_id = $1 ORDER BY person", incident_id  # noqa: S608
    )
    return [_stay(row) for row in rows]


async def read_officers(connection: Any) -> list[OfficerRow]:
    """All who are out or ask for help, those in need first."""
    rows = await connection.fetch(
        f"""
        SELECT known.*, incidents.body ->> 'plate' AS plate, incidents.body ->> 'province' AS province
        FROM (SELECT {_STAY} FROM road_stays WHERE state <> 'away' OR help_ms IS NOT NULL) AS known
        JOIN incidents USING (incident_id)
        ORDER BY help_ms NULLS LAST, overdue_ms NULLS LAST, known.changed_ms, incident_id, person
        """  # noqa: S608 - a constant
    )
    return [OfficerRow(stay=_stay(row), plate=row["plate"], province=row["province"]) for row in rows]


async def read_due(connection: Any, now_ms: int) -> list[Stay]:
    """All of whom something was to be heard by now and nobody was told yet, the longest overdue first."""
    rows = await connection.fetch(
        f"SELECT {_STAY} FROM road_stays WHERE due_ms <= $1 AND overdue_ms IS NULL ORDER BY due_ms, person",  # noqa: S608
        now_ms,
    )
    return [_stay(row) for row in rows]


async def save_stay(connection: Any, stay: Stay) -> None:
    """Writes where somebody is, in the place of what was known, inside the caller's transaction."""
    place = stay.place
    await connection.execute(
        f"""
        INSERT INTO road_stays ({_STAY}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        ON CONFLICT (incident_id, person) DO UPDATE SET
            state = excluded.state, changed_ms = excluded.changed_ms, due_ms = excluded.due_ms,
            overdue_ms = excluded.overdue_ms, help_ms = excluded.help_ms, lat = excluded.lat, lon = excluded.lon,
            accuracy_m = excluded.accuracy_m, placed_ms = excluded.placed_ms
        """,  # noqa: S608 - a constant
        stay.incident_id, stay.person, stay.state, stay.changed_ms, stay.due_ms, stay.overdue_ms, stay.help_ms,
        *((None,) * 4 if place is None else (place.lat, place.lon, place.accuracy_m, place.at_ms)),
    )  # fmt: skip


async def save_told(connection: Any, incident_id: str, version: int, said_ms: int, place: Place | None) -> None:
    """Keeps when and where a line of a log was said, inside the caller's transaction."""
    await connection.execute(
        "INSERT INTO road_tells (incident_id, version, said_ms, lat, lon, accuracy_m) VALUES ($1, $2, $3, $4, $5, $6)",
        incident_id, version, said_ms, *((None,) * 3 if place is None else (place.lat, place.lon, place.accuracy_m)),
    )  # fmt: skip


async def read_told(connection: Any, incident_ids: Sequence[str]) -> Sequence[ToldRow]:
    """When and where lines of the logs of some incidents were said, oldest first of each."""
    rows = await connection.fetch(
        "SELECT incident_id, version, said_ms, lat, lon, accuracy_m FROM road_tells"
        " WHERE incident_id = ANY($1::text[]) ORDER BY incident_id, version",
        list(incident_ids),
    )
    return [
        ToldRow(
            incident_id=row["incident_id"], version=row["version"], said_ms=row["said_ms"],
            place=None if row["lat"] is None else Place(
                lat=row["lat"], lon=row["lon"], accuracy_m=row["accuracy_m"], at_ms=row["said_ms"]
            ),
        )
        for row in rows
    ]  # fmt: skip


def _stay(row: Any) -> Stay:
    place = None
    if row["lat"] is not None:
        place = Place(lat=row["lat"], lon=row["lon"], accuracy_m=row["accuracy_m"], at_ms=row["placed_ms"])
    return Stay(
        incident_id=row["incident_id"], person=row["person"], state=row["state"], changed_ms=row["changed_ms"],
        due_ms=row["due_ms"], overdue_ms=row["overdue_ms"], help_ms=row["help_ms"], place=place,
    )  # fmt: skip
