"""When the age of what we judge and show is an alarm of our own: a table."""

import pytest

from ops.condition import LAG_S, UNSEEN_LEAST, condition

NOW_MS = 10_000_000
MINUTE_MS = 60_000


def fleet(seen: int, unseen: int, gone: int = 0) -> list[int]:
    """So many heard a minute ago, six minutes ago, and two hours ago."""
    return [NOW_MS - MINUTE_MS] * seen + [NOW_MS - 6 * MINUTE_MS] * unseen + [NOW_MS - 120 * MINUTE_MS] * gone


@pytest.mark.parametrize(
    ("says", "heard_ms", "behind_s", "expected"),
    (
        ("nobody has ever sent", [], None, ()),
        ("all is well", fleet(100, 3), 1.0, ()),
        ("a minute behind, to the second", fleet(100, 0), LAG_S, ()),
        ("over a minute behind", fleet(100, 0), LAG_S + 1, ("lag",)),
        ("a fifth of the fleet is unseen", fleet(80, 20), 1.0, ()),
        ("more than a fifth", fleet(79, 21), 1.0, ("unseen",)),
        ("a small fleet of which half is unseen", fleet(10, UNSEEN_LEAST - 1), 1.0, ()),
        ("parked up hours ago, they are not missed", fleet(80, 10, gone=500), 1.0, ()),
        ("a network is down and so are we", fleet(0, 50), 400.0, ("lag", "unseen")),
    ),
)
def test_alarms(says: str, heard_ms: list[int], behind_s: float | None, expected: tuple[str, ...]) -> None:
    passed_ms = None if behind_s is None else NOW_MS - round(behind_s * 1000)
    found = condition(heard_ms, passed_ms, NOW_MS)
    assert (found.alarms, found.lag_s) == (expected, behind_s), says


def test_what_is_counted() -> None:
    """Exactly five minutes is seen; a clock that runs ahead of ours is no lag."""
    found = condition([NOW_MS - 5 * MINUTE_MS, NOW_MS - 5 * MINUTE_MS - 1, NOW_MS + 7], NOW_MS + 7, NOW_MS)
    assert (found.heard, found.unseen, found.lag_s) == (3, 1, 0.0)
