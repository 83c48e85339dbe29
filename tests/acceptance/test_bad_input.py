"""A system whose servers come late, are fed garbage at every entry, and go away again."""

import gzip
import json
import re
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from confluent_kafka import Producer

from models.times import to_iso
from models.topics import ALL, DEAD, REFERENCE
from tests.acceptance.system import SERVICES, Service, System, command
from tests.acceptance.topics import records, written
from tests.fixtures.kafka import KafkaServer
from tests.fixtures.postgres import PostgresServer
from tests.fixtures.waiting import until

MB = 1 << 20
UNIT = "0310000TEST0000000000000001"


class Late:
    """Four services that were started before anything else was there."""

    def __init__(self, system: System, kafka: KafkaServer) -> None:
        self.system, self.kafka = system, kafka
        self.by_name: dict[str, Service] = {name: system.start(name) for name in SERVICES}
        self.account = ("", "")

    def wait_and_come(self) -> None:
        """Each says what it waits for and what to do; then the schema, the broker and its topics come, one after another."""
        of = self.by_name
        for name, parts in (("gateway", ("Kafka", "PostgreSQL")), ("tracker", ("PostgreSQL",)), ("notifier", ("postgresql",)), ("dashboard", ("postgresql",))):
            until(partial(said, of[name], *parts), f"the {name} says what it waits for", why=of[name].state)
        assert self.post(json={"locations": []}).status_code == 503
        until(lambda: "wastetrack migrate" in of["tracker"].log, "the tracker says what to do", why=of["tracker"].state)
        assert "applied: " in self.system.run("migrate")
        assert self.system.run("migrate").strip() == "the schema is up to date"
        of["notifier"].wait_ready()
        of["dashboard"].wait_ready()
        until(lambda: said(of["tracker"], "Kafka"), "the tracker waits for the broker", why=of["tracker"].state)
        self.kafka.start()
        until(lambda: "`wastetrack topics` makes it" in of["tracker"].log, "the tracker says which topics it misses", 20, of["tracker"].state)
        assert self.system.run("topics").count(": made") == len(ALL)
        assert self.system.run("topics").count(": was there") == len(ALL)
        for service in of.values():
            service.wait_ready()
        self.account = self.system.add_vendor("late", "031")

    def post(self, **given: Any) -> httpx.Response:
        """One call on the gateway."""
        with httpx.Client(base_url=self.by_name["gateway"].url, auth=self.account, timeout=60, trust_env=False) as client:
            return client.post("/gps/add/locations", **given)

    def kept_of_before(self) -> int:
        """How many pings are kept, once all that were accepted before are."""
        answer = self.by_name["gateway"].get("/metrics")
        assert answer is not None
        told = re.findall(r'^wastetrack_gateway_accepted_total\{topic="gps.(?:pings|late)"\} (\S+)', answer.text, re.MULTILINE)
        accepted = sum(int(float(number)) for number in told)
        until(lambda: self.system.rows("SELECT count(*) FROM pings") == [(accepted,)], "all before is kept", why=self.by_name["tracker"].state)
        return accepted

    def good(self, **changes: Any) -> dict[str, Any]:
        return {"unit_id": UNIT, "utc_ts": to_iso(time.time_ns() // 1_000_000), "lat": 13.0, "lon": 101.0, "speed": 0.0, **changes}


@pytest.fixture(scope="module")
def late(postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Late]:
    """The services, started over a database without a schema and a broker that is not there; both come, and all are ready."""
    kafka = KafkaServer(tmp_path_factory.mktemp("kafka"))
    database = postgres_server.create_database()
    try:
        with System(tmp_path_factory.mktemp("late"), kafka.bootstrap, database) as system:
            found = Late(system, kafka)
            found.wait_and_come()
            yield found
    finally:
        kafka.stop()
        postgres_server.drop_database(database)


def said(service: Service, *parts: str) -> bool:
    """Whether a service is alive, is not ready, and names all these as what it waits for."""
    alive, ready = service.get("/healthz"), service.get("/readyz")
    if alive is None or ready is None:
        assert service.running, service.log
        return False
    return alive.status_code == 200 and ready.status_code == 503 and all(part.lower() in ready.text.lower() for part in parts)


def test_services_wait_for_what_is_not_there_and_go_on_once_it_is(late: Late):
    assert all(service.ready() for service in late.by_name.values())
    assert late.post(json={"locations": [late.good()]}).json()["accepted"] == 1
    until(lambda: late.system.rows("SELECT count(*) FROM pings") == [(1,)], "the first ping is kept", why=late.by_name["tracker"].state)


def pieces(count: int) -> Iterator[bytes]:
    """A body without a length: so many MB of a list that never ends."""
    yield b'{"locations": ['
    for _ in range(count):
        yield b" " * MB


BODIES = [
    ("malformed JSON", {"content": b'{"locations": [{"unit_id": "03'}, 400),
    ("no JSON at all", {"content": bytes(range(256))}, 400),
    ("nothing", {"content": b""}, 400),
    ("JSON of another kind", {"json": 7}, 400),
    ("a hundred thousand brackets", {"content": b"[" * 100_000}, 400),
    ("gzip that is none", {"content": b"\x1f\x8b no", "headers": {"Content-Encoding": "gzip"}}, 400),
    ("100 MB", {"content": b" " * (100 * MB)}, 413),
    ("100 MB without a length", {"content": "pieces"}, 413),
    ("100 MB packed into little", {"content": gzip.compress(b" " * (100 * MB), 1), "headers": {"Content-Encoding": "gzip"}}, 413),
    ("over 10,000 rows", {"json": {"locations": [{}] * 10_001}}, 413),
]


@pytest.mark.parametrize(("given", "status"), [pytest.param(*case[1:], id=case[0]) for case in BODIES])
def test_the_gateway_refuses_what_it_cannot_take_and_goes_on(late: Late, given: dict[str, Any], status: int):
    try:
        answer = late.post(**(given if given.get("content") != "pieces" else {"content": pieces(100)}))
    except (httpx.WriteError, httpx.ReadError):
        assert status == 413  # it closed the connection while we still wrote
    else:
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"].startswith("application/json")
    assert psutil.Process(late.by_name["gateway"].process.pid).memory_info().rss < 400 * MB
    assert late.post(json={"locations": [late.good()]}).json()["accepted"] == 1


def test_a_bad_record_costs_only_itself(late: Late):
    before = late.kept_of_before()
    dead = len(records(late.kafka.bootstrap, DEAD.name))
    rows = [late.good(), late.good(unit_id="999" + UNIT[3:]), late.good(lat=91), {}, 7, late.good(utc_ts="soon"), late.good(speed="4.5")]
    answer = late.post(json={"vender_id": 31, "locations_count": len(rows), "locations": rows}).json()
    assert (answer["accepted"], [one["index"] for one in answer["rejected"]]) == (2, [1, 2, 3, 4, 5])
    assert answer["rejected"][0]["reason"] == "not_your_unit"
    until(lambda: late.system.rows("SELECT count(*) FROM pings")[0][0] == before + 2, "the good ones are kept", why=late.by_name["tracker"].state)
    assert len(records(late.kafka.bootstrap, DEAD.name)) == dead + 5


def test_garbage_on_every_topic_stops_nobody(late: Late):
    garbage = [None, b"", b"\xff\xfe", b"{", b"7", b"[]", b"{}", b'{"unit_id": 3}', b"x" * 900_000, json.dumps({"permit_no": "X", "routes": "no"}).encode()]
    producer = Producer({"bootstrap.servers": late.kafka.bootstrap, "log_level": 0})
    for topic in ALL:
        for key in (None, b"", b"\xff", UNIT.encode()):
            for value in garbage:
                producer.produce(topic.name, value=value, key=key)
        assert producer.flush(60) == 0, topic.name
    before = late.kept_of_before()
    assert late.post(json={"locations": [late.good(speed=9)]}).json()["accepted"] == 1
    until(lambda: late.system.rows("SELECT count(*) FROM pings")[0][0] == before + 1, "a good ping is kept after all of it", why=late.by_name["tracker"].state)
    told = written(late.kafka.bootstrap, *(topic.name for topic in REFERENCE))
    assert told >= 4 * 2 * len(garbage)
    until(lambda: late.system.rows("SELECT sum(next_offset) FROM reference_offsets")[0][0] == told, "all reference records are read", why=late.by_name["tracker"].state)
    for service in late.by_name.values():
        assert service.ready(), service.state()
        alive = service.get("/healthz")
        assert alive is not None
        assert alive.status_code == 200, service.state()


def test_a_permit_with_a_self_crossing_zone_is_told_and_the_rest_loaded(late: Late, tmp_path: Path):
    def zone(zone_id: str, ring: list[list[float]]) -> dict[str, Any]:
        properties = {"zone_id": zone_id, "kind": "generator", "name_th": "ก", "name_en": "A", "factory_no": None}
        return {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": properties}

    square = [[101.10, 12.60], [101.12, 12.60], [101.12, 12.62], [101.10, 12.62], [101.10, 12.60]]
    crossing = [square[0], square[2], square[1], square[3], square[0]]
    permit = {
        "permit_no": "P-1", "status": "approved", "valid_from": "2026-01-01", "valid_to": "2030-12-31",
        "generator": {"factory_no": "1", "name_th": "ก", "zone_id": "Z-CROSSING"}, "routes": [], "vehicles": [], "allowed_stop_zone_ids": [],
        "items": [{"item_no": 1, "waste_code": "x", "waste_name_th": "ก", "management_code": "072", "quantity_t": 1.0, "monthly_t": [1] * 12,
                   "processor": {"factory_no": "2", "name_th": "ข", "zone_id": "Z-SQUARE"}, "consent": "accepted"}],
    }  # fmt: skip
    (tmp_path / "zones.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [zone("Z-SQUARE", square), zone("Z-CROSSING", crossing)]}))
    (tmp_path / "permits.json").write_text(json.dumps([permit]))
    done = command("import", "zones", tmp_path / "zones.geojson", environ=late.system.environ())
    assert (done.returncode, "1 zones loaded, 1 refused" in done.stdout, "Z-CROSSING" in done.stdout) == (1, True, True), done.stdout + done.stderr
    until(lambda: late.system.rows("SELECT count(*) FROM reference_versions WHERE key = 'Z-SQUARE'") == [(1,)], "the good zone is kept", why=late.by_name["tracker"].state)
    printed = late.system.run("import", "permits", tmp_path / "permits.json")
    assert "1 permits loaded, 0 refused, 1 unresolved" in printed
    assert "Z-CROSSING" in printed
    dashboard = late.by_name["dashboard"]

    def listed() -> bool:
        answer = dashboard.get("/api/v1/unresolved")
        return answer is not None and any((one["key"], one["value"]) == ("P-1", "Z-CROSSING") for one in answer.json()["items"])

    until(listed, "the page is told what does not resolve", why=lambda: str((dashboard.get("/api/v1/unresolved") or dashboard.get("/readyz")).text))  # type: ignore[union-attr]  # it answers


def test_without_the_broker_nothing_is_acknowledged_and_all_end_in_time(late: Late):
    late.kafka.stop()
    answer = late.post(json={"locations": [late.good()]})
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    until(lambda: said(late.by_name["gateway"], "Kafka"), "the gateway waits for the broker", why=late.by_name["gateway"].state)
    for service in late.by_name.values():
        service.stop()
