"""Calls of senders that have no password: Traccar's position forwarding, and phones with OsmAnd or Traccar Client."""

from typing import Any, Final

from litestar import Request, get, post
from litestar.handlers import HTTPRouteHandler

from models.decode import decode_osmand, decode_traccar
from models.query_token import without_token
from streams.gateway.accounts import Account
from streams.gateway.calls import Outcome
from streams.gateway.desk import OSMAND, TRACCAR, Answer, Desk

_QUERY: Final = "query_string"


def device_routes(desk: Desk) -> list[HTTPRouteHandler]:
    """`/traccar` and `/osmand`, both with a token."""

    @post(TRACCAR)
    async def forwarded(request: Request[Any, Any, Any]) -> Answer:
        async def work(body: bytes, account: Account) -> Outcome:
            return await desk.calls.locations(body, account, backup=False, read=decode_traccar)

        return await desk.receive(TRACCAR, request, work, by_token=True)

    async def asked(request: Request[Any, Any, Any]) -> Answer:
        query: bytes = request.scope[_QUERY]

        async def work(body: bytes, account: Account) -> Outcome:
            # A proxy may add to the address what it likes; a form that is a token alone leaves the position there.
            sent = body if without_token(body).strip() else query
            return await desk.calls.locations(sent, account, backup=False, read=decode_osmand)

        return await desk.receive(OSMAND, request, work, by_token=True)

    @get(OSMAND)
    async def asked_by_get(request: Request[Any, Any, Any]) -> Answer:
        return await asked(request)

    @post(OSMAND)
    async def asked_by_post(request: Request[Any, Any, Any]) -> Answer:
        return await asked(request)

    return [forwarded, asked_by_get, asked_by_post]
