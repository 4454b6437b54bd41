"""Delimited tables (.csv, .tsv): one row is one document; a broken row is named and the rows around
it are read.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator

from standpoint.reading.formats.line_stream import Lines
from standpoint.reading.formats.records import Record, Unread, plain_lines, spoilt
from standpoint.reading.formats.source import Source

NAME = "delimited 2"
ENDINGS = (".csv", ".tsv", ".tab")
LIBRARY = ""
TABLE = True
APART = False

csv.field_size_limit(
    2**31 - 1
)  # a whole book may stand in one field; csv's own limit is 128 KiB, ours that of records
COLUMNS = 10_000  # the widest exports have some hundreds
# Characters that may be read again because a quotation mark was never closed. A file made for it
# could else have every line read to the end of the file.
AGAIN = 1 << 26

# Names of which a table without a telling ending must have one, to be a table and no text with
# commas in its first line.
_TELLING = frozenset(
    "text body content article full_text speech date published publication_date published_at".split()
)


def claims(given: Source) -> bool:
    """What is called a table and is a text, and texts whose first lines are rows of one table with
    a telling column.
    """
    if given.packed:
        return False
    return given.ending in ENDINGS or (
        given.ending in ("", ".txt", ".data", ".dat") and given.textual and _is_table(given.opening)
    )


def _is_table(opening: str) -> bool:
    first, *rest = [line for line in plain_lines(opening[:4096]).split("\n") if line.strip()][
        :6
    ] or [""]
    mark = _delimiter(first)
    names = [name.strip().strip('"').lower().replace(" ", "_") for name in first.split(mark)]
    return (
        len(names) > 1
        and len(rest) > 0
        and len(set(names)) == len(names)
        and len(_TELLING & set(names)) > 1
        and all(len(name) <= 40 and name.replace("_", "").isalnum() for name in names)
    )


def read(given: Source) -> Iterator[Record | Unread]:
    """Rows as records. The delimiter is the one of `,` `;` tab `|` that parts the first line into
    most columns.

    A quotation mark that is never closed, text behind a closing one and a wrong number of fields
    make a row broken; reading goes on at the next line."""
    rows = _Rows(Lines(given))
    first = rows.first()
    if first is None:
        yield Unread("empty file", "no header and no rows")
        return
    if isinstance(first, Unread):
        yield first
        return
    line, header = next(rows.read(columns=0), (0, ""))
    if problem := _header_problem(header):
        yield Unread("broken header", f"line {line}: {problem}")
        return
    names = [name.strip() for name in header]
    flags = rows.lines.found.flags
    for number, (line, found) in enumerate(rows.read(columns=len(names)), start=1):
        if isinstance(found, Unread):
            yield Unread(found.reason, found.detail, number)
        elif isinstance(found, str):
            yield Unread("broken row", f"line {line}: {found}", number)
        elif where := spoilt(" ".join(found), line=line):
            yield Unread("not UTF-8", where, number)
        else:
            yield Record(
                number,
                {name: value for name, value in zip(names, found, strict=True) if name},
                f"line {line}",
                flags,
            )


def _delimiter(line: str) -> str:
    return max(",;\t|", key=lambda mark: len(next(csv.reader([line], delimiter=mark), [])))


def _header_problem(header: list[str] | str | Unread) -> str:
    if isinstance(header, Unread):
        return header.detail
    if isinstance(header, str):
        return header or "no header"
    if where := spoilt("".join(header)):
        return f"not UTF-8 ({where.split(', ', 1)[1]})"
    if len(header) > COLUMNS:
        return f"{len(header):,} columns; {COLUMNS:,} are the most that are taken"
    counts = Counter(name.strip().lower() for name in header if name.strip())
    twice = next((name for name, n in counts.items() if n > 1), "")
    return f"column '{twice}' stands twice; rename one" if twice else ""


class _Open(Exception):
    """A quotation mark was opened, and the limit for records or a line beyond it was reached before
    it was closed.
    """


class _Rows:
    """The rows of a table, read from its lines; after a broken row reading goes on behind the row's
    first line.
    """

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.delimiter = ","
        self.line = 0  # lines taken so far
        self._taken: list[str | None] = []  # those of the row at hand
        self._again = 0

    def first(self) -> str | Unread | None:
        """The header's first line, which stays to be read, with the delimiter found; None where
        there is none.
        """
        for line in self.lines:
            self.line += 1
            if line is None:
                return Unread("too large", self.lines.too_long(self.line))
            if not line.strip():
                continue
            if "\x00" in line:
                return Unread(
                    "not a text",
                    f"holds a zero byte in line {self.line}; is it another kind of file?",
                )
            said = line.strip()
            if (
                said.startswith("sep=") and len(said) <= 5
            ):  # what spreadsheets write before the header
                continue
            self.delimiter = _delimiter(line)
            self.lines.put_back([line])
            self.line -= 1
            return line
        return None

    def read(self, *, columns: int) -> Iterator[tuple[int, list[str] | str | Unread]]:
        """(first line, fields or what is wrong) of every row from here on; 0 columns: one row of
        any number.
        """
        while True:
            reader = csv.reader(self._feed(), delimiter=self.delimiter, strict=True)
            while True:
                self._taken = []
                try:
                    fields = next(reader)
                except StopIteration:
                    return
                except (csv.Error, _Open) as error:
                    yield self._broken(error, columns)
                    break
                if not fields:
                    continue
                begin = self.line - len(self._taken) + 1
                if columns and len(fields) != columns:
                    bare = self._unquoted(columns)
                    if bare and len(self._taken) > 1:
                        self._again += sum(len(line or "") for line in self._taken[1:])
                        if self._again <= AGAIN:
                            self.lines.put_back(self._taken[1:])
                            self.line -= len(self._taken) - 1
                            yield begin, bare
                            break
                    fields = bare or _miscounted(fields, columns, len(self._taken))
                yield begin, fields
                if not columns:
                    return

    def _feed(self) -> Iterator[str]:
        size = 0
        for line in self.lines:
            self.line += 1
            size = len(line or "") + (size if self._taken else 0)
            self._taken.append(line)
            if line is None or size > self.lines.most:
                raise _Open
            yield line

    def _broken(
        self, error: csv.Error | _Open, columns: int
    ) -> tuple[int, list[str] | str | Unread]:
        begin = self.line - len(self._taken) + 1
        first, *after = self._taken
        if first is None:
            return begin, Unread("too large", self.lines.too_long(begin))
        said = self._unquoted(columns) or _said(error)
        self._again += sum(len(line or "") for line in after)
        if after and self._again <= AGAIN:
            # Everything up to the end of the file may have gone into the open field: go back to the
            # line behind the row's first.
            self.lines.put_back(after)
            self.line -= len(after)
        elif after:
            return begin, f"{_said(error)}; over {len(self._taken)} lines"
        return begin, said

    def _unquoted(self, columns: int) -> list[str] | None:
        """The row's first line read without quoting, as many programs write tab-separated files,
        where that gives all its columns.
        """
        fields = (self._taken[0] or "").rstrip("\n").split("\t")
        return fields if self.delimiter == "\t" and len(fields) == columns else None


def _said(error: csv.Error | _Open) -> str:
    if isinstance(error, _Open) or "unexpected end" in str(error):
        return (
            'a quotation mark (") is opened and never closed; close it, or double the marks inside'
            " a field"
        )
    if "NUL" in str(error):
        return "holds a zero byte"
    return 'text stands behind a closing quotation mark ("); double the marks inside a field'


def _miscounted(fields: list[str], columns: int, lines: int) -> str:
    span = f" over {lines} lines" if lines > 1 else ""
    few = f"{len(fields)} field{'s' * (len(fields) != 1)}{span} where the header has {columns}"
    return (
        f"{few}; put text that holds the delimiter in quotation marks"
        if len(fields) > columns
        else f"{few}; is a field or a line end missing?"
    )
