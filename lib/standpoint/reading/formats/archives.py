"""Archives (.zip, .gz, .tar): each file in them is read under the archive's name; no bombs."""

import gzip
import lzma
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import PurePosixPath
from typing import BinaryIO

from corpusreaders.source import Source, TooLarge, Unread

NAME = "archives 1"
ENDINGS = (".zip", ".gz", ".tgz", ".tar")
LIBRARY = ""

# Limits far above what real collections hold.
MEMBER = 1 << 30  # bytes of one member, unpacked
TOTAL = 2 << 30  # of all members, with those of archives in the archive
RATIO = 200  # unpacked : packed; text packs 3 to 20 times, tables up to 60 times, bombs 1,000 times
RATIO_FROM = 10 << 20  # below this a high ratio does no harm
LEAST = 256 << 20  # bytes that any archive may unpack; more only by `RATIO` of its own size
DEPTH = 4  # layers of archives in archives; .tar.gz are two
# What zipfile, tarfile and their decompressors raise on broken or hostile input.
_ERRORS = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    tarfile.TarError,
    lzma.LZMAError,
    zlib.error,
    KeyError,
    OSError,
    EOFError,
    RuntimeError,
    ValueError,
)
# Members of documents of other programs (.odt, .epub, .jar), which are no archives for us.
_OF_A_PROGRAM = {
    "[Content_Types].xml",
    "META-INF/MANIFEST.MF",
    "META-INF/container.xml",
    "AndroidManifest.xml",
    "mimetype",
}
# Control characters, directions of writing and halves of characters.
_ODD = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def claims(source: Source) -> bool:
    """A zip, gzip or tar by its marks, and not a document of another program."""
    head = source.head
    if head.startswith(b"PK\x03\x04"):
        return not _OF_A_PROGRAM & set(source.members) and head[30:38] != b"mimetype"
    return head.startswith((b"PK\x05\x06", b"\x1f\x8b")) or head[257:262] == b"ustar"


class Budget:
    """What an archive and the archives in it may still unpack, and how deep they lie."""

    def __init__(self, packed: int = TOTAL) -> None:
        self.left = self.total = min(TOTAL, max(LEAST, RATIO * packed))
        self.depth = 0


def members(source: Source, budget: Budget) -> Iterator[tuple[str, Source | Unread]]:
    """The files in an archive with their names.

    What was refused comes as Unread; the name is that of the archive where it is the whole.
    """
    if budget.depth >= DEPTH:
        detail = f"more than {DEPTH} deep; unpack it"
        yield source.name, Unread("archives within archives", detail)
        return
    kind = _tar
    if source.packed:
        kind = _zip if source.head.startswith(b"PK") else _gzip
    try:
        with source.open() as handle:
            for inner, packed, refusal, opened in kind(source, handle):
                name = f"{source.name}/{_shown(inner)}" if inner else source.name
                if refusal := refusal or _refusal(inner):
                    yield name, refusal
                    continue
                try:
                    data = _unpacked(opened, packed, budget)
                except _ERRORS as error:
                    yield name, _broken(error)
                    continue
                yield name, data if isinstance(data, Unread) else Source(data, name)
    except TooLarge as error:
        yield source.name, Unread("unpacks too large", str(error))
    except _ERRORS as error:
        yield source.name, _broken(error)


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
    detail = str(error).partition("\n")[0].strip("'\"")[:150] or type(error).__name__
    return Unread("broken archive", f"{detail}; fetch or pack it again")


def _refusal(name: str) -> Unread | None:
    plain = name.replace("\\", "/")
    parts = plain.split("/")
    if plain.startswith("/") or ".." in parts or re.match(r"[A-Za-z]:", plain):
        return Unread("path leaves the archive", "it points outside; nothing of it was opened")
    if any(part.startswith(".") and part != "." for part in parts) or "__MACOSX" in parts:
        return Unread("hidden", "")
    return None


def _shown(name: str) -> str:
    """A name as it may stand in a table."""
    plain = _ODD.sub("\ufffd", name)
    return plain if len(plain) <= 200 else plain[:100] + "…" + plain[-80:]


def _unpacked(opened: Callable[[], BinaryIO], packed: int, budget: Budget) -> bytes | Unread:
    """A member's bytes, or by which limit it has too many."""
    most = min(MEMBER, max(RATIO_FROM, RATIO * packed))
    with opened() as stream:
        data = stream.read(min(most, budget.left) + 1)
    budget.left -= len(data)
    if budget.left < 0:
        raise TooLarge(f"more than {budget.total:,} bytes in all; the rest was not opened")
    if len(data) <= most:
        return data
    detail = f"more than {RATIO} times its size: packed to do harm?"
    if most == MEMBER:
        detail = f"more than {MEMBER:,} bytes; unpack and split it"
    return Unread("unpacks too large", detail)
