"""Shelves: what officers have put aside for a while, and the incidents that they hold."""

from typing import Any, Final

from models.alert import Severity, Urgency
from models.shelf import Shelf, ShelfKind

_KEPT: Final = (
    "shelf_id, kind, key, reason, made_by, made_ms, until_ms, needs_second, confirmed_by, confirmed_ms, lifted_by,"
    " lifted_ms, lift_reason"
)


async def load_shelves(connection: Any, now_ms: int) -> list[Shelf]:
    """The shelves that are neither over nor lifted at a time, waiting ones too, by when they were made."""
    rows = await connection.fetch(
        f"SELECT {_KEPT} FROM shelves WHERE until_ms > $1 AND lifted_ms IS NULL"  # noqa: S608 - a constant
        " ORDER BY made_ms, shelf_id",
        now_ms,
    )
    return [Shelf(**dict(row)) for row in rows]


async def read_shelves_of(connection: Any, from_ms: int, to_ms: int) -> list[Shelf]:
    """The shelves of which some time may lie in a span [from, to), as they stand now."""
    rows = await connection.fetch(
        f"SELECT {_KEPT} FROM shelves WHERE until_ms > $1 AND made_ms < $2 ORDER BY made_ms, shelf_id",  # noqa: S608
        from_ms,
        to_ms,
    )
    return [Shelf(**dict(row)) for row in rows]


async def read_shelves(connection: Any, *, limit: int, after: tuple[int, str] | None = None) -> list[Shelf]:
    """At most `limit` of all shelves there ever were, newest first, those after (made_ms, shelf_id)."""
    rows = await connection.fetch(
        f"""
        SELECT {_KEPT} FROM shelves WHERE $2::text IS NULL OR (made_ms, shelf_id) < ($1::bigint, $2::text)
        ORDER BY made_ms DESC, shelf_id DESC LIMIT $3
        """,  # noqa: S608 - a constant
        after[0] if after is not None else 0,
        after[1] if after is not None else None,
        limit,
    )
    return [Shelf(**dict(row)) for row in rows]


async def load_shelf(connection: Any, shelf_id: str) -> Shelf | None:
    """One shelf, None when there is no such id."""
    row = await connection.fetchrow(f"SELECT {_KEPT} FROM shelves WHERE shelf_id = $1", shelf_id)  # noqa: S608
    return None if row is None else Shelf(**dict(row))


async def save_shelf(connection: Any, shelf: Shelf) -> None:
    """Writes a shelf as it stands; who made it, what for and until when is never written again."""
    await connection.execute(
        """
        INSERT INTO shelves (
            shelf_id, kind, key, reason, made_by, made_ms, until_ms, needs_second, confirmed_by, confirmed_ms,
            lifted_by, lifted_ms, lift_reason
        ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        ON CONFLICT (shelf_id) DO UPDATE SET
            confirmed_by = excluded.confirmed_by, confirmed_ms = excluded.confirmed_ms,
            lifted_by = excluded.lifted_by, lifted_ms = excluded.lifted_ms, lift_reason = excluded.lift_reason
        """,
        shelf.shelf_id, shelf.kind, shelf.key, shelf.reason, shelf.made_by, shelf.made_ms, shelf.until_ms,
        shelf.needs_second, shelf.confirmed_by, shelf.confirmed_ms, shelf.lifted_by, shelf.lifted_ms,
        shelf.lift_reason,
    )  # fmt: skip


async def count_held(connection: Any, now_ms: int) -> dict[str, int]:
    """How many incidents that are not closed each shelf holds at a time, of those that hold any."""
    rows = await connection.fetch(
        "SELECT shelf_id, count(*) AS held FROM incidents WHERE shelved_until_ms > $1 AND state <> 'closed' GROUP BY 1",
        now_ms,
    )
    return {row["shelf_id"]: row["held"] for row in rows}


async def incidents_over(connection: Any, now_ms: int, limit: int) -> list[str]:
    """At most `limit` ids of incidents whose shelf is over at a time, and which still name it."""
    rows = await connection.fetch(
        "SELECT incident_id FROM incidents WHERE shelved_until_ms <= $1"
        " ORDER BY shelved_until_ms, incident_id LIMIT $2",
        now_ms,
        limit,
    )
    return [row["incident_id"] for row in rows]


async def incidents_open(connection: Any) -> list[str]:
    """The ids of all incidents that are not closed."""
    rows = await connection.fetch("SELECT incident_id FROM incidents WHERE state <> 'closed' ORDER BY incident_id")
    return [row["incident_id"] for row in rows]


async def open_alerts_of(connection: Any, kind: ShelfKind, key: str) -> list[tuple[Urgency, Severity]]:
    """Urgency and severity of the open alerts in incidents of a unit, at a place or of a rule that are not closed."""
    subject = {"unit": "alerts.unit_id = $1", "rule": "rule = $1"}.get(
        kind, "(data ->> 'zone_id' = $1 OR (about = 'place' AND subject = $1))"
    )
    rows = await connection.fetch(
        f"""
        SELECT DISTINCT alerts.urgency, alerts.severity FROM incidents
        JOIN incident_alerts USING (incident_id) JOIN alerts USING (alert_id)
        WHERE incidents.state <> 'closed' AND alerts.state = 'open' AND {subject}
        """,  # noqa: S608 - one of three constants
        key,
    )
    return [(row["urgency"], row["severity"]) for row in rows]
