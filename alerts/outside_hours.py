"""outside-hours: a load is driven at a time at which none of its permits allows it."""

from typing import Final

import msgspec

from models.alert import Evidence, Finding
from models.fix import Fix, shown
from models.permit import TimeWindow
from models.thresholds import Fixes

RULE = "outside-hours"
_DAYS_EN: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAYS_TH: Final = ("จ.", "อ.", "พ.", "พฤ.", "ศ.", "ส.", "อา.")


class Hours(msgspec.Struct, frozen=True, kw_only=True):
    """The hours that one permit allows."""

    permit_no: str
    windows: tuple[TimeWindow, ...]


def finding(moving: Fix, hours: tuple[Hours, ...], timezone: str, limits: Fixes) -> Finding:
    """What is to be said of the first fix that shows it; `timezone` names the zone of the permits' hours."""
    windows = tuple(dict.fromkeys(window for one in hours for window in one.windows))
    return Finding(
        rule=RULE, episode="trip", severity="warning", urgency="today", certainty="observed",
        started_ms=moving.utc_ms, ended_ms=moving.utc_ms, lat=moving.lat, lon=moving.lon,
        reason_en=f"Driving with a load outside the permitted hours ({', '.join(map(window_en, windows))}).",
        reason_th=f"รถขนส่งกากวิ่งนอกช่วงเวลาที่ได้รับอนุญาต ({', '.join(map(window_th, windows))})",
        evidence=Evidence(
            thresholds={
                "time_windows": [f"{one.permit_no}: {window_en(window)}" for one in hours for window in one.windows],
                "timezone": timezone, "moving_kmh": limits.moving_kmh, "moving_m": limits.moving_m,
            },
            measured={"speed_kmh": moving.speed_kmh},
            pings=(shown(moving),),
        ),
    )  # fmt: skip


def window_en(window: TimeWindow) -> str:
    """A window as a person writes it: `Mon-Fri 06:00-20:00`."""
    return f"{_days(window, _DAYS_EN, 'daily')} {_clock(window.from_min, ':')}-{_clock(window.to_min, ':')}"


def window_th(window: TimeWindow) -> str:
    """`window_en` in Thai."""
    return f"{_days(window, _DAYS_TH, 'ทุกวัน')} {_clock(window.from_min, '.')}-{_clock(window.to_min, '.')} น."


def _days(window: TimeWindow, names: tuple[str, ...], every_day: str) -> str:
    """Days one by one, and from three in a row on as the first and the last."""
    chosen = sorted(set(window.days))
    if len(chosen) == len(names):
        return every_day
    rows: list[list[int]] = []
    for day in chosen:
        if rows and day == rows[-1][-1] + 1:
            rows[-1].append(day)
        else:
            rows.append([day])
    return " ".join(
        f"{names[row[0] - 1]}-{names[row[-1] - 1]}" if len(row) > 2 else " ".join(names[day - 1] for day in row)
        for row in rows
    )


def _clock(minutes: int, between: str) -> str:
    return f"{minutes // 60:02d}{between}{minutes % 60:02d}"
