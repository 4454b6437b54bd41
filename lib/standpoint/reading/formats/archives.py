"""Archives (.zip, .gz, .tar): each file in them is read under the archive's name; no bombs."""

from __future__ import annotations

import gzip
import lzma
import os
import re
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from standpoint.reading.formats.records import Unread, first_line
from standpoint.reading.formats.source import (
    UNZIP_ERRORS,
    Budget,
    Source,
    TooLarge,
    in_mib,
    shown,
)

NAME = "archives 1"
ENDINGS = (".zip", ".gz", ".tgz", ".tar")
LIBRARY = ""

IN_MEMORY = 16 << 20  # larger members go to a file of their own while they are read
RATIO_FROM = 10 << 20  # below this a high ratio does no harm
PIECE = 1 << 18
_ERRORS = (*UNZIP_ERRORS, tarfile.TarError, lzma.LZMAError)
# Members of documents of other programs (.odt, .epub, .jar), which are no archives for us.
_OF_A_PROGRAM = {
    "[Content_Types].xml",
    "META-INF/MANIFEST.MF",
    "META-INF/container.xml",
    "AndroidManifest.xml",
    "mimetype",
}


class _Refused(Exception):
    """A member unpacks beyond a limit."""


def claims(source: Source) -> bool:
    """A zip, gzip or tar by its marks, and not a document of another program."""
    head = source.head
    if head.startswith(b"PK\x03\x04"):
        return not _OF_A_PROGRAM & set(source.members) and head[30:38] != b"mimetype"
    return head.startswith((b"PK\x05\x06", b"\x1f\x8b")) or head[257:262] == b"ustar"


def members(source: Source) -> Iterator[tuple[str, Source | Unread]]:
    """The files in an archive with their names, each to be used before the next is asked for.

    What was refused comes as Unread; the name is empty where it is the whole archive.
    """
    if source.depth >= source.limits.depth:
        detail = f"more than {source.limits.depth} deep; unpack it"
        yield "", Unread("archives within archives", detail)
        return
    source = replace(source, budget=source.budget or Budget(source.limits.total))
    kind = _tar
    if source.packed:
        kind = _zip if source.head.startswith(b"PK") else _gzip
    try:
        with source.open() as handle:
            for name, packed, refusal, opened in kind(source, handle):
                if refusal := refusal or _refusal(name):
                    yield shown(name), refusal
                else:
                    yield from _member(source, name, packed, opened)
    except TooLarge as error:
        yield "", Unread("unpacks too large", str(error))
    except _ERRORS as error:
        yield "", _broken(error)


_Member = tuple[str, int, Unread | None, Callable[[], BinaryIO]]  # name, packed size, why not, open


def _zip(source: Source, handle: BinaryIO) -> Iterator[_Member]:
    with zipfile.ZipFile(handle) as archive:
        for info in archive.infolist():
            refusal = None
            if info.flag_bits & 1:
                refusal = Unread("encrypted", "it asks for a password; unpack it")
            elif (info.external_attr >> 16) & 0o170000 == 0o120000:
                refusal = Unread("link in an archive", "links are not followed; unpack it")
            if not info.is_dir():
                yield info.filename, info.compress_size, refusal, partial(archive.open, info)


def _tar(source: Source, handle: BinaryIO) -> Iterator[_Member]:
    link = Unread("link in an archive", "links and devices are not followed; unpack it")
    with tarfile.open(fileobj=handle, mode="r:") as archive:
        for info in archive:
            refusal = None if info.isfile() else link
            if not info.isdir():
                yield info.name, info.size, refusal, partial(archive.extractfile, info)
            archive.members = []  # else tarfile keeps every header


def _gzip(source: Source, handle: BinaryIO) -> Iterator[_Member]:
    name = PurePosixPath(source.name).name
    inner = re.sub(r"(?i)\.gz\Z", "", re.sub(r"(?i)\.tgz\Z", ".tar", name))
    yield "" if inner == name else inner, source.size, None, partial(gzip.open, handle)


def _broken(error: Exception) -> Unread:
    """The row for an archive's error; one of this machine, as of a full disk, is raised again."""
    if isinstance(error, OSError) and error.errno:
        raise error
    detail = first_line(error).strip("'\"")
    return Unread("broken archive", f"{detail}; fetch or pack it again")


def _refusal(name: str) -> Unread | None:
    plain = name.replace("\\", "/")
    parts = plain.split("/")
    if plain.startswith("/") or ".." in parts or re.match(r"[A-Za-z]:", plain):
        return Unread("path leaves the archive", "it points outside; nothing of it was opened")
    if any(part.startswith(".") and part != "." for part in parts) or "__MACOSX" in parts:
        return Unread("hidden", "")
    return None


def _member(
    source: Source, name: str, packed: int, opened: Callable[[], BinaryIO]
) -> Iterator[tuple[str, Source | Unread]]:
    """One member as a source, or why it is none."""
    stored: Path | bytes = b""
    inner = f"{source.name}/{shown(name)}" if name else source.name
    try:
        try:
            stored = _store(_pieces(source, opened, packed))
        except TooLarge:
            raise
        except _Refused as error:
            yield shown(name), Unread("unpacks too large", str(error))
            return
        except _ERRORS as error:
            yield shown(name), _broken(error)
            return
        path, raw = (stored, None) if isinstance(stored, Path) else (None, stored)
        member = replace(source, name=inner, path=path, raw=raw, depth=source.depth + 1)
        yield shown(name), member
    finally:
        if isinstance(stored, Path):
            stored.unlink(missing_ok=True)


def _pieces(source: Source, opened: Callable[[], BinaryIO], packed: int) -> Iterator[bytes]:
    """A member piece by piece; raise where it, or all of them together, grow beyond a limit."""
    limits, budget = source.limits, source.budget
    size = 0
    with opened() as stream:
        while piece := stream.read(PIECE):
            size += len(piece)
            budget.left -= len(piece)
            if budget.left < 0:
                raise TooLarge(f"more than {in_mib(limits.total)} in all; the rest was not opened")
            if size > limits.member:
                raise _Refused(f"more than {in_mib(limits.member)}; unpack and split it")
            if size > min(RATIO_FROM, limits.member) and size > limits.ratio * max(packed, 1):
                raise _Refused(f"more than {limits.ratio} times its size: packed to do harm?")
            yield piece


def _store(pieces: Iterator[bytes]) -> Path | bytes:
    """The pieces together, in a file of their own once they are many."""
    parts: list[bytes] = []
    size = 0
    for piece in pieces:
        parts.append(piece)
        size += len(piece)
        if size > IN_MEMORY:
            break
    else:
        return b"".join(parts)
    handle, name = tempfile.mkstemp(prefix="standpoint-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(parts)
            file.writelines(pieces)
    except BaseException:
        Path(name).unlink()
        raise
    return Path(name)
