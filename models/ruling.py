"""Ruling: what the rules across units found of one unit, on its way back to the unit's own judging."""

import msgspec

from models.alert import Severity


class Excused(msgspec.Struct, frozen=True, kw_only=True, tag="excused"):
    """An outage of the unit's vendor excuses its silence: from, and until (None while it lasts), ms since the epoch."""

    unit_id: str
    alert_id: str
    from_ms: int
    until_ms: int | None


class Denied(msgspec.Struct, frozen=True, kw_only=True, tag="denied"):
    """The manifests that the unit does not carry on leaving a gate at a time: another truck has them, or its own has.

    It takes the place of what was ruled of the same departure before.
    """

    unit_id: str
    zone_id: str
    left_ms: int
    manifests: tuple[str, ...]


class HandedOver(msgspec.Struct, frozen=True, kw_only=True, tag="handed_over"):
    """A load went from one truck to another at a time: the unit gives its trip away, or takes this one on.

    `name` is the same for both trucks; `void` takes back what was ruled under it. What the taker needs to go on is in
    the remaining fields.
    """

    unit_id: str
    name: str
    at_ms: int
    gives: bool
    trip_key: str = ""
    void: bool = False
    from_trip_id: str | None = None
    origin_zone_id: str = ""
    estate_zone_id: str | None = None
    plate: str = ""
    province: str = ""
    plate_key: str = ""
    permits: tuple[str, ...] = ()
    manifests: tuple[str, ...] = ()
    generators: tuple[str, ...] = ()


class Alerted(msgspec.Struct, frozen=True, kw_only=True, tag="alerted"):
    """An alert of the unit's trip that was raised across units: it counts in the trip's verdict unless `refuted`."""

    unit_id: str
    trip_id: str
    alert_id: str
    rule: str
    severity: Severity
    refuted: bool
    at_ms: int


Ruling = Excused | Denied | HandedOver | Alerted

_DECODER: msgspec.json.Decoder[Ruling] = msgspec.json.Decoder(Ruling)


def encode_ruling(ruling: Ruling) -> bytes:
    """The ruling as it stands on the topic `rulings`."""
    return msgspec.json.encode(ruling)


def decode_ruling(body: bytes) -> Ruling:
    """The ruling of `encode_ruling`'s bytes; raises msgspec.DecodeError."""
    return _DECODER.decode(body)
