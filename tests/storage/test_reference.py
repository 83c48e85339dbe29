"""Every version is kept once, in one order, and told to listeners."""

import asyncio
from typing import Any

import msgspec
import pytest

from models.permit import Permit
from models.reference import in_force
from storage.pool import connect
from storage.reference import (
    CHANNEL,
    NewVersion,
    TopicPlace,
    load_all,
    load_key,
    load_offsets,
    load_periods,
    load_since,
    pass_record,
    save_version,
)
from streams.reference.records import read_record
from tests.models.examples import permit, vehicle


def place(offset: int, topic: str = "reference.permits") -> TopicPlace:
    return TopicPlace(topic=topic, partition=0, offset=offset)


def told(received_ms: int = 1000, **changes: Any) -> NewVersion:
    return read_record("permits", b"any", msgspec.json.encode(permit(**changes)), received_ms)


async def test_a_record_read_twice_is_kept_once(db: Any) -> None:
    assert await save_version(db, told(), place(0))
    assert not await save_version(db, told(), place(0))
    assert await save_version(db, told(2000), place(1))
    (first, second) = await load_all(db)
    assert (first.received_ms, second.received_ms, first.key) == (1000, 2000, "กอ12569000417")
    assert isinstance(first.body, Permit)
    assert await load_since(db, first.seq) == [second]
    assert await load_since(db, second.seq) == []
    assert await load_offsets(db) == {("reference.permits", 0): 2}


async def test_a_topic_goes_on_past_what_cannot_be_used_and_never_back(db: Any) -> None:
    await pass_record(db, place(7))
    await save_version(db, told(), place(3))
    assert await load_offsets(db) == {("reference.permits", 0): 8}


async def test_a_units_periods_are_the_newest_version_of_each_that_has_not_ended(db: Any) -> None:
    told_of = [
        vehicle(unit_id="u", valid_from="2026-01-01", plate="1"),
        vehicle(unit_id="u", valid_from="2026-01-01", plate="1", valid_to="2026-04-30"),
        vehicle(unit_id="u", valid_from="2026-05-01", plate="2"),
        vehicle(unit_id="u|x", valid_from="2026-05-01", plate="3"),
        vehicle(unit_id="u2", valid_from="2026-05-01", plate="4"),
        vehicle(unit_id="u", valid_from="2026-09-01", plate="5"),
    ]
    for offset, one in enumerate(told_of):
        version = read_record("vehicles", b"any", msgspec.json.encode(one), offset)
        await save_version(db, version, place(offset, "reference.vehicles"))
    await save_version(db, read_record("vehicles", b"u|2026-09-01", None, 9), place(9, "reference.vehicles"))
    found = await load_periods(db, {"u", "u2", "nobody"})
    assert {(one.plate, str(one.valid_to)) for one in found} == {("1", "2026-04-30"), ("2", "None"), ("4", "None")}
    assert [one.plate for one in await load_periods(db, ["u|x"])] == ["3"]


async def test_spellings_of_one_number_are_versions_of_one_permit(db: Any) -> None:
    await save_version(db, told(), place(0))
    await save_version(db, told(5000, permit_no="กอ1 ๒๕๖๙ 000417", valid_to="2026-06-30"), place(1))
    await save_version(db, read_record("permits", "กอ.1 2569 000417".encode(), None, 9000), place(2))
    versions = await load_key(db, "permits", "กอ12569000417")
    assert [in_force(versions, at_ms) for at_ms in (0, 4999, 5000, 9000)] == [versions[0], versions[0], versions[1], None]


async def test_a_record_that_this_release_cannot_read_costs_only_itself(db: Any) -> None:
    await save_version(db, msgspec.structs.replace(told(), body=b'{"permit_no": "P"}'), place(0))
    await save_version(db, told(), place(1))
    assert len(await load_all(db)) == 1


async def test_listeners_hear_of_a_change_and_a_later_writer_has_a_later_number(db: Any, db2: Any, database: str) -> None:
    heard: asyncio.Queue[str] = asyncio.Queue()
    await db2.add_listener(CHANNEL, lambda *told: heard.put_nowait(told[3]))
    await save_version(db, told(), place(0))
    assert await asyncio.wait_for(heard.get(), 30) == "permits"
    # While one writer has not committed, another waits: so nobody reads past a number that comes later.
    other = await connect(database)
    async with db.transaction():
        await save_version(db, told(2), place(1))
        vehicles = read_record("vehicles", None, msgspec.json.encode(vehicle()), 3)
        second = asyncio.create_task(save_version(other, vehicles, place(0, "reference.vehicles")))
        while not await db2.fetchval("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"):
            assert not second.done()
    assert await second
    assert [version.kind for version in await load_all(db)] == ["permits", "permits", "vehicles"]
    await other.close()


@pytest.mark.parametrize("kind", ("vehicles", "zones", "permits", "manifests"))
async def test_a_tombstone_is_kept(db: Any, kind: Any) -> None:
    assert await save_version(db, read_record(kind, b"K1", b"", 5), place(0))
    assert [(version.kind, version.key, version.body) for version in await load_all(db)] == [(kind, "K1", None)]
