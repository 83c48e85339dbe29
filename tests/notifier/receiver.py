"""A receiver of webhooks that answers as it is told, and keeps what it got."""

import asyncio
import json
from typing import Any, Self

import msgspec


class Call(msgspec.Struct, frozen=True):
    """One POST: its headers in lower case, its body as sent and as read."""

    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> Any:
        return json.loads(self.raw)

    @property
    def key(self) -> str:
        return self.headers["idempotency-key"]


class Receiver:
    """Answers the first calls from `script` (a status, a status with Retry-After, or None: never), then 204."""

    def __init__(self, *script: int | tuple[int, str] | None) -> None:
        self.script = list(script)
        self.calls: list[Call] = []
        self.address = ""
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        self.address = f"http://127.0.0.1:{port}/hook?room=1"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in list(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._answer(reader, writer))
        self._open.add(task)
        task.add_done_callback(self._open.discard)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            assert head[0] == "POST /hook?room=1 HTTP/1.1"
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
            raw = await reader.readexactly(int(headers["content-length"]))
            self.calls.append(Call(headers, raw))
            answer = self.script.pop(0) if self.script else 204
            if answer is None:
                await asyncio.Event().wait()
            status, more = answer if isinstance(answer, tuple) else (answer, "")
            after = f"Retry-After: {more}\r\n" if more else ""
            writer.write(f"HTTP/1.1 {status} Said\r\n{after}Content-Length: 0\r\nConnection: close\r\n\r\n".encode())
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
