"""The changes of desks, numbered: the number of the newest is the version of all desks together."""

from typing import Any

import msgspec

from models.desk import DeskChange, DeskDeed
from storage.now import database_now_ms


async def read_desks_version(connection: Any) -> int:
    """How often desks were changed."""
    return int(await connection.fetchval("SELECT coalesce(max(version), 0) FROM desk_changes"))


async def add_desk_change(connection: Any, person: str, desk_id: str, deed: DeskDeed) -> DeskChange:
    """Numbers a change, inside the transaction that holds the desks."""
    change = DeskChange(
        version=await read_desks_version(connection) + 1, at_ms=await database_now_ms(connection), person=person,
        desk_id=desk_id, deed=deed,
    )  # fmt: skip
    await connection.execute(
        "INSERT INTO desk_changes (version, at_ms, person, desk_id, deed) VALUES ($1, $2, $3, $4, $5)",
        change.version, change.at_ms, change.person, change.desk_id, change.deed,
    )  # fmt: skip
    return change


async def read_desk_changes(connection: Any, after_version: int) -> list[DeskChange]:
    """What came after a version, in its order."""
    rows = await connection.fetch(
        "SELECT version, at_ms, person, desk_id, deed FROM desk_changes WHERE version > $1 ORDER BY version",
        after_version,
    )
    return [msgspec.convert(dict(row), DeskChange) for row in rows]
