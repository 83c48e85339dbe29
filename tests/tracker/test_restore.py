"""The restore drill: a dump in mid-run, more pings judged, everything wiped, the dump restored: the end is a replay's."""

import asyncio
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from models.event import Event, decode_event
from models.topics import ALERTS, TRIPS
from ops.personal import Sealer
from streams.compare import order_differences
from streams.verify.report import Scope
from streams.verify.run import verify
from tests.fixtures.postgres import PostgresServer
from tests.storage.schema import program
from tests.tracker.bench import count, database_of, gateway_records, read_topic, told
from tests.tracker.conftest import PARTITIONS
from tests.tracker.road import fleet, offline, reference
from tests.tracker.stage import agreed, settled, staged, stored

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
    async with staged(broker, database, records) as stage:
        await stage.send(rows[:third])
        async with stage.tracker(), database_of(database) as db:
            await stored(db, third // 2)
            await asyncio.to_thread(run, "pg_dump", "-Fc", f"--file={dump}", database)
            await stage.send(rows[third : 2 * third])
            await stored(db, 2 * third)
            await settled(db)
        name = urlsplit(database).path.lstrip("/")
        postgres_server.drop_database(database)
        run("createdb", "--template=template0", f"--maintenance-db={postgres_server.dsn}", name)
        run("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={database}", dump)
        async with database_of(database) as db:
            assert await count(db, "pings") < 2 * third
            async with stage.tracker():
                await stored(db, 2 * third)
                await stage.send(rows[2 * third :])
                await stored(db, len(rows))
                expected = offline(pings, records)
                await agreed(db, expected)
                await settled(db)
            events = await told(db)
            assert order_differences(events, expected) == []
            assert await count(db, "pings") == len(rows)
            assert await count(db, '(SELECT DISTINCT topic, partition, "offset" FROM pings)') == len(rows)
            chosen = stage.settings()
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
