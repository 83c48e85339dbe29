"""A gateway to be tried: the real application on a real socket, over a sink in memory or over a broker."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any, Self

import httpx
import msgspec
from aiokafka import AIOKafkaConsumer, TopicPartition

from models.dead_letter import DeadLetter
from models.topics import DEAD, LATE, PINGS, RAW, TRACCAR, VEHICLES
from models.vehicle import Vehicle
from ops.http import Health, HttpServer
from ops.metrics import build_metrics
from ops.personal import Sealer
from ops.settings import Settings, load
from storage.vendor_tokens import TokenInForce
from storage.vendor_units import UnitsHeard
from storage.vendors import Vendor
from streams.gateway.accounts import Accounts, DirectoryAway, hash_password
from streams.gateway.calls import Calls
from streams.gateway.desk import Desk
from streams.gateway.dlt import build_app
from streams.gateway.limits import CallLimit
from streams.gateway.records import Intake, Record
from streams.gateway.run import now_ms
from streams.gateway.sink import BrokerAway, KafkaSink, RecordSink
from streams.gateway.tokens import Tokens, digest_of
from streams.gateway.vendor_status import VendorStatus
from tests.fixtures.kafka import Broker, KafkaServer, client, kafka_settings

TOPICS = {RAW.name: 3, TRACCAR.name: 2, PINGS.name: 3, LATE.name: 3, DEAD.name: 1, VEHICLES.name: 1}
TODAY = date(2026, 11, 2)
SEALER = Sealer(bytes(range(32)))
PASSWORD = "right"
HASH = hash_password(PASSWORD)
NOTHING_HEARD = UnitsHeard(units=0, silent_5_min=0, silent_1_h=0, silent_24_h=0, newest_utc_ts=None, newest_recv_utc_ts=None, silent=())
TOKEN = "wtg_abc_secret"
VENDOR = Vendor(name="acme", codes=("043", "017"), units=("v1752287035",), password_hash=HASH, created_ms=0)


def ensure_topics(broker: Broker) -> None:
    """Makes the gateway's topics where this session's broker does not have them, or has them smaller."""
    for name, partitions in TOPICS.items():
        with contextlib.suppress(Exception):  # it has them
            broker.create_topic(name, partitions)
        if isinstance(broker, KafkaServer):
            broker.grow_topic(name, partitions)


class MemorySink:
    """Keeps what is written; while `away`, nothing is."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.away = False
        self.failures = 0

    async def begun(self) -> None: ...

    async def write(self, records: Sequence[Record]) -> None:
        if self.away or self.failures:
            self.failures = max(0, self.failures - 1)
            raise BrokerAway("no broker")
        self.records.extend(records)


class MemoryDirectories:
    """Accounts and vehicles in memory; while `away`, none."""

    def __init__(self, *vendors: Vendor) -> None:
        self.vendors = {vendor.name: vendor for vendor in vendors}
        self.vehicles: list[Vehicle] = []
        self.tokens = {"abc": TokenInForce(digest_of("secret"), vendors[0])} if vendors else {}
        self.away = False
        self.answers_unknown = asyncio.Event()
        """Until it is set, who asks for a token that is not there waits."""
        self.answers_unknown.set()
        self.asked = 0
        self.looked = 0
        self.heard = NOTHING_HEARD

    async def get(self, name: str) -> Vendor | None:
        self.asked += 1
        if self.away:
            raise DirectoryAway
        return self.vendors.get(name)

    async def add(self, vendor: Vendor) -> bool:
        is_new = vendor.name not in self.vendors
        self.vendors[vendor.name] = vendor
        return is_new

    async def token(self, token_id: str) -> TokenInForce | None:
        self.asked += 1
        if token_id not in self.tokens:
            await self.answers_unknown.wait()
        if self.away:
            await asyncio.sleep(0)  # it is waited for
            raise DirectoryAway
        return self.tokens.get(token_id)

    async def units_heard(self, *_: object) -> UnitsHeard:
        self.looked += 1
        if self.away:
            raise DirectoryAway
        return self.heard

    async def periods_of(self, unit_ids: Collection[str]) -> Sequence[Vehicle]:
        if self.away:
            raise DirectoryAway
        return [vehicle for vehicle in self.vehicles if vehicle.unit_id in unit_ids]

    def start(self) -> None: ...

    async def stop(self) -> None: ...


class Reader:
    """Reads what a broker was given since this reader was made."""

    def __init__(self, bootstrap: str) -> None:
        self._bootstrap = bootstrap
        self._from: dict[TopicPartition, int] = {}

    async def start(self) -> None:
        async with self._consumer() as consumer:
            self._from = dict(await consumer.end_offsets(await _all(consumer)))

    async def read(self) -> list[Record]:
        async with self._consumer() as consumer:
            ends = await consumer.end_offsets(await _all(consumer))
            places = [place for place in ends if ends[place] > self._from.get(place, 0)]
            consumer.assign(places)
            for place in places:
                consumer.seek(place, self._from.get(place, 0))
            left = {place: ends[place] for place in places}
            found: list[Record] = []
            while left:
                for place, messages in (await consumer.getmany(timeout_ms=200)).items():
                    found.extend(
                        Record(place.topic, one.key or b"", one.value, one.timestamp, tuple(one.headers)) for one in messages
                    )
                left = {place: end for place, end in left.items() if await consumer.position(place) < end}
            return found

    @contextlib.asynccontextmanager
    async def _consumer(self) -> AsyncIterator[AIOKafkaConsumer]:
        consumer = AIOKafkaConsumer(**client(self._bootstrap), enable_auto_commit=False, auto_offset_reset="none")
        await consumer.start()
        try:
            yield consumer
        finally:
            await consumer.stop()


async def _all(consumer: AIOKafkaConsumer) -> list[TopicPartition]:
    known = await consumer._client.fetch_all_metadata()
    return [TopicPartition(name, number) for name in TOPICS for number in known.partitions_for_topic(name) or ()]


class Bench:
    """One gateway under test."""

    def __init__(
        self, settings: Settings, sink: RecordSink, read: Callable[[], Any], intake: Intake, directories: MemoryDirectories,
        health: Health,
    ) -> None:  # fmt: skip
        self.sink, self.directories, self.intake, self.health = sink, directories, intake, health
        self.metrics = build_metrics()
        self._read = read
        calls = Calls(sink, intake, directories, self.metrics, settings.gateway_max_rows, now_ms, lambda: TODAY)
        desk = Desk(
            Accounts(directories), Tokens(directories), CallLimit(settings.gateway_calls_per_minute),
            CallLimit(settings.gateway_token_calls_per_minute), calls, self.metrics, self.health,
            settings.gateway_max_body_mb, settings.gateway_max_rows,
        )  # fmt: skip
        status = VendorStatus(calls.book, directories, now_ms, now_ms)
        self._server = HttpServer(build_app(desk, status, self.health, self.metrics), "127.0.0.1", 0)
        self.client = httpx.AsyncClient()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._server.port}"

    async def __aenter__(self) -> Self:
        await self._server.start()
        self.client = httpx.AsyncClient(base_url=self.base, auth=(VENDOR.name, PASSWORD), timeout=60)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.aclose()
        await self._server.stop()

    async def post(self, body: Any, path: str = "/gps/add/locations", **more: Any) -> httpx.Response:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await self.client.post(path, content=content, **more)

    async def written(self, topic: str) -> list[Record]:
        """All that was written to a topic since the beginning of this test."""
        return [record for record in await self.all_written() if record.topic == topic]

    async def all_written(self) -> list[Record]:
        found = self._read()
        return list(found) if isinstance(found, list) else list(await found)

    async def letters(self) -> list[DeadLetter]:
        return [msgspec.json.decode(record.value, type=DeadLetter) for record in await self.written(DEAD.name)]


@contextlib.asynccontextmanager
async def memory_bench(intake: Intake | None = None, **settings: str) -> AsyncIterator[Bench]:
    """A gateway over a sink in memory."""
    sink = MemorySink()
    bench = Bench(
        _settings(**settings), sink, lambda: sink.records, intake or Intake(SEALER, None), MemoryDirectories(VENDOR), Health()
    )
    async with bench:
        yield bench


@contextlib.asynccontextmanager
async def broker_bench(bootstrap: str, **settings: str) -> AsyncIterator[Bench]:
    """A gateway over a broker."""
    reader = Reader(bootstrap)
    await reader.start()
    loaded = load(None, kafka_settings(bootstrap) | _named(settings))
    health = Health()
    sink = KafkaSink(loaded, build_metrics(), health)
    sink.start()
    try:
        async with Bench(loaded, sink, reader.read, Intake(SEALER, None), MemoryDirectories(VENDOR), health) as bench:
            yield bench
    finally:
        await sink.stop()


def _settings(**named: str) -> Settings:
    return load(None, _named(named))


def _named(settings: Mapping[str, str]) -> dict[str, str]:
    return {f"WASTETRACK_{name.upper()}": text for name, text in settings.items()}
