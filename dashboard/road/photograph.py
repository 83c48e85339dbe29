"""What a photograph says of itself: when and where it was taken (Exif 2.32), as far as that can be read."""

import io
import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any, Final

import exifread
import msgspec

from models.road import Place

_TIME_FORM: Final = "%Y:%m:%d %H:%M:%S"
_MOST_STEPS: Final = 20_000
_MOST_BYTES: Final = 64 << 20
_SHOWN: Final = frozenset({"image/jpeg", "image/png", "image/webp", "image/heic", "image/heif"})


class Own(msgspec.Struct, frozen=True, kw_only=True):
    """The time that it says, whether with its zone, and the place; None for what it does not say."""

    at_ms: int | None = None
    zoned: bool | None = None
    place: Place | None = None


def read_own(path: Path, media_type: str, timezone: tzinfo) -> Own:
    """What a file says of itself, nothing where it cannot be read; `timezone` is that of times without one."""
    if media_type not in _SHOWN:
        return Own()
    try:
        with _Bounded(path) as file:
            return own_of(exifread.process_file(file, details=False, extract_thumbnail=False), timezone)
    except Exception:  # noqa: BLE001 - the bytes are a stranger's, and the file is kept whatever is in it
        return Own()


class _Bounded(io.FileIO):
    """A file of which only so much is read: the Exif reader follows boxes that lead to themselves for ever."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._steps = self._bytes = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self._step()
        found = super().read(-1 if size is None else size)
        self._bytes += len(found)
        return found

    def seek(self, offset: int, whence: int = 0, /) -> int:
        self._step()
        return super().seek(offset, whence)

    def _step(self) -> None:
        self._steps += 1
        if self._steps > _MOST_STEPS or self._bytes > _MOST_BYTES:
            raise ValueError(f"no end of it after {self._steps} steps and {self._bytes} bytes")


def own_of(tags: Mapping[str, Any], timezone: tzinfo) -> Own:
    """The same of tags as the reader names them."""
    at_ms, zoned = _time(tags, timezone)
    lat = _degrees(tags, "GPS GPSLatitude", "S", 90)
    lon = _degrees(tags, "GPS GPSLongitude", "W", 180)
    place = None if lat is None or lon is None or lat == lon == 0 else Place(lat=lat, lon=lon, at_ms=at_ms)
    return Own(at_ms=at_ms, zoned=zoned, place=place)


def _time(tags: Mapping[str, Any], timezone: tzinfo) -> tuple[int | None, bool | None]:
    text = str(tags.get("EXIF DateTimeOriginal", "")).strip("\x00 ")
    try:
        moment = datetime.strptime(text, _TIME_FORM)  # noqa: DTZ007 - its zone stands in a tag of its own
    except ValueError:
        return None, None
    offset = str(tags.get("EXIF OffsetTimeOriginal", "")).strip("\x00 ")
    try:
        zone, zoned = datetime.strptime(offset, "%z").tzinfo, True
    except ValueError:
        zone, zoned = timezone, False
    at_ms = round(moment.replace(tzinfo=zone).astimezone(UTC).timestamp() * 1000)
    return (at_ms, zoned) if at_ms > 0 else (None, None)


def _degrees(tags: Mapping[str, Any], name: str, behind: str, most: float) -> float | None:
    """Degrees from the three ratios of a tag, negative where its letter says so."""
    values: Sequence[Any] = getattr(tags.get(name), "values", ())
    if len(values) != 3:
        return None
    try:
        degrees = float(values[0]) + float(values[1]) / 60 + float(values[2]) / 3600
    except (ZeroDivisionError, ValueError):
        return None
    if not math.isfinite(degrees) or degrees > most:
        return None
    return -degrees if str(tags.get(f"{name}Ref", "")).strip("\x00 ").upper() == behind else degrees
