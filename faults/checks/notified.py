"""Every alert that was ever urgent reached the receiver, each under its one key, and no other alert did."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from alerts.notices import needs_notice
from faults.evidence import Breach, Evidence, Notice, lines_of
from faults.findings import Findings
from faults.reading import reading, told_events
from models.event import Event, entity_of
from storage.notices import NewNotice

CHECK: Final = "notified"
_CHANNEL: Final = "webhook"
_KNOWN: Final = 409


async def check(evidence: Evidence) -> list[Breach]:
    """Alerts that nobody was told of, and notices that should not be."""
    async with reading(evidence) as db:
        events = await told_events(db)
    return untold(events, lines_of(evidence, Notice))


def untold(events: Iterable[Event], notices: Iterable[Notice]) -> list[Breach]:
    """Breaches of what was told against what had to be."""
    found = Findings(CHECK)
    urgent = {entity_of(event): event for event in events if needs_notice(event.type, event.data)}
    told: dict[str, set[str]] = defaultdict(set)
    taken: set[str] = set()
    for notice in notices:
        told[notice.alert_id].add(notice.event_id)
        if notice.status // 100 == 2 or notice.status == _KNOWN:
            taken.add(notice.alert_id)
        if notice.key != key_of(notice.alert_id):
            found.add("a notice under another key than its alert's", notice)
        if notice.alert_id not in urgent:
            found.add("a notice of an alert that was never urgent", notice)
    for alert_id, event_ids in told.items():
        if len(event_ids) > 1:
            found.add("an alert told to the receiver as two", f"{alert_id}: {sorted(event_ids)}", len(event_ids) - 1)
    for alert_id, event in urgent.items():
        if alert_id not in taken:
            found.add("an urgent alert that the receiver never took", f"{alert_id}: {event.data['rule']}")
    return found.breaches()


def key_of(alert_id: str) -> str:
    """The Idempotency-Key under which a receiver of webhooks hears of an alert."""
    return NewNotice(alert_id=alert_id, channel=_CHANNEL, due_ms=0, body=b"").notice_id
