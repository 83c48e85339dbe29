"""Breaks: where the bytes of a partition do not follow on from those read before, why, and since when that is known."""

from typing import Any, Final, Literal

import msgspec

_ENDS: Final = 3
BreakKind = Literal["dropped", "anew", "lost"]


class Break(msgspec.Struct, frozen=True, kw_only=True):
    """One break: the first offset that is not there, the one at which it goes on, and with which digest."""

    topic: str
    partition: int
    kind: BreakKind
    from_offset: int
    to_offset: int
    digest: bytes
    found_ms: int
    accepted_ms: int | None = None


async def note_break(connection: Any, one: Break) -> None:
    """Keeps a break; one that is known already stays as it is."""
    await connection.execute(
        """
        INSERT INTO breaks (topic, partition, kind, from_offset, to_offset, digest, found_ms, accepted_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING
        """,
        one.topic, one.partition, one.kind, one.from_offset, one.to_offset, one.digest, one.found_ms, one.accepted_ms,
    )  # fmt: skip


async def note_dropped(connection: Any, table: str) -> None:
    """Keeps where the chains of a day's bytes end before its table is dropped, in the place of the day before.

    Of the last batches several: around midnight one that was received a little earlier may stand after another.
    """
    await connection.execute(
        f"DELETE FROM breaks WHERE kind = 'dropped' AND (topic, partition) IN (SELECT topic, partition FROM {table})"  # noqa: S608
    )
    await connection.execute(
        f"""
        INSERT INTO breaks (topic, partition, kind, from_offset, to_offset, digest, found_ms, accepted_ms)
        SELECT topic, partition, 'dropped', first_offset, last_offset + 1, digest, now_ms, now_ms
        FROM (SELECT *, row_number() OVER (PARTITION BY topic, partition ORDER BY first_offset DESC) AS number
              FROM {table}) AS batch,
             (SELECT (extract(epoch FROM now()) * 1000)::bigint AS now_ms) AS clock
        WHERE number <= {_ENDS}
        ON CONFLICT DO NOTHING
        """  # noqa: S608 - a table of a day, and a constant
    )


async def read_breaks(connection: Any) -> list[Break]:
    """All breaks, by partition, in the order in which they were found."""
    rows = await connection.fetch("SELECT * FROM breaks ORDER BY topic, partition, found_ms, to_offset")
    return [Break(**dict(row)) for row in rows]


async def accept_losses(connection: Any, now_ms: int) -> list[Break]:
    """Says of every loss found and not accepted yet that it is; gives them."""
    rows = await connection.fetch(
        "UPDATE breaks SET accepted_ms = $1 WHERE kind = 'lost' AND accepted_ms IS NULL RETURNING *", now_ms
    )
    return sorted((Break(**dict(row)) for row in rows), key=lambda one: (one.topic, one.partition, one.to_offset))


async def is_accepted(connection: Any, lost: Break) -> bool:
    """Whether somebody has accepted that a partition goes on without these offsets, after what was read before them."""
    query = """
        SELECT EXISTS (SELECT FROM breaks WHERE topic = $1 AND partition = $2 AND kind = 'lost' AND from_offset = $3
                       AND to_offset >= $4 AND digest = $5 AND accepted_ms IS NOT NULL)
        """
    place = (lost.topic, lost.partition, lost.from_offset, lost.to_offset, lost.digest)
    return bool(await connection.fetchval(query, *place))
