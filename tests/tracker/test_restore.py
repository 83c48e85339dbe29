"""The restore drill: a dump in mid-run, more pings judged, everything wiped, the dump restored: the end is a replay's."""

import asyncio
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from models.event import Event, decode_event
from models.topics import ALERTS, TRIPS
from ops.personal import Sealer
from streams.compare import differences, order_differences
from streams.verify.report import Scope
from streams.verify.run import verify
from tests.fixtures.kafka import unique
from tests.fixtures.postgres import PostgresServer
from tests.storage.schema import program
from tests.tracker.bench import (
    count,
    database_of,
    gateway_records,
    producing,
    publish_reference,
    read_topic,
    send,
    settings,
    told,
    tracking,
    until,
)
from tests.tracker.conftest import PARTITIONS
from tests.tracker.road import fleet, offline, reference

TRUCKS = 6


def run(name: str, *words: str) -> None:
    done = subprocess.run([program(name), *words], capture_output=True, text=True, check=False, env={"PATH": os.defpath, "LC_ALL": "C"})
    assert done.returncode == 0, done.stderr


async def test_restored_from_a_dump_it_ends_as_if_nothing_had_been(
    apache: Callable[[int], str], database: str, postgres_server: PostgresServer, tmp_path: Path
) -> None:
    pings, records = fleet(TRUCKS), reference(TRUCKS)
    rows, broker, dump = gateway_records(pings), apache(PARTITIONS), str(tmp_path / "dump")
    third = len(rows) // 3
    chosen = settings(broker, database, WASTETRACK_GROUP=unique("tracker"))
    async with producing(broker) as producer:
        await publish_reference(producer, records)
        await send(producer, rows[:third], PARTITIONS)
        async with tracking(chosen), database_of(database) as db:
            await until(lambda: _stored(db, third // 2), "it is in the middle of it")
            await asyncio.to_thread(run, "pg_dump", "-Fc", f"--file={dump}", database)
            await send(producer, rows[third : 2 * third], PARTITIONS)
            await until(lambda: _stored(db, 2 * third), "more is judged than the dump knows")
            await until(lambda: _sent(db), "and sent")
        name = urlsplit(database).path.lstrip("/")
        postgres_server.drop_database(database)
        run("createdb", "--template=template0", f"--maintenance-db={postgres_server.dsn}", name)
        run("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={database}", dump)
        async with database_of(database) as db:
            assert await count(db, "pings") < 2 * third
            async with tracking(chosen):
                await until(lambda: _stored(db, 2 * third), "it has caught up")
                await send(producer, rows[2 * third :], PARTITIONS)
                await until(lambda: _stored(db, len(rows)), "all is stored")
                expected = offline(pings, records)
                await until(lambda: _same(db, expected), "what a replay says")
                await until(lambda: _sent(db), "all is sent")
            events = await told(db)
            assert order_differences(events, expected) == []
            assert await count(db, "pings") == len(rows)
            assert await count(db, '(SELECT DISTINCT topic, partition, "offset" FROM pings)') == len(rows)
            report = await verify(db, chosen, Scope(), Sealer.from_settings(chosen), lambda *_: None)
            assert [str(one) for one in report.differences] == []
        sent = [decode_event(record.value) for topic in (TRIPS, ALERTS) for record in await read_topic(broker, topic.name)]
        assert len(sent) > len(events), "what came after the dump was sent a second time"
        assert contents(sent) == contents(events), "and with the same ids and contents"


def contents(events: list[Event]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for event in events:
        body = msgspec.json.encode(event, order="deterministic")
        assert found.setdefault(event.id, body) == body
    return found


async def _stored(db: Any, number: int) -> bool:
    return await count(db, "pings") >= number


async def _sent(db: Any) -> bool:
    return await count(db, "outbox") == 0


async def _same(db: Any, expected: list[Event]) -> bool:
    return not differences(await told(db), expected)
