"""Shelving: what is held back, by whom, for how long, and that it comes back by itself."""

from typing import Any

import msgspec
import pytest

from alerts.shelving import holder, judge
from dashboard.incidents import answers
from dashboard.incidents.follow import holder_of_all
from dashboard.incidents.gathering import unshelve_over
from dashboard.incidents.shelving import LONGEST_MS, caller, confirm, lift, make
from dashboard.problems import Problem
from models.incident import GatheredAlert
from models.shelf import Shelf
from models.times import DAY_MS, HOUR_MS, to_iso
from storage.audit import read_audit
from storage.lists_incidents import Question, count_shelved, read_incidents
from tests.dashboard.incidents.conftest import Sits
from tests.dashboard.incidents.seed import NOW_MS, alert, gather_all, person, tell
from tests.dashboard.incidents.test_acting import INCIDENTS, the_one
from tests.dashboard.stream import Listener
from tests.dashboard.test_errors import check_problem
from tests.dashboard.wait import until


def shelf(kind: Any = "unit", key: str = "U1", **changes: Any) -> Shelf:
    fields: dict[str, Any] = {
        "shelf_id": f"{kind}-{key}", "kind": kind, "key": key, "reason": "กล่องเสีย", "made_by": "somchai", "made_ms": NOW_MS,
        "until_ms": NOW_MS + DAY_MS, "needs_second": False,
    }  # fmt: skip
    return Shelf(**(fields | changes))


SIGNED = {"confirmed_by": "malee"}
MILD, GRAVE = False, True

# A shelf, what is asked of it, hours later, and its answer.
HELD: tuple[tuple[str, Shelf, dict[str, Any], int, str], ...] = (
    ("its unit", shelf(), {}, 1, "held"),
    ("another unit", shelf(key="U2"), {}, 1, "other_key"),
    ("its place", shelf("place", "Z1"), {"place": "Z1"}, 1, "held"),
    ("no place at all", shelf("place", "Z1"), {"place": None}, 1, "other_key"),
    ("its rule", shelf("rule", "signal-lost", needs_second=True, **SIGNED), {}, 1, "held"),
    ("a second person has not confirmed", shelf("rule", "signal-lost", needs_second=True), {}, 1, "not_now"),
    ("what is grave, shelved by one", shelf(), {"grave": GRAVE}, 1, "one_person_is_not_enough"),
    ("what is grave, shelved by two", shelf(**SIGNED), {"grave": GRAVE}, 1, "held"),
    ("the last moment", shelf(until_ms=NOW_MS + HOUR_MS + 1), {}, 1, "held"),
    ("its end", shelf(until_ms=NOW_MS + HOUR_MS), {}, 1, "not_now"),
    ("lifted before", shelf(lifted_ms=NOW_MS), {}, 1, "not_now"),
)


@pytest.mark.parametrize(("line", "one", "changes", "hours", "answer"), HELD)
def test_what_a_shelf_holds(line: str, one: Shelf, changes: dict[str, Any], hours: int, answer: str) -> None:
    about = {"rule": "signal-lost", "unit_id": "U1", "place": None, "grave": MILD} | changes
    assert judge(one, NOW_MS + hours * HOUR_MS, **about) == answer, line
    assert (holder([one], NOW_MS + hours * HOUR_MS, **about) is one) == (answer == "held")


MILD_ONE, OTHER = alert(urgency="today"), alert("A2", urgency="today", unit_id="U2")

# Alerts of an incident, the shelves, and which holds all of it.
ALL_HELD: tuple[tuple[str, list[GatheredAlert], list[Shelf], str | None], ...] = (
    ("its only alert", [MILD_ONE], [shelf()], "unit-U1"),
    ("one of two", [MILD_ONE, OTHER], [shelf()], None),
    ("both, until the first ends", [MILD_ONE, OTHER], [shelf(), shelf(key="U2", until_ms=NOW_MS + 9)], "unit-U2"),
    ("what is over does not count", [MILD_ONE, alert("A2", unit_id="U2", is_open=False)], [shelf()], "unit-U1"),
    ("all of it is over", [alert("A2", urgency="today", is_open=False)], [shelf()], "unit-U1"),
    ("the longest of two for one alert", [MILD_ONE], [shelf(until_ms=NOW_MS + 9), shelf("place", "Z1"), shelf(shelf_id="long")], "long"),
    ("an immediate one came to what one person shelved", [MILD_ONE, alert("A3")], [shelf()], None),
    ("no shelf", [MILD_ONE], [], None),
)


@pytest.mark.parametrize(("line", "alerts", "shelves", "shelf_id"), ALL_HELD)
def test_what_holds_a_whole_incident(line: str, alerts: list[GatheredAlert], shelves: list[Shelf], shelf_id: str | None) -> None:
    found = holder_of_all(alerts, shelves, NOW_MS)
    assert (None if found is None else found.shelf_id) == shelf_id, line


async def shelved(pool: Any, name: str = "somchai", kind: Any = "unit", key: str = "U1", days: float = 1) -> dict[str, Any]:
    asked = answers.NewShelf(kind=kind, key=key, reason="กล่องเสีย", until=to_iso(NOW_MS + int(days * DAY_MS)))
    reply = await make(pool, asked, caller(person(name), None, "shelves", asked), NOW_MS)
    assert reply.status == 201
    told: dict[str, Any] = msgspec.json.decode(reply.body)
    msgspec.convert(told, answers.Shelf)
    return told


async def queue(pool: Any, now_ms: int = NOW_MS) -> tuple[list[str], int]:
    """The subjects of the default list, and how many are shelved."""
    rows = await read_incidents(pool, Question(shelved="no"), now_ms, limit=9)
    return [row.incident.subject for row in rows], await count_shelved(pool, Question(), now_ms)


async def test_a_shelved_unit_leaves_the_queue_is_counted_and_comes_back_by_itself(db: Any, pool: Any, rows: Any) -> None:
    await tell(rows, "A1", urgency="today")
    await tell(rows, "A2", 1, trip_id="T2", unit_id="U2", urgency="today")
    await gather_all(db)
    told = await shelved(pool)
    assert (told["state"], told["held"], told["confirmed_by"]) == ("active", 1, None)
    assert await queue(pool) == (["T2"], 1)
    await tell(rows, "A3", 2, trip_id="T3", urgency="today")  # judged and stored all the same
    await gather_all(db)
    assert await queue(pool) == (["T2"], 2)
    over_ms = NOW_MS + DAY_MS
    assert await queue(pool, over_ms - 1) == (["T2"], 2)
    assert await queue(pool, over_ms) == (["T1", "T2", "T3"], 0), "nobody has to bring it back"
    before = await db.fetchval("SELECT max(seq) FROM incidents")
    assert await unshelve_over(db, over_ms - 1) is False
    await unshelve_over(db, over_ms)
    changed = await db.fetch("SELECT subject, shelf_id FROM incidents WHERE seq > $1 ORDER BY subject", before)
    assert [tuple(row) for row in changed] == [("T1", None), ("T3", None)], "and listeners are told"


async def test_what_is_grave_or_a_rule_waits_for_a_second_person(db: Any, pool: Any, rows: Any) -> None:
    await tell(rows, "A1")
    await tell(rows, "A2", 1, trip_id="T2", unit_id="U2", urgency="record", severity="warning", rule="quota-exceeded")
    await gather_all(db)
    for kind, key, rest in (("unit", "U1", ["T2"]), ("rule", "quota-exceeded", [])):
        made = await shelved(pool, kind=kind, key=key)
        assert (made["state"], made["held"]) == ("waiting", 0)
        with pytest.raises(Problem, match="another person must confirm it") as refused:
            await confirm(pool, made["shelf_id"], caller(person(), None), NOW_MS)
        assert refused.value.status == 403
        reply = await confirm(pool, made["shelf_id"], caller(person("malee"), None), NOW_MS)
        told = msgspec.json.decode(reply.body)
        assert (told["state"], told["confirmed_by"], told["held"]) == ("active", "malee", 1)
        with pytest.raises(Problem, match="malee has confirmed it"):
            await confirm(pool, made["shelf_id"], caller(person("prasit"), None), NOW_MS)
        assert (await queue(pool))[0] == rest


async def test_what_gets_grave_is_no_longer_held_by_one_person_alone(db: Any, pool: Any, rows: Any) -> None:
    await tell(rows, "A1", urgency="today")
    await gather_all(db)
    made = await shelved(pool)
    assert await queue(pool) == ([], 1)
    await tell(rows, "A1", urgency="immediate", version=2)
    await gather_all(db)
    assert await queue(pool) == (["T1"], 0)
    await confirm(pool, made["shelf_id"], caller(person("malee"), None), NOW_MS)
    assert await queue(pool) == ([], 1)


async def test_a_site_without_a_zone_is_shelved_by_its_name(db: Any, pool: Any, rows: Any) -> None:
    await tell(rows, "A1", rule="emerging-site", urgency="today", trip_id=None)
    await gather_all(db)
    assert (await queue(pool))[0] == ["site:12.670,101.130"]
    await shelved(pool, kind="place", key="site:12.670,101.130")
    assert await queue(pool) == ([], 1)


async def test_a_shelf_that_is_lifted_lets_go_at_once_and_cannot_be_lifted_twice(db: Any, pool: Any, rows: Any) -> None:
    await tell(rows, "A1", urgency="today")
    await gather_all(db)
    made = await shelved(pool)
    reply = await lift(pool, made["shelf_id"], " ซ่อมแล้ว ", caller(person("malee"), None), NOW_MS + 1)
    told = msgspec.json.decode(reply.body)
    assert (told["state"], told["lifted_by"], told["lift_reason"], told["held"]) == ("lifted", "malee", "ซ่อมแล้ว", 0)
    assert await queue(pool) == (["T1"], 0)
    for again in (lift(pool, made["shelf_id"], "ก", caller(person(), None), NOW_MS + 2), confirm(pool, made["shelf_id"], caller(person("malee"), None), NOW_MS + 2)):
        with pytest.raises(Problem, match="is lifted") as refused:
            await again
        assert refused.value.status == 409


async def test_who_shelved_confirmed_and_lifted_stands_in_the_audit(db: Any, pool: Any, rows: Any) -> None:
    await tell(rows, "A1")
    await gather_all(db)
    made = await shelved(pool)
    asked = answers.NewShelf(kind="unit", key="U1", reason="กล่องเสีย", until=to_iso(NOW_MS + DAY_MS))
    for _ in range(2):
        await make(pool, asked, caller(person("wipa"), "k", "shelves", asked), NOW_MS)  # a call that is repeated is one
    with pytest.raises(Problem):
        await confirm(pool, made["shelf_id"], caller(person(), None), NOW_MS)
    await confirm(pool, made["shelf_id"], caller(person("malee"), None), NOW_MS)
    await lift(pool, made["shelf_id"], "ซ่อมแล้ว", caller(person("prasit"), None), NOW_MS + 1)
    about = f"{made['shelf_id']} unit U1 until {to_iso(NOW_MS + DAY_MS)}"
    told = [(one.person, one.what, one.about, one.why) for one in reversed(await read_audit(db, limit=9))]
    assert told[:1] + told[2:] == [
        ("somchai", "shelf made", about, "กล่องเสีย"),
        ("malee", "shelf confirmed", about, ""),
        ("prasit", "shelf lifted", about, "ซ่อมแล้ว"),
    ]
    assert told[1][:2] == ("wipa", "shelf made")


# What is asked, in days from now, and what the refusal names.
BAD: tuple[tuple[dict[str, Any], float, str], ...] = (
    ({}, 7.001, "until"),
    ({}, 0, "until"),
    ({}, -1, "until"),
    ({"reason": "  "}, 1, "reason"),
    ({"reason": "x" * 501}, 1, "reason"),
    ({"key": " "}, 1, "key"),
    ({"kind": "rule", "key": "no-such-rule"}, 1, "key"),
)


@pytest.mark.parametrize(("changes", "days", "named"), BAD)
async def test_what_cannot_be_shelved(changes: dict[str, Any], days: float, named: str, pool: Any) -> None:
    fields = {"kind": "unit", "key": "U1", "reason": "กล่องเสีย", "until": to_iso(NOW_MS + int(days * DAY_MS))} | changes
    asked = answers.NewShelf(**fields)
    with pytest.raises(Problem, match=f"'{named}'") as refused:
        await make(pool, asked, caller(person(), None), NOW_MS)
    assert refused.value.status == 400


async def test_seven_days_are_the_most(db: Any, pool: Any) -> None:
    assert (await shelved(pool, days=LONGEST_MS / DAY_MS))["state"] == "active"


async def test_shelves_over_http_two_dashboards_and_the_stream(sits: Sits, rows: Any) -> None:
    async with sits("somchai", "officer") as one, sits("malee", "officer") as other, sits("wipa", "viewer") as viewer:
        await tell(rows, "A1")
        seen = await the_one(one)
        listener = Listener(other)
        await listener.connected.wait()
        now_ms = int(await rows.fetchval("SELECT extract(epoch FROM clock_timestamp()) * 1000"))
        body = {"kind": "unit", "key": "U1", "reason": "กล่องเสีย", "until": to_iso(now_ms + DAY_MS)}
        check_problem(await viewer.post("/api/v1/shelves", json=body), 403)
        made = await one.post("/api/v1/shelves", json=body, headers={"Idempotency-Key": "k"})
        assert (made.status_code, made.json()["state"]) == (201, "waiting")
        assert (await one.post("/api/v1/shelves", json=body, headers={"Idempotency-Key": "k"})).content == made.content
        path = f"/api/v1/shelves/{made.json()['shelf_id']}"
        check_problem(await one.post(f"{path}/confirm"), 403)
        check_problem(await one.post("/api/v1/shelves/none/confirm"), 404)
        assert (await other.post(f"{path}/confirm")).json()["held"] == 1

        async def heard() -> bool:
            return any(message.data["shelf"] for message in listener.named("incident"))

        await until(heard, "the stream tells that it is shelved")
        on_shelf = next(message.data["shelf"] for message in listener.named("incident") if message.data["shelf"])
        assert (on_shelf["shelf_id"], on_shelf["reason"]) == (made.json()["shelf_id"], "กล่องเสีย")
        page = (await one.get(INCIDENTS)).json()
        assert (page["items"], page["shelved"]) == ([], 1)
        assert (await the_one(one, shelved="only"))["incident_id"] == seen["incident_id"]
        assert (await the_one(one, shelved="all"))["shelf"] == on_shelf
        (listed,) = (await viewer.get("/api/v1/shelves")).json()["items"]
        assert (listed["state"], listed["held"], listed["confirmed_by"]) == ("active", 1, "malee")
        assert (await other.post(f"{path}/lift", json={"reason": "ซ่อมแล้ว"})).json()["state"] == "lifted"
        assert (await viewer.get("/api/v1/shelves")).json()["items"] == []
        assert [row["state"] for row in (await viewer.get("/api/v1/shelves", params={"state": "all"})).json()["items"]] == ["lifted"]
        assert (await the_one(one))["shelf"] is None
        await listener.cut()
