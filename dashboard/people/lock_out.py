"""How long somebody who was wrong too often has to wait: pure, by account and by address."""

from typing import Final

import msgspec

from models.times import DAY_MS, HOUR_MS, MINUTE_MS
from storage.people import Tries

FORGOTTEN_MS: Final = DAY_MS
"""After so long without a wrong try none counts any more."""


class Limit(msgspec.Struct, frozen=True, kw_only=True):
    """So many tries cost nothing; then each wrong one doubles the wait, up to the longest."""

    free: int
    first_ms: int
    longest_ms: int


ACCOUNT: Final = Limit(free=5, first_ms=MINUTE_MS // 2, longest_ms=15 * MINUTE_MS)
"""The longest is short: whoever knows a name could else keep its owner out for a shift."""

ADDRESS: Final = Limit(free=20, first_ms=MINUTE_MS // 2, longest_ms=HOUR_MS)
"""A whole centre may stand behind one address."""


def wait_ms(limit: Limit, tries: Tries, now_ms: int) -> int:
    """How long until the next try is looked at, 0 where it is now."""
    over = counted(tries, now_ms).failures - limit.free
    if over < 0:
        return 0
    wait = min(limit.longest_ms, limit.first_ms << min(over, 20))
    return max(0, tries.last_ms + wait - now_ms)


def counted(tries: Tries, now_ms: int) -> Tries:
    """The tries that still count."""
    return Tries(failures=0, last_ms=0) if now_ms - tries.last_ms >= FORGOTTEN_MS else tries


def one_more(tries: Tries, now_ms: int) -> Tries:
    """After another wrong one."""
    return Tries(failures=counted(tries, now_ms).failures + 1, last_ms=now_ms)


def one_less(tries: Tries, now_ms: int) -> Tries:
    """After one that was taken for wrong turned out right."""
    return Tries(failures=max(0, counted(tries, now_ms).failures - 1), last_ms=tries.last_ms)
