"""A case of several incidents and its parties: whichever part they were told of, they are heard in the case, and once."""

from typing import Any

import httpx

from ops.settings import Settings
from storage.pool import connect
from tests.dashboard.incidents.seed import gather_all, log_of, tell
from tests.dashboard.incidents.test_merging import merge, of_trip, split
from tests.dashboard.parties.seed import CARRIER, now, parties, release, token_of
from tests.dashboard.parties.test_answers import say, send
from tests.dashboard.parties.test_confirming import close
from tests.dashboard.road.seed import JPEG
from tests.dashboard.seed import put_reference
from tests.dashboard.test_errors import check_problem


async def another(api: httpx.AsyncClient, rows: Any, database: str, **more: Any) -> dict[str, Any]:
    """An incident of another trip, of the same truck unless said otherwise."""
    db = await connect(database)
    try:
        await tell(rows, "A2", 5, **{"trip_id": "T2", "rule": "signal-lost"} | more)
        await gather_all(db)
    finally:
        await db.close()
    return await of_trip(api, "T2")


async def test_what_a_party_was_told_of_a_part_is_answered_in_the_case(
    api: httpx.AsyncClient, rows: Any, database: str, settings: Settings, case: str
) -> None:
    stays = await another(api, rows, database)
    assert (await release(api, case)).status_code == 200
    token = await token_of(rows, settings, case)
    assert (await merge(api, await now(api, case), stays)).status_code == 200
    assert len((await parties(api, stays["incident_id"]))[CARRIER]["asks"]) == 1
    assert await parties(api, case) == await parties(api, stays["incident_id"]), "a link to the part leads to the case"

    lacks = check_problem(await close(api, stays["incident_id"]), 400)
    assert CARRIER in lacks["detail"] or "ขนส่งดี" in lacks["detail"]
    assert (await say(api, case, token, "รถเสีย")).status_code == 200
    assert (await send(api, case, token, JPEG)).status_code == 204
    assert [act for _, act, _ in await log_of(rows, stays["incident_id"])][-2:] == ["party_answered", "party_file"]
    assert [act for _, act, _ in await log_of(rows, case)][-1] == "merge", "a part's own log is at its end"
    shown = (await parties(api, stays["incident_id"]))[CARRIER]
    assert ([one["text"] for one in shown["answers"]], len(shown["files"])) == (["รถเสีย"], 1)
    assert (await close(api, stays["incident_id"])).status_code == 200


async def test_a_part_is_not_released_by_itself(api: httpx.AsyncClient, rows: Any, database: str, case: str) -> None:
    stays, before = await another(api, rows, database), await now(api, case)
    assert (await merge(api, before, stays)).status_code == 200
    problem = check_problem(await release(api, case, version=before["version"]), 409)
    assert problem["current"]["incident_id"] == stays["incident_id"]
    assert (await parties(api, stays["incident_id"]))[CARRIER]["asks"] == []


async def test_what_is_taken_out_takes_what_was_asked_and_answered_with_it(
    api: httpx.AsyncClient, rows: Any, database: str, settings: Settings, case: str
) -> None:
    stays = await another(api, rows, database)
    assert (await release(api, case)).status_code == 200
    token = await token_of(rows, settings, case)
    merged = (await merge(api, await now(api, case), stays)).json()
    assert (await split(api, merged, case)).status_code == 200
    assert (await say(api, case, token, "รถเสีย")).status_code == 200
    assert (await parties(api, stays["incident_id"]))[CARRIER]["answers"] == []
    assert [one["text"] for one in (await parties(api, case))[CARRIER]["answers"]] == ["รถเสีย"]


async def test_a_case_of_several_trucks_is_told_to_no_carrier_and_lacks_the_answers_of_all(
    api: httpx.AsyncClient, rows: Any, database: str, case: str
) -> None:
    body = {"unit_id": "U2", "plate": "71-9999", "province": "ระยอง", "carrier": "ขนส่งอื่น", "valid_from": "2026-01-01"}
    await put_reference(rows, "vehicles", "U2|2026-01-01", body)
    stays = await another(api, rows, database, unit_id="U2", plate="71-9999")
    merged = (await merge(api, await now(api, case), stays)).json()
    problem = check_problem(await release(api, stays["incident_id"]), 409)
    assert "take the incident out" in problem["detail"]
    shown = (await api.get(f"/api/v1/incidents/{stays['incident_id']}/parties")).json()
    assert CARRIER in shown["lacking"], "the carrier of the part is heard too"
    assert (await split(api, merged, case)).status_code == 200
    assert (await release(api, case)).status_code == 200
