"""The receiver at the other end of the notifier's webhook: it writes down each POST, and can be told to refuse."""

from typing import Any

import msgspec
from litestar import Litestar, Request, Response, post

from faults.evidence import Lines, Notice
from faults.service import now_ms
from ops.http import HttpServer


class _Alert(msgspec.Struct):
    alert_id: str
    version: int
    rule: str
    urgency: str


class _Told(msgspec.Struct):
    id: str
    data: _Alert


class Receiver:
    """Listens on a port; answers 200, or `status` while that is set to something else."""

    def __init__(self, port: int, lines: Lines) -> None:
        self.url = f"http://127.0.0.1:{port}/alerts"
        self.status = 200

        @post("/alerts")
        async def take(request: Request[Any, Any, Any]) -> Response[None]:
            told = msgspec.json.decode(await request.body(), type=_Told)
            status, key = self.status, request.headers.get("Idempotency-Key", "")
            alert = told.data
            lines.write(
                Notice(
                    at_ms=now_ms(), alert_id=alert.alert_id, event_id=told.id, version=alert.version, rule=alert.rule,
                    urgency=alert.urgency, key=key, status=status,
                )
            )  # fmt: skip
            return Response(None, status_code=status)

        self._server = HttpServer(Litestar([take], openapi_config=None, logging_config=None), "127.0.0.1", port)

    async def start(self) -> None:
        """Returns when it listens."""
        await self._server.start()

    async def stop(self) -> None:
        """Listens no more."""
        await self._server.stop()
