"""Bounds: up to when a unit is left alone by the clock, as storage says it to the tracker that takes over.

A stored bound is never later than when the unit is due. It need not be as late: whoever looks too early finds nothing
to do. So a bound is written when it must be, and when it is nearly used up: not with every ping, each of which puts the
unit's silence off.
"""

from typing import Final

from models.times import MINUTE_MS
from storage.unit_states import NEVER_MS

_NEAR_MS: Final = 2 * MINUTE_MS
_WORTH_MS: Final = MINUTE_MS


def bound_of(due_ms: int | None) -> int:
    """The latest bound of a unit that is next due then."""
    return NEVER_MS if due_ms is None else due_ms


def is_broken(stored_ms: int, due_ms: int | None) -> bool:
    """Whether the unit is due before its bound."""
    return bound_of(due_ms) < stored_ms


def is_worn(stored_ms: int, due_ms: int | None, now_ms: int) -> bool:
    """Whether the bound is nearly used up, and a later one would hold for a while."""
    return stored_ms < now_ms + _NEAR_MS and bound_of(due_ms) - stored_ms >= _WORTH_MS
