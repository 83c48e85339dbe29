"""E-mail as a channel: one text in both languages by SMTP, under a Message-ID that stays the same."""

import asyncio
import ssl
from email.message import EmailMessage
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib
import msgspec

from ops.setting_forms import is_loopback
from streams.notifier.channels.channel import Delivery

TIMEOUT_S: Final = 12.0
_PORTS: Final = {"smtp": 587, "smtps": 465}
_FOR_EVER: Final = 500
"""From this code on a server says that trying again would not help."""


class MailServer(msgspec.Struct, frozen=True, kw_only=True):
    """A server that takes mail: over TLS at once (`smtps`), or after STARTTLS, which loopback need not have."""

    host: str
    port: int
    sender: str
    user: str | None
    password: str | None
    tls: bool
    start_tls: bool | None

    @classmethod
    def from_address(cls, address: str) -> "MailServer":
        """The server of `smtps://user:password@host:465?from=alerts@example.org`; raises ValueError."""
        parts = urlsplit(address)
        sender = parse_qs(parts.query).get("from", [""])[0]
        if parts.scheme not in _PORTS or not parts.hostname or "@" not in sender:
            raise ValueError("write smtps://user:password@host:465?from=alerts@example.org")
        return cls(
            host=parts.hostname, port=parts.port or _PORTS[parts.scheme], sender=sender,
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None, tls=parts.scheme == "smtps",
            start_tls=None if is_loopback(parts.hostname) else parts.scheme == "smtp",
        )  # fmt: skip


class EmailChannel:
    """One recipient."""

    def __init__(self, name: str, to: str, server: MailServer, timeout_s: float = TIMEOUT_S) -> None:
        self.name, self._to, self._server, self._timeout_s = name, to, server, timeout_s

    async def send(self, notice_id: str, payload: dict[str, Any]) -> Delivery:
        """Sends the mail; a server that took it and hung up before it said so gets it again, under the same name."""
        server = self._server
        try:
            async with asyncio.timeout(self._timeout_s):
                await aiosmtplib.send(
                    mail_of(notice_id, payload, server.sender, self._to), hostname=server.host, port=server.port,
                    username=server.user, password=server.password, use_tls=server.tls, start_tls=server.start_tls,
                    timeout=self._timeout_s,
                )  # fmt: skip
        except aiosmtplib.SMTPRecipientsRefused as error:
            return _refused_by(error.recipients[0].code if error.recipients else _FOR_EVER)
        except aiosmtplib.SMTPResponseException as error:
            return _refused_by(error.code)
        # The words of these may hold an address; what they are called does not.
        except (aiosmtplib.SMTPException, OSError, TimeoutError, ssl.SSLError) as error:
            return Delivery(outcome="again", error=f"no answer: {type(error).__name__}")
        return Delivery(outcome="delivered")

    async def close(self) -> None:
        """Holds no connection."""


def mail_of(message_id: str, payload: dict[str, Any], sender: str, to: str) -> EmailMessage:
    """The mail: Thai, then English; mails about one incident refer to one name, by which programs put them together."""
    host = sender.rpartition("@")[2]
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, to
    mail["Subject"] = payload["subject_th"]
    mail["Message-ID"] = f"<{message_id}@{host}>"
    if payload.get("thread"):
        mail["References"] = f"<{payload['thread']}@{host}>"
    mail["Auto-Submitted"] = "auto-generated"
    if payload["urgency"] == "immediate":
        mail["X-Priority"] = "1"
    link = payload.get("link")
    parts = [payload["message_th"], *([link] if link else []), "", payload["message_en"]]
    mail.set_content("\n".join(parts) + "\n")
    return mail


def _refused_by(code: int) -> Delivery:
    said = f"SMTP {code}"
    if code >= _FOR_EVER:
        return Delivery(outcome="refused", error=said, is_final=True)
    return Delivery(outcome="again", error=said)
