"""The live stream: server-sent events, gone on with exactly where the client's last id says."""

import asyncio
import contextlib
import re
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Annotated, Any, Final

import structlog
from litestar import Request, get
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import HeaderParameter
from litestar.response import Stream
from litestar.response.streaming import ASGIStreamingResponse

from dashboard.answers import Unit
from dashboard.feed import Feed, stream_name, tick
from dashboard.given import UNPACKED, GivenFeed, GivenNow, GivenPerson, GivenPool, GivenReaches, problem_specs
from dashboard.live_line import Line, ReachNow, everything
from dashboard.people.person import Person
from dashboard.problems import bad_parameter, database_away, too_many_streams
from dashboard.subscription import Happening, Subscription
from models.reach import Reach
from storage.away import AWAY
from storage.lists_events import Place, are_more, read_end, read_events

MEDIA_TYPE: Final = "text/event-stream"
HEARTBEAT_S: Final = 10.0
SEND_PATIENCE_S: Final = 20.0
PAGE: Final = 50
"""So many of the events that a client missed are in memory for it at once."""
MOST_MISSED: Final = 10_000
"""A client that missed more begins anew: to read the lists takes less than to be told all of that."""

_log = structlog.get_logger("dashboard")


class _PatientStream(ASGIStreamingResponse):
    """A stream that gives up a client that takes nothing for a while, and lets go of all it holds however it ends."""

    def __init__(self, frames: AsyncGenerator[bytes, None], headers: dict[str, str]) -> None:
        super().__init__(iterator=frames, headers=headers, media_type=MEDIA_TYPE, status_code=200)
        self._frames = frames

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async with contextlib.aclosing(self._frames):
            await super().__call__(scope, receive, send)

    async def _stream(self, send: Any) -> None:
        async def send_in_time(message: Any) -> None:
            await asyncio.wait_for(send(message), SEND_PATIENCE_S)

        try:
            await super()._stream(send_in_time)
        except TimeoutError:
            _log.info("live stream ended: the client takes nothing")


class _LiveStream(Stream):
    def __init__(self, frames: AsyncGenerator[bytes, None]) -> None:
        super().__init__(
            frames, media_type=MEDIA_TYPE, headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        )
        self._frames = frames

    def to_asgi_response(self, app: Any, request: Request[Any, Any, Any], **kwargs: Any) -> Any:  # noqa: ARG002 - given
        return _PatientStream(self._frames, dict(self.headers))


@get(
    "/live",
    opt={UNPACKED: True},
    media_type=MEDIA_TYPE,
    responses={
        200: ResponseSpec(
            data_container=list[Unit],
            media_type=MEDIA_TYPE,
            description=(
                "events `unit` (array of units that changed, the whole fleet first), "
                "`trip` and `alert` (one CloudEvent), `incident` (as in GET incidents, whenever one changes; those "
                "missed in a break are not sent again), `clock` (as GET health, every 5 s); "
                "ids `<tx>-<seq>.<live>`, resumed by Last-Event-ID unless over 10,000 events were missed"
            ),
            generate_examples=False,
        ),
        **problem_specs(400, 503),
    },
)
async def live(
    pool: GivenPool,
    feed: GivenFeed,
    person: GivenPerson,
    now: GivenNow,
    reaches: GivenReaches,
    last_event_id: Annotated[str | None, HeaderParameter(name="Last-Event-ID")] = None,
) -> Stream:
    """Units, trips, alerts and incidents as they happen.

    After a break, every trip and alert event since the last id, once; incidents are to be asked for anew.
    """
    last = _read_id(last_event_id)
    if feed.is_full:
        raise too_many_streams()
    if not feed.is_open:
        raise database_away()

    async def reach_now() -> Reach | None:
        return await reaches.of(pool, person.scope, now())

    return _LiveStream(_messages(pool, feed, person, last, reach_now))


async def _messages(
    pool: Any, feed: Feed, person: Person, last: Place | None, reach_now: ReachNow = everything
) -> AsyncGenerator[bytes, None]:
    """The stream of one client: the fleet, what it missed, then what comes; each id says how far it has got.

    Its share of the feed is taken here, so that whoever closes the stream gives it back.
    """
    with feed.subscribed() as subscription:
        if subscription is None:
            return
        try:
            line = Line(await _beginning(pool, subscription, last), person, await reach_now(), reach_now)
            yield b"retry: 2000\n\n"
            async for piece in _fleet(pool, line, subscription):
                yield piece
            for piece in await line.tell(pool, tick(feed.clock())):
                yield piece
            async for piece in _missed(pool, line, subscription):
                yield piece
            async for piece in _coming(pool, line, subscription):
                yield piece
        except AWAY as error:
            _log.warning("live stream ended: postgresql went away", error=repr(error))
        if subscription.dropped:
            _log.info("live stream ended: the client is too slow")


async def _beginning(pool: Any, subscription: Subscription, last: Place | None) -> Place:
    """Where a client begins: at its last id, unless that is too old, or beyond the end and so of another database."""
    if last is None or (last > subscription.place and last > await read_end(pool)):
        return subscription.place
    if last < subscription.place and await are_more(pool, last, subscription.place, MOST_MISSED):
        return subscription.place
    return last


async def _fleet(pool: Any, line: Line, subscription: Subscription) -> AsyncIterator[bytes]:
    if subscription.snapshot is None:
        return
    for piece in await line.tell(pool, subscription.snapshot):
        yield piece
        if subscription.ended:
            return
    subscription.snapshot = None


async def _missed(pool: Any, line: Line, subscription: Subscription) -> AsyncIterator[bytes]:
    while line.place < subscription.place and not subscription.ended:
        rows = await read_events(pool, line.place, limit=PAGE, up_to=subscription.place)
        for row in rows:
            for piece in await line.tell(pool, Happening(row.place, stream_name(row.type), row.body.encode())):
                yield piece
        if not rows:
            return


async def _coming(pool: Any, line: Line, subscription: Subscription) -> AsyncIterator[bytes]:
    while not subscription.ended:
        message = await subscription.take(HEARTBEAT_S)
        if message is None:
            yield b": still here\n\n"
            continue
        for piece in await line.tell(pool, message):
            yield piece


def _read_id(text: str | None) -> Place | None:
    if not text:
        return None
    match = re.fullmatch(r"([0-9]{1,19})-([0-9]{1,18})\.[0-9]{1,18}", text)
    if match is None:
        raise bad_parameter("Last-Event-ID", "not an id of this stream", "ไม่ใช่ id ของสตรีมนี้")
    return int(match[1]), int(match[2])
