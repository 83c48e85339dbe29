"""A message that does not reach a party: given up after a day, and told to officers once, in the case; the clock is the test's."""

from typing import Any

import httpx

from dashboard.parties.unreached import TRIED_MS, note_unreached
from storage.messages import given_up_alone, mark_given_up, mark_sent, take_due
from storage.pool import connect
from tests.dashboard.incidents.seed import gather_all, tell
from tests.dashboard.parties.seed import CARRIER, now, parties, release
from tests.dashboard.wait import until


async def lines(rows: Any, case: str) -> list[str | None]:
    return [row["text"] for row in await rows.fetch("SELECT text FROM incident_log WHERE incident_id = $1 AND act = 'party_unreached'", case)]


async def stands(rows: Any, message_id: str) -> tuple[str, str | None]:
    row = await rows.fetchrow("SELECT state, last_error FROM messages WHERE message_id = $1", message_id)
    return row["state"], row["last_error"]


async def test_what_a_channel_refused_is_told_to_officers_once(api: httpx.AsyncClient, rows: Any, pool: Any, case: str) -> None:
    assert (await release(api, case)).status_code == 200
    before = await now(api, case)
    message_id = await rows.fetchval("SELECT message_id FROM messages")
    await mark_given_up(rows, message_id, "SMTP 550")

    async def noted() -> bool:
        return bool(await lines(rows, case))

    await until(noted, "the follower has seen it")
    assert await note_unreached(pool, 1 << 50) == []
    after = await now(api, case)
    assert (after["state"], after["assignee"], after["version"]) == (before["state"], before["assignee"], before["version"] + 1)
    assert (after["log"][-1]["act"], after["log"][-1]["who"], after["log"][-1]["text"]) == ("party_unreached", "wastetrack", "ผู้ขนส่ง / carrier: บริษัท ขนส่งดี จำกัด")
    (ask,) = (await parties(api, case))[CARRIER]["asks"]
    assert (ask["state"], ask["error"]) == ("given_up", "SMTP 550")
    audited = await rows.fetch("SELECT person, about, why FROM audit WHERE what = 'party not reached'")
    assert [tuple(row) for row in audited] == [("wastetrack", f"{case} {CARRIER}", "SMTP 550")]
    assert "wastetrack_parties_unreached_total 1.0" in (await api.get("/metrics")).text
    assert (await release(api, case)).status_code == 200, "it may be released again"
    assert [one["state"] for one in (await parties(api, case))[CARRIER]["asks"]] == ["given_up", "due"]


async def test_what_no_channel_took_for_a_day_is_given_up_and_not_a_moment_before(api: httpx.AsyncClient, rows: Any, pool: Any, case: str) -> None:
    assert (await release(api, case)).status_code == 200
    message_id, made_ms = await rows.fetchrow("SELECT message_id, made_ms FROM messages")
    assert len(await take_due(rows, made_ms, made_ms, 10)) == 1
    assert await note_unreached(pool, made_ms + TRIED_MS - 1) == []
    await rows.execute("UPDATE messages SET last_error = 'no answer', due_ms = due_ms + 3600000")
    assert await note_unreached(pool, made_ms + TRIED_MS) == [], "a channel may just be taking it"
    await rows.execute("UPDATE messages SET due_ms = made_ms")
    (one,) = await note_unreached(pool, made_ms + TRIED_MS)
    assert (one.message_id, one.party, one.error) == (message_id, CARRIER, "no answer")
    assert await stands(rows, message_id) == ("given_up", "no answer")
    assert await lines(rows, case) == ["ผู้ขนส่ง / carrier: บริษัท ขนส่งดี จำกัด"]
    assert await note_unreached(pool, made_ms + 2 * TRIED_MS) == []


async def test_what_was_never_tried_waits_and_what_was_sent_stays_sent(api: httpx.AsyncClient, rows: Any, pool: Any, case: str) -> None:
    """No notifier ran for days: the one that comes has a day for it."""
    for role in ("carrier", "generator"):
        assert (await release(api, case, role)).status_code == 200
    sent = await rows.fetchval("SELECT message_id FROM messages WHERE person = $1", CARRIER)
    await mark_sent(rows, sent, 1, arrived=False)
    started_ms = await rows.fetchval("SELECT max(made_ms) FROM messages") + 3 * TRIED_MS
    assert await note_unreached(pool, started_ms) == []
    for again_ms in (started_ms, started_ms + 1):
        assert len(await take_due(rows, again_ms, again_ms + 1, 10)) == 1
    await rows.execute("UPDATE messages SET due_ms = made_ms")
    assert await note_unreached(pool, started_ms + TRIED_MS - 1) == []
    (one,) = await note_unreached(pool, started_ms + TRIED_MS)
    assert (one.party, one.error) == ("generator:72190300225401", "not taken in time")
    assert await stands(rows, sent) == ("sent", None)


async def test_of_what_was_merged_since_the_case_tells(api: httpx.AsyncClient, rows: Any, pool: Any, database: str, case: str) -> None:
    assert (await release(api, case)).status_code == 200
    db = await connect(database)
    try:
        await tell(rows, "A7", trip_id="T7", unit_id="U7", plate="70-7777", permit_no=None)
        await gather_all(db)
    finally:
        await db.close()
    other = await rows.fetchval("SELECT incident_id FROM incident_alerts WHERE alert_id = 'A7'")
    body = {"version": (await now(api, case))["version"], "into": other, "into_version": (await now(api, other))["version"]}
    assert (await api.post(f"/api/v1/incidents/{case}/merge", json=body)).status_code == 200
    made_ms = await rows.fetchval("SELECT made_ms FROM messages")
    assert len(await take_due(rows, made_ms, made_ms, 10)) == 1
    assert len(await note_unreached(pool, made_ms + TRIED_MS)) == 1
    assert (len(await lines(rows, other)), len(await lines(rows, case))) == (1, 0)


async def test_the_notifier_leaves_it_to_the_case(rows: Any, api: httpx.AsyncClient, case: str) -> None:
    """It has no other channel to a party, and must not take it for seen to."""
    assert (await release(api, case)).status_code == 200
    message_id = await rows.fetchval("SELECT message_id FROM messages")
    async with rows.transaction():
        await mark_given_up(rows, message_id, "HTTP 400")
        assert await given_up_alone(rows, 10) == []
