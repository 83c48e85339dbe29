"""An alert's evidence as a person reads it: each figure by its name and with its unit, not as the data hold it."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import msgspec

from alerts.evidence_words import CODES, EVIDENCE
from alerts.wording import duration_en, duration_th
from wastetrack.explain_words import Lang, word

_UNITS: Final[Mapping[str, tuple[str, str]]] = {
    "_kmh": ("กม./ชม.", "km/h"), "_km": ("กม.", "km"), "_m": ("ม.", "m"), "_t": ("ตัน", "t"),
    "_d": ("วัน", "days"),
}  # fmt: skip
_SPANS_S: Final[Mapping[str, float]] = {
    "_ms": 0.001, "_s": 1.0, "_min": 60.0, "_h": 3_600.0, "minutes": 60.0,
}  # fmt: skip
_DAYS_TH: Final[Mapping[str, str]] = {
    "Mon": "จ.", "Tue": "อ.", "Wed": "พ.", "Thu": "พฤ.", "Fri": "ศ.", "Sat": "ส.", "Sun": "อา.", "daily": "ทุกวัน",
}  # fmt: skip
_DAY: Final = re.compile(rf"\b({'|'.join(_DAYS_TH)})\b")
_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T.*Z")
_PLACE: Final = re.compile(r"(^|_)(lat|lon)$")
_ZONE: Final = re.compile(r"zone_ids?$")


class Reader(msgspec.Struct, frozen=True):
    """Reads figures in one language; `moment` says an ISO time, `zone` names a zone by its id."""

    lang: Lang
    moment: Callable[[str], str]
    zone: Callable[[str], str]

    def figures(self, values: Mapping[str, Any]) -> Iterator[str]:
        """Each figure that has a value as `name value`."""
        for key, value in values.items():
            if value not in (None, ""):
                yield f"{self._name(key)} {self._figure(key, value)}"

    def _name(self, key: str) -> str:
        return self._of(EVIDENCE.get(key) or EVIDENCE.get(key.removesuffix(_suffix(key))) or (key, key))

    def _figure(self, key: str, value: object) -> str:
        match value:
            case list() | tuple():
                return ", ".join(self._figure(key, one) for one in value) or "–"
            case {"unit_id": unit_id, "from": at}:
                return f"{self.moment(str(at))} ({unit_id})"
            case bool():
                return word("yes" if value else "no", self.lang)
            case int() | float():
                return self._amount(key, value)
        text = str(value)
        if _ZONE.search(key):
            return self.zone(text)
        if key == "time_windows" and self.lang == "th":
            return _DAY.sub(lambda day: _DAYS_TH[day[0]], text)
        return self.moment(text) if _MOMENT.fullmatch(text) else self._of(CODES.get(text, (text, text)))

    def _amount(self, key: str, value: float) -> str:
        suffix = _suffix(key)
        if key.startswith("ext_power_status"):
            return word("connected" if value else "cut", self.lang)
        if _PLACE.search(key):
            return f"{value:.5f}"
        if key == "share" or key.endswith("_share"):
            return f"{_plain(value * 100)} %"
        if suffix in _SPANS_S:
            return self._span(value * _SPANS_S[suffix])
        return f"{_plain(value)} {self._of(_UNITS[suffix])}" if suffix else _plain(value)

    def _span(self, seconds: float) -> str:
        whole = round(seconds)
        parts = [duration_th(whole) if self.lang == "th" else duration_en(whole)] if whole >= 60 else []
        if whole < 3_600 and (whole % 60 or not parts):
            parts.append(word("seconds", self.lang, n=whole % 60))
        return " ".join(parts)

    def _of(self, words: tuple[str, str]) -> str:
        return words[0] if self.lang == "th" else words[1]


def _suffix(key: str) -> str:
    """The unit at the end of a figure's name, empty where there is none."""
    return next((suffix for suffix in (*_SPANS_S, *_UNITS) if key.endswith(suffix)), "")


def _plain(value: float) -> str:
    """At most two decimals, thousands marked."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")
