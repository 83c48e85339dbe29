"""Taking partitions over: under one new token for each, their units where they belong among so many partitions."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final

import asyncpg
import structlog

from storage.offsets import OffsetRow, Place, fence_other_counts, take
from storage.sessions import end_standing
from storage.taking import end_frozen_taker, most_partitions, try_taking
from streams.tracker.homes import homes_among, rehome
from streams.tracker.sessions import let_work, session_name
from streams.tracker.waiting import NotThere

_LOCK_MS: Final = 1_000
_PAUSE_S: Final = 0.2


async def take_over(
    connection: Any, places: Sequence[Place], owner: str, partitions: int, rows: Mapping[Place, OffsetRow]
) -> dict[Place, OffsetRow]:
    """Takes partitions over, also from one that stands still in the midst of a transaction.

    The first who takes one since there are more of them moves all units to where they belong now. Raises NotThere where
    there were more of them before: the broker that was asked may not have heard of that yet.
    """
    log = structlog.get_logger("tracker")
    before = [session_name(rows[place].owner) for place in places if place in rows]
    homes: Mapping[str, int] = {}
    if any(row.partitions != partitions for row in rows.values()):
        # Beforehand: others' locks are waited for meanwhile, and the database ends a transaction that only thinks.
        homes = await homes_among(connection, partitions)
    while places:
        try:
            async with connection.transaction():
                await connection.execute(f"SET LOCAL lock_timeout = '{_LOCK_MS}ms'")
                if await try_taking(connection):
                    await _refuse_fewer(connection, partitions)
                    if await fence_other_counts(connection, partitions):
                        await let_work(connection)
                        await rehome(connection, partitions, homes)
                    return await take(connection, places, owner, partitions)
        except asyncpg.LockNotAvailableError:
            ended = await end_standing(connection, before)
            log.warning("partitions are locked by another", sessions_ended=ended)
        else:
            if await end_frozen_taker(connection):
                log.warning("another stood still while it took partitions: its session was ended")
            await asyncio.sleep(_PAUSE_S)
    return {}


async def _refuse_fewer(connection: Any, partitions: int) -> None:
    most = await most_partitions(connection)
    if partitions < most:
        raise NotThere(
            f"the broker tells of {partitions} partitions where there were {most}: if the topics were made anew, "
            f"give them {most} at least"
        )
