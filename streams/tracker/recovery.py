"""Recovery: taking partitions over, and their units as they were when the last batch was written."""

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import asyncpg
import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition

from storage.event_order import go_on
from storage.offsets import OffsetRow, Place, advance, fence_other_counts, load, take
from storage.sessions import end_standing
from storage.unit_states import NEVER_MS, UNKNOWN_MS, load_dues, load_units
from streams.judging import state
from streams.judging.follow import next_deadline
from streams.judging.world import World
from streams.tracker.holding import Holding, Standing, standing_of
from streams.tracker.homes import rehome
from streams.tracker.pasts import newest_fixes, recovered
from streams.tracker.sessions import session_name
from streams.tracker.unheard import expect_unheard

_AT_ONCE: Final = 500
_LOCK_MS: Final = 1_000
_UNSURE_MS: Final = 60_000
"""What was told so shortly before the last batch may not have been known to it: it is judged again, to no harm."""


async def recover(
    connection: Any, consumer: AIOKafkaConsumer, topics: Sequence[str], wanted: Iterable[int],
    parked: Mapping[int, Holding], world: World, owner: str,
) -> dict[int, Holding]:  # fmt: skip
    """Holdings of these partition numbers, the consumer standing where their rows say; from here on they are ours.

    A parked one that nobody has taken in between is ours still, as it is.
    """
    numbers = sorted(wanted)
    partitions = len(consumer.partitions_for_topic(topics[0]) or ())
    if await go_on(connection):
        structlog.get_logger("tracker").warning("the database was restored: its events go on after those told before")
    rows = await load(connection)
    held = {
        number: parked[number]
        for number in numbers
        if number in parked and parked[number].partitions == partitions and _is_ours(parked[number], rows)
    }
    missing = [number for number in numbers if number not in held]
    places = [(topic, number) for topic in topics for number in missing]
    taken = await _taken(connection, places, owner, partitions, rows)
    now_s = time.monotonic()
    for number in missing:
        standings = {topic: standing_of(taken[topic, number], now_s) for topic in topics}
        held[number] = await _load(connection, Holding(number, standings, partitions=partitions), world)
    for holding in held.values():
        for standing in holding.places.values():
            await _begin(connection, consumer, standing)
    return held


async def _taken(
    connection: Any, places: Sequence[Place], owner: str, partitions: int, rows: Mapping[Place, OffsetRow]
) -> dict[Place, OffsetRow]:
    """Takes partitions over, also from one that stands still in the midst of a transaction.

    The first who takes one since there are more of them moves all units to where they belong now.
    """
    before = [session_name(rows[place].owner) for place in places if place in rows]
    while places:
        try:
            async with connection.transaction():
                await connection.execute(f"SET LOCAL lock_timeout = '{_LOCK_MS}ms'")
                if await fence_other_counts(connection, partitions):
                    await rehome(connection, partitions)
                return await take(connection, places, owner, partitions)
        except asyncpg.LockNotAvailableError:
            ended = await end_standing(connection, before)
            structlog.get_logger("tracker").warning("partitions are locked by another", sessions_ended=ended)
    return {}


def _is_ours(holding: Holding, rows: Mapping[Place, OffsetRow]) -> bool:
    return all(
        (row := rows.get((topic, holding.number))) is not None
        and row.token == standing.token
        and row.next_offset == standing.next_offset
        for topic, standing in holding.places.items()
    )


async def _load(connection: Any, holding: Holding, world: World) -> Holding:
    """Notes whose state is stored, and when it is to be looked at; those of whom that is not known are read now."""
    dues = await load_dues(connection, holding.number)
    known = {row.unit_id: row.due_ms for row in dues if row.due_ms != UNKNOWN_MS and row.format == state.FORMAT}
    holding.asleep, holding.bounds = dict.fromkeys(known), known
    for unit_id, due_ms in known.items():
        holding.deadlines.put(unit_id, None if due_ms == NEVER_MS else due_ms)
    unknown = [row.unit_id for row in dues if row.unit_id not in known]
    for start in range(0, len(unknown), _AT_ONCE):
        rows = await load_units(connection, unknown[start : start + _AT_ONCE])
        some = await recovered(connection, rows, world, holding.passed_ms)
        holding.units |= some.units
        holding.anew |= some.anew
        holding.newest |= await newest_fixes(connection, some.units.values())
    if holding.anew:
        structlog.get_logger("tracker").warning(
            "saved states of another release: these units are judged anew", units=len(holding.anew),
            partition=holding.number,
        )  # fmt: skip
    for unit_id, unit in holding.units.items():
        holding.deadlines.put(unit_id, next_deadline(unit, world))
    expect_unheard(holding, world)
    holding.reference_seq = world.seq_told_before(holding.passed_ms - _UNSURE_MS)
    return holding


async def _begin(connection: Any, consumer: AIOKafkaConsumer, standing: Standing) -> None:
    """Moves the consumer to where the row says, or to what the broker still has."""
    partition = TopicPartition(standing.topic, standing.partition)
    first = (await consumer.beginning_offsets([partition]))[partition]
    end = (await consumer.end_offsets([partition]))[partition]
    following = standing.next_offset
    log = structlog.get_logger("tracker")
    if following > end:
        log.error(
            "the topic was made anew: it is read from its beginning", topic=standing.topic,
            partition=standing.partition, stored=following, end=end,
        )  # fmt: skip
        following = first
    elif following < first:
        lost = first - following if standing.watermark_ms or following else 0
        if lost:
            log.error(
                "the broker has dropped records that were never read", topic=standing.topic,
                partition=standing.partition, records=lost,
            )  # fmt: skip
        following = first
    if following != standing.next_offset or standing.idle:
        step = standing.step(
            next_offset=following, digest=standing.digest, watermark_ms=standing.watermark_ms, idle=False
        )
        async with connection.transaction():
            await advance(connection, [step])
        standing.apply(step)
    consumer.seek(partition, following)
