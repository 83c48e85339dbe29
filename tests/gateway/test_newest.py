"""After a restart the arrival clock goes on where it stood."""

import json

from models.times import DAY_MS, to_iso
from models.topics import LATE, PINGS, RAW
from ops.http import Health
from ops.metrics import build_metrics
from ops.settings import load
from streams.arrival_clock import ArrivalClock
from streams.gateway.accounts import Account
from streams.gateway.calls import Calls
from streams.gateway.newest import go_on_from_newest
from streams.gateway.records import Held, Intake, Record
from streams.gateway.sink import KafkaSink
from tests.fixtures.kafka import KafkaServer
from tests.gateway.bench import SEALER, TODAY, MemoryDirectories, MemorySink, ensure_topics

NOW_MS = 1_800_000_000_000
ACCOUNT = Account(name="acme", codes=frozenset({"043"}), units=frozenset())


async def test_it_is_the_newest_receipt_of_both_topics(own_kafka: KafkaServer) -> None:
    ensure_topics(own_kafka)
    settings = load(None, {"WASTETRACK_KAFKA": own_kafka.bootstrap})
    clock: ArrivalClock[Held] = ArrivalClock()
    await go_on_from_newest(clock, settings)
    assert clock.now_ms is None
    sink = KafkaSink(settings, build_metrics(), Health())
    sink.start()
    newest_ms = 1_700_000_000_000
    for topic, at_ms in ((PINGS, newest_ms - 5), (LATE, newest_ms), (PINGS, newest_ms - 9)):
        await sink.write([Record(topic.name, b"%d" % at_ms, b"{}", at_ms)])
    await sink.stop()
    await go_on_from_newest(clock, settings)
    assert clock.now_ms == newest_ms


async def test_it_is_asked_before_anything_is_written_and_again_until_it_is_known(own_kafka: KafkaServer) -> None:
    ensure_topics(own_kafka)
    asked: list[str] = []

    async def ask() -> None:
        asked.append("asked")
        if len(asked) == 1:
            raise TimeoutError

    sink = KafkaSink(load(None, {"WASTETRACK_KAFKA": own_kafka.bootstrap}), build_metrics(), Health(), before_first=ask)
    sink.start()
    try:
        await sink.begun()
        assert len(asked) == 2
        await sink.write([Record(PINGS.name, b"u", b"{}", 1_700_000_000_000)])
        assert len(asked) == 2
    finally:
        await sink.stop()


async def test_no_call_is_taken_before_it_is_known() -> None:
    """The first record after a start lies a year ahead: the clock believes it no more than it would any other."""
    clock: ArrivalClock[Held] = ArrivalClock()

    class Sink(MemorySink):
        async def begun(self) -> None:
            clock.go_on_from(NOW_MS)

    sink, metrics = Sink(), build_metrics()
    calls = Calls(sink, Intake(SEALER, clock), MemoryDirectories(), metrics, 1000, lambda: NOW_MS, lambda: TODAY)
    far = to_iso(NOW_MS + 366 * DAY_MS)
    location = {"unit_id": "043GT0600000860000040630708", "utc_ts": far, "recv_utc_ts": far, "lat": 13.1, "lon": 101.1}
    body = json.dumps({"vender_id": 43, "locations_count": 1, "locations": [location]}).encode()
    assert (await calls.locations(body, ACCOUNT, backup=False)).accepted == 1
    assert [record.topic for record in sink.records] == [RAW.name]
    assert clock.now_ms == NOW_MS
