"""Why: the chain from pings, reference data and thresholds to what an alert or a trip says."""

from litestar import Response, get
from litestar.params import FromPath

from dashboard.given import NO_STORE, GivenExplainer, GivenNow, GivenPool, json_answer, problem_specs
from dashboard.problems import not_found
from streams.explain.case import NotTold
from streams.explain.chain import Why


@get("/alerts/{alert_id:str}/why", response_headers=NO_STORE, responses=problem_specs(400, 404, 503))
async def show_why_alert(
    pool: GivenPool, explainer: GivenExplainer, now: GivenNow, alert_id: FromPath[str]
) -> Response[Why]:
    """Why an alert stands as it does: its unit's stored pings judged again, step by step."""
    try:
        chain = await explainer.why(pool, alert_id, now())
    except NotTold:
        chain = None
    if chain is None or chain.alert is None:
        raise not_found("alert", "การแจ้งเตือน", alert_id)
    return json_answer(chain)


@get("/trips/{trip_id:str}/why", response_headers=NO_STORE, responses=problem_specs(400, 404, 503))
async def show_why_trip(
    pool: GivenPool, explainer: GivenExplainer, now: GivenNow, trip_id: FromPath[str]
) -> Response[Why]:
    """Why a trip stands as it does: its unit's stored pings judged again, step by step."""
    try:
        chain = await explainer.why(pool, trip_id, now())
    except NotTold:
        chain = None
    if chain is None or chain.alert is not None:
        raise not_found("trip", "เที่ยวรถ", trip_id)
    return json_answer(chain)
