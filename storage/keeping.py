"""What is kept, read whole and in order for those who check it: a day at a time, so that memory stays small."""

from collections.abc import AsyncIterator, Collection
from typing import Any, Final

import msgspec

from models.times import DAY_MS
from storage.pings import StoredPing, columns_read, stored_of
from storage.raw_batches import RawBatch

_FETCH: Final = 2_000
_BATCHES: Final = 20


class Chain(msgspec.Struct, frozen=True, kw_only=True):
    """How a partition's bytes end: the next offset to read, and the digest of all before it.

    An idle partition counts as having passed every receipt.
    """

    topic: str
    partition: int
    next_offset: int
    digest: bytes
    watermark_ms: int
    idle: bool


async def first_day_ms(connection: Any) -> int | None:
    """When the first day begins of which pings are kept; None where there are none."""
    found = await connection.fetchval("SELECT min(receipt_ms) FROM pings")
    return None if found is None else int(found) // DAY_MS * DAY_MS


async def nothing_stored_of(connection: Any, unit_ids: Collection[str]) -> list[str]:
    """Those of some units of which there is no ping, no trip and no alert."""
    rows = await connection.fetch(
        """
        SELECT unit_id FROM unnest($1::text[]) AS asked (unit_id)
        WHERE NOT EXISTS (SELECT FROM pings WHERE pings.unit_id = asked.unit_id)
        AND NOT EXISTS (SELECT FROM trips WHERE trips.unit_id = asked.unit_id)
        AND NOT EXISTS (SELECT FROM alerts WHERE alerts.unit_id = asked.unit_id) ORDER BY 1
        """,
        list(unit_ids),
    )
    return [row["unit_id"] for row in rows]


async def days(connection: Any) -> list[int]:
    """When the days begin, in order, of which pings or bytes are kept."""
    rows = await connection.fetch(
        """
        SELECT DISTINCT right(inhrelid::regclass::text, 8) AS day FROM pg_inherits
        WHERE inhparent IN ('pings'::regclass, 'raw_batches'::regclass) ORDER BY 1
        """
    )
    query = "SELECT (extract(epoch FROM to_date($1, 'YYYYMMDD')) * 1000)::bigint"
    return [int(await connection.fetchval(query, row["day"])) for row in rows]


async def pings_by_receipt(connection: Any, day_ms: int, from_ms: int) -> AsyncIterator[StoredPing]:
    """The pings received on a day and not before a time, in the order of receipt; inside a transaction."""
    query = f"""
        SELECT {columns_read()} FROM pings WHERE receipt_ms >= $1 AND receipt_ms < $2
        ORDER BY receipt_ms, topic, partition, "offset"
        """  # noqa: S608 - constants
    async for row in connection.cursor(query, max(day_ms, from_ms), day_ms + DAY_MS, prefetch=_FETCH):
        yield stored_of(row)


async def pings_by_place(connection: Any, day_ms: int) -> AsyncIterator[StoredPing]:
    """The pings received on a day by where their bytes stand: topic, partition, offset; inside a transaction."""
    query = f"""
        SELECT {columns_read()} FROM pings WHERE receipt_ms >= $1 AND receipt_ms < $2
        ORDER BY topic, partition, "offset"
        """  # noqa: S608 - constants
    async for row in connection.cursor(query, day_ms, day_ms + DAY_MS, prefetch=_FETCH):
        yield stored_of(row)


async def batches_by_place(connection: Any, day_ms: int) -> AsyncIterator[RawBatch]:
    """The batches of bytes of a day by topic, partition and first offset; inside a transaction."""
    query = """
        SELECT topic, partition, first_offset, last_offset, receipt_ms, records, body, digest FROM raw_batches
        WHERE receipt_ms >= $1 AND receipt_ms < $2 ORDER BY topic, partition, first_offset
        """
    async for row in connection.cursor(query, day_ms, day_ms + DAY_MS, prefetch=_BATCHES):
        yield RawBatch(**dict(row))


async def event_bodies(connection: Any) -> AsyncIterator[bytes]:
    """Every event as JSON in the durable order; inside a transaction."""
    async for row in connection.cursor("SELECT body FROM events ORDER BY tx, seq", prefetch=_FETCH):
        yield row["body"]


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A row of `trips` or `alerts`: what its columns say, and the event's data in it."""

    table: str
    entity_id: str
    version: int
    columns: dict[str, Any]
    data: bytes


async def standings(connection: Any) -> AsyncIterator[Standing]:
    """Every trip and alert as it stands; inside a transaction."""
    for table, name in (("trips", "trip_id"), ("alerts", "alert_id")):
        async for row in connection.cursor(f"SELECT * FROM {table} ORDER BY {name}", prefetch=_FETCH):  # noqa: S608
            columns = dict(row)
            data = columns.pop("data")
            yield Standing(
                table=table, entity_id=columns[name], version=columns["version"], columns=columns, data=data
            )


async def chain_ends(connection: Any, topics: list[str]) -> list[Chain]:
    """How the partitions of some topics end."""
    rows = await connection.fetch(
        """
        SELECT topic, partition, next_offset, digest, watermark_ms, idle FROM offsets
        WHERE topic = ANY($1::text[]) ORDER BY 1, 2
        """,
        topics,
    )
    return [Chain(**dict(row)) for row in rows]


async def earliest_start_ms(connection: Any, at_ms: int) -> int | None:
    """When the first of the trips began that were under way at a time."""
    found = await connection.fetchval(
        "SELECT min(started_ms) FROM trips WHERE started_ms < $1 AND (ended_ms IS NULL OR ended_ms > $1)", at_ms
    )
    return None if found is None else int(found)
