"""Incidents merged into one case and taken apart over HTTP: what is seen where, what is refused, and what counts."""

import asyncio
from typing import Any, Final

import httpx
import pytest

from storage.audit import read_audit, walk_audit
from storage.numbers_outcomes import read_outcomes
from tests.dashboard.incidents.conftest import Sits
from tests.dashboard.incidents.seed import gather_all, log_of, tell
from tests.dashboard.incidents.test_acting import INCIDENTS, do
from tests.dashboard.stream import Listener
from tests.dashboard.test_errors import check_problem
from tests.dashboard.wait import until

EVER: Final = (0, 10**15)


async def of_trip(api: httpx.AsyncClient, trip_id: str) -> dict[str, Any]:
    """The open case of a trip, once it is there."""
    found: list[dict[str, Any]] = []

    async def there() -> bool:
        found[:] = (await api.get(INCIDENTS, params={"trip_id": trip_id})).json()["items"]
        return len(found) == 1

    await until(there, f"one case of {trip_id}")
    return found[0]


async def merge(api: httpx.AsyncClient, gone: dict[str, Any], stays: dict[str, Any], key: str | None = None, **said: Any) -> httpx.Response:
    body = {"version": gone["version"], "into": stays["incident_id"], "into_version": stays["version"]} | said
    return await api.post(
        f"{INCIDENTS}/{gone['incident_id']}/merge", json=body, headers={"Idempotency-Key": key} if key else {}
    )


async def split(api: httpx.AsyncClient, case: dict[str, Any], incident_id: str, key: str | None = None, **said: Any) -> httpx.Response:
    body = {"version": case["version"], "incident_id": incident_id} | said
    return await api.post(
        f"{INCIDENTS}/{case['incident_id']}/split", json=body, headers={"Idempotency-Key": key} if key else {}
    )


async def two(api: httpx.AsyncClient, rows: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """An immediate incident of trip T1 and one of today of trip T2, of two trucks."""
    await tell(rows, "A1")
    await tell(rows, "A2", 5, trip_id="T2", unit_id="U2", plate="71-9999", urgency="today", severity="warning", rule="signal-lost")
    return await of_trip(api, "T1"), await of_trip(api, "T2")


async def listed(api: httpx.AsyncClient, state: str = "open") -> list[str]:
    return [one["incident_id"] for one in (await api.get(INCIDENTS, params={"state": state})).json()["items"]]


async def read(api: httpx.AsyncClient, incident_id: str) -> dict[str, Any]:
    story: dict[str, Any] = (await api.get(f"{INCIDENTS}/{incident_id}")).json()
    return story


async def test_a_merged_incident_is_seen_in_the_case_that_stays(sits: Sits, rows: Any) -> None:
    async with sits("somchai", "officer") as api:
        grave, other = await two(api, rows)
        assert (grave["case_acts"], grave["merged_ids"], grave["merged_into"]) == (["merge"], [], None)
        await do(api, grave, "comment", text="โทรหาคนขับแล้ว")
        grave = await read(api, grave["incident_id"])
        answer = await merge(api, grave, other, text="รถพ่วงคันเดียวกัน")
        assert answer.status_code == 200, answer.text
        case = answer.json()
        assert (case["incident_id"], case["version"], case["alert_ids"]) == (other["incident_id"], 3, ["A1", "A2"])
        assert (case["urgency"], case["severity"], case["rules"]) == ("immediate", "high", ["route-deviation", "signal-lost"])
        assert (case["about"], case["subject"], case["started_at"]) == ("trip", "T2", grave["started_at"])
        assert (case["plate"], case["plates"], other["plates"]) == ("70-1234", ["70-1234", "71-9999"], [])
        assert (case["merged_ids"], case["case_acts"]) == ([grave["incident_id"]], ["merge", "split"])
        assert [alert["alert_id"] for alert in case["alerts"]] == ["A2", "A1"]
        (part,) = case["merged"]
        assert (part["plate"], part["subject"], part["alert_ids"], part["state_before"]) == ("70-1234", "T1", ["A1"], "new")
        assert (part["merged_by"], [line["act"] for line in part["log"]]) == ("somchai", ["open", "comment", "merge"])
        assert [(line["act"], line["text"], line["other_id"]) for line in case["log"]][-1] == (
            "take_in", "รถพ่วงคันเดียวกัน", grave["incident_id"],
        )  # fmt: skip
        assert await listed(api) == await listed(api, "all") == [other["incident_id"]]
        assert await listed(api, "closed") == []
        assert await read(api, grave["incident_id"]) == case, "an old address leads to the case that stays"
        for query in ({"trip_id": "T1"}, {"unit_id": "U1"}, {"alert_id": "A1"}, {"trip_id": "T2"}):
            assert [one["incident_id"] for one in (await api.get(INCIDENTS, params=query)).json()["items"]] == [other["incident_id"]]
        about = f"{grave['incident_id']} into {other['incident_id']}"
        assert [(one.what, one.about, one.why) for one in await read_audit(rows, limit=1)] == [("incident merged", about, "รถพ่วงคันเดียวกัน")]
        assert (await walk_audit(rows))[0].faults == []


REFUSED: Final[tuple[tuple[str, str, dict[str, Any], int, str], ...]] = (
    ("into itself", "T1", {"into": "itself"}, 400, "into itself"),
    ("into one that is not there", "T1", {"into": "none"}, 404, "no incident"),
    ("a version that is yet to come", "T1", {"version": 99}, 400, "the newest is 1"),
    ("a version of the other that is yet to come", "T1", {"into_version": 99}, 400, "the newest is 1"),
    ("a reason that is too long", "T1", {"text": "ก" * 2_001}, 400, "at most"),
)


@pytest.mark.parametrize(("line", "trip", "changes", "status", "said"), REFUSED)
async def test_what_cannot_be_merged_is_refused_in_words(
    sits: Sits, rows: Any, line: str, trip: str, changes: dict[str, Any], status: int, said: str
) -> None:
    async with sits("somchai", "officer") as api:
        first, second = await two(api, rows)
        if changes.get("into") == "itself":
            changes = {"into": first["incident_id"]}
        assert said in check_problem(await merge(api, first, second, **changes), status)["detail"], line
        assert [await of_trip(api, name) for name in ("T1", "T2")] == [first, second], "nothing was written"


async def test_who_comes_second_is_told_what_the_other_did(sits: Sits, rows: Any) -> None:
    async with sits("malee", "officer") as api:
        first, second = await two(api, rows)
        await do(api, second, "acknowledge")
        problem = check_problem(await merge(api, first, second), 409)
        assert "malee acknowledged it in the meantime" in problem["detail"]
        assert (problem["current"]["incident_id"], problem["current"]["state"]) == (second["incident_id"], "acknowledged")
        second = problem["current"]
        closed = (await do(api, first, "close", outcome="lawful", text="จอดพัก")).json()
        problem = check_problem(await merge(api, first, second), 409)
        assert "malee closed it in the meantime" in problem["detail"]
        for gone, stays in ((closed, second), (second, closed)):
            assert "open it again first" in check_problem(await merge(api, gone, stays), 409)["detail"]
        reopened = (await do(api, closed, "reopen", text="ยังวิ่งอยู่")).json()
        case = (await merge(api, reopened, second)).json()
        again = check_problem(await merge(api, reopened, second), 409)
        assert ("same case already" in again["detail"], again["current"]["incident_id"]) == (True, case["incident_id"])
        late = check_problem(await do(api, reopened, "comment", text="ก"), 409)
        assert "malee merged it into another case" in late["detail"]
        assert (late["current"]["incident_id"], late["current"]["version"]) == (case["incident_id"], case["version"])


async def test_of_two_who_merge_the_same_two_into_each_other_at_once_one_does(sits: Sits, rows: Any) -> None:
    async with sits("malee", "officer") as api:
        first, second = await two(api, rows)
        answers = await asyncio.gather(*(merge(api, *pair) for pair in ((first, second), (second, first)) * 3))
        assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409, 409]
        assert len({answer.json().get("current", answer.json())["incident_id"] for answer in answers}) == 1
        assert len(await listed(api)) == 1


async def test_a_viewer_merges_nothing(sits: Sits, rows: Any) -> None:
    async with sits("wipa", "viewer") as api:
        first, second = await two(api, rows)
        assert first["case_acts"] == []
        assert "wipa" in check_problem(await merge(api, first, second), 403)["detail"]
        assert "wipa" in check_problem(await split(api, first, second["incident_id"]), 403)["detail"]


async def test_a_repeated_call_is_done_once(sits: Sits, rows: Any) -> None:
    async with sits("somchai", "officer") as api:
        first, second = await two(api, rows)
        answers = [await merge(api, first, second, key="m1") for _ in range(2)]
        assert answers[0].content == answers[1].content
        case = answers[0].json()
        answers = [await split(api, case, first["incident_id"], key="s1") for _ in range(2)]
        assert answers[0].content == answers[1].content
        check_problem(await split(api, case, second["incident_id"], key="s1"), 422)
        assert [act for _, act, _ in await log_of(rows, second["incident_id"])] == ["open", "take_in", "split"]
        assert [act for _, act, _ in await log_of(rows, first["incident_id"])] == ["open", "merge", "come_out"]


async def test_new_alerts_of_a_merged_incident_come_to_the_case_also_through_a_chain_and_a_new_follower(sits: Sits, rows: Any, db: Any) -> None:
    async with sits("somchai", "officer") as api:
        first, second = await two(api, rows)
        await tell(rows, "A3", 6, trip_id="T3", unit_id="U3")
        third = await of_trip(api, "T3")
        case = (await merge(api, first, second)).json()
        check_problem(await merge(api, second, first), 409)
        case = (await merge(api, case, third)).json()
        assert case["merged_ids"] == [first["incident_id"], second["incident_id"]] or set(case["merged_ids"]) == {
            first["incident_id"], second["incident_id"],
        }  # fmt: skip
        roots = await rows.fetch("SELECT DISTINCT merged_into FROM incidents WHERE merged_into IS NOT NULL")
        assert [row[0] for row in roots] == [third["incident_id"]], "every part names the case itself"
        await tell(rows, "A4", 30, rule="unauthorised-stop")  # of T1
        await gather_all(db)  # by a follower that has seen nothing of the merges
        await tell(rows, "A5", 31, trip_id="T2", unit_id="U2")
        await gather_all(db)
        now = await read(api, first["incident_id"])
        assert (now["incident_id"], now["alert_ids"]) == (third["incident_id"], ["A1", "A2", "A3", "A4", "A5"])
        assert {part["subject"]: part["alert_ids"] for part in now["merged"]} == {"T1": ["A1", "A4"], "T2": ["A2", "A5"]}
        assert await listed(api) == [third["incident_id"]]
        await rows.execute("DELETE FROM cursors WHERE name = 'incidents'")
        await gather_all(db)
        assert await read(api, first["incident_id"]) == now, "who reads all events anew comes to the same"


async def test_what_is_taken_out_has_its_own_things_again(sits: Sits, rows: Any, db: Any) -> None:
    async with sits("somchai", "officer") as api:
        first, second = await two(api, rows)
        first = (await do(api, first, "assign", assignee="malee")).json()
        case = (await merge(api, first, second)).json()
        assert case["merged"][0]["assignee"] == "malee"
        await tell(rows, "A4", 30, rule="unauthorised-stop")
        await gather_all(db)
        case = await read(api, second["incident_id"])
        rest = (await split(api, case, first["incident_id"], text="คนละคัน")).json()
        assert (rest["alert_ids"], rest["urgency"], rest["merged"], rest["merged_ids"]) == (["A2"], "today", [], [])
        out = await read(api, first["incident_id"])
        assert (out["incident_id"], out["state"], out["assignee"], out["alert_ids"]) == (first["incident_id"], "new", None, ["A1", "A4"])
        assert (out["log"][-1]["act"], out["log"][-1]["text"], out["log"][-1]["other_id"]) == ("come_out", "คนละคัน", second["incident_id"])
        assert await listed(api) == [first["incident_id"], second["incident_id"]]
        await tell(rows, "A5", 40, rule="power-cut")
        await gather_all(db)
        assert (await read(api, first["incident_id"]))["alert_ids"] == ["A1", "A4", "A5"]
        for gone in (first["incident_id"], "none"):
            problem = check_problem(await split(api, rest, gone), 409)
            assert "no part of the case" in problem["detail"]
        about = f"{first['incident_id']} out of {second['incident_id']}"
        assert [(one.what, one.about) for one in await read_audit(rows, limit=1)] == [("incident split", about)]


async def test_an_outcome_is_that_of_all_incidents_of_a_case_and_counts_once_for_each_rule(sits: Sits, rows: Any) -> None:
    async with sits("prasit", "supervisor") as api:
        first, second = await two(api, rows)
        await tell(rows, "A3", 6, trip_id="T3", unit_id="U3")  # of the rule of A1
        third = await of_trip(api, "T3")
        case = (await merge(api, third, (await merge(api, first, second)).json())).json()
        closed = (await do(api, case, "close", outcome="confirmed", text="ทิ้งจริง")).json()
        assert [await rule_counts(rows), await listed(api, "closed")] == [
            [("route-deviation", "confirmed", 1), ("signal-lost", "confirmed", 1)], [case["incident_id"]],
        ]  # fmt: skip
        assert "open it again first" in check_problem(await split(api, closed, first["incident_id"]), 409)["detail"]
        case = (await do(api, closed, "reopen", text="คนละเรื่อง")).json()
        assert await rule_counts(rows) == []
        case = (await split(api, case, first["incident_id"])).json()
        await do(api, await read(api, first["incident_id"]), "close", outcome="false", text="พิกัดเพี้ยน")
        await do(api, case, "close", outcome="confirmed", text="ทิ้งจริง")
        assert await rule_counts(rows) == [
            ("route-deviation", "confirmed", 1), ("route-deviation", "false", 1), ("signal-lost", "confirmed", 1),
        ]  # fmt: skip


async def rule_counts(rows: Any) -> list[tuple[str, str, int]]:
    return [(one.rule, one.outcome, one.incidents) for one in await read_outcomes(rows, *EVER)]


async def test_every_page_hears_of_both_sides_of_a_merge_and_of_its_end(sits: Sits, rows: Any) -> None:
    async with sits("somchai", "officer") as api:
        first, second = await two(api, rows)
        listener = Listener(api)
        await listener.connected.wait()
        case = (await merge(api, first, second)).json()
        await split(api, case, first["incident_id"])

        async def heard() -> bool:
            return len(listener.named("incident")) >= 4 or {
                (one.data["incident_id"], one.data["state"]) for one in listener.named("incident")
            } >= {(first["incident_id"], "new"), (second["incident_id"], "new")}

        await until(heard, "the end of the merge is heard")
        last = {one.data["incident_id"]: one.data for one in listener.named("incident")}
        assert (last[first["incident_id"]]["merged_into"], last[first["incident_id"]]["alert_ids"]) == (None, ["A1"])
        assert (last[second["incident_id"]]["merged_ids"], last[second["incident_id"]]["alert_ids"]) == ([], ["A2"])
        await merge(api, await read(api, first["incident_id"]), await read(api, second["incident_id"]))

        async def gone() -> bool:
            told = [one.data for one in listener.named("incident") if one.data["merged_into"] == second["incident_id"]]
            return bool(told) and (told[-1]["acts"], told[-1]["case_acts"]) == ([], [])

        await until(gone, "that it was merged is heard")
        await listener.cut()
