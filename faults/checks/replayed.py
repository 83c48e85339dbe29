"""The final trips, alerts and verdicts are those of an undisturbed replay of the same pings."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from alerts import signal_lost
from faults.evidence import Breach, Evidence
from faults.findings import Findings
from faults.reading import committed, reading, told_events
from models.decode import Accepted, decode_message
from models.event import Event, decode_event, encode_event, entity_of
from models.reference import ReferenceVersion
from models.thresholds import Thresholds
from models.times import DAY_MS, MINUTE_MS, SECOND_MS, from_iso, to_iso
from models.topics import LATE, PINGS
from ops.settings import load
from storage.facts import load_judge
from storage.offsets import newest_watermark_ms
from storage.reference import load_all
from streams.compare import differences, doubles, newest_versions
from streams.judging.world import World
from streams.replay import Line, Replay
from streams.tracker.docket_rows import read_docket
from streams.tracker.judge import SHARD
from streams.weighing.docket import Entry, Logbook

CHECK: Final = "replayed"
_UNHEARD: Final = "device-check-overdue"


class Received(NamedTuple):
    """A record as the trackers read it, ordered by receipt."""

    receipt_ms: int
    topic: str
    partition: int
    offset: int
    body: bytes


class Replayed(NamedTuple):
    """What a replay says, the units that it heard, and what the rules across units remember then."""

    events: list[Event]
    units: set[str]
    entries: Mapping[str, Entry]


async def check(evidence: Evidence) -> list[Breach]:
    """Each difference between what stands and what a replay says."""
    records = [
        Received(record.timestamp, record.topic, record.partition, record.offset, record.value or b"")
        for topic in (PINGS, LATE)
        async for record in committed(evidence, topic.name)
    ]
    async with reading(evidence) as db:
        events, versions = await told_events(db), await load_all(db)
        until_ms = await newest_watermark_ms(db) if evidence.clock == "wall" else None
        facts = await db.fetchval("SELECT count(*) FROM facts")
        docket = (await read_docket(db, SHARD, await load_judge(db, SHARD))).docket
    replay = replayed(sorted(records), versions, until_ms)
    return [
        *unlike(heard(events, replay.units), replay.events, facts),
        *remembered_otherwise(docket.entries, replay.entries, docket.reached_ms),
    ]


def unlike(events: list[Event], expected: list[Event], facts: int = 0) -> list[Breach]:
    """Breaches for each difference in final states, and for what is told under two names."""
    found = Findings(CHECK)
    if facts:
        found.add("facts across units that were never weighed", f"{facts} rows", facts)
    events, expected = without_edge_silences(events), without_edge_silences(expected)
    found.add_all("another final state than a replay's", differences(events, expected))
    once = set(doubles(expected))
    found.add_all("told twice, under two ids", [name for name in doubles(events) if name not in once])
    return found.breaches()


def remembered_otherwise(
    entries: Mapping[str, Entry], expected: Mapping[str, Entry], now_ms: int
) -> list[Breach]:
    """Breaches for each outing of the last day that is remembered otherwise: what outages will be counted by."""
    found = Findings(CHECK)
    ours, theirs = _outings(entries, now_ms - DAY_MS), _outings(expected, now_ms - DAY_MS)
    for name in sorted(ours.keys() | theirs.keys()):
        told, said = ours.get(name), theirs.get(name)
        if told != said:
            found.add("other outings remembered than a replay's", f"{name[0]}: {told} against {said}")
    return found.breaches()


def _outings(entries: Mapping[str, Entry], since_ms: int) -> dict[tuple[str, int], tuple[int | None, int | None]]:
    """When each outing that was not over by a time was last heard, and the ping that ended it."""
    return {
        (key, outing.first_ms): (outing.last_ms, outing.next_ms)
        for key, entry in entries.items()
        if isinstance(entry, Logbook)
        for outing in entry.outings.values()
        if outing.next_ms is None or outing.next_ms > since_ms
    }


def replayed(
    records: Iterable[Received], versions: Iterable[ReferenceVersion], until_ms: int | None
) -> Replayed:
    """What a replay makes of records in the order of receipt."""
    defaults = load(None, {})
    world = World(versions, Thresholds(), ZoneInfo(defaults.timezone), country=defaults.holidays)
    events: list[Event] = []
    units: set[str] = set()
    replay = Replay(world, events.append, lambda _: None, lulls=False)  # trackers have them: a wrong one must be seen
    for number, record in enumerate(records, 1):
        for location in _locations(record):
            units.add(location["unit_id"])
            replay.feed(Line(file=record.topic, number=number, body=msgspec.json.encode(location)))
    replay.finish(until_ms)
    return Replayed([decode_event(encode_event(event)) for event in events], units, replay.remembered)


def heard(events: Iterable[Event], units: set[str]) -> list[Event]:
    """What a replay can say too: it knows no unit that never sent a ping."""
    return [event for event in events if event.data.get("rule") != _UNHEARD or event.data["unit_id"] in units]


def without_edge_silences(events: Iterable[Event]) -> list[Event]:
    """Events without the silences that hang on when their pings were received.

    A gap that is too short to be a silence by the pings' own times, but was one by the clock until its end was heard,
    stays told where nothing makes the unit be judged again; judged again it never was. Both are right. A gap that is
    shorter still refutes it, however it was heard.
    """
    limits = Thresholds().common.signal_lost
    refuted_ms, shortest_ms = limits.refuted_s * SECOND_MS, limits.warning_min * MINUTE_MS
    events = list(events)
    edge = {
        entity
        for entity, event in newest_versions(events).items()
        if event.data.get("rule") == signal_lost.RULE
        and event.data.get("ended_at") is not None
        and refuted_ms <= from_iso(event.data["ended_at"]) - from_iso(event.data["started_at"]) < shortest_ms
    }
    return [
        msgspec.structs.replace(event, data={**event.data, "alert_ids": [*{*event.data["alert_ids"]} - edge]})
        if "alert_ids" in event.data and edge.intersection(event.data["alert_ids"])
        else event
        for event in events
        if entity_of(event) not in edge
    ]


def _locations(record: Received) -> list[dict[str, Any]]:
    """What a record holds, received when the broker's record says: a replay goes by what the location claims."""
    found = [one.location for one in decode_message(record.body).records if isinstance(one, Accepted)]
    claimed = {"recv_utc_ts": to_iso(record.receipt_ms)}
    return [msgspec.to_builtins(location) | claimed for location in found]
