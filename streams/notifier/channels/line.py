"""LINE as a channel: push messages under a retry key, and the month's quota of the official account.

Source: LINE Developers, "Retry failed API requests" and the Messaging API reference. A retry key makes one of several
calls count; 409 says that one was accepted before. What LINE has accepted is sent; it never tells whether it arrived.
"""

import asyncio
import time
import uuid
from collections.abc import Callable
from typing import Any, Final

import httpx
import msgspec

from streams.notifier.channels.channel import Delivery, Quota
from streams.notifier.channels.webhook import read_retry_after

TIMEOUT_S: Final = 10.0
QUOTA_HOLDS_S: Final = 60.0
KEPT_BACK: Final = 0.2
"""This part of a month's messages is for what is immediate."""
_LONGEST: Final = 5_000
_KEYS: Final = uuid.UUID("5f0a86a4-5d0c-4f27-9d4e-0b8f7b1a3c55")
_SPENT: Final = "monthly limit"


class _Limit(msgspec.Struct):
    type: str
    value: int = 0


class _Usage(msgspec.Struct):
    totalUsage: int  # noqa: N815 - LINE's own name


def allows(quota: Quota | None, *, immediate: bool) -> bool:
    """Whether a message may go: what is not immediate only while more than the part kept back is left."""
    return immediate or quota is None or quota.limit is None or quota.used < quota.limit * (1 - KEPT_BACK)


def outside(link: str) -> str:
    """The link as LINE opens it in the phone's browser, not in its own.

    Source: LINE Developers, "Using LINE features with the LINE URL scheme": `openExternalBrowser=1`.
    """
    return str(httpx.URL(link).copy_set_param("openExternalBrowser", "1"))


def retry_key(message_id: str) -> str:
    """The retry key of a message: always the same one."""
    return str(uuid.uuid5(_KEYS, message_id))


class LineAccount:
    """The official account that all messages come from; its quota is read at most once a minute."""

    def __init__(
        self, token: str, address: str, now_ms: Callable[[], int], timeout_s: float = TIMEOUT_S,
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self._now_ms, self._timeout_s, self._monotonic_s = now_ms, timeout_s, monotonic_s
        self._client = httpx.AsyncClient(
            base_url=address, timeout=timeout_s, headers={"Authorization": f"Bearer {token}"}, follow_redirects=False,
            trust_env=False,
        )  # fmt: skip
        self._read_s: float | None = None
        self._lock = asyncio.Lock()
        self.quota: Quota | None = None

    async def read_quota(self) -> Quota | None:
        """The month's quota as LINE counts it, None where it does not say; that keeps nothing back."""
        async with self._lock:
            if self._read_s is None or self._monotonic_s() - self._read_s >= QUOTA_HOLDS_S:
                self._read_s = self._monotonic_s()
                self.quota = await self._quota()
            return self.quota

    async def look(self) -> None:
        """Reads the quota anew if it was read a while ago."""
        await self.read_quota()

    async def push(self, to: str, text: str, message_id: str) -> Delivery:
        """Pushes a text to a user, a group or a room."""
        body = {"to": to, "messages": [{"type": "text", "text": text[:_LONGEST]}]}
        try:
            async with asyncio.timeout(self._timeout_s):
                answer = await self._client.post(
                    "/v2/bot/message/push", json=body, headers={"X-Line-Retry-Key": retry_key(message_id)}
                )
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            return Delivery(outcome="again", error=f"no answer: {type(error).__name__}")
        return self._read(answer)

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.aclose()

    def _read(self, answer: httpx.Response) -> Delivery:
        if answer.is_success or answer.status_code == httpx.codes.CONFLICT:
            return Delivery(outcome="delivered")
        said = f"HTTP {answer.status_code}"
        if answer.status_code == httpx.codes.TOO_MANY_REQUESTS and _SPENT in answer.text:
            return Delivery(outcome="refused", error=f"{said}: the month's quota is spent", is_final=True)
        if answer.is_server_error or answer.status_code in {408, 429}:
            wait_s = read_retry_after(answer.headers.get("Retry-After"), self._now_ms())
            return Delivery(outcome="again", error=said, wait_s=wait_s)
        return Delivery(outcome="refused", error=said, is_final=True)

    async def _quota(self) -> Quota | None:
        try:
            async with asyncio.timeout(self._timeout_s):
                told = [await self._client.get(f"/v2/bot/message/quota{path}") for path in ("", "/consumption")]
            limit = msgspec.json.decode(told[0].content, type=_Limit)
            usage = msgspec.json.decode(told[1].content, type=_Usage)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, msgspec.MsgspecError):
            return None
        return Quota(limit=limit.value if limit.type == "limited" else None, used=usage.totalUsage)


class LineChannel:
    """One recipient of the account's messages."""

    def __init__(self, name: str, to: str, account: LineAccount) -> None:
        self.name, self._to, self.account = name, to, account

    async def send(self, notice_id: str, payload: dict[str, Any]) -> Delivery:
        """Pushes the Thai text; what is not immediate goes another way once the last fifth of the quota is begun."""
        immediate = payload["urgency"] == "immediate"
        if not immediate and not allows(await self.account.read_quota(), immediate=False):
            kept = "the rest of the month's quota is kept for what is immediate"
            return Delivery(outcome="refused", error=kept, is_final=True)
        link, text = payload.get("link"), payload["message_th"]
        for each in payload.get("links", ()):
            text = text.replace(each, outside(each))
        text = "\n".join([text, *([outside(link)] if link else [])])
        return await self.account.push(self._to, text, notice_id)

    async def close(self) -> None:
        """The account is closed by whoever opened it."""
        await self.account.close()
