"""An incident as far as a scope reaches: made of the alerts that are seen, in full for those alone who work on it."""

import operator
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from dashboard.incidents.gather import subject_of_all
from dashboard.incidents.summary import summarise
from dashboard.people.person import Person
from models.incident import GatheredAlert
from models.reach import Reach
from storage.incidents import load_members
from storage.lists_incidents import (
    IncidentRow,
    Order,
    Place,
    Question,
    count_shelved,
    place_of,
    read_incident,
    read_incidents,
    read_incidents_in,
)

AT_ONCE: Final = 500
"""So many closed incidents of a scope are read at once."""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """An incident as somebody sees it; `in_full`: with what officers wrote and who they are, and to be acted on."""

    row: IncidentRow
    in_full: bool


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Incidents in order as they are seen, where they go on if they do, and how many of all asked for are shelved."""

    items: list[Seen]
    ends: Place | None
    shelved: int


def seen_by(row: IncidentRow, person: Person, alerts: Sequence[GatheredAlert]) -> Seen | None:
    """The incident for somebody kept to a scope, given those of its alerts that this scope reaches; None of none.

    In full for an officer who sees all of it. What else there is of it nobody else can tell from it: subject, place and
    gravity are those of the alerts that are seen.
    """
    if not alerts:
        return None
    incident = row.incident
    if {alert.alert_id for alert in alerts} == set(incident.summary.alert_ids):  # read a moment apart
        return Seen(row=row, in_full=person.may("officer"))
    subject = subject_of_all(alerts)
    incident = msgspec.structs.replace(
        incident, summary=summarise(alerts), about=subject.about, subject=subject.key
    )
    return Seen(row=msgspec.structs.replace(row, incident=incident), in_full=False)


async def seen_of(
    connection: Any, rows: Sequence[IncidentRow], person: Person, reach: Reach | None
) -> list[Seen]:
    """Of some incidents those that are seen, as they are seen."""
    if reach is None:
        return [Seen(row=row, in_full=True) for row in rows]
    members = await load_members(connection, [row.incident.incident_id for row in rows], reach)
    found = (seen_by(row, person, members[row.incident.incident_id]) for row in rows)
    return [one for one in found if one is not None]


async def read_page(
    pool: Any, question: Question, now_ms: int, person: Person, reach: Reach | None, *, limit: int, after: Place | None
) -> Page:
    """At most `limit` incidents in the order of the question, those after a place.

    In a scope all is asked of what is seen: whether an incident is listed, and where, tells nothing of its other part.
    """
    if reach is None:
        rows = await read_incidents(pool, question, now_ms, limit=limit + 1, after=after)
        items = await seen_of(pool, rows[:limit], person, reach)
        shelved = await count_shelved(pool, question, now_ms)
        return Page(items=items, ends=_end(items, question.order) if len(rows) > limit else None, shelved=shelved)
    asked: list[Seen] = []
    begin = after
    while True:
        rows = await read_incidents_in(pool, question, reach, limit=AT_ONCE, after=begin)
        asked += [one for one in await seen_of(pool, rows, person, reach) if _is_asked_for(one, question)]
        if question.state != "closed" or len(rows) < AT_ONCE or len(asked) > limit:
            return page_of(asked, question, now_ms, limit=limit, after=after)
        begin = place_of(rows[-1], question.order)


def page_of(seen: Sequence[Seen], question: Question, now_ms: int, *, limit: int, after: Place | None) -> Page:
    """The page of some incidents that a question asks for, all but its shelf already told."""
    held = [one.row.incident.is_shelved(now_ms) for one in seen]
    kept = [
        one
        for one, is_held in zip(seen, held, strict=True)
        if question.shelved == "all" or is_held is (question.shelved == "only")
    ]
    order = question.order
    kept.sort(key=lambda one: _key(place_of(one.row, order), order), reverse=order != "worst_first")
    if after is not None:
        behind = operator.gt if order == "worst_first" else operator.lt
        kept = [one for one in kept if behind(_key(place_of(one.row, order), order), _key(after, order))]
    items = kept[:limit]
    return Page(items=items, ends=_end(items, order) if len(kept) > limit else None, shelved=sum(held))


async def read_seen(connection: Any, incident_id: str, person: Person, reach: Reach | None) -> Seen | None:
    """One incident as it is seen, None when none of this id is."""
    row = await read_incident(connection, incident_id, reach)
    found = [] if row is None else await seen_of(connection, [row], person, reach)
    return found[0] if found else None


def _is_asked_for(seen: Seen, question: Question) -> bool:
    incident, summary = seen.row.incident, seen.row.incident.summary
    # Of several incidents that are seen as one case the worst names truck and trip; those asked for may be of another.
    is_of_several = bool(summary.merged_ids)
    return (
        question.urgency in (None, summary.urgency)
        and (is_of_several or question.unit_id in (None, summary.unit_id))
        and (is_of_several or question.trip_id in (None, summary.trip_id))
        and (question.alert_id is None or question.alert_id in summary.alert_ids)
        and (question.assignee is None or (seen.in_full and incident.assignee == question.assignee))
    )


def _key(place: Place, order: Order) -> tuple[int | str, ...]:
    return place if order == "worst_first" else place[1:]


def _end(items: Sequence[Seen], order: Order) -> Place | None:
    return place_of(items[-1].row, order) if items else None
