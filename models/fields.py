"""Fields: reads one record of foreign JSON field by field, and says which field of which record is wrong."""

import math
import re
from collections.abc import Callable, Collection
from datetime import date
from typing import Any, Final, TypeVar

from models.names import identity_key
from models.times import UnreadableTime, from_iso

T = TypeVar("T")

_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_CLOCK: Final = re.compile(r"(\d{1,2}):(\d\d)(?::00)?")
_SHOWN: Final = 60
_MOST: Final = 1e15
"""No tonne, metre or number of an item is more; sums of so many stay numbers, and whole ones stay whole."""


class BadRecord(ValueError):
    """A record that cannot be used; its text names the record, the field and what is wrong."""


class Fields:
    """One JSON object and its name in messages; every reader raises BadRecord.

    A missing field, null and an empty text are the same; numbers may stand as text; unknown fields are left alone.
    """

    def __init__(self, raw: object, record: str, path: str = "") -> None:
        self.record = record
        self._path = path
        if not isinstance(raw, dict):
            raise self.bad(None, f"must be an object, not {_shown(raw)}")
        self._raw: dict[str, Any] = raw

    def bad(self, field: str | None, reason: str) -> BadRecord:
        """The error that says what is wrong with `field` (None: with the whole object)."""
        place = ".".join(part for part in (self._path, field) if part)
        return BadRecord(f"{self.record}{f' {place}' if place else ''}: {reason}")

    def raw(self, field: str) -> Any:
        """The value as sent, None where there is none."""
        value = self._raw.get(field)
        return None if isinstance(value, str) and not value.strip() else value

    def text(self, field: str) -> str:
        """A text as written, trimmed and NFC; a number sent in its place is taken as its digits."""
        return self._needed(field, self.text_or_none(field))

    def text_or_none(self, field: str) -> str | None:
        """As `text`, None where there is none."""
        value = self.raw(field)
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if not isinstance(value, str):
            raise self.bad(field, f"must be text, not {_shown(value)}")
        return identity_key(value) or None

    def number(self, field: str) -> float:
        """A finite number."""
        return self._needed(field, self.number_or_none(field))

    def number_or_none(self, field: str) -> float | None:
        """A finite number, None where there is none."""
        value = self.raw(field)
        return None if value is None else self._as_number(field, value)

    def whole(self, field: str) -> int:
        """A whole number."""
        value = self.number(field)
        if value != int(value):
            raise self.bad(field, f"must be a whole number, not {value}")
        return int(value)

    def day(self, field: str) -> date:
        """A calendar day."""
        return self._needed(field, self.day_or_none(field))

    def day_or_none(self, field: str) -> date | None:
        """A calendar day written as 2026-01-31, None where there is none."""
        text = self.text_or_none(field)
        if text is None:
            return None
        if not _DAY.fullmatch(text):
            raise self.bad(field, f"must be a day such as 2026-01-31, not {_shown(text)}")
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise self.bad(field, f"there is no day {text}") from None
        if day.year >= 2400:
            raise self.bad(field, f"{text} is a year of the Buddhist era: write {day.year - 543}")
        return day

    def time_ms(self, field: str) -> int:
        """A time in ms since the epoch."""
        return self._needed(field, self.time_ms_or_none(field))

    def time_ms_or_none(self, field: str) -> int | None:
        """An ISO-8601 time in ms since the epoch, None where there is none."""
        text = self.text_or_none(field)
        if text is None:
            return None
        try:
            return from_iso(text)
        except UnreadableTime as error:
            raise self.bad(field, str(error)) from None

    def minute_of_day(self, field: str) -> int:
        """A time of day such as 06:00 (24:00 is the end of the day) in minutes from midnight."""
        text = self.text(field)
        found = _CLOCK.fullmatch(text)
        minutes = int(found[1]) * 60 + int(found[2]) if found else -1
        if not found or int(found[2]) > 59 or minutes > 24 * 60:
            raise self.bad(field, f"must be a time of day such as 06:00, not {_shown(text)}")
        return minutes

    def choice(self, field: str, choices: Collection[str]) -> str:
        """One of `choices`, however its letters are written."""
        text = self.text(field).lower()
        if text not in choices:
            raise self.bad(field, f"must be one of {', '.join(choices)}, not {_shown(text)}")
        return text

    def inner(self, field: str) -> "Fields":
        """The object in `field`."""
        return Fields(self._needed(field, self.raw(field)), self.record, ".".join(filter(None, (self._path, field))))

    def each(self, field: str, read: Callable[["Fields"], T]) -> tuple[T, ...]:
        """What `read` makes of each object of the list in `field`; none where there is none."""
        return tuple(
            read(Fields(item, self.record, f"{f'{self._path}.' if self._path else ''}{field}[{index}]"))
            for index, item in enumerate(self.items(field))
        )

    def texts(self, field: str) -> tuple[str, ...]:
        """The texts of the list in `field`, trimmed and NFC."""
        items = ({"": item} for item in self.items(field))
        return tuple(Fields(item, self.record, f"{field}[{index}]").text("") for index, item in enumerate(items))

    def wholes(self, field: str) -> tuple[int, ...]:
        """The whole numbers of the list in `field`."""
        numbers = self.numbers(field)
        if any(number != int(number) for number in numbers):
            raise self.bad(field, f"must hold whole numbers, not {_shown(self.raw(field))}")
        return tuple(int(number) for number in numbers)

    def numbers(self, field: str) -> tuple[float, ...]:
        """The finite numbers of the list in `field`."""
        return tuple(self._as_number(f"{field}[{index}]", item) for index, item in enumerate(self.items(field)))

    def items(self, field: str) -> list[Any]:
        """The list in `field`; an empty one where there is none."""
        value = self.raw(field)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.bad(field, f"must be a list, not {_shown(value)}")
        return value

    def _needed(self, field: str, value: T | None) -> T:
        if value is None:
            raise self.bad(field, "is missing")
        return value

    def _as_number(self, field: str, value: object) -> float:
        try:
            number = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else math.nan
        except (ValueError, OverflowError):
            number = math.nan
        if not math.isfinite(number):
            raise self.bad(field, f"must be a number, not {_shown(value)}")
        if abs(number) > _MOST:
            raise self.bad(field, f"must be at most {_MOST:.0e}, not {_shown(value)}")
        return number


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
