"""Why: the chain from pings, reference data and thresholds to what an alert or a trip says."""

from typing import Any

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from alerts.held_back import is_seen, verdict_of
from dashboard.given import (
    NO_STORE,
    GivenExplainer,
    GivenNoted,
    GivenNow,
    GivenPerson,
    GivenPool,
    GivenReach,
    json_answer,
    problem_specs,
)
from dashboard.lookups.noted import Looked
from dashboard.people.seen import alerts_named
from dashboard.problems import not_found
from dashboard.why_within import within
from models.reach import Reach, sees
from models.times import FOR_EVER_MS
from storage.lists_scope import read_spans_seen
from storage.party_alerts import read_told_to
from streams.explain.case import NotTold
from streams.explain.chain import Why
from streams.explain.from_database import Explainer


@get("/alerts/{alert_id:str}/why", response_headers=NO_STORE, responses=problem_specs(400, 404, 503))
async def show_why_alert(
    pool: GivenPool, explainer: GivenExplainer, now: GivenNow, reach: GivenReach, person: GivenPerson,
    noted: GivenNoted, alert_id: FromPath[str], why: FromQuery[str] = "",
) -> Response[Why]:  # fmt: skip
    """Why an alert stands as it does: its unit's stored pings judged again, step by step.

    The look-up is put down with who asked and why.
    """
    chain = await _chain(pool, explainer, alert_id, now(), reach)
    if chain is None or chain.alert is None:
        raise not_found("alert", "การแจ้งเตือน", alert_id)
    await noted(person, Looked(kind="track", asked={"alert_id": alert_id, "why": True}), why)
    return json_answer(chain)


@get("/trips/{trip_id:str}/why", response_headers=NO_STORE, responses=problem_specs(400, 404, 503))
async def show_why_trip(
    pool: GivenPool, explainer: GivenExplainer, now: GivenNow, reach: GivenReach, person: GivenPerson,
    noted: GivenNoted, trip_id: FromPath[str], why: FromQuery[str] = "",
) -> Response[Why]:  # fmt: skip
    """Why a trip stands as it does: its unit's stored pings judged again, step by step.

    The look-up is put down with who asked and why.
    """
    chain = await _chain(pool, explainer, trip_id, now(), reach)
    if chain is None or chain.alert is not None:
        raise not_found("trip", "เที่ยวรถ", trip_id)
    await noted(person, Looked(kind="track", asked={"trip_id": trip_id, "why": True}), why)
    return json_answer(chain)


async def _chain(pool: Any, explainer: Explainer, entity_id: str, now_ms: int, reach: Reach | None) -> Why | None:
    """The chain as far as the scope reaches, None where nothing of this id is told or seen."""
    try:
        chain = await explainer.why(pool, entity_id, now_ms)
    except NotTold:
        return None
    told = chain.alert or chain.trip
    if reach is None or told is None:
        return chain
    told_to = await read_told_to(pool, reach, {name for one in _all_told(chain) for name in alerts_named(one)})
    if not sees(reach, told) or (chain.alert is not None and not is_seen(verdict_of(reach, chain.alert, told_to))):
        return None
    units = [] if chain.unit_id is None else [chain.unit_id]
    spans = await read_spans_seen(pool, reach, 0, FOR_EVER_MS, units) or []
    world = await explainer.world(pool)
    return within(chain, reach, spans, world.newest_manifest, told_to)


def _all_told(chain: Why) -> list[dict[str, Any]]:
    return [one for one in (chain.alert, chain.trip, *chain.trips) if one is not None]
