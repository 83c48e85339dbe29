"""The record forms read with every tolerance: DLT's location, Traccar's position, and what phones send to Traccar."""

import unicodedata
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from models.decode_fields import at_least_zero, degrees, flag, moment, number, unit_key, whole
from models.ping import Location
from models.times import to_iso

KNOT_KMH: Final = 1.852
MS_KMH: Final = 3.6
_SECONDS_BELOW: Final = 2**31 - 1
_MS_BELOW: Final = 2**43  # some day in 2248

_READERS: Final = {
    "speed": at_least_zero, "course": degrees, "alt": number, "hdop": at_least_zero, "num_sats": at_least_zero,
    "ext_power": number, "mileage": number, "max_speed": at_least_zero,
}  # fmt: skip
_WHOLE: Final = ("seq", "gsm_cell", "gsm_loc", "gsm_rssi", "high_acc_count", "high_de_acc_count", "over_speed_count")
_FLAGS: Final = ("fix", "engine_status", "ext_power_status")
_MISSPELT: Final = {"hdrop": "hdop", "gsm_real": "gsm_cell"}
_SHOWN: Final = 60


class Unacceptable(Exception):
    """A record that lacks what makes it a ping: the reason's code, and the value that is wrong, cut short."""

    def __init__(self, reason: str, detail: str, unit_id: str | None) -> None:
        super().__init__(reason)
        self.reason, self.detail, self.unit_id = reason, detail, unit_id


def dlt_location(fields: Mapping[str, Any]) -> Location:
    """The Location in DLT's record; a wrong optional field costs that field alone. Raises Unacceptable."""
    for wrong, right in _MISSPELT.items():
        if wrong in fields and fields.get(right) is None:
            fields = {**fields, right: fields[wrong]}
    required = _required(fields.get("unit_id"), fields.get("utc_ts"), fields.get("lat"), fields.get("lon"))
    optional: dict[str, Any] = {"recv_utc_ts": moment(fields.get("recv_utc_ts"))}
    optional |= {name: read(fields.get(name)) for name, read in _READERS.items()}
    optional |= {name: whole(fields.get(name)) for name in _WHOLE}
    optional |= {name: flag(fields.get(name)) for name in _FLAGS}
    return _located(required, optional)


def traccar_location(position: Mapping[str, Any], device: Mapping[str, Any]) -> Location:
    """The Location in Traccar's position forwarding: knots become km/h, `valid` becomes `fix`. Raises Unacceptable.

    An outdated position repeats the last known place: it counts as heard at the device's time, without a fix.
    """
    extra = _mapping(position.get("attributes"))
    outdated = flag(position.get("outdated")) == 1
    order = ("deviceTime", "serverTime", "fixTime") if outdated else ("fixTime", "deviceTime", "serverTime")
    times = [value for name in order if (value := position.get(name)) is not None]
    time = next((value for value in times if moment(value)), times[0] if times else None)
    required = _required(device.get("uniqueId"), time, position.get("latitude"), position.get("longitude"))
    speed, odometer_m = at_least_zero(position.get("speed")), at_least_zero(extra.get("odometer"))
    network = _mapping(position.get("network"))
    towers = network.get("cellTowers")
    tower = _mapping(towers[0]) if isinstance(towers, list) and towers else {}
    optional = {
        "recv_utc_ts": moment(position.get("serverTime")),
        "speed": None if speed is None else round(speed * KNOT_KMH, 3),
        "course": degrees(position.get("course")),
        "alt": number(position.get("altitude")),
        "fix": 0 if outdated else flag(position.get("valid")),
        "hdop": at_least_zero(extra.get("hdop")),
        "num_sats": at_least_zero(extra.get("sat")),
        "engine_status": flag(extra.get("ignition")),
        "ext_power": number(extra.get("power")),
        "mileage": None if odometer_m is None else odometer_m / 1000,
        "gsm_rssi": whole(extra.get("rssi")),
        "gsm_cell": whole(tower.get("cellId")),
        "gsm_loc": whole(tower.get("locationAreaCode")),
    }
    return _located(required, optional)


def osmand_location(query: Mapping[str, str]) -> Location:
    """The Location in OsmAnd's query as Traccar reads it: knots become km/h, `valid` is `fix`. Raises Unacceptable.

    A query without a time is refused: it may have waited on a phone for hours.
    """
    lat, lon = query.get("lat"), query.get("lon")
    if lat is None and lon is None and "location" in query:
        lat, _, lon = query["location"].partition(",")
    time = _since_epoch(query.get("timestamp"))
    required = _required(query.get("id", query.get("deviceid")), time, lat, lon)
    speed = at_least_zero(query.get("speed"))
    optional = {
        "speed": None if speed is None else round(speed * KNOT_KMH, 3),
        "course": degrees(query.get("bearing", query.get("heading"))),
        "alt": number(query.get("altitude")),
        "fix": flag(query.get("valid")),
        "hdop": at_least_zero(query.get("hdop")),
    }
    return _located(required, optional)


def phone_location(place: Mapping[str, Any], device_id: Any) -> Location:
    """The Location in Traccar Client's JSON: m/s become km/h; what is below zero is not known. Raises Unacceptable."""
    coords = _mapping(place.get("coords"))
    time = _since_epoch(place.get("timestamp"))
    required = _required(device_id, time, coords.get("latitude"), coords.get("longitude"))
    speed, odometer_m = at_least_zero(coords.get("speed")), at_least_zero(place.get("odometer"))
    optional = {
        "speed": None if speed is None else round(speed * MS_KMH, 3),
        "course": degrees(coords.get("heading")),
        "alt": number(coords.get("altitude")),
        "mileage": None if odometer_m is None else odometer_m / 1000,
    }
    return _located(required, optional)


def _since_epoch(value: Any) -> Any:
    """Seconds or milliseconds since 1970 as ISO, told apart by their size as Traccar does; all else as it is."""
    count = number(value)
    if count is None or not 0 <= count < _MS_BELOW:
        return value
    return to_iso(round(count * 1000 if count < _SECONDS_BELOW else count))


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _required(unit: Any, time: Any, lat: Any, lon: Any) -> dict[str, Any]:
    unit_id = unit_key(unit)
    if unit_id is None:
        raise Unacceptable("unit_id_missing" if _blank(unit) else "unit_id_unreadable", shown(unit), None)
    utc_ts = moment(time)
    if utc_ts is None:
        raise Unacceptable("utc_ts_missing" if _blank(time) else "utc_ts_unreadable", shown(time), unit_id)
    found: dict[str, Any] = {"unit_id": unit_id, "utc_ts": utc_ts}
    for name, value, limit in (("lat", lat, 90.0), ("lon", lon, 180.0)):
        degree = number(value)
        if degree is None:
            raise Unacceptable(f"{name}_missing" if _blank(value) else f"{name}_unreadable", shown(value), unit_id)
        if abs(degree) > limit:
            raise Unacceptable(f"{name}_out_of_range", shown(value), unit_id)
        found[name] = degree
    return found


def _located(required: dict[str, Any], optional: dict[str, Any]) -> Location:
    # A device without a fix often reports 0, 0, whatever its `fix` says; no truck of ours is in the Gulf of Guinea.
    if required["lat"] == 0 and required["lon"] == 0:
        optional["fix"] = 0
    return msgspec.convert(required | optional, Location)


def _blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def shown(value: Any) -> str:
    """A value as a refusal may quote it: printable, on one line, cut; nothing for None."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else type(value).__name__ if isinstance(value, dict | list) else repr(value)
    text = "".join(" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in text[: _SHOWN * 2]).strip()
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
