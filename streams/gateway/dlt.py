"""DLT's four calls over HTTP: paths, Basic auth, bodies and answers as its own service, plus the health pages."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Final

import structlog
from litestar import Litestar, Request, Response, delete, post
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from models.decode_fields import unit_key
from ops.http import Health, health_routes
from ops.metrics import GATEWAY_CALLS, Metrics
from streams.gateway import answers
from streams.gateway.accounts import Account, Accounts, DirectoryAway, TooManyTries
from streams.gateway.body import BadPacking, TooLarge, discard, read_body
from streams.gateway.calls import Calls, Outcome, TooManyRows, Unreadable
from streams.gateway.limits import CallLimit
from streams.gateway.sink import BrokerAway

Answer = Response[dict[str, Any]]
_MB: Final = 1_000_000


class Desk:
    """Receives one call: who is it, may it call now, is the body readable; then the work; then the answer."""

    def __init__(
        self, accounts: Accounts, limit: CallLimit, calls: Calls, metrics: Metrics, body_mb: int, rows: int
    ) -> None:
        self._accounts, self._limit, self._metrics = accounts, limit, metrics
        self.calls = calls
        self._body_mb, self._rows = body_mb, rows

    async def receive(
        self, path: str, request: Request[Any, Any, Any], work: Callable[[bytes, Account], Awaitable[Outcome]]
    ) -> Answer:
        """The answer to one call; whatever goes wrong is one too."""
        chunks = request.stream()
        answer = await self._answer(request, chunks, work)
        status = answer.status_code or 200
        if status >= 400:
            await discard(chunks)
        self._metrics.count(GATEWAY_CALLS, path=path, status=str(status))
        return answer

    async def _answer(
        self, request: Request[Any, Any, Any], chunks: AsyncIterator[bytes],
        work: Callable[[bytes, Account], Awaitable[Outcome]],
    ) -> Answer:  # fmt: skip
        try:
            account = await self._accounts.check(request.headers.get("authorization"))
            if account is None:
                return answers.refused("unauthorised")
            wait_s = self._limit.take(account.name, time.monotonic())
            if wait_s is not None:
                return answers.refused("too_many_calls", f"{wait_s:.0f}", wait_s)
            length = request.headers.get("content-length", "")
            body = await read_body(
                chunks, request.headers.get("content-encoding", ""),
                int(length) if length.isdecimal() else None, self._body_mb * _MB,
            )  # fmt: skip
            outcome = await work(body, account)
        except TooManyTries as error:
            return answers.refused("too_many_calls", f"{error.wait_s:.0f}", error.wait_s)
        except TooLarge:
            return answers.refused("too_large", f"{self._body_mb} MB unpacked")
        except TooManyRows:
            return answers.refused("too_large", f"{self._rows} rows")
        except BadPacking:
            return answers.refused("unreadable", "Content-Encoding")
        except Unreadable as error:
            return answers.refused("unreadable", str(error))
        except BrokerAway:
            return answers.refused("away", "Kafka", answers.RETRY_AWAY_S)
        except DirectoryAway:
            return answers.refused("away", "the database", answers.RETRY_AWAY_S)
        return answers.accepted(outcome.accepted, outcome.rejected)


def build_app(desk: Desk, health: Health, metrics: Metrics) -> Litestar:
    """The gateway's web application."""
    return Litestar(
        route_handlers=[*_routes(desk), *health_routes(health, metrics)],
        openapi_config=None,
        logging_config=None,
        request_max_body_size=None,  # body.py counts, and what is packed too
        exception_handlers={HTTPException: _foreign, Exception: _failed},
    )


def _routes(desk: Desk) -> list[HTTPRouteHandler]:
    calls = desk.calls

    @post("/gps/add/locations")
    async def add_locations(request: Request[Any, Any, Any]) -> Answer:
        return await desk.receive(
            "/gps/add/locations", request, lambda body, account: calls.locations(body, account, backup=False)
        )

    @post("/gps/backup/add/locations")
    async def add_backup_locations(request: Request[Any, Any, Any]) -> Answer:
        return await desk.receive(
            "/gps/backup/add/locations", request, lambda body, account: calls.locations(body, account, backup=True)
        )

    @post("/masterfile/add")
    async def add_to_masterfile(request: Request[Any, Any, Any]) -> Answer:
        return await desk.receive("/masterfile/add", request, calls.masterfile)

    @delete("/masterfile/rmvByUnit/{unit_id:str}", status_code=200)
    async def remove_from_masterfile(request: Request[Any, Any, Any], unit_id: FromPath[str]) -> Answer:
        return await desk.receive(
            "/masterfile/rmvByUnit", request, lambda _, account: calls.remove(unit_key(unit_id) or "", account)
        )

    return [add_locations, add_backup_locations, add_to_masterfile, remove_from_masterfile]


def _foreign(_: Request[Any, Any, Any], error: HTTPException) -> Answer:
    if error.status_code >= 500:
        return answers.refused("failed")
    kind = {404: "not_found", 405: "wrong_method"}.get(error.status_code, "unreadable")
    return answers.refused(kind, "HTTP")


def _failed(request: Request[Any, Any, Any], error: Exception) -> Answer:
    structlog.get_logger("gateway").error("a call failed", path=request.url.path, exc_info=error)
    return answers.refused("failed")
