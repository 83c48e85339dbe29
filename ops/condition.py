"""Condition: how old is what we judge and show, and when that is an alarm of our own. Pure.

No contract asks for these alarms: they tell of us, not of a truck.
"""

from collections.abc import Iterable
from typing import Final, Literal

import msgspec

HEARD_MS: Final = 60 * 60_000
"""A unit heard within the last hour should be heard still: devices send every minute, parked ones too."""
UNSEEN_MS: Final = 5 * 60_000
"""Unheard for so long, a unit is unseen: five of its pings are missing."""
UNSEEN_SHARE: Final = 0.2
"""Over a fifth of the fleet at once: that is a network, a vendor or us, not so many trucks."""
UNSEEN_LEAST: Final = 20
"""Fewer units than this are seen one by one by the rules."""
LAG_S: Final = 60.0
"""What was received so long ago and is not judged yet comes too late for an officer on the road."""

Alarm = Literal["lag", "unseen"]


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """`lag_s` is for how long the last judged partition has been behind our clock, None where nobody knows.

    `heard` counts the units heard within the last hour, `unseen` those of them unheard for five minutes.
    """

    lag_s: float | None
    heard: int
    unseen: int
    alarms: tuple[Alarm, ...]


def condition(heard_ms: Iterable[int], passed_ms: int | None, now_ms: int) -> Condition:
    """The condition at a time: when each unit was heard last, and up to which receipt every partition is judged."""
    ages_ms = [now_ms - at_ms for at_ms in heard_ms if now_ms - at_ms <= HEARD_MS]
    unseen = sum(age_ms > UNSEEN_MS for age_ms in ages_ms)
    lag_s = None if passed_ms is None else max(0.0, (now_ms - passed_ms) / 1000)
    alarms: list[Alarm] = []
    if lag_s is not None and lag_s > LAG_S:
        alarms.append("lag")
    if unseen >= UNSEEN_LEAST and unseen > UNSEEN_SHARE * len(ages_ms):
        alarms.append("unseen")
    return Condition(lag_s=lag_s, heard=len(ages_ms), unseen=unseen, alarms=tuple(alarms))
