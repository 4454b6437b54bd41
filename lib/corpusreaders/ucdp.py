"""UCDP tables (GED events, conflicts by year): the headlines that an event was coded from.

A row of the Georeferenced Event Dataset is an event, with the headlines of its sources. These
headlines can be read: they are a document flagged `event-headline`, dated by its source and never
by the event. Rows without one, and the tables of conflicts, dyads and deaths, are numbers: one row
says how many.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpusreaders.dates import day_within
from corpusreaders.records import column_names, filled, rows
from corpusreaders.source import Record, Source, Unread

NAME = "ucdp 1"
ENDINGS = (".csv",)
LIBRARY = "babel"
SANDBOXED = False

LICENCE = "CC BY 4.0"
_KEYS = frozenset(
    "conflict_new_id conflict_id dyad_new_id dyad_id conflict_dset_id type_of_violence".split()
)


def claims(source: Source) -> bool:
    """The column names of a UCDP table: two sides, and the numbers of conflicts or of events."""
    names = column_names(source)
    return {"side_a", "side_b"} <= names and bool(names & _KEYS)


def read(source: Source) -> Iterator[Record | Unread]:
    """Events with a source's headline as records; one row for all rows without."""
    silent, what = 0, "rows"
    for row in rows(source):
        if isinstance(row, Unread):
            yield row
            continue
        cells = {name.lower(): cell for name, cell in row.fields.items()}
        what = "events" if "date_start" in cells else "rows of conflicts"
        parts = re.split(r";|\n", cells.get("source_headline", ""))
        headlines = [part.strip() for part in parts if part.strip()]
        if not headlines:
            silent += 1
            continue
        first, last = _days(cells.get("source_date", ""))
        fields = {
            "title": headlines[0],
            "text": "\n".join(dict.fromkeys(headlines)),
            "date": first,
            "end_date": last if last != first else "",
            "date_written": cells.get("source_date", ""),
            "publisher": cells.get("source_office", ""),
            "licence": LICENCE,
            "event_begin": cells.get("date_start", "")[:10],
            "event_end": cells.get("date_end", "")[:10],
        }
        key = cells.get("relid") or cells.get("id", "")
        place = f"{row.place}, event {key}" if key else row.place
        yield Record(row.number, filled(fields), place, ("event-headline",))
    if silent:
        detail = f"{silent:,} {what} (UCDP) without a source's headline: codes and numbers"
        yield Unread("rows without text", detail)


def _days(written: str) -> tuple[str, str]:
    """First and last day of the sources; what is no day stays as written, to be flagged later."""
    parts = re.split(r"[;\n]", written)
    days = [day for part in parts if (day := day_within(part.strip().strip('"')[:19]))]
    return (min(days), max(days)) if days else (written, written)
