"""The gateway as a process: it starts without its neighbours, says what it waits for, and ends in order."""

import asyncio
import contextlib
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator

import httpx
import pytest

from models.times import to_iso
from models.topics import PINGS
from ops.http import Health
from ops.ports import free_port, free_ports
from storage.migrate import migrate
from storage.pool import DatabaseUnavailable
from streams.gateway.accounts import DirectoryAway, add_vendor
from streams.gateway.directories import DATABASE, SCHEMA, PostgresDirectories
from streams.gateway.run import now_ms
from streams.gateway.tokens import add_token
from tests.fixtures.kafka import KafkaServer
from tests.fixtures.postgres import PostgresServer
from tests.gateway.bench import Reader, ensure_topics
from wastetrack.vendor_accounts import opened_accounts

PROGRAM = """
import sys
from ops.event_loop import run
from ops.logs import start_logs
from ops.settings import BadSetting, load_from_process
from streams.gateway.run import run_gateway
settings = load_from_process(None)
start_logs(settings.log, "gateway")
try:
    run(run_gateway(settings))
except BadSetting as error:
    sys.exit(str(error))
"""
DEADLINE_S = 60.0


@contextlib.asynccontextmanager
async def process(**settings: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """The gateway in a process of its own; ended at the end by its pid, if it still runs."""
    environment = os.environ | {f"WASTETRACK_{name.upper()}": text for name, text in settings.items()}
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PROGRAM, env=environment, stderr=asyncio.subprocess.PIPE, limit=2**24
    )
    try:
        yield child
    finally:
        if child.returncode is None:
            child.kill()
        await child.communicate()


async def page(port: int, path: str, wanted: int) -> str:
    """The text of a page once it answers with this status."""
    ends = time.monotonic() + DEADLINE_S
    seen = "nothing"
    async with httpx.AsyncClient() as client:
        while time.monotonic() < ends:
            with contextlib.suppress(httpx.TransportError):
                answer = await client.get(f"http://127.0.0.1:{port}{path}")
                if answer.status_code == wanted:
                    return answer.text
                seen = f"{answer.status_code} {answer.text}"
            await asyncio.sleep(0.1)
    raise AssertionError(f"{path} never answered {wanted}, but {seen}")


async def ended(child: asyncio.subprocess.Process, number: int) -> tuple[int | None, float, str]:
    """Sends a signal; gives exit code, seconds it took, and what it logged."""
    child.send_signal(number)
    began_s = time.monotonic()
    _, log = await child.communicate()
    return child.returncode, time.monotonic() - began_s, log.decode()


@pytest.mark.parametrize("number", (signal.SIGTERM, signal.SIGINT))
async def test_without_broker_and_database_it_serves_says_so_without_a_flood_and_ends_in_time(number: int) -> None:
    http, kafka, database = free_ports(3)
    async with process(
        http=f"127.0.0.1:{http}", kafka=f"127.0.0.1:{kafka}", database=f"postgresql://u:SENTINEL@127.0.0.1:{database}/x",
        personal_key="A" * 43 + "=", log="json:info",
    ) as child:  # fmt: skip
        waiting = await page(http, "/readyz", 503)
        assert set(waiting.removeprefix("waiting for ").split(", ")) == {"Kafka", "the topics gps.raw and gps.traccar", "PostgreSQL"}
        assert await page(http, "/healthz", 200) == "ok"
        async with httpx.AsyncClient(auth=("a", "b")) as client:
            answer = await client.post(f"http://127.0.0.1:{http}/gps/add/locations", json={"locations": []})
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        code, took_s, log = await ended(child, number)
    assert (code, took_s < 10) == (0, True)
    assert len(log.splitlines()) < 20
    assert "SENTINEL" not in log
    for line in log.splitlines():
        json.loads(line)


async def test_a_port_in_use_is_one_line() -> None:
    with contextlib.closing(await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)) as taken:
        port = taken.sockets[0].getsockname()[1]
        async with process(http=f"127.0.0.1:{port}", kafka="127.0.0.1:1", personal_key="A" * 43 + "=") as child:
            _, log = await child.communicate()
            assert child.returncode == 1
            assert log.decode().strip() == f"port {port} on 127.0.0.1 is taken: end what listens there, or set WASTETRACK_HTTP to another"


async def test_a_vendor_added_calls_and_its_ping_is_with_the_broker(kafka: KafkaServer, postgres: str) -> None:
    ensure_topics(kafka)
    await asyncio.to_thread(migrate, postgres)
    async with opened_accounts(postgres) as accounts:
        made = await add_vendor(accounts, "acme", ["043"], [], now_ms())
        token = (await add_token(accounts, "acme", now_ms())).token
    reader = Reader(kafka.bootstrap)
    await reader.start()
    http = free_port()
    unit = "043" + "0" * 24
    async with process(http=f"127.0.0.1:{http}", kafka=kafka.bootstrap, database=postgres, personal_key="A" * 43 + "=") as child:
        assert await page(http, "/readyz", 200) == "ready"
        location = {"unit_id": unit, "utc_ts": to_iso(now_ms()), "lat": 13.5, "lon": 100.5}
        async with httpx.AsyncClient(auth=("acme", made.password), base_url=f"http://127.0.0.1:{http}") as client:
            assert (await client.post("/gps/add/locations", json={"locations": [location]})).json()["accepted"] == 1
            place: dict[str, str | float] = {"id": unit, "lat": 13.5, "lon": 100.5, "timestamp": now_ms(), "token": token}
            answer = await client.get("/osmand", params=place, auth=lambda request: request)
            assert answer.json()["accepted"] == 1
            told = (await client.get("/gps/status")).json()
            assert (told["accepted"], told["units"], told["lag_s"]) == (2, 0, None)
            row = {"unit_id": unit, "vehicle_id": "70-1", "province_code": "21"}
            assert (await client.post("/masterfile/add", json=row)).json()["accepted"] == 1
        code, took_s, log = await ended(child, signal.SIGTERM)
    assert (code, took_s < 10) == (0, True)
    assert token not in log
    assert [record.topic for record in await reader.read() if record.key.decode() == unit] == [PINGS.name] * 2


async def test_a_call_that_waits_for_the_broker_when_the_gateway_ends_is_told_to_come_again(database: str) -> None:
    async with opened_accounts(database) as accounts:
        made = await add_vendor(accounts, "acme", ["043"], [], now_ms())
    http, closed = free_ports(2)
    settings = {"http": f"127.0.0.1:{http}", "kafka": f"127.0.0.1:{closed}", "database": database, "personal_key": "A" * 43 + "="}
    async with process(**settings) as child, httpx.AsyncClient(auth=("acme", made.password), base_url=f"http://127.0.0.1:{http}", timeout=30) as client:
        await page(http, "/healthz", 200)
        location = {"unit_id": "043" + "0" * 24, "utc_ts": to_iso(now_ms()), "lat": 13.5, "lon": 100.5}
        call = asyncio.create_task(client.post("/gps/add/locations", json={"locations": [location]}))
        ends = time.monotonic() + DEADLINE_S
        while 'received_total{way="http"} 1.0' not in await page(http, "/metrics", 200):
            assert time.monotonic() < ends, "the call has not come"
        code, took_s, log = await ended(child, signal.SIGTERM)
        answer = await call
    assert (answer.status_code, answer.json()["code"]) == (503, 0)
    assert int(answer.headers["Retry-After"]) >= 1
    assert (code, took_s < 10) == (0, True)
    assert "Traceback" not in log


async def test_an_account_without_a_database_or_its_schema_is_one_line(postgres: str) -> None:
    with pytest.raises(DirectoryAway, match="wastetrack migrate"):
        async with opened_accounts(postgres) as accounts:
            await add_vendor(accounts, "acme", ["043"], [], now_ms())
    port = free_port()
    with pytest.raises(DatabaseUnavailable, match="does not answer"):
        async with opened_accounts(f"postgresql://127.0.0.1:{port}/x"):
            pass


async def waits_for(health: Health, *names: str) -> None:
    ends = time.monotonic() + DEADLINE_S
    while health.waiting != names:
        assert time.monotonic() < ends, f"it waits for {health.waiting}"
        await asyncio.sleep(0.02)


async def test_readiness_follows_the_database_as_it_comes_goes_and_returns(postgres_server: PostgresServer, postgres: str) -> None:
    health = Health()
    directories = PostgresDirectories(postgres, health)
    directories.start()
    try:
        await waits_for(health, SCHEMA)
        with pytest.raises(DirectoryAway):
            await directories.get("acme")
        await asyncio.to_thread(migrate, postgres)
        await waits_for(health)
        assert await directories.get("acme") is None
        postgres_server.drop_database(postgres)
        await waits_for(health, DATABASE)
        with pytest.raises(DirectoryAway):
            await directories.periods_of({"u"})
    finally:
        await directories.stop()
    with pytest.raises(DirectoryAway):
        await directories.periods_of({"u"})
