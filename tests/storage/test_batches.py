"""A batch is written whole or not at all, by the one who holds the partition."""

import asyncio
from typing import Any

import msgspec
import pytest

from models.times import DAY_MS, HOUR_MS
from storage.alerts import load_alerts, load_alerts_of_trips, load_alerts_of_units
from storage.batches import BatchRows, write_batch
from storage.errors import Fenced
from storage.event_order import go_on
from storage.events import appended_events
from storage.facts import appended_facts, load_judge, read_facts, save_judge
from storage.lists_events import read_end, read_events
from storage.offsets import load, read_watermark, take
from storage.outbox import appended_outbox, count_waiting, delete_sent, read_due
from storage.partitions import day_of, drop_days_before, ensure_days
from storage.pasts import read_judged_after
from storage.pings import read_by_receipt, read_by_time
from storage.pool import connect
from storage.raw_batches import read_chain, read_raw_batch
from storage.together import change
from storage.trips import load_trips, load_trips_of_units, saved_trips
from storage.unit_states import (
    NEVER_MS,
    UNKNOWN_MS,
    UnitDue,
    delete_checkpoints_before,
    load_checkpoints,
    load_checkpoints_after,
    load_dues,
    load_units,
    saved_checkpoints,
)
from tests.storage.rows import AT, alert, checkpoint, event, fact, message, raw, state, step, stored, trip

HERE = ("gps.pings", 0)
REST = (12.5, None, 7, 1024.25, None, None, -71, None, None, None, None)
TABLES = ("pings", "raw_batches", "trips", "alerts", "events", "outbox", "facts", "unit_states", "checkpoints")


def everything(token: int, *, expected: int = 0, name: str = "1") -> BatchRows:
    return BatchRows(
        offsets=[step(token=token, expected=expected, following=expected + 1)],
        pings=[stored(offset=expected)], raw_batches=[raw(expected, expected)], trips=[trip(f"T{name}")], alerts=[alert(f"A{name}")],
        events=[event(f"E{name}")], outbox=[message()], facts=[fact()], states=[state()], checkpoints=[checkpoint(f"U{name}")],
    )  # fmt: skip


async def counts(db: Any) -> list[int]:
    return [await db.fetchval(f"SELECT count(*) FROM {table}") for table in TABLES]


async def test_all_of_a_batch_is_there_after_it(db: Any) -> None:
    token = (await take(db, [HERE], "one"))[HERE].token
    await write_batch(db, everything(token))
    assert await counts(db) == [1] * len(TABLES)
    row = (await load(db))[HERE]
    assert (row.next_offset, row.digest, row.watermark_ms, row.owner) == (1, b"d", AT, "one")
    assert [found.ping for found in await read_by_time(db, ["U1"], AT, AT)] == [stored().ping]


async def test_who_lost_the_partition_writes_nothing(db: Any, db2: Any) -> None:
    old = (await take(db, [HERE], "one"))[HERE].token
    await write_batch(db, everything(old))
    new = (await take(db2, [HERE], "two"))[HERE]
    assert (new.next_offset, new.token) == (1, old + 1)
    with pytest.raises(Fenced, match="held by 'two'"):
        await write_batch(db, everything(old, expected=1, name="2"))
    assert await counts(db) == [1] * len(TABLES)
    await write_batch(db2, everything(new.token, expected=1, name="2"))
    assert (await load(db))[HERE].next_offset == 2


async def test_who_reads_from_elsewhere_writes_nothing(db: Any) -> None:
    token = (await take(db, [HERE], "one"))[HERE].token
    await write_batch(db, everything(token))
    for expected in (0, 7):
        with pytest.raises(Fenced, match="stands at offset 1"):
            await write_batch(db, everything(token, expected=expected, name="2"))
    with pytest.raises(Fenced, match="held by nobody"):
        await write_batch(db, BatchRows(offsets=[step(token=token, partition=9)]))
    assert await counts(db) == [1] * len(TABLES)


async def held_up(database: str, db2: Any, batch: BatchRows, other: str, db: Any) -> "asyncio.Task[None]":
    """A batch that waits for a transaction of somebody else, which then commits `other`."""
    watcher = await connect(database)
    async with db2.transaction():
        await db2.execute(other)
        writing = asyncio.create_task(write_batch(db, batch))
        while not await watcher.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
            assert not writing.done()
    await watcher.close()
    await asyncio.wait([writing])
    return writing


async def test_a_write_waits_for_a_take_over_under_way_and_is_fenced_by_it(database: str, db: Any, db2: Any) -> None:
    """Of two partitions one is taken while the write waits for its row: nothing of either may be written."""
    others = ("gps.pings", 1)
    tokens = {place: row.token for place, row in (await take(db, [HERE, others], "one")).items()}
    batch = everything(tokens[HERE])
    batch = msgspec.structs.replace(batch, offsets=[*batch.offsets, step(token=tokens[others], partition=1)])
    taken = "UPDATE offsets SET token = token + 1, owner = 'two' WHERE partition = 1"
    writing = await held_up(database, db2, batch, taken, db)
    assert isinstance(error := writing.exception(), Fenced)
    assert "gps.pings[1] is held by 'two'" in str(error)
    assert await counts(db) == [0] * len(TABLES)
    assert {row.next_offset for row in (await load(db)).values()} == {0}


async def test_a_write_waits_for_what_takes_nothing_from_it_and_goes_through(database: str, db: Any, db2: Any) -> None:
    token = (await take(db, [HERE], "one"))[HERE].token
    further = f"UPDATE offsets SET watermark_ms = {AT + 5}, reference_seq = 7"
    writing = await held_up(database, db2, everything(token), further, db)
    assert writing.exception() is None
    row = (await load(db))[HERE]
    assert (row.next_offset, row.watermark_ms, row.reference_seq) == (1, AT + 5, 7)


async def test_a_due_beside_the_state_of_its_unit_counts_as_said_there(db: Any) -> None:
    """One row is changed once in a statement; other units' dues count."""
    token = (await take(db, [HERE], "one"))[HERE].token
    await write_batch(db, BatchRows(offsets=[step(token=token)], states=[state("U1"), state("U2")]))
    again = msgspec.structs.replace(state("U1"), due_ms=5)
    rows = BatchRows(offsets=[step(token=token, expected=1, following=2)], states=[again], dues=[("U1", 9), ("U2", 9)])
    await write_batch(db, rows)
    assert {row.unit_id: row.due_ms for row in await load_units(db, ["U1", "U2"])} == {"U1": 5, "U2": 9}


async def test_a_take_over_waits_for_a_write_under_way_and_starts_after_it(database: str, db: Any, db2: Any) -> None:
    token = (await take(db, [HERE], "one"))[HERE].token
    taking: asyncio.Task[Any]
    async with db.transaction():
        await db.fetchval("SELECT 1 FROM offsets FOR UPDATE")
        taking = asyncio.create_task(take(db2, [HERE], "two"))
        watcher = await connect(database)
        while not await watcher.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
            assert not taking.done()
        await watcher.close()
        await db.execute("UPDATE offsets SET next_offset = 5 WHERE token = $1", token)
    assert (await taking)[HERE].next_offset == 5


async def test_one_batch_may_span_partitions_and_days(db: Any) -> None:
    places = [("gps.pings", 1), ("gps.pings", 0)]
    held = await take(db, places, "one")
    late = [stored(receipt_ms=AT + day * DAY_MS, utc_ms=AT, offset=day) for day in range(3)]
    steps = [step(token=held[place].token, partition=place[1], following=3) for place in places]
    await write_batch(db, BatchRows(offsets=steps, pings=late))
    tables = await db.fetch("SELECT relname FROM pg_class WHERE relname LIKE 'pings\\_2%' AND relkind = 'r' ORDER BY 1")
    assert [row["relname"] for row in tables] == [f"pings_{day_of(AT + day * DAY_MS)}" for day in range(3)]


async def test_days_are_made_by_many_at_once_and_dropped(database: str, db: Any) -> None:
    connections = [await connect(database) for _ in range(4)]
    await asyncio.gather(*(ensure_days(connection, [AT, AT + DAY_MS]) for connection in connections))
    for connection in connections:
        await connection.close()
    assert await drop_days_before(db, AT + DAY_MS) == [f"pings_{day_of(AT)}", f"raw_batches_{day_of(AT)}"]
    await ensure_days(db, [AT])
    assert await drop_days_before(db, AT) == []


async def test_pings_come_back_by_time_and_by_receipt(db: Any) -> None:
    token = (await take(db, [HERE], "one"))[HERE].token
    pings = [
        stored(utc_ms=AT + 2000, receipt_ms=AT + 2000, offset=0, speed_kmh=40.5, fix=1, engine_on=True, rest=REST),
        stored(utc_ms=AT + 1000, receipt_ms=AT + 3000, offset=1),
        stored(utc_ms=AT + 1000, receipt_ms=AT + 4000, offset=2, standing=1),
        stored(utc_ms=AT - 30 * HOUR_MS, receipt_ms=AT + 4000, offset=3, standing=2),
        stored("U2", utc_ms=AT, receipt_ms=AT, offset=4),
    ]
    await write_batch(db, BatchRows(offsets=[step(token=token)], pings=pings))
    assert await read_by_time(db, ["U1"], AT, AT + 5000) == [pings[1], pings[2], pings[0]]
    assert await read_by_receipt(db, ["U1", "U2"], AT, AT + 5000) == [pings[4], pings[0], pings[1], pings[2]]
    assert await read_by_time(db, ["U1"], AT + 1001, AT + 1999) == []
    assert await read_judged_after(db, [("U1", AT)]) == {"U1": (pings[1].ping, pings[0].ping)}
    assert await read_by_time(db, ["U1"], AT - 31 * HOUR_MS, AT) == []  # over 24 h late is never judged


async def test_the_bytes_of_a_record_are_found_by_its_offset(db: Any) -> None:
    token = (await take(db, [HERE], "one"))[HERE].token
    batches = [raw(0, 4), raw(5, 9, receipt_ms=AT + DAY_MS)]
    await write_batch(db, BatchRows(offsets=[step(token=token)], raw_batches=batches))
    assert await read_raw_batch(db, *HERE, 5) == batches[1]
    assert await read_raw_batch(db, *HERE, 10) is None
    assert await read_chain(db, *HERE, -1, 10) == batches


async def test_of_a_trip_and_an_alert_the_highest_version_stands(db: Any) -> None:
    token = (await take(db, [HERE], "one"))[HERE].token
    await write_batch(db, BatchRows(offsets=[step(token=token)], trips=[trip(version=2), trip()], alerts=[alert(version=2), alert()]))
    older = BatchRows(offsets=[step(token=token, expected=1, following=2)], trips=[trip()], alerts=[alert()])
    await write_batch(db, older)
    (found,) = await load_trips(db, ["T1", "T9"])
    assert (found.version, found.data) == (2, b'{"version": 2}')
    assert [row.version for row in await load_alerts(db, ["A1"])] == [2]
    assert await load_alerts_of_trips(db, ["T1"]) == await load_alerts_of_units(db, ["U1"], AT)
    assert [row.trip_id for row in await load_trips_of_units(db, ["U1"], AT)] == ["T1"]  # open, though it began before


async def test_a_locked_trip_waits(db: Any, db2: Any) -> None:
    await change(db, saved_trips([trip()]))
    async with db.transaction():
        assert await load_trips(db, ["T1"], lock=True)
        await db2.execute("SET lock_timeout = '50ms'")
        with pytest.raises(Exception, match="lock timeout"):
            await load_trips(db2, ["T1"], lock=True)


async def test_an_event_told_twice_stands_once_and_in_order(db: Any) -> None:
    token = (await take(db, [HERE], "one"))[HERE].token
    await write_batch(db, BatchRows(offsets=[step(token=token)], events=[event("b"), event("a")]))
    await write_batch(db, BatchRows(offsets=[step(token=token, expected=1, following=2)], events=[event("a"), event("c")]))
    found = await read_events(db, (0, 0), limit=10)
    assert [row.body for row in found] == ['{"id": "b"}', '{"id": "a"}', '{"id": "c"}']


async def test_no_reader_passes_an_event_that_commits_later(db: Any, db2: Any, database: str) -> None:
    """The first of two transactions commits last: until then the second one's event is held back, and none is missed."""
    reader = await connect(database)
    slow, quick = db.transaction(), db2.transaction()
    await slow.start()
    await db.execute("INSERT INTO events (event_id, type, subject, at_ms, body) VALUES ('slow', 't', 's', 1, '{}')")
    await quick.start()
    await db2.execute("INSERT INTO events (event_id, type, subject, at_ms, body) VALUES ('quick', 't', 's', 1, '{}')")
    await quick.commit()
    assert await reader.fetchval("SELECT count(*) FROM events") == 1
    assert await read_events(reader, (0, 0), limit=10) == []
    await slow.commit()
    found = await read_events(reader, (0, 0), limit=10)
    order = await reader.fetch("SELECT event_id FROM events ORDER BY tx, seq")
    assert [row["event_id"] for row in order] == ["slow", "quick"]
    assert len(found) == 2
    assert await read_events(reader, found[0].place, limit=10) == found[1:]
    await reader.close()


async def test_events_are_read_in_the_order_of_numbers_not_of_digits(db: Any) -> None:
    """Transaction 999 comes before 1000, on every page."""
    await change(db, appended_events([event("first"), event("second")]))
    await db.execute("UPDATE events SET tx = CASE event_id WHEN 'first' THEN '99'::xid8 ELSE '100'::xid8 END")
    pages = await read_events(db, (0, 0), limit=1)
    pages += await read_events(db, pages[0].place, limit=1)
    assert [row.place[0] for row in pages] == [99, 100]
    assert await read_end(db) == pages[1].place


async def test_after_a_restore_events_come_after_all_that_were_read(db: Any) -> None:
    """The rows of another cluster carry its transaction numbers, which may be far ahead of this one's."""
    await change(db, appended_events([event("before")]))
    assert not await go_on(db)
    await db.execute("UPDATE events SET tx = '900000000'")
    assert await read_events(db, (0, 0), limit=10) == []
    assert await go_on(db)
    assert not await go_on(db)
    await change(db, appended_events([event("after")]))
    restored, new = await read_events(db, (0, 0), limit=10)
    assert new.place > (900_000_000 + 1_000_000, 0), "also after places that were given out after the back-up"
    assert await read_events(db, restored.place, limit=10) == [new]


async def test_the_outbox_goes_out_by_owner_in_order(db: Any) -> None:
    await change(db, appended_outbox([message(0, b"1"), message(-1, b"2"), message(0, b"3"), message(5, b"4")]))
    due = await read_due(db, [0, -1], 10)
    assert [(row.owner, row.body) for row in due] == [(-1, b"2"), (0, b"1"), (0, b"3")]
    assert [row.body for row in await read_due(db, [0], 1)] == [b"1"]
    await delete_sent(db, [(row.owner, row.seq) for row in due[:2]])
    assert [row.body for row in await read_due(db, [0, -1, 5], 10)] == [b"3", b"4"]
    assert await count_waiting(db) == 2


async def test_facts_come_in_the_order_of_receipt(db: Any) -> None:
    await change(db, appended_facts([fact("a", receipt_ms=AT + 2), fact("b", receipt_ms=AT), fact("c", receipt_ms=AT, partition=-1), fact("d", receipt_ms=AT + 9)]))
    assert [row.key for row in await read_facts(db, AT - 1, AT + 2)] == ["b", "c", "a"], "of one receipt in the order of telling"
    assert [row.key for row in await read_facts(db, AT, AT + 2)] == ["a"]


async def test_a_fact_of_a_release_that_wrote_it_taken_apart_is_read_too(db: Any) -> None:
    """While trackers are upgraded one after the other; the one of before reads what the new one wrote by the same words."""
    written = "INSERT INTO facts (partition, receipt_ms, key, body) SELECT 0, $1, 'seen', body FROM unnest($2::jsonb[]) AS told (body)"
    await db.execute(written, AT, [b'{"kind": "seen"}'])
    [row] = await read_facts(db, -1, AT)
    assert msgspec.json.decode(row.body) == {"kind": "seen"}


async def test_the_watermark_is_that_of_the_slowest_partition_that_is_not_idle(db: Any) -> None:
    assert await read_watermark(db, ["gps.pings"]) is None
    held = await take(db, [("gps.pings", 0), ("gps.pings", 1), ("gps.late", 0)], "one")
    await write_batch(db, BatchRows(offsets=[step(token=held[HERE].token, watermark_ms=AT)]))
    assert await read_watermark(db, ["gps.pings"]) == 0
    other = held[("gps.pings", 1)].token
    await write_batch(db, BatchRows(offsets=[step(token=other, partition=1, watermark_ms=5, idle=True, following=0)]))
    assert await read_watermark(db, ["gps.pings"]) == AT
    await write_batch(db, BatchRows(offsets=[step(token=held[HERE].token, expected=1, watermark_ms=7, idle=True)]))
    assert await read_watermark(db, ["gps.pings"]) is None
    assert (await load(db))[HERE].watermark_ms == AT  # it never goes back


async def test_the_judge_is_saved_by_one_at_a_time(db: Any) -> None:
    first = await load_judge(db, 0)
    assert (first.version, first.body) == (0, b"")
    saved = await save_judge(db, first)
    assert saved.version == 1
    again = await save_judge(db, saved)
    assert (again.version, await load_judge(db, 0)) == (2, again)
    for stale in (first, saved):
        with pytest.raises(Fenced, match="shard 0"):
            await save_judge(db, stale)
    with pytest.raises(Fenced):
        await save_judge(db, await _at_version_3(db))


async def _at_version_3(db: Any) -> Any:
    return type(await load_judge(db, 1))(shard=1, watermark_ms=0, version=3, format=0, body=b"")


async def test_the_units_of_a_partition_by_when_they_are_due(db: Any) -> None:
    """A bound is stored with the state, or later alone; one that nobody noted comes first."""
    noted = [msgspec.structs.replace(state(unit_id), due_ms=due_ms) for unit_id, due_ms in (("U1", 30), ("U2", 20), ("U3", NEVER_MS))]
    await write_batch(db, BatchRows(offsets=[], states=[*noted, state("U4"), state("U5", partition=1)]))
    await write_batch(db, BatchRows(offsets=[], dues=[("U1", 10)]))
    assert await load_dues(db, 0) == [
        UnitDue(unit_id=unit_id, format=1, due_ms=due_ms) for unit_id, due_ms in (("U4", UNKNOWN_MS), ("U1", 10), ("U2", 20), ("U3", NEVER_MS))
    ]
    assert [row.body for row in await load_units(db, ["U1"])] == [b"s"]


async def test_states_and_checkpoints(db: Any) -> None:
    token = (await take(db, [HERE], "one"))[HERE].token
    states = [state("U2"), state("U1", body=b"old"), state("U1", body=b"new"), state("U3", partition=4)]
    await write_batch(db, BatchRows(offsets=[step(token=token)], states=states))
    assert [(row.unit_id, row.body) for row in await load_units(db, ["U1", "U2"])] == [("U1", b"new"), ("U2", b"s")]
    assert [row.unit_id for row in await load_units(db, ["U3", "U9"])] == ["U3"]
    await change(db, saved_checkpoints([checkpoint(at_ms=AT + hour * HOUR_MS, body=b"%d" % hour) for hour in (0, 2, 4)]))
    found = await load_checkpoints(db, [("U1", AT + 3 * HOUR_MS), ("U9", AT)], 1)
    assert {unit: row.body for unit, row in found.items()} == {"U1": b"2"}
    assert await load_checkpoints(db, [("U1", AT - 1)], 1) == {}
    assert [row.body for row in await load_checkpoints_after(db, "U1", AT)] == [b"2", b"4"]
    await delete_checkpoints_before(db, AT + 3 * HOUR_MS)
    # What comes late of before the fourth hour is judged from the second on, however long ago that was.
    assert [row.body for row in await load_checkpoints_after(db, "U1", 0)] == [b"2", b"4"]
    await delete_checkpoints_before(db, AT + 90 * HOUR_MS)
    assert [row.body for row in await load_checkpoints_after(db, "U1", 0)] == [b"4"]  # a silent unit keeps its newest
