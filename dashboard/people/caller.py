"""Where a request comes from: its address, whether it came over TLS, and whether another site's page sent it."""

from collections.abc import Mapping
from typing import Literal
from urllib.parse import urlsplit

import msgspec


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """Whence a request came, as far as it can be known."""

    address: str
    is_https: bool
    host: str


def caller_of(client: str, scheme: str, headers: Mapping[str, str], *, behind_proxy: bool) -> Caller:
    """The caller; what a proxy adds to the headers is believed only where one is named."""
    host = headers.get("host", "")
    if not behind_proxy:
        return Caller(address=client, is_https=scheme == "https", host=host)
    # The last address is the one that the proxy itself saw; those before it anybody may have written.
    forwarded = headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    return Caller(
        address=forwarded or client,
        is_https=headers.get("x-forwarded-proto", scheme).rpartition(",")[2].strip() == "https",
        host=headers.get("x-forwarded-host", host).rpartition(",")[2].strip(),
    )


def sent_from(headers: Mapping[str, str], host: str) -> Literal["here", "elsewhere", "unsaid"]:
    """Whose page sent a request, as the browser says; what is no browser says nothing."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return "here" if site in {"same-origin", "none"} else "elsewhere"
    origin = headers.get("origin")
    if origin is None:
        return "unsaid"
    return "here" if urlsplit(origin).netloc.lower() == host.lower() != "" else "elsewhere"
