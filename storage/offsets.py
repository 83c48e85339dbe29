"""Where each partition goes on, and the token under which its owner may write."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec

from models.topics import PINGS
from storage.errors import Fenced

_LEAST_JUDGED: Final = f"""
    (SELECT CASE WHEN bool_and(reference_seq IS NOT NULL) THEN min(reference_seq) END
     FROM offsets WHERE topic = '{PINGS.name}')
    """  # noqa: S608 - a constant
"""The version of reference data under which every unit has been judged, NULL where that is not known of all of them.

It is noted with the pings alone, since units are judged with them.
"""

Place = tuple[str, int]
"""A topic and one of its partitions."""


class OffsetRow(msgspec.Struct, frozen=True, kw_only=True):
    """A partition as it stands: the next offset to read, its chain's digest, and the token that the owner holds.

    `partitions` is how many its topic had when it was taken, 0 where that is not known; `reference_seq` is up to which
    version of reference data its units have been judged, None where that is not; it holds of the topic of pings alone.
    """

    topic: str
    partition: int
    next_offset: int
    digest: bytes
    watermark_ms: int
    idle: bool
    token: int
    owner: str
    partitions: int
    reference_seq: int | None = None


class OffsetAdvance(msgspec.Struct, frozen=True, kw_only=True):
    """What a batch makes of a partition that it read from `expected_offset`, under the token of its owner.

    `reference_seq` None leaves it as it stands.
    """

    topic: str
    partition: int
    token: int
    expected_offset: int
    next_offset: int
    digest: bytes
    watermark_ms: int
    idle: bool = False
    reference_seq: int | None = None


async def fence_other_counts(connection: Any, partitions: int) -> bool:
    """Whoever holds a partition under another number of them can write no more; says whether there was any.

    Inside the caller's transaction, which takes its own ones next: one such transaction goes on at a time
    (storage/taking.py).
    """
    others = await connection.fetch(
        "SELECT 1 FROM offsets WHERE partitions <> $1 ORDER BY topic, partition FOR UPDATE", partitions
    )
    if others:
        await connection.execute(
            # A unit that moves was judged under no less than the partition that has been judged under the least.
            f"UPDATE offsets SET token = token + 1, partitions = $1, reference_seq = {_LEAST_JUDGED}"  # noqa: S608
            " WHERE partitions <> $1",
            partitions,
        )
    return bool(others)


async def take(
    connection: Any, places: Iterable[Place], owner: str, partitions: int = 0
) -> dict[Place, OffsetRow]:
    """Takes partitions over: whoever held them before can write no more. A partition never seen starts at offset 0."""
    wanted = sorted(set(places))
    rows = await connection.fetch(
        f"""
        INSERT INTO offsets AS known (topic, partition, next_offset, token, owner, partitions, reference_seq)
        SELECT topic, partition, 0, 1, $3, $4, {_LEAST_JUDGED}
        FROM unnest($1::text[], $2::integer[]) AS wanted (topic, partition)
        ORDER BY topic, partition
        ON CONFLICT (topic, partition) DO UPDATE
            SET token = known.token + 1, owner = excluded.owner, partitions = excluded.partitions
        RETURNING *
        """,  # noqa: S608 - a constant
        [topic for topic, _ in wanted],
        [partition for _, partition in wanted],
        owner,
        partitions,
    )
    return {(row["topic"], row["partition"]): _row(row) for row in rows}


async def load(connection: Any) -> dict[Place, OffsetRow]:
    """Every partition as it stands."""
    rows = await connection.fetch("SELECT * FROM offsets ORDER BY topic, partition")
    return {(row["topic"], row["partition"]): _row(row) for row in rows}


async def is_held(connection: Any, topic: str, partition: int, token: int) -> bool:
    """Whether a partition is held under this token still."""
    query = "SELECT token = $3 FROM offsets WHERE topic = $1 AND partition = $2"
    return bool(await connection.fetchval(query, topic, partition, token))


async def advance(connection: Any, steps: Sequence[OffsetAdvance]) -> None:
    """Moves partitions on, inside the caller's transaction, and holds their rows to its end.

    Raises Fenced, which the transaction must end with, when one was taken by another or does not stand where the writer
    read from.
    """
    # Locked in one order by everybody, so that two writers wait for each other but never crosswise.
    refused = await connection.fetch(
        """
        WITH step AS MATERIALIZED (
            SELECT * FROM unnest($1::text[], $2::integer[], $3::bigint[], $4::bytea[], $5::bigint[], $6::boolean[],
                                 $7::bigint[], $8::bigint[], $9::bigint[]) AS step
                (topic, partition, next_offset, digest, watermark_ms, idle, reference_seq, expected_offset, token)
        ), held AS MATERIALIZED (
            SELECT topic, partition, next_offset, token, owner FROM offsets
            WHERE (topic, partition) IN (SELECT topic, partition FROM step)
            ORDER BY topic, partition FOR UPDATE
        ), moved AS (
            UPDATE offsets SET next_offset = step.next_offset, digest = step.digest, idle = step.idle,
                   reference_seq = coalesce(step.reference_seq, offsets.reference_seq),
                   watermark_ms = greatest(offsets.watermark_ms, step.watermark_ms)
            FROM held JOIN step USING (topic, partition)
            WHERE offsets.topic = held.topic AND offsets.partition = held.partition
        )
        SELECT step.topic, step.partition, held.owner, held.token IS DISTINCT FROM step.token AS is_taken,
               held.next_offset, step.token, step.expected_offset
        FROM step LEFT JOIN held USING (topic, partition)
        WHERE held.token IS DISTINCT FROM step.token OR held.next_offset <> step.expected_offset
        """,
        [step.topic for step in steps],
        [step.partition for step in steps],
        [step.next_offset for step in steps],
        [step.digest for step in steps],
        [step.watermark_ms for step in steps],
        [step.idle for step in steps],
        [step.reference_seq for step in steps],
        [step.expected_offset for step in steps],
        [step.token for step in steps],
    )
    for row in refused:
        place = f"{row['topic']}[{row['partition']}]"
        if row["is_taken"]:
            owner = "nobody" if row["owner"] is None else repr(row["owner"])
            raise Fenced(f"{place} is held by {owner}: this writer's token {row['token']} is old")
        raise Fenced(f"{place} stands at offset {row['next_offset']}, not {row['expected_offset']}")


async def read_watermark(connection: Any, topics: Sequence[str]) -> int | None:
    """Up to which receipt every partition of these topics has been judged; idle ones count as having passed.

    None when no partition is known or all are idle.
    """
    found = await connection.fetchval(
        "SELECT min(watermark_ms) FROM offsets WHERE topic = ANY($1::text[]) AND NOT idle", list(topics)
    )
    return None if found is None else int(found)


def _row(row: Any) -> OffsetRow:
    return OffsetRow(
        topic=row["topic"],
        partition=row["partition"],
        next_offset=row["next_offset"],
        digest=row["digest"],
        watermark_ms=row["watermark_ms"],
        idle=row["idle"],
        token=row["token"],
        owner=row["owner"],
        partitions=row["partitions"],
        reference_seq=row["reference_seq"],
    )


async def judged_up_to(connection: Any, topic: str) -> int | None:
    """Up to which receipt every partition of a topic that anything has come to is judged; None before any is.

    On the pings' clock one to which nothing comes counts as having passed.
    """
    query = "SELECT min(watermark_ms) FROM offsets WHERE topic = $1 AND watermark_ms > 0 AND NOT idle"
    found: int | None = await connection.fetchval(query, topic)
    return found


async def newest_watermark_ms(connection: Any) -> int:
    """How far the judging has come by the receipts that it has read, 0 before the first."""
    newest: int | None = await connection.fetchval("SELECT max(watermark_ms) FROM offsets")
    return newest or 0
