"""Ends the live stream of somebody who has been signed out, whose session is over or whose role was taken away."""

import asyncio
from typing import Any, Final

from litestar.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.people.guard import Guard, noted_visit
from storage.away import AWAY

CHECK_S: Final = 10.0


def ends_streams(guard: Guard) -> Any:
    """A middleware: a request that lasts is asked again and again whether its asker would still be let in."""

    def around(app: ASGIApp) -> ASGIApp:
        async def watched(scope: Scope, receive: Receive, send: Send) -> None:
            open_body = False

            async def receive_or_end() -> Any:
                while True:
                    try:
                        return await asyncio.wait_for(receive(), CHECK_S)
                    except TimeoutError:
                        if not await _still_holds(guard, scope):
                            return {"type": "http.disconnect"}

            async def sent(message: Message) -> None:
                nonlocal open_body
                open_body = message["type"] == "http.response.start" or bool(message.get("more_body"))
                await send(message)

            await app(scope, receive_or_end, sent)
            if open_body:
                await send({"type": "http.response.body", "body": b"", "more_body": False})

        return watched

    return around


async def _still_holds(guard: Guard, scope: Scope) -> bool:
    visit = noted_visit(scope)
    try:
        return visit is None or await guard.still_holds(visit)
    except AWAY:
        return True  # the stream ends by itself where the database is away for long
