"""Partitions are taken by one tracker at a time: one at work is waited for, one that stands still is put out."""

import asyncio
from typing import Any

import asyncpg
import pytest

from models.topics import PINGS
from storage import sessions
from storage.offsets import load, take
from storage.taking import end_frozen_taker, try_taking
from storage.together import change
from storage.unit_states import UnitStateRow, saved_states
from streams.gateway.sink import partition_of
from streams.tracker import homes, taking
from streams.tracker.recovery import recover
from streams.tracker.sessions import guarded
from streams.tracker.taking import take_over
from streams.tracker.waiting import NotThere
from tests.tracker.bench import database_of, until
from tests.tracker.road import reference, unit, world
from tests.tracker.stand_in import TOPICS, Log

BEFORE, AFTER = 2, 5
PLACE = (PINGS.name, 0)


class Wide(Log):
    """A broker whose topics have so many partitions, with nothing on them."""

    def __init__(self, partitions: int) -> None:
        super().__init__(())
        self.partitions = partitions

    def partitions_for_topic(self, _: str) -> set[int]:
        return set(range(self.partitions))


async def begin(db: Any, owner: str, partitions: int, units: int = 8) -> None:
    """A tracker holds partition 0 of so many, and units are where they belong."""
    async with db.transaction():
        await take(db, [(topic, 0) for topic in TOPICS], owner, partitions)
        await change(db, saved_states([_state(unit(number), partitions) for number in range(units)]))


def _state(unit_id: str, partitions: int) -> UnitStateRow:
    return UnitStateRow(unit_id=unit_id, partition=partition_of(unit_id.encode(), partitions), saved_ms=1, format=1, body=b"")


async def places(db: Any) -> dict[str, int]:
    return {row["unit_id"]: row["partition"] for row in await db.fetch("SELECT unit_id, partition FROM unit_states")}


async def take_as(db: Any, owner: str, partitions: int) -> None:
    consumer: Any = Wide(partitions)
    await recover(db, consumer, TOPICS, [0], {}, world(reference(1)), owner)


async def test_homes_are_found_before_the_transaction(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within it the database waits for an answer, for 5 s and no longer; only who has come in between is left for then."""
    within: list[str] = []

    async with database_of(database) as db:
        await begin(db, "old", BEFORE)

        def watched(key: bytes, partitions: int) -> int:
            if db.is_in_transaction():
                within.append(key.decode())
            return partition_of(key, partitions)

        async def found(connection: Any, partitions: int) -> dict[str, int]:
            known = await homes.homes_among(connection, partitions)
            await change(connection, saved_states([_state(unit(99), BEFORE)]))
            return known

        monkeypatch.setattr(homes, "partition_of", watched)
        monkeypatch.setattr(taking, "homes_among", found)
        await take_as(db, "new", AFTER)
        assert within == [unit(99)]
        expected = {unit(number): partition_of(unit(number).encode(), AFTER) for number in (*range(8), 99)}
        assert await places(db) == expected


async def test_moving_may_take_its_time(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """While units are moved the session is not one that stands still: it has another limit, for this transaction alone."""
    limit = "SHOW idle_in_transaction_session_timeout"
    async with database_of(guarded(database, "new")) as db:
        await begin(db, "old", BEFORE)
        told = []

        async def noted(connection: Any, partitions: int, known: Any) -> None:
            told.append(await connection.fetchval(limit))
            await homes.rehome(connection, partitions, known)

        monkeypatch.setattr(taking, "rehome", noted)
        await take_as(db, "new", AFTER)
        assert (told, await db.fetchval(limit)) == (["30s"], "5s")


async def test_one_that_is_at_work_is_waited_for(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It moves units for longer than a session may stand still, and is the owner of what the other wants."""
    monkeypatch.setattr(sessions, "LONG_S", 0.0)
    looks = 0

    async def looked(connection: Any) -> int:
        nonlocal looks
        looks += 1
        return await end_frozen_taker(connection)

    monkeypatch.setattr(taking, "end_frozen_taker", looked)
    monkeypatch.setattr(taking, "_LOCK_MS", 100)
    monkeypatch.setattr(taking, "_PAUSE_S", 0.01)
    async with database_of(guarded(database, "one")) as one, database_of(database) as two:
        await begin(one, "one", 1)
        async with one.transaction():
            assert await try_taking(one)
            other = asyncio.create_task(take_over(two, [PLACE], "two", 1, await load(one)))
            await until(lambda: looks > 30 or other.done(), "the other has waited")
            assert not other.done()
            await one.execute("SELECT 1")
        assert (await other)[PLACE].owner == "two"


async def test_one_that_stands_still_is_put_out(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.taking.FROZEN_S", 0.0)
    async with database_of(guarded(database, "one")) as one, database_of(database) as two:
        await begin(two, "one", 1)
        standing = one.transaction()
        await standing.start()
        assert await try_taking(one)
        taken = await take_over(two, [PLACE], "two", 1, await load(two))
        assert taken[PLACE].owner == "two"
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
            await standing.commit()


async def test_who_knows_of_fewer_partitions_moves_nothing(database: str) -> None:
    """A broker that has not heard of the new ones yet is waited for: units would go back to where nobody reads them."""
    async with database_of(database) as db:
        await begin(db, "new", AFTER)
        before, rows = await places(db), await load(db)
        with pytest.raises(NotThere, match="tells of 2 partitions where there were 5"):
            await take_as(db, "old", BEFORE)
        assert (await places(db), await load(db)) == (before, rows)
        await take_as(db, "newer", AFTER)
        assert (await load(db))[PLACE].owner == "newer"
