"""After each fault all is back by itself, within 30 s of its end."""

from collections.abc import Iterable
from typing import Final

from faults.evidence import Breach, Evidence, Injected, lines_of
from faults.findings import Findings

CHECK: Final = "recovery"
BACK_MS: Final = 30_000
LATE: Final = "it came back late"


async def check(evidence: Evidence) -> list[Breach]:
    """The faults after which it was not."""
    return not_back(lines_of(evidence, Injected))


def not_back(faults: Iterable[Injected]) -> list[Breach]:
    """Breaches for faults without a recovery, and for those whose recovery took longer."""
    found = Findings(CHECK)
    for fault in faults:
        if fault.back_ms is None:
            found.add("it never came back", fault)
        elif fault.back_ms - fault.ended_ms > BACK_MS:
            found.add(LATE, f"{(fault.back_ms - fault.ended_ms) / 1000:.1f} s: {fault}")
    return found.breaches()
