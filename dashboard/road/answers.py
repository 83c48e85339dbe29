"""What the road's part of the API takes and answers, as types; times are ISO-8601 UTC, places WGS84 degrees."""

from typing import Literal

import msgspec

from dashboard.answers import ProblemBody
from models.alert import Certainty, Severity, Urgency
from models.incident import Act, State
from models.road import RoadAct, StayState

LinkState = Literal["open", "revoked", "expired"]


class Spot(msgspec.Struct, frozen=True, kw_only=True):
    """Where a phone was, `accuracy_m` as it says itself, and when by its own clock."""

    lat: float
    lon: float
    accuracy_m: float | None = None
    at: str | None = None


class Where(msgspec.Struct, frozen=True, kw_only=True):
    """A place and what lies near it: the registered place that is nearest, how far and in which direction from it."""

    lat: float
    lon: float
    near_th: str | None
    near_en: str | None
    near_km: float | None
    direction: str | None


class Bound(msgspec.Struct, frozen=True, kw_only=True):
    """Where a load is to go by its permit."""

    name_th: str
    name_en: str
    lat: float | None
    lon: float | None


class LastSeen(msgspec.Struct, frozen=True, kw_only=True):
    """Where a truck was last, its speed in km/h and its course in degrees."""

    at: str
    lat: float
    lon: float
    speed: float | None
    course: float | None
    state: str


class Out(msgspec.Struct, frozen=True, kw_only=True):
    """Where an officer is with a case; by `due_at` something is to be heard."""

    incident_id: str
    person: str
    state: StayState
    changed_at: str
    due_at: str | None
    overdue_at: str | None
    help_at: str | None
    place: Spot | None


class Officer(Out, frozen=True, kw_only=True):
    """The same of somebody who is out, with the truck that it is about, and `where` that `place` is."""

    where: Where | None

    plate: str | None
    province: str | None


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody found, or said about the case."""

    at: str
    who: str
    text: str


class OtherAlert(msgspec.Struct, frozen=True, kw_only=True):
    """Another alert of a case: what, since when, whether it has ended, where; `plate` where it is another truck's."""

    title_th: str
    title_en: str
    since: str
    has_ended: bool
    plate: str | None
    where: Where | None


class RoadCase(msgspec.Struct, frozen=True, kw_only=True):
    """A case as the phone shows it: what, where, since when, how sure, what to do first, and what may be done.

    Title, reason and what to do first are those of the worst alert, the first of `others` the next worst, and
    `more_others` how many stand in no line. `carrier_phone` and `centre_phone` are null where nobody told them; `files`
    are the SHA-256 of the asker's files that have come whole.
    """

    incident_id: str
    version: int
    person: str
    expires_at: str
    state: State
    assignee: str | None
    plate: str | None
    province: str | None
    urgency: Urgency
    severity: Severity
    certainty: Certainty
    title_th: str
    title_en: str
    reason_th: str
    reason_en: str
    first_th: str
    first_en: str
    since: str
    where: Where | None
    carrier: str | None
    carrier_phone: str | None
    centre_phone: str | None
    truck: LastSeen | None
    bound: Bound | None
    stay: Out
    acts: list[Act | RoadAct]
    others: list[OtherAlert]
    more_others: int
    findings: list[Finding]
    files: list[str]


class RoadMap(msgspec.Struct, frozen=True, kw_only=True):
    """Lines for a small map: the permitted routes, each as [lon, lat], with no more points than a phone shows."""

    routes: list[list[list[float]]]


class RoadActForm(msgspec.Struct, frozen=True, kw_only=True):
    """What an officer tells: `version` is that of the case as seen, needed to acknowledge and to set out."""

    act: Act | RoadAct
    version: int | None = None
    text: str | None = None
    place: Spot | None = None


class RoadOvertaken(ProblemBody, frozen=True, kw_only=True):
    """That the act does not fit, and the case as it now stands."""

    current: RoadCase


class OwnPlace(msgspec.Struct, frozen=True, kw_only=True):
    """What a photograph says itself, and how far that is from what its officer's phone said.

    `zoned` is false where it says its time without a zone, which is then taken to be that of the centre.
    """

    at: str | None
    zoned: bool | None
    lat: float | None
    lon: float | None
    apart_m: float | None
    apart_s: float | None


class RoadFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file of an officer that has come whole; `sha256` in hexadecimal, `size` in bytes."""

    file_id: str
    person: str
    sha256: str
    size: int
    media_type: str
    name: str
    taken_at: str
    came_at: str
    place: Spot | None
    own: OwnPlace | None


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """When and where the line with this version was said, in the log of the case or of what was merged into it."""

    incident_id: str
    version: int
    at: str
    place: Spot | None


class RoadStory(msgspec.Struct, frozen=True, kw_only=True):
    """What the centre sees of the road: who is with the case, where its lines were said, and the files."""

    officers: list[Out]
    told: list[Told]
    files: list[RoadFile]


class Officers(msgspec.Struct, frozen=True, kw_only=True):
    """Everybody who is out, those in need first."""

    items: list[Officer]


class NewLink(msgspec.Struct, frozen=True, kw_only=True):
    """For whom a link is to be made, and for how many hours."""

    person: str
    hours: int = 72


class MadeLink(msgspec.Struct, frozen=True, kw_only=True):
    """A link, to be put behind the dashboard's address, and until when it opens the case."""

    link: str
    expires_at: str


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A link to a case that was given out; `made_by` is null where it came in a message, `opened_at` until it was."""

    person: str
    made_by: str | None
    made_at: str
    expires_at: str
    opened_at: str | None
    revoked_at: str | None
    state: LinkState


class LinkList(msgspec.Struct, frozen=True, kw_only=True):
    """The links to a case, oldest first; none of them can be opened from here."""

    items: list[Link]


class RevokeLinks(msgspec.Struct, frozen=True, kw_only=True):
    """Whose links are to be taken back, and why: those to all cases, to this one, or the one that was `made_at`."""

    person: str
    reason: str
    all_cases: bool = False
    made_at: str | None = None


class ReachedForm(msgspec.Struct, frozen=True, kw_only=True):
    """Of whom the centre has heard, and what."""

    person: str
    text: str


class PushKey(msgspec.Struct, frozen=True, kw_only=True):
    """The public key that a browser is to take messages under, an uncompressed point in base64url; null for no use.

    `person` is whose messages would come.
    """

    key: str | None
    person: str


class PhoneAddress(msgspec.Struct, frozen=True, kw_only=True):
    """Where a phone's browser takes messages, as it says itself (`PushSubscription`); both keys in base64url."""

    endpoint: str
    p256dh: str
    auth: str


class NoPhone(msgspec.Struct, frozen=True, kw_only=True):
    """The address of a phone that is to get no more messages."""

    endpoint: str
