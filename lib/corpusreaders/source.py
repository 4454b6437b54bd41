"""What a reader is given, a source of bytes, and what it gives back, records and refusals."""

from __future__ import annotations

import codecs
import io
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, NamedTuple, Protocol

HEAD = 1 << 16  # bytes that a reader may look at to recognise a file
SURE = 0.2  # chardet's confidence below which its guess is as often wrong as right
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


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
    """How many bytes are taken of a file that is parsed whole, of a record, of an archive."""

    document: int = 64 << 20
    record: int = 16 << 20
    total: int = 2 << 30


class Source(Protocol):
    """What every reader is given. `File` is the plain one; a host may bring its own."""

    name: str
    ending: str  # of the name, in small letters, with its dot
    stem: str  # the name without folders and ending
    path: Path | None  # None where the bytes are not a file of their own
    about: Mapping[str, str]  # what is known from outside: url, charset
    limits: Any  # with the sizes of `Limits`
    head: bytes  # the first 64 KiB
    opening: str  # the head as text, whatever it is; for recognising a file
    members: tuple[str, ...]  # names in a zip; empty for anything else

    def child(self, data: bytes, name: str, about: Mapping[str, str]) -> Source:
        """A source of bytes that stand within this one, under the same limits."""

    def open(self) -> AbstractContextManager[BinaryIO]:
        """A fresh seekable stream."""

    def data(self) -> bytes:
        """All bytes, or an exception where they are too many."""

    def text(self, charset: str = "") -> Any:
        """All of it decoded, with the attributes of `Text`; `charset` is believed where it fits."""

    def lines(self) -> Iterator[str | None]:
        """The lines of a text of any length; None for one that is longer than a record may be."""


@dataclass
class File:
    """A file on disk, or bytes in hand with a name.

    Examples
    --------
    >>> File("a.TXT", raw=b"One.").ending, File("a.TXT", raw=b"One.").text().text
    ('.txt', 'One.')
    """

    name: str
    path: Path | None = None
    raw: bytes | None = None
    about: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = Limits()

    @property
    def ending(self) -> str:
        return PurePosixPath(self.name.lower()).suffix

    @property
    def stem(self) -> str:
        return PurePosixPath(self.name).stem

    @property
    def size(self) -> int:
        return len(self.raw) if self.path is None else self.path.stat().st_size

    @cached_property
    def head(self) -> bytes:
        with self.open() as handle:
            return handle.read(HEAD)

    @cached_property
    def opening(self) -> str:
        name = next((name for mark, name in _MARKS if self.head.startswith(mark)), "utf-8")
        try:  # the head may end in the middle of a character
            return codecs.getincrementaldecoder(name)().decode(self.head)
        except UnicodeDecodeError:
            return self.head.decode("latin-1")

    @cached_property
    def members(self) -> tuple[str, ...]:
        if not self.head.startswith(b"PK"):
            return ()
        try:
            with self.open() as handle, zipfile.ZipFile(handle) as archive:
                return tuple(archive.namelist())
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            return ()

    def child(self, data: bytes, name: str, about: Mapping[str, str]) -> File:
        return File(name, None, data, about, self.limits)

    def open(self) -> AbstractContextManager[BinaryIO]:
        return io.BytesIO(self.raw or b"") if self.path is None else self.path.open("rb")

    def data(self) -> bytes:
        if self.size > self.limits.document:
            raise TooLarge(f"more than {self.limits.document:,} bytes; split it")
        with self.open() as handle:
            return handle.read()

    def text(self, charset: str = "") -> Text:
        return decode(self.data(), charset=charset or self.about.get("charset", ""))

    def lines(self) -> Iterator[str | None]:
        return iter(self.text().text.splitlines(keepends=True))


def decode(data: bytes, *, charset: str = "") -> Text:
    """Bytes as text: by their mark, as UTF-8, as `charset` says, or as chardet is sure enough of.

    Examples
    --------
    >>> decode("Привет, мир! Это обычный русский текст.".encode("cp1251")).flags
    ('encoding-guessed',)
    >>> decode(b"caf\\xe9").text
    'caf\\udce9'
    """
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    for name in (marked, "utf-8", charset):
        try:
            return Text(data.decode(name))
        except (LookupError, UnicodeError):
            continue
    import chardet

    guess = chardet.detect(data[: 1 << 20])
    if guess["encoding"] and guess["confidence"] >= SURE:
        try:
            return Text(data.decode(guess["encoding"]), ("encoding-guessed",))
        except (LookupError, UnicodeError):
            pass
    return Text(data.decode("utf-8", errors="surrogateescape"))
