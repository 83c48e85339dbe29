"""What the rules across units weigh, in the order of receipt, and how far the judge has come."""

from collections.abc import Sequence
from typing import Any

import msgspec

from storage.errors import Fenced
from storage.together import Change


class NewFact(msgspec.Struct, frozen=True, kw_only=True):
    """One fact: the ping partition that it comes from, its receipt, what it concerns (`vendor:043`), itself as JSON."""

    partition: int
    receipt_ms: int
    key: str
    body: bytes


class FactRow(msgspec.Struct, frozen=True, kw_only=True):
    """One fact and its place."""

    seq: int
    partition: int
    receipt_ms: int
    key: str
    body: bytes


class JudgeRow(msgspec.Struct, frozen=True, kw_only=True):
    """The judge's state as saved: every fact received up to `watermark_ms` is in it; `version` 0 was never saved."""

    shard: int
    watermark_ms: int
    version: int
    format: int
    body: bytes


def appended_facts(facts: Sequence[NewFact]) -> Change:
    """Adds facts in this order."""
    return Change(
        """
        INSERT INTO facts (partition, receipt_ms, key, body)
        SELECT partition, receipt_ms, key, body
        FROM unnest($1::integer[], $2::bigint[], $3::text[], $4::json[])
             WITH ORDINALITY AS told (partition, receipt_ms, key, body, place)
        ORDER BY place
        """,
        (
            [fact.partition for fact in facts],
            [fact.receipt_ms for fact in facts],
            [fact.key for fact in facts],
            [fact.body for fact in facts],
        ),
    )


async def read_facts(connection: Any, after_ms: int, up_to_ms: int, at_least: int = 1 << 31) -> list[FactRow]:
    """The next facts with `after_ms` < receipt <= `up_to_ms`, by receipt, then order of writing.

    A unit's are so in the order in which it told them, whichever partitions it went through meanwhile.
    Where there are more than `at_least`, so many and what else came with the last one's receipt.
    """
    rows = await connection.fetch(
        """
        SELECT * FROM (
            SELECT seq, partition, receipt_ms, key, body FROM facts
            WHERE receipt_ms > $1 AND receipt_ms <= $2 AND NOT aside
            ORDER BY receipt_ms FETCH FIRST ($3::bigint) ROWS WITH TIES
        ) AS next
        ORDER BY receipt_ms, seq
        """,
        after_ms,
        up_to_ms,
        at_least,
    )
    return [
        FactRow(seq=seq, partition=partition, receipt_ms=receipt_ms, key=key, body=body)
        for seq, partition, receipt_ms, key, body in rows
    ]


async def load_judge(connection: Any, shard: int) -> JudgeRow:
    """The judge's state as last saved; an empty one with version 0 at first."""
    row = await connection.fetchrow(
        "SELECT shard, watermark_ms, version, format, body FROM judge WHERE shard = $1", shard
    )
    if row is None:
        return JudgeRow(shard=shard, watermark_ms=0, version=0, format=0, body=b"")
    return JudgeRow(**dict(row))


async def save_judge(connection: Any, row: JudgeRow) -> JudgeRow:
    """Saves the state that follows version `row.version` and returns it with its new version.

    Inside the caller's transaction; raises Fenced when another has saved since.
    """
    version = await connection.fetchval(
        """
        INSERT INTO judge AS known (shard, watermark_ms, version, format, body)
        SELECT $1::integer, $2::bigint, 1, $4::smallint, $5::bytea
        WHERE $3 = 0 OR EXISTS (SELECT FROM judge WHERE shard = $1)
        ON CONFLICT (shard) DO UPDATE SET
            watermark_ms = excluded.watermark_ms, version = known.version + 1, format = excluded.format,
            body = excluded.body
        WHERE known.version = $3::bigint
        RETURNING version
        """,
        row.shard,
        row.watermark_ms,
        row.version,
        row.format,
        row.body,
    )
    if version is None:
        raise Fenced(f"the judge's shard {row.shard} has been saved by another since version {row.version}")
    return msgspec.structs.replace(row, version=version)
