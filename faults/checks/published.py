"""What the table of events holds went out on its topic, and nothing else did."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from faults.evidence import Breach, Evidence
from faults.findings import Findings
from faults.reading import committed, reading, told_events
from models.event import ALERT_TYPES, Event, decode_event
from models.topics import ALERTS, TRIPS
from storage.outbox import count_waiting

CHECK: Final = "published"


async def check(evidence: Evidence) -> list[Breach]:
    """Events that stand on one side only, or differ, and what still waits to be sent."""
    async with reading(evidence) as db:
        events = await told_events(db)
        waiting = await count_waiting(db)
    sent = {
        topic: [decode_event(record.value) async for record in committed(evidence, topic)]
        for topic in (TRIPS.name, ALERTS.name)
    }
    return differing(events, sent, waiting)


def differing(events: Iterable[Event], sent: Mapping[str, Iterable[Event]], waiting: int) -> list[Breach]:
    """Breaches for what the table and the topics do not both say."""
    found = Findings(CHECK)
    if waiting:
        found.add("messages still wait in the outbox", f"{waiting} rows", waiting)
    stored = {(topic_of(event), event.id): event for event in events}
    gone: dict[tuple[str, str], Event] = {}
    for topic, told in sent.items():
        for event in told:
            gone[topic, event.id] = event
            if stored.get((topic, event.id)) != event:
                found.add("told on a topic, and not by the table", _line(topic, event))
    for (topic, event_id), event in stored.items():
        if (topic, event_id) not in gone:
            found.add("an event that never went out", _line(topic, event))
    return found.breaches()


def topic_of(event: Event) -> str:
    """The topic on which an event goes out."""
    return ALERTS.name if event.type in ALERT_TYPES else TRIPS.name


def _line(topic: str, event: Event) -> dict[str, Any]:
    return {"topic": topic, "id": event.id, "type": event.type, "subject": event.subject, "v": event.data["version"]}
