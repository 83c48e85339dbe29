"""The load: a seeded, labelled fleet whose vendors call the gateway, again and again until they are told it is safe."""

import asyncio
import base64
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final

import httpx
import msgspec
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from faults.evidence import Acked, Lines, SentBatch
from faults.later import arrival_later
from faults.service import now_ms
from faults.stage import Stage
from models.times import HOUR_MS, MINUTE_MS
from models.topics import RAW
from ops.producers import retire
from simulator.envelope import envelope, vendor_of
from simulator.incidents import KINDS
from simulator.pings import Arrival
from simulator.send import LATE_PATH, ON_TIME_PATH, publish_world
from simulator.unit import FleetPlan
from simulator.world import World, build_world, pings_of

TICK_S: Final = 0.5
UNITS: Final = 60
PERIOD_S: Final = 60.0
ANSWER_S: Final = 30.0
RAW_SHARE: Final = 0.08
REPEAT_SHARE: Final = 0.04
STORIES: Final = (
    "power_cut", "frozen_position", "unloaded_elsewhere", "transfer", "two_places", "contested_manifest", "short_stops",
    "secondary_movement", "shuffled_detour", "clock_ahead_detour", "late_detour", "sent_twice", "two_rounds",
    "suspended_on_the_way", "cancelled_on_the_way", "second_vehicle", "paper_trip", "emerging_site",
)  # fmt: skip
_AGAIN_S: Final = 0.5
_SECONDS_PER_PING: Final = 1.6


def build_fleet(seed: int, pings: int) -> World:
    """A fleet that sends at least about so many pings, half of its trucks with an incident; it drives from now on."""
    minutes = max(8 * 60, round(pings * _SECONDS_PER_PING / 60))
    start_ms = now_ms() // MINUTE_MS * MINUTE_MS - HOUR_MS
    kinds = (*KINDS, *STORIES)
    return build_world(
        FleetPlan(units=UNITS, seed=seed, start_ms=start_ms, minutes=minutes, period_s=PERIOD_S, share=0.7, kinds=kinds)
    )


@dataclass
class Load:
    """Sends `rate` pings a second; while `going` is not set it waits between two handfuls.

    `ahead_ms` is by how much all that the fleet still sends has been put off.
    """

    stage: Stage
    world: World
    rate: float
    acked: Lines
    sent: Lines
    rng: random.Random
    pings: int = 0
    last_receipt_ms: int = 0
    ahead_ms: int = 0
    going: asyncio.Event = field(default_factory=asyncio.Event)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    acked_at_ms: int = field(default_factory=now_ms)
    _again: list[tuple[str, bool, list[Arrival]]] = field(default_factory=list)
    _raw: AIOKafkaProducer | None = None
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _client: httpx.AsyncClient | None = None

    async def publish(self) -> int:
        """Puts the fleet's papers on their topics; how many."""
        return await publish_world(self.world, {"bootstrap_servers": self.stage.kafka.bootstrap})

    async def run(self) -> None:
        """Sends until told to stop; what it has begun to send, it sends until it is acknowledged."""
        self.going.set()
        arrivals = pings_of(self.world)
        limits = httpx.Limits(max_connections=40)
        async with httpx.AsyncClient(timeout=ANSWER_S, trust_env=False, limits=limits) as self._client:
            try:
                await self._send_all(arrivals)
            finally:
                await self._drop_raw()

    async def post(self, vendor: str, path: str, locations: Sequence[dict[str, Any]]) -> int:
        """One call of a vendor, made again until the gateway answers it; gives how many were accepted."""
        body = msgspec.json.encode(written := envelope(vendor, list(locations)))
        rows: list[dict[str, Any]] = written["locations"]
        while True:
            answer = await self._call(vendor, path, body)
            if answer is not None and answer.status_code == httpx.codes.OK:
                return self._note(path, rows, answer)
            status, wait_s = (0, _AGAIN_S) if answer is None else (answer.status_code, _retry_s(answer))
            self.sent.write(
                SentBatch(at_ms=now_ms(), path=path, locations=len(rows), status=status, accepted=0, rejected=0)
            )
            if status not in {0, 429, 500, 502, 503}:
                raise RuntimeError(f"the gateway answered {status} to {path}: {answer.text[:200] if answer else ''}")
            await asyncio.sleep(wait_s)

    async def post_once(self, vendor: str, path: str, locations: Sequence[dict[str, Any]]) -> None:
        """One call of a vendor that is not made again, whatever becomes of it."""
        written = envelope(vendor, list(locations))
        answer = await self._call(vendor, path, msgspec.json.encode(written))
        if answer is not None and answer.status_code == httpx.codes.OK:
            self._note(path, written["locations"], answer)

    async def put_raw(self, value: bytes, locations: Sequence[dict[str, Any]]) -> None:
        """Puts a message on gps.raw, again until the broker has it; its locations then count as acknowledged."""
        while True:
            try:
                producer = await self._producer()
                await producer.send_and_wait(RAW.name, value=value)
            except (KafkaError, OSError):
                await self._drop_raw()
                await asyncio.sleep(_AGAIN_S)
                continue
            self._accept(locations)
            return

    async def _send_all(self, arrivals: Iterator[Arrival]) -> None:
        loop = asyncio.get_running_loop()
        next_s = loop.time()
        while not self.stopping.is_set():
            await self.going.wait()
            some = _handful(arrivals, max(1, round(self.rate * TICK_S)))
            handful = [arrival_later(arrival, self.ahead_ms) for arrival in some]
            if not handful:
                return
            # A minute of the fleet's time at once: no vendor's clock may run ahead of the others'.
            for _, minute in groupby(handful, key=lambda one: one.due_ms // MINUTE_MS):
                await self._send(list(minute))
            next_s = max(next_s + TICK_S, loop.time() - TICK_S)
            await asyncio.sleep(max(0.0, next_s - loop.time()))

    async def _send(self, arrivals: list[Arrival]) -> None:
        calls: dict[tuple[str, bool], list[Arrival]] = {}
        for one in arrivals:
            if one.raw is None:
                calls.setdefault((vendor_of(one.location), one.late), []).append(one)
        again, self._again = self._again, []
        for (vendor, late), some in calls.items():
            if self.rng.random() < REPEAT_SHARE:  # a vendor whose memory is short sends it once more with its next ones
                self._again.append((vendor, late, some))
        told = [*((vendor, late, some) for (vendor, late), some in calls.items()), *again]
        await asyncio.gather(*(self._one_way(*one) for one in told))
        self.last_receipt_ms = max(self.last_receipt_ms, arrivals[-1].due_ms)

    async def _one_way(self, vendor: str, late: bool, arrivals: Sequence[Arrival]) -> None:
        locations = [one.location for one in arrivals]
        if self.rng.random() < RAW_SHARE:
            sound = [one.location for one in arrivals if not one.broken]
            await self.put_raw(msgspec.json.encode(envelope(vendor, locations)), sound)
        else:
            await self.post(vendor, LATE_PATH if late else ON_TIME_PATH, locations)

    async def _call(self, vendor: str, path: str, body: bytes) -> httpx.Response | None:
        name, password = self.stage.accounts[vendor]
        word = base64.b64encode(f"{name}:{password}".encode()).decode()
        headers = {"Content-Type": "application/json", "Authorization": f"Basic {word}"}
        assert self._client is not None
        try:
            return await self._client.post(self.stage.gateway_url + path, content=body, headers=headers)
        except httpx.TransportError:
            return None

    def _note(self, path: str, rows: list[dict[str, Any]], answer: httpx.Response) -> int:
        told = answer.json()
        refused = {one["index"] for one in told["rejected"]}
        self.sent.write(
            SentBatch(
                at_ms=now_ms(), path=path, locations=len(rows), status=answer.status_code, accepted=told["accepted"],
                rejected=len(refused),
            )
        )  # fmt: skip
        self._accept([row for index, row in enumerate(rows) if index not in refused])
        return int(told["accepted"])

    def _accept(self, rows: Sequence[dict[str, Any]]) -> None:
        self.acked_at_ms = now_ms()
        for row in rows:
            self.acked.write(Acked(acked_ms=self.acked_at_ms, location=row))
        self.pings += len(rows)

    async def _producer(self) -> AIOKafkaProducer:
        async with self._turn:
            if self._raw is None:
                producer = AIOKafkaProducer(
                    bootstrap_servers=self.stage.kafka.bootstrap, acks="all", request_timeout_ms=5_000
                )
                try:
                    await producer.start()
                except BaseException:
                    await retire(producer)
                    raise
                self._raw = producer
            return self._raw

    async def _drop_raw(self) -> None:
        producer, self._raw = self._raw, None
        if producer is not None:
            await retire(producer)


def _handful(arrivals: Iterator[Arrival], size: int) -> list[Arrival]:
    found: list[Arrival] = []
    for arrival in arrivals:
        found.append(arrival)
        if len(found) >= size:
            break
    return found


def _retry_s(answer: httpx.Response) -> float:
    text = answer.headers.get("Retry-After", "")
    return float(text) if text.isdecimal() else _AGAIN_S
