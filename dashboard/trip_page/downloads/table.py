"""CSV (RFC 4180): every ping of a trip, one row each, also those without a valid fix.

It begins with a byte order mark: without one, Excel takes it for the computer's old code page.
"""

import csv
import io
from collections.abc import Sequence
from typing import Final

from dashboard.trip_page.told import Told
from models.times import to_iso
from storage.pings import JUDGED, StoredPing

COLUMNS: Final = (
    "unit_id", "utc_ts", "recv_utc_ts", "received_at", "lat_deg", "lon_deg", "speed_kmh", "course_deg", "fix", "hdop",
    "num_sats", "engine_on", "ext_power_on", "judged",
)  # fmt: skip
_MARK: Final = "\ufeff"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


class CsvWriter:
    """Writes the table; times are UTC, yes and no are 1 and 0, what is not known is empty.

    `recv_utc_ts` is when the vendor's server had a ping, `received_at` when we had it; `judged` 0: it came too late.
    """

    def __init__(self, told: Told, unseen_s: float) -> None:
        _ = told, unseen_s

    def head(self) -> str:
        """The names of the columns."""
        return _MARK + _lines([COLUMNS])

    def rows(self, pings: Sequence[StoredPing]) -> str:
        """All of some pings."""
        return _lines([_cells(stored) for stored in pings])

    def tail(self) -> str:
        """Nothing."""
        return ""


def text_cell(text: str) -> str:
    """A text that a spreadsheet takes as text: what would begin a formula gets an apostrophe before it."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _cells(stored: StoredPing) -> tuple[object, ...]:
    ping = stored.ping
    return (
        text_cell(ping.unit_id), to_iso(ping.utc_ms), None if ping.recv_ms is None else to_iso(ping.recv_ms),
        to_iso(ping.receipt_ms), ping.lat, ping.lon, ping.speed_kmh, ping.course_deg, ping.fix, ping.hdop,
        ping.num_sats, _flag(ping.engine_on), _flag(ping.ext_power_on), _flag(stored.standing == JUDGED),
    )  # fmt: skip


def _flag(value: bool | None) -> int | None:
    return None if value is None else int(value)


def _lines(rows: Sequence[Sequence[object]]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue()
