"""The tracker as a service: what it is made of, how it starts without its neighbours, and how it ends."""

import asyncio
import contextlib
import signal
import tempfile
import time
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any, Final

import structlog
from aiokafka.errors import KafkaConnectionError

from ops.garbage import keep_for_good, look_seldom
from ops.http import Health, HttpServer, build_health_app
from ops.metrics import build_metrics
from ops.personal import Sealer
from ops.refusals import RefusalWatch
from ops.rules_file import load_thresholds
from ops.settings import Settings
from ops.watchman import Watchman
from storage.live import save_live
from storage.pool import COMMAND_S, open_lazy_pool
from streams.tracker.app import build_app, stop_app
from streams.tracker.judge import Judge
from streams.tracker.leftovers import own_prefix, sweep
from streams.tracker.live import LiveFeed, rows_of_message
from streams.tracker.ping_path import PingPath
from streams.tracker.poll import Poll
from streams.tracker.progress_looks import TrackerLooks
from streams.tracker.reference import ReferenceKeeper
from streams.tracker.relay import Relay
from streams.tracker.sessions import guarded
from streams.tracker.waiting import BROKER, DATABASE, look_for_database, look_for_topics, wait_for
from streams.tracker.worlds import Worlds

_POOL: Final = 8
_FLUSH_S: Final = 2.0
_STOP_S: Final = 4.0
_APP_STOP_S: Final = 1.5
_AGAIN_S: Final = 1.0
_LOOK_S: Final = 0.5
BEGINNING: Final = "the tracker's beginning"


class NotBegun(Exception):
    """The broker was there, and went away while the tracker was beginning: what was begun is ended."""


class Tracker:
    """All parts of one tracker, in the running loop; calls `loaded` once it holds the reference data."""

    def __init__(self, settings: Settings, loaded: Callable[[], None] = lambda: None) -> None:
        self.settings = settings
        self._loaded = loaded
        self.metrics = build_metrics()
        self.health = Health()
        self.health.waiting_for(BEGINNING)
        self.path: PingPath | None = None
        self._refusals = RefusalWatch(settings, self.health, "tracker")
        self.worlds = Worlds(settings, load_thresholds(settings), self.metrics)
        self._sealer = Sealer.from_settings(settings)
        self._tasks: list[asyncio.Task[None]] = []
        self._app: Any = None
        self._pool: Any = None
        self._relay: Relay | None = None
        self._live = LiveFeed(settings)
        self._judge: Judge | None = None
        host, port = settings.listen("tracker")
        self.http = HttpServer(build_health_app(self.health, self.metrics), host, port)
        self._log = structlog.get_logger("tracker")

    async def run(self, ending: asyncio.Event) -> None:
        """Serves until `ending` is set; raises when a part of it has ended by itself."""
        await self.http.start()
        self._log.info("listening", port=self.http.port)
        sweep()
        with tempfile.TemporaryDirectory(prefix=own_prefix()) as folder:
            self._refusals.start()
            try:
                begun = asyncio.create_task(self._begin(Path(folder)))
                await _first(begun, ending)
                if begun.done():
                    begun.result()
                    await self._watch(ending)
            finally:
                begun.cancel()
                await asyncio.gather(begun, return_exceptions=True)
                await self._end()

    async def _begin(self, folder: Path) -> None:
        settings, health = self.settings, self.health
        await wait_for(DATABASE, lambda: look_for_database(settings), health)
        dsn = guarded(settings.database, settings.instance_name("tracker"))
        self._pool = pool = await open_lazy_pool(dsn, max_size=_POOL, command_s=COMMAND_S)
        await wait_for(BROKER, lambda: look_for_topics(settings), health)
        self._relay = relay = Relay(settings, pool, self._owners, self.metrics)
        keeper = ReferenceKeeper(settings, pool, self._sealer, self.metrics, relay.wake)
        await wait_for("the end of the reference topics", keeper.catch_up, health)
        await wait_for("the reference data", self.worlds.load, health)
        self._loaded()
        self._judge = judge = Judge(settings, self.worlds, self.metrics, relay.wake)
        wall = settings.clock == "wall"
        poll = Poll(self._sealer, self.metrics, self._live, wall=wall, now_ms=now_ms)
        self.path = PingPath(
            settings, pool, self.worlds, poll, self._live, self.metrics, health, relay.wake, self._flush
        )
        self._app = build_app(settings, folder, keeper.keep, self._show, self.path.run)
        looks = TrackerLooks(pool, self.path, relay, judge, health)
        watchman = Watchman("tracker", health, self.metrics, looks.look)
        parts = (self.worlds.keep(), relay.run(), judge.run(), self._live.run(), keeper.watch(), self._read(self.path))
        for part in (*parts, watchman.run()):
            self._start(part)
        try:
            await self._app.start()
        except KafkaConnectionError as error:
            raise NotBegun(str(error)) from error
        health.has(BEGINNING)
        self._log.info("running", instance=settings.instance_name("tracker"))

    def _start(self, part: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(asyncio.create_task(part))

    async def _watch(self, ending: asyncio.Event) -> None:
        """Returns when told to end; a part that ends before is a fault that ends the process."""
        crashed = asyncio.create_task(self._crash())
        try:
            await _first(crashed, ending, *self._tasks)
            if ending.is_set():
                return
            for task in self._tasks:
                if task.done():
                    task.result()
            raise RuntimeError("a part of the tracker has ended: see the log") from self._app.crash_reason
        finally:
            crashed.cancel()
            await asyncio.gather(crashed, return_exceptions=True)

    async def _read(self, path: PingPath) -> None:
        """Returns once pings are read no more: Faust takes the cancellation of what it runs for an end in order."""
        await path.ended.wait()

    async def _crash(self) -> None:
        """Returns once the app has ended by itself; its own way of waiting leaves tasks behind when it is cancelled."""
        while not self._app.should_stop:  # noqa: ASYNC110 - Faust has no event for it
            await asyncio.sleep(_LOOK_S)

    async def _end(self) -> None:
        """Finishes what it holds and commits it, within 10 s."""
        if self.path is not None:
            self.path.stop()
            await _at_most(_STOP_S, self.path.ended.wait())
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        ends: list[Awaitable[object]] = [self._refusals.stop(), self.http.stop(), self._live.stop()]
        if self._relay is not None:
            ends.append(self._relay.stop())
        if self._app is not None:
            ends.append(stop_app(self._app, _APP_STOP_S))
        await asyncio.gather(*ends, return_exceptions=True)
        if self._pool is not None:
            await _at_most(1.0, self._pool.close())
            self._pool.terminate()

    async def _flush(self) -> None:
        """Sends what the outbox still holds of ours, if the broker takes it at once."""
        if self._relay is not None:
            with contextlib.suppress(Exception):
                async with asyncio.timeout(_FLUSH_S):
                    while await self._relay.relay_once():
                        pass

    async def _show(self, body: bytes) -> None:
        async with self._pool.acquire() as connection:
            await save_live(connection, rows_of_message(body))

    def _owners(self) -> dict[int, int]:
        return (self.path.owners if self.path else {}) | (self._judge.owners if self._judge else {})


def now_ms() -> int:
    """This machine's clock."""
    return time.time_ns() // 1_000_000


async def run_tracker(settings: Settings, until: asyncio.Event | None = None) -> None:
    """Serves until SIGTERM, SIGINT or `until`; raises BadSetting when it cannot begin, RuntimeError when it fails."""
    look_seldom()
    ending = until or asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ending.set)
    while not ending.is_set():
        try:
            await Tracker(settings, keep_for_good).run(ending)
            return
        except NotBegun as error:
            structlog.get_logger("tracker").warning("Kafka went away at the start: beginning again", error=str(error))
            await _at_most(_AGAIN_S, ending.wait())


async def _first(first: "asyncio.Task[Any]", ending: asyncio.Event, *others: "asyncio.Task[None]") -> None:
    waiter = asyncio.create_task(ending.wait())
    try:
        await asyncio.wait([first, waiter, *others], return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiter.cancel()
        await asyncio.gather(waiter, return_exceptions=True)


async def _at_most(seconds: float, waiting: Awaitable[object]) -> None:
    with contextlib.suppress(Exception):
        async with asyncio.timeout(seconds):
            await waiting
