"""Slips: what a unit remembers one by one, one after the other as bytes; most of it is asked for no more.

A slip says outside when it came about and whether it goes on: whoever looks for one opens no other.
"""

from collections.abc import Iterable
from struct import Struct
from typing import Final, NamedTuple

_HEAD: Final = Struct("<qI?")


class Slip(NamedTuple):
    """One of them: the time of the ping that made it so, whether it goes on, and what it says, packed."""

    touched_ms: int
    goes_on: bool
    body: bytes


def joined(slips: Iterable[Slip]) -> bytes:
    """Slips as bytes, in their order."""
    parts: list[bytes] = []
    for touched_ms, goes_on, body in slips:
        parts += (_HEAD.pack(touched_ms, len(body), goes_on), body)
    return b"".join(parts)


def parted(slips: bytes, at: int = 0) -> list[Slip]:
    """The slips of `joined`'s bytes, from a place on."""
    found: list[Slip] = []
    while at < len(slips):
        touched_ms, size, goes_on = _HEAD.unpack_from(slips, at)
        at += _HEAD.size
        found.append(Slip(touched_ms, goes_on, slips[at : at + size]))
        at += size
    return found
