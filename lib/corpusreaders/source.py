"""What a reader is given, a source of bytes, and what it gives back, records and refusals."""

from __future__ import annotations

import codecs
import io
import re
import zipfile
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NamedTuple

HEAD = 1 << 16  # bytes that a reader may look at to recognise a file
# chardet's confidence below which its guess is as often wrong as right: of 36 files in 20
# encodings it was least sure of one at 0.22, and it says 0.02 of a word with one accented letter.
SURE = 0.2
SAMPLE = 1 << 20  # bytes around the first that is no ASCII by which an encoding is judged
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# ISO 2022 (Japanese, Korean, Chinese): its bytes are all ASCII and would pass for UTF-8.
_SHIFTED = re.compile(rb"\x1b(?:\$[()]?[@-I]|\([BJI])")
_WHOLE, _BROKEN = "^\x00-\x7f\udc80-\udcff", "\udc80-\udcff"  # of a text that was read as UTF-8


class Record(NamedTuple):
    """One record of a file: its fields as the file has them, and where a person finds it."""

    number: int  # from 1; 0 where the whole file is one record
    fields: Mapping[str, str]
    place: str = ""
    flags: tuple[str, ...] = ()


class Unread(NamedTuple):
    """What could not be read: a record, or with number 0 the file. `reason` is one of a few."""

    reason: str
    detail: str
    number: int = 0


class Text(NamedTuple):
    """A decoded text; bytes that fit no encoding stand in it as surrogates (PEP 383)."""

    text: str
    flags: tuple[str, ...] = ()


class TooLarge(Exception):
    """A source is larger than its limits allow."""


class Limits(NamedTuple):
    """How many bytes are taken of a file that is parsed whole, of a page, of a table or archive."""

    document: int = 64 << 20
    record: int = 16 << 20
    total: int = 2 << 30


@dataclass
class Source:
    """A file on disk, or bytes in hand with a name.

    Examples
    --------
    >>> source = Source(b"One.", "in/a.TXT")
    >>> source.ending, source.stem, source.text().text
    ('.txt', 'a', 'One.')
    """

    content: bytes | Path
    name: str = ""
    about: Mapping[str, str] = field(default_factory=dict)  # known from outside: url, charset
    limits: Limits = Limits()

    def __post_init__(self) -> None:
        self.name = self.name or self.content.name

    @property
    def path(self) -> Path | None:
        """None where the bytes are not a file of their own."""
        return self.content if isinstance(self.content, Path) else None

    @property
    def ending(self) -> str:
        """Of the name, in small letters, with its dot; `.gz` is taken off."""
        return PurePosixPath(self.name.lower().removesuffix(".gz")).suffix

    @property
    def stem(self) -> str:
        """The name without folders and ending."""
        return PurePosixPath(self.name).stem

    @cached_property
    def size(self) -> int:
        return self.path.stat().st_size if self.path else len(self.content)

    @cached_property
    def head(self) -> bytes:
        """The first 64 KiB."""
        with self.open() as handle:
            return handle.read(HEAD)

    @cached_property
    def opening(self) -> str:
        """The head as text, whatever it is; for recognising a file."""
        name = next((name for mark, name in _MARKS if self.head.startswith(mark)), "utf-8")
        zeros = self.head[:40:2].count(0), self.head[1:40:2].count(0)
        if name == "utf-8" and max(zeros) > 10 and not min(zeros):
            name = "utf-16-be" if zeros[0] else "utf-16-le"
        try:  # the head may end in the middle of a character
            return codecs.getincrementaldecoder(name)().decode(self.head)
        except UnicodeDecodeError:
            return self.head.decode("latin-1")

    @property
    def packed(self) -> bool:
        """Whether it is a zip or gzip: then it is no text, whatever it is called."""
        return self.head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b"))

    @cached_property
    def members(self) -> tuple[str, ...]:
        """Names in a zip; empty for anything else."""
        if not self.head.startswith(b"PK"):
            return ()
        try:
            with self.open() as handle, zipfile.ZipFile(handle) as archive:
                return tuple(archive.namelist())
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            return ()

    def open(self) -> AbstractContextManager[BinaryIO]:
        """A fresh seekable stream."""
        return self.path.open("rb") if self.path else io.BytesIO(self.content)

    def data(self, most: int = 0) -> bytes:
        """All bytes, or TooLarge."""
        most = most or self.limits.document
        if self.size > most:
            raise TooLarge(f"more than {most:,} bytes; split it, or take out what is no text")
        with self.open() as handle:
            return handle.read()

    def text(self, charset: str = "", *, most: int = 0) -> Text:
        """All of it decoded, or TooLarge; `charset` is believed where UTF-8 does not fit."""
        return decode(self.data(most), charset=charset or self.about.get("charset", ""))


def decode(data: bytes, *, charset: str = "") -> Text:
    """Bytes as text: by their mark, as UTF-8, as `charset` says, or as chardet is sure enough of.

    A text that is UTF-8 but for a few bytes stays UTF-8: those bytes stand in it as surrogates, for
    the reader to name the record that they spoil.

    Examples
    --------
    >>> decode("Привет, мир! Это обычный русский текст.".encode("cp1251")).flags
    ('encoding-guessed',)
    >>> decode(b"caf\\xe9").text
    'caf\\udce9'
    """
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    plain = b"\x00" not in data[:4096] and not _SHIFTED.search(data[:SAMPLE])
    for name in (marked, "utf-8" if plain else "", charset):
        try:
            return Text(data.decode(name).lstrip("\ufeff"))  # some programs write two marks
        except (LookupError, UnicodeError):
            continue
    damaged = Text(data.decode("utf-8", errors="surrogateescape").removeprefix("\ufeff"))
    sample = data[:SAMPLE]
    if plain:
        at = re.search(rb"[\x80-\xff]", data).start()
        # Lines in ASCII tell nothing of the encoding, and many of them make chardet unsure.
        lines = data[at - at % SAMPLE :][: 2 * SAMPLE].split(b"\n")
        sample = b"\n".join(line for line in lines if not line.isascii())
        text = sample.decode("utf-8", errors="surrogateescape")
        whole, broken = (len(re.findall(f"[{kind}]", text)) for kind in (_WHOLE, _BROKEN))
        if whole > 3 * broken:
            return damaged
    import chardet

    guess = chardet.detect(sample)
    if guess["encoding"] and guess["confidence"] >= SURE:
        try:
            text = data.decode(guess["encoding"]).removeprefix("\ufeff")
            return Text(text, ("encoding-guessed",))
        except (LookupError, UnicodeError):
            pass
    return damaged
