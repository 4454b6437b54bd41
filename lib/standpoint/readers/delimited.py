"""Delimited tables (.csv, .tsv): one row is one document; a broken row is named and the rows around it are read."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from standpoint.readers.records import Record, Unread, decode, plain_lines, spoilt

NAME = "delimited 1"
ENDINGS = (".csv", ".tsv")
TABLE = True

csv.field_size_limit(2**31 - 1)  # a whole book may stand in one field; csv's own limit is 128 KiB


def read(path: Path) -> Iterator[Record | Unread]:
    """Rows as records. The delimiter is the one of `,` `;` tab `|` that parts the first line into most columns.

    A quotation mark that is never closed, text behind a closing one and a wrong number of fields make a row broken;
    reading goes on at the next line.
    """
    decoded = decode(path)
    yield from decoded.unread
    if decoded.unread:
        return
    rows = _lines(plain_lines(decoded.text))
    first = next((n for n, line in enumerate(rows) if line.strip()), None)
    if first is None:
        yield Unread("empty file", "no header and no rows")
        return
    delimiter = _delimiter(rows[first])
    header_rows = _rows(rows, first, delimiter, columns=0)
    begin, after, header = next(header_rows)
    if problem := _header_problem(header):
        yield Unread("broken header", f"line {begin + 1}: {problem}")
        return
    names = [name.strip() for name in header]
    for number, (line, _, found) in enumerate(_rows(rows, after, delimiter, columns=len(names)), start=1):
        if isinstance(found, str):
            yield Unread("broken row", f"line {line + 1}: {found}", number)
        elif where := spoilt(" ".join(found), line=line + 1):
            yield Unread("not UTF-8", where, number)
        else:
            yield Record(number, {name: value for name, value in zip(names, found, strict=True) if name}, f"line {line + 1}")


def _lines(text: str) -> list[str]:
    """Lines at `\\n` alone: str.splitlines would also part at form feeds and Unicode's separators inside a field."""
    return [line + "\n" for line in text.split("\n")]


def _delimiter(line: str) -> str:
    return max(",;\t|", key=lambda mark: len(next(csv.reader([line], delimiter=mark), [])))


def _header_problem(header: list[str] | str) -> str:
    if isinstance(header, str):
        return header
    if where := spoilt("".join(header)):
        return f"not UTF-8 ({where.split(', ', 1)[1]})"
    names = [name.strip().lower() for name in header if name.strip()]
    twice = next((name for name in names if names.count(name) > 1), "")
    return f"column '{twice}' stands twice; rename one" if twice else ""


def _rows(lines: list[str], begin: int, delimiter: str, *, columns: int) -> Iterator[tuple[int, int, list[str] | str]]:
    """(first line, line after, fields or what is wrong) of every row from line `begin` (from 0) on; 0 columns: any number."""
    at = begin
    while at < len(lines):
        reader = csv.reader(iter(lines[i] for i in range(at, len(lines))), delimiter=delimiter, strict=True)
        base, broken = at, ""
        while not broken:
            try:
                fields = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                broken = _said(error)
                break
            first, at = at, base + reader.line_num
            if not fields:
                continue
            if columns and len(fields) != columns:
                fields = _unquoted(lines[first], delimiter, columns) or _miscounted(fields, columns, at - first)
            yield first, at, fields
        if broken:
            # Everything up to the end of the file may have gone into the open field: go back to the line behind the row's first.
            yield at, at + 1, _unquoted(lines[at], delimiter, columns) or broken
            at += 1


def _unquoted(line: str, delimiter: str, columns: int) -> list[str] | None:
    """A line of a tab-separated file read without quoting, as many programs write it, where that gives all its columns."""
    fields = line.rstrip("\n").split("\t")
    return fields if delimiter == "\t" and len(fields) == columns else None


def _said(error: csv.Error) -> str:
    if "unexpected end" in str(error):
        return 'a quotation mark (") is opened and never closed; close it, or double the marks inside a field'
    return 'text stands behind a closing quotation mark ("); double the marks inside a field'


def _miscounted(fields: list[str], columns: int, lines: int) -> str:
    span = f" over {lines} lines" if lines > 1 else ""
    few = f"{len(fields)} field{'s' * (len(fields) != 1)}{span} where the header has {columns}"
    return f"{few}; put text that holds the delimiter in quotation marks" if len(fields) > columns else f"{few}; is a field or a line end missing?"
