"""What every reader gives: records with their fields as written, or the place and the reason of
what could not be read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

TO_UTF8 = "save it as UTF-8 (in a spreadsheet: 'CSV UTF-8')"

# Reasons of rows in `excluded` that mean "broken", not "left out by rule": a command that meets one
# ends with exit code 1.
BROKEN = frozenset(
    {
        "not UTF-8",
        "not a text",
        "broken front matter",
        "broken header",
        "broken row",
        "broken JSON",
        "broken Parquet file",
        "cannot be read",
    }
    | {
        "no text column",
        "no such column",
        "empty file",
        "not what its ending says",
        "too large",
        "unpacks too large",
        "broken archive",
    }
    | {
        "encrypted",
        "path leaves the archive",
        "archives within archives",
        "link in an archive",
        "unsafe XML",
        "broken XML",
    }
    | {
        "broken PDF",
        "no text in the PDF",
        "broken DOCX",
        "broken XLSX",
        "broken RTF",
        "broken web page",
        "no text in the page",
    }
    | {
        "cannot be parsed",
        "takes too long",
        "takes too much memory",
        "changed while it was read",
        "unknown layout",
        "broken XLSX sheet",
    }
    | {"archive cut off", "broken record"}  # of a web archive
)


@dataclass(frozen=True)
class Record:
    """One record of a file: its number from 1 (0: the file itself is the record) and its fields as
    the file has them.
    """

    number: int
    fields: Mapping[str, str]
    place: str = ""  # "line 7": where a person finds it
    flags: tuple[str, ...] = ()  # words for documents.flags, as `date-unsure`


@dataclass(frozen=True)
class Unread:
    """What a reader could not take: a record, or with number 0 the whole file. `reason` is short
    and the same for its kind.
    """

    reason: str
    detail: str
    number: int = 0


@dataclass(frozen=True)
class Decoded:
    """The text of a file without byte order mark; bytes that fit no encoding stand in it as
    surrogates (PEP 383).
    """

    text: str
    encoding: str = "utf-8"
    flags: tuple[str, ...] = ()  # `encoding-guessed` where it is neither UTF-8 nor marked
    unread: tuple[Unread, ...] = field(default=())


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
    what = (
        f"byte 0x{value - 0xDC00:02X}"
        if 0xDC80 <= value <= 0xDCFF
        else f"half a character \\u{value:04x}"
    )
    tail = _SPOILT.sub("", before.rsplit("\n", 1)[-1][-20:])
    behind = f" after '{tail}'" if tail else " at its beginning"
    return f"line {line + before.count(chr(10))}, {what}{behind}; {TO_UTF8}"


def plain_lines(text: str) -> str:
    """Line ends as `\\n`, whatever the file had."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
