"""DLT's four calls over HTTP: paths, Basic auth, bodies and answers as its own service, plus the health pages.

Beside them what a vendor asks: the check of a batch, of which nothing is stored, and its own state.
"""

from typing import Any, Final

import structlog
from litestar import Litestar, Request, delete, get, post
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from models.decode_fields import unit_key
from ops.http import Health, health_routes
from ops.metrics import Metrics
from streams.gateway import answers
from streams.gateway.accounts import Account
from streams.gateway.desk import ADD, ADD_BACKUP, Answer, Desk
from streams.gateway.devices import device_routes
from streams.gateway.vendor_status import VendorStatus

CHECK: Final = "/gps/check/locations"
STATUS: Final = "/gps/status"


def build_app(desk: Desk, status: VendorStatus, health: Health, metrics: Metrics) -> Litestar:
    """The gateway's web application."""
    return Litestar(
        route_handlers=[
            *_routes(desk), _status_route(desk, status), *device_routes(desk), *health_routes(health, metrics)
        ],
        openapi_config=None,
        logging_config=None,
        request_max_body_size=None,  # body.py counts, and what is packed too
        exception_handlers={HTTPException: _foreign, Exception: _failed},
    )


def _routes(desk: Desk) -> list[HTTPRouteHandler]:
    calls = desk.calls

    @post(ADD)
    async def add_locations(request: Request[Any, Any, Any]) -> Answer:
        return await desk.receive(ADD, request, lambda body, account: calls.locations(body, account, backup=False))

    @post(ADD_BACKUP)
    async def add_backup_locations(request: Request[Any, Any, Any]) -> Answer:
        return await desk.receive(
            ADD_BACKUP, request, lambda body, account: calls.locations(body, account, backup=True)
        )

    @post(CHECK)
    async def check_locations(request: Request[Any, Any, Any]) -> Answer:
        return await desk.receive(CHECK, request, calls.check)

    @post("/masterfile/add")
    async def add_to_masterfile(request: Request[Any, Any, Any]) -> Answer:
        return await desk.receive("/masterfile/add", request, calls.masterfile)

    @delete("/masterfile/rmvByUnit/{unit_id:str}", status_code=200)
    async def remove_from_masterfile(request: Request[Any, Any, Any], unit_id: FromPath[str]) -> Answer:
        return await desk.receive(
            "/masterfile/rmvByUnit", request, lambda _, account: calls.remove(unit_key(unit_id) or "", account)
        )

    return [add_locations, add_backup_locations, check_locations, add_to_masterfile, remove_from_masterfile]


def _status_route(desk: Desk, status: VendorStatus) -> HTTPRouteHandler:
    async def work(_: bytes, account: Account) -> Answer:
        return answers.status(await status.of(account))

    @get(STATUS)
    async def vendor_status(request: Request[Any, Any, Any]) -> Answer:
        return await desk.receive(STATUS, request, work)

    return vendor_status


def _foreign(_: Request[Any, Any, Any], error: HTTPException) -> Answer:
    if error.status_code >= 500:
        return answers.refused("failed")
    kind = {404: "not_found", 405: "wrong_method"}.get(error.status_code, "unreadable")
    return answers.refused(kind, "HTTP")


def _failed(request: Request[Any, Any, Any], error: Exception) -> Answer:
    structlog.get_logger("gateway").error("a call failed", path=request.url.path, exc_info=error)
    return answers.refused("failed")
