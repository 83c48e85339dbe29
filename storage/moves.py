"""Moves: units that belong to another partition than before, with what is still to be sent of them."""

from collections.abc import Sequence
from typing import Any

UnitPlace = tuple[str, int]
"""A unit and the partition to which it belongs."""


async def read_unit_places(connection: Any) -> list[UnitPlace]:
    """Every unit with a saved state, and where it belongs now."""
    rows = await connection.fetch("SELECT unit_id, partition FROM unit_states")
    return [(row["unit_id"], row["partition"]) for row in rows]


async def move_units(connection: Any, places: Sequence[UnitPlace]) -> None:
    """Moves these units, inside the caller's transaction; their order in the outbox stays."""
    if not places:
        return
    units, partitions = [unit_id for unit_id, _ in places], [partition for _, partition in places]
    await connection.execute(
        """
        UPDATE unit_states SET partition = moved.partition
        FROM unnest($1::text[], $2::integer[]) AS moved (unit_id, partition)
        WHERE unit_states.unit_id = moved.unit_id
        """,
        units,
        partitions,
    )
    await connection.execute(
        """
        UPDATE outbox SET owner = moved.partition
        FROM unnest($1::bytea[], $2::integer[]) AS moved (key, partition)
        WHERE outbox.key = moved.key AND outbox.owner >= 0
        """,
        [unit_id.encode() for unit_id in units],
        partitions,
    )
