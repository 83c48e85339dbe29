"""Trips and alerts judged anew by the stored pings, in the order of their receipt, against what was told."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import msgspec

from models.event import ALERT_TYPES, Event, entity_of
from models.times import DAY_MS, HOUR_MS, from_iso
from storage.facts import load_judge
from storage.keeping import chain_ends, earliest_start_ms, pings_by_receipt
from storage.unit_states import read_states
from streams.compare import doubles, final_states, never_was
from streams.compare import name_of as compared_name
from streams.judging import state
from streams.judging.salvage import salvaged
from streams.judging.state import decode_unit
from streams.judging.world import World
from streams.replay import Replay
from streams.tracker.docket_rows import since_ms_of
from streams.verify.report import Progress, Report, Scope
from streams.verify.told import in_scope, name_of

HORIZON_MS: Final = 72 * HOUR_MS
"""So long before what is looked at the judging begins, and longer where a trip was under way."""
LONG_MEMORY: Final = frozenset(
    {"quota-exceeded", "emerging-site", "late-confirmation", "device-check-overdue", "paper-trip", "vendor-outage"}
)
"""Rules that look further back: judged only where all pings are."""
_PAGE: Final = 500
_SHARD: Final = 0
_GPS: Final = ["gps.pings", "gps.late"]

State = tuple[str, dict[str, Any]]


class Span(NamedTuple):
    """From which receipt pings are judged, whether that is all there ever was, and up to when trackers have come."""

    from_ms: int
    whole: bool
    low_ms: int
    high_ms: int


class _Newest:
    """The newest event of each trip and alert, as they are decided."""

    def __init__(self) -> None:
        self.events: dict[str, Event] = {}

    def write(self, event: Event) -> None:
        """Takes an event in."""
        self.events[entity_of(event)] = event


async def span_of(connection: Any, scope: Scope, days: Sequence[int], *, dropped: bool) -> Span:
    """From when on pings must be judged for a scope, and up to when."""
    ends = await chain_ends(connection, _GPS)
    high_ms = max((end.watermark_ms for end in ends), default=0)
    low_ms = min((end.watermark_ms for end in ends if end.watermark_ms and not end.idle), default=high_ms)
    judge = await load_judge(connection, _SHARD)
    low_ms = min(low_ms, judge.watermark_ms) if judge.watermark_ms else low_ms
    first_ms = days[0] if days else 0
    if scope.from_ms is None:
        return Span(first_ms, not dropped, low_ms, high_ms)
    under_way_ms = await earliest_start_ms(connection, scope.from_ms)
    from_ms = scope.from_ms - HORIZON_MS if under_way_ms is None else min(scope.from_ms, under_way_ms) - HORIZON_MS
    return Span(max(from_ms, first_ms), from_ms <= first_ms and not dropped, low_ms, high_ms)


async def judged_anew(
    connection: Any, world: World, span: Span, days: Sequence[int], report: Report, progress: Progress
) -> tuple[dict[str, State], dict[str, State]]:
    """The final states at the time that every tracker has passed, and at the one that some have."""
    newest = _Newest()
    replay = Replay(world, newest.write, lambda _: None, lulls=False)  # trackers have them: a wrong one must be seen
    vendors = await _vendors(connection)
    replay.expect(sorted(world.unit_ids), since_ms_of(await load_judge(connection, _SHARD)))
    low: dict[str, State] | None = None
    for number, day_ms in enumerate(days):
        progress("judging", number, len(days))
        if day_ms + DAY_MS <= span.from_ms:
            continue
        async for stored in pings_by_receipt(connection, day_ms, span.from_ms):
            ping = stored.ping
            if low is None and ping.receipt_ms > span.low_ms:
                replay.run_to(span.low_ms)
                low = final_states(newest.events.values())
            # Its time has been corrected: it is judged as it stands.
            replay.hear(msgspec.structs.replace(ping, shift_ms=0), vendors.get(ping.unit_id, ""))
            report.judged += 1
    if low is None:
        replay.run_to(span.low_ms)
        low = final_states(newest.events.values())
    replay.run_to(span.high_ms)
    return low, final_states(newest.events.values())


def compare(
    told: dict[str, Event], judged: Sequence[dict[str, State]], span: Span, scope: Scope, report: Report
) -> None:
    """Says where what was told is none of what it was judged to be."""
    stored = final_states(told.values())
    by_name = {compared_name(event): event for event in told.values() if not never_was(event)}
    for name in doubles(told.values()):
        if in_scope(by_name[name], scope):
            report.differs(name_of(by_name[name]), "told twice, under two ids", "told once", f"events of {name}")
    began_ms = span.from_ms + (0 if span.whole else HORIZON_MS)
    trips = {entity: event for entity, event in told.items() if event.type not in ALERT_TYPES}
    for name, event in by_name.items():
        if name in stored and in_scope(event, scope) and _is_judged(event.data, trips, began_ms, span):
            _compare(event, stored[name], [found.get(name) for found in judged], report)
    for name in sorted(set.intersection(*(found.keys() - stored.keys() for found in judged))):
        kind, data = judged[-1][name]
        one = data | {"trip_id": data.get("trip_id as")}
        started_ms = from_iso(data["started_at"])
        asked = scope.has_unit(data.get("unit_id")) and scope.has_time(started_ms)
        if asked and _is_judged(one, trips, began_ms, span):
            what = f"{data['rule']} alert" if kind == "alert" else "trip"
            report.differs(
                f"{what} of {data.get('unit_id') or data.get('vendor')} from {data['started_at']}",
                "nothing, or one that was refuted", _outline(kind, data), "tables events, trips and alerts",
            )  # fmt: skip


def _is_judged(data: dict[str, Any], trips: dict[str, Event], began_ms: int, span: Span) -> bool:
    """Whether all that a trip or an alert rests on was judged."""
    if span.whole:
        return True
    if data.get("rule") in LONG_MEMORY or from_iso(data["started_at"]) < began_ms:
        return False
    trip = trips.get(data.get("trip_id") or "")
    return trip is None or from_iso(trip.data["started_at"]) >= began_ms


def _compare(event: Event, stored: State, found: Sequence[State | None], report: Report) -> None:
    if stored in found:
        return
    where = f"`wastetrack explain {entity_of(event)}`"
    newest = found[-1]
    if newest is None:
        report.differs(name_of(event), _outline(*stored), "nothing: judged anew, it is not told", where)
        return
    if stored[0] != newest[0]:
        was, now = (kind.removeprefix("wastetrack.") for kind in (stored[0], newest[0]))
        report.differs(name_of(event), was, now, where)
    for key in sorted(stored[1].keys() | newest[1].keys()):
        if stored[1].get(key) != newest[1].get(key):
            report.differs(name_of(event), f"{key} {stored[1].get(key)!r}", f"{newest[1].get(key)!r}", where)


def _outline(kind: str, data: dict[str, Any]) -> str:
    if kind == "alert":
        return f"{data['severity']} from {data['started_at']} to {data.get('ended_at') or 'now'}"
    return f"{kind.removeprefix('wastetrack.')}, from {data['started_at']}"


async def _vendors(connection: Any) -> dict[str, str]:
    """Whose the units are, where their own names do not say it."""
    found: dict[str, str] = {}
    after = ""
    while rows := await read_states(connection, after, _PAGE):
        after = rows[-1].unit_id
        for row in rows:
            unit = salvaged(row.unit_id, row.body)[0] if row.format != state.FORMAT else decode_unit(row.body)
            if unit.vendor is not None and not row.unit_id.startswith(unit.vendor):
                found[row.unit_id] = unit.vendor
    return found
