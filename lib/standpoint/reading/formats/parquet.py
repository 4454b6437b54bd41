"""Parquet tables (.parquet): one row is one document."""

from collections.abc import Iterator

from corpusreaders.records import cell_text
from corpusreaders.source import Record, Source, Unread

NAME = "columns 2"
ENDINGS = (".parquet",)
LIBRARY = "pyarrow"
TABLE = True
BROKEN = "broken Parquet file"


def claims(source: Source) -> bool:
    """The mark that every such file begins with."""
    return source.head.startswith(b"PAR1")


def read(source: Source) -> Iterator[Record | Unread]:
    """Rows as records; dates become ISO 8601, nested values but lists of texts are left out."""
    import pyarrow.parquet as pq

    number = 0
    with source.open() as handle:
        for batch in pq.ParquetFile(handle).iter_batches(batch_size=256, use_threads=False):
            for row in batch.to_pylist():
                number += 1
                fields = {name: cell_text(value) for name, value in row.items()}
                yield Record(number, fields, f"row {number}")
    if not number:
        yield Unread("empty file", "no rows")
