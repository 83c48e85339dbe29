"""Units that are registered and never send: told by the tracker whose partition they belong to, a week on."""

from zoneinfo import ZoneInfo

import pytest

from models.reference import ReferenceVersion, decode, version_key
from models.thresholds import Thresholds
from models.times import DAY_MS, MINUTE_MS, from_iso, to_iso
from streams.gateway.sink import partition_of
from streams.judging.world import World
from streams.tracker.holding import Holding
from streams.tracker.unheard import expect_unheard
from tests.tracker.bench import count, database_of, gateway_records, told
from tests.tracker.road import START_MS, drive, plate, reference, unit
from tests.tracker.stand_in import Desk, Log, messages

TOLD_MS = START_MS - 6 * DAY_MS
DUE_MS = TOLD_MS + 7 * DAY_MS
RULE = "rule = 'device-check-overdue'"


def registered(received_ms: int) -> World:
    """Two trucks on a permit, told at a time."""
    pairs = [(kind, decode(kind, raw)) for kind, raws in reference(2).items() for raw in raws]
    versions = [
        ReferenceVersion(kind=kind, key=version_key(body), version_from_ms=None, received_ms=received_ms, body=body, seq=seq)
        for seq, (kind, body) in enumerate(pairs, 1)
    ]
    return World(versions, Thresholds(), ZoneInfo("Asia/Bangkok"))


async def test_a_week_after_its_registration_it_is_told_until_it_is_heard(database: str) -> None:
    found = messages(gateway_records(list(drive(0))[:5]))
    first_ms = from_iso(next(iter(drive(0)))["utc_ts"])
    shifted = [ping | {key: to_iso(from_iso(ping[key]) + DUE_MS + MINUTE_MS - first_ms) for key in ("utc_ts", "recv_utc_ts")} for ping in list(drive(1))[:5]]
    heard = messages([*gateway_records(list(drive(0))[:5]), *gateway_records(shifted)])
    async with database_of(database) as db:
        desk = Desk(db, Log(heard), registered(TOLD_MS), clock="wall")
        await desk.take()
        desk.now_ms = DUE_MS - 1
        await desk.work(found, caught_up=True)
        assert await count(db, "alerts", RULE) == 0
        desk.now_ms = DUE_MS
        await desk.work((), caught_up=True)
        (alert,) = [event.data for event in await told(db) if event.data.get("rule") == "device-check-overdue"]
        assert (alert["unit_id"], alert["plate"], alert["started_at"]) == (unit(1), plate(1), to_iso(DUE_MS))
        again = Desk(db, Log(heard), desk.world, "two", clock="wall")
        await again.take()
        again.now_ms = DUE_MS + MINUTE_MS
        await again.work((), caught_up=True)
        assert await count(db, "alerts", RULE) == 1
        await again.work(heard[5:], caught_up=True)
        assert (await told(db))[-1].data["close_reason"] == "signal_restored"


@pytest.mark.parametrize(
    ("says", "received_ms", "partitions", "waiting"),
    (
        ("each partition waits for its own", TOLD_MS, 8, None),
        ("what stands in a file was received at no time", 0, 1, 0),
        ("how many partitions there are is not known", TOLD_MS, 0, 0),
    ),
)
async def test_whom_a_partition_waits_for(says: str, received_ms: int, partitions: int, waiting: int | None) -> None:
    holdings = [Holding(number, {}, partitions=partitions) for number in range(max(partitions, 1))]
    for holding in holdings:
        made = registered(received_ms)
        await expect_unheard(holding, made, made.unit_ids)
    if waiting is not None:
        assert [len(holding.deadlines) for holding in holdings] == [waiting], says
        return
    awaited = {(holding.number, unit_id) for holding in holdings for unit_id in holding.deadlines.up_to(DUE_MS)}
    assert awaited == {(partition_of(unit(number).encode(), partitions), unit(number)) for number in (0, 1)}, says
