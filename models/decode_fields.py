"""Reading one field as senders really send it: numbers as text, flags as booleans, times in many hands."""

import math
import re
import unicodedata
from typing import Any, Final

from models.times import UnreadableTime, from_iso, to_iso

MAX_UNIT_ID: Final = 100
MAX_WHOLE: Final = 2**53 - 1  # beyond it neither JSON's readers nor canonical JSON agree on the number

_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?", re.ASCII)
_TIME: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ] *(\d\d:\d\d(?::\d\d)?)(?:[.,](\d{1,9}))?"
    r" *(?:([Zz]|UTC)|([+-]\d\d)(?::?(\d\d))?)?",
    re.ASCII,
)
# Every day but 29 February, which goes the longer way.
is_normal_moment: Final = re.compile(
    r"(?:19[7-9]|2[01]\d|22[0-5])\d-"
    r"(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
    r"T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z",
    re.ASCII,
).fullmatch
_FLAGS: Final = {"1": 1, "0": 0, "true": 1, "false": 0}


def number(value: Any) -> float | None:
    """A finite number, also from text such as " 12.5 "; anything else is None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        text = value.strip()
        if not _NUMBER.fullmatch(text):
            return None
        value = float(text)
    if isinstance(value, int | float):
        try:
            found = float(value)
        except OverflowError:
            return None
        return found if math.isfinite(found) else None
    return None


def at_least_zero(value: Any) -> float | None:
    """A finite number from 0 on, else None."""
    found = number(value)
    return found if found is not None and found >= 0 else None


def whole(value: Any) -> int | None:
    """A whole number that every JSON reader holds exactly, also from text or 12.0; anything else is None."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value if -MAX_WHOLE <= value <= MAX_WHOLE else None
    found = number(value)
    if found is None or not found.is_integer() or abs(found) > MAX_WHOLE:
        return None
    return int(found)


def flag(value: Any) -> int | None:
    """0 or 1, also from true, false, "1" or 1.0; anything else is None."""
    if isinstance(value, str):
        return _FLAGS.get(value.strip().lower())
    return int(value) if isinstance(value, bool | int | float) and value in (0, 1) else None


def degrees(value: Any) -> float | None:
    """A course from 0 up to, not including, 360; 360 is 0; anything else is None."""
    found = number(value)
    if found is None or not 0 <= found <= 360:
        return None
    return 0.0 if found == 360 else found


def moment(value: Any) -> str | None:
    """A time in the one ISO form, UTC; an offset is honoured and no zone means UTC; what is no time is None."""
    if not isinstance(value, str):
        return None
    if is_normal_moment(value):
        return value
    found = _TIME.fullmatch(value.strip())
    if found is None:
        return None
    day, clock, fraction, _, hours, minutes = found.groups()
    zone = f"{hours}:{minutes or '00'}" if hours else "+00:00"
    try:
        return to_iso(from_iso(f"{day}T{clock}{':00' if len(clock) == 5 else ''}.{(fraction or '0')[:6]}{zone}"))
    except UnreadableTime:
        return None


def unit_key(value: Any) -> str | None:
    """A unit's id: text or a whole number, NFC and trimmed; None where it cannot be a key."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if abs(value) < 10**40 else None
    if not isinstance(value, str):
        return None
    text = unicodedata.normalize("NFC", value).strip()
    if not text or len(text) > MAX_UNIT_ID or "\ufffd" in text:
        return None
    return None if any(unicodedata.category(letter)[0] == "C" for letter in text) else text


def vendor_code(value: Any) -> str | None:
    """A vendor's code as text; digits have at least three places, so that 37, "37" and "037" are one vendor."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    text = str(value).strip() if not isinstance(value, int) or abs(value) < 10**40 else ""
    if not text or len(text) > MAX_UNIT_ID:
        return None
    return text.zfill(3) if text.isascii() and text.isdigit() else text
