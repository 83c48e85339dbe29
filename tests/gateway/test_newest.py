"""After a restart the arrival clock goes on where it stood."""

from models.topics import LATE, PINGS
from ops.http import Health
from ops.metrics import build_metrics
from ops.settings import load
from streams.arrival_clock import ArrivalClock
from streams.gateway.newest import go_on_from_newest
from streams.gateway.records import Held, Record
from streams.gateway.sink import KafkaSink
from tests.fixtures.kafka import KafkaServer
from tests.gateway.bench import ensure_topics


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
        await sink.write([Record(PINGS.name, b"u", b"{}", 1_700_000_000_000)])
        assert len(asked) == 2
    finally:
        await sink.stop()
