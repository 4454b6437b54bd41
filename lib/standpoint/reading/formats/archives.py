"""Archives (.zip, .gz, .tar): each file in them is read under the archive's name; no bombs."""

from __future__ import annotations

import gzip
import lzma
import os
import re
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
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
    zip_of,
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
        yield from kind(source)
    except TooLarge as error:
        yield "", Unread("unpacks too large", str(error))
    except _ERRORS as error:
        _raise_own(error)
        yield "", Unread("broken archive", f"{_detail(error)}; fetch or pack it again")


def _raise_own(error: Exception) -> None:
    """Raise an error of this machine, as of a full disk, again; others are the archive's."""
    if isinstance(error, OSError) and error.errno:
        raise error


def _zip(source: Source) -> Iterator[tuple[str, Source | Unread]]:
    with source.open() as handle, zip_of(handle) as archive:
        for info in archive.infolist():
            refusal = _refusal(info.filename)
            if info.is_dir():
                continue
            if not refusal and info.flag_bits & 1:
                refusal = Unread("encrypted", "it asks for a password; unpack it")
            elif not refusal and (info.external_attr >> 16) & 0o170000 == 0o120000:
                refusal = Unread("link in an archive", "links are not followed; unpack it")
            if refusal:
                yield shown(info.filename), refusal
            else:
                opened = _opener(archive.open, info)
                yield from _member(source, info.filename, info.compress_size, opened)


def _tar(source: Source) -> Iterator[tuple[str, Source | Unread]]:
    with source.open() as handle, tarfile.open(fileobj=handle, mode="r:") as archive:
        for info in archive:
            refusal = _refusal(info.name)
            if not refusal and not info.isfile():
                detail = "links and devices are not followed; unpack it"
                refusal = Unread("link in an archive", detail)
            if info.isdir():
                pass
            elif refusal:
                yield shown(info.name), refusal
            else:
                opened = _opener(archive.extractfile, info)
                yield from _member(source, info.name, info.size, opened)
            archive.members = []  # else tarfile keeps every header


def _gzip(source: Source) -> Iterator[tuple[str, Source | Unread]]:
    name = PurePosixPath(source.name).name
    inner = re.sub(r"(?i)\.tgz\Z", ".tar", name)
    inner = re.sub(r"(?i)\.gz\Z", "", inner)
    with source.open() as handle:
        opened = _opener(gzip.open, handle)
        yield from _member(source, "" if inner == name else inner, source.size, opened)


def _opener(open_it: Callable, what: object) -> Callable[[], BinaryIO]:
    return lambda: open_it(what)


def _refusal(name: str) -> Unread | None:
    plain = name.replace("\\", "/")
    parts = plain.split("/")
    if plain.startswith("/") or ".." in parts or re.match(r"[A-Za-z]:", plain):
        detail = "its path points outside; nothing of it was opened"
        return Unread("path leaves the archive", detail)
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
            _raise_own(error)
            detail = f"{_detail(error)}; fetch or pack it again"
            yield shown(name), Unread("broken archive", detail)
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


def _detail(error: BaseException) -> str:
    return first_line(error).strip("'\"")
