"""A case over its link on a real PostgreSQL: what it shows, what it refuses, what is told from the road."""

from typing import Any

import httpx

from dashboard.road.case import MOST_OTHERS
from dashboard.road.overdue import tell_overdue
from dashboard.road.steps import THERE_MS
from models.times import from_iso
from ops.settings import Settings
from storage.now import database_now_ms
from tests.dashboard.conftest import running
from tests.dashboard.incidents.seed import gather_all, log_of
from tests.dashboard.incidents.seed import tell as tell_alert
from tests.dashboard.road.seed import HERE, by, token_for
from tests.dashboard.test_errors import check_problem
from tests.dashboard.wait import until


async def test_a_case_says_what_where_since_when_how_sure_and_what_first(api: httpx.AsyncClient, case: str, token: str) -> None:
    shown = (await api.get("/api/v1/road/case", headers=by(token))).json()
    assert (shown["incident_id"], shown["person"], shown["state"]) == (case, "somchai", "new")
    assert (shown["plate"], shown["title_th"], shown["certainty"]) == ("70-1234", "ออกนอกเส้นทางที่ได้รับอนุญาต", "observed")
    assert shown["first_th"].startswith("โทรหาผู้ขนส่ง")
    assert shown["where"] == {
        "lat": 12.67, "lon": 101.13, "near_th": "นิคมฯ มาบตาพุด", "near_en": "Map Ta Phut", "near_km": 3.3, "direction": "s",
    }  # fmt: skip
    assert (shown["carrier"], shown["carrier_phone"], shown["centre_phone"]) == ("ขนส่งดี", "038-123-456", "02 123 4567")
    assert (shown["truck"]["speed"], shown["bound"]["name_en"], shown["bound"]["lat"]) == (41.0, "Ban Chang plant", 12.75)
    assert shown["acts"] == ["acknowledge", "on_the_way", "there", "help", "finding"]


async def test_the_worst_and_newest_alert_speaks_and_the_others_stand_in_lines(
    api: httpx.AsyncClient, rows: Any, db: Any, case: str, token: str
) -> None:
    await tell_alert(rows, "A2", 5, rule="unauthorised-stop")
    await tell_alert(rows, "A3", 9, rule="power-cut", close_reason="ended")
    await tell_alert(rows, "A4", 9, rule="signal-lost", urgency="today", lat=None, lon=None)
    await gather_all(db)
    shown = (await api.get("/api/v1/road/case", headers=by(token))).json()
    panel = (await api.get(f"/api/v1/incidents/{case}")).json()
    assert (shown["title_en"], panel["rules"][0], shown["first_en"]) == ("Unauthorised stop", "unauthorised-stop", panel["first_en"])
    assert [(one["title_en"], one["has_ended"]) for one in shown["others"]] == [
        ("Off the permitted route", False), ("GPS signal lost on a trip", False), ("GPS power cut", True),
    ]  # fmt: skip
    assert [one["where"] and one["where"]["near_en"] for one in shown["others"]] == ["Map Ta Phut", None, "Map Ta Phut"]
    for n in range(20):
        await tell_alert(rows, f"B{n}", 10, rule="outside-hours", urgency="record")
    await gather_all(db)
    shown = (await api.get("/api/v1/road/case", headers=by(token))).json()
    assert (len(shown["others"]), shown["more_others"]) == (MOST_OTHERS, 23 - MOST_OTHERS)


async def test_the_map_of_a_case_is_thin_enough_for_a_phone(api: httpx.AsyncClient, token: str) -> None:
    routes = (await api.get("/api/v1/road/map", headers=by(token))).json()["routes"]
    assert len(routes) == 1
    assert 2 <= len(routes[0]) <= 150


async def test_each_refusal_is_a_page_that_says_what_to_do(
    api: httpx.AsyncClient, rows: Any, settings: Settings, case: str, token: str
) -> None:
    revoked = await token_for(rows, settings, case, "malee")
    answer = await api.post(f"/api/v1/incidents/{case}/links/revoke", json={"person": "malee", "reason": "lost phone"})
    assert answer.status_code == 204
    expired = await token_for(rows, settings, case, life_ms=-1)
    for link, status, reason in ((revoked, 410, "revoked"), (expired, 410, "expired"), (token[:-1], 403, "altered")):
        page = await api.get(f"/o/{link}")
        assert page.status_code == status
        assert f'data-reason="{reason}"' in page.text
        assert "กรุณา" in page.text
        assert (await api.head(f"/o/{link}")).status_code == status
        problem = check_problem(await api.get("/api/v1/road/case", headers=by(link)), status)
        assert problem["reason"] == reason
    assert (await api.get("/api/v1/road/case", headers=by(token))).status_code == 200
    check_problem(await api.get("/api/v1/road/case"), 401)


async def test_a_link_made_after_others_were_taken_back_opens(api: httpx.AsyncClient, case: str) -> None:
    first = (await api.post(f"/api/v1/incidents/{case}/links", json={"person": "malee"})).json()["link"]
    assert (await api.get(f"/{first}")).status_code in {200, 503}  # 503: the page is not built
    await api.post(f"/api/v1/incidents/{case}/links/revoke", json={"person": "malee", "reason": "lost phone", "all_cases": True})
    assert (await api.get(f"/{first}")).status_code == 410
    # Though it ends before those that were taken back would have.
    second = (await api.post(f"/api/v1/incidents/{case}/links", json={"person": "malee", "hours": 1})).json()["link"]
    assert (await api.get(f"/{second}")).status_code in {200, 503}


async def test_what_is_told_by_a_link_that_another_made_says_so(api: httpx.AsyncClient, rows: Any, case: str, token: str) -> None:
    for person in ("malee", "local"):
        link = (await api.post(f"/api/v1/incidents/{case}/links", json={"person": person})).json()["link"]
        other = link.removeprefix("o/")
        assert (await tell(api, other, "there")).status_code == 200
        assert (await tell(api, other, "finding", text="พบรถ")).status_code == 200
    assert (await tell(api, token, "finding", text="พบบ่อ")).status_code == 200
    via = "(ผ่านลิงก์ที่ local สร้าง / via a link made by local)"
    lines = await rows.fetch("SELECT text FROM incident_log ORDER BY version")
    assert [line["text"] for line in lines][-5:] == [via, f"พบรถ {via}", None, "พบรถ", "พบบ่อ"]


async def test_a_closed_account_s_links_open_nothing(api: httpx.AsyncClient, rows: Any, token: str) -> None:
    await rows.execute("INSERT INTO people (name, role, password_hash, created_ms, closed_ms) VALUES ('somchai', 'officer', 'x', 1, 2)")
    assert check_problem(await api.get("/api/v1/road/case", headers=by(token)), 410)["reason"] == "revoked"


async def test_three_bots_leave_a_case_new(api: httpx.AsyncClient, rows: Any, case: str, token: str) -> None:
    await rows.execute("INSERT INTO messages (message_id, person, channel, is_immediate, state, made_ms, due_ms, body) VALUES ('M', 'somchai', 'line', true, 'sent', 1, 1, '{}')")
    await rows.execute("INSERT INTO tellings (incident_id, round, step, person, channel, is_immediate, due_ms, why, message_id) VALUES ($1, 1, 'opened', 'somchai', 'line', true, 1, '', 'M')", case)
    before = await rows.fetchrow("SELECT * FROM incidents WHERE incident_id = $1", case)
    for _ in range(3):
        await api.get(f"/o/{token}", headers={"User-Agent": "facebookexternalhit/1.1;line-poker/1.0"})
        await api.head(f"/o/{token}")
        assert (await api.get("/api/v1/road/case", headers=by(token))).json()["state"] == "new"
    assert await rows.fetchrow("SELECT * FROM incidents WHERE incident_id = $1", case) == before
    assert await rows.fetchval("SELECT opened_ms FROM tellings") is None
    assert (await api.post("/api/v1/road/opened", headers=by(token))).status_code == 204
    assert await rows.fetchval("SELECT opened_ms FROM tellings") is not None


async def tell(api: httpx.AsyncClient, token: str, act: str, version: int | None = None, key: str | None = None, **more: Any) -> httpx.Response:
    headers = by(token) | ({} if key is None else {"Idempotency-Key": key})
    return await api.post("/api/v1/road/acts", headers=headers, json={"act": act, "version": version, **more})


async def test_the_whole_way_from_the_link_to_the_finding(api: httpx.AsyncClient, rows: Any, case: str, token: str) -> None:
    seen = (await tell(api, token, "acknowledge", 1)).json()
    assert seen["state"] == "acknowledged"
    going = (await tell(api, token, "on_the_way", seen["version"], place=HERE)).json()
    assert (going["state"], going["assignee"], going["stay"]["state"]) == ("assigned", "somchai", "on_the_way")
    there = (await tell(api, token, "there", place=HERE | {"at": "2026-11-02T00:35:00.000Z"})).json()
    due_ms = from_iso(there["stay"]["due_at"]) - await database_now_ms(rows)
    assert THERE_MS - 60_000 < due_ms <= THERE_MS
    found = (await tell(api, token, "finding", text="พบรถจอดข้างบ่อดิน", place=HERE)).json()
    assert found["findings"][-1]["text"] == "พบรถจอดข้างบ่อดิน"
    assert (await tell(api, token, "leave")).json()["stay"]["state"] == "away"
    told = [(act, who) for _, act, who in await log_of(rows, case) if act != "open"]
    assert told == [(act, "somchai") for act in ("acknowledge", "on_the_way", "there", "finding", "leave")]
    story = (await api.get(f"/api/v1/incidents/{case}/road")).json()
    assert [one["place"] is not None for one in story["told"]] == [False, True, True, True, False]
    assert story["told"][2]["at"] == "2026-11-02T00:35:00.000Z"
    assert story["officers"][0]["state"] == "away"


async def test_who_comes_second_is_told_how_the_case_stands(api: httpx.AsyncClient, rows: Any, settings: Settings, case: str, token: str) -> None:
    malee = await token_for(rows, settings, case, "malee")
    await tell(api, malee, "on_the_way", 1)
    late = await tell(api, token, "acknowledge", 1)
    assert late.status_code == 409
    assert (late.json()["current"]["state"], late.json()["current"]["assignee"]) == ("assigned", "malee")
    # What is only told holds whatever happened meanwhile.
    assert (await tell(api, token, "finding", text="รถไม่อยู่แล้ว")).status_code == 200
    both = (await tell(api, token, "on_the_way", (await api.get("/api/v1/road/case", headers=by(token))).json()["version"])).json()
    assert both["assignee"] == "malee"


async def test_who_sets_out_has_what_another_only_watches(api: httpx.AsyncClient, case: str, token: str) -> None:
    watched = (await api.post(f"/api/v1/incidents/{case}/acts", json={"version": 1, "act": "watch"})).json()
    assert (watched["state"], watched["assignee"]) == ("watching", "local")
    going = (await tell(api, token, "on_the_way", watched["version"])).json()
    assert (going["state"], going["assignee"]) == ("assigned", "somchai")


async def test_a_repeated_call_is_done_once(api: httpx.AsyncClient, rows: Any, case: str, token: str) -> None:
    first, second = [await tell(api, token, "finding", text="พบถัง 200 ลิตร", key="k1") for _ in range(2)]
    assert first.content == second.content
    assert [act for _, act, _ in await log_of(rows, case)].count("finding") == 1
    assert (await tell(api, token, "finding", text="อีกเรื่อง", key="k1")).status_code == 422


WRONG = [
    ("an act of the centre", {"act": "close", "version": 1}, 400),
    ("an act of nobody", {"act": "dance"}, 400),
    ("a finding that says nothing", {"act": "finding", "text": "  "}, 400),
    ("no version where one is needed", {"act": "on_the_way"}, 400),
    ("a version that is not there yet", {"act": "acknowledge", "version": 9}, 400),
    ("a place off the earth", {"act": "there", "place": {"lat": 91, "lon": 0}}, 400),
    ("a time that is none", {"act": "there", "place": HERE | {"at": "noon"}}, 400),
    ("a text without end", {"act": "finding", "text": "ก" * 2001}, 400),
    ("renewing what does not run", {"act": "renew"}, 409),
]


async def test_what_is_not_taken(api: httpx.AsyncClient, rows: Any, token: str) -> None:
    for line, body, status in WRONG:
        answer = await api.post("/api/v1/road/acts", headers=by(token), json=body)
        assert answer.status_code == status, line
        check_problem(answer, status)
    assert await rows.fetchval("SELECT count(*) FROM road_tells") == 0


async def test_who_is_not_heard_is_told_to_the_centre_with_the_last_place(
    settings: Settings, api: httpx.AsyncClient, rows: Any, case: str, token: str
) -> None:
    await tell(api, token, "there", place=HERE)
    pool_now_ms = await database_now_ms(rows)
    async with running(settings):  # a dashboard that began after the timer did
        await rows.execute("UPDATE road_stays SET due_ms = $1", pool_now_ms - 1)

        async def told() -> bool:
            return "officer_overdue" in [act for _, act, _ in await log_of(rows, case)]

        await until(told, "the centre is told")
    officers = (await api.get("/api/v1/officers")).json()["items"]
    assert [(one["person"], one["plate"], one["overdue_at"] is not None) for one in officers] == [("somchai", "70-1234", True)]
    assert officers[0]["place"]["lat"] == HERE["lat"]
    assert officers[0]["where"]["near_th"], "whoever phones has a name for the place"
    story = (await api.get(f"/api/v1/incidents/{case}/road")).json()
    assert story["told"][-1]["place"]["lat"] == HERE["lat"]
    assert (await tell(api, token, "renew")).json()["stay"]["overdue_at"] is None


async def test_an_overdue_officer_is_told_once_whoever_looks(api: httpx.AsyncClient, rows: Any, case: str, token: str, pool: Any) -> None:
    await tell(api, token, "there", place=HERE)
    now_ms = await database_now_ms(rows)
    assert await tell_overdue(pool, now_ms) == []
    first, second = [await tell_overdue(pool, now_ms + THERE_MS + 1_000) for _ in range(2)]
    assert ([stay.person for stay in first], second) == (["somchai"], [])


async def test_help_is_seen_at_once_and_the_centre_says_that_it_has_heard(api: httpx.AsyncClient, rows: Any, case: str, token: str) -> None:
    await tell(api, token, "help", place=HERE)
    officers = (await api.get("/api/v1/officers")).json()["items"]
    assert officers[0]["help_at"] is not None
    check_problem(await api.post(f"/api/v1/incidents/{case}/reached", json={"person": "somchai", "text": " "}), 400)
    check_problem(await api.post(f"/api/v1/incidents/{case}/reached", json={"person": "nobody", "text": "ok"}), 404)
    assert (await api.post(f"/api/v1/incidents/{case}/reached", json={"person": "somchai", "text": "โทรติดแล้ว ปลอดภัย"})).status_code == 200
    assert (await api.get("/api/v1/officers")).json()["items"] == []
    assert (await log_of(rows, case))[-1][1:] == ("reached", "local")


async def test_a_link_to_a_case_that_is_not_there(api: httpx.AsyncClient, rows: Any, settings: Settings, case: str, token: str) -> None:
    assert (await api.get("/api/v1/road/case", headers=by(token))).json()["incident_id"] == case
    unknown = await token_for(rows, settings, "no-such-case")
    check_problem(await api.get("/api/v1/road/case", headers=by(unknown)), 404)
