"""Archives (.zip, .gz, .tar): each file in them is given to the readers under the archive's name;
bombs are refused.
"""

from __future__ import annotations

import lzma
import os
import re
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from standpoint.reading.formats.office import shown
from standpoint.reading.formats.records import Unread
from standpoint.reading.formats.source import UNZIP_ERRORS, Budget, Source, TooLarge, in_mib, zip_of

NAME = "archives 1"
ENDINGS = (".zip", ".gz", ".tgz", ".tar")
LIBRARY = ""

IN_MEMORY = 16 << 20  # larger members go to a file of their own while they are read
RATIO_FROM = 10 << 20  # below this a high ratio does no harm
PIECE = 1 << 18
_ERRORS = (*UNZIP_ERRORS, tarfile.TarError, lzma.LZMAError, zlib.error)


def claims(given: Source) -> bool:
    """A zip, gzip or tar by its marks; not one that is a document of another program (.odt, .epub,
    .jar).
    """
    if given.head.startswith(b"PK\x03\x04"):
        return not _OF_A_PROGRAM & set(given.members) and given.head[30:38] != b"mimetype"
    return given.head.startswith((b"PK\x05\x06", b"\x1f\x8b")) or given.head[257:262] == b"ustar"


_OF_A_PROGRAM = {
    "[Content_Types].xml",
    "META-INF/MANIFEST.MF",
    "META-INF/container.xml",
    "AndroidManifest.xml",
    "mimetype",
}


def members(given: Source) -> Iterator[Source | Unread]:
    """The files in an archive, one after another, each to be used before the next is asked for; and
    what was refused, and why.

    An Unread's detail begins with the member's name where it has one, parted by a tab.
    """
    if given.depth >= given.limits.depth:
        yield Unread("archives within archives", f"more than {given.limits.depth} deep; unpack it")
        return
    given = replace(given, budget=given.budget or Budget(given.limits.total))
    kind = (
        _zip
        if given.head.startswith(b"PK")
        else _gzip
        if given.head.startswith(b"\x1f\x8b")
        else _tar
    )
    try:
        yield from kind(given)
    except TooLarge as error:
        yield Unread("unpacks too large", str(error))
    except _ERRORS as error:
        if (
            isinstance(error, OSError)
            and not isinstance(error, zipfile.BadZipFile | tarfile.TarError)
            and error.errno
        ):
            raise
        yield Unread("broken archive", f"{_said(error)}; fetch or pack it again")


def _zip(given: Source) -> Iterator[Source | Unread]:
    with given.open() as handle, zip_of(handle) as archive:
        for info in archive.infolist():
            if info.is_dir():
                continue
            if refused := _refused(info.filename):
                yield refused
            elif info.flag_bits & 1:
                yield _of(info.filename, "encrypted", "it asks for a password; unpack it")
            elif (info.external_attr >> 16) & 0o170000 == 0o120000:
                yield _of(info.filename, "link in an archive", "links are not followed; unpack it")
            else:
                yield from _member(
                    given, info.filename, info.compress_size, lambda info=info: archive.open(info)
                )


def _tar(given: Source) -> Iterator[Source | Unread]:
    with given.open() as handle, tarfile.open(fileobj=handle, mode="r:") as archive:
        for info in archive:
            if refused := _refused(info.name):
                yield refused
            elif info.isfile():
                yield from _member(
                    given, info.name, info.size, lambda info=info: archive.extractfile(info)
                )
            elif not info.isdir():
                yield _of(
                    info.name, "link in an archive", "links and devices are not followed; unpack it"
                )
            archive.members = []  # else tarfile keeps every header


def _gzip(given: Source) -> Iterator[Source | Unread]:
    name = PurePosixPath(given.name).name
    inner = re.sub(
        r"\.gz\Z", "", re.sub(r"\.tgz\Z", ".tar", name, flags=re.IGNORECASE), flags=re.IGNORECASE
    )
    with given.open() as handle:
        yield from _member(
            given, "" if inner == name else inner, given.size, lambda: _Gunzip(handle)
        )


def _refused(name: str) -> Unread | None:
    plain = name.replace("\\", "/")
    parts = plain.split("/")
    if plain.startswith("/") or ".." in parts or re.match(r"[A-Za-z]:", plain):
        return _of(
            name, "path leaves the archive", "its path points outside; nothing of it was opened"
        )
    if any(part.startswith(".") and part != "." for part in parts) or "__MACOSX" in parts:
        return _of(name, "hidden", "")
    return None


def _of(name: str, reason: str, detail: str) -> Unread:
    return Unread(reason, f"{shown(name)}\t{detail}")


def _member(
    given: Source, name: str, packed: int, opened: Callable[[], BinaryIO]
) -> Iterator[Source | Unread]:
    """One member, unpacked piece by piece into memory or a file aside; what breaks or grows beyond
    a limit is named.
    """
    limits, budget = given.limits, given.budget
    aside: Path | None = None
    held: list[bytes] = []
    size = 0
    sink: BinaryIO | None = None
    try:
        try:
            with opened() as source:
                while piece := source.read(PIECE):
                    size += len(piece)
                    budget.left -= len(piece)
                    if budget.left < 0:
                        raise TooLarge(
                            f"more than {in_mib(limits.total)} in all; the rest was not opened"
                        )
                    if size > limits.member:
                        yield _of(
                            name,
                            "unpacks too large",
                            f"more than {in_mib(limits.member)}; unpack and split it",
                        )
                        return
                    if size > min(RATIO_FROM, limits.member) and size > limits.ratio * max(
                        packed, 1
                    ):
                        yield _of(
                            name,
                            "unpacks too large",
                            f"more than {limits.ratio} times its size: packed to do harm?",
                        )
                        return
                    if sink is None and size > IN_MEMORY:
                        place, found = tempfile.mkstemp(prefix="standpoint-")
                        aside, sink = Path(found), os.fdopen(place, "wb")
                        sink.writelines(held)
                        held = []
                    (sink.write if sink else held.append)(piece)
        except _ERRORS as error:
            if isinstance(error, TooLarge) or (isinstance(error, OSError) and error.errno):
                raise
            yield _of(
                name,
                "broken archive",
                f"{_said(error)} after {size:,} bytes; fetch or pack it again",
            )
            return
        finally:
            if sink:
                sink.close()
        inner = f"{given.name}/{shown(name)}" if name else given.name
        yield Source(
            inner,
            aside,
            None if aside else b"".join(held),
            given.about,
            limits,
            given.depth + 1,
            budget,
        )
    finally:
        if aside:
            aside.unlink(missing_ok=True)


class _Gunzip:
    """A gzip stream of one or more members, read forward; not gzip.open, which hides where a broken
    stream ended.
    """

    def __init__(self, handle: BinaryIO) -> None:
        self._handle, self._inner, self._rest = handle, zlib.decompressobj(31), b""

    def __enter__(self) -> _Gunzip:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def read(self, size: int) -> bytes:
        while True:
            packed = self._rest or self._handle.read(PIECE)
            if not packed:
                if not self._inner.eof:
                    raise EOFError("it ends in the middle")
                return b""
            if self._inner.eof:
                packed = packed.lstrip(b"\x00") or b""  # padding, as tapes have it
                if not packed:
                    self._rest = b""
                    continue
                self._inner = zlib.decompressobj(31)
            out = self._inner.decompress(packed, size)
            self._rest = self._inner.unconsumed_tail or self._inner.unused_data
            if out:
                return out


def _said(error: BaseException) -> str:
    said = str(error).splitlines()[0][:150] if str(error) else type(error).__name__
    return said.strip("'\"")
