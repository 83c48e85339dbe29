"""The tables of the road: every pair, the timer by a clock that is an argument."""

import pytest

from dashboard.road.steps import INCIDENTS, STAYS, THERE_MS, is_overdue, may, reached, stayed, unheard
from models.incident import STATES
from models.road import ROAD_ACTS, STAY_STATES, Place, Stay

NOW_MS = 1_772_600_000_000
PLACE = Place(lat=12.7, lon=101.1, accuracy_m=8, at_ms=NOW_MS)


def stay(state: str, due_in_ms: int | None = None, *, overdue: bool = False, help_: bool = False) -> Stay:
    return Stay(
        incident_id="I1", person="somchai", state=state, changed_ms=1, due_ms=None if due_in_ms is None else NOW_MS + due_in_ms,  # type: ignore[arg-type] # a table of texts
        overdue_ms=1 if overdue else None, help_ms=1 if help_ else None,
    )  # fmt: skip


def test_every_pair_is_written():
    assert STAYS.keys() == set(STAY_STATES)
    assert INCIDENTS.keys() == set(STATES)
    assert all(row.keys() == set(ROAD_ACTS) for row in (*STAYS.values(), *INCIDENTS.values()))


CASES = [
    ("who sets out is on the way, and nothing is due", stay("away"), "on_the_way", ("on_the_way", None)),
    ("who is there is to be heard in 20 minutes", stay("on_the_way"), "there", ("there", THERE_MS)),
    ("one tap gives 20 minutes more", stay("there", 1), "renew", ("there", THERE_MS)),
    ("a finding is heard as well", stay("there", 1), "finding", ("there", THERE_MS)),
    ("help leaves the timer as it runs", stay("there", 7), "help", ("there", 7)),
    ("who leaves is due no longer", stay("there", 7), "leave", ("away", None)),
    ("who drives on is due no longer", stay("there", 7), "on_the_way", ("on_the_way", None)),
]


@pytest.mark.parametrize(("line", "before", "act", "expected"), CASES, ids=[case[0] for case in CASES])
def test_what_becomes_of_the_timer(line, before, act, expected):
    after = stayed(before, act, PLACE, NOW_MS)
    assert (after.state, None if after.due_ms is None else after.due_ms - NOW_MS) == expected, line
    assert after.place == PLACE


NOT = [
    ("nobody renews what does not run", "new", "away", "renew"),
    ("nobody leaves who did not come", "new", "away", "leave"),
    ("nobody sets out twice", "assigned", "on_the_way", "on_the_way"),
    ("nobody sets out for what is closed", "closed", "away", "on_the_way"),
]


@pytest.mark.parametrize(("line", "state", "where", "act"), NOT, ids=[case[0] for case in NOT])
def test_what_does_not_fit(line, state, where, act):
    assert not may(state, stay(where, 1 if where == "there" else None), act), line


@pytest.mark.parametrize("act", ("there", "leave", "help", "finding"))
def test_who_is_at_the_place_is_heard_though_the_case_is_closed(act):
    assert may("closed", stay("there", 1), act)


OVERDUE = [
    ("in time", stay("there", 1), False),
    ("at the due time", stay("there", 0), True),
    ("told already", stay("there", -1, overdue=True), False),
    ("not there", stay("on_the_way"), False),
]


@pytest.mark.parametrize(("line", "before", "expected"), OVERDUE, ids=[case[0] for case in OVERDUE])
def test_who_is_overdue(line, before, expected):
    assert is_overdue(before, NOW_MS) == expected, line


def test_being_heard_ends_being_overdue_but_only_leaving_or_the_centre_ends_help():
    silent = unheard(stay("there", 0, help_=True), NOW_MS)
    assert silent.overdue_ms == NOW_MS
    assert stayed(silent, "help", None, NOW_MS).overdue_ms == NOW_MS
    renewed = stayed(silent, "renew", None, NOW_MS)
    assert (renewed.overdue_ms, renewed.help_ms) == (None, 1)
    assert stayed(silent, "leave", None, NOW_MS).help_ms is None
    heard = reached(silent, NOW_MS)
    assert (heard.overdue_ms, heard.help_ms, heard.due_ms) == (None, None, NOW_MS + THERE_MS)


def test_the_last_place_is_kept_where_a_phone_does_not_tell_one():
    before = stayed(stay("on_the_way"), "there", PLACE, NOW_MS)
    assert stayed(before, "renew", None, NOW_MS + 1).place == PLACE
