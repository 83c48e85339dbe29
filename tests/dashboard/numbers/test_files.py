"""The tables as files: what a spreadsheet finds in them, and what it must never run."""

import csv
import io
from datetime import UTC, datetime
from typing import Any

import httpx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.notices import TITLES
from dashboard.numbers.sheets import BOM, Sheet, is_formula, to_csv, to_xlsx
from dashboard.numbers.tables import TABLES, TREND
from models.thresholds import RULES
from tests.dashboard.numbers.test_figures import today_is
from tests.dashboard.seed import alert_data, put_alert

NAMES = (*TABLES, TREND)
SEVEN = datetime(2026, 11, 2, 7, tzinfo=UTC).replace(tzinfo=None)  # a spreadsheet's times have no zone
CELLS: tuple[Any, ...] = (
    ("=1+1", "'=1+1"),
    ("+66 38", "'+66 38"),
    ("-1", "'-1"),
    ("@SUM(A1)", "'@SUM(A1)"),
    ("\t=1", "'\t=1"),
    ("\uff1d1+1", "'\uff1d1+1"),
    ("70-1234", "70-1234"),
    ("ระยอง, \"หนึ่ง\"", "ระยอง, \"หนึ่ง\""),
    ("a = b", "a = b"),
    ("", ""),
    (-5, "-5"),
    (0.25, "0.25"),
    (None, ""),
    (SEVEN, "2026-11-02 07:00:00"),
)


@pytest.mark.parametrize(("cell", "written"), CELLS)
def test_a_cell_in_csv(cell: Any, written: str):
    body = to_csv(Sheet(title="t", headings=("ก",), rows=[(cell,)])).decode()
    assert body.startswith(BOM)
    assert list(csv.reader(io.StringIO(body.removeprefix(BOM), newline=""))) == [["ก"], [written]]


@pytest.mark.parametrize(("cell", "_"), CELLS)
def test_a_cell_in_xlsx_keeps_its_value_and_is_no_formula(cell: Any, _: str):
    page = openpyxl.load_workbook(io.BytesIO(to_xlsx(Sheet(title="t", headings=("ก",), rows=[(cell,)])))).active
    found = page["A2"]
    assert found.value == (cell or None if isinstance(cell, str) else cell)
    assert found.data_type != "f"
    assert bool(found.quotePrefix) == (isinstance(cell, str) and is_formula(cell))


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), min_size=1, max_size=4).map(tuple))
def test_no_text_becomes_a_formula_in_any_file(row: tuple[str, ...]):
    sheet = Sheet(title="t", headings=tuple("c" * len(row)), rows=[row])
    cells = list(csv.reader(io.StringIO(to_csv(sheet).decode().removeprefix(BOM), newline="")))[-1]
    assert not any(is_formula(cell) for cell in cells)
    page = openpyxl.load_workbook(io.BytesIO(to_xlsx(sheet))).active
    assert not any(cell.data_type == "f" for line in page.iter_rows() for cell in line)


async def test_every_table_comes_as_csv_and_xlsx_with_as_many_cells_as_headings(api: httpx.AsyncClient, rows: Any) -> None:
    for number in range(4):
        await put_alert(rows, alert_data(f"A{number}"))
    await today_is(api, rows, 1)
    for name in NAMES:
        for lang in ("th", "en"):
            query = {"day": "2026-11-02", "lang": lang}
            answer = await api.get(f"/api/v1/numbers/{name}.csv", params=query)
            assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8"), name
            assert answer.headers["content-disposition"] == f'attachment; filename="{name}-2026-11-02.csv"'
            lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
            assert {len(line) for line in lines} == {len(lines[0])}, name
            book = await api.get(f"/api/v1/numbers/{name}.xlsx", params=query)
            page = openpyxl.load_workbook(io.BytesIO(book.content)).active
            assert [cell.value for cell in page[1]] == lines[0], name
            assert page.max_row == max(len(lines), 1), name


async def test_numbers_are_numbers_and_times_are_local(api: httpx.AsyncClient, rows: Any) -> None:
    for number in range(4):
        await put_alert(rows, alert_data(f"A{number}", unit_id="=HYPERLINK(1)"))
    chatter = openpyxl.load_workbook(io.BytesIO((await api.get("/api/v1/numbers/chattering.xlsx?day=2026-11-02&lang=en")).content)).active
    found = {head.value: cell for head, cell in zip(chatter[1], chatter[2], strict=True)}
    assert (found["most in an hour"].value, found["begins"].value) == (4, SEVEN)
    assert (found["GPS device"].value, found["GPS device"].data_type) == ("=HYPERLINK(1)", "s")
    text = (await api.get("/api/v1/numbers/chattering.csv?day=2026-11-02")).content.decode("utf-8-sig")
    assert text.splitlines()[1].startswith("'=HYPERLINK(1),")


@pytest.mark.parametrize("file", ("rules", "rules.pdf", "secrets.csv", ".csv", "rules.csv.exe"))
async def test_a_file_that_is_none_is_not_found(api: httpx.AsyncClient, file: str) -> None:
    answer = await api.get(f"/api/v1/numbers/{file}")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_every_rule_has_a_title_for_the_tables():
    assert set(RULES) <= set(TITLES)
