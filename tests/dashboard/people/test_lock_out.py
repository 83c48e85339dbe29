"""How long somebody waits who was wrong: by a clock that is an argument."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.people.lock_out import ACCOUNT, ADDRESS, FORGOTTEN_MS, Limit, counted, one_less, one_more, wait_ms
from storage.people import Tries

NOW = 10 * FORGOTTEN_MS
WAITS = (
    ("no try before", ACCOUNT, 0, 0, 0),
    ("four wrong ones", ACCOUNT, 4, 0, 0),
    ("five: half a minute", ACCOUNT, 5, 0, 30_000),
    ("of which ten seconds are over", ACCOUNT, 5, 10_000, 20_000),
    ("of which all is over", ACCOUNT, 5, 30_000, 0),
    ("six: a minute", ACCOUNT, 6, 0, 60_000),
    ("nine: eight minutes", ACCOUNT, 9, 0, 480_000),
    ("many: no more than a quarter of an hour, so that nobody is kept out of his account", ACCOUNT, 900, 0, 900_000),
    ("after a day without a try", ACCOUNT, 900, FORGOTTEN_MS, 0),
    ("an address has more tries", ADDRESS, 19, 0, 0),
    ("and then waits as well", ADDRESS, 20, 0, 30_000),
    ("up to an hour", ADDRESS, 60, 0, 3_600_000),
)


@pytest.mark.parametrize(("limit", "failures", "ago_ms", "wait"), [pytest.param(*case[1:], id=case[0]) for case in WAITS])
def test_waits(limit: Limit, failures: int, ago_ms: int, wait: int) -> None:
    assert wait_ms(limit, Tries(failures=failures, last_ms=NOW - ago_ms), NOW) == wait


@given(st.sampled_from([ACCOUNT, ADDRESS]), st.integers(0, 500), st.integers(0, FORGOTTEN_MS - 1))
def test_another_wrong_try_never_shortens_the_wait_and_it_always_ends(limit: Limit, failures: int, ago_ms: int) -> None:
    tries = Tries(failures=failures, last_ms=NOW - ago_ms)
    before = wait_ms(limit, tries, NOW)
    assert wait_ms(limit, one_more(tries, NOW), NOW) >= before
    assert wait_ms(limit, tries, NOW + before) == 0


def test_a_right_try_takes_one_back_and_a_day_all() -> None:
    tries = Tries(failures=3, last_ms=NOW)
    assert one_less(tries, NOW).failures == 2
    assert one_less(Tries(failures=0, last_ms=NOW), NOW).failures == 0
    assert counted(tries, NOW + FORGOTTEN_MS).failures == 0
    assert one_more(tries, NOW + FORGOTTEN_MS) == Tries(failures=1, last_ms=NOW + FORGOTTEN_MS)
