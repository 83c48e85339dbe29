"""When an input pauses and when it goes on: never for one vendor's sake, and by itself once what comes can be read."""

from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.input_guard import (
    EMPTY_S,
    OTHERS_RECORDS,
    PROBE_S,
    STEP_ASIDE_S,
    TRANSITIONS,
    WINDOW_RECORDS,
    Entry,
    Happening,
    InputGuard,
    Sample,
    State,
)

READ = Entry(probe=False)
W = WINDOW_RECORDS


def records(vendor: str | None, good: int, bad: int) -> list[Sample]:
    return [Sample(vendor, bad=False)] * good + [Sample(vendor, bad=True)] * bad


def fed(*found: Sample) -> InputGuard:
    guard = InputGuard()
    guard.leave(READ, found, 0.0)
    return guard


def paused() -> InputGuard:
    guard = fed(*records("A", 0, W // 2), *records("B", 0, W // 2))
    assert guard.state is State.PAUSED
    return guard


def test_every_pair_of_state_and_happening_is_written() -> None:
    assert TRANSITIONS.keys() == set(product(State, Happening))


def test_only_a_good_probe_opens() -> None:
    opening = {pair for pair, after in TRANSITIONS.items() if after is State.OPEN and pair[0] is not State.OPEN}
    assert opening == {(State.PROBING, Happening.GOOD)}


WINDOWS: list[tuple[str, list[Sample], State]] = [
    ("all of two vendors is bad", records("A", 0, W // 2) + records("B", 0, W // 2), State.PAUSED),
    ("one record short of a window", records("A", 0, W // 2) + records("B", 0, W // 2 - 1), State.OPEN),
    ("just over the share", records("A", 249, 4751) + records("B", 250, 4750), State.PAUSED),
    ("the share itself is not over it", records("A", 250, 4750) + records("B", 250, 4750), State.OPEN),
    ("all is of one vendor", records("A", 0, W), State.OPEN),
    ("one vendor floods, another is good", records("A", 0, W - 300) + records("B", 300, 0), State.OPEN),
    ("one vendor floods, another has a bad record among good ones", records("A", 0, W - 300) + records("B", 295, 5), State.OPEN),
    ("one vendor floods, too little of others is there", records("A", 0, W - OTHERS_RECORDS + 1) + records("B", 0, OTHERS_RECORDS - 1), State.OPEN),
    ("one vendor is large, the small one as bad", records("A", 0, W - OTHERS_RECORDS) + records("B", 0, OTHERS_RECORDS), State.PAUSED),
    ("one vendor floods, half of the other's are bad", records("A", 0, W - 400) + records("B", 200, 200), State.OPEN),
    ("one vendor floods, most of the other's are bad", records("A", 0, W - 400) + records("B", 199, 201), State.PAUSED),
    ("many vendors, all bad", [one for n in range(50) for one in records(str(n), 0, W // 50)], State.PAUSED),
    ("nobody's records alone are no vendor", records(None, 0, W), State.OPEN),
    ("nobody's beside one vendor's are no second one", records(None, 0, W // 2) + records("A", 0, W // 2), State.OPEN),
    ("nobody's good ones count in the share", records(None, W // 2, 0) + records("A", 0, W // 4) + records("B", 0, W // 4), State.OPEN),
    ("what was good before has slid out", records("A", W, 0) + records("A", 0, W // 2) + records("B", 0, W // 2), State.PAUSED),
    ("what is good now counts", records("A", 0, W // 2) + records("B", 0, W // 2) + records("C", 600, 0), State.OPEN),
]


@pytest.mark.parametrize(("found", "state"), [pytest.param(*case[1:], id=case[0]) for case in WINDOWS])
def test_a_window_pauses_or_not(found: list[Sample], state: State) -> None:
    assert fed(*found).state is state


@given(st.integers(0, W), st.integers(0, 3 * W))
def test_one_bad_vendor_never_pauses_an_input_whose_others_are_good(others: int, bad: int) -> None:
    guard = fed(*records("good", others, 0))
    guard.leave(READ, records("bad", 0, bad), 1.0)
    assert guard.state is State.OPEN


def test_a_paused_input_is_not_read_before_its_probe() -> None:
    guard = paused()
    assert guard.enter(PROBE_S - 0.1) is None
    assert guard.next_probe_s(10.0) == PROBE_S - 10.0
    assert guard.enter(PROBE_S) == Entry(probe=True)
    assert guard.enter(PROBE_S) is None, "one probe at a time"


PROBES: list[tuple[str, Sequence[Sample], State, float]] = [
    ("good", records("A", 1, 0), State.OPEN, 0.0),
    ("one in ten can be read", records("A", 1, 9), State.OPEN, 0.0),
    ("bad", records("A", 0, 1), State.PAUSED, PROBE_S),
    ("one in a hundred can be read", records("A", 1, 99), State.PAUSED, PROBE_S),
    ("nothing was there", [], State.PAUSED, EMPTY_S),
]


@pytest.mark.parametrize(("found", "state", "wait_s"), [pytest.param(*case[1:], id=case[0]) for case in PROBES])
def test_a_probe_decides(found: Sequence[Sample], state: State, wait_s: float) -> None:
    guard = paused()
    entry = guard.enter(PROBE_S)
    assert entry is not None
    guard.leave(entry, found, 40.0)
    assert guard.state is state
    assert guard.enter(40.0 + wait_s - 0.01) == (READ if state is State.OPEN else None)
    assert guard.enter(40.0 + wait_s) == Entry(probe=state is not State.OPEN)


def test_what_began_before_the_pause_opens_nothing() -> None:
    guard = paused()
    guard.leave(READ, records("A", W, 0), 1.0)
    assert guard.state is State.PAUSED


def test_an_input_that_goes_on_begins_a_fresh_window() -> None:
    guard = paused()
    guard.leave(guard.enter(PROBE_S) or READ, records("A", 1, 0), PROBE_S)
    guard.leave(READ, records("A", 0, W // 2) + records("B", 0, W // 2 - 1), 31.0)
    states = [guard.state]
    guard.leave(READ, records("B", 0, 1), 32.0)
    assert [*states, guard.state] == [State.OPEN, State.PAUSED]


def test_who_failed_a_probe_leaves_the_next_to_others_for_a_while() -> None:
    guard = paused()
    guard.leave(guard.enter(PROBE_S, "loud") or READ, records("A", 0, 1), PROBE_S)
    due_s = 2 * PROBE_S
    assert guard.enter(due_s, "loud") is None
    assert guard.enter(due_s, "quiet") == Entry(probe=True, sender="quiet")


def test_who_failed_may_probe_when_nobody_else_does() -> None:
    guard = paused()
    guard.leave(guard.enter(PROBE_S, "loud") or READ, records("A", 0, 1), PROBE_S)
    assert guard.enter(2 * PROBE_S + STEP_ASIDE_S, "loud") == Entry(probe=True, sender="loud")
