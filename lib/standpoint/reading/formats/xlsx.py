"""Excel tables (.xlsx): the first row of a sheet names the columns, every other is a document."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from typing import Any

from standpoint.reading.formats.office import unsafe
from standpoint.reading.formats.parquet import cell_text
from standpoint.reading.formats.records import Record, Unread, first_line, header_problem
from standpoint.reading.formats.source import Source

NAME = "xlsx 1"
ENDINGS = (".xlsx", ".xlsm")
LIBRARY = "openpyxl"
TABLE = True
SANDBOXED = True
COLUMNS = 10_000


def claims(source: Source) -> bool:
    """A zip that holds the main part of an Excel file."""
    return "xl/workbook.xml" in source.members


def read(source: Source) -> Iterator[Record | Unread]:
    """Rows of all sheets as records; of a formula the value that was last shown."""
    import openpyxl

    number = 0
    try:
        if problem := unsafe(source):
            yield problem
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            stream = io.BytesIO(source.data())
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
            for sheet in book.worksheets:
                for found in _sheet(sheet, number):
                    number = max(number, found.number)
                    yield found
    except (MemoryError, GeneratorExit):
        raise
    except Exception as error:  # openpyxl raises whatever the XML leads it to
        detail = f"after row {number}: {type(error).__name__}: {first_line(error)}"
        yield Unread("broken XLSX", f"{detail}; open it and save it again")
        return
    if not number:
        yield Unread("empty file", "no rows below a header")


def _sheet(sheet: Any, before: int) -> Iterator[Record | Unread]:
    # What the file says of its size may be wrong, and then costs a million empty rows.
    sheet.reset_dimensions()
    names: list[str] = []
    number = before
    for line, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        values = [cell_text(value) for value in row]
        place = f"sheet '{sheet.title}', row {line}"
        if not any(values):
            continue
        if names:
            number += 1
            fields = {name: value for name, value in zip(names, values, strict=False) if name}
            yield Record(number, fields, place)
            continue
        names = [value.strip() for value in values]
        if problem := header_problem(names, most=COLUMNS):
            yield Unread("broken XLSX sheet", f"{place}: {problem}")
            return
