"""Quotas: tonnes that left a gate against what its permits allow a month and a year."""

from streams.judging.world import World
from streams.weighing.case_ledger import Held
from streams.weighing.docket import Case


def judge_quotas(case: Case, zone_id: str, world: World) -> list[Held]:
    """Which departures pass a level of their item's quota."""
    return []
