"""Servers that take messages as LINE, mail servers and webhooks do, and answer as they are told."""

import asyncio
import email
import email.policy
import json
from email.message import EmailMessage
from typing import Any, Literal, Self, cast

from aiosmtpd.smtp import SMTP, Envelope, Session

Doing = int | tuple[int, str] | Literal["hang", "take and hang up"]


class HttpServer:
    """Takes each call once by its key, and answers the first calls as `script` says: a status, with Retry-After, or not."""

    key_header = "idempotency-key"
    accepted_status = 204

    def __init__(self, *script: Doing) -> None:
        self.script = list(script)
        self.calls: list[str] = []
        """The key of each call that came in."""
        self.taken: dict[str, Any] = {}
        """What was taken, by its key."""
        self.quota = {"": {"type": "none"}, "/consumption": {"totalUsage": 0}}
        self._open: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.address = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
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
            method, path, _ = head[0].split(" ")
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
            raw = await reader.readexactly(int(headers.get("content-length", 0)))
            if method == "GET":
                await self._say(writer, 200, "", json.dumps(self.quota[path.removeprefix("/v2/bot/message/quota")]))
                return
            key = headers[self.key_header]
            self.calls.append(key)
            doing = self.script.pop(0) if self.script else self.accepted_status
            if doing == "hang":
                await asyncio.Event().wait()
            if doing == "take and hang up":
                self.taken[key] = json.loads(raw)
                return
            status, more = doing if isinstance(doing, tuple) else (cast("int", doing), "")
            if status == self.accepted_status:
                status = 409 if key in self.taken else status
                self.taken.setdefault(key, json.loads(raw))
            await self._say(writer, status, more)
        except (OSError, asyncio.IncompleteReadError, RuntimeError):
            pass
        finally:
            writer.close()

    async def _say(self, writer: asyncio.StreamWriter, status: int, after: str, body: str = "") -> None:
        more = f"Retry-After: {after}\r\n" if after else ""
        said = f"HTTP/1.1 {status} Said\r\n{more}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}"
        writer.write(said.encode())
        await writer.drain()


class LineServer(HttpServer):
    """LINE's Messaging API, as far as it is used."""

    key_header = "x-line-retry-key"
    accepted_status = 200


class MailServer:
    """Takes mail and answers the first ones as `script` says: a reply, or "hang", or "take and hang up"."""

    def __init__(self, *script: str) -> None:
        self.script = list(script)
        self.mails: list[EmailMessage] = []

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: SMTP(self, hostname="mail.test", loop=loop), "127.0.0.1", 0)
        self.address = f"smtp://127.0.0.1:{self._server.sockets[0].getsockname()[1]}?from=alerts@wastetrack.example"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    async def handle_DATA(self, server: SMTP, _: Session, envelope: Envelope) -> str:  # noqa: N802 - the library's name
        doing = self.script.pop(0) if self.script else "250 Taken"
        if doing == "hang":
            await asyncio.Event().wait()
        if doing in {"250 Taken", "take and hang up"}:
            content = cast("bytes", envelope.content)
            self.mails.append(email.message_from_bytes(content, policy=email.policy.default))
        if doing == "take and hang up":
            cast("asyncio.Transport", server.transport).abort()
        return doing
