"""One batch of a tracker, written whole or not at all."""

from collections.abc import Sequence
from typing import Any

import msgspec

from storage.alerts import AlertRow, save_alerts
from storage.events import NewEvent, append_events
from storage.facts import NewFact, append_facts
from storage.offsets import OffsetAdvance, advance
from storage.outbox import OutboxRow, append_outbox
from storage.partitions import ensure_days
from storage.pings import StoredPing, copy_pings
from storage.raw_batches import RawBatch, insert_raw_batches
from storage.trips import TripRow, save_trips
from storage.unit_states import CheckpointRow, UnitStateRow, save_checkpoints, save_dues, save_states


class BatchRows(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that one poll changes; of trips and alerts the highest version counts, of states the last."""

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
    await insert_raw_batches(connection, rows.raw_batches)
    await save_trips(connection, rows.trips)
    await save_alerts(connection, rows.alerts)
    await append_events(connection, rows.events)
    await append_outbox(connection, rows.outbox)
    await append_facts(connection, rows.facts)
    await save_states(connection, rows.states)
    await save_dues(connection, rows.dues)
    await save_checkpoints(connection, rows.checkpoints)
