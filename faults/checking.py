"""All checks of a run, and what each counts as in the run's table."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Final, Literal

import msgspec

from faults.checks import (
    accounted,
    acknowledged,
    chain,
    exits,
    memory,
    notified,
    offsets,
    once,
    papers,
    published,
    recovery,
    replayed,
    versions,
)
from faults.evidence import Breach, Evidence

CountsAs = Literal["lost", "doubled", "out of order", "other"]


class Check(msgspec.Struct, frozen=True):
    """A check: its name, as what its breaches count, and the check itself."""

    name: str
    counts_as: CountsAs
    run: Callable[[Evidence], Awaitable[list[Breach]]]


DELIVERY: Final = (
    Check(acknowledged.CHECK, "lost", acknowledged.check),
    Check(accounted.CHECK, "lost", accounted.check),
    Check(papers.CHECK, "lost", papers.check),
    Check(once.CHECK, "doubled", once.check),
    Check(offsets.CHECK, "out of order", offsets.check),
    Check(chain.CHECK, "lost", chain.check),
    Check(versions.CHECK, "out of order", versions.check),
    Check(published.CHECK, "lost", published.check),
    Check(replayed.CHECK, "other", replayed.check),
)
"""What holds of any trackers, whoever else runs."""

CHECKS: Final = (
    *DELIVERY,
    Check(notified.CHECK, "lost", notified.check),
    Check(memory.CHECK, "other", memory.check),
    Check(recovery.CHECK, "other", recovery.check),
    Check(exits.CHECK, "other", exits.check),
)


async def breaches(evidence: Evidence, checks: Iterable[Check] = CHECKS) -> list[Breach]:
    """All that a run has broken; empty when every promise was kept."""
    return [breach for check in checks for breach in await check.run(evidence)]


def counted(found: Iterable[Breach]) -> dict[CountsAs, int]:
    """How much was lost, doubled, out of order, or otherwise wrong."""
    kinds: dict[str, CountsAs] = {check.name: check.counts_as for check in CHECKS}
    totals: dict[CountsAs, int] = {"lost": 0, "doubled": 0, "out of order": 0, "other": 0}
    for breach in found:
        totals[kinds.get(breach.check, "other")] += breach.count
    return totals
