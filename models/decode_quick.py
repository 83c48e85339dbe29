"""The quick path: a DLT record through a typed decoder, where that is sure to say what the tolerant one would."""

from typing import Final

import msgspec

from models.decode_fields import MAX_UNIT_ID, MAX_WHOLE, is_normal_moment, number
from models.ping import Location

_FLAG_OR_NONE: Final = (1, 0, None)  # most often 1, which is then found without comparing
_LEAST_WHOLE: Final = -MAX_WHOLE
_Number = float | str | None


class _AsSent(msgspec.Struct, gc=False):
    """A record as many devices send it: numbers as text, two names misspelt."""

    unit_id: str
    utc_ts: str
    lat: float | str
    lon: float | str
    recv_utc_ts: str | None = None
    speed: _Number = None
    course: _Number = None
    alt: _Number = None
    fix: int | None = None
    hdop: _Number = None
    hdrop: _Number = None
    num_sats: _Number = None
    engine_status: int | None = None
    ext_power_status: int | None = None
    ext_power: _Number = None
    seq: int | None = None
    mileage: _Number = None
    gsm_cell: int | None = None
    gsm_real: int | None = None
    gsm_loc: int | None = None
    gsm_rssi: int | None = None
    high_acc_count: int | None = None
    high_de_acc_count: int | None = None
    over_speed_count: int | None = None
    max_speed: _Number = None


LOCATION_DECODER: Final = msgspec.json.Decoder(Location)
FAILURES: Final = (msgspec.MsgspecError, UnicodeError, RecursionError, ValueError)
"""What a decoder raises on bytes that are not what it asks for."""
_AS_SENT: Final = msgspec.json.Decoder(_AsSent)


def quick_location(raw: bytes) -> Location | None:
    """The Location in a record's bytes; None where only the tolerant path can tell what it is, or what is wrong."""
    found: Location | None
    try:
        found = LOCATION_DECODER.decode(raw)
    except FAILURES:
        found = _from_text(raw)
    else:
        # A misspelt name counts where the right one says nothing; to search all bytes for it costs more than to read.
        if (found.hdop is None and b"hdrop" in raw) or (found.gsm_cell is None and b"gsm_real" in raw):
            found = _from_text(raw)
    return found if found is not None and _is_plain(found) else None


def _from_text(raw: bytes) -> Location | None:
    try:
        sent = _AS_SENT.decode(raw)
    except FAILURES:
        return None
    lat, lon = _read(sent.lat), _read(sent.lon)
    if lat is None or lon is None:
        return None
    return Location(
        unit_id=sent.unit_id, utc_ts=sent.utc_ts, lat=lat, lon=lon, recv_utc_ts=sent.recv_utc_ts,
        speed=_read(sent.speed), course=_read(sent.course), alt=_read(sent.alt), fix=sent.fix,
        hdop=_read(sent.hdrop if sent.hdop is None else sent.hdop), num_sats=_read(sent.num_sats),
        engine_status=sent.engine_status, ext_power_status=sent.ext_power_status, ext_power=_read(sent.ext_power),
        seq=sent.seq, mileage=_read(sent.mileage),
        gsm_cell=sent.gsm_real if sent.gsm_cell is None else sent.gsm_cell, gsm_loc=sent.gsm_loc,
        gsm_rssi=sent.gsm_rssi, high_acc_count=sent.high_acc_count, high_de_acc_count=sent.high_de_acc_count,
        over_speed_count=sent.over_speed_count, max_speed=_read(sent.max_speed),
    )  # fmt: skip


def _read(value: _Number) -> float | None:
    return number(value) if type(value) is str else value  # type: ignore[return-value]  # only a text is no number yet


def _is_plain(found: Location) -> bool:
    unit_id, lat, lon, recv, course = found.unit_id, found.lat, found.lon, found.recv_utc_ts, found.course
    return (
        unit_id.isascii()
        and unit_id.isalnum()
        and len(unit_id) <= MAX_UNIT_ID
        and -90 <= lat <= 90
        and -180 <= lon <= 180
        and (lat != 0 or lon != 0)
        and (found.fix in _FLAG_OR_NONE and found.engine_status in _FLAG_OR_NONE)
        and found.ext_power_status in _FLAG_OR_NONE
        and (course is None or 0 <= course < 360)
        and (found.speed or 0) >= 0
        and (found.hdop or 0) >= 0
        and (found.num_sats or 0) >= 0
        and (found.max_speed or 0) >= 0
        and _LEAST_WHOLE <= (found.seq or 0) <= MAX_WHOLE
        and (
            not (
                found.gsm_cell or found.gsm_loc or found.gsm_rssi
                or found.high_acc_count or found.high_de_acc_count or found.over_speed_count
            )
            or _are_whole(found)
        )
        and is_normal_moment(found.utc_ts) is not None
        and (recv is None or is_normal_moment(recv) is not None)
    )  # fmt: skip


def _are_whole(found: Location) -> bool:
    return (
        _LEAST_WHOLE <= (found.gsm_cell or 0) <= MAX_WHOLE
        and _LEAST_WHOLE <= (found.gsm_loc or 0) <= MAX_WHOLE
        and _LEAST_WHOLE <= (found.gsm_rssi or 0) <= MAX_WHOLE
        and _LEAST_WHOLE <= (found.high_acc_count or 0) <= MAX_WHOLE
        and _LEAST_WHOLE <= (found.high_de_acc_count or 0) <= MAX_WHOLE
        and _LEAST_WHOLE <= (found.over_speed_count or 0) <= MAX_WHOLE
    )
