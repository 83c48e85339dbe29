"""Consignments: what the papers of a manifest say against what was seen of it."""

from streams.judging.world import World
from streams.weighing.case_ledger import Held
from streams.weighing.docket import Case


def judge_consignments(case: Case, zone_id: str, world: World, now_ms: int, since_ms: int) -> tuple[list[Held], int | None]:
    """What holds of the manifests of a gate's permits at a time, and when to look again."""
    return [], None
