"""Gates: all that is weighed of one generator: whose a manifest is, who took a load over, what the papers say."""

from typing import Final

from alerts import quota_exceeded
from models.observation import Load, Presence, Sighting, Stand
from models.times import DAY_MS
from streams.judging.world import World
from streams.weighing.assignments import assign
from streams.weighing.case_ledger import HORIZON_MS, settle
from streams.weighing.consignments import judge_consignments
from streams.weighing.docket import Case, Seen
from streams.weighing.hand_overs import find_hand_overs
from streams.weighing.quotas import judge_quotas
from streams.weighing.telling import tell_units
from streams.weighing.weighed import Weighed

LOADS_MS: Final = 400 * DAY_MS
"""A quota counts the loads of a year."""
PRESENCES_MS: Final = 70 * DAY_MS
RECENT_MS: Final = 4 * DAY_MS
"""Whose a manifest is and who took a load over is settled within days."""


def judge_gate(
    case: Case, zone_id: str, world: World, now_ms: int, since_ms: int, out: Weighed, *, late: bool, loads: bool
) -> None:
    """Brings a gate's case up to a time: rulings and alerts that are new or changed go out.

    Quotas, which count the loads of a year, are judged only where `loads` says that one of them may have changed.
    """
    case.seen = {name: seen for name, seen in case.seen.items() if _kept_until_ms(seen) >= now_ms}
    judged_ms = case.judged_ms(now_ms)
    recent = [seen for seen in case.seen.values() if _last_ms(seen, now_ms) >= judged_ms - RECENT_MS]
    found = assign(recent, zone_id, world) | find_hand_overs(recent, world)
    tell_units(case.told, found, judged_ms - HORIZON_MS, out)
    seen_all = list(case.seen.values())
    papers, judged, due_ms = judge_consignments(seen_all, zone_id, world, now_ms, since_ms)
    quotas = list(judge_quotas(seen_all, zone_id, world)) if loads else []
    left_out = frozenset() if loads else frozenset({quota_exceeded.RULE})
    settle(case, zone_id, [*papers, *quotas], now_ms, out, late=late, judged=judged, left_out=left_out)
    case.due_ms = due_ms


def _kept_until_ms(seen: Seen) -> int:
    found = seen.observation  # asked of all that was seen at a gate whenever something is: the commonest come first
    if isinstance(found, Presence):
        return found.first_ms + PRESENCES_MS
    if isinstance(found, Stand):
        return found.first_ms + RECENT_MS
    return found.started_ms + LOADS_MS if isinstance(found, Load) else found.utc_ms + PRESENCES_MS


def _last_ms(seen: Seen, now_ms: int) -> int:
    """The newest time that it tells of; of a stay that goes on, now."""
    found = seen.observation
    if isinstance(found, Sighting):
        return found.utc_ms
    if isinstance(found, Load):
        return max((departure.left_ms for departure in found.departures), default=found.started_ms)
    return now_ms if found.last_ms is None else found.last_ms
