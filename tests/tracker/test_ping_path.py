"""What the ping path says of itself when something fails, and what it leaves behind."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from models.topics import PINGS
from ops.consumers import retire
from ops.http import Health
from ops.metrics import TRACKER_LAG, TRACKER_UNITS, build_metrics
from streams.tracker.listener import Listener
from streams.tracker.ping_path import TOPICS, PingPath
from streams.tracker.run import Tracker
from tests.fixtures.kafka import unique
from tests.tracker.bench import settings, until


class Away:
    """A pool whose database has gone."""

    def acquire(self, **_: Any) -> Any:
        raise ConnectionRefusedError("gone")


async def nothing() -> None:
    """Stands in for the last flush."""


def path_without_database() -> PingPath:
    unused: Any = SimpleNamespace()
    return PingPath(
        settings("127.0.0.1:1", "postgresql://127.0.0.1/none"), Away(), SimpleNamespace(current=None), unused, unused,  # type: ignore[arg-type]
        build_metrics(), Health(), lambda: None, nothing,
    )  # fmt: skip


async def test_a_batch_that_failed_is_not_one_that_takes_long() -> None:
    """While the database is away for minutes the tracker waits; it is alive, and killing it would help nobody."""
    path, consumer = path_without_database(), AIOKafkaConsumer()
    path._wanted = {0}
    with pytest.raises(ConnectionRefusedError):
        await path._take(consumer)
    await consumer.stop()
    assert not path.is_busy


async def test_what_is_not_ours_is_told_of_no_more() -> None:
    """The lag of a partition that went to another tracker does not stand for ever in this one's metrics."""
    path = path_without_database()
    path._metrics.put(TRACKER_LAG, 7, topic=PINGS.name, partition="0")
    path._metrics.put(TRACKER_UNITS, 3)
    await path.on_partitions_revoked([TopicPartition(PINGS.name, 0)])
    assert b"tracker_lag_messages{" not in path._metrics.exposed()
    assert path._metrics.read(TRACKER_UNITS) == 0


async def test_a_consumer_that_is_being_retired_hands_nothing_to_the_one_after_it() -> None:
    path, (old, new) = path_without_database(), (AIOKafkaConsumer(), AIOKafkaConsumer())
    places = [TopicPartition(topic, 0) for topic in TOPICS]
    path._consumer = new
    await Listener(path, old).on_partitions_assigned(places)
    assert path._wanted == set()
    path._wanted = {0}
    await Listener(path, old).on_partitions_revoked(places)
    assert path._wanted == {0}
    path._consumer = None
    await old.stop()
    await new.stop()


async def test_a_consumer_whose_group_does_not_answer_leaves_nothing_running(broker: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = asyncio.all_tasks()
    consumer = AIOKafkaConsumer(PINGS.name, bootstrap_servers=broker, group_id="g")
    await consumer.start()
    never = asyncio.Event()
    monkeypatch.setattr(consumer._coordinator, "_coordination_task", asyncio.ensure_future(never.wait()))
    monkeypatch.setattr("ops.consumers.STOP_S", 0.1)
    cut_off = [task for task in asyncio.all_tasks() - before if "_coordination_routine" in repr(task)]
    await retire(consumer)
    for task in cut_off:  # its place was taken by the one that never answers
        task.cancel()
    await asyncio.gather(*cut_off, return_exceptions=True)
    await asyncio.sleep(0)
    assert asyncio.all_tasks() - before == set()


async def test_a_path_that_ends_untold_ends_the_tracker(broker: str, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Faust takes a cancellation for an end in order; a tracker that reads no more must not look alive."""

    async def cancelled(*_: Any) -> None:
        raise asyncio.CancelledError

    tracker, never = Tracker(settings(broker, database, WASTETRACK_GROUP=unique("tracker"))), asyncio.Event()
    running = asyncio.create_task(tracker.run(never))
    await until(lambda: tracker.health.ready, "ready")
    monkeypatch.setattr(tracker.path, "_work", cancelled)
    with pytest.raises(RuntimeError, match="a part of the tracker has ended"):
        await running
