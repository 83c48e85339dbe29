"""What officers do over HTTP: roles, races, repeats, and the lists in which they find it."""

import asyncio
from typing import Any

import asyncpg
import httpx
import msgspec
import pytest

from alerts.first_steps import FIRST_STEPS
from dashboard.incidents import answers
from dashboard.incidents.acting import act
from dashboard.incidents.steps import AskedAct
from dashboard.people.person import Person
from dashboard.problems import Problem
from dashboard.repeats import Call, Reply
from storage.audit import read_audit, walk_audit
from storage.lists_incidents import read_incident
from tests.dashboard.conftest import running  # noqa: F401 - its fixtures
from tests.dashboard.incidents.conftest import Sits
from tests.dashboard.incidents.seed import NOW_MS, gather_all, log_of, person, tell
from tests.dashboard.test_errors import check_problem
from tests.dashboard.test_lists import ids_of_all_pages
from tests.dashboard.wait import until

INCIDENTS = "/api/v1/incidents"


async def the_one(api: httpx.AsyncClient, **query: Any) -> dict[str, Any]:
    """The one incident that is asked for, once it is there."""
    found: list[dict[str, Any]] = []

    async def there() -> bool:
        found[:] = (await api.get(INCIDENTS, params=query)).json()["items"]
        return len(found) == 1

    await until(there, f"one incident with {query}")
    return found[0]


async def do(api: httpx.AsyncClient, incident: dict[str, Any], act: str, key: str | None = None, **said: Any) -> httpx.Response:
    body = {"version": incident["version"], "act": act} | said
    return await api.post(
        f"{INCIDENTS}/{incident['incident_id']}/acts", json=body, headers={"Idempotency-Key": key} if key else {}
    )


async def test_an_alert_is_acknowledged_assigned_commented_and_closed(sits: Sits, rows: Any) -> None:
    async with sits("somchai", "officer") as api:
        await tell(rows, "A1")
        now = await the_one(api)
        assert now["acts"] == ["acknowledge", "assign", "watch", "comment", "close"]
        for name, said in (
            ("acknowledge", {}), ("assign", {"assignee": "malee"}), ("comment", {"text": "โทรหาคนขับแล้ว"}), ("watch", {}),
            ("close", {"outcome": "lawful", "text": "จอดพักตามกฎหมาย"}),
        ):  # fmt: skip
            answer = await do(api, now, name, **said)
            assert answer.status_code == 200, answer.text
            now = answer.json()
        assert (now["state"], now["outcome"], now["outcome_reason"], now["closed_by"]) == (
            "closed", "lawful", "จอดพักตามกฎหมาย", "somchai",
        )  # fmt: skip
        assert (now["acts"], now["state_by"]) == (["comment", "reopen"], "somchai")
        assert [(line["act"], line["who"], line["from"], line["to"]) for line in now["log"]] == [
            ("open", "wastetrack", None, "new"),
            ("acknowledge", "somchai", "new", "acknowledged"),
            ("assign", "somchai", "acknowledged", "assigned"),
            ("comment", "somchai", "assigned", "assigned"),
            ("watch", "somchai", "assigned", "watching"),
            ("close", "somchai", "watching", "closed"),
        ]
        assert [alert["alert_id"] for alert in now["alerts"]] == ["A1"]
        assert (await api.get(f"{INCIDENTS}/{now['incident_id']}")).json() == now
        assert (await api.get(INCIDENTS)).json()["items"] == []
        assert (await the_one(api, state="closed"))["incident_id"] == now["incident_id"]
        names = (await api.get("/api/v1/people/names")).json()
        assert names == {"me": {"name": "somchai", "role": "officer"}, "names": ["malee", "somchai"]}
        msgspec.convert(now, answers.IncidentStory)
        assert (now["first_th"], now["first_en"]) == FIRST_STEPS[now["rules"][0]]


async def test_what_another_watches_is_no_longer_among_one_s_own(sits: Sits, rows: Any) -> None:
    async with sits("somchai", "officer") as api:
        await tell(rows, "A1")
        now = (await do(api, await the_one(api), "assign", assignee="malee")).json()

        async def own() -> list[str]:
            return [name for name in ("malee", "somchai") if (await api.get(f"{INCIDENTS}?assignee={name}")).json()["items"]]

        assert await own() == ["malee"]
        now = (await do(api, now, "watch")).json()
        assert (now["state"], now["assignee"], now["state_by"], await own()) == ("watching", "somchai", "somchai", ["somchai"])
        assert [(line["act"], line["assignee"]) for line in now["log"][1:]] == [("assign", "malee"), ("watch", None)], "the log keeps whose it was"


async def test_of_two_who_close_one_wins_and_the_other_learns_who(sits: Sits, rows: Any) -> None:
    async with sits("somchai", "officer") as one, sits("malee", "supervisor") as other:
        await tell(rows, "A1")
        seen = await the_one(one)
        await the_one(other)
        results = await asyncio.gather(
            do(one, seen, "close", outcome="lawful", text="จอดพัก"), do(other, seen, "close", outcome="confirmed", text="ทิ้งจริง")
        )
        won, lost = sorted(results, key=lambda answer: answer.status_code)
        problem = check_problem(lost, 409)
        winner = "somchai" if won is results[0] else "malee"
        assert won.json()["closed_by"] == winner
        assert winner in problem["detail"]
        assert winner in problem["detail_th"]
        assert {**problem["current"], "acts": None} == {**won.json(), "acts": None}
        assert [line["act"] for line in problem["current"]["log"]] == ["open", "close"]
        msgspec.convert(problem, answers.Overtaken)


async def test_whatever_is_done_at_once_every_change_has_its_line_and_none_is_lost(db: Any, pool: Any, rows: Any) -> None:
    """Twelve persons comment on and close what they saw at the same moment: one change at a time goes through."""
    await tell(rows, "A1")
    await gather_all(db)
    incident_id = await db.fetchval("SELECT incident_id FROM incidents")
    done: list[str] = []

    async def insist(name: str) -> None:
        for _ in range(40):
            row = await read_incident(pool, incident_id)
            assert row is not None
            asked = AskedAct(version=row.incident.version, act="comment", text=name)
            reply = await act(pool, incident_id, asked, Call(person(name), None, b""), NOW_MS)
            if reply.status == 200:
                done.append(name)
                return
        raise AssertionError(f"{name} never got through")

    await asyncio.gather(*(insist(f"p{number}") for number in range(12)))
    log = await log_of(db)
    assert [version for version, _, _ in log] == list(range(1, 14))
    assert sorted(who for _, _, who in log if who) == sorted(done) == sorted(f"p{number}" for number in range(12))


# What another did after the version that was seen, and what the one who comes too late reads.
OVERTAKEN: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("acknowledge", {}, "malee acknowledged it"),
    ("assign", {"assignee": "prasit"}, "malee assigned it"),
    ("comment", {"text": "ดูอยู่"}, "malee commented on it"),
    ("close", {"outcome": "false", "text": "ผิดพลาด"}, "malee closed it"),
)


@pytest.mark.parametrize(("did", "said", "told"), OVERTAKEN)
async def test_who_comes_too_late_is_told_what_the_other_did(
    did: Any, said: dict[str, Any], told: str, db: Any, pool: Any, rows: Any
) -> None:
    await tell(rows, "A1")
    await gather_all(db)
    incident_id = await db.fetchval("SELECT incident_id FROM incidents")
    first = await _act(pool, incident_id, AskedAct(version=1, act=did, **said), person("malee"))
    late = await _act(pool, incident_id, AskedAct(version=1, act="watch"), person("somchai"))
    assert (first.status, late.status) == (200, 409)
    problem = msgspec.json.decode(late.body)
    assert problem["detail"].startswith(told)
    assert problem["current"]["version"] == 2
    assert await db.fetchval("SELECT count(*) FROM incident_log") == 2


async def _act(pool: Any, incident_id: str, asked: AskedAct, who: Person, key: str | None = None) -> Reply:
    return await act(pool, incident_id, asked, Call(who, key, msgspec.json.encode(asked)), NOW_MS)


async def test_a_step_that_the_table_has_not_is_refused_with_how_it_stands(sits: Sits, rows: Any) -> None:
    async with sits("somchai", "officer") as api:
        await tell(rows, "A1")
        seen = (await do(api, await the_one(api), "acknowledge")).json()
        problem = check_problem(await do(api, seen, "acknowledge"), 409)
        assert "somchai acknowledged it" in problem["detail"]
        assert problem["current"] == seen


async def test_an_alert_that_only_changed_makes_nobody_too_late_and_one_that_joined_does(sits: Sits, rows: Any) -> None:
    async with sits("somchai", "officer") as api:
        await tell(rows, "A1")
        seen = await the_one(api)
        await tell(rows, "A1", version=2, reason_en="further off")

        async def updated() -> bool:
            return bool((await the_one(api))["reason_en"] == "further off")

        await until(updated, "the update is there")
        now = (await do(api, seen, "acknowledge")).json()
        await tell(rows, "A2", 3, rule="signal-lost")

        async def joined() -> bool:
            return len((await the_one(api))["alert_ids"]) == 2

        await until(joined, "the second alert is there")
        problem = check_problem(await do(api, now, "watch"), 409)
        assert "got another alert" in problem["detail"]


# Act and what is said with it, and what the refusal names.
BAD: tuple[tuple[dict[str, Any], str], ...] = (
    ({"act": "close", "outcome": "lawful"}, "text"),
    ({"act": "close", "text": "ก"}, "outcome"),
    ({"act": "comment", "text": "  "}, "text"),
    ({"act": "comment", "text": "x" * 2001}, "text"),
    ({"act": "assign", "assignee": "x" * 101}, "assignee"),
    ({"act": "shout"}, "act"),
    ({"act": "close", "text": "ก", "outcome": "maybe"}, "outcome"),
    ({"act": "acknowledge", "version": 99}, "version"),
    ({"act": "acknowledge", "version": "one"}, "version"),
)


async def test_what_is_missing_or_wrong_is_named(sits: Sits, rows: Any) -> None:
    async with sits("somchai", "officer") as api:
        await tell(rows, "A1")
        seen = await the_one(api)
        for body, named in BAD:
            answer = await api.post(f"{INCIDENTS}/{seen['incident_id']}/acts", json={"version": 1} | body)
            assert named in check_problem(answer, 400)["detail"], body
        assert (await the_one(api))["version"] == 1
        check_problem(await api.post(f"{INCIDENTS}/none/acts", json={"version": 1, "act": "watch"}), 404)
        check_problem(await api.get(f"{INCIDENTS}/none"), 404)
        check_problem(await api.get(INCIDENTS, params={"cursor": "x"}), 400)


async def test_a_viewer_sees_and_does_nothing(sits: Sits, rows: Any) -> None:
    async with sits("wipa", "viewer") as api:
        await tell(rows, "A1")
        seen = await the_one(api)
        assert seen["acts"] == []
        for name in ("acknowledge", "comment", "close"):
            problem = check_problem(await do(api, seen, name, text="ก", outcome="lawful"), 403)
            assert "wipa" in problem["detail"]


async def test_only_who_closed_it_or_a_supervisor_opens_it_again(db: Any, pool: Any, rows: Any) -> None:
    await tell(rows, "A1")
    await gather_all(db)
    incident_id = await db.fetchval("SELECT incident_id FROM incidents")
    await _act(pool, incident_id, AskedAct(version=1, act="close", text="ก", outcome="false"), person("malee"))
    again = AskedAct(version=2, act="reopen", text="ยังวิ่งอยู่")
    with pytest.raises(Problem, match="malee closed it") as refused:
        await _act(pool, incident_id, again, person("somchai"))
    assert refused.value.status == 403
    reply = await _act(pool, incident_id, again, person("prasit", "supervisor"))
    assert msgspec.json.decode(reply.body)["state"] == "acknowledged"


async def test_who_closed_and_who_opened_again_stands_in_the_audit(db: Any, pool: Any, rows: Any) -> None:
    await tell(rows, "A1")
    await gather_all(db)
    incident_id = await db.fetchval("SELECT incident_id FROM incidents")
    close = AskedAct(version=2, act="close", text="จอดพัก", outcome="lawful")
    await _act(pool, incident_id, AskedAct(version=1, act="comment", text="โทรแล้ว"), person("malee"))
    for who, key in ((person("malee"), "k"), (person("malee"), "k"), (person("somchai"), None)):
        await _act(pool, incident_id, close, who, key)  # once done, once repeated, once too late
    await _act(pool, incident_id, AskedAct(version=3, act="reopen", text="ยังวิ่งอยู่"), person("malee"))
    assert [(one.person, one.what, one.about, one.why) for one in reversed(await read_audit(db, limit=9))] == [
        ("malee", "incident closed", incident_id, "lawful: จอดพัก"),
        ("malee", "incident reopened", incident_id, "ยังวิ่งอยู่"),
    ]
    assert (await walk_audit(db))[0].faults == []


async def test_a_change_whose_audit_cannot_be_written_is_not_made(db: Any, pool: Any, rows: Any) -> None:
    await tell(rows, "A1")
    await gather_all(db)
    incident_id = await db.fetchval("SELECT incident_id FROM incidents")
    await db.execute("ALTER TABLE audit RENAME TO audit_away")
    with pytest.raises(asyncpg.UndefinedTableError):
        await _act(pool, incident_id, AskedAct(version=1, act="close", text="ก", outcome="false"), person())
    await db.execute("ALTER TABLE audit_away RENAME TO audit")
    assert await log_of(db) == [(1, "open", None)]


async def test_a_call_that_is_repeated_is_answered_as_before_and_done_once(sits: Sits, rows: Any) -> None:
    async with sits("somchai", "officer") as api:
        await tell(rows, "A1")
        seen = await the_one(api)
        first = await do(api, seen, "comment", key="k1", text="โทรแล้ว")
        again = await do(api, seen, "comment", key="k1", text="โทรแล้ว")
        assert (again.status_code, again.content) == (first.status_code, first.content)
        late = await do(api, seen, "watch", key="k2")
        assert (late.status_code, (await do(api, seen, "watch", key="k2")).content) == (409, late.content)
        problem = check_problem(await do(api, first.json(), "watch", key="k1"), 422)
        assert "Idempotency-Key" in problem["detail"]
        assert (await the_one(api))["version"] == 2


async def test_of_two_that_repeat_one_call_at_once_one_does_it(db: Any, pool: Any, rows: Any) -> None:
    await tell(rows, "A1")
    await gather_all(db)
    incident_id = await db.fetchval("SELECT incident_id FROM incidents")
    asked = AskedAct(version=1, act="close", outcome="confirmed", text="ทิ้งจริง")
    replies = await asyncio.gather(*(_act(pool, incident_id, asked, person(), "k") for _ in range(5)))
    assert {(reply.status, reply.body) for reply in replies} == {(200, replies[0].body)}
    assert [act for _, act, _ in await log_of(db)] == ["open", "close"]
    assert (await _act(pool, incident_id, asked, person("malee"), "k")).status == 409, "a key is its person's own"


async def test_the_queue_is_ordered_by_urgency_severity_and_age_and_pages_without_loss(sits: Sits, rows: Any) -> None:
    async with sits("somchai", "officer") as api:
        for name, minute, urgency, severity in (
            ("record", 0, "record", "critical"), ("today", 1, "today", "critical"), ("young", 9, "immediate", "high"),
            ("old", 2, "immediate", "high"), ("worst", 8, "immediate", "critical"),
        ):  # fmt: skip
            await tell(rows, name, minute, trip_id=f"T-{name}", urgency=urgency, severity=severity)

        async def all_there() -> bool:
            return len((await api.get(INCIDENTS)).json()["items"]) == 5

        await until(all_there, "all are gathered")
        items = (await api.get(INCIDENTS)).json()["items"]
        assert [item["subject"] for item in items] == ["T-worst", "T-old", "T-young", "T-today", "T-record"]
        ids = [item["incident_id"] for item in items]
        assert await ids_of_all_pages(api, INCIDENTS, "incident_id", limit=2) == ids
        assert [item["subject"] for item in (await api.get(INCIDENTS, params={"urgency": "today"})).json()["items"]] == ["T-today"]
        assert (await the_one(api, trip_id="T-old"))["subject"] == "T-old"
        assert (await api.get(INCIDENTS, params={"unit_id": "U9"})).json()["items"] == []
        assert (await the_one(api, alert_id="young", state="all", shelved="all"))["subject"] == "T-young"
        for item in items[:3]:
            assert (await do(api, item, "close", outcome="false", text="ก")).status_code == 200
        closed = await ids_of_all_pages(api, INCIDENTS, "incident_id", limit=2, state="closed")
        assert closed == ids[2::-1], "last closed first"
        assert await ids_of_all_pages(api, INCIDENTS, "incident_id", limit=2, state="all") == [ids[n] for n in (2, 0, 1, 3, 4)]
        msgspec.convert((await api.get(INCIDENTS, params={"state": "all"})).json(), answers.IncidentPage)
