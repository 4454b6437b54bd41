"""Delimited tables (.csv, .tsv): one row is one document; broken rows are named."""

from collections.abc import Iterator

from corpusreaders.records import column_names, rows
from corpusreaders.source import Record, Source, Unread
from standpoint.reading.formats.text import is_text

NAME = "delimited 2"
ENDINGS = (".csv", ".tsv", ".tab")
LIBRARY = ""
TABLE = True
SANDBOXED = False

# Names of which a table without a telling ending must have two, to be a table and no text with
# commas in its first line.
_TELLING = frozenset(
    "text body content article full_text speech date published publication_date"
    " published_at".split()
)


def claims(source: Source) -> bool:
    """What is called a table, and texts whose first line holds telling names of columns."""
    if source.packed or source.ending in ENDINGS:
        return not source.packed
    if source.ending not in ("", ".txt", ".data", ".dat") or not is_text(source):
        return False
    names = {name.replace(" ", "_") for name in column_names(source)}
    return len(_TELLING & names) >= 2 and all(name.replace("_", "").isalnum() for name in names)


def read(source: Source) -> Iterator[Record | Unread]:
    """Rows as records."""
    yield from rows(source)
