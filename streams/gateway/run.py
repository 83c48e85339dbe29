"""The gateway as a service: what it is made of, how it starts without its neighbours, and how it ends."""

import asyncio
import contextlib
import signal
import time
from datetime import datetime
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

import structlog

from ops.garbage import keep_for_good
from ops.http import Health, HttpServer
from ops.metrics import build_metrics
from ops.personal import Sealer
from ops.refusals import RefusalWatch
from ops.rules_file import load_thresholds
from ops.settings import Settings
from ops.watchman import Watchman
from streams.arrival_clock import ArrivalClock
from streams.gateway.accounts import Accounts
from streams.gateway.calls import Calls
from streams.gateway.desk import Desk
from streams.gateway.directories import Directories, PostgresDirectories
from streams.gateway.dlt import build_app
from streams.gateway.limits import CallLimit
from streams.gateway.newest import go_on_from_newest
from streams.gateway.normaliser import Normaliser
from streams.gateway.progress_looks import GatewayLooks
from streams.gateway.records import Held, Intake
from streams.gateway.sink import BrokerAway, KafkaSink
from streams.gateway.tokens import Tokens
from streams.gateway.vendor_status import VendorStatus

ANSWER_S: Final = 3.0
LAST_WRITE_S: Final = 2.0


class Gateway:
    """All parts of one gateway, started and stopped together in the running loop."""

    def __init__(self, settings: Settings, directories: Directories | None = None) -> None:
        self.metrics = build_metrics()
        self.health = Health()
        self._refusals = RefusalWatch(settings, self.health, "gateway")
        self._directories = directories or PostgresDirectories(settings.database, self.health)
        sealer = Sealer.from_settings(settings)
        zone = ZoneInfo(settings.timezone)
        clock: ArrivalClock[Held] | None = ArrivalClock() if settings.clock == "pings" else None
        self._intake = Intake(sealer, clock)
        go_on = None if clock is None else partial(go_on_from_newest, clock, settings)
        self._sink = KafkaSink(settings, self.metrics, self.health, before_first=go_on)
        self._normaliser = Normaliser(settings, self._sink, self._intake, self.metrics, self.health, now_ms)
        looks = GatewayLooks(self._normaliser, self.health)
        self.watchman = Watchman("gateway", self.health, self.metrics, looks.look)
        limits = load_thresholds(settings).common.arrivals
        calls = Calls(
            self._sink, self._intake, self._directories, self.metrics, settings.gateway_max_rows, now_ms,
            lambda: datetime.now(zone).date(), limits,
        )  # fmt: skip
        desk = Desk(
            Accounts(self._directories), Tokens(self._directories),
            CallLimit(settings.gateway_calls_per_minute), CallLimit(settings.gateway_token_calls_per_minute), calls,
            self.metrics, self.health, settings.gateway_max_body_mb, settings.gateway_max_rows,
        )  # fmt: skip
        status = VendorStatus(calls.book, self._directories, now_ms, self._fleet_ms, limits)
        host, port = settings.listen("gateway")
        self.http = HttpServer(build_app(desk, status, self.health, self.metrics), host, port)

    def _fleet_ms(self) -> int:
        """The time by which units are silent: on the pings' clock theirs."""
        return self._intake.clock_ms or now_ms()

    async def start(self) -> None:
        """Listens at once, whether or not broker and database are there; raises BadSetting."""
        await self.http.start()
        self._directories.start()
        self._sink.start()
        self._normaliser.start()
        self._refusals.start()

    async def stop(self) -> None:
        """Finishes what it holds, within 10 s; a call that the broker keeps waiting is told to come again."""
        self._sink.hurry(ANSWER_S)
        await self._refusals.stop()
        await asyncio.gather(self.http.stop(), self._normaliser.stop())
        with contextlib.suppress(BrokerAway, TimeoutError):
            async with asyncio.timeout(LAST_WRITE_S):
                await self._sink.write(self._intake.due([]))
        await asyncio.gather(self._sink.stop(), self._directories.stop())


def now_ms() -> int:
    """This machine's clock."""
    return time.time_ns() // 1_000_000


async def run_gateway(settings: Settings, until: asyncio.Event | None = None) -> None:
    """Serves until SIGTERM, SIGINT or `until`; raises BadSetting when it cannot begin, NotGettingOn."""
    gateway = Gateway(settings)
    ending = until or asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ending.set)
    await gateway.start()
    keep_for_good()
    structlog.get_logger("gateway").info("listening", port=gateway.http.port)
    watching, told = asyncio.create_task(gateway.watchman.run()), asyncio.create_task(ending.wait())
    try:
        await asyncio.wait({watching, told}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await gateway.stop()
        for task in (watching, told):
            task.cancel()
        await asyncio.wait({watching, told})
    if not watching.cancelled():
        watching.result()
