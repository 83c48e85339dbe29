"""Precision of a rule: which share of what it told the officers confirmed, and how sure that is. Pure."""

from collections.abc import Mapping
from typing import Final

import msgspec

from dashboard.numbers.interval import wilson

LEAST_JUDGED: Final = 20
"""Of fewer judgements no share is told: its interval would span most of what is possible."""


class Precision(msgspec.Struct, frozen=True, kw_only=True):
    """How often officers came to which outcome, `n` times in all; `share` = confirmed / n with its 95 % interval.

    Below LEAST_JUDGED the share and its interval are null.
    """

    confirmed: int
    lawful: int
    device_fault: int
    false: int
    n: int
    share: float | None
    low: float | None
    high: float | None


def precision_of(outcomes: Mapping[str, int]) -> Precision:
    """The precision that these counts by outcome show; an outcome that is none of the four counts nowhere."""
    confirmed, lawful = outcomes.get("confirmed", 0), outcomes.get("lawful", 0)
    device_fault, false = outcomes.get("device_fault", 0), outcomes.get("false", 0)
    n = confirmed + lawful + device_fault + false
    enough = n >= LEAST_JUDGED
    low, high = wilson(confirmed, n) if enough else (None, None)
    return Precision(
        confirmed=confirmed, lawful=lawful, device_fault=device_fault, false=false, n=n,
        share=confirmed / n if enough else None, low=low, high=high,
    )  # fmt: skip
