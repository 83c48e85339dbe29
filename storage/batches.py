"""One batch of a tracker, written whole or not at all."""

from collections.abc import Sequence
from typing import Any

import msgspec

from storage.alerts import AlertRow, saved_alerts
from storage.events import NewEvent, appended_events
from storage.facts import NewFact, appended_facts
from storage.offsets import OffsetAdvance, advance
from storage.outbox import OutboxRow, appended_outbox
from storage.partitions import ensure_days
from storage.pings import StoredPing, copy_pings
from storage.raw_batches import RawBatch, inserted_raw_batches
from storage.together import change
from storage.trips import TripRow, saved_trips
from storage.unit_states import CheckpointRow, UnitStateRow, saved_checkpoints, saved_dues, saved_states


class BatchRows(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that one poll changes; of trips and alerts the highest version counts, of states the last.

    A due of a unit whose state is among them counts as said there.
    """

    offsets: Sequence[OffsetAdvance]
    pings: Sequence[StoredPing] = ()
    raw_batches: Sequence[RawBatch] = ()
    trips: Sequence[TripRow] = ()
    alerts: Sequence[AlertRow] = ()
    events: Sequence[NewEvent] = ()
    outbox: Sequence[OutboxRow] = ()
    facts: Sequence[NewFact] = ()
    states: Sequence[UnitStateRow] = ()
    dues: Sequence[tuple[str, int]] = ()
    checkpoints: Sequence[CheckpointRow] = ()


def receipts_ms(rows: BatchRows) -> set[int]:
    """The receipts of which the tables by day must be there."""
    return {row.ping.receipt_ms for row in rows.pings} | {batch.receipt_ms for batch in rows.raw_batches}


async def write_batch(connection: Any, rows: BatchRows) -> None:
    """Writes a batch in one transaction and returns once it is durable; the connection is in none yet.

    Raises Fenced, with nothing written, when one of the partitions is held by another or stands elsewhere.
    """
    await ensure_days(connection, receipts_ms(rows))
    async with connection.transaction():
        await add_batch(connection, rows)


async def add_batch(connection: Any, rows: BatchRows) -> None:
    """Writes a batch inside the caller's transaction; the tables of its days must be there. Raises Fenced."""
    await advance(connection, rows.offsets)
    await copy_pings(connection, rows.pings)
    saved = {row.unit_id for row in rows.states}
    await change(
        connection,
        inserted_raw_batches(rows.raw_batches),
        saved_trips(rows.trips),
        saved_alerts(rows.alerts),
        appended_events(rows.events),
        appended_outbox(rows.outbox),
        appended_facts(rows.facts),
        saved_states(rows.states),
        saved_dues([due for due in rows.dues if due[0] not in saved]),
        saved_checkpoints(rows.checkpoints),
    )
