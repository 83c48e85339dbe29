"""Storms: how many messages one person gets over one channel, and what is folded into one; what is immediate goes."""

from collections.abc import Sequence
from typing import Final, TypeVar

from models.times import MINUTE_MS

WINDOW_MS: Final = 5 * MINUTE_MS
MOST: Final = 10
"""More messages that are not immediate than this nobody gets over a channel in any five minutes."""
SINGLES: Final = 5
"""So many of them tell of one thing each; the others are kept for digests, so that nothing waits for long."""
BETWEEN_MS: Final = WINDOW_MS // (MOST - SINGLES)
"""In a storm a digest has this distance from the message before it, so that no window holds more than `MOST`."""
LISTED: Final = 12
"""A message that lists incidents one by one, each with its link, lists so many: more are cut off by messengers."""

One = TypeVar("One")


def passed(waiting: Sequence[One]) -> tuple[tuple[One, ...], ...]:
    """The messages for what is immediate, which all goes now: each alone, or where it is much at once, in lists."""
    size = 1 if len(waiting) <= SINGLES else LISTED
    return tuple(tuple(waiting[at : at + size]) for at in range(0, len(waiting), size))


def folded(waiting: Sequence[One], sent_ms: Sequence[int], now_ms: int) -> tuple[tuple[One, ...], ...]:
    """The messages for what can wait that go now, each with what it tells of; none where it is held for a digest.

    `sent_ms` are the times of such messages before to this person over this channel; one that is not sent yet counts
    in every window. Whatever waits stands in exactly one message, or waits on: at most `BETWEEN_MS`, or until the
    channel takes some of the `MOST` that it was given.
    """
    if not waiting:
        return ()
    recent = [at_ms for at_ms in sent_ms if at_ms > now_ms - WINDOW_MS]
    if len(recent) + len(waiting) <= SINGLES:
        return tuple((one,) for one in waiting)
    if len(recent) >= MOST or (recent and now_ms - max(recent) < BETWEEN_MS):
        return ()
    return (tuple(waiting),)
