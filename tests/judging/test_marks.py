"""By which pings a unit knows a repeated one again: those it had last, and no others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.judging.marks import RECENT, Mark, Marks
from streams.judging.state import Unit, decode_unit, encode_unit

# Few figures, and such as have runs of equal bytes: what lies across two marks often looks like a third one.
FIGURES = st.sampled_from((0, 1, -1, 256, 1 << 32, -(1 << 63), (1 << 63) - 1, 1_772_414_930_996))
MARKS = st.tuples(FIGURES, FIGURES)


@given(st.lists(st.lists(MARKS, max_size=RECENT + 3), max_size=6), MARKS)
def test_the_newest_are_known_and_no_others(comings: list[list[Mark]], other: Mark) -> None:
    packed, plain = Marks(), list[Mark]()
    for some in comings:
        packed, plain = packed.followed_by(*some), (plain + some)[-RECENT:]
    assert packed.each() == tuple(plain)
    assert all(packed.knows(mark) for mark in plain)
    assert packed.knows(other) is (other in plain)


@pytest.mark.parametrize(
    ("says", "marks", "sought", "known"),
    (
        ("nothing is known at first", (), (0, 0), False),
        ("the halves of two marks are no mark", ((1, 2), (3, 4)), (2, 3), False),
        ("a mark after what only looks like it", ((1, 2), (3, 1), (2, 3)), (2, 3), True),
    ),
)
def test_a_mark_is_one_as_it_was_noted(says: str, marks: tuple[Mark, ...], sought: Mark, known: bool) -> None:
    assert Marks().followed_by(*marks).knows(sought) is known, says


@given(st.lists(MARKS, max_size=RECENT))
def test_they_are_saved_one_by_one(marks: list[Mark]) -> None:
    """As every release since has read them: pairs of a time and a number."""
    unit = Unit(unit_id="unit-1", recent=Marks().followed_by(*marks))
    assert decode_unit(encode_unit(unit)).recent.each() == tuple(marks)
