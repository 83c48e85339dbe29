"""The overlay: what the clock alone makes of a unit, laid over a copy of its fold.

A watch says when the absence of something is next due, and what it then makes of the unit. In the fold the same comes
about at the first ping that is later; where that ping shows it otherwise, the watch was wrong, and is taken back.
"""

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from streams.judging.companion import companion_due_ms, hear_companion
from streams.judging.deadlines import expire, trip_due_ms
from streams.judging.desk import Desk
from streams.judging.device_check import device_due_ms, device_if_due
from streams.judging.outings import outing_due_ms, outing_if_due
from streams.judging.overnight import hold_due_ms, hold_if_due
from streams.judging.silence import silence_due_ms, silence_if_due
from streams.judging.state import Fold, copied_fold


class Watch(NamedTuple):
    """When it is next due of a fold, and what the clock at a time says of it; the fold may be changed."""

    due_ms: Callable[[Fold, Desk], Iterable[int]]
    say: Callable[[Fold, int, Desk], None]


# An outing is told with the trip of its last ping; of the others a trip's own deadlines come first: they ask whether
# it still goes on.
WATCHES: Final = (
    Watch(outing_due_ms, outing_if_due),
    Watch(trip_due_ms, expire),
    Watch(hold_due_ms, hold_if_due),
    Watch(companion_due_ms, hear_companion),
    Watch(silence_due_ms, silence_if_due),
    Watch(device_due_ms, device_if_due),
)

_OFF_TRIP: Final = (outing_due_ms, device_due_ms)
_ON_TRIP: Final = tuple(watch.due_ms for watch in WATCHES)
"""When what is watched is due: of a unit in no trip and without companions only the former ever are."""


def deadlines_ms(fold: Fold, desk: Desk) -> list[int]:
    """When the clock alone makes something due of a unit as it stands."""
    dues: list[int] = []
    for due_ms in _OFF_TRIP if fold.trip is None and not desk.rulings.bridged else _ON_TRIP:
        dues += due_ms(fold, desk)
    return dues


def overlay(fold: Fold, dues: Iterable[int], desk: Desk, now_ms: int) -> None:
    """Says all that deadlines, `dues`, at or before a time make of the fold as it stands, without changing it."""
    if min(dues, default=now_ms + 1) <= now_ms:
        twin = copied_fold(fold)
        for watch in WATCHES:
            watch.say(twin, now_ms, desk)
