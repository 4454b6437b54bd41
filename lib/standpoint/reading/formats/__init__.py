"""Readers of files.

In: a file, or the bytes of one. Out: its records, and why something could not be read.
A new kind of file is a module here with the names that `Reader` lists, and a line in READERS;
office files, web pages and exports of databases have theirs in the package corpusreaders.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple, Protocol

from standpoint.project import write_whole
from standpoint.reading.formats import (
    archives,
    delimited,
    json_files,
    parquet,
    sandbox,
    text,
)
from standpoint.reading.formats.records import Record, Unread
from standpoint.reading.formats.source import Source

try:
    import corpusreaders
except ImportError:  # an extra of the install
    corpusreaders = None


class Reader(Protocol):
    """What every reader can do. The readers are modules."""

    NAME: str  # with its version, so that a change of reading can be told from one of the file
    ENDINGS: tuple[str, ...]  # for messages: a reader is chosen by content
    LIBRARY: str  # the distributions behind it
    # BROKEN: str, where there is one: the reason of a file on which its library raises
    # TABLE = True, where a study may rename the columns
    # SANDBOXED = False, where no process of its own, with limits on time and memory, is needed

    def claims(self, source: Source) -> bool:
        """Whether the content is what this reader takes; cheap, and never an error but OSError."""
        ...

    def read(self, source: Source) -> Iterator[Record | Unread]:
        """The records in their order, and what could not be read."""
        ...


# The first that claims a file reads it: layouts of single services before the formats that they
# come in, tables before plain text.
READERS: tuple[Reader, ...] = (
    *(corpusreaders.READERS if corpusreaders else ()),
    parquet,
    json_files,
    delimited,
    text,
)
# Endings of what only corpusreaders reads.
_EXTRA = frozenset(
    ".pdf .docx .xlsx .xlsm .rtf .html .htm .xhtml .warc .arc .wet .wat .xml .rss .atom"
    " .rdf".split()
)
_OLD = {
    ".doc": "a Word file of before 2007; save it as .docx",
    ".xls": "an Excel file of before 2007; save it as .xlsx",
}


class Found(NamedTuple):
    """One record or refusal, where it stands, and who read it (None where nobody could)."""

    given: Source
    reader: Reader | None
    what: Record | Unread


def reader_for(source: Source) -> Reader | None:
    """The reader that takes this source, or None.

    Examples
    --------
    >>> reader_for(Source.of_bytes(b"text,date\\nOne.,2020\\n", "speeches.CSV")).NAME
    'delimited 2'
    >>> reader_for(Source.of_bytes(b"%PDF-1.7 ...", "named-wrongly.txt")).NAME
    'pdf 1'
    """
    return next((reader for reader in READERS if _claims(reader, source)), None)


def _claims(reader: Reader, source: Source) -> bool:
    try:
        return reader.claims(source)
    except OSError:
        raise
    # A mistake in one reader's look at a strange file; the tests ask each reader itself.
    except Exception:
        return False


def read_all(source: Source, *, cache: Path | None = None) -> Iterator[Found]:
    """All records of a source, those of an archive's members too. Only OSError is raised.

    Parameters
    ----------
    cache : Path, optional
        Folder for the output of slow readers, by content, reader and its libraries, so that an
        interrupted run can resume.
    """
    reader = reader_for(source)
    if reader is not None:
        before, empty = source.stamp(), True
        for found in _read(reader, source, cache):
            empty = False
            yield Found(source, reader, found)
        if empty:
            yield Found(source, reader, Unread("empty file", "no record in it"))
        if source.stamp() != before:
            detail = "its size or time is another now; read it again"
            yield Found(source, reader, Unread("changed while it was read", detail))
    elif archives.claims(source):
        empty = True
        for name, member in archives.members(source):
            empty = False
            if isinstance(member, Unread):
                place = f"{source.name}/{name}" if name else source.name
                yield Found(Source(place, raw=b""), None, member)
            else:
                yield from read_all(member, cache=cache)
        if empty:
            yield Found(source, None, Unread("empty file", "no file in the archive"))
    else:
        yield Found(source, None, _nobody(source))


def _nobody(source: Source) -> Unread:
    ending = source.ending
    if not source.size:
        return Unread("empty file", "no bytes in it")
    if corpusreaders is None and ending in _EXTRA:
        detail = f"files called {ending} are read with: pip install 'standpoint[readers]'"
        return Unread("reader not installed", detail)
    if ending in endings():
        detail = f"no {ending} file: it begins with {source.head[:8]!r}; fetch or save it again"
        return Unread("not what its ending says", detail)
    is_old = source.head.startswith(b"\xd0\xcf\x11\xe0")
    reason = f"no reader for {ending or 'files without an ending'}"
    return Unread(reason, _OLD.get(ending, "") if is_old else "")


def _read(reader: Reader, source: Source, cache: Path | None) -> Iterator[Record | Unread]:
    if not getattr(reader, "SANDBOXED", True):
        yield from sandbox.read_safely(reader, source)
        return
    # Parquet is read as fast as its records in the cache would be.
    stored = cache / _key(reader, source) if cache and reader is not parquet else None
    if stored and sandbox.is_whole(stored):
        yield from sandbox.rows(stored)
        return
    with tempfile.TemporaryDirectory(prefix="standpoint-") as folder:
        path = Path(folder, "rows.jsonl")
        stopped = sandbox.read_sandboxed(reader, source, path)
        if path.exists():
            yield from sandbox.rows(path)
        if stopped:
            yield stopped  # another machine may manage it: not for the cache
        elif stored:
            write_whole(stored, lambda aside: shutil.copyfile(path, aside))


def _key(reader: Reader, source: Source) -> str:
    """The place of a file's rows in the cache, by all that they depend on."""
    asked = [label(reader), source.ending, dict(source.about), source.limits.__dict__]
    digest = hashlib.sha256(json.dumps(asked, sort_keys=True).encode())
    with source.open() as handle:
        while piece := handle.read(1 << 20):
            digest.update(piece)
    name = digest.hexdigest()
    return f"{name[:2]}/{name[2:34]}.jsonl"


def label(reader: Reader) -> str:
    """A reader's name and version with those of its libraries, which decide what it finds.

    Examples
    --------
    >>> label(delimited), label(parquet).split(" (")[0]
    ('delimited 2', 'columns 2')
    """
    behind = ", ".join(f"{name} {_version(name)}" for name in reader.LIBRARY.split())
    return f"{reader.NAME} ({behind})" if behind else reader.NAME


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def endings() -> list[str]:
    """Every ending that files of some reader usually have, for messages.

    Examples
    --------
    >>> ".pdf" in endings(), ".zip" in endings()
    (True, True)
    """
    readers = (*reversed(READERS), archives)
    return list(dict.fromkeys(ending for reader in readers for ending in reader.ENDINGS))
