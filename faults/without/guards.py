"""The guards, and how each is taken away: names in the program's modules are bound to something weaker."""

import contextlib
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec
from aiokafka import AIOKafkaProducer, TopicPartition

from faults.without.moments import come_to
from ops.kafka import client_options
from storage import batches, offsets
from storage.batches import BatchRows, write_batch
from storage.offsets import OffsetAdvance
from storage.outbox import DueRow, delete_sent, read_due
from storage.partitions import ensure_days
from storage.pasts import drop_checkpoints_after
from streams.tracker import ping_path, poll, recovery, relay
from streams.tracker.beside import Beside
from streams.tracker.writing import Part


def without_fencing() -> None:
    """A writer moves partitions on whoever holds them, and wherever they stand."""

    async def advance(connection: Any, steps: Sequence[OffsetAdvance]) -> None:
        for step in steps:
            await connection.execute(
                "UPDATE offsets SET next_offset = $3, digest = $4, idle = $5, watermark_ms = greatest(watermark_ms, $6)"
                " WHERE topic = $1 AND partition = $2",
                step.topic, step.partition, step.next_offset, step.digest, step.idle, step.watermark_ms,
            )  # fmt: skip

    for module in (offsets, batches, recovery):
        module.advance = advance  # type: ignore[attr-defined]


def without_the_shared_transaction() -> None:
    """Offsets are written in a transaction of their own, and the rows after it."""

    async def write(connection: Any, parts: Sequence[Part], rows: BatchRows) -> None:
        await ensure_days(connection, {ping.ping.receipt_ms for ping in rows.pings})
        async with connection.transaction():
            await offsets.advance(connection, rows.offsets)
        if rows.pings:
            await come_to("advanced")
        async with connection.transaction():
            await drop_checkpoints_after(connection, [drop for part in parts for drop in part.judged.drops.items()])
            await write_batch(connection, msgspec.structs.replace(rows, offsets=()))

    poll.write = write  # type: ignore[attr-defined]


def without_the_outbox_order() -> None:
    """The relay sends what waits the newest first."""

    async def backwards(connection: Any, owners: Sequence[int], limit: int) -> list[DueRow]:
        return (await read_due(connection, owners, limit))[::-1]

    relay.read_due = backwards  # type: ignore[attr-defined]


def without_the_outbox_fence() -> None:
    """The relay sends with a plain producer, of which the broker refuses nothing, and never asks whose a row is."""

    async def send(self: relay.Relay, owner: int, epoch: int, rows: Sequence[DueRow]) -> bool:
        sender = self._senders.get(owner)
        if sender is None:
            producer = AIOKafkaProducer(**client_options(self._settings), acks="all", enable_idempotence=True)
            await producer.start()
            sender = self._senders[owner] = relay._Sender(producer, epoch)
        for row in rows:
            await sender.producer.send_and_wait(row.topic, key=row.key, value=row.body)
        async with self._pool.acquire() as connection:
            await delete_sent(connection, [(row.owner, row.seq) for row in rows])
        return False

    async def keep_all(self: relay.Relay, owners: Mapping[int, int]) -> None:
        """Lets go of no producer."""

    relay.Relay._relay = send  # type: ignore[method-assign]
    relay.Relay._dismiss = keep_all  # type: ignore[method-assign]


def without_the_revocation_lock() -> None:
    """A tracker lets go of its partitions in the midst of a batch."""
    let_go = ping_path.PingPath.on_partitions_revoked

    async def at_once(self: ping_path.PingPath, revoked: Iterable[TopicPartition]) -> None:
        lock, self._lock = self._lock, _no_lock()  # type: ignore[assignment]
        writing, self._writing = self._writing, Beside(lambda _: None)
        try:
            await let_go(self, revoked)
        finally:
            self._lock, self._writing = lock, writing

    ping_path.PingPath.on_partitions_revoked = at_once  # type: ignore[method-assign]


@contextlib.asynccontextmanager
async def _no_lock() -> AsyncIterator[None]:
    yield


GUARDS: Final[Mapping[str, Callable[[], None]]] = {
    "fencing": without_fencing,
    "transaction": without_the_shared_transaction,
    "outbox-order": without_the_outbox_order,
    "outbox-fence": without_the_outbox_fence,
    "revocation": without_the_revocation_lock,
}
