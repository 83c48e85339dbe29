"""From incidents to tellings: what changed is laid beside what was told, in one transaction with the place reached."""

from typing import Any, Final

import structlog

from alerts.plans import planned
from storage.tellings import (
    add_rungs,
    add_tellings,
    changed_incidents,
    climbing,
    load_threads,
    load_told,
    save_threads,
    stop_rungs,
    take_turn,
    withdraw,
    withdraw_all,
    withdraw_given,
)
from streams.notifier.telling.handing_on import hand_on
from streams.notifier.telling.world import World

PAGE: Final = 200

_log = structlog.get_logger("notifier")


async def gather_incidents(connection: Any, world: World, now_ms: int) -> bool:
    """Has the next incidents that changed told; says whether there may be more to do at once.

    Of several who gather one does, and the others wait. Whoever dies in between has done nothing.
    """
    async with connection.transaction():
        await take_turn(connection)
        incidents = await changed_incidents(connection, PAGE)
        threads = await load_threads(connection, [one.incident_id for one in incidents])
        if not world.rosters:
            return len(incidents) == PAGE
        await hand_on(connection, [one for one in incidents if one.merged_into is not None], world, now_ms)
        told = await load_told(connection, threads.values())
        climbers = await climbing(connection, threads)
        plans = []
        for incident in incidents:
            name = incident.incident_id
            around = world.around(incident, now_ms)
            plan = planned(threads[name], incident, told[name], name in climbers, around)
            if plan.stop is not None:
                await stop_rungs(connection, name, plan.stop, now_ms)
            if plan.withdraws:
                await withdraw(connection, name)
            if incident.merged_into is not None:
                await withdraw_all(connection, name)
            if any(one.step == "given" and not one.is_out and one.person != incident.assignee for one in told[name]):
                await withdraw_given(connection, name, incident.assignee)
            if plan.thread.round > threads[name].round and not plan.tellings:
                _log.warning("nobody on duty can be told of an incident", incident_id=name)
            plans.append(plan)
        after = [plan.thread for plan in plans]
        await save_threads(connection, [one for one in after if one != threads[one.incident_id]])
        await add_tellings(connection, [one for plan in plans for one in plan.tellings])
        await add_rungs(connection, [one for plan in plans for one in plan.rungs])
    return len(incidents) == PAGE
