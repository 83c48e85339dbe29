"""How desks may be changed, and what holds after any row of changes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.desks.accepting import accepting
from dashboard.desks.arranging import put, remove
from models.desk import THE_CENTRE, Desk, Handover
from tests.dashboard.desks.test_watching import EAST, NORTH, WEST, desk


def rows(desks: tuple[Desk, ...]) -> list[tuple[str, tuple[str, ...], bool]]:
    return [(one.desk_id, one.zone_ids, one.for_the_rest) for one in desks]


def test_the_first_desk_stands_beside_the_one_of_all():
    done = put((), EAST)
    assert (done.why, rows(done.desks)) == ("done", [("centre", (), True), ("east", ("Z-MTP", "Z-LCB"), False)])


def test_an_estate_and_the_rest_go_to_the_desk_that_takes_them():
    done = put((EAST, WEST), desk("north", "Z-MTP", order=2, rest=True))
    assert rows(done.desks) == [("east", ("Z-LCB",), False), ("north", ("Z-MTP",), True), ("west", (), False)]


REFUSED: tuple[Any, ...] = (
    ("the rest cannot be left to nobody", put((EAST, WEST), desk("west", order=3)), "has_the_rest"),
    ("nor by the one desk of all", put((), desk("centre")), "has_the_rest"),
    ("a desk with the rest cannot go", remove((EAST, WEST), "west"), "has_the_rest"),
    ("what is not there cannot go", remove((EAST, WEST), "north"), "unknown"),
    ("nor the one of all, which is no row", remove((), "centre"), "unknown"),
)


@pytest.mark.parametrize(("arranged", "why"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_is_refused(arranged: Any, why: str):
    assert arranged.why == why


def test_a_refusal_leaves_the_desks_as_they_are():
    assert remove((EAST, WEST), "west").desks == (EAST, WEST)
    assert put((EAST, WEST), desk("west", order=3)).desks == (EAST, WEST)


def test_a_desk_goes_and_the_last_one_too():
    assert remove((EAST, NORTH, WEST), "east").desks == (NORTH, WEST)
    assert remove((WEST,), "west").desks == ()


IDS = st.sampled_from(["a", "b", "c", THE_CENTRE.desk_id])
PUTS = st.builds(lambda name, zones, order, rest: desk(name, *sorted(zones), order=order, rest=rest), IDS, st.frozensets(st.sampled_from(["Z1", "Z2", "Z3"])), st.integers(1, 4), st.booleans())


@given(st.lists(PUTS | IDS, max_size=8))
def test_after_any_changes_one_desk_has_the_rest_and_no_estate_is_at_two(changes: list[Any]):
    desks: tuple[Desk, ...] = ()
    for change in changes:
        desks = (put(desks, change) if isinstance(change, Desk) else remove(desks, change)).desks
        named = [zone_id for one in desks for zone_id in one.zone_ids]
        assert len(named) == len(set(named))
        assert sum(one.for_the_rest for one in desks) == (1 if desks else 0)


@pytest.mark.parametrize(
    ("state", "person", "expected"),
    (
        ("open", "mali", "accept"),
        ("open", "chai", "not_yours"),
        ("accepted", "mali", "accepted_before"),
        ("accepted", "chai", "not_yours"),
        ("replaced", "mali", "replaced"),
        ("replaced", "chai", "not_yours"),
    ),
)
def test_who_may_accept_what(state: Any, person: str, expected: str):
    settled_ms = None if state == "open" else 2
    handover = Handover(handover_id=1, desk_id="east", from_person="lek", to_person="mali", note="-", made_ms=1, state=state, settled_ms=settled_ms)
    assert accepting(handover, person) == expected
