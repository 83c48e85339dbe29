"""Recovery: taking partitions over, and their units as they were when the last batch was written."""

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition

from models.topics import PINGS
from storage.breaks import Break, BreakKind, is_accepted, note_break
from storage.event_order import go_on
from storage.offsets import OffsetRow, Place, advance, load
from storage.unit_states import NEVER_MS, UNKNOWN_MS, load_dues, load_units
from streams.judging import state
from streams.judging.follow import next_deadline
from streams.judging.world import World
from streams.tracker.breath import Breath
from streams.tracker.holding import Holding, Standing, standing_of
from streams.tracker.losses import RecordsMissing, named
from streams.tracker.pasts import newest_fixes, recovered
from streams.tracker.taking import take_over
from streams.tracker.unheard import expect_unheard

_AT_ONCE: Final = 500
_UNSURE_MS: Final = 60_000
"""Where nobody noted what was known: what was told so shortly before the last batch is judged again, to no harm."""


async def recover(
    connection: Any, consumer: AIOKafkaConsumer, topics: Sequence[str], wanted: Iterable[int],
    parked: Mapping[int, Holding], world: World, owner: str,
) -> dict[int, Holding]:  # fmt: skip
    """Holdings of these partition numbers, the consumer standing where their rows say; from here on they are ours.

    A parked one that nobody has taken in between is ours still, as it is. Raises RecordsMissing where the broker has
    dropped records that were never read, and nobody has accepted that.
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
    taken = await take_over(connection, places, owner, partitions, rows)
    now_s = time.monotonic()
    for number in missing:
        standings = {topic: standing_of(taken[topic, number], now_s) for topic in topics}
        held[number] = await _load(connection, Holding(number, standings, partitions=partitions), world)
    places_held = [standing for holding in held.values() for standing in holding.places.values()]
    lost = [one for standing in places_held if (one := await _begin(connection, consumer, standing)) is not None]
    if lost:
        raise RecordsMissing(lost)
    return held


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
    breath = Breath()
    for unit_id, due_ms in known.items():
        await breath.take()
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
    await expect_unheard(holding, world, world.unit_ids)
    under = holding.places[PINGS.name].reference_seq
    holding.reference_seq = world.seq_told_before(holding.passed_ms - _UNSURE_MS) if under is None else under
    return holding


async def _begin(connection: Any, consumer: AIOKafkaConsumer, standing: Standing) -> Break | None:
    """Moves the consumer to where the row says; gives what was never read and is not there any more.

    A topic that was made anew is read from its beginning.
    """
    partition = TopicPartition(standing.topic, standing.partition)
    first = (await consumer.beginning_offsets([partition]))[partition]
    end = (await consumer.end_offsets([partition]))[partition]
    following = standing.next_offset
    if following > end:
        structlog.get_logger("tracker").error(
            "the topic was made anew: it is read from its beginning", topic=standing.topic,
            partition=standing.partition, stored=following, end=end,
        )  # fmt: skip
        await note_break(connection, _break(standing, "anew", following, first, accepted_ms=_now_ms()))
        following = 0
    if following < first:
        lost = _break(standing, "lost", following, first)
        if not await is_accepted(connection, lost):
            await note_break(connection, lost)
            return lost
        structlog.get_logger("tracker").error("goes on without records, as accepted", lost=named(lost))
        following = first
    if following != standing.next_offset or standing.idle:
        step = standing.step(
            next_offset=following, digest=standing.digest, watermark_ms=standing.watermark_ms, idle=False
        )
        async with connection.transaction():
            await advance(connection, [step])
        standing.apply(step)
    consumer.seek(partition, following)
    return None


def _break(
    standing: Standing, kind: BreakKind, from_offset: int, to_offset: int, *, accepted_ms: int | None = None
) -> Break:
    return Break(
        topic=standing.topic, partition=standing.partition, kind=kind, from_offset=from_offset, to_offset=to_offset,
        digest=standing.digest, found_ms=_now_ms(), accepted_ms=accepted_ms,
    )  # fmt: skip


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
