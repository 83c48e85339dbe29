"""The chain of one alert or trip, as the API returns it and `wastetrack explain` prints it; times are ISO-8601 UTC."""

from typing import Any, Literal

import msgspec

from models.alert import CloseReason, Severity, Urgency
from models.trip import Sighting, TripState
from models.zone import ZoneKind

By = Literal["fix", "deadline"]
SaidHow = Literal["opened", "changed", "closed", "retracted"]
ReferenceKind = Literal["vehicles", "zones", "permits", "manifests"]


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """Something that whoever reads the chain must know of it."""

    en: str
    th: str


class ZoneHeld(msgspec.Struct, frozen=True, kw_only=True):
    """A zone that held a fix; `permitted`: the trip might stand there."""

    zone_id: str
    kind: ZoneKind
    name_th: str
    name_en: str
    permitted: bool


class OnRoute(msgspec.Struct, frozen=True, kw_only=True):
    """Where a fix lies by the nearest permitted route: metres from it, and beyond its corridor (negative inside).

    `along_m` and `to_go_m` are metres along the route, null where they were not measured.
    """

    route_id: str
    distance_m: float
    corridor_m: float
    beyond_corridor_m: float
    along_m: float | None = None
    to_go_m: float | None = None


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Where the bytes of a ping stand as they were received."""

    topic: str
    partition: int
    offset: int


class PingSeen(msgspec.Struct, frozen=True, kw_only=True):
    """One ping: when it was measured, when the vendor's server had it, when we had it, and where it lies.

    `judged`: rules used its position; `stopped_s` is how long the truck had stayed there; `shift_s` was taken off a
    clock that runs 7 h ahead; `in_evidence`: the alert shows it.
    """

    utc_ts: str
    recv_utc_ts: str | None
    received_at: str
    delay_s: float
    lat: float
    lon: float
    speed: float | None
    fix: int | None
    judged: bool
    doubtful: bool
    shift_s: float
    zones: list[ZoneHeld]
    route: OnRoute | None
    stopped_s: float
    trip_state: TripState | None
    in_evidence: bool
    source: Source | None = None


class TripStep(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the trip's table that was looked up: by a fix, received when, or by a deadline that passed.

    The first is the departure, which has no state before it.
    """

    at: str
    by: By
    received_at: str | None
    state: TripState | None
    sighting: Sighting | Literal["departed"]
    next_state: TripState


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule said at one fix or deadline, with its reason; `of_this`: it concerns the alert that was asked for."""

    at: str
    by: By
    received_at: str | None
    rule: str
    said: SaidHow
    of_this: bool
    reason_en: str
    reason_th: str
    severity: Severity | None = None
    urgency: Urgency | None = None
    started_at: str | None = None
    ended_at: str | None = None
    close_reason: CloseReason | None = None
    measured: dict[str, Any] = {}


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """One version that was told: of an alert with its severity, of a trip with its reason or verdict."""

    version: int
    type: str
    time: str
    severity: Severity | None = None
    close_reason: CloseReason | None = None
    reason: str | None = None
    verdict: str | None = None


class ThresholdInForce(msgspec.Struct, frozen=True, kw_only=True):
    """One figure of the table of thresholds, as in force for this trip or place."""

    section: str
    key: str
    value: float
    unit: str
    meaning: str
    meaning_th: str


class ReferenceInForce(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a permit, manifest, zone or vehicle that was in force in the period; null: from, or to, ever.

    `version_from` is when it says that it begins, `received_at` when we had it (null: it stood in a file), `seq` its
    place in the order of arrival; `says` what of it matters here.
    """

    kind: ReferenceKind
    key: str
    in_force_from: str | None
    in_force_to: str | None
    version_from: str | None
    received_at: str | None
    seq: int
    says: dict[str, Any]


class Times(msgspec.Struct, frozen=True, kw_only=True):
    """When the breach began; of the newest ping that we had when it was said, fix and receipt; when it was said."""

    began_at: str
    fix_at: str | None
    received_at: str | None
    detected_at: str


class Why(msgspec.Struct, frozen=True, kw_only=True):
    """The whole chain. `alert` is null where a trip was asked for, `trip` where there is none.

    Of very many pings those that nothing hangs on are left out, evenly.
    """

    unit_id: str | None
    alert: dict[str, Any] | None
    trip: dict[str, Any] | None
    trips: list[dict[str, Any]]
    times: Times | None
    versions: list[Version]
    judged_from: str | None
    judged_to: str | None
    estate_zone_id: str | None
    notes: list[Note]
    decisions: list[Decision]
    steps: list[TripStep]
    pings: list[PingSeen]
    pings_left_out: int
    thresholds: list[ThresholdInForce]
    references: list[ReferenceInForce]
