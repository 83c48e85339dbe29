"""What the broker has said of a partition holds of the time at which it said so."""

from models.times import HOUR_MS
from models.topics import LATE, PINGS, RULINGS
from storage.offsets import load
from streams.tracker.clocks import AFLOAT_S
from streams.tracker.poll import Bounds
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


async def test_a_clock_by_pings_does_not_go_on_to_the_step_s_end_for_late_ones_that_wait_beyond(database: str) -> None:
    """The newest pings in time may be on the way still: all that waits there must be of a later receipt."""
    found = messages(gateway_records(drive(0)))
    newest_ms = found[-1].timestamp
    bounds = Bounds(newest_ms + 12 * HOUR_MS, newest_ms + 12 * HOUR_MS)
    async with database_of(database) as db:
        desk = Desk(db, Log(found), world(reference(1)))
        await desk.take()
        await desk.work(found, caught_up=True, held_back=frozenset({LATE.name}), bounds=bounds)
        assert desk.holdings[0].clock_ms == newest_ms
        passed = {row.topic: row.watermark_ms for row in (await load(db)).values()}
        assert (passed[PINGS.name], passed[LATE.name]) == (newest_ms - 1, bounds.ceiling_ms)
        desk.holdings[0].places[PINGS.name].heard_s -= 60.0
        await desk.work([], caught_up=True, held_back=frozenset({LATE.name}), said_ago_s=0.1, bounds=bounds)
        assert desk.holdings[0].clock_ms == newest_ms, "said before it was known that there are any beyond"
        await desk.work([], caught_up=True, held_back=frozenset({LATE.name}), said_ago_s=-AFLOAT_S, bounds=bounds)
        assert desk.holdings[0].clock_ms == bounds.ceiling_ms
