"""One content an event id, no hole in the versions of a trip or alert, and each partition tells them in order."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec

from faults.evidence import Breach, Evidence
from faults.findings import Findings
from faults.reading import committed, reading, told_events
from models.event import Event, decode_event, entity_of
from models.topics import ALERTS, TRIPS
from streams.compare import newest_versions, version_faults

CHECK: Final = "versions"


async def check(evidence: Evidence) -> list[Breach]:
    """Faults in the table of events, in the tables of trips and alerts, and on the topics."""
    async with reading(evidence) as db:
        found = await stored(db)
    for topic in (TRIPS.name, ALERTS.name):
        partitions: dict[int, list[Event]] = defaultdict(list)
        async for record in committed(evidence, topic):
            partitions[record.partition].append(decode_event(record.value))
        found += published(topic, partitions)
    return found


async def stored(db: Any) -> list[Breach]:
    """Of the database: versions as they were told, and the newest of each in its own table."""
    found = Findings(CHECK)
    events = await told_events(db)
    found.add_all("the table of events", version_faults(events))
    newest = {entity: event.data for entity, event in newest_versions(events).items()}
    rows = await db.fetch("SELECT trip_id AS id, data FROM trips UNION ALL SELECT alert_id, data FROM alerts")
    stand = {row["id"]: msgspec.json.decode(row["data"]) for row in rows}
    differing = [entity for entity in newest.keys() | stand.keys() if newest.get(entity) != stand.get(entity)]
    found.add_all("the newest version is not what stands of a trip or alert", sorted(differing))
    return found.breaches()


def published(topic: str, partitions: Mapping[int, Iterable[Event]]) -> list[Breach]:
    """Of a topic: what is sent again is sent again from somewhere on to the newest version, and one follows the other.

    So whoever reads a partition ends at the truth, whatever was repeated. Where partitions are added to the topic, a
    trip goes on in another one, and for a moment in both.
    """
    found = Findings(CHECK)
    contents: dict[str, Event] = {}
    told: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for partition, events in partitions.items():
        for event in events:
            if contents.setdefault(event.id, event) != event:
                found.add("two contents under one event id", f"{topic}: {event.id}")
            told[entity_of(event)][partition].append(int(event.data["version"]))
    for entity, by_partition in told.items():
        versions = {version for run in by_partition.values() for version in run}
        if versions != set(range(1, max(versions) + 1)):
            found.add("a hole in the versions on a topic", f"{topic}: {entity} {sorted(versions)}")
        for partition, run in by_partition.items():
            if not in_order(run):
                found.add("versions out of order on a topic", f"{topic}/{partition}: {entity} {run}")
    return found.breaches()


def in_order(versions: Sequence[int]) -> bool:
    """Whether versions climb from one to the next there is, save where they fall back, and end at the highest."""
    ranks = {version: rank for rank, version in enumerate(sorted(set(versions)))}
    last = -1
    for version in versions:
        if ranks[version] > last + 1:
            return False
        last = ranks[version]
    return last == len(ranks) - 1
