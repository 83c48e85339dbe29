"""The bytes of a batch as received, sealed, one row a partition, chained by digest."""

from collections.abc import Sequence
from typing import Any

import msgspec

from storage.together import Change


class RawBatch(msgspec.Struct, frozen=True, kw_only=True):
    """The sealed records of one partition, `first_offset` to `last_offset`, and the chain's digest after them."""

    topic: str
    partition: int
    first_offset: int
    last_offset: int
    receipt_ms: int
    records: int
    body: bytes
    digest: bytes


def inserted_raw_batches(rows: Sequence[RawBatch]) -> Change:
    """Adds batches; the tables of their days must be there."""
    return Change(
        """
        INSERT INTO raw_batches (topic, partition, first_offset, last_offset, receipt_ms, records, body, digest)
        SELECT * FROM unnest($1::text[], $2::integer[], $3::bigint[], $4::bigint[], $5::bigint[], $6::integer[],
                             $7::bytea[], $8::bytea[])
        """,
        (
            [row.topic for row in rows],
            [row.partition for row in rows],
            [row.first_offset for row in rows],
            [row.last_offset for row in rows],
            [row.receipt_ms for row in rows],
            [row.records for row in rows],
            [row.body for row in rows],
            [row.digest for row in rows],
        ),
    )


async def read_raw_batch(connection: Any, topic: str, partition: int, offset: int) -> RawBatch | None:
    """The batch that holds the record at an offset; None when its day has been dropped."""
    row = await connection.fetchrow(
        """
        SELECT topic, partition, first_offset, last_offset, receipt_ms, records, body, digest FROM raw_batches
        WHERE topic = $1 AND partition = $2 AND first_offset <= $3 AND last_offset >= $3
        ORDER BY first_offset DESC LIMIT 1
        """,
        topic,
        partition,
        offset,
    )
    return None if row is None else RawBatch(**dict(row))


async def read_chain(connection: Any, topic: str, partition: int, after_offset: int, limit: int) -> list[RawBatch]:
    """The batches of a partition that begin after an offset, in the order of arrival: what the digests chain."""
    rows = await connection.fetch(
        """
        SELECT topic, partition, first_offset, last_offset, receipt_ms, records, body, digest FROM raw_batches
        WHERE topic = $1 AND partition = $2 AND first_offset > $3 ORDER BY first_offset LIMIT $4
        """,
        topic,
        partition,
        after_offset,
        limit,
    )
    return [RawBatch(**dict(row)) for row in rows]
