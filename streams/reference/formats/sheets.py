"""A table's rows as they stand in a CSV or XLSX file: text under each column's heading."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from models.reference import Kind
from models.reference_json import UnreadableFile
from streams.reference.formats.values import one_line

_DELIMITERS: Final = ",;\t"
_THAI_WINDOWS: Final = "cp874"
_SAVE_ANEW: Final = "open it in a spreadsheet program and save it as XLSX without a password"


class Row(msgspec.Struct, frozen=True):
    """A row of a table: its number as a spreadsheet shows it, and the text under each heading that is not blank."""

    number: int
    cells: dict[str, str]


def read_csv(file: Path) -> list[Row]:
    """The rows of a CSV file in UTF-8 or the Thai Windows code page, parted by comma, semicolon or tab.

    Raises UnreadableFile.
    """
    text = _decoded(file)
    heading = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=heading.count)
    try:
        csv.field_size_limit(max(csv.field_size_limit(), len(text)))  # a province's outline stands in one cell
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise UnreadableFile(f"{file} is no CSV: {error}") from error
    return list(_rows(file, lines))


def read_xlsx(file: Path, kind: Kind, zone: ZoneInfo) -> list[Row]:
    """The rows of an XLSX file: of the sheet of cells called as the kind, else of the first. Raises UnreadableFile.

    A cell that holds a date and a time has no zone of its own: it counts as local time in `zone`.
    """
    from openpyxl import load_workbook

    try:
        book = load_workbook(file, read_only=True, data_only=True)
    except Exception as error:  # on broken files it raises whatever its parsers happen to
        raise UnreadableFile(f"{file} is no XLSX workbook ({one_line(error)}): {_SAVE_ANEW}") from error
    try:
        tables = [sheet for sheet in book.worksheets if hasattr(sheet, "iter_rows")]
        if not tables:
            raise UnreadableFile(f"{file} holds no sheet of cells: put the table on one, called {kind}")
        sheet = next((sheet for sheet in tables if sheet.title == kind), tables[0])
        return list(_rows(file, [[_text(cell, zone) for cell in line] for line in sheet.iter_rows(values_only=True)]))
    except UnreadableFile:
        raise
    except Exception as error:  # a sheet is parsed when its rows are asked for
        raise UnreadableFile(f"{file} holds a sheet that cannot be read ({one_line(error)}): {_SAVE_ANEW}") from error
    finally:
        book.close()


def _decoded(file: Path) -> str:
    try:
        body = file.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"cannot read {file}: {error.strerror}") from error
    for encoding in ("utf-8-sig", _THAI_WINDOWS):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(f"{file} is neither in UTF-8 nor in the Thai Windows code page: save it as CSV UTF-8")


def _rows(file: Path, lines: Sequence[Sequence[str]]) -> Iterator[Row]:
    headings = [heading.strip() for heading in lines[0]] if lines else []
    if not any(headings):
        raise UnreadableFile(f"{file} has no headings: its first row must name the columns")
    twice = sorted({heading for heading in headings if heading and headings.count(heading) > 1})
    if twice:
        raise UnreadableFile(f"{file} names a column twice: {', '.join(twice)}")
    for number, line in enumerate(lines[1:], start=2):
        cells = {heading: cell.strip() for heading, cell in zip(headings, line, strict=False) if heading}
        filled = {heading: cell for heading, cell in cells.items() if cell}
        if filled:
            yield Row(number, filled)


def _text(cell: Any, zone: ZoneInfo) -> str:
    """A cell as it would be written in JSON."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=cell.tzinfo or zone).isoformat()
    if isinstance(cell, time):
        return cell.strftime("%H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
