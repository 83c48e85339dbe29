"""A tracker begins before its neighbours, says what it waits for, goes on when they come, and ends when told."""

import asyncio
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiokafka.errors import KafkaConnectionError

from storage.migrate import migrate
from streams.tracker.app import build_app
from streams.tracker.run import run_tracker
from tests.fixtures.kafka import KafkaServer, unique
from tests.tracker.bench import (
    count,
    database_of,
    gateway_records,
    producing,
    publish_reference,
    send,
    settings,
    topics,
    until,
)
from tests.tracker.process import Process, ended
from tests.tracker.road import fleet, reference


def waits_for(process: Process, text: str) -> bool:
    assert process.asks("/healthz") in {0, 200}
    try:
        answer = httpx.get(f"http://127.0.0.1:{process.port}/readyz", timeout=2)
    except httpx.HTTPError:
        return False
    return answer.status_code == 503 and text in answer.text


async def test_it_waits_for_schema_broker_and_topics(postgres: str, tmp_path: Path) -> None:
    """First an empty database, then no broker, then a broker without topics; then it works, and says little meanwhile."""
    kafka = KafkaServer(tmp_path / "kafka")
    process = Process(tmp_path, "early", kafka.bootstrap, postgres, WASTETRACK_GROUP=unique("tracker"))
    pings = fleet(2)
    with ended(process):
        try:
            await until(lambda: waits_for(process, "PostgreSQL"), "it waits for the schema")
            migrate(postgres)
            await until(lambda: waits_for(process, "Kafka"), "it waits for the broker")
            kafka.start()
            assert waits_for(process, "Kafka")
            for name, number in topics(2).items():
                kafka.create_topic(name, number, {"retention.ms": "-1"})
            await until(process.ready, "it is ready")
            async with producing(kafka.bootstrap) as producer, database_of(postgres) as db:
                await publish_reference(producer, reference(2))
                await send(producer, gateway_records(pings), 2)

                async def all_there() -> bool:
                    return await count(db, "pings") == len(pings)

                await until(all_there, "pings are written")
            await until(lambda: "\nwastetrack_tracker_units 2.0\n" in process.metrics(), "its metrics tell of both units")
            assert f'wastetrack_tracker_pings_total{{standing="judged"}} {len(pings)}.0' in process.metrics()
            process.signal(signal.SIGTERM)
            assert process.ends(10) == 0
        finally:
            kafka.stop()
    lines = process.log.read_text().splitlines()
    assert len(lines) < 60, "\n".join(lines)


async def test_told_to_end_while_it_waits_it_ends(postgres: str, tmp_path: Path) -> None:
    process = Process(tmp_path, "early", "127.0.0.1:1", postgres)
    with ended(process):
        await until(lambda: waits_for(process, "PostgreSQL"), "it waits")
        process.signal(signal.SIGTERM)
        assert process.ends(10) == 0


async def test_a_broker_that_goes_away_is_waited_for(own_kafka: KafkaServer, database: str, tmp_path: Path) -> None:
    """Killed in mid-stream and started again over its data: the rest is read and written once, the outbox goes out."""
    for name, number in topics(2).items():
        own_kafka.create_topic(name, number, {"retention.ms": "-1"})
    pings = fleet(4)
    rows = gateway_records(pings)
    half = len(rows) // 2
    process = Process(tmp_path, "patient", own_kafka.bootstrap, database, WASTETRACK_GROUP=unique("tracker"))
    with ended(process):
        async with database_of(database) as db:

            async def more(number: int) -> bool:
                return await count(db, "pings") >= number

            async with producing(own_kafka.bootstrap) as producer:
                await publish_reference(producer, reference(4))
                await send(producer, rows[:half], 2)
                await until(lambda: more(half), "the first half is written")
            own_kafka.kill()
            own_kafka.start()
            async with producing(own_kafka.bootstrap) as producer:
                await send(producer, rows[half:], 2)
            await until(lambda: more(len(rows)), "the second half is written")
            assert await count(db, "pings") == len(rows)

            async def sent() -> bool:
                return await count(db, "outbox") == 0

            await until(sent, "the outbox is empty")
        process.signal(signal.SIGTERM)
        assert process.ends(10) == 0, process.log.read_text()[-3000:]


async def test_a_broker_that_goes_at_the_start_is_waited_for_anew(
    apache: Callable[[int], str], database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was there a moment before: the tracker begins again in the same process, and is ended as ever."""
    started: list[Any] = []
    begun = asyncio.Event()

    def app_of(*asked: Any) -> Any:
        app = build_app(*asked)
        start = app.start

        async def starts() -> None:
            started.append(app)
            if len(started) == 1:
                raise KafkaConnectionError("Connection closed")
            await start()
            begun.set()

        monkeypatch.setattr(app, "start", starts)
        return app

    monkeypatch.setattr("streams.tracker.run.build_app", app_of)
    ending, chosen = asyncio.Event(), settings(apache(1), database, WASTETRACK_GROUP=unique("tracker"))
    running = asyncio.create_task(run_tracker(chosen, ending))
    await until(begun.is_set, "it begins again")
    ending.set()
    await running
