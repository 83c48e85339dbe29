"""The officer on the road and merging: a link leads to the case that stays, and nobody who is out is lost."""

from typing import Any

import httpx
import pytest

from dashboard.incidents.answers import MergeForm, SplitForm
from dashboard.incidents.case_acting import merge, split
from dashboard.repeats import Call
from ops.settings import Settings
from storage.incidents import load_incidents
from storage.pool import connect
from tests.dashboard.incidents.seed import NOW_MS, gather_all, person
from tests.dashboard.incidents.seed import tell as tell_alert
from tests.dashboard.road.seed import HERE, JPEG, SOMCHAI, announce, by, token_for
from tests.dashboard.road.test_case import tell
from tests.dashboard.test_errors import check_problem


@pytest.fixture
async def other(rows: Any, database: str, case: str) -> str:
    """Another case, of trip T2."""
    db = await connect(database)
    try:
        await tell_alert(rows, "A2", 5, trip_id="T2", unit_id="U2", plate="71-9999")
        await gather_all(db)
    finally:
        await db.close()
    return str(await rows.fetchval("SELECT incident_id FROM incidents WHERE incident_id <> $1", case))


async def version(rows: Any, incident_id: str) -> int:
    return (await load_incidents(rows, [incident_id]))[0].version


async def merged(pool: Any, rows: Any, gone: str, stays: str) -> None:
    form = MergeForm(version=await version(rows, gone), into=stays, into_version=await version(rows, stays))
    assert (await merge(pool, gone, form, Call(person("malee"), None, b""), NOW_MS)).status == 200


async def taken_out(pool: Any, rows: Any, case: str, part: str) -> None:
    form = SplitForm(version=await version(rows, case), incident_id=part)
    assert (await split(pool, case, form, Call(person("malee"), None, b""), NOW_MS)).status == 200


async def shown(api: httpx.AsyncClient, token: str) -> dict[str, Any]:
    found: dict[str, Any] = (await api.get("/api/v1/road/case", headers=by(token))).json()
    return found


async def test_a_link_to_a_merged_incident_opens_the_case_until_it_is_taken_out(
    api: httpx.AsyncClient, rows: Any, pool: Any, settings: Settings, case: str, other: str, token: str
) -> None:
    await tell(api, token, "finding", text="พบน้ำมันรั่ว", place=HERE)
    seen = await shown(api, token)
    await merged(pool, rows, case, other)
    now = await shown(api, token)
    assert (now["incident_id"], now["version"]) == (case, 3), "the phone knows it by its own name"
    assert [one["text"] for one in now["findings"]] == ["พบน้ำมันรั่ว"]
    late = check_problem(await tell(api, token, "acknowledge", seen["version"]), 409)
    assert late["current"]["version"] == now["version"]
    assert (await tell(api, token, "acknowledge", now["version"])).status_code == 200
    assert await rows.fetchval("SELECT state FROM incidents WHERE incident_id = $1", other) == "acknowledged"
    road = (await api.get(f"/api/v1/incidents/{case}/road")).json()
    assert {row["incident_id"] for row in road["told"]} == {case, other}
    await taken_out(pool, rows, other, case)
    assert (await shown(api, token))["state"] == "new"
    check_problem(await tell(api, token, "on_the_way", now["version"]), 409)


async def test_who_is_there_is_there_for_the_case_and_comes_out_with_the_incident(
    api: httpx.AsyncClient, rows: Any, pool: Any, settings: Settings, case: str, other: str, token: str
) -> None:
    both = await token_for(rows, settings, other)
    seen = (await tell(api, token, "there", place=HERE)).json()
    await tell(api, both, "on_the_way", (await shown(api, both))["version"])
    await tell(api, await token_for(rows, settings, case, "malee"), "help")
    await merged(pool, rows, case, other)
    assert (await shown(api, token))["stay"]["due_at"] == (await shown(api, both))["stay"]["due_at"] == seen["stay"]["due_at"]
    officers = (await api.get("/api/v1/officers")).json()["items"]
    assert [(one["person"], one["state"], one["incident_id"]) for one in officers] == [("malee", "away", other), (SOMCHAI, "there", other)]
    await taken_out(pool, rows, other, case)
    officers = (await api.get("/api/v1/officers")).json()["items"]
    assert [(one["person"], one["incident_id"]) for one in officers] == [("malee", case), (SOMCHAI, other)]


async def test_a_file_is_its_incidents_own_and_seen_in_the_case(
    api: httpx.AsyncClient, rows: Any, pool: Any, case: str, other: str, token: str
) -> None:
    place = (await announce(api, token, JPEG)).headers["location"]
    await merged(pool, rows, case, other)
    assert (await announce(api, token, JPEG)).headers["location"] == place, "the same bytes are one file"
    piece = {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream", "Tus-Resumable": "1.0.0"}
    answer = await api.patch(f"/api/v1/road/{place}", content=JPEG, headers=by(token) | piece)
    assert answer.status_code == 204, answer.text
    file_id = place.rpartition("/")[2]
    for name in (case, other):
        assert [one["file_id"] for one in (await api.get(f"/api/v1/incidents/{name}/road")).json()["files"]] == [file_id]
        assert (await api.get(f"/api/v1/incidents/{name}/files/{file_id}")).content == JPEG
    await taken_out(pool, rows, other, case)
    files = {name: (await api.get(f"/api/v1/incidents/{name}/road")).json()["files"] for name in (case, other)}
    assert [len(files[name]) for name in (case, other)] == [1, 0]
    check_problem(await api.get(f"/api/v1/incidents/{other}/files/{file_id}"), 404)


async def test_links_of_a_merged_incident_are_listed_and_taken_back_with_the_case(
    api: httpx.AsyncClient, rows: Any, pool: Any, case: str, other: str
) -> None:
    made = (await api.post(f"/api/v1/incidents/{case}/links", json={"person": "boon"})).json()["link"].removeprefix("o/")
    await merged(pool, rows, case, other)
    assert (await api.post("/api/v1/road/opened", headers=by(made))).status_code == 204
    (link,) = (await api.get(f"/api/v1/incidents/{other}/links")).json()["items"]
    assert (link["person"], link["state"], link["opened_at"] is None) == ("boon", "open", False)
    answer = await api.post(f"/api/v1/incidents/{other}/links/revoke", json={"person": "boon", "reason": "เครื่องหาย"})
    assert answer.status_code == 204, answer.text
    assert check_problem(await api.get("/api/v1/road/case", headers=by(made)), 410)["reason"] == "revoked"
