"""The dashboard as a service: listens at once, follows the database as soon as it is there, ends cleanly on SIGTERM."""

import asyncio
import signal
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

import structlog

from dashboard.app import STATIC, build_app
from dashboard.duty.untold import keep_watching
from dashboard.feed import Feed
from dashboard.incidents.follower import Follower
from dashboard.lookups.filling import FILL_S, keep_filling
from dashboard.parties.follower import keep_telling
from dashboard.parties.given import PartyDesk
from dashboard.people.first import make_first_when_ready
from dashboard.readiness import DATABASE, watch
from dashboard.road.overdue import keep_looking
from ops.http import Health, HttpServer, stay
from ops.metrics import build_metrics
from ops.rules_file import load_thresholds
from ops.settings import Settings
from storage.pool import close_pool, connect, open_lazy_pool

POOL_SIZE: Final = 8
QUERY_S: Final = 15.0
CLOSE_S: Final = 2.0


async def run_dashboard(
    settings: Settings, demo: bool = False, say: Callable[[str], None] | None = None
) -> None:
    """Serves until SIGTERM or SIGINT, also while the database is away; raises BadSetting when it cannot listen.

    What an operator must read once (the first administrator's password) is said by `say`, without one in the log.
    """
    host, port = settings.listen("dashboard")
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stop.set)
    await serve_dashboard(settings, host, port, stop, demo=demo, say=say)


async def serve_dashboard(
    settings: Settings, host: str, port: int, stop: asyncio.Event, *, demo: bool = False, static: Path = STATIC,
    say: Callable[[str], None] | None = None,
) -> None:  # fmt: skip
    """Serves on this address until the event is set; live streams are ended first, so that nothing waits for them."""
    pool = await open_lazy_pool(settings.database, max_size=POOL_SIZE, command_s=QUERY_S)
    feed = Feed(partial(connect, settings.database), now_ms, on_pings_clock=settings.clock == "pings")
    gathering = Follower(partial(connect, settings.database), feed.now_ms)
    health = Health()
    health.waiting_for(DATABASE)
    health.probe(gathering.stuck)
    metrics = build_metrics()
    app = build_app(pool, settings, feed, health, metrics, now_ms, demo=demo, static=static)
    server = HttpServer(app, host, port)
    try:
        await server.start()  # where the port is taken nothing else is worth a word
    except BaseException:
        await close_pool(pool, CLOSE_S)
        raise
    filling = keep_filling(partial(connect, settings.database, command_s=FILL_S))
    looking = keep_looking(pool, now_ms)
    telling = keep_watching(pool, feed.now_ms, metrics, load_thresholds(settings).common.telling.untold_s)
    asking = keep_telling(pool, PartyDesk(settings), now_ms, metrics)
    works = [asyncio.create_task(work) for work in (feed.run(), gathering.run(), filling, looking, telling, asking)]
    watching = asyncio.create_task(watch(pool, feed, health, metrics, stop))
    serving = asyncio.create_task(stay(server, stop))
    stopping = asyncio.create_task(stop.wait())
    beginning = asyncio.create_task(_begin(settings, pool, say))
    try:
        await asyncio.wait({*works, watching, serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        feed.close()
        stop.set()
        for task in (*works, stopping, beginning):
            task.cancel()
        results = await asyncio.gather(*works, watching, serving, stopping, beginning, return_exceptions=True)
        await close_pool(pool, CLOSE_S)
    for result in results:
        if isinstance(result, Exception):
            raise result


async def _begin(settings: Settings, pool: Any, say: Callable[[str], None] | None) -> None:
    if settings.signs_in("dashboard"):
        await make_first_when_ready(pool, now_ms, say or structlog.get_logger("dashboard").warning)


def now_ms() -> int:
    """This machine's clock."""
    return time.time_ns() // 1_000_000
