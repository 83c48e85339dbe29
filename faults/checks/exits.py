"""No service ended save where the run ended it; told to end by SIGTERM it ends with 0, within 10 s."""

import signal
from collections.abc import Iterable
from typing import Final

from faults.evidence import Breach, Evidence, Exit, lines_of
from faults.findings import Findings

CHECK: Final = "exits"
MOST_MS: Final = 10_000


async def check(evidence: Evidence) -> list[Breach]:
    """The ends that nobody asked for, and those that were not in order."""
    return unasked(lines_of(evidence, Exit))


def unasked(exits: Iterable[Exit]) -> list[Breach]:
    """Breaches for services that ended by themselves, or by a fault of their own or late when they were told to end."""
    found = Findings(CHECK)
    for each in exits:
        if each.term_ms is None and each.kill_ms is None:
            found.add("a service ended by itself", each)
            continue
        if each.code not in _codes(each):
            found.add("a service that was told to end failed", each)
        ended_ms = each.at_ms if each.kill_ms is None else each.kill_ms
        if each.term_ms is not None and ended_ms - each.term_ms > MOST_MS:
            found.add("a service took over 10 s to end", each)
    return found.breaches()


def _codes(each: Exit) -> set[int]:
    """With what it may have ended, by what it was asked."""
    codes = {-signal.SIGKILL} if each.kill_ms is not None else set()
    if each.term_ms is not None:
        codes |= {0} if each.heeds else {0, -signal.SIGTERM}
    return codes
