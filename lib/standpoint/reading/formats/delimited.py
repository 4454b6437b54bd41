"""Delimited tables (.csv, .tsv): one row is one document; broken rows are named."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator

from standpoint.reading.formats.records import Record, Unread, plain_lines, spoilt
from standpoint.reading.formats.source import Lines, Source

NAME = "delimited 2"
ENDINGS = (".csv", ".tsv", ".tab")
LIBRARY = ""
TABLE = True
SANDBOXED = False

# A whole book may stand in one field; csv's own limit is 128 KiB, ours that of records.
csv.field_size_limit(2**31 - 1)
COLUMNS = 10_000  # the widest exports have some hundreds
# Characters that may be read again because a quotation mark was never closed. A file made for it
# could else have every line read to the end of the file.
AGAIN = 1 << 26
# Names of which a table without a telling ending must have two, to be a table and no text with
# commas in its first line.
_TELLING = frozenset(
    "text body content article full_text speech date published publication_date"
    " published_at".split()
)


def claims(source: Source) -> bool:
    """What is called a table, and texts whose first lines are rows under telling columns."""
    if source.packed or source.ending in ENDINGS:
        return not source.packed
    named = source.ending in ("", ".txt", ".data", ".dat")
    return named and source.textual and _is_table(source.opening)


def _is_table(opening: str) -> bool:
    lines = [line for line in plain_lines(opening[:4096]).split("\n") if line.strip()]
    if len(lines) < 2:
        return False
    cells = lines[0].split(_delimiter(lines[0]))
    names = [cell.strip().strip('"').lower().replace(" ", "_") for cell in cells]
    if len(names) < 2 or len(set(names)) < len(names) or len(_TELLING & set(names)) < 2:
        return False
    return all(len(name) <= 40 and name.replace("_", "").isalnum() for name in names)


def read(source: Source) -> Iterator[Record | Unread]:
    """Rows as records. The delimiter is the one that parts the first line into most columns.

    A quotation mark that is never closed, text behind a closing one and a wrong number of fields
    make a row broken; reading goes on at the next line.
    """
    table = _Table(source.lines())
    names = table.header()
    if isinstance(names, Unread):
        yield names
        return
    flags = table.lines.decoded.flags
    for number, (line, row) in enumerate(table.rows(len(names)), start=1):
        if isinstance(row, Unread):
            yield row._replace(number=number)
        elif where := spoilt(" ".join(row), line=line):
            yield Unread("not UTF-8", where, number)
        else:
            # A column without a name is left aside.
            fields = {name: cell for name, cell in zip(names, row, strict=True) if name}
            yield Record(number, fields, f"line {line}", flags)


def _delimiter(line: str) -> str:
    return max(",;\t|", key=lambda mark: len(next(csv.reader([line], delimiter=mark), [])))


class _Open(csv.Error):
    """A quotation mark is still open at the limit for records, or at a line beyond it."""


class _Table:
    """The rows of a table; after a broken row reading goes on behind the row's first line."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.delimiter = ","
        self.line = 0  # lines taken so far
        self._taken: list[str | None] = []  # those of the row at hand
        self._again = 0  # characters that were put back

    def header(self) -> list[str] | Unread:
        """The names of the columns, or why there are none."""
        first = self._first_line()
        if first is None or isinstance(first, Unread):
            return first or Unread("empty file", "no header and no rows")
        self.delimiter = _delimiter(first)
        line, names = next(self.rows(0))
        if isinstance(names, Unread):
            place, _, problem = names.detail.partition(": ")
        else:
            problem = _header_problem(names)
            if where := spoilt("".join(names)):
                problem = f"not UTF-8 ({where.split(', ', 1)[1]})"
        if problem:
            return Unread("broken header", f"line {line}: {problem}")
        return [name.strip() for name in names]

    def _first_line(self) -> str | Unread | None:
        """The header's first line, which stays to be read; None where there is none."""
        for line in self.lines:
            self.line += 1
            if line is None:
                return Unread("too large", self.lines.too_long(self.line))
            if "\x00" in line:
                detail = f"holds a zero byte in line {self.line}; is it another kind of file?"
                return Unread("not a text", detail)
            # Spreadsheets may write their delimiter before the header.
            if line.strip() and not (line.startswith("sep=") and len(line.strip()) <= 5):
                self.lines.put_back([line])
                self.line -= 1
                return line
        return None

    def rows(self, columns: int) -> Iterator[tuple[int, list[str] | Unread]]:
        """The first line and the fields, or what is wrong, of every row from here on.

        With 0 columns rows may have any number of fields.
        """
        while True:
            reader = csv.reader(self._feed(), delimiter=self.delimiter, strict=True)
            whole = True
            while whole:
                self._taken = []
                try:
                    row = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    yield self._broken(error, columns)
                    whole = False
                    continue
                if not row:
                    continue
                begin = self.line - len(self._taken) + 1
                if columns and len(row) != columns:
                    unquoted = self._unquoted(columns)
                    whole = not (unquoted and self._put_back_rest())
                    row = unquoted or Unread("broken row", self._miscount(begin, row, columns))
                yield begin, row

    def _feed(self) -> Iterator[str]:
        size = 0
        for line in self.lines:
            self.line += 1
            size = len(line or "") + (size if self._taken else 0)
            self._taken.append(line)
            if line is None or size > self.lines.most:
                raise _Open
            yield line

    def _broken(self, error: csv.Error, columns: int) -> tuple[int, list[str] | Unread]:
        begin = self.line - len(self._taken) + 1
        if self._taken[0] is None:
            return begin, Unread("too large", self.lines.too_long(begin))
        # Everything up to the end of the file may have gone into the open field.
        count = len(self._taken)
        problem = _problem(error)
        if count > 1 and not self._put_back_rest():
            return begin, Unread("broken row", f"line {begin}: {problem}; over {count} lines")
        unquoted = self._unquoted(columns)
        return begin, unquoted or Unread("broken row", f"line {begin}: {problem}")

    def _put_back_rest(self) -> bool:
        """Have the lines behind the row's first read again, unless that was done too often."""
        rest = self._taken[1:]
        self._again += sum(len(line or "") for line in rest)
        if not rest or self._again > AGAIN:
            return False
        self.lines.put_back(rest)
        self.line -= len(rest)
        return True

    def _unquoted(self, columns: int) -> list[str] | None:
        """The row's first line without quoting, as many programs write tab-separated files."""
        fields = (self._taken[0] or "").rstrip("\n").split("\t")
        return fields if self.delimiter == "\t" and len(fields) == columns else None

    def _miscount(self, begin: int, row: list[str], columns: int) -> str:
        span = f" over {len(self._taken)} lines" if len(self._taken) > 1 else ""
        fields = f"{len(row)} field{'s' * (len(row) != 1)}{span} where the header has {columns}"
        remedy = "is a field or a line end missing?"
        if len(row) > columns:
            remedy = "put text that holds the delimiter in quotation marks"
        return f"line {begin}: {fields}; {remedy}"


def _header_problem(names: list[str]) -> str:
    if len(names) > COLUMNS:
        return f"{len(names):,} columns; {COLUMNS:,} are the most that are taken"
    counts = Counter(name.strip().lower() for name in names if name.strip())
    twice = next((name for name, n in counts.items() if n > 1), "")
    return f"column '{twice}' stands twice; rename one" if twice else ""


def _problem(error: csv.Error) -> str:
    if isinstance(error, _Open) or "unexpected end" in str(error):
        remedy = "close it, or double the marks inside a field"
        return f'a quotation mark (") is opened and never closed; {remedy}'
    if "NUL" in str(error):
        return "holds a zero byte"
    return 'text stands behind a closing quotation mark ("); double the marks inside a field'
