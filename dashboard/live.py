"""The live stream: server-sent events, gone on with exactly where the client's last id says."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Annotated, Any, Final

import structlog
from litestar import Request, get
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import HeaderParameter
from litestar.response import Stream
from litestar.response.streaming import ASGIStreamingResponse

from dashboard.answers import Unit
from dashboard.events import place_text
from dashboard.feed import PAGE, Feed, Happening, Moved, Subscription, Tick, stream_name, tick
from dashboard.given import UNPACKED, GivenFeed, GivenPool, problem_specs
from dashboard.problems import bad_parameter, database_away, too_many_streams
from storage.away import AWAY
from storage.lists_events import Place, read_end, read_events

MEDIA_TYPE: Final = "text/event-stream"
HEARTBEAT_S: Final = 10.0
SEND_PATIENCE_S: Final = 20.0

_log = structlog.get_logger("dashboard")


class _PatientStream(ASGIStreamingResponse):
    """A stream that gives up a client that takes nothing for a while."""

    async def _stream(self, send: Any) -> None:
        async def send_in_time(message: Any) -> None:
            await asyncio.wait_for(send(message), SEND_PATIENCE_S)

        try:
            await super()._stream(send_in_time)
        except TimeoutError:
            _log.info("live stream ended: the client takes nothing")


class _LiveStream(Stream):
    def __init__(self, frames: AsyncIterator[bytes]) -> None:
        super().__init__(
            frames, media_type=MEDIA_TYPE, headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        )
        self._frames = frames

    def to_asgi_response(self, app: Any, request: Request[Any, Any, Any], **kwargs: Any) -> Any:  # noqa: ARG002 - given
        return _PatientStream(
            iterator=self._frames, headers=dict(self.headers), media_type=MEDIA_TYPE, status_code=200
        )


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
                "`trip` and `alert` (one CloudEvent), `clock` (as GET health, every 5 s); "
                "ids `<tx>-<seq>.<live>`, resumed by Last-Event-ID"
            ),
            generate_examples=False,
        ),
        **problem_specs(400, 503),
    },
)
async def live(
    pool: GivenPool,
    feed: GivenFeed,
    last_event_id: Annotated[str | None, HeaderParameter(name="Last-Event-ID")] = None,
) -> Stream:
    """Units, trips and alerts as they happen; after a break, every trip and alert event since the last id, once."""
    last = _read_id(last_event_id)
    if feed.is_full:
        raise too_many_streams()
    subscription = feed.subscribe()
    if subscription is None:
        raise database_away()
    try:
        # An id beyond the end is of another database: such a client begins anew.
        if last is not None and last > subscription.place and last > await read_end(pool):
            last = None
    except BaseException:
        feed.unsubscribe(subscription)
        raise
    return _LiveStream(_messages(pool, feed, subscription, last))


async def _messages(pool: Any, feed: Feed, subscription: Subscription, last: Place | None) -> AsyncIterator[bytes]:
    """The stream of one client: the fleet, what it missed, then what comes; each id says how far it has got."""
    place = subscription.place if last is None else last
    live_seq = subscription.snapshot.live_seq
    try:
        yield b"retry: 2000\n\n" + _frame(place, live_seq, "unit", subscription.snapshot.data)
        yield _frame(place, live_seq, "clock", tick(feed.clock()).data)
        while place < subscription.place and not subscription.ended:
            rows = await read_events(pool, place, limit=PAGE, up_to=subscription.place)
            for row in rows:
                place = row.place
                yield _frame(place, live_seq, stream_name(row.type), row.body.encode())
            if not rows:
                break
        while not subscription.ended:
            message = await subscription.take(HEARTBEAT_S)
            match message:
                case None:
                    yield b": still here\n\n"
                case Happening():
                    if message.place > place:
                        place = message.place
                        yield _frame(place, live_seq, message.name, message.data)
                case Moved():
                    live_seq = message.live_seq
                    yield _frame(place, live_seq, "unit", message.data)
                case Tick():
                    yield _frame(place, live_seq, "clock", message.data)
    except AWAY as error:
        _log.warning("live stream ended: postgresql went away", error=repr(error))
    finally:
        feed.unsubscribe(subscription)
        if subscription.dropped:
            _log.info("live stream ended: the client is too slow")


def _frame(place: Place, live_seq: int, name: str, data: bytes) -> bytes:
    return f"id: {place_text(place)}.{live_seq}\nevent: {name}\ndata: ".encode() + data + b"\n\n"


def _read_id(text: str | None) -> Place | None:
    if not text:
        return None
    match = re.fullmatch(r"([0-9]{1,19})-([0-9]{1,18})\.[0-9]{1,18}", text)
    if match is None:
        raise bad_parameter("Last-Event-ID", "not an id of this stream", "ไม่ใช่ id ของสตรีมนี้")
    return int(match[1]), int(match[2])


