"""Sending: batches as vendors post them, patience with a busy gateway, a plain word when nothing helps."""

import asyncio
import base64
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from itertools import accumulate

import aiokafka
import httpx
import msgspec
import pytest

from models.decode import Accepted, decode_message
from models.topics import VEHICLES
from simulator.demo import ON_THE_ROAD, demo_world, live_from_ms
from simulator.labels import labels_of
from simulator.pace import Pace, handfuls
from simulator.pings import Arrival, simulate
from simulator.send import LATE_PATH, ON_TIME_PATH, GatewaySender, NotSent, papers, publish_world, send_to_topic
from simulator.unit import rounds_of
from simulator.world import World, build_world
from tests.fixtures.kafka import Broker
from tests.simulator.conftest import PLAN

FEW = replace(PLAN, units=5, minutes=30, share=1.0, kinds=("late_batch", "bad_lines", "duplicates"), rounds=1)


@pytest.fixture(scope="module")
def world() -> World:
    return build_world(FEW)


class Gateway:
    """Answers as told, then as a gateway that takes everything; keeps what it took."""

    def __init__(self, *first: httpx.Response) -> None:
        self.first = list(first)
        self.took: list[tuple[str, str, list[dict[str, object]]]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.first:
            return self.first.pop(0)
        user = base64.b64decode(request.headers["Authorization"].removeprefix("Basic ")).decode().split(":")[0]
        records = decode_message(request.content).records
        self.took.append((request.url.path, user, msgspec.json.decode(request.content)["locations"]))
        rejected = [{"index": r.index, "reason": r.reason} for r in records if not isinstance(r, Accepted)]
        return httpx.Response(200, json={"code": 1, "accepted": len(records) - len(rejected), "rejected": rejected})


def sender(gateway: Gateway, **more: object) -> GatewaySender:
    options = {"credentials": {"*": ("any", "secret")}, "transport": httpx.MockTransport(gateway), **more}
    return GatewaySender("http://gateway", stop=asyncio.Event(), **options)  # type: ignore[arg-type]


def at_once(world: World) -> AsyncIterator[list[Arrival]]:
    return handfuls(simulate(world.units, world.plan), Pace(), asyncio.Event())


async def test_every_ping_reaches_the_gateway_late_ones_on_the_backup_call(world: World):
    gateway = Gateway()
    sent = await sender(gateway).run(at_once(world))
    expected = [a for a in simulate(world.units, world.plan) if a.raw is None]
    by_path = {path: sum(len(rows) for p, _, rows in gateway.took if p == path) for path in (ON_TIME_PATH, LATE_PATH)}
    assert by_path == {ON_TIME_PATH: sum(not a.late for a in expected), LATE_PATH: sum(a.late for a in expected)}
    assert by_path[LATE_PATH] > 10
    assert sent.refused == sum(a.broken for a in expected) > 0
    assert sent.pings + sent.refused == len(expected)


async def test_a_vendors_pings_keep_their_order(world: World):
    gateway = Gateway()
    await sender(gateway).run(at_once(world))
    times: dict[object, list[str]] = {}
    for _, _, rows in gateway.took:
        for row in rows:
            times.setdefault(row["unit_id"], []).append(str(row["recv_utc_ts"]))
    assert all(seen == sorted(seen) for seen in times.values())


@pytest.mark.parametrize("status", (429, 503))
async def test_a_busy_gateway_gets_the_same_batch_again(world: World, status: int):
    gateway = Gateway(*[httpx.Response(status, headers={"Retry-After": "0"})] * 2)
    quiet = sender(gateway)
    sent = await quiet.run(at_once(world))
    assert sent.waits == 2
    assert sent.pings == sum(not a.broken for a in simulate(world.units, world.plan))


async def test_a_batch_that_is_too_large_is_halved(world: World):
    async def in_one_handful() -> AsyncIterator[list[Arrival]]:
        yield list(simulate(world.units, world.plan))

    gateway = Gateway(httpx.Response(413))
    sent = await sender(gateway).run(in_one_handful())
    assert sent.pings == sum(not a.broken for a in simulate(world.units, world.plan))


async def test_a_wrong_password_is_told_at_once(world: World):
    with pytest.raises(NotSent, match="does not know vendor"):
        await sender(Gateway(httpx.Response(401))).run(at_once(world))


async def test_a_vendor_without_account_is_told(world: World):
    with pytest.raises(NotSent, match="no account for vendor"):
        await sender(Gateway(), credentials={}).run(at_once(world))


async def test_a_gateway_that_is_not_there_is_told(world: World):
    def refuse(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    with pytest.raises(NotSent, match="is it running"):
        await sender(Gateway(), transport=httpx.MockTransport(refuse), patience_s=0.0).run(at_once(world))


async def test_stopping_ends_it(world: World):
    stop = asyncio.Event()
    pace = Pace(factor=1.0)
    batches = handfuls(simulate(world.units, world.plan), pace, stop)
    first = await anext(batches)
    stop.set()
    assert first
    assert [batch async for batch in batches] == []


def test_the_fleets_time_runs_at_its_factor_and_never_ahead_of_the_present():
    pace = Pace(factor=60.0)
    assert pace.due_until_ms(1_000, 2.0, 10**9) == 121_000
    assert pace.due_until_ms(1_000, 2.0, 50_000) == 50_000
    assert pace.due_until_ms(90_000, 0.0, 50_000) == 90_000


async def test_what_lies_behind_goes_at_once(world: World):
    middle_ms = world.plan.start_ms + 60 * 60_000
    stop = asyncio.Event()
    pace = Pace(factor=1e9, at_once_until_ms=middle_ms)
    batches = [batch async for batch in handfuls(simulate(world.units, world.plan), pace, stop)]
    everything = [a.due_ms for batch in batches for a in batch]
    assert everything == [a.due_ms for a in simulate(world.units, world.plan)]


async def test_a_rate_sends_so_many_a_tick_and_never_two_minutes_in_one_handful(world: World):
    pace = Pace(rate=5_000, tick_s=0.01)
    batches = [batch async for batch in handfuls(simulate(world.units, world.plan), pace, asyncio.Event())]
    total = len(list(simulate(world.units, world.plan)))
    assert {*range(50, total, 50), total} <= set(accumulate(len(batch) for batch in batches))
    assert all(len({arrival.due_ms // 60_000 for arrival in batch}) == 1 for batch in batches)


async def test_a_topic_holds_every_message(world: World, embedded_kafka: Broker, topics: Callable[..., str]):
    topic = topics("sim", broker=embedded_kafka)
    options = {"bootstrap_servers": embedded_kafka.bootstrap}
    sent = await send_to_topic(at_once(world), options, topic)
    consumer = aiokafka.AIOKafkaConsumer(topic, **options, auto_offset_reset="earliest")
    await consumer.start()
    try:
        values = [(await asyncio.wait_for(consumer.getone(), 20)).value for _ in range(sent.calls)]
    finally:
        await consumer.stop()
    good = sum(isinstance(r, Accepted) for value in values for r in decode_message(value).records)
    assert good == sent.pings > 100


async def test_a_broker_that_is_not_there_is_told(world: World):
    with pytest.raises(NotSent, match="is Kafka up"):
        await send_to_topic(at_once(world), {"bootstrap_servers": "127.0.0.1:1"}, "any")


async def test_papers_reach_their_topics(world: World, embedded_kafka: Broker):
    options = {"bootstrap_servers": embedded_kafka.bootstrap}
    published = await publish_world(world, options)
    assert published == sum(len(records) for _, records in papers(world))
    consumer = aiokafka.AIOKafkaConsumer(VEHICLES.name, **options, auto_offset_reset="earliest")
    await consumer.start()
    try:
        first = await asyncio.wait_for(consumer.getone(), 20)
    finally:
        await consumer.stop()
    row = msgspec.json.decode(first.value)
    assert first.key.decode() == f"{row['unit_id']}|{row['valid_from']}"


def test_the_demo_is_on_the_road_when_it_goes_live_and_something_happens_soon():
    now_ms = 1_795_000_000_000
    demo = demo_world(now_ms)
    live_ms = live_from_ms(demo)
    assert 40 <= len(demo.units) <= 80
    firsts = [next(rounds_of(unit, demo.plan)) for unit in demo.units]
    driving = [t for t in firsts if t.at_ms(t.round.departs_s) < live_ms < t.at_ms(t.round.out.ends_s)]
    assert len(driving) >= ON_THE_ROAD * 0.8
    begins = {entry["kind"]: entry["from"] for entry in labels_of(demo.units, demo.plan) if entry["from"]}
    assert {
        "detour_dump",
        "roadside_stop",
        "restricted",
        "silence",
        "undeclared",
        "wrong_destination",
        "vendor_outage",
    } <= set(begins)
    first_pings = simulate(demo.units, demo.plan)
    assert next(first_pings).due_ms > live_ms - 5 * 3_600_000


def test_the_demos_first_detour_begins_in_its_first_minutes():
    demo = demo_world(1_795_000_000_000)
    unit = next(unit for unit in demo.units if unit.kind == "detour_dump")
    timed = next(rounds_of(unit, demo.plan))
    begins_ms = timed.at_ms(timed.round.begins_s["route-deviation"])
    assert 0 < begins_ms - live_from_ms(demo) < 3 * 60_000
