"""Desks handed over: made, accepted, and kept for ever; timed by the database's clock."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from models.desk import Handover
from storage.lists_filter import Filter
from storage.now import database_now_ms

_COLUMNS: Final = "handover_id, desk_id, from_person, to_person, note, made_ms, state, settled_ms"


async def lock_handovers(connection: Any) -> None:
    """Lets nobody else make or settle a hand-over before the caller's transaction ends."""
    await connection.execute("LOCK TABLE desk_handovers IN SHARE ROW EXCLUSIVE MODE")


async def add_handover(connection: Any, desk_id: str, from_person: str, to_person: str, note: str) -> Handover:
    """Opens a hand-over of a desk in the place of one that is open, inside the caller's transaction."""
    now_ms = await database_now_ms(connection)
    await connection.execute(
        "UPDATE desk_handovers SET state = 'replaced', settled_ms = $2 WHERE desk_id = $1 AND state = 'open'",
        desk_id,
        now_ms,
    )
    row = await connection.fetchrow(
        f"""
        INSERT INTO desk_handovers (desk_id, from_person, to_person, note, made_ms, state)
        VALUES ($1, $2, $3, $4, $5, 'open') RETURNING {_COLUMNS}
        """,  # noqa: S608 - constants
        desk_id,
        from_person,
        to_person,
        note,
        now_ms,
    )
    return _handover(row)


async def read_handover(connection: Any, desk_id: str, handover_id: int) -> Handover | None:
    """One hand-over of a desk, None where there is none."""
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM desk_handovers WHERE handover_id = $1 AND desk_id = $2",  # noqa: S608 - constants
        handover_id,
        desk_id,
    )
    return None if row is None else _handover(row)


async def settle_accepted(connection: Any, handover_id: int) -> Handover:
    """Accepts a hand-over that is open, inside the caller's transaction."""
    now_ms = await database_now_ms(connection)
    row = await connection.fetchrow(
        "UPDATE desk_handovers SET state = 'accepted', settled_ms = $2"  # noqa: S608 - constants
        f" WHERE handover_id = $1 RETURNING {_COLUMNS}",
        handover_id,
        now_ms,
    )
    return _handover(row)


async def read_handovers(
    pool: Any, desk_id: str, *, limit: int, before_id: int | None = None, state: str | None = None
) -> list[Handover]:
    """At most `limit` hand-overs of a desk, newest first, those before this one."""
    asked = Filter()
    asked.equals("desk_id", desk_id)
    asked.equals("state", state)
    if before_id is not None:
        asked.holds(f"handover_id < {asked.bind(before_id)}")
    rows = await pool.fetch(
        f"SELECT {_COLUMNS} FROM desk_handovers {asked.where()}"  # noqa: S608 - constants and bound values
        f" ORDER BY handover_id DESC LIMIT {asked.bind(limit)}",
        *asked.values,
    )
    return [_handover(row) for row in rows]


async def read_standing(connection: Any, desk_ids: Sequence[str]) -> list[Handover]:
    """Of each of these desks the hand-over that is open, and the one that was accepted last."""
    rows = await connection.fetch(
        f"""
        SELECT {_COLUMNS} FROM unnest($1::text[]) AS asked (id) CROSS JOIN unnest(ARRAY['open', 'accepted']) AS kind
        CROSS JOIN LATERAL (
            SELECT * FROM desk_handovers AS h WHERE h.desk_id = asked.id AND h.state = kind
            ORDER BY h.handover_id DESC LIMIT 1
        ) AS newest
        """,  # noqa: S608 - constants
        list(desk_ids),
    )
    return [_handover(row) for row in rows]


def _handover(row: Any) -> Handover:
    return msgspec.convert(dict(row), Handover)
