"""The compose file's system on real servers, by this machine's clock: a fleet of today, the page, and no driver's name."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from models.times import to_iso
from models.topics import RAW, TRACCAR
from simulator.demo import demo_world
from simulator.pings import simulate
from simulator.send import publish_world
from tests.acceptance.compose import OURS, ROOT, SERVICES, ComposeSystem
from tests.acceptance.fleet import CODES
from tests.acceptance.sentinel import (
    PERSONAL,
    SENTINEL,
    UNIT,
    answers,
    found_in,
    send_everywhere,
    tables_with,
    topics_with,
)
from tests.acceptance.stream import Listener
from tests.acceptance.system import gateway_client, post_in_order
from tests.fixtures.kafka import KafkaServer
from tests.fixtures.postgres import PostgresServer
from tests.fixtures.waiting import until

HEAD_START_MS = 28 * 60_000
"""So far behind the present does the fleet's first act begin: what is 30 minutes late is not urgent any more."""


@pytest.fixture(scope="module")
def system(module_kafka: KafkaServer, postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ComposeSystem]:
    """All services of the file, ready, over an empty database that its own `migrate` fills."""
    database = postgres_server.create_database()
    try:
        with ComposeSystem(tmp_path_factory.mktemp("compose"), module_kafka.bootstrap, database) as running:
            running.up()
            yield running
    finally:
        postgres_server.drop_database(database)


@pytest.fixture(scope="module")
def stream(system: ComposeSystem) -> Iterator[Listener]:
    """Everything that the live stream says, from before the first ping on."""
    with Listener(system.by_name["dashboard"]) as live:
        yield live


@pytest.fixture(scope="module")
def fleet(system: ComposeSystem, stream: Listener) -> int:
    """A fleet that has driven until now, each ping with a driver in it; and a driver along every other way in."""
    now_ms = time.time_ns() // 1_000_000
    world = demo_world(now_ms, head_start_ms=HEAD_START_MS)
    asyncio.run(publish_world(world, {"bootstrap_servers": system.kafka}))
    account = system.add_vendor("all", *CODES, "031")
    sent = []
    for arrival in simulate(world.units, world.plan):
        if arrival.due_ms > now_ms:
            break
        if arrival.raw is None:
            sent.append(arrival.location | PERSONAL)
    with gateway_client(system.by_name["gateway"], account) as client:
        accepted = post_in_order(client, sent, 500)
    send_everywhere(system.by_name["gateway"], account, system.kafka, to_iso(now_ms))
    until(lambda: system.rows("SELECT count(*) FROM pings")[0][0] >= accepted, "all pings are kept", why=lambda: f"{system.rows('SELECT count(*) FROM pings')} of {accepted}\n{system.logs[-3000:]}")
    until(lambda: not system.rows("SELECT 1 FROM outbox LIMIT 1"), "the outbox is empty")
    return accepted


def test_every_service_of_the_file_is_ready_and_healthy(system: ComposeSystem):
    assert list(system.by_name) == ["gateway", "tracker-1", "tracker-2", "notifier", "dashboard"]
    assert set(OURS) - set(system.by_name) == {"migrate", "topics"}
    for name in system.by_name:
        assert subprocess.run(system.health_check(name), timeout=30).returncode == 0
    partitions = system.rows("SELECT owner, count(*) FROM offsets WHERE topic = 'gps.pings' GROUP BY owner ORDER BY owner")
    assert partitions == [("tracker-1", 3), ("tracker-2", 3)]


@pytest.mark.usefixtures("fleet")
def test_the_page_shows_the_fleet_and_its_alerts(system: ComposeSystem, chromium_path: str):
    told = os.environ | {"WASTETRACK_URL": system.by_name["dashboard"].url, "CHROMIUM": chromium_path, "WASTETRACK_NEVER": SENTINEL}
    done = subprocess.run([sys.executable, "hatch_build.py", "npm", "run", "e2e"], cwd=ROOT, env=told, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 failed" in done.stdout


def test_no_driver_comes_out_anywhere(system: ComposeSystem, stream: Listener, fleet: int):
    """The page itself is looked at above, with an alert open."""
    until(lambda: system.rows("SELECT count(*) FROM pings WHERE unit_id = %s", UNIT)[0][0] >= 5, "the odd unit's pings are kept")
    until(lambda: system.rows("SELECT count(*) FROM pings WHERE unit_id = 'sentinel-traccar'") == [(1,)], "Traccar's ping is kept")
    until(lambda: len(stream.events) > 50, "the stream has told of trips and alerts")
    assert topics_with(system.kafka) == {RAW.name, TRACCAR.name}
    tables, rows = tables_with(system.database)
    assert rows > fleet
    assert not tables
    for path, text in answers(system.by_name["dashboard"], system):
        assert not found_in(text.encode()), path
    assert not found_in(stream.text.encode())
    for name, service in system.by_name.items():
        page = service.get("/metrics")
        assert page is not None
        assert not found_in(page.content), name
        assert not found_in(service.log.encode()), name


def test_each_service_ends_in_order_within_its_grace(system: ComposeSystem):
    for name in reversed(system.by_name):
        assert int(SERVICES[name]["stop_grace_period"].removesuffix("s")) >= 10
        system.by_name[name].stop()
