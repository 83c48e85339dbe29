"""A client of the live stream, as a browser is one."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import msgspec


class Heard(msgspec.Struct, frozen=True):
    """One message: its id, its name, its data."""

    id: str
    name: str
    data: Any


async def messages(answer: httpx.Response) -> AsyncIterator[Heard]:
    """The messages of a stream; comments are passed over."""
    fields: dict[str, str] = {}
    async for line in answer.aiter_lines():
        if line == "":
            if "data" in fields:
                yield Heard(fields["id"], fields["event"], json.loads(fields["data"]))
            fields = {}
        elif not line.startswith(":"):
            name, _, value = line.partition(": ")
            fields[name] = value


class Listener:
    """Listens in the background and keeps what it heard, until it is cut off."""

    def __init__(self, api: httpx.AsyncClient, last_id: str | None = None) -> None:
        self.heard: list[Heard] = []
        self.last_id = last_id
        self.connected = asyncio.Event()
        self.task = asyncio.create_task(self._listen(api))
        # Nobody waits for a stream that has failed.
        self.task.add_done_callback(lambda _: self.connected.set())

    async def _listen(self, api: httpx.AsyncClient) -> None:
        headers = {"Last-Event-ID": self.last_id} if self.last_id else {}
        async with api.stream("GET", "/api/v1/live", headers=headers) as answer:
            assert answer.status_code == 200
            assert answer.headers["content-type"].startswith("text/event-stream")
            async for message in messages(answer):
                self.heard.append(message)
                self.last_id = message.id
                self.connected.set()

    def named(self, *names: str) -> list[Heard]:
        """The messages of these names."""
        return [message for message in self.heard if message.name in names]

    @property
    def event_ids(self) -> list[str]:
        """The ids of the trip and alert events, as heard."""
        return [message.data["id"] for message in self.named("trip", "alert")]

    async def cut(self) -> str | None:
        """Breaks the connection and returns the last id."""
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)
        return self.last_id
