"""What every reader gives: records with their fields as written, or why something is not read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

# Reasons of rows in `excluded` that mean "broken", not "left out by rule": a command that meets one
# ends with exit code 1.
BROKEN = frozenset(
    "archive cut off|archives within archives|broken DOCX|broken JSON|broken PDF"
    "|broken Parquet file|broken RTF|broken XLSX|broken XLSX sheet|broken XML|broken archive"
    "|broken front matter|broken header|broken record|broken row|broken web page|cannot be parsed"
    "|cannot be read|changed while it was read|empty file|encrypted|link in an archive"
    "|no such column|no text column|no text in the PDF|no text in the page|not UTF-8|not a text"
    "|not what its ending says|path leaves the archive|reader not installed|takes too long"
    "|takes too much memory|too large|unknown layout|unpacks too large|unsafe XML".split("|")
)


class Record(NamedTuple):
    """One record of a file: its fields as the file has them, and where a person finds it."""

    number: int  # from 1; 0 where the file itself is the record
    fields: Mapping[str, str]
    place: str = ""
    flags: tuple[str, ...] = ()  # words for documents.flags


class Unread(NamedTuple):
    """What could not be read: a record, or with number 0 the file. `reason` is one of a few."""

    reason: str
    detail: str
    number: int = 0


class Decoded(NamedTuple):
    """The text of a file without its byte order mark.

    Bytes that fit no encoding stand in it as surrogates (PEP 383). The flag `encoding-guessed` says
    that it is neither UTF-8 nor marked.
    """

    text: str
    encoding: str = "utf-8"
    flags: tuple[str, ...] = ()


_SPOILT = re.compile("[\ud800-\udfff]")


def spoilt(text: str, *, line: int = 1) -> str:
    """Where a decoded text is no UTF-8, and by which byte; empty where all is well.

    Examples
    --------
    >>> spoilt("a\\nb\\udce9c", line=3)
    "line 4, byte 0xE9 after 'b'; save it as UTF-8 (in a spreadsheet: 'CSV UTF-8')"
    """
    match = None if text.isascii() else _SPOILT.search(text)
    if not match:
        return ""
    before = text[: match.start()]
    value = ord(match.group())
    what = f"half a character \\u{value:04x}"
    if 0xDC80 <= value <= 0xDCFF:
        what = f"byte 0x{value - 0xDC00:02X}"
    tail = _SPOILT.sub("", before.rsplit("\n", 1)[-1][-20:])
    behind = f" after '{tail}'" if tail else " at its beginning"
    remedy = "save it as UTF-8 (in a spreadsheet: 'CSV UTF-8')"
    return f"line {line + before.count(chr(10))}, {what}{behind}; {remedy}"


def plain_lines(text: str) -> str:
    """Line ends as `\\n`, whatever the file had."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def filled(fields: Mapping[str, str | None]) -> dict[str, str]:
    """The fields that hold something."""
    return {name: text for name, text in fields.items() if text}


def first_line(error: BaseException) -> str:
    """What an exception says, short enough for a table."""
    return str(error).strip().partition("\n")[0][:150] or type(error).__name__
