"""The officer on the road: where one is with a case, what one tells, and the files that one sends."""

from typing import Final, Literal, get_args

import msgspec

StayState = Literal["away", "on_the_way", "there"]
RoadAct = Literal["on_the_way", "there", "renew", "leave", "help", "finding"]
"""What an officer tells of itself; `renew` says that all is well."""

STAY_STATES: Final[tuple[StayState, ...]] = get_args(StayState)
ROAD_ACTS: Final[tuple[RoadAct, ...]] = get_args(RoadAct)


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where somebody was by a phone's own sight: WGS84 degrees, metres, ms since the epoch."""

    lat: float
    lon: float
    accuracy_m: float | None = None
    at_ms: int | None = None


class Stay(msgspec.Struct, frozen=True, kw_only=True):
    """An officer with a case; `due_ms` is set while one is there, and what is not heard by then is overdue."""

    incident_id: str
    person: str
    state: StayState = "away"
    changed_ms: int = 0
    due_ms: int | None = None
    overdue_ms: int | None = None
    help_ms: int | None = None
    place: Place | None = None


class RoadFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file of an officer, as announced; `whole_ms` is when all of it had come, `own_…` what a photograph says."""

    file_id: str
    incident_id: str
    person: str
    sha256: bytes
    size: int
    media_type: str
    name: str
    taken_ms: int
    place: Place | None = None
    whole_ms: int | None = None
    own_ms: int | None = None
    own_zone: bool | None = None
    own_place: Place | None = None
