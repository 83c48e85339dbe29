"""A table as a file for a spreadsheet: CSV and XLSX, numbers as numbers, and no cell of ours ever a formula."""

import csv
import io
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

BOM: Final = "\ufeff"
"""Excel takes a CSV for UTF-8 only where it begins with this."""
# As OWASP lists them ("CSV Injection"), their full-width forms too, which some spreadsheets take for the same.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_TIME: Final = "yyyy-mm-dd hh:mm:ss"
_TITLE: Final = 31  # letters of a sheet's name, at most
_WIDEST: Final = 48

Cell = str | int | float | datetime | None
"""What may stand in a cell; a time is local and has no zone of its own, as in a spreadsheet."""


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A table: its name, the heading of each column, and rows of as many cells."""

    title: str
    headings: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]


def to_csv(sheet: Sheet) -> bytes:
    """The table as CSV (RFC 4180) in UTF-8 with a byte order mark."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([_csv_cell(heading) for heading in sheet.headings])
    writer.writerows([_csv_cell(cell) for cell in row] for row in sheet.rows)
    return (BOM + text.getvalue()).encode()


def to_xlsx(sheet: Sheet) -> bytes:
    """The table as a workbook of one sheet, its headings in bold and in sight."""
    # Loaded when a file is asked for: it takes a tenth of a second, and most dashboards never write one.
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    page = book.active
    page.title = sheet.title[:_TITLE]
    for number, row in enumerate((sheet.headings, *sheet.rows), 1):
        for column, value in enumerate(row, 1):
            _put(page.cell(number, column), value)
    for column, heading in enumerate(sheet.headings, 1):
        page.cell(1, column).font = Font(bold=True)
        widest = max((len(str(row[column - 1])) for row in sheet.rows), default=0)
        page.column_dimensions[get_column_letter(column)].width = min(max(widest, len(heading)) + 2, _WIDEST)
    page.freeze_panes = "A2"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would take a text for a formula."""
    return text.startswith(_FORMULA)


def _csv_cell(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(cell, str):
        return f"'{cell}" if is_formula(cell) else cell
    return cell


def _put(place: Any, cell: Cell) -> None:
    if isinstance(cell, str):
        # As a text that stays one also when somebody opens the cell and leaves it.
        place.value, place.data_type = _CONTROL.sub("", cell), "s"
        place.quotePrefix = is_formula(cell)
    elif isinstance(cell, datetime):
        place.value, place.number_format = cell, _TIME
    else:
        place.value = cell
