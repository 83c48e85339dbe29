"""Who was to be heard of and was not: told to the centre once, by whichever dashboard looks first."""

import asyncio
from collections.abc import Callable
from typing import Any, Final

import structlog

from dashboard.incidents.noting import noted
from dashboard.road.acting import write_step
from dashboard.road.steps import is_overdue, unheard
from models.road import Stay
from storage.away import NOT_YET
from storage.incidents import load_incidents, take_turn
from storage.road import read_due, read_stay, save_stay

LOOK_S: Final = 1.0

_log = structlog.get_logger("dashboard")


async def keep_looking(pool: Any, now: Callable[[], int]) -> None:
    """Tells of who is overdue until cancelled; a database that is away, or has not all its tables, is asked again."""
    while True:
        try:
            await tell_overdue(pool, now())
        except NOT_YET as error:
            _log.debug("the look for overdue officers waits for postgresql", error=repr(error))
        await asyncio.sleep(LOOK_S)


async def tell_overdue(pool: Any, now_ms: int) -> list[Stay]:
    """Notes each officer of whom nothing was heard in time, in the case's log with the last place; gives them."""
    found = []
    for due in await read_due(pool, now_ms):
        async with pool.acquire() as connection, connection.transaction():
            await take_turn(connection)
            stay = await read_stay(connection, due.incident_id, due.person)
            if not is_overdue(stay, now_ms):
                continue
            found.append(unheard(stay, now_ms))
            await save_stay(connection, found[-1])
            incident = (await load_incidents(connection, [stay.incident_id]))[0]
            changed, line = noted(incident, "officer_overdue", incident.state, now_ms, text=stay.person)
            await write_step(connection, incident, changed, line, stay.place, now_ms)
    return found
