"""Convoys: who waits for the broker at the same time goes to it together; each is told what became of its own."""

import asyncio
from collections.abc import Sequence
from typing import Any

from aiokafka.errors import KafkaError, ProducerClosed

from models.topics import PINGS, VEHICLES
from streams.gateway.convoys import MOST, UNDER_WAY, Convoys
from streams.gateway.records import Record


def some(name: str, count: int = 1, topic: str = PINGS.name) -> list[Record]:
    return [Record(topic, f"{name}{number}".encode(), b"", 0) for number in range(count)]


class Broker:
    """Takes what it is sent, and confirms it when it is told to."""

    def __init__(self) -> None:
        self.taken: list[list[str]] = []
        self.calls: list[asyncio.Task[None]] = []
        self._confirmed: list[asyncio.Future[None]] = []
        self.convoys = Convoys(self, self.send)

    async def send(self, _: Any, records: Sequence[Record]) -> None:
        self.taken.append([record.key.decode() for record in records])
        self._confirmed.append(asyncio.get_running_loop().create_future())
        await self._confirmed[-1]

    async def write(self, *lots: Sequence[Record]) -> list[asyncio.Task[None]]:
        """Begins to write these, one call for each, and lets come what may."""
        tasks = [asyncio.create_task(self.convoys.write(lot)) for lot in lots]
        self.calls += tasks
        await settled()
        return tasks

    async def confirm(self, number: int, error: Exception | None = None) -> None:
        """Answers the convoy of this number."""
        if error is None:
            self._confirmed[number].set_result(None)
        else:
            self._confirmed[number].set_exception(error)
        await settled()


async def settled() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def busy_broker() -> Broker:
    """One with as many convoys under way as may be."""
    broker = Broker()
    for number in range(UNDER_WAY):
        await broker.write(some(f"first{number}-"))
    return broker


async def test_what_comes_while_the_broker_is_busy_goes_together_and_in_order() -> None:
    broker = await busy_broker()
    calls = await broker.write(some("a", 2), some("b"), some("c"))
    assert len(broker.taken) == UNDER_WAY
    await broker.confirm(0)
    assert broker.taken[UNDER_WAY:] == [["a0", "a1", "b0", "c0"]]
    assert not any(call.done() for call in calls)
    await broker.confirm(UNDER_WAY)
    assert all(call.done() and call.exception() is None for call in calls)


async def test_nothing_waits_while_the_broker_is_idle() -> None:
    broker = Broker()
    for name in ("a", "b"):
        (call,) = await broker.write(some(name))
        await broker.confirm(-1)
        assert call.done()
    assert broker.taken == [["a0"], ["b0"]]


async def test_no_convoy_of_several_writes_is_longer_than_the_limit() -> None:
    broker = await busy_broker()
    await broker.write(some("a", MOST - 1), some("b"), some("c"), some("d", 2 * MOST))
    for number in range(UNDER_WAY + 1):
        await broker.confirm(number)
    assert [len(keys) for keys in broker.taken[UNDER_WAY:]] == [MOST, 1, 2 * MOST]


async def test_a_failure_is_told_to_all_of_its_convoy_and_to_nobody_else() -> None:
    broker = await busy_broker()
    failed = await broker.write(some("a"), some("b"))
    await broker.confirm(0)
    saved = await broker.write(some("c"))
    await broker.confirm(1)
    await broker.confirm(UNDER_WAY, KafkaError("lost"))
    await broker.confirm(UNDER_WAY + 1)
    assert [str(call.exception()) for call in failed] == ["KafkaError: lost"] * 2
    assert [call.exception() for call in saved] == [None]


async def test_whoever_waits_no_longer_takes_nothing_from_the_others() -> None:
    broker = await busy_broker()
    gone, stays = await broker.write(some("a"), some("b"))
    gone.cancel()
    await broker.confirm(0)
    gone.cancel()
    await broker.confirm(UNDER_WAY)
    assert broker.taken[UNDER_WAY] == ["a0", "b0"]
    assert gone.cancelled()
    assert stays.exception() is None


async def test_at_the_end_all_are_told_also_those_whose_convoy_has_not_set_out() -> None:
    broker = await busy_broker()
    await broker.write(some("a"))
    broker.calls.append(asyncio.create_task(broker.convoys.write(some("b", MOST))))
    await asyncio.sleep(0)
    await broker.convoys.end()
    await settled()
    assert [type(call.exception()) for call in broker.calls] == [ProducerClosed] * (UNDER_WAY + 2)


async def test_what_goes_to_a_topic_that_may_be_missing_goes_alone_and_fails_alone() -> None:
    """One vendor's master file must not take others' pings with it, nor wait for their place."""
    broker = await busy_broker()
    (mine,) = await broker.write(some("truck", topic=VEHICLES.name))
    (theirs,) = await broker.write(some("ping"))
    assert broker.taken[-1] == ["truck0"]
    await broker.confirm(UNDER_WAY, KafkaError())
    assert isinstance(mine.exception(), KafkaError)
    assert not theirs.done()
    await broker.confirm(0)
    await broker.confirm(UNDER_WAY + 1)
    assert theirs.done()
    assert theirs.exception() is None
    await broker.confirm(1)
