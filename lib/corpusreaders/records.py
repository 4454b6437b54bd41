"""JSON and tables as the exports use them: values out of nested objects, rows, finished records."""

from __future__ import annotations

import csv
import datetime as dt
import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from corpusreaders.source import Record, Source, Unread

csv.field_size_limit(2**31 - 1)  # a whole book may stand in one field; csv's limit is 128 KiB
# Lines that may be read again because a quotation mark was never closed. A file made for it could
# else have every line read to the end of the file.
AGAIN = 1_000_000
_UNDECODED = re.compile("[\ud800-\udfff]")
_SEP = re.compile("sep=.\\s*")
_TOO_MANY = "put text that holds the delimiter in quotation marks"


def undecoded(text: str, *, line: int = 1) -> Unread | None:
    """A refusal of a text that is no UTF-8, with the place and the byte.

    Examples
    --------
    >>> undecoded("a\\nb\\udce9c", line=3).detail
    "line 4, byte 0xE9 after 'b'; save it as UTF-8 (in a spreadsheet: 'CSV UTF-8')"
    """
    match = None if text.isascii() else _UNDECODED.search(text)
    if match is None:
        return None
    code = ord(match[0])
    is_byte = 0xDC80 <= code <= 0xDCFF
    what = f"byte 0x{code - 0xDC00:02X}" if is_byte else f"half a character \\u{code:04x}"
    before = text[: match.start()]
    tail = before.rpartition("\n")[2][-20:]
    behind = f" after '{tail}'" if tail else " at its beginning"
    remedy = "save it as UTF-8 (in a spreadsheet: 'CSV UTF-8')"
    return Unread("not UTF-8", f"line {line + before.count(chr(10))}, {what}{behind}; {remedy}")


def plain_lines(text: str) -> str:
    """Line ends as `\\n`, whatever the file had."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def json_value(source: Source) -> Any | Unread:
    """The value that a JSON file holds; of JSON Lines the list of its values."""
    text = source.text().text
    if refusal := undecoded(text):
        return refusal
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, character {error.colno}: {error.msg}"
        many = [line for line in text.split("\n") if line.strip()]
        try:
            if len(many) > 1:
                return [json.loads(line) for line in many]
        except (ValueError, RecursionError):
            pass
        return Unread("broken JSON", f"{place}; export it again")
    except (ValueError, RecursionError):
        return Unread("broken JSON", "a number too long or nesting too deep; export it again")


def value(node: object, *names: str) -> str:
    """The first of these members that is a text or a number, as text; empty where there is none.

    Examples
    --------
    >>> value({"a": None, "b": 7}, "a", "b"), value("no object", "a")
    ('7', '')
    """
    if isinstance(node, dict):
        for name in names:
            found = node.get(name)
            if isinstance(found, str) and found.strip():
                return found.strip()
            if isinstance(found, int | float) and not isinstance(found, bool):
                return str(found)
    return ""


def cell_text(cell: object) -> str:
    """A cell of a table, or a member of a JSON object, as the text of a field.

    It is empty for what is no value; of an object its name counts, and a time at midnight is left
    out.

    Examples
    --------
    >>> cell_text(2020.0), cell_text(["a", "b"]), cell_text(None), cell_text({"name": "W"})
    ('2020', 'a;b', '', 'W')
    >>> cell_text(dt.datetime(2020, 11, 10)), cell_text(True)
    ('2020-11-10', 'true')
    """
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        cell = cell.date()
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    if isinstance(cell, list):
        return ";".join(item for item in cell if isinstance(item, str))
    if isinstance(cell, dict):
        names = (cell.get(key) for key in ("name", "title", "value"))
        return next((name for name in names if isinstance(name, str)), "")
    if isinstance(cell, float):
        if not math.isfinite(cell):
            return ""
        return str(int(cell)) if cell.is_integer() else str(cell)
    if isinstance(cell, bool):
        return str(cell).lower()
    return str(cell) if isinstance(cell, str | int) else ""


def rows(source: Source) -> Iterator[Record | Unread]:
    """The rows of a table with a header. The delimiter is the one that parts it into most columns.

    A quotation mark that is never closed, text behind a closing one and a wrong number of fields
    make a row broken; reading goes on at the next line.
    """
    text, flags = source.text(most=source.limits.total)
    lines = plain_lines(text).split("\n")
    del text  # a large table is not to be held twice
    # Spreadsheets may write their delimiter before the header.
    headers = (n for n, line in enumerate(lines) if line.strip() and not _SEP.fullmatch(line))
    at = next(headers, None)
    if at is None:
        yield Unread("empty file", "no header and no rows")
        return
    table = _cells(lines, at, _delimiter(lines[at]))
    line, names = next(table)
    if isinstance(names, str):
        problem = Unread("broken header", f"line {line}: {names}")
    elif "\x00" in lines[at]:
        detail = f"holds a zero byte in line {line}; is it another kind of file?"
        problem = Unread("not a text", detail)
    else:
        problem = undecoded(" ".join(names), line=line) or twice(names, f"line {line}")
    if problem:
        yield problem
        return
    for number, (line, cells) in enumerate(table, start=1):
        if isinstance(cells, str):
            yield Unread("broken row", f"line {line}: {cells}", number)
        elif refusal := undecoded(" ".join(cells), line=line):
            yield refusal._replace(number=number)
        else:
            # A column without a name is left aside.
            pairs = zip(names, cells, strict=True)
            fields = {name.strip(): cell for name, cell in pairs if name.strip()}
            yield Record(number, fields, f"line {line}", flags)


def _delimiter(line: str) -> str:
    return max(",;\t|", key=lambda mark: len(next(csv.reader([line], delimiter=mark), [])))


def _cells(lines: list[str], at: int, delimiter: str) -> Iterator[tuple[int, list[str] | str]]:
    """The first line and the cells of every row, or what is wrong with it; the header is the first.

    Behind a broken row its second line is read next, unless that was done too often.
    """

    def taken() -> Iterator[str]:
        nonlocal at
        while at < len(lines):
            at += 1
            yield lines[at - 1] + "\n"

    columns, again = 0, AGAIN
    table = csv.reader(taken(), delimiter=delimiter, strict=True)
    while at < len(lines):
        begin, problem, back = at, "", False
        try:
            row = next(table, [])
        except csv.Error as error:
            row, problem, back = [], _problem(error), True
        count, columns = len(row), columns or len(row)
        span = f" over {at - begin} lines" if at - begin > 1 else ""
        if row and count != columns:
            problem = f"{count} field{'s' * (count != 1)}{span} where the header has {columns}; "
            problem += _TOO_MANY if count > columns else "is a field or a line end missing?"
        bare = lines[begin].split("\t")
        if problem and delimiter == "\t" and len(bare) == columns:
            row, problem, back = bare, "", True  # many programs write such files without quoting
        if back and at - begin <= again:
            again -= at - begin
            at, span = begin + 1, ""
            table = csv.reader(taken(), delimiter=delimiter, strict=True)
        if row or problem:
            yield begin + 1, f"{problem};{span}" if back and span and problem else problem or row


def _problem(error: csv.Error) -> str:
    if "unexpected end" in str(error):
        remedy = "close it, or double the marks inside a field"
        return f'a quotation mark (") is opened and never closed; {remedy}'
    return 'text stands behind a closing quotation mark ("); double the marks inside a field'


def twice(names: list[str], place: str) -> Unread | None:
    """A refusal of a header in which a column stands twice."""
    counts = Counter(name.strip().lower() for name in names if name.strip())
    name = next((name for name, n in counts.items() if n > 1), "")
    detail = f"{place}: column '{name}' stands twice; rename one"
    return Unread("broken header", detail) if name else None


def column_names(source: Source) -> set[str]:
    """The names in the first line of a table, in small letters."""
    first = source.opening.lstrip("\ufeff").partition("\n")[0]
    return {name.strip().strip('"').lower() for name in re.split(r"[,;\t]", first)}


def filled(fields: Mapping[str, str | None]) -> dict[str, str]:
    """The fields that hold something.

    Examples
    --------
    >>> filled({"title": "A", "author": "", "url": None})
    {'title': 'A'}
    """
    return {name: text for name, text in fields.items() if text}


def record(
    fields: Mapping[str, str], number: int, place: str, *, title_only: str
) -> Record | Unread:
    """Build a record. If it has no text, use the title as text and add the flag `title_only`.

    A headline can be read and scored honestly as long as it is not taken for the article.
    """
    texts = filled({name: text.strip() for name, text in fields.items() if text})
    if texts.get("text"):
        return Record(number, texts, place)
    if texts.get("title"):
        return Record(number, texts | {"text": texts["title"]}, place, (title_only,))
    return Unread("no text in the record", f"{place}: neither a text nor a title in it", number)
