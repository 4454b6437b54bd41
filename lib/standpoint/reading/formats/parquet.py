"""Parquet tables (.parquet): one row is one document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from standpoint.reading.formats.json_lines import written
from standpoint.reading.formats.records import Record, Unread
from standpoint.reading.formats.source import Source

NAME = "columns 2"
ENDINGS = (".parquet",)
LIBRARY = "pyarrow"
TABLE = True
APART = True
BATCH = 256  # rows held as Python objects at a time


def claims(given: Source) -> bool:
    """The mark that every such file begins with."""
    return given.head.startswith(b"PAR1")


def read(given: Source) -> Iterator[Record | Unread]:
    """Rows as records; dates become ISO 8601, a time of day at midnight is left out, nested values
    but lists of texts too.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    number = 0
    with given.open() as handle:
        try:
            file = pq.ParquetFile(handle)
            for batch in file.iter_batches(batch_size=BATCH, use_threads=False):
                for row in batch.to_pylist():
                    number += 1
                    yield Record(
                        number, {name: _text(value) for name, value in row.items()}, f"row {number}"
                    )
        except MemoryError:
            raise
        except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
            first = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
            yield Unread("broken Parquet file", f"after row {number}: {first}; write it again")
            return
    if not number:
        yield Unread("empty file", "no rows")


def _text(value: object) -> str:
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bytes):
        return ""
    return written(value)
