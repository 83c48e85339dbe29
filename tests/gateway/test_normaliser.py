"""gps.raw and gps.traccar into gps.pings, on both brokers: nothing lost, nothing skipped, whoever fails."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from typing import Any

import msgspec
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from models.dead_letter import DeadLetter
from models.decode import decode_location
from models.times import DAY_MS, to_iso
from models.topics import DEAD, LATE, PINGS, RAW, TRACCAR
from ops.dead_letters import sealed_bytes
from ops.http import Health
from ops.metrics import NORMALISER_LAG, build_metrics
from ops.raw_bytes import open_raw
from ops.settings import Settings, load
from streams.arrival_clock import ArrivalClock
from streams.gateway.normaliser import NAME, Normaliser
from streams.gateway.records import Held, Intake, Record
from streams.gateway.run import now_ms
from streams.gateway.sink import BROKER, BrokerAway, KafkaSink, RecordSink
from tests.fixtures.kafka import Broker, KafkaServer, client, kafka_settings, unique
from tests.gateway.bench import SEALER, MemorySink, Reader, ensure_topics

DEADLINE_S = 60.0


async def until(true: Callable[[], Any], what: str) -> None:
    """Waits until it holds."""
    ends = time.monotonic() + DEADLINE_S
    while not true():
        assert time.monotonic() < ends, f"never: {what}"
        await asyncio.sleep(0.05)


def any_in(sink: MemorySink) -> bool:
    return bool(sink.records)


def settings(bootstrap: str, group: str) -> Settings:
    return load(None, kafka_settings(bootstrap) | {"WASTETRACK_GROUP": group})


async def send(bootstrap: str, *messages: tuple[str, bytes, int]) -> None:
    """Writes (topic, value, timestamp) as any foreign producer would: no key."""
    async with AIOKafkaProducer(**client(bootstrap)) as producer:
        for topic, value, at_ms in messages:
            await producer.send_and_wait(topic, value, timestamp_ms=at_ms, headers=[("sender", b"foreign")])


def ping(unit: str, age_ms: int = 0, **fields: Any) -> dict[str, Any]:
    return {"unit_id": unit, "utc_ts": to_iso(now_ms() - age_ms), "lat": 13.5, "lon": 100.5, **fields}


def raw(value: Any) -> tuple[str, bytes, int]:
    return RAW.name, value if isinstance(value, bytes) else json.dumps(value).encode(), now_ms()


@contextlib.asynccontextmanager
async def normalising(
    bootstrap: str, group: str, sink: RecordSink | None = None, intake: Intake | None = None
) -> AsyncIterator[Normaliser]:
    """A normaliser at work; without a sink it writes to the same broker."""
    loaded, health, metrics = settings(bootstrap, group), Health(), build_metrics()
    own = KafkaSink(loaded, metrics, health) if sink is None else None
    if own is not None:
        own.start()
    made = Normaliser(loaded, sink or own or MemorySink(), intake or Intake(SEALER, None), metrics, health, now_ms)
    made.start()
    try:
        yield made
    finally:
        await made.stop()
        if own is not None:
            await own.stop()


async def committed(bootstrap: str, group: str) -> int:
    """How many messages of both topics the group has committed."""
    consumer = AIOKafkaConsumer(**client(bootstrap), group_id=f"{group}-normaliser", enable_auto_commit=False)
    await consumer.start()
    try:
        known = await consumer._client.fetch_all_metadata()
        places = [TopicPartition(topic.name, at) for topic in (RAW, TRACCAR) for at in known.partitions_for_topic(topic.name) or ()]
        return sum([(await consumer.committed(place)) or 0 for place in places])
    finally:
        await consumer.stop()


async def read_past_what_is_there(bootstrap: str, group: str) -> None:
    """Brings a new group to the end of what other tests have left."""
    sink = MemorySink()
    marker = unique("marker")
    await send(bootstrap, raw(ping(marker)))
    async with normalising(bootstrap, group, sink):
        await until(lambda: any(record.key == marker.encode() for record in sink.records), "the marker")


async def a_place(broker: Broker) -> tuple[str, str, Reader]:
    ensure_topics(broker)
    group = unique("group")
    await read_past_what_is_there(broker.bootstrap, group)
    reader = Reader(broker.bootstrap)
    await reader.start()
    return broker.bootstrap, group, reader


@pytest.fixture
async def place(any_kafka: Broker) -> tuple[str, str, Reader]:
    """A broker with the topics, a group that has read all before this test, and a reader of what comes."""
    return await a_place(any_kafka)


@pytest.fixture
async def real_place(kafka: KafkaServer) -> tuple[str, str, Reader]:
    """The same on Apache Kafka alone: the embedded broker lets the next member in only after a session has ended."""
    return await a_place(kafka)


@pytest.mark.parametrize("any_kafka", ("apache", "embedded", "scram"), indirect=True)
async def test_every_form_is_normalised_with_its_trace_and_the_receipt_of_its_message(place: tuple[str, str, Reader]) -> None:
    bootstrap, group, reader = place
    units = [unique("u") for _ in range(5)]
    fresh, late, bad = ping(units[0], driver_id="SENTINEL"), ping(units[1], 400_000), ping(units[2], lat=99, license="SENTINEL")
    position = {"position": {"latitude": 13.5, "longitude": 100.5, "fixTime": to_iso(now_ms()), "speed": 10}, "device": {"uniqueId": units[3]}}
    at_ms = now_ms()
    await send(
        bootstrap, (RAW.name, json.dumps({"vender_id": 1, "locations": [fresh, late, bad]}).encode(), at_ms),
        (TRACCAR.name, json.dumps(position).encode(), at_ms), raw(ping(units[4])), raw(b"no json"), raw(b""),
    )  # fmt: skip
    async with normalising(bootstrap, group):
        found: list[Record] = []
        ends = time.monotonic() + DEADLINE_S
        while len([one for one in found if one.topic not in {RAW.name, TRACCAR.name}]) < 7:
            assert time.monotonic() < ends
            found = await reader.read()
    by_key = {record.key.decode(): record for record in found if record.topic in {PINGS.name, LATE.name}}
    assert {unit: by_key[unit].topic for unit in by_key} == {units[0]: PINGS.name, units[1]: LATE.name, units[3]: PINGS.name, units[4]: PINGS.name}
    assert by_key[units[0]].timestamp_ms == at_ms
    headers = dict(by_key[units[0]].headers)
    assert headers["sender"] == b"foreign"
    assert headers["source"].startswith(b"gps.raw/")
    assert headers["source"].endswith(b"/0")
    assert open_raw(headers["raw"], SEALER) == json.dumps(fresh).encode()
    assert decode_location(by_key[units[3]].value).speed == 18.52
    letters = [msgspec.json.decode(record.value, type=DeadLetter) for record in found if record.topic == DEAD.name]
    assert sorted(letter.reason for letter in letters) == ["lat_out_of_range", "not_json", "not_json"]
    (refused,) = [letter for letter in letters if letter.reason == "lat_out_of_range"]
    assert (refused.source.topic, refused.source.index, refused.source.sender) == (RAW.name, 2, "foreign")
    assert sealed_bytes(refused, SEALER) == json.dumps(bad).encode()
    assert all(b"SENTINEL" not in record.value for record in found if record.topic not in {RAW.name, TRACCAR.name})


async def test_an_offset_is_committed_only_after_the_broker_has_what_came_of_it(place: tuple[str, str, Reader]) -> None:
    bootstrap, group, _ = place
    before = await committed(bootstrap, group)
    unit = unique("u")
    await send(bootstrap, *[raw(ping(unit, seq=number)) for number in range(20)])
    sink = MemorySink()
    sink.away = True
    tried: list[int] = []
    write = sink.write

    async def counted(records: Sequence[Record]) -> None:
        tried.append(len(records))
        await write(records)

    sink.write = counted  # type: ignore[method-assign]  # counts
    async with normalising(bootstrap, group, sink):
        await until(lambda: sum(map(bool, tried)) >= 2, "two tries")
    assert await committed(bootstrap, group) == before
    again = MemorySink()
    async with normalising(bootstrap, group, again):
        await until(lambda: len(again.records) >= 20, "all of it, by the next one")
    assert {decode_location(record.value).seq for record in again.records} == set(range(20))
    assert await committed(bootstrap, group) == before + 20


async def test_what_waits_for_the_arrival_clock_is_not_committed(real_place: tuple[str, str, Reader]) -> None:
    bootstrap, group, _ = real_place
    before = await committed(bootstrap, group)
    units = [unique("u") for _ in range(3)]
    await send(bootstrap, raw(ping(units[0])))
    sink = MemorySink()
    intake = Intake(SEALER, ArrivalClock())
    async with normalising(bootstrap, group, sink, intake):
        await until(lambda: len(sink.records) == 1, "the first")
        await send(bootstrap, raw(ping(units[1], -3 * 86_400_000)))
        await until(lambda: intake.waiting == 1, "the leap waits")
    assert await committed(bootstrap, group) == before + 1
    await send(bootstrap, raw(ping(units[2], -3 * 86_400_000)))
    again = MemorySink()
    clock: ArrivalClock[Held] = ArrivalClock()
    clock.go_on_from(now_ms())
    async with normalising(bootstrap, group, again, Intake(SEALER, clock)):
        await until(lambda: len(again.records) == 2, "both, once confirmed")
    assert await committed(bootstrap, group) == before + 3


def _has(fed: Sequence[str], unit: str, times: int) -> bool:
    return fed.count(unit) >= times


async def test_what_is_read_again_does_not_bear_itself_out(real_place: tuple[str, str, Reader]) -> None:
    """A record from next year waits for others; at each rebalance it is read once more, and is still alone."""
    bootstrap, group, _ = real_place
    sink, clock = MemorySink(), ArrivalClock[Held]()
    clock.go_on_from(now_ms())
    fed: list[str] = []
    feed = clock.feed

    def counted(unit_id: str, claimed_ms: int, item: Held) -> list[tuple[Held, int]]:
        fed.append(unit_id)
        return feed(unit_id, claimed_ms, item)

    clock.feed = counted  # type: ignore[method-assign]
    unit = unique("unit")
    async with normalising(bootstrap, group, sink, Intake(SEALER, clock)) as normaliser:
        await send(bootstrap, raw(ping(unit, age_ms=-366 * DAY_MS)))
        for times in (1, 2, 3, 4):
            await until(partial(_has, fed, unit, times), f"read {times} times")
            assert normaliser.consumer is not None
            normaliser.consumer._coordinator.request_rejoin()
        assert (clock.waiting, sink.records) == (1, [])


async def test_a_receipt_is_never_in_the_future(real_place: tuple[str, str, Reader]) -> None:
    bootstrap, group, _ = real_place
    unit, ahead_ms = unique("u"), now_ms() + 3_000_000
    await send(bootstrap, (RAW.name, json.dumps(ping(unit)).encode(), ahead_ms))
    sink = MemorySink()
    async with normalising(bootstrap, group, sink):
        await until(partial(any_in, sink), "the ping")
    assert sink.records[0].timestamp_ms <= now_ms() < ahead_ms


async def test_a_restart_goes_on_where_the_last_one_ended(real_place: tuple[str, str, Reader]) -> None:
    bootstrap, group, _ = real_place
    unit = unique("u")
    seen: list[int | None] = []
    for number in range(3):
        await send(bootstrap, raw(ping(unit, seq=number)))
        sink = MemorySink()
        async with normalising(bootstrap, group, sink):
            await until(partial(any_in, sink), "one more")
        seen.extend(decode_location(record.value).seq for record in sink.records)
    assert seen == [0, 1, 2]


async def test_two_members_share_the_partitions_and_one_that_leaves_loses_nothing(kafka: KafkaServer) -> None:
    ensure_topics(kafka)
    group, unit = unique("group"), unique("u")
    await read_past_what_is_there(kafka.bootstrap, group)
    sink = MemorySink()

    async def feed() -> None:
        async with AIOKafkaProducer(bootstrap_servers=kafka.bootstrap) as producer:
            while len(await producer.partitions_for(RAW.name)) < 3:  # the broker tells of a topic once it has them all
                await producer.client.force_metadata_update()
            for number in range(300):
                value = json.dumps(ping(unit, seq=number)).encode()
                await producer.send_and_wait(RAW.name, value, partition=number % 3)
                await asyncio.sleep(0.01)

    async with normalising(kafka.bootstrap, group, sink):
        feeding = asyncio.create_task(feed())
        async with normalising(kafka.bootstrap, group, sink):
            await until(lambda: len(sink.records) >= 100, "some of it")
        await feeding
        await until(lambda: len({decode_location(one.value).seq for one in sink.records}) == 300, "all of it")


async def test_a_broker_that_comes_later_is_waited_for_and_one_that_goes_is_waited_out(own_kafka: KafkaServer) -> None:
    ensure_topics(own_kafka)
    own_kafka.stop()
    health, metrics, loaded = Health(), build_metrics(), settings(own_kafka.bootstrap, unique("group"))
    sink = KafkaSink(loaded, metrics, health, deadline_s=2)
    sink.start()
    normaliser = Normaliser(loaded, sink, Intake(SEALER, None), metrics, health, now_ms)
    normaliser.start()
    try:
        assert health.waiting == (BROKER, NAME)
        with pytest.raises(BrokerAway):
            await sink.write([Record(PINGS.name, b"u", b"{}", now_ms())])
        await asyncio.to_thread(own_kafka.start)
        await until(lambda: health.ready, "ready once the broker is there")
        reader = Reader(own_kafka.bootstrap)
        await send(own_kafka.bootstrap, raw(ping("first")))
        await asyncio.to_thread(own_kafka.kill)
        with pytest.raises(BrokerAway):
            await sink.write([Record(PINGS.name, b"u", b"{}", now_ms())])
        assert BROKER in health.waiting
        await asyncio.to_thread(own_kafka.start)
        await until(lambda: health.ready, "ready again")
        await sink.write([Record(PINGS.name, b"direct", b"{}", now_ms())])
        await send(own_kafka.bootstrap, raw(ping("second")))
        ends, keys = time.monotonic() + DEADLINE_S, set[bytes]()
        while not {b"first", b"second", b"direct"} <= keys:
            assert time.monotonic() < ends, keys
            keys = {record.key for record in await reader.read() if record.topic == PINGS.name}
        await until(lambda: health.stuck is None, "alive")
        assert metrics.read(NORMALISER_LAG, topic=RAW.name, partition="0") >= 0
    finally:
        await normaliser.stop()
        await sink.stop()


async def test_without_the_topics_it_says_which_and_how_to_make_them(own_kafka: KafkaServer, capfd: pytest.CaptureFixture[str]) -> None:
    health, loaded = Health(), settings(own_kafka.bootstrap, unique("group"))
    sink = KafkaSink(loaded, build_metrics(), health)
    sink.start()
    normaliser = Normaliser(loaded, sink, Intake(SEALER, None), build_metrics(), health, now_ms)
    normaliser.start()
    told = ""
    try:
        ends = time.monotonic() + DEADLINE_S
        while "no topic gps.pings" not in told or "no topic gps.raw, gps.traccar" not in told:
            assert time.monotonic() < ends, told
            told += "".join(capfd.readouterr())
            await asyncio.sleep(0.1)
        assert "`wastetrack topics` makes it" in told
        assert not health.ready
        ensure_topics(own_kafka)
        await until(lambda: health.ready, "ready once they are made")
    finally:
        await normaliser.stop()
        await sink.stop()
