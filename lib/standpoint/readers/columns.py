"""Parquet tables (.parquet): one row is one document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from standpoint.readers.lines import written
from standpoint.readers.records import Record, Unread

NAME = "columns 1"
ENDINGS = (".parquet",)
TABLE = True
BATCH = 512  # rows held as Python objects at a time


def read(path: Path) -> Iterator[Record | Unread]:
    """Rows as records; dates become ISO 8601, a time of day at midnight is left out, nested values but lists of texts too."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    number = 0
    with path.open("rb") as handle:
        try:
            file = pq.ParquetFile(handle)
            for batch in file.iter_batches(batch_size=BATCH):
                for row in batch.to_pylist():
                    number += 1
                    yield Record(number, {name: _text(value) for name, value in row.items()}, f"row {number}")
        except (pa.ArrowException, OSError, ValueError) as error:
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
