"""No service ended save where the run ended it, and then as it was told to."""

import signal
from collections.abc import Iterable
from typing import Final

from faults.evidence import Breach, Evidence, Exit, lines_of
from faults.findings import Findings

CHECK: Final = "exits"
_ASKED_FOR: Final = frozenset({0, -signal.SIGKILL, -signal.SIGTERM})


async def check(evidence: Evidence) -> list[Breach]:
    """The ends that nobody asked for."""
    return unasked(lines_of(evidence, Exit))


def unasked(exits: Iterable[Exit]) -> list[Breach]:
    """Breaches for services that ended by themselves, or by a fault of their own when they were told to end."""
    found = Findings(CHECK)
    for each in exits:
        if not each.asked:
            found.add("a service ended by itself", each)
        elif each.code not in _ASKED_FOR:
            found.add("a service that was told to end failed", each)
    return found.breaches()
