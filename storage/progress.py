"""How far a tracker's work has come: what of it waits in the tables, and what of that comes next."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec


class ProgressRow(msgspec.Struct, frozen=True, kw_only=True):
    """`offsets` is the next one of each topic and partition, `outbox` the first message of each owner that waits.

    `fact` is the first one that every partition has passed and nobody has weighed or set aside, None without one.
    """

    offsets: Mapping[tuple[str, int], int]
    outbox: Mapping[int, int]
    fact: int | None


async def read_progress(connection: Any, owners: Sequence[int], gps: Sequence[str]) -> ProgressRow:
    """As it stands now; `owners` are those of the outbox asked for, `gps` the topics of the pings."""
    offsets = await connection.fetch("SELECT topic, partition, next_offset FROM offsets")
    outbox = await connection.fetch(
        """
        SELECT asked.owner, first.seq FROM unnest($1::integer[]) AS asked (owner)
        CROSS JOIN LATERAL (SELECT seq FROM outbox WHERE outbox.owner = asked.owner ORDER BY seq LIMIT 1) AS first
        """,
        list(owners),
    )
    fact = await connection.fetchval(
        """
        SELECT min(seq) FROM facts WHERE NOT aside AND receipt_ms <= (
            SELECT coalesce(min(watermark_ms) FILTER (WHERE NOT idle), max(watermark_ms))
            FROM offsets WHERE topic = ANY($1::text[])
        )
        """,
        list(gps),
    )
    return ProgressRow(
        offsets={(row["topic"], row["partition"]): row["next_offset"] for row in offsets},
        outbox={row["owner"]: row["seq"] for row in outbox},
        fact=fact,
    )


async def first_due_notice(connection: Any, due_ms: int) -> tuple[str, int] | None:
    """The notice that has been due longest, since before `due_ms`, and how often it was tried; None without one."""
    row = await connection.fetchrow(
        "SELECT notice_id, attempts FROM notices WHERE state = 'due' AND due_ms <= $1 ORDER BY due_ms LIMIT 1", due_ms
    )
    return None if row is None else (row["notice_id"], row["attempts"])
