"""Writer: how a file is made of pings as they come; and what all of the formats need."""

import re
from collections.abc import Sequence
from decimal import Decimal
from html import escape
from typing import Final, Protocol

from dashboard.trip_page.told import Told
from models.ping import Ping
from models.times import to_iso
from storage.pings import StoredPing

_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Writer(Protocol):
    """Makes a file of one trip: its head, then rows for pings in order of time, then its tail.

    However the pings are split into pages, the file is the same.
    """

    def head(self) -> str:
        """What stands before the first ping."""

    def rows(self, pings: Sequence[StoredPing]) -> str:
        """What is written of the next pings."""

    def tail(self) -> str:
        """What stands after the last ping."""


class Pieces:
    """Tells where a line must break because nobody saw the truck: after a silence of over `unseen_s`."""

    def __init__(self, unseen_s: float) -> None:
        self._unseen_ms = unseen_s * 1000
        self._last_ms: int | None = None

    def begins(self, fix: Ping) -> bool:
        """Whether a line begins anew with this fix; each is asked for once, in order."""
        last_ms, self._last_ms = self._last_ms, fix.utc_ms
        return last_ms is None or fix.utc_ms - last_ms > self._unseen_ms


def title(told: Told) -> str:
    """What a trip is called in a file: its truck and when it left."""
    return f"{told.plate} {told.province} {to_iso(told.started_ms)}"


def description(told: Told) -> str:
    """What else names a trip in a file."""
    permit = "" if told.permit_no is None else f", permit {told.permit_no}"
    return f"trip {told.trip_id}, unit {told.unit_id}{permit}"


def decimal(number: float) -> str:
    """A number to its last digit without an exponent, as XML's decimals want it."""
    return format(Decimal(repr(number)), "f")


def xml_text(text: str) -> str:
    """Text for an element or a quoted attribute; a character that XML cannot hold becomes U+FFFD."""
    # A bare carriage return would be read as a line feed.
    return escape(_NO_XML.sub("\ufffd", text)).replace("\r", "&#13;")
