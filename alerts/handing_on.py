"""What was told of an incident that was merged, as told of its case: so nobody is told anew what they know already."""

import msgspec

from alerts.threads import MOVES, turn_of
from models.incident import Incident
from models.telling import StepName, Thread


class KnownAs(msgspec.Struct, frozen=True):
    """The round and step of a case as which its people know what they were told of the merged incident."""

    round: int
    step: StepName


def known_as(gone: Thread, case: Thread, incident: Incident, now_ms: int, *, is_worth_telling: bool) -> KnownAs | None:
    """As what the people of a merged incident know its case, given the threads of both before; None: as nothing.

    Where the case is about to be told as opened, graver or elsewhere it is that very step, so that it is told to the
    others alone. Where it stands told, they belong to those who hear how it goes on and ends. Where it is neither, as
    when somebody has it in hand, they know nothing of it that a later round would not tell.
    """
    if gone.standing not in {"told", "taken"}:
        return None
    turn = turn_of(case, incident, now_ms, is_worth_telling=is_worth_telling)
    step: StepName | None = MOVES[case.standing, turn].step
    if step == "opened":
        return KnownAs(case.round + 1, "opened")
    if case.standing not in {"told", "taken"}:
        return None
    return KnownAs(case.round, "worse" if step == "worse" else "moved" if step == "moved" else "opened")
