"""What a browser or a program shows: random texts of which only digests are kept, and the cookie that carries one."""

import hashlib
import secrets
from collections.abc import Mapping
from typing import Final, Literal

TokenKind = Literal["program", "wall"]
_PREFIXES: Final[Mapping[TokenKind, str]] = {"program": "wtp_", "wall": "wtw_"}

COOKIE: Final = "wastetrack"
HOST_COOKIE: Final = "__Host-wastetrack"
"""Under TLS: no other host of the domain can set a cookie of this name."""


def new_secret() -> str:
    """A text of 256 random bits."""
    return secrets.token_urlsafe(32)


def new_token(kind: TokenKind) -> str:
    """A token, which shows by its beginning what it is."""
    return _PREFIXES[kind] + new_secret()


def digest(secret: str) -> bytes:
    """What is kept of a secret; it is as random as the secret, so that no salt is needed."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def cookie_name(*, is_https: bool) -> str:
    """The cookie's name."""
    return HOST_COOKIE if is_https else COOKIE


def set_cookie(secret: str, *, is_https: bool, max_age_s: int | None = None) -> str:
    """The Set-Cookie header that signs a browser in, until it is closed unless a time is given."""
    secure = "; Secure" if is_https else ""
    until = "" if max_age_s is None else f"; Max-Age={max_age_s}"
    return f"{cookie_name(is_https=is_https)}={secret}; Path=/; HttpOnly; SameSite=Strict{secure}{until}"


def clear_cookie(*, is_https: bool) -> str:
    """The Set-Cookie header that takes the cookie away."""
    return set_cookie("", is_https=is_https, max_age_s=0)


def bearer(authorization: str | None) -> str | None:
    """The token of an Authorization header, None where it is no Bearer one."""
    scheme, _, token = (authorization or "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None
