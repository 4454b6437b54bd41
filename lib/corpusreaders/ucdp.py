"""UCDP tables (GED events, conflicts by year): the headlines that an event was coded from are a
document, the rest a table.

A row of the Georeferenced Event Dataset is an event, with the headlines of its sources. These
headlines are what the study can read: a document flagged `event-headline`, dated by its source and
never by the event. Rows without one, and the tables of conflicts, dyads and deaths, are numbers:
one row says how many, and `table` reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from standpoint.reading.formats import delimited
from standpoint.reading.formats.records import Record, Unread
from standpoint.reading.formats.source import Source
from timexpr.calendars import read_date

if TYPE_CHECKING:
    import pandas as pd

NAME = "ucdp 1"
ENDINGS = (".csv",)
LIBRARY = ""
TABLE = False
APART = False

LICENCE = "CC BY 4.0"
_DATES = ("date_start", "date_end", "start_date", "start_date2", "ep_end_date", "source_date")


def claims(given: Source) -> bool:
    """The column names of a UCDP table: two sides, and the numbers of conflicts or of events."""
    names = {
        name.strip().strip('"').lower()
        for name in re.split(r"[,;\t]", given.opening.lstrip("\ufeff").split("\n", 1)[0])
    }
    sides = {"side_a", "side_b"} <= names
    return sides and bool(
        names
        & {
            "conflict_new_id",
            "conflict_id",
            "dyad_new_id",
            "dyad_id",
            "conflict_dset_id",
            "type_of_violence",
        }
    )


def read(given: Source) -> Iterator[Record | Unread]:
    """Events with a source's headline as records; one row for all rows without."""
    silent, what = 0, "rows"
    for row in delimited.read(given):
        if isinstance(row, Unread):
            yield row
            continue
        cells = {name.lower(): value for name, value in row.fields.items()}
        what = "events" if "date_start" in cells else "rows of conflicts"
        headlines = [
            part.strip()
            for part in re.split(r";|\n", cells.get("source_headline", ""))
            if part.strip()
        ]
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
        yield Record(
            row.number,
            {name: value for name, value in fields.items() if value},
            place,
            ("event-headline",),
        )
    if silent:
        yield Unread(
            "rows without text",
            f"{silent:,} {what} (UCDP) without a source's headline: codes and numbers;"
            " standpoint.datasets.table reads them as a table",
        )


def table(given: Source) -> pd.DataFrame:
    """The rows as a table under UCDP's own column names: dates as datetime64, whole columns of
    numbers as numbers.

    Raises ValueError that names the first row that cannot be read.
    """
    import pandas as pd

    found: list[dict[str, str]] = []
    for row in delimited.read(given):
        if isinstance(row, Unread):
            raise ValueError(f"row {row.number}: {row.detail}")
        found.append(dict(row.fields))
    frame = pd.DataFrame(found)
    for column in frame.columns:
        if column.lower() in _DATES:
            frame[column] = pd.to_datetime(
                frame[column].str[:10], format="%Y-%m-%d", errors="coerce"
            )
        else:
            numbers = pd.to_numeric(frame[column].where(frame[column] != ""), errors="coerce")
            if numbers.notna().eq(frame[column] != "").all() and numbers.notna().any():
                frame[column] = numbers
    return frame


def _days(written: str) -> tuple[str, str]:
    """First and last day of the sources, which may be several; what is no day is left as it is
    written, to be flagged.
    """
    days = []
    for part in re.split(r"[;\n]", written):
        try:
            found = read_date(part.strip().strip('"')[:19])
        except ValueError:
            continue
        if found.granularity == "day" and not found.flags:
            days.append(found.start.isoformat())
    return (min(days), max(days)) if days else (written, written)
