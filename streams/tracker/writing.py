"""One batch of the tracker as rows, written in one transaction."""

import time
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import msgspec

from models.ping import Ping
from ops.metrics import (
    TRACKER_BATCH_S,
    TRACKER_DEAD,
    TRACKER_DROPPED,
    TRACKER_EVENTS,
    TRACKER_PASSED_ON,
    TRACKER_PINGS,
    TRACKER_TRANSACTIONS,
    Metrics,
)
from ops.personal import Sealer
from storage.batches import BatchRows, add_batch
from storage.facts import NewFact
from storage.offsets import OffsetAdvance
from storage.outbox import OutboxRow
from storage.pasts import drop_checkpoints_after
from storage.pings import StoredPing
from storage.raw_batches import RawBatch
from streams.tracker.event_rows import rows_of
from streams.tracker.holding import Holding
from streams.tracker.intake import Origin, Read, dead_rows, letter, refused_ping, waiting_letter
from streams.tracker.judged import STANDINGS, Judged
from streams.tracker.raw_entries import pack_entries
from streams.tracker.strays import Stray

_NAMES: Final = {number: name for name, number in STANDINGS.items()}
_LETTERS: Final = {"time_ahead": "ahead_of_receipt"}


class Part(msgspec.Struct):
    """What a poll brought for one partition, what came of it, and where each of its topics goes on.

    `strays` are the pings that others read and handed on to here, `passed_on` what goes to others from here.
    """

    holding: Holding
    reads: list[Read]
    judged: Judged
    steps: list[OffsetAdvance]
    strays: list[Stray] = []
    passed_on: list[OutboxRow] = []


def batch_rows(parts: Sequence[Part], sealer: Sealer) -> BatchRows:
    """The rows of a poll, partition by partition."""
    all_of = [_part_rows(part, sealer) for part in parts]
    return BatchRows(
        **{
            name: [row for rows in all_of for row in getattr(rows, name)]
            for name in BatchRows.__struct_fields__
        }
    )


async def write(connection: Any, parts: Sequence[Part], rows: BatchRows) -> None:
    """Writes a poll in one transaction; raises Fenced, with nothing written, when a partition is another's.

    The tables of its days must be there.
    """
    async with connection.transaction():
        await drop_checkpoints_after(connection, [drop for part in parts for drop in part.judged.drops.items()])
        await add_batch(connection, rows)


def count(metrics: Metrics, parts: Sequence[Part], rows: BatchRows, began_s: float) -> None:
    """Counts what was written."""
    metrics.count(TRACKER_TRANSACTIONS)
    metrics.observe(TRACKER_BATCH_S, time.monotonic() - began_s)
    for standing, number in Counter(ping.standing for ping in rows.pings).items():
        metrics.count(TRACKER_PINGS, number, standing=_NAMES[standing])
    metrics.count(TRACKER_PASSED_ON, sum(len(part.passed_on) for part in parts))
    metrics.count(TRACKER_DROPPED, sum(part.judged.dropped for part in parts))
    for type_, number in Counter(event.type for event in rows.events).items():
        metrics.count(TRACKER_EVENTS, number, type=type_)
    reasons = Counter(refused.reason for part in parts for read in part.reads for refused in read.refused)
    reasons.update(reason for part in parts for _, reason, _ in part.judged.refused)
    for reason, number in reasons.items():
        metrics.count(TRACKER_DEAD, number, reason=reason)


def _part_rows(part: Part, sealer: Sealer) -> BatchRows:
    judged, owner = part.judged, part.holding.number
    told = rows_of(judged.events, owner)
    newest_ms = max((read.receipt_ms for read in part.reads), default=part.holding.clock_ms)
    return BatchRows(
        offsets=part.steps,
        pings=_stored(part),
        raw_batches=_raw_batches(part),
        trips=told.trips,
        alerts=told.alerts,
        events=told.events,
        outbox=[*told.outbox, *dead_rows(part.reads, owner, sealer), *_refused(part, sealer), *part.passed_on],
        facts=[
            NewFact(partition=owner, receipt_ms=fact.receipt_ms, key=fact.key, body=msgspec.json.encode(fact))
            for fact in judged.facts
        ],
        states=judged.state_rows(newest_ms),
        dues=judged.due_rows(),
        checkpoints=judged.checkpoint_rows(),
    )


def _stored(part: Part) -> list[StoredPing]:
    origins: list[Read | Stray] = [*part.reads, *part.strays]
    return [
        StoredPing(ping, standing, origin.topic, origin.partition, origin.offset)
        for ping, standing, tag in part.judged.stored
        for origin in (origins[tag],)
    ]


def _raw_batches(part: Part) -> list[RawBatch]:
    rows: list[RawBatch] = []
    for step in part.steps:
        mine = [read for read in part.reads if read.topic == step.topic]
        if mine:
            rows.append(
                RawBatch(
                    topic=step.topic, partition=step.partition, first_offset=mine[0].offset,
                    last_offset=mine[-1].offset, receipt_ms=max(read.receipt_ms for read in mine), records=len(mine),
                    body=pack_entries([read.entry for read in mine]), digest=step.digest,
                )
            )  # fmt: skip
    return rows


class _Found(NamedTuple):
    origin: Origin
    sealed: bytes


def _refused(part: Part, sealer: Sealer) -> list[OutboxRow]:
    """Dead letters of pings that could be read but not judged."""
    if not part.judged.refused:
        return []
    found = [(ping, _Found(read, read.entry.sealed)) for read in part.reads for ping in read.pings]
    found += [(stray.ping, _Found(stray, stray.sealed)) for stray in part.strays]
    by_ping, by_mark = {id(ping): one for ping, one in found}, {_mark(ping): one for ping, one in found}
    rows: list[OutboxRow] = []
    number, topic = part.holding.number, next(iter(part.holding.places))
    for ping, reason, detail in part.judged.refused:
        one = by_ping.get(id(ping)) or by_mark.get(_mark(ping))
        sealed = b"" if one is None else one.sealed
        refused = refused_ping(ping, _LETTERS.get(reason, reason), detail, sealed, sealer)
        if one is None:
            rows.append(waiting_letter(ping, refused, number, topic, number, sealer))
        else:
            rows.append(letter(one.origin, refused, ping.receipt_ms, number, sealer))
    return rows


def _mark(ping: Ping) -> tuple[object, ...]:
    """What a ping is known by whose clock was put right since it was read."""
    return ping.unit_id, ping.receipt_ms, ping.utc_ms + ping.shift_ms, ping.lat, ping.lon
