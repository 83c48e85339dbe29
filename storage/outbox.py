"""What must still go to Kafka, by owner, in the order in which the owner wrote it."""

from collections.abc import Sequence
from typing import Any

import msgspec

from storage.together import Change


class OutboxRow(msgspec.Struct, frozen=True, kw_only=True):
    """One message to be sent; `owner` is the ping partition, or a negative shard of the judge."""

    owner: int
    topic: str
    key: bytes
    body: bytes


class DueRow(msgspec.Struct, frozen=True, kw_only=True):
    """One message that waits, and its place."""

    owner: int
    seq: int
    topic: str
    key: bytes
    body: bytes


def appended_outbox(rows: Sequence[OutboxRow]) -> Change:
    """Adds messages in this order."""
    return Change(
        """
        INSERT INTO outbox (owner, topic, key, body)
        SELECT owner, topic, key, body
        FROM unnest($1::integer[], $2::text[], $3::bytea[], $4::bytea[])
             WITH ORDINALITY AS told (owner, topic, key, body, place)
        ORDER BY place
        """,
        (
            [row.owner for row in rows],
            [row.topic for row in rows],
            [row.key for row in rows],
            [row.body for row in rows],
        ),
    )


async def read_due(connection: Any, owners: Sequence[int], limit: int) -> list[DueRow]:
    """At most `limit` messages of each owner, by owner and order. An owner has one writer at a time."""
    rows = await connection.fetch(
        """
        SELECT due.* FROM unnest($1::integer[]) AS asked (owner)
        CROSS JOIN LATERAL (
            SELECT owner, seq, topic, key, body FROM outbox WHERE outbox.owner = asked.owner ORDER BY seq LIMIT $2
        ) AS due
        ORDER BY due.owner, due.seq
        """,
        list(owners),
        limit,
    )
    return [DueRow(**dict(row)) for row in rows]


async def delete_sent(connection: Any, keys: Sequence[tuple[int, int]]) -> None:
    """Takes messages out, named by owner and seq, once the broker has them."""
    if keys:
        await connection.execute(
            "DELETE FROM outbox USING unnest($1::integer[], $2::bigint[]) AS sent (owner, seq)"
            " WHERE outbox.owner = sent.owner AND outbox.seq = sent.seq",
            [owner for owner, _ in keys],
            [seq for _, seq in keys],
        )


async def count_waiting(connection: Any) -> int:
    """How many messages wait, of all owners."""
    return int(await connection.fetchval("SELECT count(*) FROM outbox"))
