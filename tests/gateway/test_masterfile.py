"""Which rows a move, a repeat and a removal write."""

from datetime import date
from typing import Any

import pytest

from models.vehicle import Vehicle
from streams.gateway.masterfile import REASONS, MasterRow, moved, read_row, removed

TODAY = date(2026, 11, 2)


def row(plate: str = "70-1234", province: str = "21") -> MasterRow:
    return MasterRow("u", plate, province, "")


def period(valid_from: date, valid_to: date | None = None, plate: str = "70-1234") -> Vehicle:
    return Vehicle(unit_id="u", plate=plate, province="ระยอง", valid_from=valid_from, valid_to=valid_to)


def shown(vehicles: list[Vehicle]) -> list[tuple[str, str, str]]:
    return [(one.plate, one.valid_from.isoformat(), str(one.valid_to)) for one in vehicles]


@pytest.mark.parametrize(
    ("kept", "wanted", "written"),
    (
        ([], row(), [("70-1234", "2026-11-02", "None")]),
        ([period(date(2026, 1, 1))], row("701234"), []),
        ([period(date(2026, 1, 1))], row("80-1"), [("70-1234", "2026-01-01", "2026-11-01"), ("80-1", "2026-11-02", "None")]),
        ([period(TODAY)], row("80-1"), [("80-1", "2026-11-02", "None")]),
        ([period(date(2026, 1, 1), date(2026, 5, 1))], row(), [("70-1234", "2026-11-02", "None")]),
        ([period(date(2026, 1, 1), TODAY)], row(), [("70-1234", "2026-01-01", "2026-11-01"), ("70-1234", "2026-11-02", "None")]),
    ),
)
def test_moving_a_unit(kept: list[Vehicle], wanted: MasterRow, written: list[tuple[str, str, str]]) -> None:
    assert shown(moved(wanted, kept, TODAY)) == written


def test_a_period_that_has_not_begun_is_left_alone() -> None:
    future = period(date(2027, 1, 1))
    assert shown(moved(row(), [future], TODAY)) == [("70-1234", "2026-11-02", "None")]
    assert removed([future], TODAY) == []


@pytest.mark.parametrize(
    ("kept", "written"),
    (
        ([period(date(2026, 1, 1))], [("70-1234", "2026-01-01", "2026-11-02")]),
        ([period(TODAY)], [("70-1234", "2026-11-02", "2026-11-02")]),
        ([period(date(2026, 1, 1), date(2026, 11, 1))], []),
        ([], []),
    ),
)
def test_removing_a_unit(kept: list[Vehicle], written: list[tuple[str, str, str]]) -> None:
    assert shown(removed(kept, TODAY)) == written


@pytest.mark.parametrize(
    ("value", "read"),
    (
        ({"unit_id": 43, "vehicle_id": " 0กย6980 ", "province_code": 806, "vehicle_type": None}, MasterRow("43", "0กย6980", "806", "")),
        ({"unit_id": "u", "vehicle_id": 7, "province_code": "21", "vehicle_type": "HINO"}, MasterRow("u", "7", "21", "HINO")),
        ({"vehicle_id": "1", "province_code": 1}, "unit_id_unreadable"),
        ({"unit_id": "u", "vehicle_id": None, "province_code": 1}, "vehicle_id_missing"),
        ({"unit_id": "u", "vehicle_id": "1"}, "province_code_missing"),
        ({"unit_id": "u", "vehicle_id": True, "province_code": 1}, "vehicle_id_missing"),
        (3, "not_an_object"), ([], "not_an_object"), (None, "not_an_object"),
    ),
)  # fmt: skip
def test_reading_a_row(value: Any, read: MasterRow | str) -> None:
    found = read_row(value)
    assert found == read
    assert isinstance(found, MasterRow) or found in REASONS
