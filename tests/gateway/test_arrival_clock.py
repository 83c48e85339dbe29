"""The arrival clock: who waits, who confirms, and what receipt each record gets."""

from hypothesis import given
from hypothesis import strategies as st

from models.times import DAY_MS, HOUR_MS, MINUTE_MS
from streams.arrival_clock import ArrivalClock

T = 1_800_000_000_000


def play(*steps: tuple[str, int]) -> tuple[list[tuple[str, int]], list[str]]:
    """Feeds units with claims (ms after T); gives what came out as (unit, receipt after T), and the leftovers."""
    clock: ArrivalClock[str] = ArrivalClock()
    out = [(item, at - T) for unit, claimed in steps for item, at in clock.feed(unit, T + claimed, unit)]
    return out, clock.leftovers()


def test_receipts_never_go_back() -> None:
    assert play(("a", 0), ("b", MINUTE_MS), ("a", 0), ("a", 2 * MINUTE_MS)) == (
        [("a", 0), ("b", MINUTE_MS), ("a", MINUTE_MS), ("a", 2 * MINUTE_MS)], [],
    )  # fmt: skip


def test_exactly_a_day_ahead_is_no_leap() -> None:
    assert play(("a", 0), ("a", DAY_MS)) == ([("a", 0), ("a", DAY_MS)], [])


def test_a_leap_that_nothing_confirms_is_left_over() -> None:
    assert play(("a", 0), ("x", 3 * DAY_MS), ("a", MINUTE_MS)) == ([("a", 0), ("a", MINUTE_MS)], ["x"])


def test_another_unit_within_a_day_of_it_confirms_a_leap() -> None:
    assert play(("a", 0), ("x", 3 * DAY_MS), ("y", 3 * DAY_MS + HOUR_MS)) == (
        [("a", 0), ("x", 3 * DAY_MS), ("y", 3 * DAY_MS + HOUR_MS)], [],
    )  # fmt: skip


def test_one_more_of_its_own_is_not_enough_two_are() -> None:
    leap = 3 * DAY_MS
    assert play(("a", 0), ("x", leap), ("x", leap + 1)) == ([("a", 0)], ["x", "x"])
    assert play(("a", 0), ("x", leap), ("x", leap + 1), ("x", leap + 2)) == (
        [("a", 0), ("x", leap), ("x", leap + 1), ("x", leap + 2)], [],
    )  # fmt: skip


def test_two_leaps_far_from_each_other_do_not_confirm_each_other() -> None:
    assert play(("a", 0), ("x", 3 * DAY_MS), ("y", 9 * DAY_MS)) == ([("a", 0)], ["x", "y"])


def test_a_record_that_waits_is_confirmed_by_one_that_did_not_have_to() -> None:
    assert play(("a", 0), ("x", DAY_MS + HOUR_MS), ("b", 2 * HOUR_MS)) == (
        [("a", 0), ("b", 2 * HOUR_MS), ("x", DAY_MS + HOUR_MS)], [],
    )  # fmt: skip


def test_what_comes_out_of_waiting_keeps_the_order_of_arrival() -> None:
    leap = 5 * DAY_MS
    assert play(("a", 0), ("x", leap + HOUR_MS), ("y", leap)) == (
        [("a", 0), ("x", leap + HOUR_MS), ("y", leap + HOUR_MS)], [],
    )  # fmt: skip


def test_a_clock_may_go_on_from_a_time_that_is_known() -> None:
    clock: ArrivalClock[str] = ArrivalClock()
    clock.go_on_from(T)
    clock.go_on_from(T - DAY_MS)
    assert clock.feed("a", T - HOUR_MS, "a") == [("a", T)]
    assert clock.feed("a", T + 2 * DAY_MS, "b") == []
    assert clock.waiting == 1


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 9 * DAY_MS)), max_size=30))
def test_every_record_comes_out_once_and_receipts_only_grow(steps: list[tuple[str, int]]) -> None:
    clock: ArrivalClock[int] = ArrivalClock()
    out = [one for number, (unit, claimed) in enumerate(steps) for one in clock.feed(unit, T + claimed, number)]
    receipts = [at for _, at in out]
    assert receipts == sorted(receipts)
    assert all(at >= T + steps[number][1] for number, at in out)
    assert sorted([number for number, _ in out] + clock.leftovers()) == list(range(len(steps)))
    assert clock.leftovers() == []
