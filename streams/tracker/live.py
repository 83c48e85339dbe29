"""The live feed: the newest place of each unit that changed, in rounds of a second to ten; may be lost or repeated."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Final, Literal

import msgspec
import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from models.alert import SEVERITY_RANK, Finding
from models.ping import Ping
from models.times import MINUTE_MS, from_iso, to_iso
from models.topics import LIVE
from ops.kafka import client_options
from ops.producers import retire
from ops.settings import Settings
from storage.live import LiveRow
from streams.judging.fleet import Fleet
from streams.judging.published import Published
from streams.judging.state import Unit
from streams.judging.world import World

SILENT_MS: Final = 10 * MINUTE_MS
MOVING_KMH: Final = 5.0
ROUND_S: Final = 1.0
"""A round takes that long at least: a truck is shown where it is once a second."""
LONG_ROUND_S: Final = 10.0
"""It rests only as long as it takes no longer than that in all, however many there are to show."""
MESSAGE_UNITS: Final = 100
"""So few are sent at once, and a rest lies between: of a large fleet nearly all trucks change each second, and to show
them all at a stroke would hold up judging them."""
_REST: Final = 49
"""So many times as long as it took to send a message it rests: whoever stores it has more to do."""
_SILENCES_EVERY_S: Final = 10.0
_ONE_POLL_S: Final = 0.005
_SEND_S: Final = 2.0
_URGENCY_RANK: Final = {"record": 0, "today": 1, "immediate": 2}

State = Literal["moving", "idle", "parked", "silent"]


class LiveUnit(msgspec.Struct, frozen=True, kw_only=True):
    """A unit as screens show it; the same object as the HTTP API's."""

    unit_id: str
    plate: str | None
    province: str | None
    carrier: str | None
    utc_ts: str
    recv_utc_ts: str
    lat: float
    lon: float
    speed: float | None
    course: float | None
    state: State
    trip_id: str | None
    permit_no: str | None
    urgency: str | None
    severity: str | None


_ENCODER: Final = msgspec.json.Encoder()
_UNITS: Final = msgspec.json.Decoder(list[LiveUnit])


def live_unit(unit: Unit, ping: Ping, world: World, now_ms: int) -> LiveUnit:
    """The unit at its newest fix; `now_ms` tells whether it has fallen silent."""
    vehicle = world.vehicle(unit.unit_id, ping.utc_ms)
    published = unit.published.each()
    trip = next((e for e in published if e.trip is not None and e.trip.state in {"on_the_way", "arrived"}), None)
    worst = max(_standing_alerts(published, trip), key=_gravity, default=None)
    return LiveUnit(
        unit_id=unit.unit_id,
        plate=None if vehicle is None else vehicle.plate,
        province=None if vehicle is None else vehicle.province,
        carrier=None if vehicle is None else vehicle.carrier,
        utc_ts=to_iso(ping.utc_ms),
        recv_utc_ts=to_iso(ping.receipt_ms if ping.recv_ms is None else ping.recv_ms),
        lat=ping.lat,
        lon=ping.lon,
        speed=ping.speed_kmh,
        course=ping.course_deg,
        state=_state(unit, ping, now_ms),
        trip_id=None if trip is None else trip.entity_id,
        permit_no=None if trip is None or trip.trip is None else trip.trip.permit_no,
        urgency=None if worst is None else worst.urgency,
        severity=None if worst is None else worst.severity,
    )


def rows_of_message(body: bytes) -> list[LiveRow]:
    """The rows that a message of the topic `live` makes; raises msgspec.DecodeError or UnreadableTime."""
    return [
        LiveRow(unit_id=unit.unit_id, utc_ms=from_iso(unit.utc_ts), body=_ENCODER.encode(unit))
        for unit in _UNITS.decode(body)
    ]


def _state(unit: Unit, ping: Ping, now_ms: int) -> State:
    if now_ms - max(ping.receipt_ms, unit.fold.receipt_ms) >= SILENT_MS:
        return "silent"
    moving = unit.fold.moving if unit.fold.at_ms == ping.utc_ms else (ping.speed_kmh or 0) > MOVING_KMH
    if moving:
        return "moving"
    return "idle" if ping.engine_on else "parked"


def _standing_alerts(published: Sequence[Published], trip: Published | None) -> list[Finding]:
    """Alerts whose state goes on, facts of the trip under way, and facts of no trip while no later trip has begun."""
    trip_id = None if trip is None else trip.entity_id
    return [
        alert
        for entry in published
        if (alert := entry.alert) is not None
        and alert.is_open
        and (
            alert.ended_ms is None
            or (alert.trip_id is not None and alert.trip_id == trip_id)
            or (alert.trip_id is None and _last_start_ms(published) < alert.started_ms)
        )
    ]


def _last_start_ms(published: Iterable[Published]) -> int:
    return max((entry.trip.started_ms for entry in published if entry.trip is not None), default=-1)


def _gravity(alert: Finding) -> tuple[int, int]:
    return _URGENCY_RANK[alert.urgency], SEVERITY_RANK[alert.severity]


class LiveFeed:
    """Collects what changed and sends it, partition by partition; a broker that is away is not waited for."""

    def __init__(
        self, settings: Settings, monotonic_s: Callable[[], float] = time.monotonic,
        rest: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:  # fmt: skip
        self._settings, self._monotonic_s, self._rest = settings, monotonic_s, rest
        self._changed: dict[int, dict[str, tuple[Unit, Ping]]] = {}
        self._as_of: dict[int, tuple[World, int]] = {}
        self._shown: dict[int, dict[str, State]] = {}
        self._looked_s: dict[int, float] = {}
        self._look_s = monotonic_s()
        self._looks = 1
        self._producer: AIOKafkaProducer | None = None
        self._log = structlog.get_logger("tracker")

    def changed(self, partition: int, units: Iterable[tuple[Unit, Ping]], world: World, now_ms: int) -> None:
        """Notes units that changed: how they are to be shown is worked out when they are sent."""
        self._as_of[partition] = world, now_ms
        self._changed.setdefault(partition, {}).update({one[0].unit_id: one for one in units})

    def look_for_silences(
        self, partition: int, units: Fleet, newest: Mapping[str, Ping], world: World, now_ms: int
    ) -> None:
        """Now and then notes the units that have fallen silent since they were last shown."""
        now_s = self._monotonic_s()
        if now_s - self._looked_s.setdefault(partition, now_s - _SILENCES_EVERY_S) < _SILENCES_EVERY_S:
            return
        if (apart_s := now_s - self._look_s) > _ONE_POLL_S:
            # As many at once as it takes to come by all of them in half the time, which is nearly always one.
            self._looks, self._look_s = max(1, int(apart_s * 2 * len(self._looked_s) / _SILENCES_EVERY_S)), now_s
        if self._looks == 0:
            return
        self._looks -= 1
        self._looked_s[partition] = now_s
        shown = self._shown.get(partition, {})
        others = (name for name in newest if shown.get(name) != "silent" and name in units)
        heard = ((units.peek(name), newest[name]) for name in others)
        fallen = [(unit, ping) for unit, ping in heard if _state(unit, ping, now_ms) == "silent"]
        self.changed(partition, fallen, world, now_ms)

    def forget(self, partition: int) -> None:
        """Drops what was collected of a partition that is not ours any more."""
        self._changed.pop(partition, None)
        self._as_of.pop(partition, None)
        self._shown.pop(partition, None)
        self._looked_s.pop(partition, None)

    async def run(self) -> None:
        """Sends round by round what changed, until cancelled."""
        while True:
            began_s = self._monotonic_s()
            try:
                await self.send_round()
            except (KafkaError, OSError, TimeoutError) as error:
                self._log.info("live feed not sent", error=f"{type(error).__name__}: {error}")
                await self.stop()
            await self._rest(max(0.0, began_s + ROUND_S - self._monotonic_s()))

    async def stop(self) -> None:
        """Lets go of the producer."""
        producer, self._producer = self._producer, None
        if producer is not None:
            await retire(producer)

    async def send_round(self) -> None:
        """Sends each partition's units that had changed when the round began, a few at a time.

        Raises what kept it from that; what was not sent is sent with the next.
        """
        waiting = {partition: len(units) for partition, units in self._changed.items() if units}
        if not waiting:
            return
        if self._producer is None:
            self._producer = AIOKafkaProducer(
                **client_options(self._settings), client_id="wastetrack-live", acks=1, request_timeout_ms=5_000,
            )  # fmt: skip
            await self._producer.start()
        messages = [partition for partition, units in waiting.items() for _ in range(0, units, MESSAGE_UNITS)]
        for partition in messages:
            began_s = self._monotonic_s()
            await self._send_some(self._producer, partition)
            took_s = self._monotonic_s() - began_s
            await self._rest(min(took_s * _REST, max(0.0, LONG_ROUND_S / len(messages) - took_s)))

    async def _send_some(self, producer: AIOKafkaProducer, partition: int) -> None:
        changed = self._changed.get(partition)
        if not changed or partition not in self._as_of:  # not ours any more since a moment ago
            return
        some = {unit_id: changed.pop(unit_id) for unit_id in list(islice(changed, MESSAGE_UNITS))}
        try:
            await self._put(producer, partition, some.values())
        except BaseException:  # a truck that has fallen silent does not change again: it is sent with the next
            if partition in self._as_of:
                self._changed[partition] = some | self._changed.get(partition, {})
            raise

    async def _put(self, producer: AIOKafkaProducer, partition: int, units: Iterable[tuple[Unit, Ping]]) -> None:
        (world, now_ms), shown = self._as_of[partition], self._shown.setdefault(partition, {})
        found = [live_unit(unit, ping, world, now_ms) for unit, ping in units]
        shown |= {one.unit_id: one.state for one in found}
        async with asyncio.timeout(_SEND_S):
            await producer.send_and_wait(LIVE.name, key=str(partition).encode(), value=_ENCODER.encode(found))
