"""What the API answers, as types: the OpenAPI description is generated from them."""

from typing import Any, Generic, Literal, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from models.alert import Certainty, CloseReason, Evidence, Severity, Urgency
from models.event import Event
from models.permit import Consent, PermitStatus
from models.resolution import Unresolved
from models.trip import EndReason, TripState, Verdict
from models.zone import ZoneKind
from ops.condition import Alarm

Item = TypeVar("Item")

AlertState = Literal["open", "closed"]
UnitState = Literal["moving", "idle", "parked", "silent"]


class Page(msgspec.Struct, Generic[Item], frozen=True, kw_only=True):
    """One page of a list; `next` is the cursor of the following page, null on the last one."""

    items: list[Item]
    next: str | None


class AlertData(msgspec.Struct, frozen=True, kw_only=True):
    """An alert as its highest version tells it."""

    alert_id: str
    version: int
    rule: str
    severity: Severity
    urgency: Urgency
    certainty: Certainty
    started_at: str
    detected_at: str
    reason_en: str
    reason_th: str
    evidence: Evidence
    late: bool
    trip_id: str | UnsetType | None = UNSET
    unit_id: str | UnsetType | None = UNSET
    plate: str | UnsetType | None = UNSET
    province: str | UnsetType | None = UNSET
    permit_no: str | UnsetType | None = UNSET
    manifest_no: str | UnsetType | None = UNSET
    zone_id: str | UnsetType | None = UNSET
    vendor: str | UnsetType | None = UNSET
    trip_ids: list[str] | UnsetType = UNSET
    ended_at: str | UnsetType | None = UNSET
    lat: float | UnsetType | None = UNSET
    lon: float | UnsetType | None = UNSET
    close_reason: CloseReason | UnsetType | None = UNSET


class Alert(AlertData, frozen=True, kw_only=True):
    """An alert in a list."""

    state: AlertState


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a trip or alert: when it was written and as what."""

    version: int
    type: str
    time: str


class AlertStory(Alert, frozen=True, kw_only=True):
    """An alert with all versions that were told of it, oldest first."""

    history: list[Told]


class TripData(msgspec.Struct, frozen=True, kw_only=True):
    """A trip as its highest version tells it; fields that do not hold yet are absent."""

    trip_id: str
    version: int
    unit_id: str
    plate: str
    province: str
    permit_no: str | None
    item_nos: list[int]
    manifest_nos: list[str]
    generator_factory_no: str | None
    origin_zone_id: str
    started_at: str
    from_trip_id: str | UnsetType | None = UNSET
    destination_zone_id: str | UnsetType | None = UNSET
    processor_factory_no: str | UnsetType | None = UNSET
    arrived_at: str | UnsetType | None = UNSET
    completed_at: str | UnsetType | None = UNSET
    destination_zone_ids: list[str] | UnsetType = UNSET
    distance_km: float | UnsetType | None = UNSET
    duration_s: float | UnsetType | None = UNSET
    max_gap_s: float | UnsetType | None = UNSET
    unseen_s: float | UnsetType | None = UNSET
    unseen_km: float | UnsetType | None = UNSET
    quantity_t: float | UnsetType | None = UNSET
    weigh_out_t: float | UnsetType | None = UNSET
    weigh_in_t: float | UnsetType | None = UNSET
    verdict: Verdict | UnsetType | None = UNSET
    alert_ids: list[str] | UnsetType = UNSET
    evidence_sha256: str | UnsetType | None = UNSET
    final_after: str | UnsetType | None = UNSET
    ended_at: str | UnsetType | None = UNSET
    reason: EndReason | UnsetType | None = UNSET


class Trip(TripData, frozen=True, kw_only=True):
    """A trip in a list."""

    state: TripState


class TripStory(Trip, frozen=True, kw_only=True):
    """A trip with all versions that were told of it, oldest first, and its alerts, newest first."""

    history: list[Told]
    alerts: list[Alert]


class EventPage(msgspec.Struct, frozen=True, kw_only=True):
    """Events in their durable order, `data` as in the lists of trips and alerts.

    `next` is always the place to go on from, also when nothing is there yet.
    """

    items: list[Event]
    next: str


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """A unit's newest place; speed in km/h, course in degrees; `urgency` and `severity` of its gravest open alert."""

    unit_id: str
    utc_ts: str
    lat: float
    lon: float
    state: UnitState
    recv_utc_ts: str | None = None
    plate: str | None = None
    province: str | None = None
    carrier: str | None = None
    speed: float | None = None
    course: float | None = None
    trip_id: str | None = None
    permit_no: str | None = None
    urgency: Urgency | None = None
    severity: Severity | None = None


class TrackFix(msgspec.Struct, frozen=True, kw_only=True):
    """One fix of a track; speed in km/h, course in degrees, `fix` 1 = valid."""

    utc_ts: str
    recv_utc_ts: str | None
    lat: float
    lon: float
    speed: float | None
    course: float | None
    fix: int | None


class Track(msgspec.Struct, frozen=True, kw_only=True):
    """The fixes of one unit in a period, oldest first; `next` is the `from` of a call that goes on, null at the end."""

    unit_id: str
    fixes: list[TrackFix]
    next: str | None


class ZoneProperties(msgspec.Struct, frozen=True, kw_only=True):
    """What a zone is called and what it is for; `radius_m` belongs to a point."""

    zone_id: str
    kind: ZoneKind
    name_th: str
    name_en: str
    factory_no: str | None
    radius_m: float | UnsetType = UNSET


class Geometry(msgspec.Struct, frozen=True, kw_only=True):
    """A GeoJSON geometry, longitude first."""

    type: Literal["Point", "Polygon", "MultiPolygon", "LineString", "MultiLineString"]
    coordinates: list[Any]


class ZoneFeature(msgspec.Struct, frozen=True, kw_only=True):
    """One zone as a GeoJSON Feature."""

    geometry: Geometry
    properties: ZoneProperties
    type: Literal["Feature"] = "Feature"


class ZoneCollection(msgspec.Struct, frozen=True, kw_only=True):
    """The zones in force as GeoJSON."""

    features: list[ZoneFeature]
    type: Literal["FeatureCollection"] = "FeatureCollection"


class Factory(msgspec.Struct, frozen=True, kw_only=True):
    """A generator or processor as its permit names it; empty where it names none."""

    factory_no: str
    name_th: str
    name_en: str
    zone_id: str


class PermitItem(msgspec.Struct, frozen=True, kw_only=True):
    """One waste of a permit, quantities in tonnes."""

    item_no: int
    waste_code: str
    waste_name_th: str
    management_code: str
    quantity_t: float | None
    monthly_t: list[float]
    processor: Factory
    consent: Consent


class PermitRoute(msgspec.Struct, frozen=True, kw_only=True):
    """A permitted line and the distance in metres allowed on either side of it."""

    route_id: str
    item_nos: list[int]
    corridor_m: float
    line: Geometry


class PermitVehicle(msgspec.Struct, frozen=True, kw_only=True):
    """A truck named by a permit."""

    plate: str
    province: str


class TimeWindow(msgspec.Struct, frozen=True, kw_only=True, rename={"from_": "from"}):
    """Hours in which driving is allowed; days 1 = Monday to 7."""

    days: list[int]
    from_: str
    to: str


class Permit(msgspec.Struct, frozen=True, kw_only=True):
    """A permit in force: whole days in the local zone, inclusive; `status` is that of now."""

    permit_no: str
    status: PermitStatus
    valid_from: str
    valid_to: str
    generator: Factory
    items: list[PermitItem]
    routes: list[PermitRoute]
    vehicles: list[PermitVehicle]
    allowed_stop_zone_ids: list[str]
    time_windows: list[TimeWindow]


class UnresolvedList(msgspec.Struct, frozen=True, kw_only=True):
    """All names that lead nowhere."""

    items: list[Unresolved]


class PageSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What the page must know to write times, to say where it runs and to draw the map; no `tiles`: empty.

    `inbox`: messages to people are not sent, they stand on a page.
    """

    timezone: str
    calendar: str
    demo: bool
    inbox: bool
    version: str
    tiles: str
    tiles_credit: str


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """Counts for the head of the page; `data_at` is the newest time received of any unit."""

    units: int
    moving: int
    trips_open: int
    alerts_open: int
    alerts_immediate: int
    data_at: str | None


class ClockTick(msgspec.Struct, frozen=True, kw_only=True):
    """How old the data are: `data_at` is the newest time received of any unit, `lag_s` how far the judging is behind.

    `units_heard` were heard within the last hour, `units_unseen` of them not for five minutes. `alarms`: the judging is
    over a minute behind (`lag`); over a fifth of those units, and at least twenty, are unseen (`unseen`).
    """

    data_at: str | None
    server_at: str
    data_age_s: float | None
    lag_s: float | None
    units_heard: int
    units_unseen: int
    alarms: tuple[Alarm, ...]


class ProblemBody(msgspec.Struct, frozen=True, kw_only=True):
    """An error as RFC 9457 has it, with the same sentence in Thai."""

    title: str
    status: int
    detail: str
    detail_th: str
    type: str = "about:blank"
