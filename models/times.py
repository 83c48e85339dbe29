"""Times: integer milliseconds since the epoch, UTC, inside; ISO-8601 with three decimals and `Z` outside."""

from datetime import UTC, datetime, timedelta
from typing import Final

from models.kept import keep

SECOND_MS: Final = 1_000
MINUTE_MS: Final = 60 * SECOND_MS
HOUR_MS: Final = 60 * MINUTE_MS
DAY_MS: Final = 24 * HOUR_MS
FOR_EVER_MS: Final = 1 << 62
"""In place of the time of what has no end: after every time."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MS: Final = timedelta(milliseconds=1)
_TO_SECOND: Final = len("2026-11-02T00:35:02")
_THOUSANDTHS: Final = {f".{ms:03d}Z": ms for ms in range(SECOND_MS)}
_SECONDS: Final[dict[str, int]] = {}
_MINUTES: Final[dict[int, str]] = {}


class UnreadableTime(ValueError):
    """A text that is no ISO-8601 time, or one outside the years 1970 to 2262."""


def to_iso(at_ms: int) -> str:
    """Writes a time as `2026-11-02T00:35:02.458Z`, always with three decimals."""
    minute, ms = divmod(at_ms, MINUTE_MS)
    # What is written together happened at nearly the same time: most of it in a minute that was written before.
    text = _MINUTES.get(minute)
    if text is None:
        text = keep(_MINUTES, minute, datetime.fromtimestamp(minute * 60, UTC).isoformat()[: len("2026-11-02T00:35:")])
    return f"{text}{ms // SECOND_MS:02d}.{ms % SECOND_MS:03d}Z"


def from_iso(text: str) -> int:
    """Reads an ISO-8601 time to whole milliseconds (finer digits are cut); an offset is honoured, no zone means UTC.

    Raises UnreadableTime.
    """
    # What comes together was sent at nearly the same time: of the one form the second has mostly been read before.
    second, ms = text[:_TO_SECOND], _THOUSANDTHS.get(text[_TO_SECOND:])
    if ms is None:
        return _read(text)
    known_ms = _SECONDS.get(second)
    return (keep(_SECONDS, second, _read(text) - ms) if known_ms is None else known_ms) + ms


def _read(text: str) -> int:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise UnreadableTime(f"not an ISO-8601 time: {text!r}") from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    at_ms = (moment - _EPOCH) // _MS
    if not 0 <= at_ms < 9_214_646_400_000:
        raise UnreadableTime(f"a time outside the years 1970 to 2262: {text!r}")
    return at_ms
