"""No process ever has more of the machine's memory than its bound."""

from collections.abc import Iterable
from typing import Final

from faults.evidence import Breach, Evidence, Memory, lines_of
from faults.findings import Findings

CHECK: Final = "memory"
_MB: Final = 1024 * 1024
BOUNDS_MB: Final = {"tracker": 600, "gateway": 400, "notifier": 300}
"""By the beginning of a process's name."""
OTHER_MB: Final = 600


async def check(evidence: Evidence) -> list[Breach]:
    """The processes that were over it."""
    return over(lines_of(evidence, Memory))


def over(samples: Iterable[Memory]) -> list[Breach]:
    """One breach a process, with its largest sample."""
    found = Findings(CHECK)
    largest: dict[str, int] = {}
    for sample in samples:
        largest[sample.process] = max(largest.get(sample.process, 0), sample.rss_bytes)
    for process, rss_bytes in sorted(largest.items()):
        if rss_bytes > bound_mb(process) * _MB:
            found.add("more memory than its bound", f"{process}: {rss_bytes // _MB} MB, not {bound_mb(process)} MB")
    return found.breaches()


def bound_mb(process: str) -> int:
    """How much a process of this name may have."""
    return next((mb for name, mb in BOUNDS_MB.items() if process.startswith(name)), OTHER_MB)
