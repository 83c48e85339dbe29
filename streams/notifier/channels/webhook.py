"""The webhook as a channel: POST of JSON, signed, with a key by which a receiver knows a repeat."""

import asyncio
import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

import httpx
import msgspec

from streams.notifier.channels.channel import Delivery

TIMEOUT_S: Final = 10.0
_BUSY: Final = frozenset({408, 425, 429})


class WebhookChannel:
    """Posts to one address; `now_ms` is asked where Retry-After names a date."""

    def __init__(
        self, address: str, secret: str, now_ms: Callable[[], int], timeout_s: float = TIMEOUT_S, *,
        name: str = "webhook",
    ) -> None:
        self.name = name
        self._address = address
        self._secret = secret.encode()
        self._timeout_s = timeout_s
        self._now_ms = now_ms
        # Its own settings only: a proxy named in the environment would see every alert.
        self._client = httpx.AsyncClient(timeout=timeout_s, follow_redirects=False, trust_env=False)

    async def send(self, notice_id: str, payload: dict[str, Any]) -> Delivery:
        """Posts the notice; 2xx and 409 (known already) are delivered, 5xx, 429 and no answer are for later."""
        body = msgspec.json.encode(payload)
        headers = {"Content-Type": "application/json", "Idempotency-Key": notice_id}
        if self._secret:
            headers["X-Wastetrack-Signature"] = f"sha256={hmac.new(self._secret, body, hashlib.sha256).hexdigest()}"
        try:
            # The answer's body is not read: a status is all that is wanted, and it may be of any length.
            async with (
                asyncio.timeout(self._timeout_s),
                self._client.stream("POST", self._address, content=body, headers=headers) as answer,
            ):
                return self._read(answer)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            return Delivery(outcome="again", error=f"no answer: {type(error).__name__} {error}".strip())

    def _read(self, answer: httpx.Response) -> Delivery:
        if answer.is_success or answer.status_code == 409:
            return Delivery(outcome="delivered", arrived=True)
        said = f"HTTP {answer.status_code}"
        if answer.is_server_error or answer.status_code in _BUSY:
            return Delivery(
                outcome="again", error=said, wait_s=read_retry_after(answer.headers.get("Retry-After"), self._now_ms())
            )
        return Delivery(outcome="refused", error=said)

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.aclose()


def read_retry_after(text: str | None, now_ms: int) -> float | None:
    """Seconds to wait as Retry-After says, in seconds or as a date; None when it says nothing readable."""
    if text is None:
        return None
    if text.strip().isdigit():
        return float(text.strip())
    try:
        at: datetime = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, at.timestamp() - now_ms / 1000)
