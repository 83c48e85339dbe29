"""Live places, notices, cursors, vendors: small tables with one law each."""

import asyncio
from typing import Any

from storage.cursors import load_cursor, save_cursor
from storage.live import CHANNEL, LiveRow, save_live
from storage.notices import DueNotice, NewNotice, add_notices, mark_failed, mark_sent, take_due
from storage.pool import connect, open_pool
from storage.vendors import Vendor, add_unit, load_vendor, load_vendors, remove_unit, save_vendor


def live(unit_id: str, utc_ms: int) -> LiveRow:
    return LiveRow(unit_id=unit_id, utc_ms=utc_ms, body=b'{"at": %d}' % utc_ms)


async def test_an_older_place_never_replaces_a_newer(db: Any) -> None:
    await save_live(db, [live("U1", 5), live("U1", 7), live("U2", 1)])
    await save_live(db, [live("U1", 6), live("U2", 1)])
    row = await db.fetchrow("SELECT utc_ms, body FROM unit_live WHERE unit_id = 'U1'")
    assert tuple(row) == (7, b'{"at": 7}')


async def test_who_changed_since_comes_in_the_order_of_commits(db: Any, db2: Any, database: str) -> None:
    heard: asyncio.Queue[str] = asyncio.Queue()
    await db2.add_listener(CHANNEL, lambda *told: heard.put_nowait(told[2]))
    await save_live(db, [live("U2", 1), live("U1", 1)])
    assert await asyncio.wait_for(heard.get(), 30) == CHANNEL
    seq = await db.fetchval("SELECT max(seq) FROM unit_live")
    other = await connect(database)
    async with db.transaction():
        await save_live(db, [live("U2", 2)])
        second = asyncio.create_task(save_live(other, [live("U1", 2)]))
        while not await db2.fetchval("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"):
            assert not second.done()
    await second
    rows = await db.fetch("SELECT unit_id FROM unit_live WHERE seq > $1 ORDER BY seq", seq)
    assert [row["unit_id"] for row in rows] == ["U2", "U1"]
    await other.close()


def notice(alert_id: str, due_ms: int = 0) -> NewNotice:
    return NewNotice(alert_id=alert_id, channel="log", due_ms=due_ms, body=b"{}")


async def test_an_alert_is_told_to_a_channel_once(db: Any) -> None:
    assert await add_notices(db, [notice("B"), notice("A")]) == ["A/log", "B/log"]
    assert await add_notices(db, [notice("A"), notice("C")]) == ["C/log"]


async def test_a_notice_is_taken_by_one_and_again_after_its_lease(db: Any, db2: Any) -> None:
    await add_notices(db, [notice("A"), notice("B"), notice("later", 99)])
    async with db.transaction():
        mine = await take_due(db, 10, 50, 1)
        theirs = await take_due(db2, 10, 50, 5)
    assert [row.notice_id for row in (*mine, *theirs)] == ["A/log", "B/log"]
    assert await take_due(db, 49, 80, 5) == []
    assert await take_due(db, 50, 80, 1) == [DueNotice(notice_id="A/log", alert_id="A", channel="log", attempts=2, body=b"{}")]


async def test_a_notice_that_was_sent_or_given_up_is_due_no_more(db: Any) -> None:
    await add_notices(db, [notice("sent"), notice("again"), notice("lost")])
    await take_due(db, 0, 10, 5)
    await mark_sent(db, "sent/log", 5)
    await mark_failed(db, "again/log", "time-out", 20)
    await mark_failed(db, "lost/log", "410", None)
    assert await take_due(db, 19, 99, 5) == []
    assert [row.notice_id for row in await take_due(db, 20, 99, 5)] == ["again/log"]
    rows = await db.fetch("SELECT state, sent_ms, last_error FROM notices ORDER BY notice_id")
    assert [tuple(row) for row in rows] == [("due", None, "time-out"), ("given_up", None, "410"), ("sent", 5, None)]


async def test_a_cursor_is_kept_under_its_name(db: Any) -> None:
    assert await load_cursor(db, "notifier") is None
    await save_cursor(db, "notifier", "1-2")
    await save_cursor(db, "notifier", "1-3")
    assert await load_cursor(db, "notifier") == "1-3"


async def test_vendors_are_added_changed_and_listed(database: str) -> None:
    pool = await open_pool(database, max_size=2)
    vendor = Vendor(name="thaigps", codes=("043",), units=(), password_hash="h", created_ms=1)
    assert await save_vendor(pool, vendor)
    await add_unit(pool, "thaigps", "STRANGE-1")
    await add_unit(pool, "thaigps", "STRANGE-1")
    found = await load_vendor(pool, "thaigps")
    assert found is not None
    assert (found.codes, found.units) == (("043",), ("STRANGE-1",))
    await remove_unit(pool, "thaigps", "STRANGE-1")
    assert await load_vendors(pool) == [vendor]
    changed = Vendor(name="thaigps", codes=("043", "017"), units=("U",), password_hash="h2", created_ms=9)
    assert not await save_vendor(pool, changed)
    assert [(v.codes, v.password_hash, v.created_ms) for v in await load_vendors(pool)] == [(("043", "017"), "h2", 1)]
    assert await load_vendor(pool, "nobody") is None
    await pool.close()
