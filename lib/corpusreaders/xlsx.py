"""Excel tables (.xlsx): the first row of a sheet names the columns, every other is a document."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from typing import Any

from corpusreaders.office import unsafe
from corpusreaders.records import cell_text, twice
from corpusreaders.source import Record, Source, Unread

NAME = "xlsx 1"
ENDINGS = (".xlsx", ".xlsm")
LIBRARY = "openpyxl"
TABLE = True
BROKEN = "broken XLSX"


def claims(source: Source) -> bool:
    """A zip that holds the main part of an Excel file."""
    return "xl/workbook.xml" in source.members


def read(source: Source) -> Iterator[Record | Unread]:
    """Rows of all sheets as records; of a formula the value that was last shown."""
    import openpyxl

    if problem := unsafe(source):
        yield problem
        return
    number = 0
    stream = io.BytesIO(source.data())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            for found in _sheet(sheet, number):
                number = max(number, found.number)
                yield found
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
        if problem := twice(names, place):
            yield problem._replace(reason="broken XLSX sheet")
            return
