"""A party that a message does not reach: after a day of tries it is given up, and officers are told in the case."""

from typing import Any, Final

import structlog

from dashboard.incidents.noting import noted
from dashboard.parties.asking import ITSELF, named
from models.times import DAY_MS
from storage.audit import audit
from storage.incidents import append_log, load_incidents, save_step, take_turn, tell
from storage.merges import case_of
from storage.parties import Unreached, are_unreached, give_up_late, unreached

TRIED_MS: Final = DAY_MS
"""For so long a message is tried, from its first try on: what nobody could try waits for the notifier."""
PAGE: Final = 100
_NOT_TAKEN: Final = "not taken in time"

_log = structlog.get_logger("dashboard")


async def note_unreached(pool: Any, now_ms: int) -> list[Unreached]:
    """Gives up messages to parties that no channel took for a day of tries, and notes each that was given up, once.

    Each is a line of its case's log and a row of the audit; gives those that were noted.
    """
    if not await are_unreached(pool, now_ms - TRIED_MS):
        return []
    async with pool.acquire() as connection, connection.transaction():
        await take_turn(connection)
        await give_up_late(connection, now_ms - TRIED_MS, _NOT_TAKEN)
        found = await unreached(connection, PAGE)
        for one in found:
            await _note(connection, one, now_ms)
        if found:
            await tell(connection)
        for one in found:
            await audit(connection, ITSELF, "party not reached", f"{one.incident_id} {one.party}", one.error or "")
    return found


async def _note(connection: Any, one: Unreached, now_ms: int) -> None:
    _log.warning("a party was not reached", incident_id=one.incident_id, error=one.error)
    incident = (await load_incidents(connection, [await case_of(connection, one.incident_id)]))[0]
    text = named(one.party.partition(":")[0], one.name)
    changed, line = noted(incident, "party_unreached", incident.state, now_ms, text=text)
    if not await save_step(connection, changed, incident.version):
        raise RuntimeError(f"incident {incident.incident_id} changed though nobody else had the turn")
    await append_log(connection, [line])
