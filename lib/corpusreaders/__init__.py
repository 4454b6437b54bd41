"""Exports of databases and archives as plain records.

In: an export as it was downloaded. Out: its records, and why something could not be read.
A new format is a module here with the names that `Reader` lists, and a line in READERS.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

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
from corpusreaders.records import filled
from corpusreaders.source import File, Limits, Record, Source, TooLarge, Unread

__all__ = [
    "READERS",
    "File",
    "Limits",
    "Reader",
    "Record",
    "Source",
    "TooLarge",
    "Unread",
    "read",
    "reader_for",
    "records",
    "web_page",
]


class Reader(Protocol):
    """What every reader can do. The readers here are modules."""

    NAME: str  # with its version, so that a change of reading can be told from one of the file
    ENDINGS: tuple[str, ...]  # for messages: a reader is chosen by content
    LIBRARY: str  # the distributions behind it
    TABLE: bool  # whether its columns are the user's own, who may rename them
    SANDBOXED: bool  # whether a host should read it in a process of its own, with limits

    def claims(self, source: Source) -> bool:
        """Whether the content is what this reader takes."""
        ...

    def read(self, source: Source) -> Iterator[Record | Unread]:
        """The records in their order, and what could not be read."""
        ...


# The first that claims a file reads it.
READERS: tuple[Reader, ...] = (
    nexis,
    factiva,
    europresse,
    mediacloud,
    zotero,
    webarchive,
    feeds,
    sitemap,
    kremlin,
    wikipedia,
    ungdc,
    gdelt,
    ucdp,
)


def reader_for(source: Source) -> Reader | None:
    """The reader that knows this content, or None.

    Examples
    --------
    >>> page = b"<rss><channel><item><title>One</title></item></channel></rss>"
    >>> reader_for(File("a.xml", raw=page)).NAME
    'feeds 1'
    """
    return next((reader for reader in READERS if reader.claims(source)), None)


def records(source: Source) -> Iterator[Record | Unread]:
    """All records of a source, and rows for what could not be read.

    Raises
    ------
    ValueError
        Where no reader knows the content.
    ModuleNotFoundError
        Where the library behind its reader is not installed.
    """
    reader = reader_for(source)
    if reader is None:
        names = ", ".join(each.NAME.split()[0] for each in READERS)
        raise ValueError(f"{source.name}: no export that is known here ({names})")
    try:
        yield from reader.read(source)
    except TooLarge as error:
        yield Unread("too large", str(error))


def read(path: str | Path) -> list[dict[str, Any]]:
    """The records of an export as dicts, with `place` and `flags` beside their own fields.

    A warning says how much could not be read; `records` names every piece of it.

    Examples
    --------
    >>> import tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> path = Path(folder.name, "library.json")
    >>> text = '[{"id": "k", "type": "book", "title": "One", "issued": {"date-parts": [[2020]]}}]'
    >>> _ = path.write_text(text)
    >>> read(path)[0]["title"], read(path)[0]["flags"]
    ('One', ('title-only',))
    >>> folder.cleanup()
    """
    path = Path(path)
    rows: list[dict[str, Any]] = []
    refused: list[Unread] = []
    for each in records(File(path.name, path)):
        if isinstance(each, Unread):
            refused.append(each)
        else:
            rows.append(dict(each.fields) | {"place": each.place, "flags": each.flags})
    if refused:
        first = refused[0]
        count = f"{path.name}: {len(refused)} not read, the first: {first.reason}, {first.detail}"
        warnings.warn(count, stacklevel=2)
    return rows


def web_page(source: Source) -> Iterator[Record | Unread]:
    """A page of a web archive: what the reader that knows it reads, else its main text."""
    reader = reader_for(source)
    if reader is not None and reader is not webarchive:
        yield from reader.read(source)
        return
    kind = source.about.get("kind") or "text/html"
    if kind not in ("text/html", "application/xhtml+xml"):
        yield Unread("not a text", kind)
        return
    import trafilatura

    found = trafilatura.bare_extraction(source.text().text, with_metadata=True)
    page = found.as_dict() if found is not None else {}
    # Its date is mostly one of the text's, and not taken.
    fields = filled({name: page.get(name) for name in ("title", "text", "author")})
    if fields.get("text"):
        yield Record(0, fields)
    else:
        yield Unread("no text in the page", "a frame, a script or a picture instead of a text?")
