"""Canonical JSON (RFC 8785): the same value is the same bytes, whoever writes it; under every digest and tie."""

from typing import Any, Final

import msgspec
import rfc8785

from models.ping import Location

_MOST: Final = (1 << 53) - 1


def canonical(value: Any) -> bytes:
    """The canonical JSON of a value made of plain JSON types or msgspec Structs.

    Raises ValueError on NaN, infinity, and whole numbers beyond 2^53.
    """
    return rfc8785.dumps(msgspec.to_builtins(value))


def canonical_atom(value: str | float | None) -> str:
    """The canonical JSON of one text, number or null; raises ValueError like `canonical`."""
    # Under a digest over all pings of a trip these are most of the work. What Python writes without an exponent is
    # ECMAScript's form but for the ".0", and in letters and digits there is nothing to escape.
    if value is None:
        return "null"
    if type(value) is float and (1e-4 <= value < 1e16 or -1e16 < value <= -1e-4):
        return repr(value).removesuffix(".0")
    if type(value) is int and -_MOST <= value <= _MOST:
        return str(value)
    if type(value) is str and value.isascii() and value.isalnum():
        return f'"{value}"'
    return rfc8785.dumps(value).decode()


def location_tie(location: Location) -> str:
    """What orders two pings of one unit and one `utc_ts`: the canonical JSON without the time of receipt."""
    fields = msgspec.to_builtins(location)
    fields.pop("recv_utc_ts", None)
    return rfc8785.dumps(fields).decode()
