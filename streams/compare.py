"""compare: whether two records of events tell the same, as the contract counts sameness.

The final state of every trip and alert must be equal; what closed with `late_evidence` and trips that were superseded
count as if they had never been, and when something was detected or how often it was told does not count. Asked for
`same order`, each unit's own events must also be equal one by one.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any, Final

from models.event import ALERT_TYPES, Event, entity_of

ACROSS_UNITS: Final = frozenset(
    {
        "vendor-outage", "quota-exceeded", "paper-trip", "implausible-completion", "weight-mismatch",
        "late-confirmation", "emerging-site",
    }
)  # fmt: skip
"""The rules that are weighed across units: what they say stands in no unit's own order."""
_HISTORY: Final = ("version", "detected_at", "late", "urgency", "trip_id", "alert_id", "from_trip_id")


def is_across_units(data: dict[str, Any]) -> bool:
    """Whether an alert was weighed across units: by its rule, or since it tells of another unit beside its own."""
    return data["rule"] in ACROSS_UNITS or "other_unit_id" in data["evidence"]["measured"]


def newest_versions(events: Iterable[Event]) -> dict[str, Event]:
    """The event of the highest version of every trip and alert, by its id."""
    newest: dict[str, Event] = {}
    for event in events:
        entity = entity_of(event)
        if entity not in newest or newest[entity].data["version"] <= event.data["version"]:
            newest[entity] = event
    return newest


def final_states(events: Iterable[Event]) -> dict[str, tuple[str, dict[str, Any]]]:
    """The newest version of every trip and alert: its kind and data, less what tells only of its history.

    An id is a hash of what was first written, so it depends on the order of arrival: trips and alerts are named here
    by unit, origin or rule, place and start, and refer to one another by these names. When a ping of the evidence was
    received belongs to its history too, and urgency, which falls when pings come too late for anyone to act on.
    """
    newest = newest_versions(events)
    names = {entity: name_of(event) for entity, event in newest.items()}
    states: dict[str, tuple[str, dict[str, Any]]] = {}
    for entity, event in newest.items():
        data = {key: value for key, value in event.data.items() if key not in _HISTORY}
        if never_was(event):
            continue
        for key in ("trip_id", "from_trip_id"):
            if key in event.data and (key == "from_trip_id" or event.type in ALERT_TYPES):
                data[f"{key} as"] = names.get(event.data[key], event.data[key])
        for key in ("alert_ids", "trip_ids"):
            if key in data:
                data[key] = sorted(names.get(each, each) for each in data[key])
        if "evidence" in data:
            pings = [_without_receipt(ping) for ping in data["evidence"]["pings"]]
            data["evidence"] = data["evidence"] | {"pings": pings}
        states[names[entity]] = ("alert" if event.type in ALERT_TYPES else event.type, data)
    return states


def doubles(events: Iterable[Event]) -> list[str]:
    """The names under which more than one trip or alert stands at the end, sorted; what never was does not count."""
    standing = Counter(name_of(event) for event in newest_versions(events).values() if not never_was(event))
    return sorted(name for name, number in standing.items() if number > 1)


def never_was(event: Event) -> bool:
    """Whether it counts as if it had never been: refuted by late evidence, or superseded."""
    return event.data.get("close_reason") == "late_evidence" or event.data.get("reason") == "superseded"


def name_of(event: Event) -> str:
    """What tells a trip or an alert from others, whenever it was first told."""
    data = event.data
    who = data.get("unit_id") or data.get("vendor") or f"{data.get('plate')}|{data.get('province')}"
    what = data["rule"] if event.type in ALERT_TYPES else "trip"
    other = data["evidence"]["measured"].get("other_unit_id") if event.type in ALERT_TYPES else None
    where = data.get("zone_id") or data.get("origin_zone_id") or other or ""
    return f"{what} {who} {where} {data['started_at']}"


def _without_receipt(ping: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in ping.items() if key != "recv_utc_ts"}


def differences(ours: Iterable[Event], theirs: Iterable[Event]) -> list[str]:
    """What differs in the final states, one line each, sorted; empty when both tell the same."""
    a, b = final_states(ours), final_states(theirs)
    found: list[str] = []
    for entity in sorted(a.keys() | b.keys()):
        if entity not in b:
            found.append(f"{entity}: only in the first")
        elif entity not in a:
            found.append(f"{entity}: only in the second")
        else:
            found += _fields(entity, a[entity], b[entity])
    return found


def version_faults(events: Iterable[Event]) -> list[str]:
    """Holes in versions, versions out of order, and two contents under one event id; repeats are no fault."""
    found: list[str] = []
    last: dict[str, int] = {}
    contents: dict[str, Event] = {}
    for event in events:
        if event.id in contents:
            if contents[event.id] != event:
                found.append(f"event {event.id}: two contents under one id")
            continue
        contents[event.id] = event
        entity, version = entity_of(event), int(event.data["version"])
        expected = last.get(entity, 0) + 1
        if version != expected:
            found.append(f"{entity}: version {version} where {expected} was due")
        last[entity] = max(version, last.get(entity, 0))
    return found


def order_differences(ours: Iterable[Event], theirs: Iterable[Event]) -> list[str]:
    """For each unit, whether its own events (rules across units left out) are the same, in the same order."""
    a, b = _by_unit(ours), _by_unit(theirs)
    found: list[str] = []
    for unit_id in sorted(a.keys() | b.keys()):
        first, second = a.get(unit_id, []), b.get(unit_id, [])
        if first == second:
            continue
        place = next(
            (i for i, (x, y) in enumerate(zip(first, second, strict=False)) if x != y), min(len(first), len(second))
        )
        found.append(f"{unit_id}: event {place + 1} differs ({len(first)} against {len(second)} events)")
    return found


def _by_unit(events: Iterable[Event]) -> dict[str, list[str]]:
    rows: dict[str, list[str]] = defaultdict(list)
    seen: set[str] = set()
    for event in events:
        unit_id = event.data.get("unit_id")
        own = event.type not in ALERT_TYPES or not is_across_units(event.data)
        if unit_id is not None and own and event.id not in seen:
            seen.add(event.id)
            rows[str(unit_id)].append(event.id)
    return rows


def _fields(entity: str, a: tuple[str, dict[str, Any]], b: tuple[str, dict[str, Any]]) -> list[str]:
    found = [] if a[0] == b[0] else [f"{entity}: {a[0]} against {b[0]}"]
    return found + [
        f"{entity}: {key} is {a[1].get(key)!r} against {b[1].get(key)!r}"
        for key in sorted(a[1].keys() | b[1].keys())
        if a[1].get(key) != b[1].get(key)
    ]
