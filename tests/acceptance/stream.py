"""A client of the dashboard's live stream, in a thread of its own, as a browser is one."""

import contextlib
import http.client
import json
import socket
import threading
from typing import Any, NamedTuple, Self

from models.event import Event
from tests.acceptance.system import Service


class Heard(NamedTuple):
    """One message: its name and its data."""

    name: str
    data: Any


class Listener:
    """Listens until it leaves; keeps what it heard."""

    def __init__(self, dashboard: Service) -> None:
        self.heard: list[Heard] = []
        self.text = ""
        self._connection = http.client.HTTPConnection("127.0.0.1", dashboard.port, timeout=60)
        self._connection.request("GET", "/api/v1/live", headers={"Accept": "text/event-stream"})
        self._socket = self._connection.sock
        self._answer = self._connection.getresponse()
        assert self._answer.status == 200, self._answer.read()
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):  # the server was faster
                self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(20)
        self._connection.close()
        assert not self._thread.is_alive()

    def _listen(self) -> None:
        name = ""
        try:
            for line in self._answer:
                text = line.decode().rstrip("\n")
                self.text += text + "\n"
                if text.startswith("event: "):
                    name = text.removeprefix("event: ")
                elif text.startswith("data: "):
                    self.heard.append(Heard(name, json.loads(text.removeprefix("data: "))))
        except (OSError, http.client.HTTPException):
            return

    def of(self, name: str) -> list[Heard]:
        """The messages of this name."""
        return [heard for heard in list(self.heard) if heard.name == name]

    @property
    def events(self) -> list[Event]:
        """The trip and alert events, in the order heard."""
        return [Event(**heard.data) for heard in list(self.heard) if heard.name in {"trip", "alert"}]

    def places(self) -> dict[str, set[tuple[float, float]]]:
        """Where each unit has been shown."""
        found: dict[str, set[tuple[float, float]]] = {}
        for heard in self.of("unit"):
            for unit in heard.data:
                found.setdefault(unit["unit_id"], set()).add((unit["lat"], unit["lon"]))
        return found
