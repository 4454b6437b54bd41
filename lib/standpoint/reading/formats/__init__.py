"""Readers: a file → its records. One small module each behind one protocol; new kinds of file are
new modules here.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple, Protocol

from corpusreaders import (
    europresse,
    factiva,
    feeds,
    gdelt,
    kremlin,
    mediacloud,
    nexis,
    sitemap,
    ucdp,
    ungdc,
    webarchive,
    wikipedia,
    zotero,
)
from standpoint.reading.formats import archives, delimited, docx, html, pdf, rtf, text, xlsx
from standpoint.reading.formats import json_files as objects
from standpoint.reading.formats import json_lines as lines
from standpoint.reading.formats import parquet as columns
from standpoint.reading.formats import sandbox as apart
from standpoint.reading.formats.records import Record, Unread
from standpoint.reading.formats.source import Source


class Reader(Protocol):
    """What every reader can do. The readers here are modules: a name, `claims` and `read`."""

    NAME: str  # with its version, so that a change of reading can be told from a change of the file
    ENDINGS: tuple[
        str, ...
    ]  # those that such files usually have, for messages: a reader is chosen by content
    LIBRARY: str  # the distributions behind it
    TABLE: bool  # many records with named columns, which a study may rename
    APART: bool  # read in a process of its own, with limits on time and memory

    def claims(self, given: Source) -> bool:
        """Whether the content is what this reader takes; cheap, and never an error. Errors:
        OSError.
        """
        ...

    def read(self, given: Source) -> Iterator[Record | Unread]:
        """The records in their order, and what could not be read. Errors: OSError, TooLarge."""
        ...


# The first that claims a file reads it: layouts of single services before the formats that they
# come in, tables before plain text.
READERS: tuple[Reader, ...] = (
    # ---- database exports
    nexis,
    factiva,
    europresse,
    mediacloud,
    zotero,
    # ---- from the web
    webarchive,
    feeds,
    sitemap,
    # ---- research data
    kremlin,
    wikipedia,
    ungdc,
    gdelt,
    ucdp,
    # ---- generic
    pdf,
    columns,
    docx,
    xlsx,
    rtf,
    html,
    lines,
    objects,
    delimited,
    text,
)


class Found(NamedTuple):
    """One record, or what could not be read, with where it stands and who read it (None where
    nobody could).
    """

    given: Source
    reader: Reader | None
    what: Record | Unread


def reader_for(given: Source) -> Reader | None:
    """The reader that takes this source, or None. Errors: OSError.

    >>> reader_for(Source.of_bytes(b"text,date\\nOne.,2020\\n", "speeches.CSV")).NAME
    'delimited 2'
    >>> reader_for(Source.of_bytes(b"%PDF-1.7 ...", "named-wrongly.txt")).NAME
    'pdf 1'
    """
    return next((reader for reader in READERS if _claims(reader, given)), None)


def _claims(reader: Reader, given: Source) -> bool:
    try:
        return reader.claims(given)
    except OSError:
        raise
    except (
        Exception
    ):  # a mistake in one reader's look at a strange file; the tests ask each reader itself
        return False


def read_all(given: Source, *, cache: Path | None = None) -> Iterator[Found]:
    """A source → all its records, those of an archive's members too. Nothing but OSError is raised.

    `cache`: a folder in which the records of files that take long are kept, by content, reader and
    its libraries."""
    reader = reader_for(given)
    if reader is not None:
        before, nothing = given.stamp(), True
        for what in _read(reader, given, cache):
            nothing = False
            yield Found(given, reader, what)
        if nothing:
            yield Found(given, reader, Unread("empty file", "no record in it"))
        if given.stamp() != before:
            yield Found(
                given,
                reader,
                Unread(
                    "changed while it was read", "its size or time is another now; read it again"
                ),
            )
    elif archives.claims(given):
        yield from _members(given, cache)
    else:
        yield Found(given, None, _nobody(given))


def _members(given: Source, cache: Path | None) -> Iterator[Found]:
    n = 0
    for member in archives.members(given):
        n += 1
        if isinstance(member, Unread):
            name, tab, detail = member.detail.partition("\t")
            inner = Source(f"{given.name}/{name}" if tab and name else given.name, raw=b"")
            yield Found(inner, None, Unread(member.reason, detail if tab else member.detail))
        else:
            yield from read_all(member, cache=cache)
    if not n:
        yield Found(given, None, Unread("empty file", "no file in the archive"))


def _nobody(given: Source) -> Unread:
    ending = given.ending
    if not given.size:
        return Unread("empty file", "no bytes in it")
    if any(ending in reader.ENDINGS for reader in READERS) or ending in archives.ENDINGS:
        return Unread(
            "not what its ending says",
            f"no {ending} file: it begins with {given.head[:8]!r}; fetch or save it again",
        )
    kind = _OLD.get(ending, "") if given.head.startswith(b"\xd0\xcf\x11\xe0") else ""
    return Unread(
        f"no reader for {ending}" if ending else "no reader for files without an ending", kind
    )


_OLD = {
    ".doc": "a Word file of before 2007; save it as .docx",
    ".xls": "an Excel file of before 2007; save it as .xlsx",
}


def _read(reader: Reader, given: Source, cache: Path | None) -> Iterator[Record | Unread]:
    if not reader.APART:
        yield from apart.read_safely(reader, given)
    elif (
        cache is None or reader is columns
    ):  # Parquet is read as fast as its records in the cache would be
        yield from apart.read_apart(reader, given)
    else:
        yield from _cached(reader, given, cache)


def _cached(reader: Reader, given: Source, folder: Path) -> Iterator[Record | Unread]:
    """From the cache, or read and put there whole: written aside and renamed when the last record
    was read.
    """
    digest = hashlib.sha256(
        json.dumps(
            [label(reader), given.ending, dict(given.about), given.limits.__dict__], sort_keys=True
        ).encode()
    )
    with given.open() as handle:
        while piece := handle.read(1 << 20):
            digest.update(piece)
    path = folder / digest.hexdigest()[:2] / f"{digest.hexdigest()[2:34]}.jsonl"
    if (kept := _kept(path)) is not None:
        yield from kept
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        lasting = True
        with os.fdopen(handle, "w", encoding="utf-8", errors="surrogatepass") as file:
            for what in apart.read_apart(reader, given):
                lasting = lasting and apart.lasting(what)
                row = (
                    [what.number, dict(what.fields), what.place, list(what.flags)]
                    if isinstance(what, Record)
                    else [what.number, what.reason, what.detail]
                )
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
                yield what
            file.write('"end"\n')
        if lasting:
            os.replace(aside, path)
    finally:
        Path(aside).unlink(missing_ok=True)


def _kept(path: Path) -> Iterator[Record | Unread] | None:
    """What the cache holds of a file; None where it holds nothing, or nothing whole."""
    try:
        with path.open("rb") as file:
            file.seek(-min(6, path.stat().st_size), os.SEEK_END)
            if file.read() != b'"end"\n':
                return None
    except OSError:
        return None
    return _rows(path)


def _rows(path: Path) -> Iterator[Record | Unread]:
    with path.open(encoding="utf-8", errors="surrogatepass", newline="\n") as file:
        for line in file:
            row = json.loads(line)
            if row != "end":
                yield (
                    Record(row[0], row[1], row[2], tuple(row[3]))
                    if len(row) == 4
                    else Unread(row[1], row[2], row[0])
                )


def label(reader: Reader) -> str:
    """A reader's name and version with those of its libraries: another of them may find another
    text.

    >>> label(delimited), label(pdf).split(" (")[0]
    ('delimited 2', 'pdf 1')
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

    >>> ".pdf" in endings(), ".zip" in endings()
    (True, True)
    """
    known = dict.fromkeys(
        ending for reader in (*reversed(READERS), archives) for ending in reader.ENDINGS
    )
    return list(known)
