"""What the browser may do on behalf of the page: its security headers."""

from typing import Final
from urllib.parse import urlsplit

from ops.setting_forms import PMTILES

SECURITY_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def security_headers(tiles: str) -> dict[str, str]:
    """The headers on every answer; only the host that these map tiles come from may be asked besides this one."""
    return {"Content-Security-Policy": content_security_policy(tiles), **SECURITY_HEADERS}


def content_security_policy(tiles: str) -> str:
    """This host alone, and of another, where the address of the tiles names one, pictures and data."""
    parts = urlsplit(tiles.removeprefix(PMTILES))
    if not parts.netloc:
        return "default-src 'self'; img-src 'self' data:"
    origin = f"{parts.scheme}://{parts.netloc}"
    return f"default-src 'self'; img-src 'self' data: {origin}; connect-src 'self' {origin}"
