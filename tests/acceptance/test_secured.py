"""Kafka by SCRAM-SHA-512 over TLS under a CA of its own: every way in and out of the system, a restart of the broker between."""

import asyncio
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from confluent_kafka import Producer

from models.event import decode_event
from models.reference import Kind
from models.reference_json import read_values
from models.topics import RAW
from ops.kafka import confluent_options
from ops.settings import PREFIX, load
from streams.compare import differences, version_faults
from tests.acceptance.system import System, command, gateway_client, post_in_order
from tests.acceptance.topics import kept, told
from tests.fixtures.kafka import SecuredKafka, Way, kafka_settings
from tests.fixtures.waiting import until
from tests.tracker.bench import producing, publish_reference

PAPERS: tuple[Kind, ...] = ("permits", "vehicles", "manifests")
UNIT = "043GT0600000860000090000050"
EXAMPLE = Path(__file__).parents[2] / "docs/examples/first-breach"


async def publish(address: str) -> None:
    """The papers beside the zones."""
    async with producing(address) as producer:
        await publish_reference(producer, {kind: read_values(kind, EXAMPLE / f"{kind}.json") for kind in PAPERS})


@pytest.fixture
def own_secured_kafka(tmp_path: Path):
    """A secured broker for one test alone, which may kill it."""
    server = SecuredKafka(tmp_path / "broker")
    try:
        server.start()
        yield server
    finally:
        server.stop()


def test_a_breach_is_told_from_end_to_end(own_secured_kafka: SecuredKafka, build_system: Callable[..., System], tmp_path: Path):
    """By HTTP and by gps.raw, papers by `import` and beside it; the broker is killed in between; the end is that of a replay."""
    lines = [line for line in (EXAMPLE / "pings.ndjson").read_text("utf-8").splitlines() if UNIT in line]
    replayed = shutil.copytree(EXAMPLE, tmp_path / "example")
    (replayed / "pings.ndjson").write_text("\n".join(lines), "utf-8")
    expected = [decode_event(line.encode()) for line in command("replay", replayed).stdout.splitlines()]
    assert any(event.data.get("rule") == "unauthorised-stop" for event in expected)
    address = own_secured_kafka.address("scram")
    secured = {name.removeprefix(PREFIX).lower(): text for name, text in address.settings.items()}
    system = build_system(Way(own_secured_kafka, "scram"), clock="pings", **secured)
    wrong = command("topics", environ=system.environ(kafka_user="stranger"))
    assert (wrong.returncode, wrong.stderr.count("\n")) == (1, 1)
    assert "it refuses WASTETRACK_KAFKA_USER or WASTETRACK_KAFKA_PASSWORD_FILE" in wrong.stderr
    assert ": made" in system.run("topics")
    gateway, tracker, notifier = system.start_all("gateway", "tracker", "notifier")
    assert "loaded, 0 refused" in system.run("import", "zones", EXAMPLE / "zones.geojson")
    asyncio.run(publish(address))
    locations = [one for line in lines for one in json.loads(line).get("locations", [json.loads(line)])]
    third = len(locations) // 3

    with gateway_client(gateway, system.add_vendor("example", "043")) as client:
        assert post_in_order(client, locations[:third]) == third
        own_secured_kafka.kill()
        own_secured_kafka.start()
        gateway.wait_ready()
        assert post_in_order(client, locations[third : 2 * third]) == third
    producer = Producer(confluent_options(load(None, kafka_settings(address))))
    for location in locations[2 * third :]:
        producer.produce(RAW.name, json.dumps(location).encode())
    assert producer.flush(30) == 0

    until(lambda: not differences(kept(system), expected), "all is judged", why=lambda: "\n".join(differences(kept(system), expected)) + system.logs[-3000:])
    until(lambda: not system.rows("SELECT 1 FROM outbox LIMIT 1"), "the outbox is empty", why=tracker.state)
    in_topics = told(address)
    assert version_faults(in_topics) == []
    assert {event.id for event in in_topics} == {event.id for event in kept(system)}
    until(lambda: system.rows("SELECT 1 FROM notices WHERE state = 'sent' LIMIT 1"), "officers are told", why=notifier.state)
