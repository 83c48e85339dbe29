"""Days that were dropped: the chain goes on from where it stood, what is left is verified, and what cannot be is said."""

from typing import Any

from models.times import DAY_MS, from_iso, to_iso
from storage.breaks import read_breaks
from streams.tracker.retention import drop_old_days
from tests.tracker.bench import database_of, gateway_records
from tests.tracker.road import START_MS, drive, reference, world
from tests.tracker.stand_in import Desk, Log, messages
from tests.verify.conftest import store_reference
from tests.verify.test_verify import verified


def on_day(number: int) -> list[dict[str, Any]]:
    shift_ms = number * DAY_MS
    return [
        ping | {name: to_iso(from_iso(ping[name]) + shift_ms) for name in ("utc_ts", "recv_utc_ts")}
        for ping in drive(0, off_from=10, off_to=16)
    ]


async def days_of_a_truck(db: Any) -> None:
    """Drives on three days, each in batches of 15 pings; then the first of these days is dropped."""
    records = reference(1)
    await store_reference(db, records)
    found = messages(gateway_records([*on_day(0), *on_day(5), *on_day(9)]))
    desk = Desk(db, Log(found), world(records))
    await desk.take()
    for start in range(0, len(found), 15):
        await desk.work(found[start : start + 15])
    now_ms = START_MS + 9 * DAY_MS
    assert await drop_old_days(db, 4, now_ms, now_ms)


async def test_what_is_left_agrees(database: str) -> None:
    async with database_of(database) as db:
        await days_of_a_truck(db)
        report = await verified(db)
        assert [str(one) for one in report.differences] == []
        assert any("begins anew at offset 60: the days before it were dropped" in note for note in report.notes), report.notes
        assert any("was not judged anew" in note for note in report.notes)


async def test_what_is_changed_in_what_is_left_is_found(database: str) -> None:
    async with database_of(database) as db:
        await days_of_a_truck(db)
        await db.execute("DELETE FROM raw_batches WHERE first_offset = 75")
        await db.execute("DELETE FROM events WHERE at_ms > $1 AND type = 'wastetrack.trip.completed'", START_MS + 8 * DAY_MS)
        lines = [str(one) for one in (await verified(db)).differences]
        assert any("offsets 90 to 104" in line and "one before it is missing" in line for line in lines), lines
        assert any("trip.arrived, should be trip.completed" in line for line in lines), lines


async def test_of_each_partition_the_newest_dropped_day_is_remembered(database: str) -> None:
    async with database_of(database) as db:
        await days_of_a_truck(db)
        ends = [one.to_offset for one in await read_breaks(db)]
        assert ends[-1] == 60  # the next batch holds a record of the fifth day too
        now_ms = START_MS + 12 * DAY_MS
        assert await drop_old_days(db, 4, now_ms, now_ms)
        breaks = await read_breaks(db)
        assert [one.kind for one in breaks] == ["dropped"] * len(breaks)
        assert min(one.to_offset for one in breaks) > ends[-1]
        assert [str(one) for one in (await verified(db)).differences] == []
