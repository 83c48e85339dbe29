"""What becomes of an incident by itself when its alerts change: a table of how it stands and what happened to them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal

import msgspec

from alerts.shelving import holder, is_grave, place_of
from dashboard.incidents.gather import Case, Subject, placed, subject_of, subject_of_all
from dashboard.incidents.noting import noted
from dashboard.incidents.parts import Part, alerts_in, own_alerts
from dashboard.incidents.summary import plates_of, summarise
from models.incident import Deed, GatheredAlert, Incident, LogLine, State, Summary
from models.shelf import Shelf

Standing = Literal["untouched", "new", "acknowledged", "assigned", "watching", "judged", "withdrawn"]
"""`untouched`: new, and no person has acted on it. `judged`: closed by a person. `withdrawn`: closed by itself."""
Turn = Literal["nothing", "refuted", "borne_out", "graver"]
"""`refuted`: later evidence took the last of its alerts back. `borne_out`: one holds again. `graver`: than ever."""

REFUTED: Final = "หลักฐานที่มาภายหลังหักล้างการแจ้งเตือนทั้งหมด / later evidence refuted all its alerts"
GRAVER: Final = "เหตุร้ายแรงขึ้นกว่าที่เคยเห็น / graver than it was when it was looked at"
BORNE_OUT: Final = "การแจ้งเตือนที่ถูกหักล้างกลับมามีผลอีกครั้ง / an alert that was refuted holds again"


class Move(msgspec.Struct, frozen=True):
    """What is noted in the log, why, and the state after it; None where that stays."""

    deed: Deed
    why: str
    to: State | None = None


_REFUTE: Final = Move("refute", REFUTED)
_BEAR_OUT: Final = Move("bear_out", BORNE_OUT)
_ANEW: Final = Move("worsen", GRAVER, "new")
MOVES: Final[Mapping[tuple[Standing, Turn], Move | None]] = {
    ("untouched", "nothing"): None,
    ("untouched", "refuted"): Move("withdraw", REFUTED, "closed"),
    ("untouched", "borne_out"): None,
    ("untouched", "graver"): None,
    ("new", "nothing"): None,
    ("new", "refuted"): _REFUTE,
    ("new", "borne_out"): _BEAR_OUT,
    ("new", "graver"): None,
    ("acknowledged", "nothing"): None,
    ("acknowledged", "refuted"): _REFUTE,
    ("acknowledged", "borne_out"): _BEAR_OUT,
    ("acknowledged", "graver"): _ANEW,
    ("assigned", "nothing"): None,
    ("assigned", "refuted"): _REFUTE,
    ("assigned", "borne_out"): _BEAR_OUT,
    ("assigned", "graver"): Move("worsen", GRAVER),
    ("watching", "nothing"): None,
    ("watching", "refuted"): _REFUTE,
    ("watching", "borne_out"): _BEAR_OUT,
    ("watching", "graver"): _ANEW,
    ("judged", "nothing"): None,
    ("judged", "refuted"): _REFUTE,
    ("judged", "borne_out"): Move("resurface", BORNE_OUT, "new"),
    ("judged", "graver"): Move("resurface", GRAVER, "new"),
    ("withdrawn", "nothing"): None,
    ("withdrawn", "refuted"): None,
    ("withdrawn", "borne_out"): Move("resurface", BORNE_OUT, "new"),
    ("withdrawn", "graver"): Move("resurface", GRAVER, "new"),
}


def standing_of(incident: Incident) -> Standing:
    """How an incident stands towards what its alerts do."""
    if incident.state == "closed":
        return "withdrawn" if incident.closed_by is None else "judged"
    if incident.state == "new":
        return "new" if incident.touched else "untouched"
    return incident.state


def turn_of(before: Summary, after: Summary, peak: int) -> Turn:
    """What happened to an incident's alerts; `peak` is the worst rank that it ever had."""
    if after.is_refuted:
        return "nothing" if before.is_refuted else "refuted"
    if before.is_refuted:
        return "borne_out"
    return "graver" if after.open_alerts and after.rank < peak else "nothing"


def gathered(
    known: Sequence[Case], fresh: Sequence[GatheredAlert], shelves: Sequence[Shelf],
    estate_of: Callable[[Summary], str | None], now_ms: int,
) -> list[Case]:
    """Of the known cases those that changed, and the new ones, given alerts that belong to none in order of detection.

    `known` holds the open incidents of their subjects, and the cases of which one is part. What was refuted before
    anybody saw it is left out.
    """  # fmt: skip
    cases = {case.incident.incident_id: case for case in known}
    open_of: dict[Subject, set[str]] = {}
    for case in known:
        for one in (case.incident, *(part.incident for part in case.parts)):
            open_of.setdefault(Subject(one.about, one.subject), set()).add(case.incident.incident_id)
    for alert in fresh:
        if alert.is_refuted:
            continue
        names = open_of.setdefault(subject_of(alert), set())
        case = placed(alert, [cases[name] for name in names], now_ms)
        cases[case.incident.incident_id] = case
        names.add(case.incident.incident_id)
    was = {case.incident.incident_id: case for case in known}
    now = [followed(case, shelves, estate_of, now_ms) for case in cases.values()]
    return [case for case in now if case is not was.get(case.incident.incident_id)]


def followed(case: Case, shelves: Sequence[Shelf], estate_of: Callable[[Summary], str | None], now_ms: int) -> Case:
    """The case as its alerts and the shelves have it now; the very same where that is as before."""
    incident, lines = case.incident, case.lines
    own = own_alerts(case.alerts, case.parts)
    before, summary = incident.summary, summarise(case.alerts)
    # A merge moves no incident to another desk: the place of the one that stays is that of the case.
    estate = estate_of(summarise(own) if case.parts else summary)
    summary = msgspec.structs.replace(
        summary, estate_zone_id=estate, merged_ids=tuple(part.incident.incident_id for part in case.parts),
        plates=plates_of(case.alerts) if case.parts else (),
    )  # fmt: skip
    move = MOVES[standing_of(incident), turn_of(before, summary, incident.peak)]
    if move is not None:
        incident, line = _moved(incident, move, now_ms)
        lines = (*lines, line)
    held = holder_of_all(case.alerts, shelves, now_ms)
    subject = subject_of_all(own)
    parts = tuple(_part_followed(part, case.alerts, estate_of) for part in case.parts)
    incident = msgspec.structs.replace(
        incident, summary=summary, about=subject.about, subject=subject.key,
        peak=incident.peak if summary.is_refuted else min(incident.peak, summary.rank),
        shelf_id=None if held is None else held.shelf_id, shelved_until_ms=None if held is None else held.until_ms,
    )  # fmt: skip
    if incident == case.incident and parts == case.parts:
        return case
    incident = msgspec.structs.replace(incident, changed_ms=now_ms)
    return Case(incident=incident, alerts=case.alerts, parts=parts, lines=lines)


def holder_of_all(alerts: Sequence[GatheredAlert], shelves: Sequence[Shelf], now_ms: int) -> Shelf | None:
    """The shelf that ends first of those that hold an incident's open alerts, or all of them where none is open.

    None where one of them is held by no shelf.
    """
    first: Shelf | None = None
    for alert in [alert for alert in alerts if alert.is_open] or alerts:
        shelf = holder(
            shelves, now_ms, rule=alert.rule, unit_id=alert.unit_id, grave=is_grave(alert.urgency, alert.severity),
            place=place_of(alert.rule, alert.zone_id, alert.lat, alert.lon),
        )  # fmt: skip
        if shelf is None:
            return None
        first = shelf if first is None or shelf.until_ms < first.until_ms else first
    return first


def _part_followed(
    part: Part, alerts: Sequence[GatheredAlert], estate_of: Callable[[Summary], str | None]
) -> Part:
    """A part as its own alerts have it now: what it is about and how grave it is; the rest is the case's."""
    own = alerts_in(part, alerts)
    summary, subject = summarise(own), subject_of_all(own)
    summary = msgspec.structs.replace(summary, estate_zone_id=estate_of(summary))
    incident = msgspec.structs.replace(part.incident, summary=summary, about=subject.about, subject=subject.key)
    return msgspec.structs.replace(part, incident=incident)


def _moved(incident: Incident, move: Move, now_ms: int) -> tuple[Incident, LogLine]:
    moved, line = noted(incident, move.deed, move.to or incident.state, now_ms, text=move.why)
    if move.to is not None:
        moved = msgspec.structs.replace(moved, state_by=None)
    if move.to == "closed":
        moved = msgspec.structs.replace(moved, closed_ms=now_ms, outcome_reason=move.why)
    elif move.to == "new":
        moved = msgspec.structs.replace(
            moved, assignee=None, outcome=None, outcome_reason=None, closed_by=None, closed_ms=None
        )
    return moved, line
