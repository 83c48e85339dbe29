"""A tracker that takes over reads a unit's state when something is asked of the unit: nothing comes later for it."""

from typing import Any

import pytest

from models.times import MINUTE_MS, from_iso, to_iso
from storage.unit_states import NEVER_MS, load_dues
from streams.judging.follow import next_deadline
from streams.tracker import judged
from tests.tracker.bench import database_of, gateway_records, told
from tests.tracker.road import drive, fleet, reference, unit, world
from tests.tracker.stand_in import Desk, Log, messages

TRUCKS = 8


@pytest.fixture
def nobody_wakes(monkeypatch: pytest.MonkeyPatch) -> None:
    """No unit is read but because of itself."""
    monkeypatch.setattr(judged, "_WAKE_AT_ONCE", 0)


def said(events: Any) -> list[tuple[Any, ...]]:
    """What was told of whom, in which version, when."""
    return sorted((e.data["unit_id"], e.type, str(e.data.get("rule")), e.data["version"], e.time) for e in events)


async def test_no_unit_is_due_before_its_stored_bound(database: str) -> None:
    """After every batch, whether its state was stored with it or not."""
    found, made = messages(gateway_records(fleet(TRUCKS))), world(reference(TRUCKS))
    seen = set()
    async with database_of(database) as db:
        desk = Desk(db, Log(found), made, clock="wall")
        await desk.take()
        for start in range(0, len(found), 5):
            batch = found[start : start + 5]
            desk.now_ms = batch[-1].timestamp
            await desk.work(batch, caught_up=True)
            units = desk.holdings[0].units
            stored = {row.unit_id: row.due_ms for row in await load_dues(db, 0)}
            for unit_id, one in units.items():
                due_ms = next_deadline(one, made)
                assert stored[unit_id] <= (NEVER_MS if due_ms is None else due_ms)
                seen.add(stored[unit_id] == due_ms)
            assert stored == desk.holdings[0].bounds
    assert seen == {True, False}, "bounds hold, though not every one is written anew with each ping"


async def test_a_deadline_comes_about_though_its_unit_is_asleep(database: str, nobody_wakes: None, postgres_server: Any) -> None:
    """All fall silent; one tracker goes on, another takes over first: minute by minute they say the same."""
    pings = fleet(TRUCKS)[: TRUCKS * 30]
    found, made = messages(gateway_records(pings)), world(reference(TRUCKS))
    last_ms = from_iso(pings[-1]["recv_utc_ts"])
    heard: list[list[tuple[Any, ...]]] = []
    other = postgres_server.create_database(template=database.rpartition("/")[2])
    try:
        for dsn, takes_over in ((database, False), (other, True)):
            async with database_of(dsn) as db:
                desk = Desk(db, Log(found), made, clock="wall")
                await desk.take()
                desk.now_ms = last_ms
                await desk.work(found, caught_up=True)
                if takes_over:
                    desk = Desk(db, Log(found), made, clock="wall")
                    await desk.take()
                    assert len(desk.holdings[0].asleep) == TRUCKS
                    assert not desk.holdings[0].units
                for minute in range(1, 40):
                    desk.now_ms = last_ms + minute * MINUTE_MS
                    await desk.work((), caught_up=True)
                heard.append(said(await told(db)))
    finally:
        postgres_server.drop_database(other)
    assert heard[0] == heard[1]
    assert sum("signal-lost" in one for one in heard[0]) >= TRUCKS


async def test_only_those_are_woken_of_whom_something_is_asked(database: str, nobody_wakes: None) -> None:
    pings = fleet(TRUCKS)
    found = messages(gateway_records(pings))
    half = found[: len(found) // 2]
    async with database_of(database) as db:
        desk = Desk(db, Log(found), world(reference(TRUCKS)))
        await desk.take()
        await desk.work(half)
        again = Desk(db, Log(found), world(reference(TRUCKS)))
        await again.take()
        await again.work(found[len(half) : len(half) + 1])
        holding = again.holdings[0]
        assert list(holding.units) == [(found[len(half)].key or b"").decode()]
        assert (len(holding.asleep), holding.size) == (TRUCKS - 1, TRUCKS)


async def test_who_sleeps_is_woken_little_by_little(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that screens know all, and the first ping of each is as quick as the others."""
    monkeypatch.setattr(judged, "_WAKE_AT_ONCE", 3)
    found = messages(gateway_records(fleet(TRUCKS)[: TRUCKS * 30]))
    async with database_of(database) as db:
        desk = Desk(db, Log(found), world(reference(TRUCKS)))
        await desk.take()
        await desk.work(found)
        again = Desk(db, Log(found), world(reference(TRUCKS)))
        await again.take()
        for awake in (3, 6, 8, 8):
            await again.work(())
            assert len(again.holdings[0].units) == awake
        assert again.holdings[0].newest == desk.holdings[0].newest


async def test_reference_data_told_since_reach_those_asleep(database: str, nobody_wakes: None) -> None:
    """A permit that was narrowed while nobody ran: the trucks that it puts off their route are told of without a ping."""
    pings = list(drive(0, off_from=5, off_to=20))[:30]
    found = messages(gateway_records(pings))
    async with database_of(database) as db:
        desk = Desk(db, Log(found), world(reference(1, corridor_m=5000)), clock="wall")
        await desk.take()
        desk.now_ms = from_iso(pings[-1]["recv_utc_ts"])
        await desk.work(found, caught_up=True)
        assert not [event for event in await told(db) if event.data.get("rule") == "route-deviation"]
        narrowed = reference(1, corridor_m=5000)
        narrowed["permits"].append(reference(1)["permits"][0] | {"version_from": to_iso(from_iso(pings[0]["utc_ts"]) - 1)})
        again = Desk(db, Log(found), desk.world, clock="wall")
        await again.take()
        again.world, again.now_ms = world(narrowed), desk.now_ms + 1000
        assert again.holdings[0].asleep
        await again.work((), caught_up=True)
        assert [event for event in await told(db) if event.data.get("rule") == "route-deviation" and event.data["unit_id"] == unit(0)]


async def test_what_was_stored_before_it_was_judged_under_is_judged_again_by_the_next(database: str) -> None:
    """However long a tracker that ends has had the change: what counts is under what it has judged and written."""
    pings = list(drive(0, off_from=5, off_to=20))[:30]
    found = messages(gateway_records(pings))
    narrowed = reference(1, corridor_m=5000)
    narrowed["permits"].append(reference(1)["permits"][0] | {"version_from": to_iso(from_iso(pings[0]["utc_ts"]) - 1)})
    changed = world(narrowed)
    async with database_of(database) as db:
        first = Desk(db, Log(found), world(reference(1, corridor_m=5000)), clock="wall")
        await first.take()
        first.now_ms = from_iso(pings[-1]["recv_utc_ts"])
        await first.work(found, caught_up=True)
        assert changed.seq_told_before(first.now_ms) == changed.seq > first.world.seq
        second = Desk(db, Log(found), changed, clock="wall")
        await second.take()
        assert second.holdings[0].reference_seq == first.world.seq
        second.now_ms = first.now_ms + 1000
        await second.work((), caught_up=True)
        assert [event for event in await told(db) if event.data.get("rule") == "route-deviation" and event.data["unit_id"] == unit(0)]
        third = Desk(db, Log(found), changed, clock="wall")
        await third.take()
        assert third.holdings[0].reference_seq == changed.seq


async def test_reference_data_told_since_reach_one_who_is_woken_by_a_ping(database: str, nobody_wakes: None) -> None:
    """A truck that left before its permit was told of, whose next ping comes to another tracker: its trip is found."""
    pings = list(drive(0))[:30]
    papers = reference(1)
    async with database_of(database) as db:
        found = messages(gateway_records(pings))
        first = Desk(db, Log(found), world({**papers, "permits": []}), clock="wall")
        await first.take()
        first.now_ms = from_iso(pings[-2]["recv_utc_ts"])
        await first.work(found[:-1], caught_up=True)
        assert not [event for event in await told(db) if event.type == "wastetrack.trip.started"]
        second = Desk(db, Log(found), world(papers), clock="wall")
        await second.take()
        assert second.holdings[0].asleep
        second.now_ms = from_iso(pings[-1]["recv_utc_ts"])
        await second.work(found[-1:], caught_up=True)
        assert [event for event in await told(db) if event.type == "wastetrack.trip.started"]
