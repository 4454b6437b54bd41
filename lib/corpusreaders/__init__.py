"""Exports of databases, archives of the web and office documents as plain records.

In: a file as it was downloaded. Out: its records, and why something could not be read.
A new format is a module here with the names that `Reader` lists, and its own name in _NAMES.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from corpusreaders.source import Limits, Record, Source, TooLarge, Unread

__all__ = [
    "READERS",
    "Limits",
    "Reader",
    "Record",
    "Source",
    "TooLarge",
    "Unread",
    "read",
    "reader_for",
    "records",
]


class Reader(Protocol):
    """What every reader can do. The readers here are modules."""

    NAME: str  # with its version, so that a change of reading can be told from one of the file
    ENDINGS: tuple[str, ...]  # for messages: a reader is chosen by content
    LIBRARY: str  # the distributions behind it
    # BROKEN: str, where there is one: the reason of a file on which its library raises
    # TABLE = True, where the columns are the user's own, who may rename them
    # SANDBOXED = False, where a host need not read it in a process of its own, with limits

    def claims(self, source: Source) -> bool:
        """Whether the content is what this reader takes."""

    def read(self, source: Source) -> Iterator[Record | Unread]:
        """The records in their order, and what could not be read."""


# The first that claims a file reads it: layouts of single services before the formats that they
# come in.
_NAMES = (
    "nexis factiva europresse mediacloud zotero webarchive feeds kremlin wikipedia ungdc gdelt"
    " pdf docx xlsx rtf html"
)
READERS: tuple[Reader, ...] = tuple(import_module(f"corpusreaders.{n}") for n in _NAMES.split())


def reader_for(source: Source) -> Reader | None:
    """The reader that knows this content, or None.

    Examples
    --------
    >>> page = b"<rss><channel><item><title>One</title></item></channel></rss>"
    >>> reader_for(Source(page, "a.xml")).NAME
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
        raise ValueError(f"{source.name}: no format that is known here ({names})")
    try:
        yield from reader.read(source)
    except TooLarge as error:
        yield Unread("too large", str(error))
    except (MemoryError, OSError, ModuleNotFoundError):
        raise
    # The libraries behind PDF and office files raise whatever a damaged file leads them to.
    except Exception as error:
        reason = getattr(reader, "BROKEN", "cannot be parsed")
        yield Unread(reason, f"{type(error).__name__}: {' '.join(str(error).split())[:150]}")


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
    for each in records(Source(path)):
        if isinstance(each, Unread):
            refused.append(each)
        else:
            rows.append(dict(each.fields) | {"place": each.place, "flags": each.flags})
    if refused:
        first = refused[0]
        count = f"{path.name}: {len(refused)} not read, the first: {first.reason}, {first.detail}"
        warnings.warn(count, stacklevel=2)
    return rows
