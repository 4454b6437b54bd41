"""Parquet tables (.parquet): one row is one document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from standpoint.reading.formats.json_files import written
from standpoint.reading.formats.records import Record, Unread
from standpoint.reading.formats.source import Source

NAME = "columns 2"
ENDINGS = (".parquet",)
LIBRARY = "pyarrow"
TABLE = True
SANDBOXED = True
BROKEN = "broken Parquet file"
BATCH = 256  # rows held as Python objects at a time


def claims(source: Source) -> bool:
    """The mark that every such file begins with."""
    return source.head.startswith(b"PAR1")


def read(source: Source) -> Iterator[Record | Unread]:
    """Rows as records; dates become ISO 8601, nested values but lists of texts are left out."""
    import pyarrow.parquet as pq

    number = 0
    with source.open() as handle:
        file = pq.ParquetFile(handle)
        for batch in file.iter_batches(batch_size=BATCH, use_threads=False):
            for row in batch.to_pylist():
                number += 1
                fields = {name: cell_text(value) for name, value in row.items()}
                yield Record(number, fields, f"row {number}")
    if not number:
        yield Unread("empty file", "no rows")


def cell_text(value: object) -> str:
    """A cell as the text of a field; a time of day at midnight is left out.

    Examples
    --------
    >>> cell_text(dt.datetime(2020, 11, 10)), cell_text(2.5)
    ('2020-11-10', '2.5')
    """
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return written(value)
