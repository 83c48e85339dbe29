"""How distances, durations, masses and days are said, in both languages; each rule's own sentence is in its file."""

import math
from datetime import date
from typing import Final

BUDDHIST_AHEAD_YEARS: Final = 543

_MONTHS_TH: Final = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip
_MONTHS_EN: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def length_en(metres: float) -> str:
    """A distance as a person says it: metres to 10 m, from 1 km on kilometres with one decimal."""
    return f"{metres / 1000:.1f} km" if metres >= 1000 else f"{round(metres, -1):.0f} m"


def length_th(metres: float) -> str:
    """`length_en` in Thai."""
    return f"{metres / 1000:.1f} กม." if metres >= 1000 else f"{round(metres, -1):.0f} ม."


def in_minutes(seconds: float) -> float:
    """A duration as evidence holds it: minutes with one decimal, rounded down as in sentences and on the page."""
    return math.floor(seconds / 6) / 10


def duration_en(seconds: float) -> str:
    """A duration in whole minutes, from one hour on in hours and minutes; never longer than it was."""
    minutes = int(seconds // 60)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def duration_th(seconds: float) -> str:
    """`duration_en` in Thai."""
    minutes = int(seconds // 60)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{minutes} นาที"
    return f"{hours} ชม. {rest} นาที" if rest else f"{hours} ชม."


def day_en(day: date, *, buddhist: bool) -> str:
    """A day as `2 Nov 2026`, or as `2 Nov 2569 BE` where the Buddhist era is asked for."""
    year = f"{day.year + BUDDHIST_AHEAD_YEARS} BE" if buddhist else str(day.year)
    return f"{day.day} {_MONTHS_EN[day.month - 1]} {year}"


def day_th(day: date, *, buddhist: bool) -> str:
    """`day_en` in Thai."""
    return f"{day.day} {_MONTHS_TH[day.month - 1]} {day.year + (BUDDHIST_AHEAD_YEARS if buddhist else 0)}"


def tonnes(mass_t: float) -> str:
    """A mass in tonnes as a person writes it, to the kilogram and without the unit."""
    return f"{mass_t:,.3f}".rstrip("0").rstrip(".")
