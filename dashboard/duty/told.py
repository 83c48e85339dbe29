"""What was told of an incident: to whom, over which channel, whether it was sent, arrived, and was opened."""

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from dashboard.duty import answers
from dashboard.given import NO_STORE, GivenNow, GivenPerson, GivenPool, GivenReach, json_answer, problem_specs
from dashboard.incidents.within import read_seen
from dashboard.problems import not_found
from models.times import to_iso
from storage.merges import all_of, case_of
from storage.messages import ToldRow, mark_opened, read_told


@get("/incidents/{incident_id:str}/told", response_headers=NO_STORE, responses=problem_specs(400, 404, 503))
async def list_told(
    pool: GivenPool, person: GivenPerson, reach: GivenReach, incident_id: FromPath[str]
) -> Response[answers.ToldList]:
    """All that was told of an incident and is yet to be told, in order; as its log, empty unless it is seen in full."""
    case_id = await case_of(pool, incident_id)
    seen = await read_seen(pool, case_id, person, reach)
    if seen is None:
        raise not_found("incident", "เหตุการณ์", incident_id)
    rows = await read_told(pool, await all_of(pool, case_id)) if seen.in_full else []
    return json_answer(answers.ToldList(items=[_shown(row) for row in rows]))


@post(
    "/incidents/{incident_id:str}/opened",
    status_code=200,
    response_headers=NO_STORE,
    responses=problem_specs(400, 403, 503),
)
async def open_incident(
    pool: GivenPool, now: GivenNow, person: GivenPerson, incident_id: FromPath[str]
) -> Response[answers.Opened]:
    """Notes that the asking person has opened an incident, and with it what was sent to them of it; may be repeated."""
    person.needs("officer")
    ids = await all_of(pool, await case_of(pool, incident_id))
    return json_answer(answers.Opened(messages=await mark_opened(pool, ids, person.name, now())))


def _shown(row: ToldRow) -> answers.Told:
    plain = ("incident_id", "round", "step", "person", "channel", "kind", "why", "nth")
    fields = {name: getattr(row, name) for name in plain}
    times = {f"{name}_at": _iso(getattr(row, f"{name}_ms")) for name in ("sent", "delivered", "opened")}
    more = {"due_at": to_iso(row.due_ms), "state": row.state or "waiting", "error": row.last_error}
    return msgspec.convert({**fields, **times, **more}, answers.Told)


def _iso(at_ms: int | None) -> str | None:
    return None if at_ms is None else to_iso(at_ms)
