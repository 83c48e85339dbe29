"""What a downloaded file is called: safe on every system, with the plate as written where the browser can."""

import re
from typing import Final
from urllib.parse import quote

from dashboard.trip_page.told import Told
from models.times import to_iso

_UNSAFE: Final = re.compile(r"[^\w-]+")
_LONGEST: Final = 40


def file_name(told: Told, ending: str) -> str:
    """`trip_70-1234_20261102T0100Z_7f3a….gpx`: plate, departure in UTC, trip; letters, digits, hyphens alone."""
    minute = to_iso(told.started_ms)[:16].replace("-", "").replace(":", "")
    parts = (_UNSAFE.sub("", part)[:_LONGEST] for part in (told.plate, f"{minute}Z", told.trip_id))
    return "_".join(("trip", *(part for part in parts if part))) + f".{ending}"


def disposition(name: str) -> str:
    """The Content-Disposition of a file to be kept: the name in UTF-8, and in ASCII for who knows no other."""
    plain = name.encode("ascii", "ignore").decode()
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
