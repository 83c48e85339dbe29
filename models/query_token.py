"""The token in a URL's query or a form: where it stands, and what is left to keep without it."""

from typing import Final
from urllib.parse import unquote_plus

_FIELD: Final = "token"


def token_in(query: bytes) -> str | None:
    """The first `token` of a query, if it has one."""
    return next((value for name, value in map(_pair, query.split(b"&")) if name == _FIELD), None)


def without_token(query: bytes) -> bytes:
    """A query as it was received, or an address with one, less the token: what is kept must open nothing."""
    return b"&".join(part for part in query.split(b"&") if _pair(part)[0].rpartition("?")[2] != _FIELD)


def _pair(part: bytes) -> tuple[str, str]:
    name, _, value = part.decode("utf-8", "replace").partition("=")
    return unquote_plus(name), unquote_plus(value)
