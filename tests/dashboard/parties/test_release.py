"""A party hears nothing before its release, and is told at once after it: over the API, a notifier and the in-box."""

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from dashboard.parties.follower import note_missed
from ops.settings import Settings
from storage import migrate
from storage.pool import connect
from tests.dashboard.conftest import running
from tests.dashboard.incidents.seed import gather_all, log_of, tell
from tests.dashboard.parties.seed import (
    CARRIER,
    GENERATOR,
    PUBLIC,
    got,
    got_some,
    now,
    parties,
    release,
    token_of,
)
from tests.dashboard.test_errors import check_problem
from tests.dashboard.wait import until
from tests.telling.running import notifier


async def test_no_message_to_a_party_before_its_release_and_one_within_10_s_after(
    api: httpx.AsyncClient, rows: Any, settings: Settings, database: str, case: str
) -> None:
    async with notifier(settings):
        db = await connect(database)
        try:
            # Graver, another alert, acknowledged, commented, closed and opened again: none of it is told to a party.
            await tell(rows, "A2", rule="unauthorised-stop", urgency="today")
            await gather_all(db)
        finally:
            await db.close()
        for act, said in (("acknowledge", {}), ("comment", {"text": "โทรหาผู้ขนส่ง"}), ("close", {"outcome": "lawful", "text": "x"}), ("reopen", {"text": "y"})):
            version = (await now(api, case))["version"]
            assert (await api.post(f"/api/v1/incidents/{case}/acts", json={"version": version, "act": act} | said)).status_code == 200

        async def notifier_saw_all() -> bool:
            seen = await rows.fetchval("SELECT position::bigint FROM cursors WHERE name = 'tellings'")
            planned = await rows.fetchval("SELECT position::bigint FROM cursors WHERE name = 'parties'")
            newest = await rows.fetchval("SELECT max(seq) FROM incidents")
            return bool(seen == newest == planned)

        await until(notifier_saw_all, "notifier and follower saw every change")
        assert await got(rows) == []
        assert await rows.fetchval("SELECT count(*) FROM messages WHERE person LIKE '%:%'") == 0

        answer = await release(api, case, question="รถจอดที่ใด")
        assert answer.status_code == 200, answer.text
        (told,) = await got_some(rows, 1, deadline_s=10)
    body = json.loads(told["body"])
    assert (told["person"], told["channel"], body["steps"]) == (CARRIER, CARRIER, ["asked"])
    for part in ("บริษัท ขนส่งดี จำกัด", "70-1234", "มาบตาพุด", "กอ.1-2569-000417", "รถจอดที่ใด", "จอดนอกจุดที่ได้รับอนุญาต"):
        assert part in body["message_th"], part
    assert "620" not in body["message_th"] + body["message_en"], "the figures of the evidence are not released"
    assert body["link"] == f"{PUBLIC}/a/{case}/{await token_of(rows, settings, case)}"
    shown = (await parties(api, case))[CARRIER]
    (ask,) = shown["asks"]
    assert (ask["way"], ask["asked_by"], ask["question"], ask["state"]) == ("released", "local", "รถจอดที่ใด", "sent")
    told_list = (await api.get(f"/api/v1/incidents/{case}/told")).json()["items"]
    assert [(one["person"], one["step"], one["state"]) for one in told_list] == [(CARRIER, "asked", "sent")]


async def test_a_release_stands_in_log_audit_and_the_list_of_links_and_is_done_once(api: httpx.AsyncClient, rows: Any, case: str) -> None:
    before = await now(api, case)
    answers = [await release(api, case, key="k1", version=before["version"]) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].content == answers[1].content
    story = answers[0].json()
    assert (story["state"], story["version"]) == (before["state"], before["version"] + 1)
    assert (story["log"][-1]["act"], story["log"][-1]["who"]) == ("party_told", "local")
    assert "บริษัท ขนส่งดี จำกัด" in story["log"][-1]["text"]
    assert [tuple(row) for row in await rows.fetch("SELECT person, about FROM audit WHERE what = 'released to party'")] == [("local", f"{case} {CARRIER}")]
    (link,) = (await api.get(f"/api/v1/incidents/{case}/links")).json()["items"]
    assert (link["person"], link["made_by"], link["state"]) == (CARRIER, "local", "open")
    assert await rows.fetchval("SELECT count(*) FROM messages") == 1

    stale = await release(api, case, version=before["version"], role="generator")
    assert check_problem(stale, 409)["current"]["version"] == story["version"]
    check_problem(await release(api, case, version=99), 400)
    check_problem(await release(api, case, question="x" * 501), 400)
    check_problem(await release(api, case, role="processor"), 400)
    check_problem(await release(api, "no-such", version=1), 404)
    assert await rows.fetchval("SELECT count(*) FROM messages") == 1, "what is refused sends nothing"


async def test_of_two_who_release_at_once_one_does(api: httpx.AsyncClient, rows: Any, case: str) -> None:
    version = (await now(api, case))["version"]
    answers = await asyncio.gather(*(release(api, case, version=version) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert await rows.fetchval("SELECT count(*) FROM party_asks") == 1


@pytest.mark.parametrize(
    ("changes", "role", "said_en", "said_th"),
    (
        ({"PARTIES": '[generator.1]\nkind = "line"\nto = "U"\n'}, "carrier", "there is no address for the carrier ขนส่งดี", "ไม่มีที่อยู่ติดต่อของผู้ขนส่ง ขนส่งดี"),
        ({"PUBLIC_ADDRESS": ""}, "carrier", "WASTETRACK_PUBLIC_ADDRESS", "WASTETRACK_PUBLIC_ADDRESS"),
    ),
)
async def test_who_cannot_be_told_is_said_in_both_languages_and_nothing_is_written(
    settings: Settings, rows: Any, case: str, changes: dict[str, str], role: str, said_en: str, said_th: str
) -> None:
    values = {name.lower(): text for name, text in changes.items()}
    async with running(msgspec.structs.replace(settings, **values)) as api:
        await until_ready(api)
        problem = check_problem(await release(api, case, role=role), 409)
        assert said_en in problem["detail"]
        assert said_th in problem["detail_th"]
        assert "current" not in problem
        shown = (await parties(api, case))[CARRIER]
        assert (shown["address"], shown["asks"]) == ("missing" if "PARTIES" in changes else "no_links", [])
    assert [act for _, act, _ in await log_of(rows, case)] == ["open"]
    assert await rows.fetchval("SELECT count(*) FROM messages") == 0


async def test_where_papers_name_no_party_that_is_said(api: httpx.AsyncClient, rows: Any, database: str) -> None:
    await tell(rows, "A9", trip_id=None, permit_no=None, unit_id=None, plate=None, vendor="043", rule="vendor-outage")
    db = await connect(database)
    try:
        await gather_all(db)
    finally:
        await db.close()

    async def there() -> bool:
        return bool((await api.get("/api/v1/incidents")).json()["items"])

    await until(there, "the incident is gathered")
    (one,) = (await api.get("/api/v1/incidents")).json()["items"]
    assert await parties(api, one["incident_id"]) == {}
    problem = check_problem(await release(api, one["incident_id"], role="generator"), 409)
    assert "is not known" in problem["detail"]
    assert "ไม่ทราบว่าผู้ก่อกำเนิด" in problem["detail_th"]


async def test_the_generator_is_that_of_the_permit_and_no_address_stands_in_the_database(
    api: httpx.AsyncClient, rows: Any, settings: Settings, case: str
) -> None:
    async with notifier(settings):
        for role in ("generator", "carrier"):
            assert (await release(api, case, role=role)).status_code == 200
        told = await got_some(rows, 2)
    assert {row["person"] for row in told} == {CARRIER, GENERATOR}
    tables = [row["name"] for row in await rows.fetch("SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'")]
    for table in tables:
        found = await rows.fetchval(f"SELECT count(*) FROM {table} AS t WHERE t::text LIKE '%secret-address%' OR t::text LIKE '%Usecret%'")
        assert found == 0, table


async def test_a_second_release_asks_anew_with_a_link_of_its_own(api: httpx.AsyncClient, rows: Any, settings: Settings, case: str) -> None:
    assert (await release(api, case)).status_code == 200
    first = await token_of(rows, settings, case)
    assert (await release(api, case, question="ส่งใบชั่งด้วย")).status_code == 200
    second = await token_of(rows, settings, case)
    asked = [
        (await api.get(f"/api/v1/answers/{case}", headers={"Authorization": f"Bearer {token}"})).json()["question_th"] for token in (first, second)
    ]
    assert ["ส่งใบชั่งด้วย" in text for text in asked] == [False, True], "each link shows what was released with it"
    assert len((await parties(api, case))[CARRIER]["asks"]) == 2


async def test_what_was_told_before_alerts_were_noted_is_noted_when_the_table_is_made(api: httpx.AsyncClient, rows: Any, database: str, case: str) -> None:
    assert (await release(api, case)).status_code == 200
    db = await connect(database)
    try:
        await tell(rows, "A2", rule="unauthorised-stop", urgency="today")
        await gather_all(db)
    finally:
        await db.close()
    noted = [tuple(row) for row in await rows.fetch("DELETE FROM party_alerts RETURNING *")]
    migration = (Path(migrate.__file__).parent / "migrations" / "0029_party_alerts.sql").read_text(encoding="utf-8")
    await rows.execute(migration[migration.index("INSERT"):])
    assert [tuple(row) for row in await rows.fetch("SELECT * FROM party_alerts")] == noted == [("A1", CARRIER, noted[0][2])]


async def test_what_a_dashboard_told_and_did_not_note_is_noted_by_the_next_one_that_begins(rows: Any, settings: Settings, case: str) -> None:
    """One of an older release may still tell while the tables are new already."""
    async with running(settings) as api:
        assert (await release(api, case)).status_code == 200
    noted = [tuple(row) for row in await rows.fetch("DELETE FROM party_alerts RETURNING *")]

    async def is_noted() -> bool:
        return bool(await rows.fetchval("SELECT count(*) FROM party_alerts"))

    async with running(settings):
        await until(is_noted, "the alerts that were told are noted")
    assert [tuple(row) for row in await rows.fetch("SELECT * FROM party_alerts")] == noted


@pytest.mark.parametrize("again", (False, True))
async def test_where_what_was_told_is_noted_no_alert_is_added_that_was_not_told(
    api: httpx.AsyncClient, rows: Any, pool: Any, database: str, case: str, again: bool
) -> None:
    for _ in range(1 + again):
        assert (await release(api, case)).status_code == 200
    db = await connect(database)
    try:
        await tell(rows, "A2")
        await gather_all(db)
    finally:
        await db.close()
    assert (await now(api, case))["alert_ids"] == ["A1", "A2"], "the same rule, of before the telling, heard of after it"
    await note_missed(pool)
    assert await rows.fetchval("SELECT array_agg(alert_id) FROM party_alerts") == ["A1"]


async def until_ready(api: httpx.AsyncClient) -> None:
    async def ready() -> bool:
        return (await api.get("/readyz")).status_code == 200

    await until(ready, "the dashboard is ready")

