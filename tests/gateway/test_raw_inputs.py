"""A raw topic of which nearly all is refused: what follows is held back, then read to the last record by itself."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer

from models.topics import DEAD, PINGS, RAW, TRACCAR
from ops.embedded.broker import EmbeddedBroker
from ops.http import Health
from ops.metrics import INPUT_PAUSED, INPUT_PAUSES, INPUT_PROBES, build_metrics
from streams import input_guard
from streams.gateway.normaliser import Normaliser
from streams.gateway.records import Intake
from streams.gateway.run import now_ms
from streams.input_guard import WINDOW_RECORDS
from tests.fixtures.kafka import unique
from tests.gateway.bench import SEALER, MemorySink, ensure_topics
from tests.gateway.test_normaliser import committed, ping, settings, until

PAUSED = "good records on gps.raw (paused)"
IN_A_MESSAGE = 500


async def send(bootstrap: str, sender: str, *messages: Any, topic: str = RAW.name) -> None:
    """Writes messages to one partition, so that their order is known."""
    async with AIOKafkaProducer(bootstrap_servers=bootstrap, max_request_size=4 * 1024 * 1024) as producer:
        for message in messages:
            await producer.send_and_wait(topic, json.dumps(message).encode(), partition=0, headers=[("sender", sender.encode())])


def bad(messages: int) -> list[Any]:
    return [{"locations": [{"unit_id": "u"}] * IN_A_MESSAGE}] * messages


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Probes come at once."""
    monkeypatch.setattr(input_guard, "PROBE_S", 0.1)
    monkeypatch.setattr(input_guard, "EMPTY_S", 0.1)


def counted(sink: MemorySink, topic: str) -> Callable[[], int]:
    return lambda: sum(record.topic == topic for record in sink.records)


async def test_an_input_pauses_commits_nothing_that_it_holds_back_and_goes_on_by_itself(quick: None, own_embedded_kafka: EmbeddedBroker) -> None:
    ensure_topics(own_embedded_kafka)
    bootstrap, group, sink = own_embedded_kafka.bootstrap, unique("group"), MemorySink()
    window = WINDOW_RECORDS // IN_A_MESSAGE
    half = bad(window // 2)
    await send(bootstrap, "A", *half)
    await send(bootstrap, "B", *half)
    health, metrics = Health(), build_metrics()
    made = Normaliser(settings(bootstrap, group), sink, Intake(SEALER, None), metrics, health, now_ms)
    made.start()
    try:
        await until(lambda: PAUSED in health.waiting, "the pause")
        assert metrics.read(INPUT_PAUSED, input=RAW.name) == 1
        assert health.stuck is None
        refused = counted(sink, DEAD.name)()
        assert refused == WINDOW_RECORDS
        await send(bootstrap, "A", *bad(5))
        await until(lambda: metrics.read(INPUT_PROBES, input=RAW.name, outcome="bad") >= 2, "bad probes")
        position = {"position": {"latitude": 13.5, "longitude": 100.5, "fixTime": "2026-11-02T00:00:00Z"}, "device": {"uniqueId": "t"}}
        await send(bootstrap, "", position, topic=TRACCAR.name)
        await until(lambda: any(record.key == b"t" for record in sink.records), "a ping of the other input")
        assert counted(sink, DEAD.name)() == refused, "nothing held back is taken"
        assert await committed(bootstrap, group) == window + 1
        unit = unique("u")
        await send(bootstrap, "C", *(ping(unit, seq=seq) for seq in range(20)))
        await until(lambda: counted(sink, PINGS.name)() == 20, "the good pings behind the bad ones")
        assert counted(sink, DEAD.name)() == refused + 5 * IN_A_MESSAGE, "none is left out"
        assert PAUSED not in health.waiting
        assert (metrics.read(INPUT_PAUSED, input=RAW.name), metrics.read(INPUT_PAUSES, input=RAW.name)) == (0, 1)
        assert metrics.read(INPUT_PAUSES, input=TRACCAR.name) == 0
    finally:
        await made.stop()


async def test_one_vendors_flood_pauses_nobody(quick: None, own_embedded_kafka: EmbeddedBroker) -> None:
    ensure_topics(own_embedded_kafka)
    bootstrap, sink, unit = own_embedded_kafka.bootstrap, MemorySink(), unique("u")
    await send(bootstrap, "A", *bad(WINDOW_RECORDS // IN_A_MESSAGE + 1))
    await send(bootstrap, "B", ping(unit))
    metrics = build_metrics()
    made = Normaliser(settings(bootstrap, unique("group")), sink, Intake(SEALER, None), metrics, Health(), now_ms)
    made.start()
    try:
        began_s = time.monotonic()
        await until(lambda: any(record.key == unit.encode() for record in sink.records), "the other vendor's ping")
        assert time.monotonic() - began_s < 30
        assert metrics.read(INPUT_PAUSES, input=RAW.name) == 0
    finally:
        await made.stop()
