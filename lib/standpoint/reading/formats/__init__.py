"""Readers of files.

In: a file, or the bytes of one. Out: its records, and why something could not be read.
A new kind of file is a module here with the names that `corpusreaders.Reader` lists, and a line in
READERS; office files, web pages and exports of databases have theirs in the package corpusreaders.
"""

import hashlib
import json
import tempfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

import corpusreaders
from corpusreaders import Reader, Record, Source, Unread
from standpoint.reading.formats import archives, delimited, json_files, parquet, sandbox, text

# The first that claims a file reads it: layouts of single services before the formats that they
# come in, tables before plain text.
READERS: tuple[Reader, ...] = (*corpusreaders.READERS, parquet, json_files, delimited, text)
# Reasons of rows in `excluded` that mean "broken", not "left out by rule": a command that meets one
# ends with exit code 1.
BROKEN = frozenset(
    "archive cut off|archives within archives|broken DOCX|broken JSON|broken PDF"
    "|broken Parquet file|broken RTF|broken XLSX|broken XLSX sheet|broken XML|broken archive"
    "|broken front matter|broken header|broken record|broken row|broken web page|cannot be parsed"
    "|cannot be read|empty file|encrypted|link in an archive|no such column|no text column"
    "|no text in the PDF|no text in the page|not UTF-8|not a text|not what its ending says"
    "|path leaves the archive|reader not installed|takes too long|takes too much memory|too large"
    "|unknown layout|unpacks too large|unsafe XML".split("|")
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
    >>> reader_for(Source(b"text,date\\nOne.,2020\\n", "speeches.CSV")).NAME
    'delimited 2'
    >>> reader_for(Source(b"%PDF-1.7 ...", "named-wrongly.txt")).NAME
    'pdf 1'
    """
    return next((reader for reader in READERS if reader.claims(source)), None)


def read_all(
    source: Source, *, cache: Path | None = None, budget: archives.Budget | None = None
) -> Iterator[Found]:
    """All records of a source, those of an archive's members too. Only OSError is raised.

    Parameters
    ----------
    cache : Path, optional
        Folder for the output of slow readers, by content, reader and its libraries, so that an
        interrupted run can resume.
    budget : Budget, optional
        What may still be unpacked, where the source is itself a member of an archive.
    """
    reader, empty = reader_for(source), True
    if reader is not None:
        for found in _read(reader, source, cache):
            empty = False
            yield Found(source, reader, found)
        if empty:
            yield Found(source, reader, Unread("empty file", "no record in it"))
    elif archives.claims(source):
        budget = budget or archives.Budget(source.size)
        for name, member in archives.members(source, budget):
            empty = False
            if isinstance(member, Unread):
                yield Found(Source(b"", name), None, member)
            else:
                budget.depth += 1
                yield from read_all(member, cache=cache, budget=budget)
                budget.depth -= 1
        if empty:
            yield Found(source, None, Unread("empty file", "no file in the archive"))
    else:
        yield Found(source, None, _nobody(source))


def _nobody(source: Source) -> Unread:
    ending = source.ending
    if not source.size:
        return Unread("empty file", "no bytes in it")
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
    stored = cache / _key(reader, source) if cache else None
    if cache:
        cache.mkdir(parents=True, exist_ok=True)
    if stored and stored.exists():
        yield from sandbox.rows(stored)
        return
    with tempfile.TemporaryDirectory(prefix="standpoint-", dir=cache) as folder:
        path = Path(folder, "rows.jsonl")
        stopped = sandbox.read_sandboxed(reader, source, path)
        if path.exists():
            yield from sandbox.rows(path)
        if stopped:
            yield stopped  # another machine may manage it: not for the cache
        elif stored:
            path.replace(stored)


def _key(reader: Reader, source: Source) -> str:
    """The name of a file's rows in the cache, by all that they depend on."""
    asked = json.dumps([label(reader), source.ending, dict(source.about)], sort_keys=True)
    digest = hashlib.sha256(asked.encode())
    with source.open() as handle:
        while piece := handle.read(1 << 20):
            digest.update(piece)
    return f"{digest.hexdigest()[:32]}.jsonl"


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
