"""The timeline for calendar programs (iCalendar): nothing of a corpus can break out of its field.

As CSV every table is written anyway.
"""

import re
from collections.abc import Callable
from typing import Any

import pandas as pd

from standpoint import tables
from standpoint.actors.registry import Registry
from standpoint.chronology.findings import DATED_BY
from standpoint.errors import TableError
from standpoint.figures.listings import EXACT, is_disputed, is_fact, when

PRODID = "-//Standpoint//Timeline of a corpus//EN"
# Controls that RFC 5545 forbids, and what UTF-8 cannot hold.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile(r"\r\n|[\r\x85\u2028\u2029]")
_LAST_DAY = pd.Timestamp("9999-12-31")  # the last that eight digits can write


def calendar(
    events: pd.DataFrame,
    *,
    title: str,
    registry: Registry | None = None,
    stamp: str | pd.Timestamp | None = None,
) -> str:
    """Write a timeline as the text of an iCalendar file (RFC 5545: all-day events, end excluded).

    `stamp` is the day of the last revision, such as the corpus's last day; without it the last day
    of the events. It is never the clock: the same events are the same bytes. An empty table gives
    an empty text, since a calendar needs an entry; an event without a date is refused.

    Examples
    --------
    >>> row = {"event_id": "e1", "begin": "2020-11-10", "end_date": "2020-11-10", "title": "Rain"}
    >>> text = calendar(tables.make([row | {"granularity": "day"}], "events"), title="A study")
    >>> [line for line in text.split("\\r\\n") if line.startswith(("SUMMARY", "DTEND"))]
    ['SUMMARY:Rain', 'DTEND;VALUE=DATE:20201111']
    """
    from icalendar import Calendar, Event, vText

    undated = events["begin"].isna() | events["end_date"].isna()
    if undated.any():
        problem = f"event '{events.loc[undated, 'event_id'].iloc[0]}' has no date"
        raise TableError("table 'events'", problem, "drop it before the export")
    if events.empty:
        return ""
    revised = pd.Timestamp(stamp)
    revised = events["end_date"].max() if pd.isna(revised) else revised
    name_of = registry.name_of if registry is not None else str
    made = Calendar()
    made.add("prodid", PRODID)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("x-wr-calname", vText(_clean(title)))
    for row in events.itertuples():
        event = Event()
        event.add("uid", f"{''.join(_clean(row.event_id).split())}@standpoint")
        event.add("dtstamp", revised.to_pydatetime())
        event.add("dtstart", row.begin.date())
        # DTEND is the first day that no longer belongs to the event.
        event.add("dtend", min(row.end_date + pd.Timedelta(days=1), _LAST_DAY).date())
        headline = " ".join(_clean(row.title).split()) or row.event_id
        event.add("summary", headline if is_fact(row) else f"[{row.modality}] {headline}")
        event.add("description", _description(row, name_of))
        event.add("transp", "TRANSPARENT")  # nobody is busy because of it
        if row.kind:
            event.add("categories", [_clean(row.kind)])
        if row.disputed or not is_fact(row):
            event.add("status", "TENTATIVE")
        made.add_component(event)
    return made.to_ical().decode()


def _description(row: Any, name_of: Callable[[str], str]) -> str:
    """What stands beside the title: how exact, how sure, who, and the way home."""
    vague = "" if row.granularity in EXACT else f" Known to the {row.granularity or 'period'} only."
    lines = [f"Date: {when(row)}.{vague}"]
    if row.dated_by:
        lines.append(f"Dated by {DATED_BY[row.dated_by]}.")
    if is_disputed(row):
        days = " to ".join(f"{day.year:04}-{day:%m-%d}" for day in (row.earliest, row.latest))
        lines.append(f"Disputed: documents date it from {days}.")
    if not is_fact(row):
        lines.append(f"Not told as a fact: {row.modality}.")
    if row.actors:
        lines.append(f"Actors: {', '.join(map(name_of, tables.split_cell(row.actors)))}.")
    lines.append(f"Documents that tell it: {row.n_docs}.")
    listed = f"On the reference list: {row.reference_id}."
    lines.append(listed if row.reference_id else "Not on the reference list.")
    if row.sentences:
        lines.append(f"Sentences: {row.sentences.replace(';', ' ')}")
    return _clean("\n".join(lines))


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", _LINE_ENDS.sub("\n", text))
