"""Alert: one breach, as it stands now; a whole snapshot, never a change."""

from typing import Any, Final, Literal, Self

import msgspec

Severity = Literal["info", "warning", "high", "critical"]
Urgency = Literal["immediate", "today", "record"]
Certainty = Literal["observed", "likely", "possible"]
CloseReason = Literal[
    "returned_to_route", "moved_on", "signal_restored", "arrived", "arrived_later", "received", "cleared", "trip_ended",
    "late_evidence",
]  # fmt: skip

SEVERITY_RANK: Final[dict[str, int]] = {"info": 0, "warning": 1, "high": 2, "critical": 3}


class Bearer(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a state is told of, kept for as long as it lasts: the trip, if it began in one, the truck and the permit."""

    trip_id: str | None = None
    plate: str | None = None
    province: str | None = None
    permit_no: str | None = None

    def without_trip(self) -> Self:
        """The truck alone."""
        return msgspec.structs.replace(self, trip_id=None, permit_no=None)


class EvidencePing(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A ping as an alert shows it: times on the wire's form, degrees, km/h."""

    utc_ts: str
    recv_utc_ts: str | None
    lat: float
    lon: float
    speed: float | None


class Evidence(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Why: the thresholds in force, what was measured against them, and the pings that show it."""

    thresholds: dict[str, Any] = {}
    measured: dict[str, Any] = {}
    pings: tuple[EvidencePing, ...] = ()


class Finding(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a rule says of one episode: everything of an alert but its id, version and time of detection.

    `episode` tells episodes of one rule and unit apart and survives a second judging of the same evidence.
    A fact has `ended_ms` = `started_ms` and no close reason; a state that is over has both.
    """

    rule: str
    episode: str
    severity: Severity
    urgency: Urgency
    certainty: Certainty
    started_ms: int
    reason_en: str
    reason_th: str
    evidence: Evidence
    trip_id: str | None = None
    unit_id: str | None = None
    plate: str | None = None
    province: str | None = None
    permit_no: str | None = None
    manifest_no: str | None = None
    zone_id: str | None = None
    ended_ms: int | None = None
    lat: float | None = None
    lon: float | None = None
    close_reason: CloseReason | None = None

    @property
    def is_open(self) -> bool:
        """Whether people still have it before them."""
        return self.close_reason is None
