"""A unit's newest saved state, and its checkpoints over the last day."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from storage.together import Change

UNKNOWN_MS: Final = 0
NEVER_MS: Final = (1 << 63) - 1


class UnitStateRow(msgspec.Struct, frozen=True, kw_only=True):
    """The newest saved state of a unit, with all pings received up to `saved_ms`; `format` says how it is coded.

    Before `due_ms` the clock makes nothing due of the unit, whatever it has sent since; NEVER_MS where it will not by
    itself, UNKNOWN_MS where nobody noted it.
    """

    unit_id: str
    partition: int
    saved_ms: int
    format: int
    body: bytes
    due_ms: int = UNKNOWN_MS


class UnitDue(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What is to be known of a unit before its state is: the format of it, and up to when the clock leaves it alone."""

    unit_id: str
    format: int
    due_ms: int


class CheckpointRow(msgspec.Struct, frozen=True, kw_only=True):
    """A unit's state as it was at an event time."""

    unit_id: str
    at_ms: int
    format: int
    body: bytes


def saved_states(rows: Sequence[UnitStateRow]) -> Change:
    """Writes states; the last of a unit counts."""
    last = {row.unit_id: row for row in rows}
    kept = [last[unit_id] for unit_id in sorted(last)]
    return Change(
        """
        INSERT INTO unit_states (unit_id, partition, saved_ms, format, body, due_ms)
        SELECT * FROM unnest($1::text[], $2::integer[], $3::bigint[], $4::smallint[], $5::bytea[], $6::bigint[])
        ON CONFLICT (unit_id) DO UPDATE SET
            partition = excluded.partition, saved_ms = excluded.saved_ms, format = excluded.format,
            body = excluded.body, due_ms = excluded.due_ms
        """,
        (
            [row.unit_id for row in kept],
            [row.partition for row in kept],
            [row.saved_ms for row in kept],
            [row.format for row in kept],
            [row.body for row in kept],
            [row.due_ms for row in kept],
        ),
    )


def saved_dues(dues: Sequence[tuple[str, int]]) -> Change:
    """Sets of each (unit, time) up to when the clock leaves it alone."""
    return Change(
        "UPDATE unit_states SET due_ms = new.due_ms FROM unnest($1::text[], $2::bigint[]) AS new (unit_id, due_ms)"
        " WHERE unit_states.unit_id = new.unit_id",
        ([unit_id for unit_id, _ in dues], [due_ms for _, due_ms in dues]),
    )


def saved_checkpoints(rows: Sequence[CheckpointRow]) -> Change:
    """Writes checkpoints; the last of a unit and time counts."""
    last = {(row.unit_id, row.at_ms): row for row in rows}
    kept = [last[place] for place in sorted(last)]
    return Change(
        """
        INSERT INTO checkpoints (unit_id, at_ms, format, body)
        SELECT * FROM unnest($1::text[], $2::bigint[], $3::smallint[], $4::bytea[])
        ON CONFLICT (unit_id, at_ms) DO UPDATE SET format = excluded.format, body = excluded.body
        """,
        (
            [row.unit_id for row in kept],
            [row.at_ms for row in kept],
            [row.format for row in kept],
            [row.body for row in kept],
        ),
    )


async def load_dues(connection: Any, partition: int) -> list[UnitDue]:
    """All units of a partition, those first that are due first."""
    rows = await connection.fetch(
        "SELECT unit_id, format, due_ms FROM unit_states WHERE partition = $1 ORDER BY due_ms, unit_id", partition
    )
    return [UnitDue(unit_id=unit_id, format=format_, due_ms=due_ms) for unit_id, format_, due_ms in rows]


async def load_units(connection: Any, unit_ids: Sequence[str]) -> list[UnitStateRow]:
    """The states of these units, by unit; one that was never saved is not among them."""
    rows = await connection.fetch(
        "SELECT * FROM unit_states WHERE unit_id = ANY($1::text[]) ORDER BY unit_id", list(unit_ids)
    )
    return [UnitStateRow(**dict(row)) for row in rows]


async def read_states(connection: Any, after_unit_id: str, limit: int) -> list[UnitStateRow]:
    """The next states after a unit's, of all partitions, by unit."""
    rows = await connection.fetch(
        "SELECT * FROM unit_states WHERE unit_id > $1 ORDER BY unit_id LIMIT $2", after_unit_id, limit
    )
    return [UnitStateRow(**dict(row)) for row in rows]


async def load_checkpoints(
    connection: Any, before_ms: Sequence[tuple[str, int]], format_: int
) -> dict[str, CheckpointRow]:
    """Of each (unit, time) the unit's newest checkpoint of a format at or before that time, where there is one."""
    rows = await connection.fetch(
        """
        SELECT found.* FROM unnest($1::text[], $2::bigint[]) AS asked (unit_id, at_ms)
        CROSS JOIN LATERAL (
            SELECT * FROM checkpoints WHERE checkpoints.unit_id = asked.unit_id AND checkpoints.at_ms <= asked.at_ms
              AND checkpoints.format = $3
            ORDER BY checkpoints.at_ms DESC LIMIT 1
        ) AS found
        """,
        [unit_id for unit_id, _ in before_ms],
        [at_ms for _, at_ms in before_ms],
        format_,
    )
    return {row["unit_id"]: CheckpointRow(**dict(row)) for row in rows}


async def load_checkpoints_after(connection: Any, unit_id: str, at_ms: int) -> list[CheckpointRow]:
    """A unit's checkpoints after a time, oldest first: where a re-run may meet what was and stop."""
    rows = await connection.fetch(
        "SELECT * FROM checkpoints WHERE unit_id = $1 AND at_ms > $2 ORDER BY at_ms", unit_id, at_ms
    )
    return [CheckpointRow(**dict(row)) for row in rows]


async def delete_checkpoints_before(connection: Any, at_ms: int) -> None:
    """Drops checkpoints older than a time, of all units, save each unit's newest of them.

    A late ping of before the first one after a silence of days is judged from there.
    """
    await connection.execute(
        """
        DELETE FROM checkpoints AS old WHERE old.at_ms < $1 AND EXISTS (
            SELECT FROM checkpoints AS newer
            WHERE newer.unit_id = old.unit_id AND newer.at_ms > old.at_ms AND newer.at_ms < $1
        )
        """,
        at_ms,
    )
