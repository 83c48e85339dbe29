"""When a notice that was not taken is tried again, and when it is given up."""

from typing import Final

from streams.notifier.channels.channel import Delivery

FIRST_WAIT_MS: Final = 1_000
LONGEST_WAIT_MS: Final = 5 * 60_000
LONGEST_ASKED_MS: Final = 60 * 60_000
REFUSALS: Final = 5
"""So many tries a receiver has that says the notice itself is wrong."""


def next_try_ms(delivery: Delivery, attempts: int, now_ms: int, chance: float) -> int | None:
    """When to try again after `attempts` tries; None gives it up. `chance` in [0, 1) spreads the tries out.

    The wait doubles from 1 s to 5 min; what the receiver asked for is honoured, up to an hour. Only refusals are given
    up: a receiver that is away may come back. One that says it will never take it is given up at once.
    """
    if delivery.outcome == "refused" and (attempts >= REFUSALS or delivery.is_final):
        return None
    longest_ms = min(LONGEST_WAIT_MS, FIRST_WAIT_MS << min(attempts - 1, 20))
    wait_ms = longest_ms * (0.5 + chance / 2)
    if delivery.wait_s is not None:
        asked_ms = min(delivery.wait_s * 1000, LONGEST_ASKED_MS)
        wait_ms = max(wait_ms, asked_ms * (1 + chance / 10))
    return now_ms + int(wait_ms)
