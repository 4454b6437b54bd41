"""What a reader is given: a bounded, seekable source of bytes, be it a file or a member of one."""

from __future__ import annotations

import io
import os
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from standpoint.reading.formats.encoding import decode, encoding_of
from standpoint.reading.formats.records import Decoded

HEAD = 1 << 16
MiB = 1 << 20
# Control characters but for tab, line ends, form feed and what ISO 2022 shifts with.
_CONTROLS = re.compile("[\x00-\x08\x0b\x10-\x1a\x1c-\x1f]")
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


@dataclass(frozen=True)
class Limits:
    """How much of anything is taken; every limit is far above what real collections hold."""

    document: int = 64 * MiB  # a file that is parsed whole; the longest book known has 8 MB
    record: int = 16 * MiB  # one line, row or article
    member: int = 1024 * MiB  # one member of an archive, unpacked
    total: int = 2048 * MiB  # all members of an archive, with those of archives in it
    # Unpacked : packed, from 10 MiB on; text packs 3 to 20 times, tables up to 60 times, bombs
    # 1,000 times.
    ratio: int = 200
    depth: int = 4  # layers of archives in archives; .tar.gz are two
    # Processor time of a sandboxed reader: DOCX took 4.8 s per MiB as packed, XLSX 3.4, PDF 0.7,
    # HTML 0.6, RTF 0.5; a machine may be slower.
    seconds: float = 5.0
    seconds_per_mib: float = 20.0
    most_seconds: float = 600.0
    memory: int = 1024 * MiB  # of the sandbox, above what its libraries take


LIMITS = Limits()


class TooLarge(Exception):
    """A source is larger than a limit; the message says which."""


class Budget:
    """What an archive and the archives in it may still unpack."""

    def __init__(self, left: int) -> None:
        self.left = left


@dataclass(frozen=True)
class Source:
    """A source of bytes with its name; made by `of_path` or `of_bytes`."""

    name: str
    path: Path | None = None
    raw: bytes | None = None
    about: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = LIMITS
    depth: int = 0
    budget: Budget | None = None

    @classmethod
    def of_path(cls, path: Path, name: str = "", *, limits: Limits = LIMITS) -> Source:
        """A file on disk."""
        return cls(name or path.name, path, limits=limits)

    @classmethod
    def of_bytes(
        cls,
        data: bytes,
        name: str,
        *,
        about: Mapping[str, str] | None = None,
        limits: Limits = LIMITS,
    ) -> Source:
        """Bytes in hand; `about` holds what is known from outside (url, charset).

        Examples
        --------
        >>> source = Source.of_bytes(b"%PDF-1.7", "in/a.PDF")
        >>> source.head, source.ending, source.stem
        (b'%PDF-1.7', '.pdf', 'a')
        """
        return cls(name, None, data, dict(about or {}), limits)

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """A fresh seekable stream at the beginning."""
        if self.raw is not None:
            yield io.BytesIO(self.raw)
        else:
            with self.path.open("rb") as handle:
                yield handle

    @property
    def ending(self) -> str:
        """Of the name, in small letters, `.gz` taken off."""
        return PurePosixPath(self.name.lower().removesuffix(".gz")).suffix

    @property
    def stem(self) -> str:
        """The name without folders and ending."""
        return PurePosixPath(self.name).stem

    @cached_property
    def size(self) -> int:
        return len(self.raw) if self.raw is not None else self.path.stat().st_size

    @cached_property
    def head(self) -> bytes:
        """The first 64 KiB."""
        with self.open() as handle:
            return handle.read(HEAD)

    @cached_property
    def opening(self) -> str:
        """The head as text, for `claims`; bytes that fit nothing are replaced or dropped."""
        head = self.head
        for mark, name in _MARKS:
            if head.startswith(mark):
                return head[len(mark) :].decode(name, errors="ignore")
        zeros = (head[:40:2].count(0), head[1:40:2].count(0))
        if max(zeros) > 10 and not min(zeros):
            return head.decode("utf-16-be" if zeros[0] else "utf-16-le", errors="ignore")
        try:
            return head.decode("utf-8")
        except UnicodeDecodeError as error:
            cut_off = error.start > len(head) - 4
            return head[: error.start].decode() if cut_off else head.decode("latin-1")

    @cached_property
    def textual(self) -> bool:
        """Whether the head can be a text: no zero and next to no control characters."""
        controls = len(_CONTROLS.findall(self.opening))
        return "\x00" not in self.opening and controls * 100 <= len(self.opening)

    @cached_property
    def packed(self) -> bool:
        """Whether it is a zip or gzip: then it is no text, whatever it is called."""
        return self.head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b"))

    @cached_property
    def members(self) -> tuple[str, ...]:
        """Names in a zip; () where it is none."""
        if not self.head.startswith(b"PK"):
            return ()
        try:
            with self.open() as handle, zipfile.ZipFile(handle) as archive:
                return tuple(archive.namelist())
        except UNZIP_ERRORS:
            return ()

    def data(self) -> bytes:
        """All bytes, or TooLarge."""
        most = self.limits.document
        with self.open() as handle:
            # Not `most` alone: room for all that is asked for is taken at once.
            data = handle.read(min(most, self.size) + 1)
        if len(data) > most:
            raise TooLarge(f"more than {in_mib(most)}; split it, or take out what is no text")
        return data

    def text(self, charset: str = "") -> Decoded:
        """The whole as text, or TooLarge; `charset` is what it says of itself."""
        return decode(self.data(), charset=charset or self.about.get("charset", ""))

    def lines(self) -> Lines:
        """The lines of a text of any length, one after another."""
        return Lines(self)

    def child(self, data: bytes, name: str, about: Mapping[str, str]) -> Source:
        """A source of bytes that stand within this one, as a page does in a web archive."""
        return Source.of_bytes(data, name, about=about, limits=self.limits)

    def stamp(self) -> tuple[int, int]:
        """Size and time of change: another one after reading says that the file changed."""
        if self.path is None:
            return len(self.raw or b""), 0
        status = os.stat(self.path)
        return status.st_size, status.st_mtime_ns


class Lines:
    """The lines of a source with `\\n` at their ends, in bounded memory.

    A line above the limit for records is not held: it comes as None, and the next line follows.
    Lines that were taken can be put back.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.most = source.limits.record
        with source.open() as handle:
            self.decoded = encoding_of(handle)
        self._back: list[str | None] = []
        self._fresh = self._read()

    def __iter__(self) -> Iterator[str | None]:
        return self

    def __next__(self) -> str | None:
        return self._back.pop() if self._back else next(self._fresh)

    def put_back(self, lines: list[str | None]) -> None:
        """Have lines that were taken come again, in their order."""
        self._back.extend(reversed(lines))

    def too_long(self, line: int) -> str:
        """The detail of a row for a line that is not held."""
        most = in_mib(self.most)
        return f"line {line}: longer than {most}; is it a table with one record a line?"

    def _read(self) -> Iterator[str | None]:
        encoding = self.decoded.encoding
        errors = "surrogateescape" if encoding == "utf-8" else "replace"
        with self.source.open() as handle:
            text = io.TextIOWrapper(handle, encoding, errors)
            mark = "\ufeff"
            while line := text.readline(self.most + 1):
                line, mark = line.removeprefix(mark), ""
                if line.endswith("\n") or len(line) <= self.most:
                    yield line.removesuffix("\n") + "\n"
                    continue
                yield None
                while line and not line.endswith("\n"):
                    line = text.readline(1 << 20)


# What zipfile and its decompressors raise on broken or hostile input.
UNZIP_ERRORS = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    KeyError,
    OSError,
    EOFError,
    RuntimeError,
    ValueError,
    TooLarge,
    zlib.error,
)


def shown(name: str) -> str:
    """A name from an archive as it may stand in a table: no control characters, and not endless."""
    plain = re.sub(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", "\ufffd", name)
    return plain if len(plain) <= 200 else plain[:100] + "…" + plain[-80:]


def in_mib(size: int) -> str:
    """A size in words.

    Examples
    --------
    >>> in_mib(64 << 20), in_mib(5000)
    ('64 MiB', '5,000 bytes')
    """
    return f"{size / MiB:,.0f} MiB" if size >= MiB else f"{size:,} bytes"
