"""Excel tables (.xlsx): the first row of a sheet names the columns, every row after it is one
document.
"""

from __future__ import annotations

import datetime as dt
import io
import warnings
from collections.abc import Iterator
from typing import Any

from standpoint.reading.formats.json_lines import written
from standpoint.reading.formats.office import unsafe
from standpoint.reading.formats.records import Record, Unread
from standpoint.reading.formats.source import Source

NAME = "xlsx 1"
ENDINGS = (".xlsx", ".xlsm")
LIBRARY = "openpyxl"
TABLE = True
APART = True
COLUMNS = 10_000


def claims(given: Source) -> bool:
    """A zip that holds the main part of an Excel file."""
    return "xl/workbook.xml" in given.members


def read(given: Source) -> Iterator[Record | Unread]:
    """Rows of all sheets as records; of a formula the value that was last shown. Formulas are never
    computed.
    """
    import openpyxl

    book = None
    number = 0
    try:
        if problem := unsafe(given):
            yield Unread(*problem)
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(
                io.BytesIO(given.data()), read_only=True, data_only=True, keep_links=False
            )
            for sheet in book.worksheets:
                for found in _sheet(sheet, number):
                    number = max(number, found.number)
                    yield found
    except (MemoryError, GeneratorExit):
        raise
    except Exception as error:  # openpyxl raises whatever the XML leads it to
        said = str(error).splitlines()[0][:150] if str(error) else "no sheet in it"
        yield Unread(
            "broken XLSX",
            f"after row {number}: {type(error).__name__}: {said}; open it and save it again",
        )
        return
    finally:
        if book is not None:
            book.close()
    if not number:
        yield Unread("empty file", "no rows below a header")


def _sheet(sheet: Any, before: int) -> Iterator[Record | Unread]:
    # what the file says of its size may be wrong, and then costs a million empty rows
    sheet.reset_dimensions()
    names: list[str] = []
    number = before
    for line, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        values = [_text(value) for value in row]
        if not any(values):
            continue
        if not names:
            names = [value.strip() for value in values]
            plain = [name.lower() for name in names if name]
            twice = (
                next((name for name in plain if plain.count(name) > 1), "")
                if len(plain) <= COLUMNS
                else f"{COLUMNS} and more columns"
            )
            if twice:
                yield Unread(
                    "broken XLSX sheet",
                    f"sheet '{sheet.title}', row {line}: column '{twice}' stands twice; rename one",
                )
                return
            continue
        number += 1
        yield Record(
            number,
            {name: value for name, value in zip(names, values, strict=False) if name},
            f"sheet '{sheet.title}', row {line}",
        )


def _text(value: object) -> str:
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return written(value)
