"""The outbox goes out in order, once it is known to be there it is gone, and who lost a partition sends no more of it."""

import asyncio
import contextlib
import gc
import logging
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from models.topics import ALERTS, PINGS, TRIPS
from ops.metrics import TRACKER_RELAYED, build_metrics
from storage.offsets import take
from storage.outbox import OutboxRow, appended_outbox, count_waiting
from storage.pool import open_pool
from storage.together import change
from streams.tracker.relay import Relay
from tests.fixtures.kafka import unique
from tests.tracker.bench import database_of, read_topic, settings, until


def message(owner: int, number: int, topic: str = TRIPS.name) -> OutboxRow:
    return OutboxRow(owner=owner, topic=topic, key=f"U{owner}".encode(), body=b"%d" % number)


@contextlib.contextmanager
def aiokafka_leaves_futures() -> Iterator[None]:
    """A producer that is fenced before its batch was drained fails a future of its own that it never looks at."""
    logger = logging.getLogger("asyncio")
    logger.disabled = True
    try:
        yield
        gc.collect()
    finally:
        logger.disabled = False


class Setting:
    """A relay over a pool, and what it may send."""

    def __init__(self, pool: Any, broker: str, group: str, owners: Mapping[int, int]) -> None:
        self.owners = dict(owners)
        self.metrics = build_metrics()
        chosen = settings(broker, "postgresql://127.0.0.1/none", WASTETRACK_GROUP=group)
        self.relay = Relay(chosen, pool, lambda: self.owners, self.metrics)


async def test_each_owner_in_its_order_and_nobody_elses(broker: str, database: str) -> None:
    pool = await open_pool(database, max_size=4)
    one = Setting(pool, broker, unique("tracker"), {0: 1, 1: 1, -1: 1})
    async with database_of(database) as db:
        await take(db, [(PINGS.name, 0), (PINGS.name, 1)], "one")
        rows = [message(owner, number) for number in range(700) for owner in (0, 1)]
        await change(db, appended_outbox([*rows, message(-1, 0, ALERTS.name), message(2, 0)]))
        assert await one.relay.relay_once(), "five hundred an owner go first"
        assert not await one.relay.relay_once()
        assert await count_waiting(db) == 1, "what belongs to another stays"
    assert one.metrics.read(TRACKER_RELAYED, topic=TRIPS.name) == 1400
    sent = await read_topic(broker, TRIPS.name)
    for owner in (b"U0", b"U1"):
        assert [int(record.value) for record in sent if record.key == owner] == list(range(700))
    assert len(await read_topic(broker, ALERTS.name)) == 1
    await one.relay.stop()
    await pool.close()


async def test_the_one_before_is_refused_by_the_broker(apache: Callable[[int], str], database: str) -> None:
    """A zombie that still believes in its partition: not one message of it is seen after the new owner has begun."""
    broker, group = apache(2), unique("tracker")
    pool = await open_pool(database, max_size=4)
    zombie, owner = Setting(pool, broker, group, {0: 1}), Setting(pool, broker, group, {0: 2})
    async with database_of(database) as db:
        await take(db, [(PINGS.name, 0)], "zombie")
        await change(db, appended_outbox([message(0, 0)]))
        await zombie.relay.relay_once()
        await take(db, [(PINGS.name, 0)], "owner")
        await change(db, appended_outbox([message(0, 1)]))
        await owner.relay.relay_once()
        await change(db, appended_outbox([message(0, 2)]))
        with aiokafka_leaves_futures():
            await zombie.relay.relay_once()
        assert await count_waiting(db) == 1
        assert not await zombie.relay.relay_once()
        await owner.relay.relay_once()
        assert await count_waiting(db) == 0
    seen = [int(record.value) for record in await read_topic(broker, TRIPS.name)]
    assert seen == [0, 1, 2]
    await zombie.relay.stop()
    await owner.relay.stop()
    await pool.close()


async def test_the_owner_goes_on_after_one_that_lost_it_began_to_send_last(
    apache: Callable[[int], str], database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fenced by the broker though the partition is its own, it looks who has it and begins anew; the other sends nothing."""
    broker, group = apache(2), unique("tracker")
    pool = await open_pool(database, max_size=4)
    zombie, owner = Setting(pool, broker, group, {0: 1}), Setting(pool, broker, group, {0: 2})
    held = zombie.relay._is_ours
    async with database_of(database) as db:
        await take(db, [(PINGS.name, 0)], "zombie")
        await change(db, appended_outbox([message(0, 0)]))
        asked = 0

        async def overtaken(number: int, epoch: int) -> bool:
            nonlocal asked
            asked += 1
            found = await held(number, epoch)
            if asked == 1:  # between the look and the beginning another takes it, sends, and has more to send
                await take(db, [(PINGS.name, 0)], "owner")
                await owner.relay.relay_once()
                await change(db, appended_outbox([message(0, 1)]))
            return found

        monkeypatch.setattr(zombie.relay, "_is_ours", overtaken)
        assert not await zombie.relay.relay_once()
        assert asked == 2
        assert await count_waiting(db) == 1
        with aiokafka_leaves_futures():
            for _ in range(2):
                await owner.relay.relay_once()
        assert await count_waiting(db) == 0
    assert [int(record.value) for record in await read_topic(broker, TRIPS.name)] == [0, 1]
    await zombie.relay.stop()
    await owner.relay.stop()
    await pool.close()


async def test_an_owner_is_begun_for_before_it_has_anything_to_send(
    broker: str, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first alert of a partition that was taken over does not wait for a producer to be made for it."""
    pool = await open_pool(database, max_size=4)
    one = Setting(pool, broker, unique("tracker"), {0: 1})
    async with database_of(database) as db:
        await take(db, [(PINGS.name, 0)], "one")
        assert not await one.relay.relay_once()

        async def begun_late(owner: int, epoch: int) -> tuple[()]:
            raise AssertionError(f"a producer is begun for {owner} only now")

        monkeypatch.setattr(one.relay, "_begin", begun_late)
        await change(db, appended_outbox([message(0, 0)]))
        await one.relay.relay_once()
        assert await count_waiting(db) == 0
    assert [int(record.value) for record in await read_topic(broker, TRIPS.name)] == [0]
    await one.relay.stop()
    await pool.close()


async def test_two_turns_at_once_send_each_row_once(broker: str, database: str) -> None:
    """A tracker that ends sends what is left while its relay may be in the midst of a turn."""
    pool = await open_pool(database, max_size=4)
    one = Setting(pool, broker, unique("tracker"), {0: 1})
    async with database_of(database) as db:
        await take(db, [(PINGS.name, 0)], "one")
        await change(db, appended_outbox([message(0, number) for number in range(100)]))
        await asyncio.gather(one.relay.relay_once(), one.relay.relay_once())
        assert await count_waiting(db) == 0
    assert [int(record.value) for record in await read_topic(broker, TRIPS.name)] == list(range(100))
    await one.relay.stop()
    await pool.close()


@pytest.mark.parametrize("fault", ("hangs", "fails"))
async def test_one_for_whom_the_broker_does_not_answer_holds_up_no_other(
    fault: str, broker: str, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The coordinator of one partition's producer is away: the alerts of all others go out meanwhile."""
    pool = await open_pool(database, max_size=4)
    one = Setting(pool, broker, unique("tracker"), {0: 1, 1: 1, 2: 1})
    begin, never, asked = one.relay._begin, asyncio.Event(), asyncio.Event()

    async def begun(owner: int, epoch: int) -> Any:
        if owner == 0:
            asked.set()
            if fault == "fails":
                raise OSError("the coordinator is away")
            await never.wait()
        return await begin(owner, epoch)

    monkeypatch.setattr(one.relay, "_begin", begun)
    async with database_of(database) as db:
        await take(db, [(PINGS.name, number) for number in range(3)], "one")
        await change(db, appended_outbox([message(0, 0)]))
        running = asyncio.create_task(one.relay.run())
        await asked.wait()
        await change(db, appended_outbox([message(owner, number) for number in range(20) for owner in (1, 2)]))
        one.relay.wake()
        await until(lambda: _waiting(db, 1), "all but what cannot go has gone")
        assert not running.done()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    sent = await read_topic(broker, TRIPS.name)
    for owner in (b"U1", b"U2"):
        assert [int(record.value) for record in sent if record.key == owner] == list(range(20))
    await one.relay.stop()
    await pool.close()


async def test_what_an_end_asks_to_be_sent_is_awaited_though_another_turn_has_begun_it(
    broker: str, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tracker that ends asks for what is left while its relay is just about to send it."""
    pool = await open_pool(database, max_size=4)
    one = Setting(pool, broker, unique("tracker"), {0: 1})
    send, slowly = one.relay._relay, asyncio.Event()

    async def late(*asked: Any) -> bool:
        await slowly.wait()
        return await send(*asked)

    async with database_of(database) as db:
        await take(db, [(PINGS.name, 0)], "one")
        await change(db, appended_outbox([message(0, number) for number in range(3)]))
        monkeypatch.setattr(one.relay, "_relay", late)
        looked, flushed = asyncio.create_task(one.relay._look()), asyncio.create_task(one.relay.relay_once())
        await looked
        slowly.set()
        await flushed
        assert await count_waiting(db) == 0
    await one.relay.stop()
    await pool.close()


async def _waiting(db: Any, number: int) -> bool:
    return await count_waiting(db) == number
