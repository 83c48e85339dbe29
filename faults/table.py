"""A run's outcome as people read it: a table of the faults, what was broken, and one line that sums up."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from faults.checking import CountsAs, counted
from faults.evidence import Injected
from faults.run import Outcome

_COUNTED: Final[tuple[CountsAs, ...]] = ("lost", "doubled", "out of order")


def table(outcome: Outcome) -> list[str]:
    """The lines of the table; a breach of the whole run cannot be laid on one fault and stands under `?`."""
    times = Counter(fault.name for fault in outcome.faults if not fault.failure)
    head = ["fault", "times", *_COUNTED, "worst stall in s"]
    totals = counted(outcome.breaches)
    figures = ["?" if totals[sort] else "0" for sort in _COUNTED]
    rows = [[name, str(number), *figures, f"{outcome.stalls_s[name]:.1f}"] for name, number in sorted(times.items())]
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    return ["  ".join(_cell(text, width, column) for column, (text, width) in enumerate(zip(row, widths, strict=True)))
            for row in (head, *rows)]  # fmt: skip


def breached(outcome: Outcome) -> list[str]:
    """What does not hold, a line each."""
    return [f"BREACH  {one.check}: {one.what} ({one.count}), e.g. {one.example}" for one in outcome.breaches]


def last_line(outcome: Outcome) -> str:
    """`N faults, N pings, N lost, N doubled`; a fault that did not come about is none."""
    totals, number = counted(outcome.breaches), sum(not fault.failure for fault in outcome.faults)
    return f"{number} faults, {outcome.pings} pings, {totals['lost']} lost, {totals['doubled']} doubled"


def slowest_s(faults: Sequence[Injected]) -> float:
    """The longest that it took until all was well again, in s."""
    return max(((fault.back_ms - fault.ended_ms) / 1000 for fault in faults if fault.back_ms is not None), default=0.0)


def _cell(text: str, width: int, column: int) -> str:
    return text.ljust(width) if column == 0 else text.rjust(width)

