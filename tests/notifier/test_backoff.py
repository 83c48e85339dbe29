"""When a notice is tried again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.notifier.backoff import LONGEST_ASKED_MS, LONGEST_WAIT_MS, next_try_ms
from streams.notifier.channels.channel import Delivery
from streams.notifier.channels.webhook import read_retry_after

AWAY = Delivery(outcome="again", error="HTTP 503")
REFUSED = Delivery(outcome="refused", error="HTTP 422")


@pytest.mark.parametrize(
    ("delivery", "attempts", "chance", "wait_ms"),
    (
        (AWAY, 1, 0.0, 500),  # half of the first second
        (AWAY, 1, 0.5, 750),
        (AWAY, 4, 0.0, 4_000),  # doubled each time
        (AWAY, 500, 0.0, 150_000),  # never over 5 min, never given up
        (Delivery(outcome="again", wait_s=30), 1, 0.0, 30_000),  # as asked for
        (Delivery(outcome="again", wait_s=30), 1, 0.5, 31_500),  # and spread out behind it
        (Delivery(outcome="again", wait_s=0), 1, 0.0, 500),
        (Delivery(outcome="again", wait_s=10_000_000), 1, 0.0, 3_600_000),  # an hour at most
        (REFUSED, 4, 0.0, 4_000),
        (REFUSED, 5, 0.0, None),  # five tries
    ),
)
def test_waits(delivery: Delivery, attempts: int, chance: float, wait_ms: int | None) -> None:
    expected = None if wait_ms is None else 1_000_000 + wait_ms
    assert next_try_ms(delivery, attempts, 1_000_000, chance) == expected


@given(st.integers(1, 10_000), st.floats(0, 1, exclude_max=True), st.none() | st.floats(0, 1e12))
def test_a_wait_is_never_over_its_limits(attempts: int, chance: float, wait_s: float | None) -> None:
    at_ms = next_try_ms(Delivery(outcome="again", wait_s=wait_s), attempts, 0, chance)
    assert at_ms is not None
    assert 500 <= at_ms <= max(LONGEST_WAIT_MS, LONGEST_ASKED_MS * 1.1)


@pytest.mark.parametrize(
    ("text", "wait_s"),
    ((None, None), ("7", 7.0), (" 7 ", 7.0), ("soon", None), ("Mon, 02 Nov 2026 00:00:10 GMT", 10.0), ("Mon, 02 Nov 2015 00:00:10 GMT", 0.0)),
)
def test_retry_after_is_read(text: str | None, wait_s: float | None) -> None:
    assert read_retry_after(text, 1_793_577_600_000) == wait_s
