"""What a case has said against what it comes to now; the difference goes out as next versions."""

from collections.abc import Container, Sequence
from typing import Final

import msgspec

from models.alert import Finding
from models.event import build_event, short_hash
from models.ruling import Alerted
from models.times import DAY_MS, HOUR_MS
from streams.judging.event_data import alert_data
from streams.judging.published import Published
from streams.judging.recall import as_alert
from streams.weighing.docket import Case
from streams.weighing.held import Held
from streams.weighing.weighed import Weighed

HORIZON_MS: Final = 72 * HOUR_MS
"""Evidence comes at most 24 h late; what was settled so long ago is not opened anew and not taken back."""
KEPT_MS: Final = 400 * DAY_MS
"""How long it is known what was said: papers told late bring it up again."""


def settle(case: Case, name: str, held: Sequence[Held], now_ms: int, out: Weighed, *, late: bool) -> None:
    """Publishes what holds and is new or changed, and takes back what holds no more; `name` is the case's own."""
    wanted = {one.key: one for one in held}
    for one in wanted.values():
        say(case, name, one, now_ms, out, late=late)
    for key in [key for key in case.published if key not in wanted]:
        take_back(case, key, now_ms, out)


def say(case: Case, name: str, held: Held, now_ms: int, out: Weighed, *, late: bool) -> None:
    """Publishes what holds, unless that was said; of old only that a state has ended."""
    known = case.published.get(held.key)
    closes = known is not None and _goes_on(known) and held.finding.ended_ms is not None
    if held.at_ms >= case.judged_ms(now_ms) - HORIZON_MS or closes:
        _say(case, name, held, known, now_ms, out, late=late)


def take_back(case: Case, key: str, now_ms: int, out: Weighed, judged: Container[str] = frozenset()) -> None:
    """Takes back what was said and holds no more, unless it is settled, and forgets it in the end.

    A state that was left open is closed however old it is, where its episode is among those `judged` by all that is
    known of them still.
    """
    known = case.published[key]
    if known.alert is None:
        return
    settled_ms = case.judged_ms(now_ms) - HORIZON_MS
    refutable = known.touched_ms >= settled_ms or (_goes_on(known) and known.alert.episode in judged)
    if known.touched_ms < now_ms - KEPT_MS and not refutable:
        del case.published[key]
    elif refutable and known.alert.close_reason != "late_evidence":
        ended_ms = known.alert.started_ms if known.alert.ended_ms is None else known.alert.ended_ms
        refuted = msgspec.structs.replace(known.alert, close_reason="late_evidence", ended_ms=ended_ms)
        _put(case, key, known, refuted, now_ms, out)


def _goes_on(entry: Published) -> bool:
    """Whether it is a state that has not ended."""
    return entry.alert is not None and entry.alert.ended_ms is None


def _say(
    case: Case, name: str, held: Held, known: Published | None, now_ms: int, out: Weighed, *, late: bool
) -> None:
    key, finding = held.key, held.finding
    if known is None:
        who = finding.unit_id or f"{finding.plate}|{finding.province}"
        # With the case's name: what one case took back another may say, under an id that it has not used.
        alert_id = short_hash("alert", who, finding.rule, finding.episode, finding.started_ms, name)
        was = _recalled(alert_id, finding, out)
        if was is not None and (same := as_alert(was, finding)) is not None:
            case.published[key] = msgspec.structs.replace(same, key=key)
            return
        known = was or Published(
            entity_id=alert_id, key=key, version=0, touched_ms=now_ms, detected_ms=now_ms, late=late
        )
        if was is None and not finding.is_open:
            opened = msgspec.structs.replace(finding, ended_ms=None, close_reason=None)
            known = _put(case, key, known, opened, now_ms, out)
    if known.alert != finding:
        _put(case, key, known, finding, now_ms, out)


def _recalled(alert_id: str, finding: Finding, out: Weighed) -> Published | None:
    """The alert that went out before under this id, or of the same breach where its id tells of an earlier view."""
    known = out.recalled.pop(alert_id, None)
    if known is not None:
        return known
    same = (e for e in out.recalled.values() if e.alert is not None and _breach(e.alert) == _breach(finding))
    found = next(same, None)
    return None if found is None else out.recalled.pop(found.entity_id)


def _breach(finding: Finding) -> tuple[object, ...]:
    return finding.rule, finding.unit_id, finding.plate, finding.manifest_no, finding.zone_id, finding.started_ms


def _put(case: Case, key: str, known: Published, finding: Finding, now_ms: int, out: Weighed) -> Published:
    was = known.alert
    entry = msgspec.structs.replace(
        known, key=key, alert=finding, version=known.version + 1, touched_ms=now_ms, recalled=False
    )
    case.published[key] = entry
    opens = finding.is_open and (was is None or not was.is_open)
    kind = "opened" if opens else "updated" if finding.is_open else "closed"
    subject = finding.trip_id or finding.unit_id or f"{finding.plate}|{finding.province}"
    out.events.append(build_event(f"wastetrack.alert.{kind}", now_ms, subject, alert_data(entry)))
    if was is not None and was.trip_id != finding.trip_id:
        _tell_trip(entry.entity_id, was, now_ms, out, refuted=True)
    _tell_trip(entry.entity_id, finding, now_ms, out, refuted=finding.close_reason == "late_evidence")
    return entry


def _tell_trip(alert_id: str, finding: Finding, now_ms: int, out: Weighed, *, refuted: bool) -> None:
    """Tells the trip to which an alert belongs, if any, whether it counts in its verdict."""
    if finding.trip_id is not None and finding.unit_id is not None:
        out.rulings.append(
            Alerted(
                unit_id=finding.unit_id, trip_id=finding.trip_id, alert_id=alert_id, rule=finding.rule,
                severity=finding.severity, refuted=refuted, at_ms=now_ms,
            )
        )  # fmt: skip
