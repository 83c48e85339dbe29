"""What the broker has said of a partition holds of the time at which it said so."""

from models.topics import RULINGS
from storage.offsets import load
from tests.tracker.bench import database_of, gateway_records
from tests.tracker.road import drive, reference, world
from tests.tracker.stand_in import Desk, Log, messages


async def test_deadlines_come_as_far_as_the_broker_has_said_that_nothing_waits(database: str) -> None:
    """A batch takes a while: what came meanwhile is not read yet, and must not look like silence."""
    found = messages(gateway_records(drive(0)))
    async with database_of(database) as db:
        desk = Desk(db, Log(found), world(reference(1)), clock="wall")
        await desk.take()
        desk.now_ms = found[-1].timestamp + 60_000
        await desk.work(found, caught_up=True, said_ago_s=4.0)
        assert found[-1].timestamp < desk.holdings[0].clock_ms <= desk.now_ms - 4_000
        passed = [row.watermark_ms for row in (await load(db)).values() if row.topic != RULINGS.name]
        assert all(found[-1].timestamp < at_ms < desk.now_ms - 4_000 for at_ms in passed)
