"""What a file of another form holds: JSON values, each with its place in the file, and what cannot be used of it."""

from typing import Any

import msgspec


class Refused(msgspec.Struct, frozen=True):
    """A record that cannot even be put together: where, under which key as far as it has one, and why."""

    place: str
    key: str
    reason: str


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """Values in order; `places` says of each where it stands (`row 7`); `unused` are columns that mean nothing here."""

    values: list[Any]
    places: list[str]
    refused: list[Refused] = []
    unused: tuple[str, ...] = ()


def one_line(error: Exception) -> str:
    """What a library says of a file that it cannot read, on one line."""
    return " ".join(str(error).split()) or type(error).__name__
