"""What every reader gives: records with their fields as written, or the place and the reason of what could not be read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

TO_UTF8 = "save it as UTF-8 (in a spreadsheet: 'CSV UTF-8')"


@dataclass(frozen=True)
class Record:
    """One record of a file: its number from 1 and its fields, names and values as the file has them."""

    number: int
    fields: Mapping[str, str]
    place: str = ""  # "line 7": where a person finds it


@dataclass(frozen=True)
class Unread:
    """What a reader could not take: a record, or with number 0 the whole file. `reason` is short and the same for its kind."""

    reason: str
    detail: str
    number: int = 0


@dataclass(frozen=True)
class Decoded:
    """The text of a file without byte order mark; bytes that are no UTF-8 stand in it as surrogates (PEP 383)."""

    text: str
    unread: tuple[Unread, ...] = field(default=())


def decode(path: Path) -> Decoded:
    """The file's text. What is no UTF-8 is left to the reader, which knows the record that it spoils; UTF-16 is refused whole.

    Errors: OSError, which `documents` turns into a row of `excluded`.
    """
    data = path.read_bytes()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return Decoded("", (Unread("not UTF-8", f"the file begins with the mark of UTF-16; {TO_UTF8}"),))
    return Decoded(data.decode("utf-8", errors="surrogateescape").removeprefix("\ufeff"))


_SPOILT = re.compile("[\ud800-\udfff]")


def spoilt(text: str, *, line: int = 1) -> str:
    """Where and which byte of a decoded text is no UTF-8, in words; empty text where all is well.

    >>> spoilt("a\\nb\\udce9c", line=3)
    "line 4, byte 0xE9 after 'b'; save it as UTF-8 (in a spreadsheet: 'CSV UTF-8')"
    """
    match = None if text.isascii() else _SPOILT.search(text)
    if not match:
        return ""
    before = text[: match.start()]
    value = ord(match.group())
    what = f"byte 0x{value - 0xDC00:02X}" if 0xDC80 <= value <= 0xDCFF else f"half a character \\u{value:04x}"
    tail = _SPOILT.sub("", before.rsplit("\n", 1)[-1][-20:])
    behind = f" after '{tail}'" if tail else " at its beginning"
    return f"line {line + before.count(chr(10))}, {what}{behind}; {TO_UTF8}"


def plain_lines(text: str) -> str:
    """Line ends as `\\n`, whatever the file had."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
