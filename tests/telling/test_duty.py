"""Who is on duty for a place at a time, in which order, and why."""

from datetime import date
from typing import Any

import pytest

from alerts.duty import covering, on_duty, quiet_until_ms
from models.roster import Change, DutyPlace, Hours, Roster
from models.working_days import holidays_of
from tests.telling.made import BANGKOK, at, member, roster, shift

THAI = holidays_of("TH")
HERE = DutyPlace(estate_zone_id="Z-EST-1", province="TH-21")
DAY, NIGHT = shift("12345", "08:00", "16:00"), shift("12345", "22:00", "06:00")


def named(rosters: list[Roster], place: DutyPlace, when: str) -> list[str]:
    return [f"{one.person} {one.why}" for one in on_duty(rosters, place, at(when), BANGKOK, THAI)]


@pytest.mark.parametrize(
    ("when", "shifts", "on"),
    (
        ("2026-11-02 08:00", (DAY,), True),  # the first minute of a Monday's shift
        ("2026-11-02 07:59", (DAY,), False),
        ("2026-11-02 16:00", (DAY,), False),  # the next one begins then
        ("2026-11-07 09:00", (DAY,), False),  # a Saturday
        ("2026-11-02 23:00", (NIGHT,), True),
        ("2026-11-07 05:59", (NIGHT,), True),  # Friday's night goes on into Saturday
        ("2026-11-07 06:00", (NIGHT,), False),
        ("2026-11-02 05:00", (NIGHT,), False),  # Sunday's night is none
        ("2026-11-07 23:00", (NIGHT,), False),  # Saturday's night is none
        ("2026-12-07 09:00", (DAY,), True),  # a day in lieu (of the King's birthday, a Saturday), worked as usual
        ("2026-12-07 09:00", (shift("12345", "08:00", "16:00", "off"),), False),
        ("2026-12-08 09:00", (shift("12345", "08:00", "16:00", "off"),), True),
        ("2026-12-07 09:00", (shift("1234567", "08:00", "16:00", "only"),), True),
        ("2026-12-08 09:00", (shift("1234567", "08:00", "16:00", "only"),), False),
        ("2026-12-08 02:00", (shift("1234567", "22:00", "06:00", "only"),), True),  # the holiday's night
        ("2026-11-02 03:00", (shift("1", "00:00", "00:00"),), True),  # a whole day
        ("2026-11-03 00:00", (shift("1", "00:00", "00:00"),), False),
        ("2026-11-02 03:00", (), True),  # always
        ("2026-11-02 09:00", (NIGHT, DAY), True),  # either
    ),
)
def test_shifts(when: str, shifts: tuple[Any, ...], on: bool) -> None:
    assert (date(2026, 12, 7) in THAI) is True
    rosters = [roster("mtp", member("a", shifts=shifts), member("b"), zone_ids=("Z-EST-1",))]
    assert (named(rosters, HERE, when)[0].split()[0] == "a") is on


@pytest.mark.parametrize(
    ("changes", "when", "expected"),
    (
        ([("a", "08:00", "16:00", False)], "2026-11-02 09:00", ["b estate always"]),  # ill today
        ([("a", "20:00", "22:00", True)], "2026-11-02 21:00", ["a estate change", "b estate always"]),
        ([("a", "08:00", "16:00", False), ("a", "10:00", "12:00", True)], "2026-11-02 11:00", ["a estate change", "b estate always"]),  # the last one counts
        ([("a", "08:00", "09:00", False)], "2026-11-02 09:00", ["a estate shift", "b estate always"]),  # over
        ([("b", "08:00", "16:00", False)], "2026-11-02 09:00", ["a estate shift"]),
    ),
)
def test_changes_come_before_shifts(changes: list[Any], when: str, expected: list[str]) -> None:
    day = when[:10]
    said = tuple(Change(person=who, from_ms=at(f"{day} {a}"), to_ms=at(f"{day} {b}"), is_on=on) for who, a, b, on in changes)
    rosters = [roster("mtp", member("a", shifts=(DAY,)), member("b"), zone_ids=("Z-EST-1",), changes=said)]
    assert named(rosters, HERE, when) == expected


ALL = [
    roster("rest", member("r"), for_the_rest=True),
    roster("rayong", member("p"), provinces=("TH-21",)),
    roster("mtp", member("e"), zone_ids=("Z-EST-1",)),
    roster("drawn", member("d"), ring=((101.0, 12.0), (101.2, 12.0), (101.1, 12.2))),
]


@pytest.mark.parametrize(
    ("place", "expected"),
    (
        (DutyPlace(estate_zone_id="Z-EST-1", province="TH-21", drawn=frozenset({"drawn"})), ["drawn", "mtp", "rayong"]),
        (HERE, ["mtp", "rayong"]),  # the nearest first
        (DutyPlace(province="TH-21"), ["rayong"]),
        (DutyPlace(province="TH-20"), ["rest"]),  # nobody else's
        (DutyPlace(), ["rest"]),  # no place is known
        (DutyPlace(estate_zone_id="Z-EST-9", drawn=frozenset({"drawn"})), ["drawn"]),
    ),
)
def test_areas(place: DutyPlace, expected: list[str]) -> None:
    assert [one.roster_id for one, _ in covering(ALL, place)] == expected


def test_officers_come_before_supervisors_of_any_roster_and_everybody_once() -> None:
    rosters = [
        roster("mtp", member("s", "supervisor"), member("o"), zone_ids=("Z-EST-1",)),
        roster("rayong", member("o"), member("p"), member("c", "centre"), provinces=("TH-21",)),
    ]
    assert named(rosters, HERE, "2026-11-02 09:00") == ["o estate always", "p province always", "s estate always", "c province always"]


@pytest.mark.parametrize(
    ("members", "expected"),
    (
        ((member("o", shifts=(DAY,)), member("s", "supervisor", shifts=(DAY,))), ["s estate nobody_else"]),  # a supervisor is always reached
        ((member("o", shifts=(DAY,)), member("c", "centre", shifts=(DAY,)), member("s", "supervisor")), ["s estate always", "c estate nobody_else"]),
        ((member("o", shifts=(DAY,)),), ["o estate nobody_else"]),  # there is nobody else at all
        ((), []),
    ),
)
def test_somebody_is_told_where_nobody_is_on_duty(members: tuple[Any, ...], expected: list[str]) -> None:
    assert named([roster("mtp", *members, zone_ids=("Z-EST-1",))], HERE, "2026-11-02 20:00") == expected


@pytest.mark.parametrize(
    ("quiet", "when", "until"),
    (
        (("21:00", "06:00"), "2026-11-02 20:59", None),
        (("21:00", "06:00"), "2026-11-02 21:00", "2026-11-03 06:00"),
        (("21:00", "06:00"), "2026-11-03 05:59", "2026-11-03 06:00"),
        (("21:00", "06:00"), "2026-11-03 06:00", None),
        (("12:00", "13:00"), "2026-11-03 12:30", "2026-11-03 13:00"),
        (None, "2026-11-03 12:30", None),
    ),
)
def test_quiet_hours_end(quiet: tuple[str, str] | None, when: str, until: str | None) -> None:
    hours = None if quiet is None else Hours(**dict(zip(("from_min", "to_min"), (int(text[:2]) * 60 + int(text[3:]) for text in quiet), strict=True)))
    assert quiet_until_ms(hours, at(when), BANGKOK) == (None if until is None else at(until))
