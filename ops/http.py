"""Health over HTTP, and a server that lives in another service's loop."""

import asyncio
import contextlib
import errno
import socket
from collections.abc import Callable, Iterator
from typing import Any, Final

import structlog
import uvicorn
from litestar import Litestar, Response, get
from litestar.handlers import HTTPRouteHandler

from ops.metrics import Metrics
from ops.settings import PREFIX, BadSetting

_TEXT: Final = "text/plain"
_PROMETHEUS: Final = "text/plain; version=0.0.4"
STOP_S: Final = 5.0


class Health:
    """Whether a service is alive and getting on, and what it still waits for."""

    def __init__(self) -> None:
        self._stuck: str | None = None
        self._waiting: dict[str, None] = {}
        self._probes: list[Callable[[], str | None]] = []

    def alive(self, stuck: str | None = None) -> None:
        """Says that the service gets on, or, with a reason, that it does not."""
        self._stuck = stuck

    def probe(self, ask: Callable[[], str | None]) -> None:
        """Adds a question asked at each look: None, or the reason why the service does not get on."""
        self._probes.append(ask)

    def waiting_for(self, name: str) -> None:
        """Says that the service is not ready before `name` is there."""
        self._waiting[name] = None

    def has(self, name: str) -> None:
        """Says that `name` is there."""
        self._waiting.pop(name, None)

    @property
    def stuck(self) -> str | None:
        """Why the service does not get on; None when it does."""
        return self._stuck or next((reason for probe in self._probes if (reason := probe())), None)

    @property
    def waiting(self) -> tuple[str, ...]:
        """What the service waits for, in the order in which it was said."""
        return tuple(self._waiting)

    @property
    def ready(self) -> bool:
        """Whether the service waits for nothing."""
        return not self._waiting


def health_routes(health: Health, metrics: Metrics) -> list[HTTPRouteHandler]:
    """`/healthz`, `/readyz` and `/metrics`, for a Litestar app that has more to say than these."""

    @get("/healthz", media_type=_TEXT, include_in_schema=False, sync_to_thread=False)
    def healthz() -> Response[str]:
        stuck = health.stuck
        return Response(stuck or "ok", status_code=503 if stuck else 200)

    @get("/readyz", media_type=_TEXT, include_in_schema=False, sync_to_thread=False)
    def readyz() -> Response[str]:
        waiting = ", ".join(health.waiting)
        return Response(f"waiting for {waiting}" if waiting else "ready", status_code=503 if waiting else 200)

    @get("/metrics", media_type=_PROMETHEUS, include_in_schema=False, sync_to_thread=False)
    def exposed() -> Response[bytes]:
        return Response(metrics.exposed(), media_type=_PROMETHEUS)

    return [healthz, readyz, exposed]


def build_health_app(health: Health, metrics: Metrics) -> Litestar:
    """An app of the three health pages alone."""
    return Litestar(route_handlers=health_routes(health, metrics), openapi_config=None, logging_config=None)


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leaves the signals to the service that this server is a part of."""
        yield


class HttpServer:
    """Serves an ASGI app in the running loop: `start` returns when it listens, `stop` when it has ended."""

    def __init__(self, app: Any, host: str, port: int) -> None:
        self._app, self.host = app, host
        self.port = port
        self._server: _Server | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Listens; raises BadSetting when the port is taken or the address is not this machine's."""
        bound = _bind(self.host, self.port)
        self.port = bound.getsockname()[1]
        config = uvicorn.Config(
            self._app, log_config=None, access_log=False, server_header=False, lifespan="on",
            timeout_graceful_shutdown=int(STOP_S), timeout_keep_alive=75, backlog=512,
        )  # fmt: skip
        self._server = _Server(config)
        self._task = asyncio.create_task(self._server.serve(sockets=[bound]))
        while not self._server.started:
            if self._task.done():
                bound.close()
                self._task.result()
                raise BadSetting(f"the web server on {self.host}:{self.port} ended before it began: see the log")
            await asyncio.sleep(0.01)

    async def stop(self) -> None:
        """Lets running calls finish, at most 5 s, then ends."""
        if self._server is None or self._task is None:
            return
        self._server.should_exit = True
        await self._task


async def serve(app: Any, host: str, port: int, until: asyncio.Event) -> None:
    """Serves an ASGI app until the event is set; raises BadSetting when the port is taken."""
    server = HttpServer(app, host, port)
    await server.start()
    await stay(server, until)


async def stay(server: HttpServer, until: asyncio.Event) -> None:
    """Keeps a server that has started until the event is set, and ends it."""
    structlog.get_logger("http").info("listening", host=server.host, port=server.port)
    try:
        await until.wait()
    finally:
        await server.stop()


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen(512)
    except OSError as error:
        bound.close()
        if error.errno == errno.EADDRINUSE:
            problem = f"port {port} on {host} is taken: end what listens there, or set {PREFIX}HTTP to another"
        else:
            problem = f"cannot listen on {host}:{port}: {error.strerror}; set {PREFIX}HTTP to one of this machine"
        raise BadSetting(problem) from error
    bound.setblocking(False)
    return bound
