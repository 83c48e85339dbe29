"""Where a phone is reached over its browser's push service, what signs messages to it, and which services may be.

Sources: RFC 8030 (push), RFC 8291 (its encryption), RFC 8292 (VAPID, by which a service knows who sends).
"""

import base64
import binascii
import hashlib
from typing import Final
from urllib.parse import urlsplit

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ops.personal import derived_key
from ops.settings import PREFIX, BadSetting, Settings

_LABEL: Final = "push messages"
_P256_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_POINT_BYTES: Final = 65
_SECRET_BYTES: Final = 16
_LONGEST: Final = 2_000
_HERE: Final = frozenset({"127.0.0.1", "localhost"})


class PushAddress(msgspec.Struct, frozen=True, kw_only=True):
    """Where one browser takes messages, and the key and the secret that they are encrypted with, in base64url."""

    endpoint: str
    p256dh: str
    auth: str

    @property
    def phone_id(self) -> str:
        """A name that tells nothing of the address."""
        return hashlib.sha256(self.endpoint.encode()).hexdigest()

    def fault(self, hosts: str) -> str | None:
        """Which part of it no message could go to (`endpoint`, `p256dh`, `auth`), None where one can."""
        if not is_push_service(self.endpoint, hosts):
            return "endpoint"
        point = _bytes_of(self.p256dh)
        try:
            ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        except ValueError:
            return "p256dh"
        return None if len(point) == _POINT_BYTES and len(_bytes_of(self.auth)) == _SECRET_BYTES else "auth"


def is_push_service(endpoint: str, hosts: str) -> bool:
    """Whether an address is one of a push service that may be: these hosts, comma separated, and those below them.

    The server posts to it, so whoever names an address must not make it post anywhere else.
    """
    try:
        parts = urlsplit(endpoint)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    known = [name.strip().lower() for name in hosts.split(",") if name.strip()]
    if len(endpoint) > _LONGEST or parts.username is not None:
        return False
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and host in _HERE)
    return is_safe and any(host == name or host.endswith(f".{name}") for name in known)


def push_key(settings: Settings) -> ec.EllipticCurvePrivateKey:
    """The key that signs messages to phones, derived from the one for personal data; raises BadSetting."""
    # Of 256 bits a value outside of the curve's order comes once in four thousand million.
    number = int.from_bytes(derived_key(settings, _LABEL)) % (_P256_ORDER - 1) + 1
    return ec.derive_private_key(number, ec.SECP256R1())


def public_text(key: ec.EllipticCurvePrivateKey) -> str:
    """The public half as browsers take it: an uncompressed point in base64url."""
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def contact_of(settings: Settings) -> str:
    """Whom a push service may write to, as VAPID asks for; raises BadSetting where nobody is named."""
    parts = urlsplit(settings.public_address)
    if parts.scheme == "https":
        return settings.public_address
    if parts.hostname in _HERE:
        return f"mailto:wastetrack@{parts.hostname}"
    raise BadSetting(f"{PREFIX}PUBLIC_ADDRESS: a channel of kind push needs it, beginning with https://")


def _bytes_of(text: str) -> bytes:
    """The bytes of base64url with or without its padding; none where it is no such text."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""
