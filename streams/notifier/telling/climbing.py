"""The ladder climbed: rungs whose time has come tell somebody else, or are stopped, in one transaction."""

from typing import Any, Final

import structlog

from alerts.ladder import RUNGS, rung_turn
from alerts.plans import climbed
from storage.incidents import load_incidents
from storage.tellings import (
    add_rungs,
    add_tellings,
    due_rungs,
    load_threads,
    load_told,
    settle_rung,
    take_turn,
)
from streams.notifier.telling.world import World

PAGE: Final = 100

_log = structlog.get_logger("notifier")


async def climb(connection: Any, world: World, now_ms: int) -> bool:
    """Does what rungs that are due ask for; says whether there may be more to do at once."""
    async with connection.transaction():
        await take_turn(connection)
        rungs = await due_rungs(connection, now_ms, PAGE)
        names = {rung.incident_id for rung in rungs}
        incidents = {one.incident_id: one for one in await load_incidents(connection, names)}
        threads = await load_threads(connection, names)
        for rung in rungs:
            incident, thread = incidents[rung.incident_id], threads[rung.incident_id]
            # Asked for each anew: a rung before it may have told somebody.
            told = (await load_told(connection, [thread]))[rung.incident_id]
            has_opened = any(one.is_opened for one in told if one.person == rung.person)
            turn = rung_turn(rung.rung, incident, rung.due_ms, now_ms, has_opened=has_opened)
            state = RUNGS[rung.state, turn]
            outcome: str = turn
            if state == "taken":
                tellings, more, outcome = climbed(rung, thread, incident, told, world.around(incident, now_ms))
                await add_tellings(connection, tellings)
                await add_rungs(connection, more)
                _log.info("not acknowledged", incident_id=rung.incident_id, rung=rung.rung, outcome=outcome)
            await settle_rung(connection, rung, state, outcome, now_ms)
    return len(rungs) == PAGE
