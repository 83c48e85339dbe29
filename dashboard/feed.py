"""The one reader of a process: follows the durable order and the live places, and fans out to all live streams."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Final

import msgspec
import structlog

from dashboard.answers import ClockTick, Unit
from dashboard.incidents.shown import told_incident
from dashboard.newest import shown_unit
from dashboard.subscription import Happening, Message, Moved, Subscription, Subscriptions, Tick
from models.event import ALERT_TYPES
from models.times import from_iso, to_iso
from models.topics import PINGS
from ops.condition import condition
from storage import events, incidents, live
from storage.away import NOT_YET
from storage.lists_events import Place, read_end, read_events
from storage.lists_incidents import read_end_of_changes, read_incidents_after
from storage.lists_units import read_units_after
from storage.offsets import judged_up_to

POLL_S: Final = 1.0
HELD_BACK_POLL_S: Final = 0.1  # an event was announced, yet an older transaction is still open
CLOCK_S: Final = 5.0
RETRY_S: Final = 1.0
PAGE: Final = 500

_log = structlog.get_logger("dashboard")


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
        self._incidents_seq = -1
        self._data_at: str | None = None
        self._fleet: Moved | None = None
        self._subscriptions = Subscriptions()
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
        return self._subscriptions.is_full

    @property
    def is_open(self) -> bool:
        """Whether it can be subscribed to: something was read, and it has not ended."""
        return self._place is not None and self.ready and not self._closed

    @property
    def held_bytes(self) -> int:
        """How many bytes wait for their clients."""
        return self._subscriptions.held_bytes

    @contextlib.contextmanager
    def subscribed(self) -> Iterator[Subscription | None]:
        """A subscription from this instant on, for the length of the block; None where there is none to be had now."""
        if self._place is None or not self.is_open or self.is_full:
            yield None
            return
        if self._fleet is None:
            self._fleet = Moved(self._live_seq, msgspec.json.encode(list(self._units.values())))
        subscription = Subscription(self._place, self._fleet)
        self._subscriptions.add(subscription)
        try:
            yield subscription
        finally:
            self._subscriptions.remove(subscription)

    def now_ms(self) -> int:
        """This machine's time; on the pings' clock the newest data's, and what has passed here since it came.

        Alerts, incidents and shelves are of one time, also where a demo's fleet drives hours behind.
        """
        if not self._on_pings_clock or self._data_at is None:
            return self._now()
        return from_iso(self._data_at) + self._now() - self._data_came_ms

    def clock(self) -> ClockTick:
        """How old the data are now; on the pings' clock only when nothing new comes, and a backlog is no lag."""
        now_ms = self.now_ms()
        data_ms = None if self._data_at is None else from_iso(self._data_at)
        found = condition(self._heard_ms.values(), None if self._on_pings_clock else self._judged_ms, now_ms)
        return ClockTick(
            data_at=self._data_at, server_at=to_iso(now_ms),
            data_age_s=None if data_ms is None else max(0.0, (now_ms - data_ms) / 1000), lag_s=found.lag_s,
            units_heard=found.heard, units_unseen=found.unseen, alarms=found.alarms,
        )  # fmt: skip

    def close(self) -> None:
        """Ends all streams and takes no new one."""
        self._closed = True
        self._subscriptions.end()
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
            for channel in (events.CHANNEL, live.CHANNEL, incidents.CHANNEL):
                await connection.add_listener(channel, self._woken)
            end = await read_end(connection)
            if self._place is not None and end < self._place:
                self._subscriptions.end()  # whoever listens has a place that is none any more, and begins anew
            if self._place is None or end < self._place:  # behind us: another database, or one restored from a copy
                self._place, self._live_seq = end, 0
                self._units.clear()
                self._fleet = None
                self._heard_ms.clear()
            changed = await read_end_of_changes(connection)
            if not 0 <= self._incidents_seq <= changed:
                self._incidents_seq = changed
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
            await self._read_incidents(connection)
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
            self._fleet = None
            self._tell(Moved(self._live_seq, msgspec.json.encode(moved)))

    async def _read_incidents(self, connection: Any) -> None:
        while rows := await read_incidents_after(connection, self._incidents_seq, PAGE):
            for row in rows:
                self._incidents_seq = row.seq
                self._tell(told_incident(row, self.now_ms()))

    def _tell(self, message: Message) -> None:
        self._subscriptions.tell(message)

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
