"""Location: one GPS record in the normal form of `gps.pings`; Ping: the same, as it is judged."""

from typing import Final

import msgspec

from models.one_text import one_text
from models.times import from_iso, to_iso

Rest = tuple[float | int | None, ...]
"""What no rule reads of a Location, in the order of REST."""
REST: Final = (
    "alt", "ext_power", "seq", "mileage", "gsm_cell", "gsm_loc", "gsm_rssi", "high_acc_count", "high_de_acc_count",
    "over_speed_count", "max_speed",
)  # fmt: skip
_NOTHING: Final[Rest] = (None,) * len(REST)


class Location(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """DLT's record, normalised: times in the one ISO form, numbers as numbers, no personal field.

    `unit_id` is NFC and trimmed; `lat`, `lon` are degrees WGS84; `speed` km/h; `course` degrees 0-359; `alt` m;
    `fix` 1 = valid (none given counts as valid); `ext_power` V.
    """

    unit_id: str
    utc_ts: str
    lat: float
    lon: float
    recv_utc_ts: str | None = None
    speed: float | None = None
    course: float | None = None
    alt: float | None = None
    fix: int | None = None
    hdop: float | None = None
    num_sats: float | None = None
    engine_status: int | None = None
    ext_power_status: int | None = None
    ext_power: float | None = None
    seq: int | None = None
    mileage: float | None = None
    gsm_cell: int | None = None
    gsm_loc: int | None = None
    gsm_rssi: int | None = None
    high_acc_count: int | None = None
    high_de_acc_count: int | None = None
    over_speed_count: int | None = None
    max_speed: float | None = None


class Ping(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A Location as the judging sees it: times in ms since the epoch, only the fields that a rule reads by name.

    `receipt_ms` is when we had it; `recv_ms` when the vendor's server had it, where said; `shift_ms` is what was
    taken off a clock that runs 7 h ahead, `utc_ms` being the corrected time; `rest` are the other fields, where there
    are any: they only order pings of one time.
    """

    unit_id: str
    utc_ms: int
    receipt_ms: int
    lat: float
    lon: float
    recv_ms: int | None = None
    speed_kmh: float | None = None
    course_deg: float | None = None
    fix: int | None = None
    hdop: float | None = None
    num_sats: float | None = None
    engine_on: bool | None = None
    ext_power_on: bool | None = None
    shift_ms: int = 0
    rest: Rest | None = None

    @property
    def is_fix(self) -> bool:
        """Whether rules may use its position."""
        return self.fix is None or self.fix == 1


def to_ping(location: Location, receipt_ms: int) -> Ping:
    """The Ping of a Location that we had at `receipt_ms`; raises UnreadableTime."""
    engine, power, recv = location.engine_status, location.ext_power_status, location.recv_utc_ts
    rest = (
        location.alt, location.ext_power, location.seq, location.mileage, location.gsm_cell, location.gsm_loc,
        location.gsm_rssi, location.high_acc_count, location.high_de_acc_count, location.over_speed_count,
        location.max_speed,
    )  # fmt: skip
    return Ping(
        unit_id=one_text(location.unit_id),  # each of a unit's pings, and what is kept of it, holds it
        utc_ms=from_iso(location.utc_ts),
        receipt_ms=receipt_ms,
        lat=location.lat,
        lon=location.lon,
        recv_ms=None if recv is None else from_iso(recv),
        speed_kmh=location.speed,
        course_deg=location.course,
        fix=location.fix,
        hdop=location.hdop,
        num_sats=location.num_sats,
        engine_on=None if engine is None else engine == 1,
        ext_power_on=None if power is None else power == 1,
        rest=None if rest == _NOTHING else rest,
    )


def location_of(ping: Ping) -> Location:
    """The Location that a Ping was made of."""
    rest = {} if ping.rest is None else dict(zip(REST, ping.rest, strict=True))
    return Location(
        unit_id=ping.unit_id,
        utc_ts=to_iso(ping.utc_ms + ping.shift_ms),
        lat=ping.lat,
        lon=ping.lon,
        recv_utc_ts=None if ping.recv_ms is None else to_iso(ping.recv_ms),
        speed=ping.speed_kmh,
        course=ping.course_deg,
        fix=ping.fix,
        hdop=ping.hdop,
        num_sats=ping.num_sats,
        engine_status=None if ping.engine_on is None else int(ping.engine_on),
        ext_power_status=None if ping.ext_power_on is None else int(ping.ext_power_on),
        **rest,  # type: ignore[arg-type]  # each is what it was in the Location
    )
