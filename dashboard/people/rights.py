"""What each route takes: one table, in which every route stands; what is not in it is an administrator's alone."""

from collections.abc import Mapping
from typing import Final, Literal

import msgspec

from dashboard.people.person import Person
from dashboard.problems import Problem
from models.role import ROLES, Role

_API: Final = "/api/v1"

Door = Literal["anybody", "visitor"]
"""`anybody`: nobody is looked up. `visitor`: who asks is looked up, and may be nobody; the route decides."""


class Right(msgspec.Struct, frozen=True):
    """What a route takes, and whether it keeps what it answers to the scope of who asks."""

    takes: Door | Role
    keeps_to_scope: bool = False


_ANYBODY: Final = Right("anybody")
_VISITOR: Final = Right("visitor")
_LINK: Final = Right("anybody")
"""Nobody is looked up: the link to a case that is sent along lets in to that case (`dashboard/road/door.py`)."""

_PARTY_LINK: Final = Right("anybody")
"""The same of the link by which a carrier or a generator answers (`dashboard/parties/door.py`)."""

_VIEWER: Final = Right("viewer")
_OFFICER: Final = Right("officer")
_SUPERVISOR: Final = Right("supervisor")
_ADMINISTRATOR: Final = Right("administrator")
_ONE_S_OWN: Final = Right("viewer", keeps_to_scope=True)
"""What somebody keeps for itself: to change it changes nothing of the centre's."""

_WITHIN_SCOPE: Final = Right("viewer", keeps_to_scope=True)
"""Answers what the asker's scope reaches, and nothing else."""

_OFFICER_WITHIN_SCOPE: Final = Right("officer", keeps_to_scope=True)
"""Changes what the asker's scope reaches, and nothing else."""

_OF_NO_PARTY: Final = Right("viewer", keeps_to_scope=True)
"""Answers nothing that belongs to a party."""

RIGHTS: Final[Mapping[tuple[str, str], Right]] = {
    ("GET", "/"): _ANYBODY,
    ("GET", "/{path}"): _ANYBODY,
    ("GET", "/o"): _ANYBODY,
    ("HEAD", "/o"): _ANYBODY,
    ("GET", "/o/{token}"): _ANYBODY,
    ("HEAD", "/o/{token}"): _ANYBODY,
    ("GET", "/a/{incident_id}/{token}"): _ANYBODY,
    ("HEAD", "/a/{incident_id}/{token}"): _ANYBODY,
    ("GET", "/healthz"): _ANYBODY,
    ("GET", "/readyz"): _ANYBODY,
    ("GET", "/metrics"): _ANYBODY,
    ("GET", "/openapi.json"): _OF_NO_PARTY,
    ("GET", "/api/v1/alerts"): _WITHIN_SCOPE,
    ("GET", "/api/v1/alerts/{alert_id}"): _WITHIN_SCOPE,
    ("GET", "/api/v1/alerts/{alert_id}/why"): _WITHIN_SCOPE,
    ("GET", "/api/v1/trips"): _WITHIN_SCOPE,
    ("GET", "/api/v1/trips/{trip_id}"): _WITHIN_SCOPE,
    ("GET", "/api/v1/trips/{trip_id}/why"): _WITHIN_SCOPE,
    ("GET", "/api/v1/units"): _WITHIN_SCOPE,
    ("GET", "/api/v1/units/{unit_id}/track"): _WITHIN_SCOPE,
    ("GET", "/api/v1/zones"): _WITHIN_SCOPE,
    ("GET", "/api/v1/permits/{permit_no}"): _WITHIN_SCOPE,
    ("GET", "/api/v1/unresolved"): _WITHIN_SCOPE,
    ("GET", "/api/v1/events"): _WITHIN_SCOPE,
    ("GET", "/api/v1/live"): _WITHIN_SCOPE,
    ("GET", "/api/v1/summary"): _WITHIN_SCOPE,
    ("GET", "/api/v1/health"): _OF_NO_PARTY,
    ("GET", "/api/v1/settings"): _OF_NO_PARTY,
    ("GET", "/api/v1/trips/{trip_id}/story"): _WITHIN_SCOPE,
    ("GET", "/api/v1/trips/{trip_id}/track.csv"): _WITHIN_SCOPE,
    ("GET", "/api/v1/trips/{trip_id}/track.geojson"): _WITHIN_SCOPE,
    ("GET", "/api/v1/trips/{trip_id}/track.gpx"): _WITHIN_SCOPE,
    ("GET", "/api/v1/trips/{trip_id}/track.kml"): _WITHIN_SCOPE,
    ("GET", "/api/v1/playback"): _WITHIN_SCOPE,
    ("GET", "/api/v1/incidents"): _WITHIN_SCOPE,
    ("GET", "/api/v1/incidents/{incident_id}"): _WITHIN_SCOPE,
    ("POST", "/api/v1/incidents/{incident_id}/acts"): _OFFICER_WITHIN_SCOPE,
    ("POST", "/api/v1/incidents/{incident_id}/merge"): _OFFICER_WITHIN_SCOPE,
    ("POST", "/api/v1/incidents/{incident_id}/split"): _OFFICER_WITHIN_SCOPE,
    ("GET", "/api/v1/incidents/{incident_id}/road"): _VIEWER,
    ("GET", "/api/v1/incidents/{incident_id}/files/{file_id}"): _VIEWER,
    ("POST", "/api/v1/incidents/{incident_id}/reached"): _OFFICER,
    ("GET", "/api/v1/incidents/{incident_id}/links"): _OFFICER,
    ("POST", "/api/v1/incidents/{incident_id}/links"): _OFFICER,
    ("POST", "/api/v1/incidents/{incident_id}/links/revoke"): _OFFICER,
    ("GET", "/api/v1/officers"): _VIEWER,
    ("GET", "/api/v1/road/case"): _LINK,
    ("GET", "/api/v1/road/map"): _LINK,
    ("POST", "/api/v1/road/acts"): _LINK,
    ("POST", "/api/v1/road/opened"): _LINK,
    ("GET", "/api/v1/road/push"): _LINK,
    ("POST", "/api/v1/road/push"): _LINK,
    ("POST", "/api/v1/road/push/off"): _LINK,
    ("POST", "/api/v1/road/files"): _LINK,
    ("HEAD", "/api/v1/road/files/{file_id}"): _LINK,
    ("PATCH", "/api/v1/road/files/{file_id}"): _LINK,
    ("GET", "/api/v1/incidents/{incident_id}/parties"): _OFFICER,
    ("POST", "/api/v1/incidents/{incident_id}/parties/release"): _OFFICER,
    ("GET", "/api/v1/answers/{incident_id}"): _PARTY_LINK,
    ("POST", "/api/v1/answers/{incident_id}"): _PARTY_LINK,
    ("POST", "/api/v1/answers/{incident_id}/opened"): _PARTY_LINK,
    ("POST", "/api/v1/answers/{incident_id}/files"): _PARTY_LINK,
    ("HEAD", "/api/v1/answers/{incident_id}/files/{file_id}"): _PARTY_LINK,
    ("PATCH", "/api/v1/answers/{incident_id}/files/{file_id}"): _PARTY_LINK,
    ("GET", "/api/v1/shelves"): _VIEWER,
    ("POST", "/api/v1/shelves"): _OFFICER,
    ("POST", "/api/v1/shelves/{shelf_id}/confirm"): _OFFICER,
    ("POST", "/api/v1/shelves/{shelf_id}/lift"): _OFFICER,
    ("GET", "/api/v1/people/names"): _WITHIN_SCOPE,
    ("GET", "/api/v1/desks"): _VIEWER,
    ("GET", "/api/v1/desks/state"): _VIEWER,
    ("PUT", "/api/v1/desks/{desk_id}"): _SUPERVISOR,
    ("DELETE", "/api/v1/desks/{desk_id}"): _SUPERVISOR,
    ("POST", "/api/v1/desks/{desk_id}/here"): _OFFICER,
    ("POST", "/api/v1/desks/{desk_id}/leave"): _OFFICER,
    ("GET", "/api/v1/desks/{desk_id}/handovers"): _VIEWER,
    ("POST", "/api/v1/desks/{desk_id}/handovers"): _OFFICER,
    ("POST", "/api/v1/desks/{desk_id}/handovers/{handover_id}/accept"): _OFFICER,
    ("GET", "/api/v1/rosters"): _VIEWER,
    ("PUT", "/api/v1/rosters/{roster_id}"): _SUPERVISOR,
    ("DELETE", "/api/v1/rosters/{roster_id}"): _SUPERVISOR,
    ("GET", "/api/v1/incidents/{incident_id}/told"): _WITHIN_SCOPE,
    ("POST", "/api/v1/incidents/{incident_id}/opened"): _OFFICER,
    ("GET", "/api/v1/untold"): _OFFICER,
    ("POST", "/api/v1/channel-trials"): _SUPERVISOR,
    ("GET", "/api/v1/channel-trials/{message_id}"): _SUPERVISOR,
    ("GET", "/api/v1/inbox"): _OFFICER,
    ("GET", "/api/v1/lookups"): _WITHIN_SCOPE,
    ("POST", "/api/v1/lookups/area"): _WITHIN_SCOPE,
    ("GET", "/api/v1/views"): _ONE_S_OWN,
    ("POST", "/api/v1/views"): _ONE_S_OWN,
    ("DELETE", "/api/v1/views/{view_id}"): _ONE_S_OWN,
    ("GET", "/api/v1/numbers"): _WITHIN_SCOPE,
    ("GET", "/api/v1/numbers/trend"): _WITHIN_SCOPE,
    ("GET", "/api/v1/numbers/{file}"): _WITHIN_SCOPE,
    ("GET", "/api/v1/sign-in"): _VISITOR,
    ("POST", "/api/v1/sign-in"): _VISITOR,
    ("POST", "/api/v1/sign-in/enrolment"): _VISITOR,
    ("POST", "/api/v1/sign-in/enrolment/confirm"): _VISITOR,
    ("POST", "/api/v1/sign-in/wall"): _VISITOR,
    ("POST", "/api/v1/sign-in/password"): _OF_NO_PARTY,
    ("POST", "/api/v1/sign-out"): _VISITOR,
    ("GET", "/api/v1/people"): _ADMINISTRATOR,
    ("POST", "/api/v1/people"): _ADMINISTRATOR,
    ("POST", "/api/v1/people/{name}/role"): _ADMINISTRATOR,
    ("POST", "/api/v1/people/{name}/reset"): _ADMINISTRATOR,
    ("POST", "/api/v1/people/{name}/close"): _ADMINISTRATOR,
    ("POST", "/api/v1/people/{name}/end-sessions"): _ADMINISTRATOR,
    ("GET", "/api/v1/tokens"): _ADMINISTRATOR,
    ("POST", "/api/v1/tokens"): _ADMINISTRATOR,
    ("POST", "/api/v1/tokens/{token_id}/revoke"): _ADMINISTRATOR,
    ("GET", "/api/v1/audit"): _ADMINISTRATOR,
}  # fmt: skip


def right_of(method: str, path: str) -> Right:
    """What a route takes, by its method and its path with the names of its parts in braces."""
    if method == "OPTIONS":  # says which methods there are, and nothing else
        return _ANYBODY
    return RIGHTS.get((method, path), _ADMINISTRATOR)


def closed_to(person: Person) -> list[str]:
    """The calls that a person's scope closes, though its role may make them: as `GET /trips`, below `/api/v1`."""
    if not person.scope:
        return []
    return [
        f"{method} {path.removeprefix(_API)}"
        for (method, path), right in RIGHTS.items()
        if right.takes in ROLES and not right.keeps_to_scope and person.may(right.takes)
    ]


def not_signed_in() -> Problem:
    """The 401 of a route that takes a role, asked by nobody known."""
    return Problem(401, "sign in first, or send a token that is in force", "กรุณาเข้าสู่ระบบก่อน หรือส่งโทเคนที่ยังใช้ได้")


def out_of_scope() -> Problem:
    """The 403 of a route that is not kept to a scope, asked by somebody who is."""
    return Problem(
        403,
        "this is not open to accounts that are kept to some estates, factories or carriers",
        "บัญชีที่จำกัดเฉพาะนิคม โรงงาน หรือผู้ขนส่ง เปิดดูรายการนี้ไม่ได้",
    )
