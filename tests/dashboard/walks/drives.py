"""Trucks that drove side by side through an area within the last hours, as a tracker leaves them, for look-ups and playback."""

import time
from typing import Any, Final

from models.times import DAY_MS, HOUR_MS, MINUTE_MS, to_iso
from storage.passages import fill_next
from tests.dashboard.incidents.seed import tell
from tests.dashboard.pings import Fix, judged_to, put_fixes
from tests.dashboard.seed import put_reference, put_unit, unit_body

UNITS: Final = tuple(f"U{number}" for number in range(1, 7))
PLATE: Final = "70-1201"
AREA: Final = "13.1,100.95;13.1,101.15;12.9,101.15;12.9,100.95"
MINUTES: Final = 90
SILENT: Final = range(41, 55)
"""Minutes in which the first truck is not heard."""
ALERT_MIN: Final = 60
BEFORE_MS: Final = 5 * DAY_MS


async def put_drives(rows: Any) -> int:
    """Writes the drives, gone through for look-ups; gives when they began, in ms: on a whole minute some hours ago."""
    now_ms = time.time_ns() // 1_000_000
    began_ms = (now_ms - 3 * HOUR_MS) // MINUTE_MS * MINUTE_MS
    fixes = [one for number, unit_id in enumerate(UNITS) for one in drive(unit_id, number, began_ms)]
    fixes += drive(UNITS[0], 0, began_ms - BEFORE_MS)
    await put_fixes(rows, sorted(fixes, key=lambda one: one.utc_ms))
    await judged_to(rows, now_ms)
    while await fill_next(rows):  # a look-up tells what it is still without, and here it is to be without nothing
        pass
    for number, unit_id in enumerate(UNITS):
        plate = f"70-12{number + 1:02}"
        truck = {"unit_id": unit_id, "plate": plate, "province": "ระยอง", "carrier": "ขนส่งดี", "valid_from": "2026-01-01", "valid_to": None}
        await put_reference(rows, "vehicles", f"{unit_id}|2026-01-01", truck)
        ended = to_iso(began_ms + MINUTES * MINUTE_MS)
        await put_unit(rows, unit_body(unit_id, plate=plate, utc_ts=ended, recv_utc_ts=ended, lon=101.2, lat=13.0))
    at = to_iso(began_ms + ALERT_MIN * MINUTE_MS)
    await tell(rows, "A1", unit_id=UNITS[0], plate=PLATE, started_at=at, detected_at=at, lon=101.1, lat=13.05)
    return began_ms


def drive(unit_id: str, number: int, began_ms: int) -> list[Fix]:
    """One truck on its way east, a fix a minute."""
    return [
        Fix(unit_id=unit_id, utc_ms=began_ms + minute * MINUTE_MS, lon=100.9 + minute / 300, lat=13.05 - number / 100)
        for minute in range(MINUTES + 1)
        if number != 0 or minute not in SILENT
    ]
