"""Two trackers share the partitions; what one of them leaves unfinished, killed or frozen, the other ends."""

import asyncio
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from models.topics import PINGS
from streams.compare import differences, order_differences
from streams.tracker.group import REBALANCE_MS
from tests.fixtures.kafka import unique
from tests.tracker.bench import (
    count,
    database_of,
    gateway_records,
    producing,
    publish_reference,
    send,
    told,
    until,
)
from tests.tracker.process import Process, ended
from tests.tracker.road import fleet, offline, reference

PARTITIONS = 6


@pytest.mark.parametrize("how", ("killed", "frozen"))
async def test_the_other_one_goes_on(how: str, apache: Callable[[int], str], database: str, tmp_path: Path) -> None:
    """In mid-stream, on 6 partitions: nothing is lost, nothing stands twice, and the end is that of an offline run."""
    broker = apache(PARTITIONS)
    group = unique("tracker")
    pings, records = fleet(24), reference(24)
    half = len(pings) // 2
    rows = gateway_records(pings)
    one = Process(tmp_path, "one", broker, database, WASTETRACK_GROUP=group)
    two = Process(tmp_path, "two", broker, database, WASTETRACK_GROUP=group)
    with ended(one, two):
        async with producing(broker) as producer, database_of(database) as db:
            await publish_reference(producer, records)
            await until(lambda: one.ready() and two.ready(), "both ready")

            async def owners() -> int:
                return int(await db.fetchval("SELECT count(DISTINCT owner) FROM offsets WHERE topic = $1", PINGS.name))

            await until(lambda: _is(owners, 2), "the partitions are shared out")
            await send(producer, rows[:half], PARTITIONS)
            sending = asyncio.create_task(send(producer, rows[half:], PARTITIONS))
            await until(lambda: _more(db, half // 2), "the first is in the middle of it")
            one.signal(signal.SIGKILL if how == "killed" else signal.SIGSTOP)
            await sending
            await until(lambda: _more(db, len(pings)), "the second has written the rest")
            await until(lambda: _is(owners, 1), "the second has taken all partitions")
            if how == "frozen":
                one.signal(signal.SIGCONT)
                # Whoever does not answer holds the group up for so long; that is for the broker to end, not for us.
                patience_s = 2 * REBALANCE_MS / 1000
                await until(lambda: _is(owners, 2), "the first is back with partitions of its own", patience_s)
            assert await count(db, "pings") == len(pings)
            assert await count(db, "(SELECT DISTINCT topic, partition, \"offset\" FROM pings)", "true") == len(pings)
            events, expected = await told(db), offline(pings, records)
            assert differences(events, expected) == []
            assert order_differences(events, expected) == []
            await until(lambda: _nothing(db), "all events relayed")
            two.signal(signal.SIGTERM)
            assert two.ends(10) == 0, two.log.read_text()[-2000:]


async def _is(ask: Callable[[], object], wanted: int) -> bool:
    return bool(await ask() == wanted)  # type: ignore[misc]  # an async function


async def _more(db: object, number: int) -> bool:
    return await count(db, "pings") >= number


async def _nothing(db: object) -> bool:
    return await count(db, "outbox") == 0
