"""The phone that has the page installed as a channel: messages over its browser's push service, encrypted for it alone.

Sources: RFC 8030 (push: TTL, Urgency, Topic; 404 and 410 say that an address is no more), RFC 8291 (encryption),
RFC 8292 (VAPID). What a push service has accepted is sent; it does not tell whether it arrived.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02
from pywebpush import WebPusher, WebPushException

from models.times import DAY_MS
from ops.personal import CannotOpen, Sealer
from ops.push_address import PushAddress, contact_of, is_push_service, push_key
from ops.settings import Settings
from storage.away import AWAY
from storage.push_phones import forget_phones, read_phones
from streams.notifier.channels.channel import Delivery
from streams.notifier.channels.webhook import read_retry_after

TIMEOUT_S: Final = 10.0
IMMEDIATE_S: Final = 60
"""So long a push service keeps what is immediate for a phone without signal: by then it was told another way."""
OTHERS_S: Final = 4 * 3600
LIFE_MS: Final = 90 * DAY_MS
"""A phone on which no case was opened for so long gets no more messages."""
_SIGNED_S: Final = 12 * 3600
_LONGEST_BYTES: Final = 2_600
"""Of a text; a push service takes 4,096 bytes with all that is around it."""
_TOPIC: Final = 32
_GONE: Final = frozenset({404, 410})
_BUSY: Final = frozenset({408, 425, 429})


class PushSigner:
    """Says to a push service who sends."""

    def __init__(self, settings: Settings) -> None:
        key: ec.EllipticCurvePrivateKey = push_key(settings)
        self._vapid, self._contact = Vapid02(private_key=key), contact_of(settings)
        self.hosts = settings.push_hosts

    def headers(self, endpoint: str) -> dict[str, str]:
        """What goes along with a message to this address."""
        parts = urlsplit(endpoint)
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}", "sub": self._contact, "exp": int(time.time()) + _SIGNED_S,
        }  # fmt: skip
        signed: dict[str, str] = self._vapid.sign(claims)
        return signed


class PushChannel:
    """All phones of one person: sent is what a service of any of them took."""

    def __init__(
        self, name: str, person: str, pool: Any, signer: PushSigner, sealer: Sealer, now_ms: Callable[[], int],
        timeout_s: float = TIMEOUT_S,
    ) -> None:  # fmt: skip
        self.name, self._person, self._pool = name, person, pool
        self._signer, self._sealer, self._now_ms, self._timeout_s = signer, sealer, now_ms, timeout_s
        # Its own settings only: a proxy named in the environment would see where phones are reached.
        self._client = httpx.AsyncClient(timeout=timeout_s, follow_redirects=False, trust_env=False)

    async def send(self, notice_id: str, payload: dict[str, Any]) -> Delivery:
        """Sends to each phone, which shows a repeat in the place of the first; one that takes no more is forgotten."""
        try:
            rows = await read_phones(self._pool, self._person, self._now_ms() - LIFE_MS)
            phones = {row.phone_id: self._opened(row.sealed) for row in rows}
            tries = await asyncio.gather(
                *(self._post(address, notice_id, payload) for address in phones.values() if address is not None)
            )
            gone = [one.phone_id for one, _, is_gone in tries if is_gone]
            if gone:
                await forget_phones(self._pool, gone)
        except AWAY as error:
            return Delivery(outcome="again", error=f"no database: {type(error).__name__}")
        return _of_all([delivery for _, delivery, is_gone in tries if not is_gone])

    def _opened(self, sealed: bytes) -> PushAddress | None:
        """The address; None where the key is another by now, or the service is no more among those that may be."""
        try:
            address = msgspec.json.decode(self._sealer.open(sealed), type=PushAddress)
        except (CannotOpen, msgspec.MsgspecError):
            return None
        return address if is_push_service(address.endpoint, self._signer.hosts) else None

    async def _post(
        self, address: PushAddress, notice_id: str, payload: dict[str, Any]
    ) -> tuple[PushAddress, Delivery, bool]:
        is_immediate = payload["urgency"] == "immediate"
        info = {"endpoint": address.endpoint, "keys": {"p256dh": address.p256dh, "auth": address.auth}}
        try:
            body = WebPusher(info).encode(shown(notice_id, payload), content_encoding="aes128gcm")["body"]
        except WebPushException:
            return address, Delivery(outcome="refused", error="the phone's keys are no keys", is_final=True), True
        headers = {
            **self._signer.headers(address.endpoint), "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream", "TTL": str(IMMEDIATE_S if is_immediate else OTHERS_S),
            "Urgency": "high" if is_immediate else "normal", "Topic": notice_id.replace(":", "-")[:_TOPIC],
        }  # fmt: skip
        try:
            async with asyncio.timeout(self._timeout_s):
                answer = await self._client.post(address.endpoint, content=body, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            return address, Delivery(outcome="again", error=f"no answer: {type(error).__name__}"), False
        return address, self._read(answer), answer.status_code in _GONE

    def _read(self, answer: httpx.Response) -> Delivery:
        if answer.is_success:
            return Delivery(outcome="delivered")
        said = f"HTTP {answer.status_code}"
        if answer.is_server_error or answer.status_code in _BUSY:
            wait_s = read_retry_after(answer.headers.get("Retry-After"), self._now_ms())
            return Delivery(outcome="again", error=said, wait_s=wait_s)
        return Delivery(outcome="refused", error=said, is_final=True)

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.aclose()


def shown(notice_id: str, payload: dict[str, Any]) -> bytes:
    """What the phone is to show, as its page reads it: a title, some lines, and the link that a tap opens."""
    text = payload["message_th"].partition("\n")[2] or payload["message_th"]
    cut = text.encode()[:_LONGEST_BYTES].decode(errors="ignore")
    return msgspec.json.encode(
        {
            "id": notice_id, "title": payload["subject_th"][:200], "body": cut if cut == text else f"{cut}…",
            "link": payload.get("link"), "immediate": payload["urgency"] == "immediate",
        }
    )  # fmt: skip


def _of_all(deliveries: Sequence[Delivery]) -> Delivery:
    """What became of a message that several phones were to get: the best of all."""
    if not deliveries:
        none = "no phone of this person takes messages: open a case on it and allow them there"
        return Delivery(outcome="refused", error=none, is_final=True)
    order = ("delivered", "again", "refused")
    return min(deliveries, key=lambda one: order.index(one.outcome))
