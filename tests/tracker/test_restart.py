"""A tracker that ends between any two batches, or loses its partition, repeats nothing and loses nothing."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import msgspec
import pytest

from models.ping import Ping
from models.times import HOUR_MS, from_iso, to_iso
from models.topics import DEAD, LATE
from storage.copying import copy_rows
from storage.errors import Fenced
from storage.offsets import load
from storage.pasts import read_judged_after
from storage.pool import connect
from streams.compare import differences, order_differences
from streams.gateway.records import Record
from streams.judging import state
from streams.judging.follow import begin_anew, follow
from streams.judging.resume import resume
from streams.tracker.live import live_unit
from streams.tracker.raw_entries import unpack_entries
from streams.tracker.sessions import guarded
from tests.tracker.bench import count, database_of, gateway_records, told
from tests.tracker.road import START_MS, drive, fleet, offline, reference, unit, world
from tests.tracker.stand_in import Desk, Log, Message, messages

TRUCKS = 4


def cut(found: Sequence[Message], size: int) -> list[Sequence[Message]]:
    return [found[start : start + size] for start in range(0, len(found), size)]


async def numbers(db: Any) -> dict[str, int]:
    return {table: await count(db, table) for table in ("pings", "events", "outbox", "facts", "trips", "alerts")}


async def test_a_restart_between_any_two_batches_changes_nothing(database: str) -> None:
    """After every batch everything in memory is dropped and taken anew; the events are those of an offline run, in order."""
    records = reference(TRUCKS)
    pings = fleet(TRUCKS)
    found = messages(gateway_records(pings))
    async with database_of(database) as db:
        for batch in cut(found, 7):
            desk = Desk(db, Log(found), world(records))
            await desk.take()
            assert desk.log.position["gps.pings"] == batch[0].offset
            assert await desk.work(batch)
        expected = offline(pings, records)
        assert differences(await told(db), expected) == []
        assert order_differences(await told(db), expected) == []
        assert await count(db, "pings", "standing = 0") == len(pings)


@pytest.mark.parametrize("size", (1, 50, 10_000))
async def test_how_the_stream_is_cut_into_batches_changes_nothing(database: str, size: int) -> None:
    records, pings = reference(TRUCKS), fleet(TRUCKS)
    found = messages(gateway_records(pings))
    async with database_of(database) as db:
        desk = Desk(db, Log(found), world(records))
        await desk.take()
        for batch in cut(found, size):
            await desk.work(batch)
        assert order_differences(await told(db), offline(pings, records)) == []


async def test_late_pings_are_judged_with_the_past_that_is_stored(database: str) -> None:
    """A truck's middle hour comes at the end, by the backup call, each batch under a tracker that has just begun."""
    records = reference(TRUCKS)
    pings = list(drive(1, off_from=10, off_to=16))
    in_time, held_back = [*pings[:20], *pings[40:]], pings[20:40]
    arrives_ms = from_iso(pings[-1]["recv_utc_ts"]) + HOUR_MS
    late = [ping | {"recv_utc_ts": to_iso(arrives_ms + n)} for n, ping in enumerate(held_back)]
    rows: list[Record] = [*gateway_records(in_time), *gateway_records(late, backup=True)]
    assert {row.topic for row in rows[-20:]} == {LATE.name}
    found = messages(rows)
    async with database_of(database) as db:
        for batch in cut(found, 9):
            desk = Desk(db, Log(found), world(records))
            await desk.take()
            await desk.work(batch)
        assert differences(await told(db), offline([*in_time, *late], records)) == []
        assert await count(db, "pings", "standing = 0") == len(pings)


async def test_a_batch_read_twice_is_written_once(database: str) -> None:
    found = messages(gateway_records(fleet(TRUCKS)))
    async with database_of(database) as db:
        desk = Desk(db, Log(found), world(reference(TRUCKS)))
        await desk.take()
        await desk.work(found[:40])
        before = await numbers(db)
        assert not await desk.work(found[:40])
        assert await numbers(db) == before


async def test_one_that_lost_its_partition_writes_nothing(database: str) -> None:
    """The zombie judges its batch to the end; not one row of it is kept, and the new owner's stand once."""
    found = messages(gateway_records(fleet(TRUCKS)))
    async with database_of(database) as db:
        zombie = Desk(db, Log(found), world(reference(TRUCKS)), "zombie")
        await zombie.take()
        await zombie.work(found[:40])
        owner = Desk(db, Log(found), world(reference(TRUCKS)), "owner")
        await owner.take()
        before = await numbers(db)
        with pytest.raises(Fenced, match="held by 'owner'"):
            await zombie.work(found[40:80])
        assert await numbers(db) == before
        await owner.work(found[40:80])
        assert await count(db, "pings") == 80
        assert {row.owner for row in (await load(db)).values()} == {"owner"}


async def test_one_that_stands_still_in_a_copy_keeps_no_locks(database: str) -> None:
    """A frozen owner has its rows locked and sends no more of its pings: its session is ended, who takes over goes on."""
    found = messages(gateway_records(fleet(1)))
    frozen = await connect(guarded(database, "frozen"))
    reached, thawed = asyncio.Event(), asyncio.Event()

    async def pings() -> AsyncIterator[tuple[int]]:
        reached.set()
        await thawed.wait()
        yield (1,)

    async with database_of(database) as db:
        one = Desk(frozen, Log(found), world(reference(1)), "frozen")
        await one.take()
        transaction = frozen.transaction()
        await transaction.start()
        await frozen.execute("SELECT * FROM offsets FOR UPDATE")
        copying = asyncio.create_task(copy_rows(frozen, "pings", ["receipt_ms"], pings()))
        await reached.wait()
        two = Desk(db, Log(found), world(reference(1)), "next")
        await two.take()
        assert await two.work(found)
        assert {row.owner for row in (await load(db)).values()} == {"next"}
    # A copy that breaks off leaves a future of its client's behind, which says the same.
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)
    thawed.set()
    with pytest.raises(ConnectionResetError):
        await copying
    frozen.terminate()


async def test_a_poison_record_costs_only_itself(database: str) -> None:
    """No value, no JSON, no position, a time from the future: each goes to gps.dead with its reason, its bytes are kept."""
    good = gateway_records(drive(0))
    poison = [
        (b"\xff\xfe", "not_json"),
        (b"", "not_json"),
        (b'{"unit_id": "U", "utc_ts": "2026-11-01T00:00:00Z", "lat": 1}', "lon_missing"),
        (b'{"unit_id": "U", "utc_ts": "2026-11-09T00:00:00Z", "lat": 1, "lon": 100, "license": "SENTINEL"}', "ahead_of_receipt"),
    ]
    rows = [*good[:5], *(Record("gps.pings", b"U", value, good[5].timestamp_ms) for value, _ in poison), *good[5:]]
    found = messages(rows)
    async with database_of(database) as db:
        desk = Desk(db, Log(found), world(reference(TRUCKS)))
        await desk.take()
        await desk.work(found)
        letters = [msgspec.json.decode(row["body"]) for row in await db.fetch("SELECT body FROM outbox WHERE topic = $1 ORDER BY seq", DEAD.name)]
        assert [letter["reason"] for letter in letters] == [reason for _, reason in poison]
        assert [letter["source"]["offset"] for letter in letters] == [5, 6, 7, 8]
        assert await count(db, "pings") == len(good)
        kept = list(await db.fetch("SELECT body FROM raw_batches"))
        assert sum(len(unpack_entries(row["body"])) for row in kept) == len(rows)
        assert not any(b"SENTINEL" in row["body"] for row in [*kept, *await db.fetch("SELECT body FROM outbox")])


@pytest.mark.parametrize(
    ("clock", "timestamp_ms"),
    (
        ("wall", 1_793_500_000_000_000),  # microseconds in place of milliseconds
        ("pings", 1_793_500_000_000_000),
        ("wall", START_MS + 48 * HOUR_MS),  # a producer's clock two days ahead
        ("wall", -1),  # none
        ("wall", None),
    ),
)
async def test_a_record_with_an_impossible_receipt_carries_no_deadline_away(clock: str, timestamp_ms: int | None, database: str) -> None:
    pings = list(drive(0))[:30]
    found = messages(gateway_records(pings))
    odd = found[20]._replace(timestamp=timestamp_ms)  # type: ignore[arg-type]  # as an old producer's record has none
    async with database_of(database) as db:
        desk = Desk(db, Log(found), world(reference(1)), clock=clock)
        await desk.take()
        for batch in (found[:20], [odd], found[21:]):
            desk.now_ms = found[batch[-1].offset].timestamp + 1_000
            await desk.work(batch, caught_up=True)
        assert await count(db, "pings") == len(pings)
        assert await count(db, "alerts") == 0
        assert max(row.watermark_ms for row in (await load(db)).values()) <= desk.now_ms


async def test_a_state_of_another_format_costs_the_last_days_not_all_that_is_stored(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a release that codes states otherwise, a unit is made anew of the pings that may still matter."""
    last = list(drive(0))
    before = [ping | {name: to_iso(from_iso(ping[name]) - 120 * HOUR_MS) for name in ("utc_ts", "recv_utc_ts")} for ping in last]
    found = messages(gateway_records([*before, *last]))
    read: list[int] = []

    async def counted(connection: Any, after: Any) -> Any:
        pings = await read_judged_after(connection, after)
        read.append(sum(len(of) for of in pings.values()))
        return pings

    monkeypatch.setattr("streams.tracker.pasts.read_judged_after", counted)
    async with database_of(database) as db:
        desk = Desk(db, Log(found), world(reference(1)))
        await desk.take()
        await desk.work(found)
        await db.execute("UPDATE unit_states SET format = 0")
        await db.execute("UPDATE checkpoints SET format = 0")
        read.clear()
        again = Desk(db, Log(found), world(reference(1)))
        await again.take()
        await again.work(())
        assert sum(read) == len(last)
        assert again.holdings[0].units[unit(0)].fold.at_ms == desk.holdings[0].units[unit(0)].fold.at_ms


@pytest.mark.parametrize(("format_", "failing"), ((state.FORMAT, "pasts.resume"), (0, "judged.begin_anew")))
async def test_a_unit_that_cannot_be_taken_over_holds_no_other_up(
    format_: int, failing: str, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(one: Any, *rest: Any) -> Any:
        if one.unit_id == unit(1):
            raise ZeroDivisionError
        return resume(one, *rest) if failing == "pasts.resume" else begin_anew(one, *rest)

    found = messages(gateway_records(fleet(2)))
    async with database_of(database) as db:
        desk = Desk(db, Log(found), world(reference(2)))
        await desk.take()
        await desk.work(found)
        await db.execute("UPDATE unit_states SET format = $1", format_)
        monkeypatch.setattr(f"streams.tracker.{failing}", fails)
        again = Desk(db, Log(found), world(reference(2)))
        await again.take()
        await again.work(())
        assert set(again.holdings[0].units) == {unit(0), unit(1)}
        assert again.holdings[0].units[unit(0)].fold.at_ms > 0
        if failing == "pasts.resume":  # what came since its state was saved is judged all the same
            assert again.holdings[0].units[unit(1)].fold == desk.holdings[0].units[unit(1)].fold


async def test_a_unit_that_cannot_be_judged_stops_no_other(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(one: Any, arrivals: Any, *rest: Any) -> Any:
        if arrivals[0].ping.unit_id == unit(1):
            raise ZeroDivisionError
        return follow(one, arrivals, *rest)

    monkeypatch.setattr("streams.tracker.judged.follow", failing)
    pings = fleet(2)
    found = messages(gateway_records(pings))
    async with database_of(database) as db:
        desk = Desk(db, Log(found), world(reference(2)))
        await desk.take()
        await desk.work(found)
        others = [ping for ping in pings if ping["unit_id"] != unit(1)]
        assert await count(db, "pings") == len(others)
        reasons = {msgspec.json.decode(row["body"])["reason"] for row in await db.fetch("SELECT body FROM outbox WHERE topic = $1", DEAD.name)}
        assert reasons == {"judging_failed"}


async def test_silence_is_told_by_the_clock_only_when_nothing_waits(database: str) -> None:
    """With a backlog the wall clock may be an hour on: no truck of it is silent before the backlog has been read."""
    records = reference(1)
    pings = list(drive(0))[:30]
    found = messages(gateway_records(pings))
    last_ms = from_iso(pings[-1]["recv_utc_ts"])
    async with database_of(database) as db:
        desk = Desk(db, Log(found), world(records), clock="wall")
        await desk.take()
        desk.now_ms = last_ms + HOUR_MS
        await desk.work(found[:20])
        assert await count(db, "alerts") == 0
        desk.now_ms = last_ms + 60_000
        await desk.work(found[20:], caught_up=True)
        assert await count(db, "alerts") == 0
        desk.now_ms = last_ms + 6 * 60_000
        await desk.work((), caught_up=True)
        assert await count(db, "alerts", "rule = 'signal-lost' AND severity = 'warning'") == 1
        desk.now_ms = last_ms + 16 * 60_000
        await desk.work((), caught_up=True)
        assert await count(db, "alerts", "rule = 'signal-lost' AND severity = 'high'") == 1
        again = Desk(db, Log(found), world(records), clock="wall")
        await again.take()
        again.now_ms = desk.now_ms + 1000
        before = await numbers(db)
        await again.work((), caught_up=True)
        assert await numbers(db) == before


async def test_a_truck_that_falls_silent_over_a_restart_is_shown_so(database: str) -> None:
    """Who takes over knows where each truck was last, as the one before did; nothing of it comes again by itself."""
    pings = list(drive(0))[:30]
    found = messages(gateway_records(pings))
    async with database_of(database) as db:
        desk = Desk(db, Log(found), world(reference(1)), clock="wall")
        await desk.take()
        desk.now_ms = from_iso(pings[-1]["recv_utc_ts"])
        await desk.work(found, caught_up=True)
        again = Desk(db, Log(found), world(reference(1)), clock="wall")
        await again.take()
        again.now_ms = desk.now_ms
        await again.work((), caught_up=True)
        assert again.holdings[0].newest == desk.holdings[0].newest
        again.now_ms = desk.now_ms + HOUR_MS
        await again.work((), caught_up=True)
        shown = [live_unit(*one, world(reference(1)), again.now_ms) for one in again.live._changed[0].values()]
        assert [(one.unit_id, one.state) for one in shown] == [(unit(0), "silent")]


def test_pings_have_the_fields_that_are_read_back() -> None:
    """What storage reads for a re-run is all that a Ping has."""
    from storage.pings import COLUMNS

    assert set(COLUMNS) == set(Ping.__struct_fields__)
