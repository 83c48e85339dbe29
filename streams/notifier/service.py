"""The notifier as a service: immediate alerts to a webhook and the log, incidents to people, restarts included."""

import asyncio
import signal
import time
from collections.abc import Mapping
from typing import Any, Final

import structlog

from models.party import is_party
from ops.http import Health, build_health_app, serve
from ops.metrics import build_metrics
from ops.settings import PREFIX, BadSetting, Settings
from ops.watchman import Watchman
from storage.away import NOT_YET
from storage.events import CHANNEL
from storage.incidents import CHANNEL as INCIDENTS
from storage.pool import close_pool, connect, open_lazy_pool
from streams.notifier.breaker import Breaker
from streams.notifier.channels.channel import Channel
from streams.notifier.channels.log import LogChannel
from streams.notifier.channels.webhook import WebhookChannel
from streams.notifier.clock import DatabaseClock
from streams.notifier.deliver import Deliverer
from streams.notifier.gather import PAGE, gather
from streams.notifier.progress_looks import NotifierLooks
from streams.notifier.telling.building import build_people_channels
from streams.notifier.telling.links import link_of
from streams.notifier.telling.teller import Teller

POLL_S: Final = 0.5
RETRY_S: Final = 1.0
_WORTH_SAYING: Final = 2
FINISH_S: Final = 4.0
TURN_S: Final = 3.0
STUCK_S: Final = 60.0
QUERY_S: Final = 15.0
CLOSE_S: Final = 1.0
DATABASE: Final = "postgresql"

_log = structlog.get_logger("notifier")


async def run_notifier(settings: Settings) -> None:
    """Notifies until SIGTERM or SIGINT, also while the database is away; raises BadSetting when it cannot begin."""
    host, port = settings.listen("notifier")
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stop.set)
    await serve_notifier(settings, host, port, stop)


async def serve_notifier(settings: Settings, host: str, port: int, stop: asyncio.Event) -> None:
    """Notifies and serves health on this address until the event is set."""
    channels, links = build_channels(settings), link_of(settings)
    pool = await open_lazy_pool(settings.database, max_size=4, command_s=QUERY_S)
    health, metrics = Health(), build_metrics()
    health.waiting_for(DATABASE)
    clock = DatabaseClock()
    people_channels = build_people_channels(settings, pool, clock.now_ms)
    deliverer = Deliverer(pool, channels, settings, metrics, clock.now_ms)
    teller = Teller(settings, pool, people_channels, metrics, clock.now_ms, links)
    serving = asyncio.create_task(serve(build_health_app(health, metrics), host, port, stop))
    notifying = asyncio.create_task(_notify(settings, tuple(channels), deliverer, teller, clock, health, stop))
    looks = NotifierLooks(pool, clock.now_ms, DATABASE, lambda: teller.sender.resting)
    watchman = Watchman("notifier", health, metrics, looks.look)
    watching = asyncio.create_task(watchman.run())
    try:
        await asyncio.wait({serving, notifying, watching}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stop.set()
        watching.cancel()
        await asyncio.wait({notifying}, timeout=TURN_S)
        notifying.cancel()  # a database that neither answers nor fails must not keep it
        results = await asyncio.gather(serving, notifying, watching, return_exceptions=True)
        await asyncio.gather(deliverer.sendings.finish(FINISH_S), teller.sender.sendings.finish(FINISH_S))
        for channel in (*channels.values(), *people_channels.values()):
            await channel.close()
        await close_pool(pool, CLOSE_S)
    for result in results:
        if isinstance(result, Exception):
            raise result


def build_channels(settings: Settings) -> Mapping[str, Channel]:
    """The channels that are set up, by name: the log always, the webhook where an address is set."""
    channels: dict[str, Channel] = {"log": LogChannel()}
    if settings.webhook:
        if not settings.webhook.startswith(("http://", "https://")):
            raise BadSetting(f"{PREFIX}WEBHOOK is no address: write https://host/path")
        channels["webhook"] = WebhookChannel(settings.webhook, settings.webhook_secret, now_ms)
    return channels


def now_ms() -> int:
    """This machine's clock."""
    return time.time_ns() // 1_000_000


async def _notify(
    settings: Settings, channels: tuple[str, ...], deliverer: Deliverer, teller: Teller, clock: DatabaseClock,
    health: Health, stop: asyncio.Event,
) -> None:  # fmt: skip
    loop = asyncio.get_running_loop()
    turned_s = loop.time()
    health.probe(lambda: None if loop.time() - turned_s < STUCK_S else f"no turn for {STUCK_S:.0f} s")
    wake, tries = asyncio.Event(), 0
    while not stop.is_set():
        connection: Any = None
        try:
            connection = await connect(settings.database)
            for heard in (CHANNEL, INCIDENTS):
                await connection.add_listener(heard, lambda *_: wake.set())
            while not stop.is_set():
                wake.clear()
                await clock.look(connection)
                while await gather(connection, channels, clock.now_ms()) == PAGE:
                    turned_s = loop.time()
                await deliverer.start_due(connection)
                await _tell(teller, connection)
                say_of_channels(health, teller.sender.breakers)
                for fault in (deliverer.sendings.fault, teller.sender.sendings.fault):
                    if fault is not None:
                        raise fault
                health.has(DATABASE)
                tries = 0
                turned_s = loop.time()
                await _first(wake, stop, POLL_S)
        except NOT_YET as error:
            tries += 1
            if tries == _WORTH_SAYING:  # one that ends at once for another reason says that alone
                _log.warning("notifier waits for postgresql", error=" ".join(str(error).split()) or repr(error))
            health.waiting_for(DATABASE)
            turned_s = loop.time()
            await _first(stop, stop, RETRY_S)
        finally:
            if connection is not None:
                connection.terminate()


async def _tell(teller: Teller, connection: Any) -> None:
    try:
        await teller.turn(connection)
    except NOT_YET:
        raise
    except Exception as error:  # noqa: BLE001 - notices go on without it
        _log.error("people cannot be told of incidents", error=repr(error), exc_info=error)


def say_of_channels(health: Health, breakers: Mapping[str, Breaker]) -> None:
    """Has readiness name the channels that are left alone, and forget those that work again.

    Those of carriers and generators are theirs to mend: officers see in the case what was not taken.
    """
    for name, breaker in breakers.items():
        if is_party(name):
            continue
        if breaker.state == "closed":
            health.has(f"channel {name}")
        else:
            health.waiting_for(f"channel {name}")


async def _first(one: asyncio.Event, other: asyncio.Event, patience_s: float) -> None:
    """Returns when either event is set, or after so long."""
    waits = {asyncio.create_task(each.wait()) for each in (one, other)}
    try:
        await asyncio.wait(waits, timeout=patience_s, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
