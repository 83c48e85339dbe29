"""The circuit breaker of a channel: after failures in a row it is left alone, then tried with one message."""

from collections.abc import Mapping
from typing import Final, Literal

import msgspec

from models.times import MINUTE_MS, SECOND_MS

BreakerState = Literal["closed", "open", "trying"]
"""`closed`: messages flow. `open`: none is sent. `trying`: one is, to see."""
BreakerTurn = Literal["took", "failed", "failed_again", "rested"]
"""`failed_again`: as often in a row as opens it. `rested`: it was left alone for long enough."""

FAILURES: Final = 5
FIRST_REST_MS: Final = 15 * SECOND_MS
LONGEST_REST_MS: Final = 5 * MINUTE_MS

TURNS: Final[Mapping[tuple[BreakerState, BreakerTurn], BreakerState]] = {
    ("closed", "took"): "closed",
    ("closed", "failed"): "closed",
    ("closed", "failed_again"): "open",
    ("closed", "rested"): "closed",
    # What was on its way when it opened says how the channel is, too.
    ("open", "took"): "closed",
    ("open", "failed"): "open",
    ("open", "failed_again"): "open",
    ("open", "rested"): "trying",
    ("trying", "took"): "closed",
    ("trying", "failed"): "open",
    ("trying", "failed_again"): "open",
    ("trying", "rested"): "trying",
}


class Breaker(msgspec.Struct, frozen=True, kw_only=True):
    """How a channel stands: failures in a row, how often it was opened in a row, and until when it rests."""

    state: BreakerState = "closed"
    failures: int = 0
    openings: int = 0
    rests_until_ms: int = 0


def told(breaker: Breaker, *, took: bool, now_ms: int) -> Breaker:
    """The breaker after a try."""
    if took:
        return Breaker(state=TURNS[breaker.state, "took"])
    failures = breaker.failures + 1
    state = TURNS[breaker.state, "failed_again" if failures >= FAILURES else "failed"]
    if state != "open" or breaker.state == "open":
        return msgspec.structs.replace(breaker, state=state, failures=failures)
    rest_ms = min(LONGEST_REST_MS, FIRST_REST_MS << min(breaker.openings, 10))
    return Breaker(state=state, failures=failures, openings=breaker.openings + 1, rests_until_ms=now_ms + rest_ms)


def looked_at(breaker: Breaker, now_ms: int) -> Breaker:
    """The breaker as it stands at a time."""
    if now_ms < breaker.rests_until_ms:
        return breaker
    return msgspec.structs.replace(breaker, state=TURNS[breaker.state, "rested"])
