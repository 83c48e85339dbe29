"""Rosters as arranged, each with its version, and the channels that the notifier has."""

from collections.abc import Sequence
from typing import Any

import msgspec

from models.roster import Roster


class ChannelRow(msgspec.Struct, frozen=True, kw_only=True):
    """A channel as the notifier last told of it: its kind, its circuit, and the month's quota where there is one."""

    name: str
    kind: str
    state: str
    quota: int | None
    used: int | None
    told_ms: int


async def read_rosters(connection: Any) -> list[Roster]:
    """All rosters, by their ids."""
    rows = await connection.fetch("SELECT version, body FROM rosters ORDER BY roster_id")
    return [_roster(row) for row in rows]


async def read_roster(connection: Any, roster_id: str) -> Roster | None:
    """One roster, None where there is none of that id."""
    row = await connection.fetchrow("SELECT version, body FROM rosters WHERE roster_id = $1", roster_id)
    return None if row is None else _roster(row)


async def lock_rosters(connection: Any) -> None:
    """Lets nobody else change rosters before the caller's transaction ends."""
    await connection.execute("LOCK TABLE rosters IN SHARE ROW EXCLUSIVE MODE")


async def write_roster(connection: Any, roster: Roster, person: str, now_ms: int) -> None:
    """Writes a roster in the place of what there was of its id, inside the caller's transaction."""
    await connection.execute(
        """
        INSERT INTO rosters (roster_id, version, body, changed_ms, changed_by) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (roster_id) DO UPDATE SET version = excluded.version, body = excluded.body,
            changed_ms = excluded.changed_ms, changed_by = excluded.changed_by
        """,
        roster.roster_id, roster.version, msgspec.json.encode(roster), now_ms, person,
    )  # fmt: skip


async def remove_roster(connection: Any, roster_id: str) -> None:
    """Takes a roster away; what was told by it stays."""
    await connection.execute("DELETE FROM rosters WHERE roster_id = $1", roster_id)


async def tell_channels(connection: Any, channels: Sequence[ChannelRow]) -> None:
    """Notes the channels that there are, and no others."""
    async with connection.transaction():
        names = [one.name for one in channels]
        await connection.execute("DELETE FROM roster_channels WHERE name <> ALL($1::text[])", names)
        await connection.executemany(
            """
            INSERT INTO roster_channels (name, kind, state, quota, used, told_ms) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, state = excluded.state, quota = excluded.quota,
                used = excluded.used, told_ms = excluded.told_ms
            """,
            [(one.name, one.kind, one.state, one.quota, one.used, one.told_ms) for one in channels],
        )


async def read_channels(connection: Any) -> list[ChannelRow]:
    """The channels as last told, by name."""
    rows = await connection.fetch("SELECT name, kind, state, quota, used, told_ms FROM roster_channels ORDER BY name")
    return [ChannelRow(**dict(row)) for row in rows]


def _roster(row: Any) -> Roster:
    roster = msgspec.json.decode(row["body"], type=Roster)
    return msgspec.structs.replace(roster, version=row["version"])
