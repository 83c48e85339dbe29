"""Ruling: what the rules across units found of one unit, on its way back to the unit's own judging."""

import msgspec

from models.alert import Severity


class Excused(msgspec.Struct, frozen=True, kw_only=True, tag="excused"):
    """An outage of the unit's vendor excuses its silence: from, and until (None while it lasts), ms since the epoch.

    It takes the place of what was ruled of the same alert before; `void` takes that back.
    """

    unit_id: str
    alert_id: str
    from_ms: int
    until_ms: int | None
    void: bool = False


class Denied(msgspec.Struct, frozen=True, kw_only=True, gc=False, tag="denied"):
    """The manifests that the unit does not carry on leaving a gate at a time: another truck has them, or its own has.

    It takes the place of what was ruled of the same departure before.
    """

    unit_id: str
    zone_id: str
    left_ms: int
    manifests: tuple[str, ...]


class HandedOver(msgspec.Struct, frozen=True, kw_only=True, gc=False, tag="handed_over"):
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


class Alerted(msgspec.Struct, frozen=True, kw_only=True, gc=False, tag="alerted"):
    """An alert of the unit's trip that was raised across units: it counts in the trip's verdict unless `refuted`."""

    unit_id: str
    trip_id: str
    alert_id: str
    rule: str
    severity: Severity
    refuted: bool
    at_ms: int


class Follows(msgspec.Struct, frozen=True, kw_only=True, gc=False, tag="follows"):
    """Another device of the unit's plate leads a trip from one time to another (None while it lasts).

    A trip of the unit that starts meanwhile is not told; in the spans of `near` the unit belongs to that trip, and is
    judged in no rule. It takes the place of what was ruled under `name` before; `void` takes that back.
    """

    unit_id: str
    name: str
    from_ms: int
    until_ms: int | None
    near: tuple[tuple[int, int | None], ...] = ()
    void: bool = False

    def covers(self, at_ms: int) -> bool:
        """Whether the trip goes on at a time."""
        return self.from_ms <= at_ms and (self.until_ms is None or at_ms < self.until_ms)

    def is_near(self, at_ms: int) -> bool:
        """Whether the unit belongs to the trip at a time."""
        return any(from_ms <= at_ms and (to_ms is None or at_ms < to_ms) for from_ms, to_ms in self.near)


class Bridged(msgspec.Struct, frozen=True, kw_only=True, gc=False, tag="bridged"):
    """When another device of the plate was heard while the unit was not, in a trip: time of the fix and receipt.

    It takes the place of what was ruled under `name` before.
    """

    unit_id: str
    name: str
    heard: tuple[tuple[int, int], ...] = ()


Ruling = Excused | Denied | HandedOver | Alerted | Follows | Bridged


def encode_ruling(ruling: Ruling) -> bytes:
    """The ruling as it stands on the topic `rulings`."""
    return msgspec.json.encode(ruling)
