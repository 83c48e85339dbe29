"""What the API answers of a trip's page, as types: the OpenAPI description is generated from them."""

import msgspec
from msgspec import UNSET, UnsetType

from dashboard.answers import Alert, Permit, Trip, ZoneFeature
from dashboard.trip_page.timeline import Kind
from models.manifest import ManifestStatus
from models.trip import EndReason
from streams.explain.chain import Note


class TimelineRow(msgspec.Struct, frozen=True, kw_only=True, rename={"from_": "from"}):
    """One row of the timeline; a moment has `to` = `from`, what goes on has `to` null.

    `lat`, `lon` are where it began (of a stop its mean place), `to_lat`, `to_lon` where a gap ended. `allowed`: the
    trip might stop there; `km` along the fixes, of a gap in a straight line; `excused`: a gap within one permitted
    place; `since_before`: it had begun before the first ping that was read.
    """

    kind: Kind
    from_: str
    to: str | None
    lat: float | None
    lon: float | None
    zone_ids: list[str]
    to_lat: float | UnsetType = UNSET
    to_lon: float | UnsetType = UNSET
    allowed: bool | UnsetType = UNSET
    off_corridor: bool | UnsetType = UNSET
    km: float | UnsetType = UNSET
    excused: bool | UnsetType = UNSET
    alert_id: str | UnsetType = UNSET
    reason: EndReason | UnsetType = UNSET
    since_before: bool = False


class SeenFix(msgspec.Struct, frozen=True, kw_only=True):
    """One fix: WGS84 degrees, speed in km/h, and metres on the ground beyond the permitted corridor.

    `off_m` is 0 within the corridor, null where the route is not judged; `permitted`: the trip might stand there.
    """

    utc_ts: str
    lat: float
    lon: float
    speed_kmh: float | None
    off_m: float | None
    permitted: bool


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """A manifest as it was last told, tonnes: declared, weighed on leaving, weighed on arrival."""

    manifest_no: str
    permit_no: str
    item_no: int
    waste_code: str | None
    waste_name_th: str | None
    plate: str
    province: str
    status: ManifestStatus
    planned_depart: str
    planned_arrive: str | None
    received_at: str | None
    quantity_t: float | None
    weigh_out_t: float | None
    weigh_in_t: float | None


class Vehicle(msgspec.Struct, frozen=True, kw_only=True):
    """The truck on which the unit rode when the trip began; whole days in the local zone, inclusive."""

    unit_id: str
    plate: str
    province: str
    carrier: str
    vehicle_type: str
    valid_from: str
    valid_to: str | None


class Unseen(msgspec.Struct, frozen=True, kw_only=True):
    """How much of the trip was seen: kilometres along the fixes, and the gaps that nothing excuses, summed up."""

    distance_km: float
    gaps: int
    unseen_s: float
    unseen_km: float


class StoryMade(msgspec.Struct, frozen=True, kw_only=True):
    """What is worked out for a trip's page, from its pings and the reference data in force at its time.

    `is_open`: it is under way, and more will come. `fixes` are those that rules judge, from half an hour before the
    departure at most; of over 4,000 only some, `fixes_in_all` says of how many. Farther off than `margin_m` for some
    fixes in a row is off the route.
    """

    read_at: str
    is_open: bool
    permits: list[Permit]
    manifests: list[Manifest]
    vehicle: Vehicle | None
    zones: list[ZoneFeature]
    timeline: list[TimelineRow]
    unseen: Unseen
    margin_m: float
    fixes: list[SeenFix]
    fixes_in_all: int
    notes: list[Note]


class Story(StoryMade, frozen=True, kw_only=True):
    """All that a trip's page shows: the trip and its alerts (newest first) as told, and what is worked out of them."""

    trip: Trip
    alerts: list[Alert]
