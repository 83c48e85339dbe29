"""What people were told of merged incidents is noted as told of their cases, in the caller's transaction and turn."""

from collections.abc import Sequence
from typing import Any

from alerts.handing_on import known_as
from models.incident import Incident
from storage.incidents import load_incidents
from storage.tellings import load_threads, note_known
from streams.notifier.telling.world import World


async def hand_on(connection: Any, gone: Sequence[Incident], world: World, now_ms: int) -> None:
    """Notes it, before the cases themselves are laid beside what was told of them."""
    if not gone:
        return
    case_ids = {one.merged_into for one in gone if one.merged_into is not None}
    cases = {one.incident_id: one for one in await load_incidents(connection, case_ids)}
    threads = await load_threads(connection, [*case_ids, *(one.incident_id for one in gone)])
    for one in gone:
        case = cases[one.merged_into or ""]
        is_worth_telling = world.around(case, now_ms).rule.people > 0
        known = known_as(
            threads[one.incident_id], threads[case.incident_id], case, now_ms, is_worth_telling=is_worth_telling
        )
        if known is not None:
            await note_known(connection, threads[one.incident_id], case.incident_id, known.round, known.step)
