"""Readers: a file → its records. One small module each behind one protocol; new kinds of file are new modules here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from standpoint.readers import columns, delimited, lines, text
from standpoint.readers.records import Record, Unread


class Reader(Protocol):
    """What every reader can do. The readers here are modules: a name, the endings they answer to, and `read`."""

    NAME: str  # with its version, so that a change of reading can be told from a change of the file
    ENDINGS: tuple[str, ...]
    TABLE: bool  # many records with named columns, which a study may rename; else one file is one text

    def read(self, path: Path) -> Iterator[Record | Unread]:
        """The file's records in their order, and what could not be read. Errors: OSError."""
        ...


READERS: tuple[Reader, ...] = (text, delimited, lines, columns)


def reader_for(path: Path) -> Reader | None:
    """The reader that takes this file, or None.

    >>> reader_for(Path("speeches.CSV")).NAME, reader_for(Path("speech.docx"))
    ('delimited 1', None)
    """
    ending = path.suffix.lower()
    return next((reader for reader in READERS if ending in reader.ENDINGS), None)


def endings() -> list[str]:
    """Every ending that some reader takes, for messages.

    >>> endings()
    ['.txt', '.md', '.csv', '.tsv', '.jsonl', '.ndjson', '.parquet']
    """
    return [ending for reader in READERS for ending in reader.ENDINGS]
