"""Which dead letters were sent again, so that none is sent twice by accident."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple


class Mark(NamedTuple):
    """A letter: its place on gps.dead, and the digest of its bytes."""

    partition: int
    offset: int
    sha256: str


async def load_marks(connection: Any) -> dict[Mark, int]:
    """When each letter that was sent again was so for the last time, ms since the epoch."""
    rows = await connection.fetch('SELECT partition, "offset", sha256, resent_ms FROM dead_resent')
    return {Mark(row["partition"], row["offset"], row["sha256"]): row["resent_ms"] for row in rows}


async def mark_resent(connection: Any, marks: Sequence[Mark], now_ms: int, *, again: bool) -> set[Mark]:
    """Marks letters as sent again, and gives those that were not marked before; with `again` all of them.

    Within a transaction another one that marks the same letter waits for its end.
    """
    rows = await connection.fetch(
        """
        INSERT INTO dead_resent AS known (partition, "offset", sha256, resent_ms)
        SELECT * FROM unnest($1::integer[], $2::bigint[], $3::text[]) AS mark, (VALUES ($4::bigint)) AS now
        ON CONFLICT (partition, "offset", sha256)
        DO UPDATE SET resent_ms = $4, times = known.times + 1 WHERE $5::boolean
        RETURNING partition, "offset", sha256
        """,
        [mark.partition for mark in marks],
        [mark.offset for mark in marks],
        [mark.sha256 for mark in marks],
        now_ms,
        again,
    )
    return {Mark(row["partition"], row["offset"], row["sha256"]) for row in rows}


async def forget_before(connection: Any, begins: Mapping[int, int]) -> None:
    """Forgets letters that the topic holds no more: those before each partition's first offset."""
    await connection.execute(
        """
        DELETE FROM dead_resent USING unnest($1::integer[], $2::bigint[]) AS held (number, first)
        WHERE partition = number AND "offset" < first
        """,
        list(begins),
        list(begins.values()),
    )
