"""Sends a fleet: its pings to the gateway as vendors do, or onto a Kafka topic; its papers to their topics."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final

import aiokafka
import aiokafka.errors
import httpx
import msgspec

from models.reference import Kind
from models.topics import RAW
from ops.refusals import explained
from simulator.envelope import envelope, lines, vendor_of
from simulator.pace import pause
from simulator.pings import Arrival
from simulator.world import World
from streams.reference.files import Publishable
from streams.reference.publish import publish_reference

Credentials = Mapping[str, tuple[str, str]]
"""Vendor code -> account and password; the code `*` stands for every vendor that is not named."""

ON_TIME_PATH: Final = "/gps/add/locations"
LATE_PATH: Final = "/gps/backup/add/locations"
LARGEST_BATCH: Final = 1000
LONGEST_WAIT_S: Final = 30.0
PATIENCE_S: Final = 120.0


class NotSent(RuntimeError):
    """The pings do not get through; the text says where and what to do."""


@dataclass(slots=True)
class Sent:
    """What has gone out so far."""

    pings: int = 0
    refused: int = 0
    calls: int = 0
    waits: int = 0


@dataclass(slots=True)
class GatewaySender:
    """Posts batches, one after another for each vendor; waits when told to (429, 503) and while nobody answers."""

    url: str
    credentials: Credentials
    stop: asyncio.Event
    patience_s: float = PATIENCE_S
    transport: httpx.AsyncBaseTransport | None = None
    sent: Sent = field(default_factory=Sent)

    async def run(self, batches: AsyncIterator[list[Arrival]]) -> Sent:
        """Sends everything; raises NotSent."""
        async with httpx.AsyncClient(
            base_url=self.url, timeout=30.0, trust_env=False, transport=self.transport
        ) as client:
            async for arrivals in batches:
                calls = _by_vendor(arrivals)
                results = await asyncio.gather(
                    *(self._vendor(client, vendor, parts) for vendor, parts in calls.items()), return_exceptions=True
                )
                for result in results:
                    if isinstance(result, BaseException):
                        raise result
        return self.sent

    async def _vendor(self, client: httpx.AsyncClient, vendor: str, parts: list[tuple[bool, list[Arrival]]]) -> None:
        for late, arrivals in parts:
            for start in range(0, len(arrivals), LARGEST_BATCH):
                await self._post(client, vendor, late, arrivals[start : start + LARGEST_BATCH])

    async def _post(self, client: httpx.AsyncClient, vendor: str, late: bool, arrivals: list[Arrival]) -> None:
        path = LATE_PATH if late else ON_TIME_PATH
        body = msgspec.json.encode(envelope(vendor, [one.location for one in arrivals]))
        waited_s = 0.0
        while not self.stop.is_set():
            answer, wait_s = await self._once(client, path, vendor, body, waited_s)
            self.sent.calls += 1
            if answer is None or answer.status_code in {429, 503}:
                if waited_s >= self.patience_s:
                    raise NotSent(f"the gateway at {self.url} took nothing for {waited_s:.0f} s: is it well?")
                self.sent.waits += 1
                waited_s += wait_s
                await pause(wait_s, self.stop)
            elif answer.status_code == 413 and len(arrivals) > 1:
                half = len(arrivals) // 2
                await self._post(client, vendor, late, arrivals[:half])
                await self._post(client, vendor, late, arrivals[half:])
                return
            else:
                self._count(answer, vendor, len(arrivals))
                return

    async def _once(
        self, client: httpx.AsyncClient, path: str, vendor: str, body: bytes, waited_s: float
    ) -> tuple[httpx.Response | None, float]:
        """One call's answer, None when nobody answers, and how long to wait before another."""
        auth = httpx.BasicAuth(*_account(self.credentials, vendor))
        headers = {"Content-Type": "application/json; charset=utf-8"}
        try:
            answer = await client.post(path, content=body, auth=auth, headers=headers)
        except httpx.TransportError as error:
            if waited_s >= self.patience_s:
                reason = type(error).__name__
                raise NotSent(f"the gateway at {self.url} does not answer ({reason}): is it running?") from error
            return None, min(max(1.0, waited_s), 10.0)
        return answer, _retry_after_s(answer)

    def _count(self, answer: httpx.Response, vendor: str, rows: int) -> None:
        if answer.status_code == 401:
            raise NotSent(f"the gateway at {self.url} does not know vendor {vendor}'s account: check name and password")
        if answer.status_code != 200:
            said = f"{answer.status_code}: {answer.text[:200]}"
            raise NotSent(f"the gateway at {self.url} answered vendor {vendor} with {said}")
        rejected = len(answer.json().get("rejected", []))
        self.sent.refused += rejected
        self.sent.pings += rows - rejected


def _account(credentials: Credentials, vendor: str) -> tuple[str, str]:
    found = credentials.get(vendor) or credentials.get("*")
    if found is None:
        raise NotSent(f"no account for vendor {vendor}: give one for it, or one for * (every vendor)")
    return found


def _retry_after_s(answer: httpx.Response) -> float:
    text = answer.headers.get("Retry-After", "")
    return min(float(text), LONGEST_WAIT_S) if text.isdecimal() else 1.0


def _by_vendor(arrivals: Sequence[Arrival]) -> dict[str, list[tuple[bool, list[Arrival]]]]:
    """Each vendor's calls in order: runs of rows on time and of late ones. Lines that are no record stay behind."""
    rows: dict[str, list[Arrival]] = {}
    for arrival in arrivals:
        if arrival.raw is None:
            rows.setdefault(vendor_of(arrival.location), []).append(arrival)
    return {
        vendor: [(late, list(run)) for late, run in groupby(some, key=lambda one: one.late)]
        for vendor, some in rows.items()
    }


async def send_to_topic(
    batches: AsyncIterator[list[Arrival]], kafka_options: Mapping[str, Any], topic: str = RAW.name
) -> Sent:
    """Puts everything on a topic, broken lines too, and returns once the broker has it; raises NotSent."""
    sent = Sent()
    producer = aiokafka.AIOKafkaProducer(**kafka_options, acks="all", enable_idempotence=True, linger_ms=10)
    try:
        try:
            await producer.start()
            async for arrivals in batches:
                for line in lines(sorted(arrivals, key=lambda one: vendor_of(one.location))):
                    await producer.send(topic, value=line)
                    sent.calls += 1
                await producer.flush()
                sent.pings += sum(not one.broken for one in arrivals)
        finally:
            await producer.stop()
    except aiokafka.errors.KafkaError as error:
        servers = kafka_options.get("bootstrap_servers", "")
        raise NotSent(f"cannot send to {topic} at {servers}: {await explained(kafka_options, error)}") from error
    return sent


async def publish_world(world: World, kafka_options: Mapping[str, Any]) -> int:
    """Puts a fleet's papers on the reference topics and returns how many records; raises NotPublished."""
    published = 0
    for kind, records in papers(world):
        published += await publish_reference(kafka_options, kind, records)
    return published


def papers(world: World) -> list[tuple[Kind, list[Publishable]]]:
    """A fleet's papers as records of the reference topics, in the order in which they refer to one another."""
    return [
        ("zones", [Publishable(key=row["properties"]["zone_id"], value=row) for row in world.zones["features"]]),
        ("vehicles", [Publishable(key=f"{row['unit_id']}|{row['valid_from']}", value=row) for row in world.vehicles]),
        ("permits", [Publishable(key=row["permit_no"], value=row) for row in world.permits]),
        ("manifests", [Publishable(key=row["manifest_no"], value=row) for row in world.manifests]),
    ]
