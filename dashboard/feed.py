"""The one reader of a process: follows the durable order and the live places, and fans out to all live streams."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, Final

import msgspec
import structlog

from dashboard.answers import ClockTick, Unit
from dashboard.newest import shown_unit
from models.event import ALERT_TYPES
from models.times import from_iso, to_iso
from models.topics import PINGS
from ops.condition import condition
from storage import events, live
from storage.away import NOT_YET
from storage.lists_events import Place, read_end, read_events
from storage.lists_units import read_units_after
from storage.offsets import judged_up_to

POLL_S: Final = 1.0
HELD_BACK_POLL_S: Final = 0.1  # an event was announced, yet an older transaction is still open
CLOCK_S: Final = 5.0
RETRY_S: Final = 1.0
PAGE: Final = 500
MAX_PENDING_BYTES: Final = 8_000_000
MAX_PENDING: Final = 5_000
MAX_STREAMS: Final = 200

_log = structlog.get_logger("dashboard")


class Happening(msgspec.Struct, frozen=True):
    """One durable event, as JSON, under its name in the stream."""

    place: Place
    name: str
    data: bytes


class Moved(msgspec.Struct, frozen=True):
    """Units that changed, as a JSON array, up to this number of the live feed."""

    live_seq: int
    data: bytes


class Tick(msgspec.Struct, frozen=True):
    """The clock message as JSON."""

    data: bytes


Message = Happening | Moved | Tick


class Subscription:
    """One client's share of the feed: where it began, all units then, and the messages since, in order."""

    def __init__(self, place: Place, snapshot: Moved) -> None:
        self.place = place
        self.snapshot = snapshot
        self.dropped = False
        self._messages: deque[Message] = deque()
        self.pending_bytes = 0
        """How many bytes wait to be taken."""
        self._ended = False
        self._changed = asyncio.Event()

    def put(self, message: Message) -> None:
        """Adds a message; a client too slow to take them is dropped instead, and comes back with its last id."""
        if self._ended:
            return
        self._messages.append(message)
        self.pending_bytes += len(message.data)
        if self.pending_bytes > MAX_PENDING_BYTES or len(self._messages) > MAX_PENDING:
            self.dropped = True
            self.end()
        self._changed.set()

    def end(self) -> None:
        """No message comes any more; those that wait are let go."""
        self._ended = True
        self._messages.clear()
        self.pending_bytes = 0
        self._changed.set()

    @property
    def ended(self) -> bool:
        """Whether the stream is over."""
        return self._ended

    async def take(self, patience_s: float) -> Message | None:
        """The next message; None after so long without one, or at the end."""
        if not self._messages and not self._ended:
            self._changed.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), patience_s)
        if not self._messages:
            return None
        message = self._messages.popleft()
        self.pending_bytes -= len(message.data)
        return message


class Feed:
    """Reads on a connection of its own, woken by NOTIFY and each second anyway; goes on where it was after a break."""

    def __init__(
        self, connect: Callable[[], Awaitable[Any]], now: Callable[[], int], *, on_pings_clock: bool = False
    ) -> None:
        self._connect = connect
        self._now = now
        self._on_pings_clock = on_pings_clock
        self._data_came_ms = 0
        self._place: Place | None = None
        self._units: dict[str, Unit] = {}
        self._heard_ms: dict[str, int] = {}
        self._judged_ms: int | None = None
        self._live_seq = 0
        self._data_at: str | None = None
        self._subscriptions: set[Subscription] = set()
        self._wake = asyncio.Event()
        self._closed = False
        self.ready = False
        self.turned_s: float | None = None
        """The event loop's time of the last turn that ended well or in a wait for the database."""

    @property
    def clients(self) -> int:
        """How many live streams are open."""
        return len(self._subscriptions)

    @property
    def is_full(self) -> bool:
        """Whether so many live streams are open that no other has room."""
        return len(self._subscriptions) >= MAX_STREAMS

    @property
    def pending_bytes(self) -> int:
        """How many bytes wait for their clients."""
        return sum(subscription.pending_bytes for subscription in self._subscriptions)

    def subscribe(self) -> Subscription | None:
        """A subscription from this instant on; None while nothing was read yet or after the end."""
        if self._place is None or self._closed or not self.ready:
            return None
        subscription = Subscription(self._place, Moved(self._live_seq, msgspec.json.encode(list(self._units.values()))))
        self._subscriptions.add(subscription)
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        """Takes a subscription out."""
        subscription.end()
        self._subscriptions.discard(subscription)

    def clock(self) -> ClockTick:
        """How old the data are now.

        On the pings' clock now is the newest data's time and what has passed on this machine since it came: data of
        another day are not old, unless nothing new comes; and a backlog of days is no lag.
        """
        now_ms = self._now()
        data_ms = None if self._data_at is None else from_iso(self._data_at)
        if self._on_pings_clock and data_ms is not None:
            now_ms = data_ms + now_ms - self._data_came_ms
        found = condition(self._heard_ms.values(), None if self._on_pings_clock else self._judged_ms, now_ms)
        return ClockTick(
            data_at=self._data_at, server_at=to_iso(now_ms),
            data_age_s=None if data_ms is None else max(0.0, (now_ms - data_ms) / 1000), lag_s=found.lag_s,
            units_heard=found.heard, units_unseen=found.unseen, alarms=found.alarms,
        )  # fmt: skip

    def close(self) -> None:
        """Ends all streams and takes no new one."""
        self._closed = True
        for subscription in self._subscriptions:
            subscription.end()
        self._wake.set()

    async def run(self) -> None:
        """Follows until closed or cancelled; a database that is away is tried again each second."""
        while not self._closed:
            try:
                await self._follow()
            except NOT_YET as error:
                if self.ready or self.turned_s is None:
                    _log.warning("live feed waits for postgresql", error=" ".join(str(error).split()) or repr(error))
                self.ready = False
                self._mark_turn()
                await asyncio.sleep(RETRY_S)

    async def _follow(self) -> None:
        connection = await self._connect()
        try:
            for channel in (events.CHANNEL, live.CHANNEL):
                await connection.add_listener(channel, self._woken)
            end = await read_end(connection)
            if self._place is None or end < self._place:  # behind us: another database, or one restored from a copy
                self._place, self._live_seq = end, 0
                self._units.clear()
                self._heard_ms.clear()
            await self._read_units(connection)
            if not self.ready:
                _log.info("live feed follows", place=f"{self._place[0]}-{self._place[1]}", units=len(self._units))
            self.ready = True
            await self._turns(connection)
        finally:
            connection.terminate()

    async def _turns(self, connection: Any) -> None:
        loop = asyncio.get_running_loop()
        units_due_s = clock_due_s = loop.time()
        held_back = 0
        while not self._closed:
            announced = self._wake.is_set()
            self._wake.clear()
            found = await self._read_events(connection)
            held_back = 0 if found else (10 if announced else max(held_back - 1, 0))
            if loop.time() >= units_due_s:
                units_due_s = loop.time() + POLL_S
                await self._read_units(connection)
            if loop.time() >= clock_due_s:
                clock_due_s = loop.time() + CLOCK_S
                self._judged_ms = await judged_up_to(connection, PINGS.name)
                self._tell(tick(self.clock()))
            self._mark_turn()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), HELD_BACK_POLL_S if held_back else POLL_S)

    async def _read_events(self, connection: Any) -> bool:
        found = False
        while self._place is not None:
            rows = await read_events(connection, self._place, limit=PAGE)
            for row in rows:
                self._place = row.place
                self._tell(Happening(row.place, stream_name(row.type), row.body.encode()))
            found = found or bool(rows)
            if len(rows) < PAGE:
                break
        return found

    async def _read_units(self, connection: Any) -> None:
        moved: list[Unit] = []
        for row in await read_units_after(connection, self._live_seq):
            self._live_seq = row.seq
            unit = shown_unit(row)
            if unit is None:
                continue
            self._units[unit.unit_id] = unit
            heard_at = unit.recv_utc_ts or unit.utc_ts
            self._heard_ms[unit.unit_id] = from_iso(heard_at)
            if self._data_at is None or heard_at > self._data_at:
                self._data_at, self._data_came_ms = heard_at, self._now()
            moved.append(unit)
        if moved:
            self._tell(Moved(self._live_seq, msgspec.json.encode(moved)))

    def _tell(self, message: Message) -> None:
        for subscription in list(self._subscriptions):
            if subscription.ended:  # its client left before it took a first message
                self._subscriptions.discard(subscription)
            subscription.put(message)

    def _woken(self, *_: object) -> None:
        self._wake.set()

    def _mark_turn(self) -> None:
        self.turned_s = asyncio.get_running_loop().time()


def tick(clock: ClockTick) -> Tick:
    """The clock as a message of the stream."""
    return Tick(msgspec.json.encode(clock))


def stream_name(event_type: str) -> str:
    """The name of an event in the live stream: `alert` or `trip`."""
    return "alert" if event_type in ALERT_TYPES else "trip"
