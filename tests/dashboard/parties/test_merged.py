"""A case of several incidents and its parties: whichever part they were told of, they are heard in the case, and once."""

from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from ops.settings import Settings
from storage.pool import connect
from tests.dashboard.incidents.seed import gather_all, log_of, tell
from tests.dashboard.incidents.test_merging import merge, of_trip, split
from tests.dashboard.parties.seed import ADDRESSES, CARRIER, GENERATOR, now, parties, release, settings_of, token_of
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


OTHER: Final = "carrier:ขนส่งอื่น"
OTHERS_ADDRESS: Final = '[carrier."ขนส่งอื่น"]\nkind = "line"\nto = "U2"\n'


@pytest.fixture
def settings(database: str, tmp_path: Path) -> Settings:
    """Of the other carrier there is an address too."""
    return settings_of(database, tmp_path, ADDRESSES + OTHERS_ADDRESS)


async def several(api: httpx.AsyncClient, rows: Any, database: str, case: str) -> tuple[str, dict[str, Any]]:
    """A case of two trucks of two carriers, loaded by one generator: the id of the case, and the case."""
    body = {"unit_id": "U2", "plate": "71-9999", "province": "ระยอง", "carrier": "ขนส่งอื่น", "valid_from": "2026-01-01"}
    await put_reference(rows, "vehicles", "U2|2026-01-01", body)
    stays = await another(api, rows, database, unit_id="U2", plate="71-9999")
    merged = (await merge(api, await now(api, case), stays)).json()
    return stays["incident_id"], merged


async def test_of_a_case_of_several_trucks_each_carrier_is_told_of_its_own_and_the_generator_of_its_loads(
    api: httpx.AsyncClient, rows: Any, database: str, settings: Settings, case: str
) -> None:
    case_id, merged = await several(api, rows, database, case)
    assert len(merged["plates"]) == 2
    shown = await parties(api, case_id)
    assert {one: (set(party["rules"]), set(party["plates"])) for one, party in shown.items()} == {
        CARRIER: ({"route-deviation"}, {"70-1234"}), OTHER: ({"signal-lost"}, {"71-9999"}),
        GENERATOR: ({"route-deviation", "signal-lost"}, {"70-1234", "71-9999"}),
    }  # fmt: skip
    which = check_problem(await release(api, case_id), 400)
    assert CARRIER in which["detail"]
    assert OTHER in which["detail_th"], "which of the two carriers has to be said"
    check_problem(await release(api, case_id, party="carrier:nobody"), 409)
    check_problem(await release(api, case_id, "generator", party=CARRIER), 409)
    for role, party in (("carrier", CARRIER), ("carrier", OTHER), ("generator", GENERATOR)):
        answer = await release(api, case_id, role, party=party)
        assert answer.status_code == 200, answer.text
    noted = await rows.fetch("SELECT party, array_agg(alert_id ORDER BY alert_id) AS alerts FROM party_alerts GROUP BY party")
    assert {row["party"]: row["alerts"] for row in noted} == {CARRIER: ["A1"], OTHER: ["A2"], GENERATOR: ["A1", "A2"]}
    said = {row["person"]: row["body"] for row in await rows.fetch("SELECT person, body FROM messages")}
    for party, own, others in ((CARRIER, "70-1234", "71-9999"), (OTHER, "71-9999", "70-1234")):
        assert own in said[party]
        assert others not in said[party]
        token = await token_of(rows, settings, case_id, party)
        page = (await api.get(f"/api/v1/answers/{case_id}", headers={"Authorization": f"Bearer {token}"})).text
        assert own in page
        assert others not in page
    assert "70-1234" in said[GENERATOR]
    assert "71-9999" in said[GENERATOR]


async def test_a_case_of_several_trucks_lacks_the_answers_of_all_and_what_is_taken_out_is_released_as_ever(
    api: httpx.AsyncClient, rows: Any, database: str, case: str
) -> None:
    case_id, merged = await several(api, rows, database, case)
    shown = (await api.get(f"/api/v1/incidents/{case_id}/parties")).json()
    assert {CARRIER, OTHER} <= set(shown["lacking"]), "the carrier of the part is heard too"
    assert (await split(api, merged, case)).status_code == 200
    assert (await release(api, case)).status_code == 200
    assert await rows.fetchval("SELECT array_agg(alert_id) FROM party_alerts") == ["A1"]
