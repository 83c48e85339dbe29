"""Canonical JSON (RFC 8785): the same value is the same bytes, whoever writes it; under every digest and tie."""

from typing import Any

import msgspec
import rfc8785

from models.ping import Location


def canonical(value: Any) -> bytes:
    """The canonical JSON of a value made of plain JSON types or msgspec Structs.

    Raises ValueError on NaN, infinity, and whole numbers beyond 2^53.
    """
    return rfc8785.dumps(msgspec.to_builtins(value))


def location_tie(location: Location) -> str:
    """What orders two pings of one unit and one `utc_ts`: the canonical JSON without the time of receipt."""
    fields = msgspec.to_builtins(location)
    fields.pop("recv_utc_ts", None)
    return rfc8785.dumps(fields).decode()
