"""What a reader is given: a bounded, seekable source of bytes, be it a file, a member of an archive
or a download.
"""

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

from standpoint.reading.formats.encoding import decode
from standpoint.reading.formats.records import Decoded

HEAD = 1 << 16
MiB = 1 << 20
_CONTROLS = re.compile(
    "[\x00-\x08\x0b\x10-\x1a\x1c-\x1f]"
)  # but for tab, line ends, form feed and what ISO 2022 shifts with
_DIRECTORY = 32 * MiB  # of a zip: some 300,000 members; read whole by zipfile, hence bounded


@dataclass(frozen=True)
class Limits:
    """How much of anything is taken; every limit is far above what real collections hold, and tests
    lower them.
    """

    document: int = (
        64 * MiB
    )  # a file that is parsed whole; the longest book of the largest public corpora has 8 MB
    record: int = 16 * MiB  # one line, row or article
    member: int = 1024 * MiB  # one member of an archive, unpacked
    total: int = 2048 * MiB  # all members of an archive, with those of archives in it
    # unpacked : packed, from 10 MiB on; text packs 3 to 20 times, tables up to 60 times, bombs
    # 1,000 times
    ratio: int = 200
    depth: int = 4  # layers of archives in archives; .tar.gz are two
    seconds: float = (
        5.0  # processor time of a reader in the worker process, with `seconds_per_mib` for its size
    )
    # DOCX took 4.8 s per MiB as packed, XLSX 3.4, PDF 0.7, HTML 0.6, RTF 0.5; a machine may be
    # slower
    seconds_per_mib: float = 20.0
    most_seconds: float = 600.0
    memory: int = 1024 * MiB  # of the worker process, above what its libraries take


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
        """A file on disk.

        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     _ = Path(folder, "a.TXT").write_text("One.")
        ...     given = Source.of_path(Path(folder, "a.TXT"))
        ...     print(given.ending, given.size, given.head, given.text().text)
        .txt 4 b'One.' One.
        """
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
        """Bytes in hand: a download, a record of a web archive. `about` holds what is known from
        outside (url, charset).

        >>> Source.of_bytes(b"%PDF-1.7", "x").head
        b'%PDF-1.7'
        """
        return cls(name, None, data, dict(about or {}), limits)

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """A fresh seekable stream at the beginning. Errors: OSError."""
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
        if self.raw is not None:
            return self.raw[:HEAD]
        with self.open() as handle:
            return handle.read(HEAD)

    @cached_property
    def unpacked_head(self) -> bytes:
        """The head behind gzip, or the head itself; as far as it can be unpacked."""
        if not self.head.startswith(b"\x1f\x8b"):
            return self.head
        try:
            return zlib.decompressobj(31).decompress(self.head, HEAD)
        except zlib.error:
            return b""

    @cached_property
    def opening(self) -> str:
        """The head as text, for `claims`: never fails, bytes that fit nothing are replaced or
        dropped.
        """
        head = self.head
        for mark, name in (
            (b"\xef\xbb\xbf", "utf-8"),
            (b"\xff\xfe", "utf-16-le"),
            (b"\xfe\xff", "utf-16-be"),
        ):
            if head.startswith(mark):
                return head[len(mark) :].decode(name, errors="ignore")
        if head[1:40:2].count(0) > 10 and not head[:40:2].count(0):
            return head.decode("utf-16-le", errors="ignore")
        if head[:40:2].count(0) > 10 and not head[1:40:2].count(0):
            return head.decode("utf-16-be", errors="ignore")
        try:
            return head.decode("utf-8")
        except UnicodeDecodeError as error:
            return (
                head[: error.start].decode()
                if error.start > len(head) - 4
                else head.decode("latin-1")
            )

    @cached_property
    def textual(self) -> bool:
        """Whether the head can be a text: no zero characters, and next to no control characters."""
        return "\x00" not in self.opening and len(_CONTROLS.findall(self.opening)) * 100 <= len(
            self.opening
        )

    @cached_property
    def packed(self) -> bool:
        """Whether it is a zip or gzip: then it is no text, whatever it is called."""
        return self.head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b"))

    @cached_property
    def members(self) -> tuple[str, ...]:
        """Names in a zip; () where it is none or its directory is beyond bounds."""
        if not self.head.startswith(b"PK"):
            return ()
        try:
            with self.open() as handle, zip_of(handle) as archive:
                return tuple(archive.namelist())
        except (
            zipfile.BadZipFile,
            TooLarge,
            OSError,
            ValueError,
            NotImplementedError,
            UnicodeError,
        ):
            return ()

    def member(self, name: str, most: int = HEAD) -> bytes:
        """The first bytes of one member of a zip; b"" where it cannot be read."""
        try:
            with self.open() as handle, zip_of(handle) as archive, archive.open(name) as inner:
                return inner.read(most)
        except UNZIP_ERRORS:
            return b""

    def data(self, most: int | None = None) -> bytes:
        """All bytes. Raises TooLarge above `most` (the limit for documents where it is not given),
        OSError.
        """
        most = self.limits.document if most is None else most
        with self.open() as handle:
            data = handle.read(
                min(most, self.size) + 1
            )  # not `most` alone: room for all that is asked for is taken at once
        if len(data) > most:
            raise TooLarge(f"more than {in_mib(most)}; split it, or take out what is no text")
        return data

    def text(self) -> Decoded:
        """The whole as text. Raises TooLarge, OSError."""
        return decode(self.data(), charset=self.about.get("charset", ""))

    def stamp(self) -> tuple[int, int]:
        """Size and time of change: another one after reading says that the file changed meanwhile."""
        if self.path is None:
            return len(self.raw or b""), 0
        found = os.stat(self.path)
        return found.st_size, found.st_mtime_ns


# What zipfile and its decompressors raise on broken or hostile input.
UNZIP_ERRORS = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    KeyError,
    OSError,
    EOFError,
    RuntimeError,
    ValueError,
    NotImplementedError,
    TooLarge,
    zlib.error,
)


def zip_of(handle: BinaryIO) -> zipfile.ZipFile:
    """The zip on a stream, its directory's size looked at before it is read. Raises TooLarge,
    zipfile.BadZipFile.
    """
    handle.seek(0, os.SEEK_END)
    size = handle.tell()
    handle.seek(max(0, size - 65_557))  # the end record is 22 bytes and a comment of at most 65,535
    tail = handle.read()
    at = tail.rfind(b"PK\x05\x06")
    if at >= 0 and len(tail) >= at + 16:
        stated = int.from_bytes(tail[at + 12 : at + 16], "little")
        zip64 = tail.rfind(
            b"PK\x06\x06"
        )  # the 64-bit end record; zipfile takes its number where the plain one is full
        if stated == 0xFFFFFFFF and zip64 >= 0:
            stated = int.from_bytes(tail[zip64 + 40 : zip64 + 48], "little")
        if _DIRECTORY < stated <= size:
            raise TooLarge(f"its list of members is larger than {in_mib(_DIRECTORY)}")
    handle.seek(0)
    return zipfile.ZipFile(handle)


def in_mib(size: int) -> str:
    """A size in words.

    >>> in_mib(64 << 20), in_mib(5000)
    ('64 MiB', '5,000 bytes')
    """
    return f"{size / MiB:,.0f} MiB" if size >= MiB else f"{size:,} bytes"
