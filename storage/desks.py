"""Desks as arranged, and the pages that sit at them; presences are timed by the database's clock."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from models.desk import Desk, Presence, Sound
from storage.now import database_now_ms

KEPT_MS: Final = 86_400_000
"""So long it is remembered when a page was heard last."""


async def read_desks(connection: Any) -> list[Desk]:
    """The desks in their order, none where none was arranged."""
    rows = await connection.fetch(
        """
        SELECT desk_id, name_th, name_en, order_no, for_the_rest,
               ARRAY(SELECT zone_id FROM desk_estates AS e WHERE e.desk_id = d.desk_id ORDER BY zone_id) AS zone_ids
        FROM desks AS d ORDER BY order_no, desk_id
        """
    )
    return [msgspec.convert(dict(row), Desk) for row in rows]


async def lock_desks(connection: Any) -> None:
    """Lets nobody else change desks before the caller's transaction ends."""
    await connection.execute("LOCK TABLE desks IN SHARE ROW EXCLUSIVE MODE")


async def write_desks(connection: Any, desks: Sequence[Desk]) -> None:
    """Puts these desks in the place of all that there are, inside the caller's transaction."""
    await connection.execute("DELETE FROM desks")
    await connection.executemany(
        "INSERT INTO desks (desk_id, name_th, name_en, order_no, for_the_rest) VALUES ($1, $2, $3, $4, $5)",
        [(desk.desk_id, desk.name_th, desk.name_en, desk.order_no, desk.for_the_rest) for desk in desks],
    )
    await connection.executemany(
        "INSERT INTO desk_estates (zone_id, desk_id) VALUES ($1, $2)",
        [(zone_id, desk.desk_id) for desk in desks for zone_id in desk.zone_ids],
    )


async def put_presence(connection: Any, page_id: str, desk_id: str, person: str, sound: Sound) -> None:
    """Notes that a page is at a desk now, and at no other; forgets pages that have long been gone."""
    now_ms = await database_now_ms(connection)
    await connection.execute(
        """
        INSERT INTO desk_presences (page_id, desk_id, person, sound, heard_ms) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (page_id) DO UPDATE
        SET desk_id = excluded.desk_id, person = excluded.person, sound = excluded.sound, heard_ms = excluded.heard_ms
        """,
        page_id,
        desk_id,
        person,
        sound,
        now_ms,
    )
    await connection.execute("DELETE FROM desk_presences WHERE heard_ms < $1", now_ms - KEPT_MS)


async def remove_presence(connection: Any, page_id: str, desk_id: str) -> None:
    """Notes that a page has left a desk; nothing where it was not there."""
    await connection.execute("DELETE FROM desk_presences WHERE page_id = $1 AND desk_id = $2", page_id, desk_id)


async def read_presences(connection: Any) -> list[Presence]:
    """Every page that is remembered."""
    rows = await connection.fetch("SELECT page_id, desk_id, person, sound, heard_ms FROM desk_presences")
    return [msgspec.convert(dict(row), Presence) for row in rows]


async def count_open_incidents(connection: Any, now_ms: int) -> dict[str | None, int]:
    """Incidents that are open and on no shelf, by `estate_zone_id` (None: in no estate)."""
    rows = await connection.fetch(
        """
        SELECT body ->> 'estate_zone_id' AS zone_id, count(*) AS n FROM incidents
        WHERE state <> 'closed' AND (shelved_until_ms IS NULL OR shelved_until_ms <= $1) GROUP BY 1
        """,
        now_ms,
    )
    return {row["zone_id"]: row["n"] for row in rows}
