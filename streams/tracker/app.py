"""The Faust app: agents on the reference topics and the live feed, and the ping path as one of its services."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, Final

import faust
import structlog
from mode.threads import ServiceThread

from models.topics import LIVE, REFERENCE
from ops.kafka import client_options
from ops.settings import PREFIX, BadSetting, Settings
from streams.tracker.faust_transport import EndingTransport

_SESSION_S: Final = 6.0
_HEARTBEAT_S: Final = 1.0
_CANCEL_S: Final = 0.5

KeepReference = Callable[[Any], Awaitable[None]]
KeepLive = Callable[[bytes], Awaitable[None]]


class ReferenceTold:
    """A record of a reference topic as Faust gives it."""

    def __init__(self, message: Any) -> None:
        self.topic: str = message.topic
        self.partition: int = message.partition
        self.offset: int = message.offset
        self.timestamp_ms = round(message.timestamp * 1000)
        self.key: bytes | None = message.key
        self.value: bytes | None = message.value


class PingService(faust.Service):
    """Runs the ping path beside the agents; when it ends by an error, so does the app."""

    def __init__(self, run: Callable[[], Awaitable[None]], **kwargs: Any) -> None:
        self._run_path = run
        super().__init__(**kwargs)

    async def on_start(self) -> None:
        """Begins to read."""
        self.add_future(self._run_path())


def build_app(
    settings: Settings, folder: Path, keep_reference: KeepReference, keep_live: KeepLive,
    run_pings: Callable[[], Awaitable[None]],
) -> faust.App:  # fmt: skip
    """An app whose agents never let an error out: what they call retries for ever or sets the record aside.

    Its offsets may be lost or run ahead; what depends on them is repeated without harm, or looked for by offset.
    """
    app = faust.App(
        f"{settings.group}-faust",
        broker=_brokers(settings),
        broker_credentials=_credentials(settings),
        broker_session_timeout=_SESSION_S,
        broker_heartbeat_interval=_HEARTBEAT_S,
        broker_commit_interval=2.0,
        consumer_auto_offset_reset="earliest",
        consumer_group_instance_id=settings.instance_name("tracker"),
        key_serializer="raw",
        value_serializer="raw",
        store="memory://",
        datadir=str(folder),
        topic_allow_declare=False,
        topic_disable_leader=True,
        web_enabled=False,
        stream_wait_empty=False,
    )
    app.transport = EndingTransport(app.conf.broker_consumer, app)
    reference = app.topic(*[topic.name for topic in REFERENCE], key_type=bytes, value_type=bytes)
    live = app.topic(LIVE.name, key_type=bytes, value_type=bytes)
    log = structlog.get_logger("tracker")

    async def keep_versions(stream: Any) -> AsyncIterator[None]:
        async for event in stream.events():
            await keep_reference(ReferenceTold(event.message))
            yield

    async def show_units(stream: Any) -> AsyncIterator[None]:
        async for event in stream.events():
            try:
                await keep_live(event.message.value or b"")
            except Exception as error:  # noqa: BLE001 - the next message shows the same units again
                log.info("live units not shown", error=f"{type(error).__name__}: {error}")
            yield

    app.agent(reference, name="reference")(keep_versions)
    app.agent(live, name="live")(show_units)
    # A dependency, not an app.service: those are begun only when Faust's own group has been shared out.
    app.add_dependency(PingService(run_pings, loop=app.loop, beacon=app.beacon))
    return app


def _brokers(settings: Settings) -> str:
    return ";".join(f"aiokafka://{server.strip()}" for server in settings.kafka.split(",") if server.strip())


def _credentials(settings: Settings) -> Any:
    options = client_options(settings)
    if "ssl_context" not in options:
        return None
    if "sasl_mechanism" not in options:
        return faust.SSLCredentials(context=options["ssl_context"])
    try:
        return faust.SASLCredentials(
            username=options["sasl_plain_username"],
            password=options["sasl_plain_password"],
            ssl_context=options["ssl_context"],
            mechanism=options["sasl_mechanism"],
        )
    except ValueError as error:
        raise BadSetting(f"{PREFIX}KAFKA_SECURITY is scram, which Faust does not speak here: {error}") from error


async def stop_app(app: faust.App, patience_s: float) -> None:
    """Ends the app, at the latest after twice `patience_s`.

    Where the broker is away the thread of Faust's consumer dies without saying so, and its end would be waited for a
    minute: after `patience_s` it is said in its place.
    """
    ending = asyncio.ensure_future(app.stop())
    done, _ = await asyncio.wait({ending}, timeout=patience_s)
    if not done:
        for thread in _threads_of(app):
            thread.set_shutdown()
        done, _ = await asyncio.wait({ending}, timeout=patience_s)
    if not done:
        ending.cancel()
        done, _ = await asyncio.wait({ending}, timeout=_CANCEL_S)
    for ended in done:
        if not ended.cancelled():
            ended.exception()  # how it ended changes nothing any more


def _threads_of(service: Any) -> Iterator[ServiceThread]:
    for child in service._children:  # noqa: SLF001 - there is no other way to its thread
        if isinstance(child, ServiceThread):
            yield child
        yield from _threads_of(child)
