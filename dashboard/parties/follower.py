"""Parties told by themselves: who is due is a row with a time, told by whichever dashboard looks first, once."""

import asyncio
from collections.abc import Callable
from typing import Any, Final

import msgspec
import structlog

from alerts.party_turns import Verdict, due_after, manner_of, verdict_of, way_of
from dashboard.parties.asking import ITSELF, ask_party, asked_of
from dashboard.parties.concerned import shares_of
from dashboard.parties.given import PartyDesk
from dashboard.parties.unreached import note_unreached
from dashboard.road.surroundings import Surroundings
from models.incident import Incident
from models.party import Party, PartyDue
from models.times import MINUTE_MS
from ops.metrics import PARTIES_LATE, PARTIES_TOLD, PARTIES_UNREACHED, Metrics
from ops.parties import Parties
from storage.audit import audit
from storage.away import NOT_YET
from storage.cursors import load_cursor, save_cursor
from storage.incidents import load_incidents, take_turn
from storage.merges import all_of
from storage.parties import (
    changed_incidents,
    count_late,
    due_now,
    load_asks,
    load_dues,
    save_due,
    settle_due,
    there_are_changes,
)
from storage.party_alerts import add_missed_party_alerts

LOOK_S: Final = 1.0
PAGE: Final = 100
LATE_MS: Final = MINUTE_MS
RULES: Final = "party rules"
"""Under this name stands by which rules parties were told when that was last noted."""
NOT_KNOWN: Final = "not_known"
"""Vehicles and permits say no longer that the party has to do with it."""

_log = structlog.get_logger("dashboard")


async def keep_telling(pool: Any, desk: PartyDesk, now: Callable[[], int], metrics: Metrics) -> None:
    """Tells parties by themselves until cancelled; a database that is away, or has not all its tables, is asked again.

    Where no party has an address nobody is told; what was sent before may still come to nothing.
    """
    surroundings, is_noted, is_caught_up = Surroundings(), False, False
    while True:
        try:
            if not is_caught_up:
                await note_missed(pool)
                is_caught_up = True
            for _ in await note_unreached(pool, now()):
                metrics.count(PARTIES_UNREACHED)
            if desk.parties.addresses:
                if not is_noted:
                    await note_rules(pool, desk)
                    is_noted = True
                await _tell_all(pool, desk, surroundings, now, metrics)
        except NOT_YET as error:
            _log.debug("the telling of parties waits for postgresql", error=repr(error))
        except Exception as error:  # noqa: BLE001 - the map goes on without it
            _log.error("parties cannot be told by themselves", error=repr(error))
        await asyncio.sleep(LOOK_S)


async def _tell_all(
    pool: Any, desk: PartyDesk, surroundings: Surroundings, now: Callable[[], int], metrics: Metrics
) -> None:
    while await plan_next(pool, desk, now()):
        pass
    for due in await tell_due(pool, desk, surroundings, now()):
        metrics.count(PARTIES_TOLD, way=due.way)
    metrics.put(PARTIES_LATE, await count_late(pool, now() - LATE_MS))


async def note_missed(pool: Any) -> None:
    """Notes of which alerts parties were told by a dashboard that did not note it: their accounts see those too."""
    async with pool.acquire() as connection, connection.transaction():
        await take_turn(connection)
        await add_missed_party_alerts(connection)


async def note_rules(pool: Any, desk: PartyDesk) -> bool:
    """Has the audit say by which rules parties are told, where those are others than before; says whether it did."""
    rules = rules_text(desk.parties)
    async with pool.acquire() as connection, connection.transaction():
        await take_turn(connection)
        if await load_cursor(connection, RULES) == rules:
            return False
        await save_cursor(connection, RULES, rules)
        await audit(connection, ITSELF, "rules of telling parties", "", rules)
    return True


def rules_text(parties: Parties) -> str:
    """How parties are told, in a line without a name or an address."""
    told = {"default": parties.otherwise} | dict(sorted(parties.manners.items()))
    said = [f"{rule} {one.how}{f' {one.hours:g} h' if one.hours else ''}" for rule, one in told.items()]
    return ", ".join([*said, f"confirmed_needs_answer {str(parties.confirmed_needs_answer).lower()}"])


async def plan_next(pool: Any, desk: PartyDesk, now_ms: int) -> bool:
    """Writes when parties of the next incidents that changed are due; says whether there may be more."""
    if not await there_are_changes(pool):
        return False
    async with pool.acquire() as connection, connection.transaction():
        await take_turn(connection)
        incidents = await changed_incidents(connection, PAGE)
        for incident in incidents:
            await _plan(connection, desk, incident, now_ms)
    return len(incidents) == PAGE


async def tell_due(pool: Any, desk: PartyDesk, surroundings: Surroundings, now_ms: int) -> list[PartyDue]:
    """Tells the parties that are due, each in a transaction of its own, and gives them; stops what no longer holds."""
    told: list[PartyDue] = []
    if not (waiting := await due_now(pool, now_ms, PAGE)):
        return told
    await surroundings.known(pool, now_ms)  # before the turn, for which the whole gathering waits
    for due in waiting:
        try:
            async with pool.acquire() as connection, connection.transaction():
                is_told = await _tell(connection, desk, surroundings, due, now_ms)
        except NOT_YET:
            raise
        except Exception as error:  # noqa: BLE001 - one that fails must not stop those behind it
            _log.error("a party cannot be told", incident_id=due.incident_id, error=repr(error))
            continue
        if is_told:
            told.append(due)
    return told


async def _tell(connection: Any, desk: PartyDesk, surroundings: Surroundings, due: PartyDue, now_ms: int) -> bool:
    """Tells one that is due, or writes what became of it; False where it was not told."""
    await take_turn(connection)
    if due not in await load_dues(connection, due.incident_id):
        return False  # another dashboard was first
    incident = (await load_incidents(connection, [due.incident_id]))[0]
    shares = await shares_of(connection, incident, desk.parties.addresses, desk.timezone)
    share = next((one for one in shares if one.party.party_id == due.party), None)
    judged = await _as_judged(connection, incident)
    verdict = None if share is None else await _verdict(connection, desk, judged, share.party)
    if share is None or verdict is None or way_of(verdict) is None:
        await settle_due(connection, due.incident_id, due.party, "stopped", verdict or NOT_KNOWN, now_ms)
        return False
    if way_of(verdict) != due.way:
        # The settings are others by now: it is due when these say.
        manner = manner_of(desk.parties.manners, desk.parties.otherwise, incident.summary.rules)
        later = due_after(due, due.incident_id, due.party, verdict, manner, now_ms)
        if later is not None:
            await save_due(connection, later, now_ms)
        return False
    asked = await asked_of(connection, desk, surroundings, share, "", now_ms)
    await ask_party(connection, desk, incident, share, asked, due.way, None, now_ms)
    return True


async def _plan(connection: Any, desk: PartyDesk, incident: Incident, now_ms: int) -> None:
    known = {due.party: due for due in await load_dues(connection, incident.incident_id)}
    incident = await _as_judged(connection, incident)
    manner = manner_of(desk.parties.manners, desk.parties.otherwise, incident.summary.rules)
    may_be_told = way_of(verdict_of(incident, manner, is_told=False, has_address=True)) is not None
    if not may_be_told and not known:
        return
    for share in await shares_of(connection, incident, desk.parties.addresses, desk.timezone):
        party_id = share.party.party_id
        verdict = await _verdict(connection, desk, incident, share.party)
        due = due_after(known.get(party_id), incident.incident_id, party_id, verdict, manner, now_ms)
        if due is not None:
            await save_due(connection, due, now_ms)


async def _verdict(connection: Any, desk: PartyDesk, incident: Incident, party: Party) -> Verdict:
    ids = await all_of(connection, incident.incident_id)
    return verdict_of(
        incident, manner_of(desk.parties.manners, desk.parties.otherwise, incident.summary.rules),
        is_told=bool(await load_asks(connection, ids, party.party_id)),
        has_address=party.party_id in desk.parties.addresses, has_links=desk.has_links,
    )  # fmt: skip


async def _as_judged(connection: Any, incident: Incident) -> Incident:
    """An incident that is part of a case is over when the case is, and was immediate where the case ever was."""
    if incident.merged_into is None:
        return incident
    case = (await load_incidents(connection, [incident.merged_into]))[0]
    return msgspec.structs.replace(incident, state=case.state, peak=min(incident.peak, case.peak))
