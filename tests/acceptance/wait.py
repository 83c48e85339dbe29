"""Waiting on a condition, with a deadline."""

import time
from collections.abc import Callable


def until(holds: Callable[[], object], what: str, deadline_s: float = 60.0, why: Callable[[], str] = str) -> None:
    """Returns once the condition holds; fails the test after the deadline, with what `why` then says."""
    ends_s = time.monotonic() + deadline_s
    while not holds():
        assert time.monotonic() < ends_s, f"waited {deadline_s:.0f} s in vain: {what}\n{why()}"
        time.sleep(0.05)
