"""A release that codes states otherwise: units are judged anew by their stored pings, what was told keeps id and version."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest

from models.event import Event
from models.times import HOUR_MS, MINUTE_MS, from_iso, to_iso
from models.topics import LATE
from streams.compare import differences, order_differences
from streams.judging import state
from tests.tracker.bench import count, database_of, gateway_records, told
from tests.tracker.road import drive, fleet, offline, reference, unit, world
from tests.tracker.stand_in import Desk, Log, Message, messages

TRUCKS = 4
UNREADABLE = b"\xc1"


async def older(db: Any, *, readable: bool) -> None:
    """All that is saved of units, as a release before would have left it."""
    await db.execute("UPDATE checkpoints SET format = 1, body = $1", UNREADABLE)
    await db.execute("UPDATE unit_states SET format = 1")
    if not readable:
        await db.execute("UPDATE unit_states SET body = $1", UNREADABLE)


async def run(db: Any, parts: Sequence[Sequence[Message]], records: Any, *, readable: bool) -> Desk:
    """Each part under a tracker that finds states of a former format."""
    found = [message for part in parts for message in part]
    desk = Desk(db, Log(found), world(records))
    for part in parts:
        desk = Desk(db, Log(found), world(records))
        await desk.take()
        for start in range(0, len(part), 20):
            await desk.work(part[start : start + 20])
        await older(db, readable=readable)
    return desk


def sizes(events: Sequence[Event]) -> dict[str, int]:
    found: dict[str, int] = {}
    for event in events:
        name = event.data.get("alert_id") or event.data["trip_id"]
        found[name] = max(found.get(name, 0), event.data["version"])
    return found


@pytest.mark.parametrize("readable", (True, False), ids=("parts can be read", "nothing can be read"))
@pytest.mark.parametrize("cuts", ((30,), (60,), (90, 110), (40, 80, 120, 150)), ids=str)
async def test_the_events_are_those_of_an_undisturbed_run(database: str, cuts: tuple[int, ...], readable: bool) -> None:
    """One by one, the same ids and versions: nothing is told twice, nothing begins at version 1 again."""
    records, pings = reference(TRUCKS), fleet(TRUCKS)
    found = messages(gateway_records(pings))
    edges = [0, *cuts, len(found)]
    async with database_of(database) as db:
        await run(db, [found[a:b] for a, b in pairwise(edges)], records, readable=readable)
        events, expected = await told(db), offline(pings, records)
        assert order_differences(events, expected) == []
        assert sizes(events) == sizes(expected)
        assert await count(db, "pings", "standing = 0") == len(pings)


@pytest.mark.parametrize("readable", (True, False), ids=("parts can be read", "nothing can be read"))
async def test_late_pings_go_back_behind_it(database: str, readable: bool) -> None:
    """A truck's middle half hour comes after the new release has begun: what was told of it is told as the next version."""
    records = reference(TRUCKS)
    pings = list(drive(1, off_from=10, off_to=16))
    in_time, held_back = [*pings[:20], *pings[40:]], pings[20:40]
    arrives_ms = from_iso(pings[-1]["recv_utc_ts"]) + HOUR_MS
    late = [ping | {"recv_utc_ts": to_iso(arrives_ms + n)} for n, ping in enumerate(held_back)]
    found = messages([*gateway_records(in_time), *gateway_records(late, backup=True)])
    assert found[-1].topic == LATE.name
    async with database_of(database) as db:
        await run(db, [found[:30], found[30 : len(in_time)], found[len(in_time) :]], records, readable=readable)
        assert differences(await told(db), offline([*in_time, *late], records)) == []


async def test_what_the_former_release_told_otherwise_goes_out_as_the_next_version(database: str) -> None:
    """Its alert says something else than this release finds: the same alert is told again, once."""
    records, pings = reference(2), list(drive(1, off_from=10, off_to=16))
    found = messages(gateway_records(pings))
    async with database_of(database) as db:
        desk = Desk(db, Log(found), world(records))
        await desk.take()
        await desk.work(found[:30])
        alert_id = await db.fetchval("SELECT alert_id FROM alerts WHERE rule = 'route-deviation'")
        for table, column in (("alerts", "data"), ("events", "body")):
            await db.execute(f"UPDATE {table} SET {column} = replace({column}::text, 'corridor', 'lane')::jsonb")
        await older(db, readable=True)
        again = Desk(db, Log(found), world(records))
        await again.take()
        await again.work(found[30:])
        events, expected = await told(db), offline(pings, records)
        assert differences(events, expected) == []
        assert sizes(events)[alert_id] == sizes(expected)[alert_id] + 1
        assert await count(db, "alerts", "rule = 'route-deviation'") == 1


async def test_a_unit_of_which_no_ping_is_left_keeps_what_was_told(database: str) -> None:
    """Its days were dropped: nothing is taken back, and it goes on with its next ping."""
    pings = list(drive(1))[:30]
    found = messages(gateway_records(pings))
    async with database_of(database) as db:
        desk = Desk(db, Log(found), world(reference(2)))
        await desk.take()
        await desk.work(found[:20])
        before = await told(db)
        await db.execute("DELETE FROM pings")
        await older(db, readable=False)
        again = Desk(db, Log(found), world(reference(2)))
        await again.take()
        await again.work(found[20:21])
        assert await told(db) == before
        assert await count(db, "unit_states", f"format = {state.FORMAT}") == 1


async def test_a_silence_that_goes_on_is_told_on(database: str) -> None:
    """An alert of the clock alone, raised before the new release began, rises under its own id while nothing comes."""
    records, pings = reference(1), list(drive(0))[:30]
    found = messages(gateway_records(pings))
    last_ms = from_iso(pings[-1]["recv_utc_ts"])
    async with database_of(database) as db:
        desk = Desk(db, Log(found), world(records), clock="wall")
        await desk.take()
        desk.now_ms = last_ms + 6 * MINUTE_MS
        await desk.work(found, caught_up=True)
        await older(db, readable=False)
        again = Desk(db, Log(found), world(records), clock="wall")
        await again.take()
        again.now_ms = last_ms + 16 * MINUTE_MS
        await again.work((), caught_up=True)
        silences = [e.data for e in await told(db) if e.data.get("rule") == "signal-lost"]
        assert [(data["version"], data["severity"], data["urgency"]) for data in silences] == [(1, "warning", "today"), (2, "high", "immediate")]
        assert again.holdings[0].units[unit(0)].fold.at_ms > 0
