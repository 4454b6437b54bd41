"""The timeline for calendars (iCalendar) and for the web (TimelineJS).

As CSV every table is written anyway. Text is escaped as each form asks, and characters that a form
forbids are dropped: nothing of a corpus can break out.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from typing import Any

import pandas as pd

from standpoint import tables
from standpoint.actors.registry import Registry
from standpoint.errors import TableError
from standpoint.figures.event_table import EXACT, is_disputed, is_fact, when

PRODID = "-//Standpoint//Timeline of a corpus//EN"
# Controls that RFC 5545 forbids, and what UTF-8 cannot hold.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile(r"\r\n|[\r\x85\u2028\u2029]")
_LAST_DAY = pd.Timestamp("9999-12-31")  # the last that eight digits can write


def exports(
    events: pd.DataFrame,
    *,
    title: str,
    registry: Registry | None = None,
    stamp: str | pd.Timestamp | None = None,
) -> dict[str, str]:
    """Write a timeline as the text of an iCalendar file (`ics`) and of TimelineJS data (`json`).

    `stamp` is the day of the last revision, such as the corpus's last day; without it the last day
    of the events. It is never the clock: the same events are the same bytes. Nothing is written for
    an empty table, since a calendar needs an entry; an event without a date is refused.

    References
    ----------
    RFC 5545 (all-day events, end excluded); the JSON form of TimelineJS 3.

    Examples
    --------
    >>> row = {"event_id": "e1", "begin": "2020-11-10", "end_date": "2020-11-10", "title": "Rain"}
    >>> made = exports(tables.make([row | {"granularity": "day"}], "events"), title="A study")
    >>> [line for line in made["ics"].split("\\r\\n") if line.startswith(("SUMMARY", "DTEND"))]
    ['SUMMARY:Rain', 'DTEND;VALUE=DATE:20201111']
    """
    undated = events["begin"].isna() | events["end_date"].isna()
    if undated.any():
        problem = f"event '{events.loc[undated, 'event_id'].iloc[0]}' has no date"
        raise TableError("table 'events'", problem, "drop it before the export")
    if events.empty:
        return {}
    revised = pd.Timestamp(stamp) if stamp is not None else pd.NaT
    revised = events["end_date"].max() if pd.isna(revised) else revised
    name_of = registry.name_of if registry is not None else str
    return {
        "ics": _icalendar(events, _clean(title), name_of, revised),
        "json": _timelinejs(events, _clean(title), name_of),
    }


def _description(row: Any, name_of: Callable[[str], str]) -> list[str]:
    """What an export says beside the title: how exact, how sure, who, and the way home."""
    vague = "" if row.granularity in EXACT else f" Known to the {row.granularity or 'period'} only."
    lines = [f"Date: {when(row)}.{vague}"]
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
    return [_clean(line) for line in lines]


def _headline(row: Any) -> str:
    """The title, with a word before it where it is not told as a fact."""
    title = " ".join(_clean(row.title).split()) or row.event_id
    return title if is_fact(row) else f"[{row.modality}] {title}"


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", _LINE_ENDS.sub("\n", text))


def _icalendar(
    events: pd.DataFrame, title: str, name_of: Callable[[str], str], revised: pd.Timestamp
) -> str:
    from icalendar import Calendar, Event, vText

    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", vText(title))
    for row in events.itertuples():
        event = Event()
        event.add("uid", f"{''.join(_clean(row.event_id).split())}@standpoint")
        event.add("dtstamp", revised.to_pydatetime())
        event.add("dtstart", row.begin.date())
        # DTEND is the first day that no longer belongs to the event.
        event.add("dtend", min(row.end_date + pd.Timedelta(days=1), _LAST_DAY).date())
        event.add("summary", _headline(row))
        event.add("description", "\n".join(_description(row, name_of)))
        event.add("transp", "TRANSPARENT")  # nobody is busy because of it
        if row.kind:
            event.add("categories", [_clean(row.kind)])
        if row.disputed or not is_fact(row):
            event.add("status", "TENTATIVE")
        calendar.add_component(event)
    return calendar.to_ical().decode()


def _timelinejs(events: pd.DataFrame, title: str, name_of: Callable[[str], str]) -> str:
    """TimelineJS shows text as HTML, so all of it is escaped; a vague date gives what is known."""
    entries = []
    for row in events.itertuples():
        lines = (html.escape(line) for line in _description(row, name_of))
        entry = {
            "unique_id": row.event_id,
            "start_date": _parts(row.begin, row.granularity),
            "display_date": when(row),
            "group": html.escape(row.kind) or "other",
            "text": {
                "headline": html.escape(_headline(row)),
                "text": "".join(f"<p>{line}</p>" for line in lines),
            },
        }
        if row.begin != row.end_date and row.granularity not in ("month", "year"):
            entry["end_date"] = _parts(row.end_date, row.granularity)
        entries.append(entry)
    head = {"text": {"headline": html.escape(title)}}
    data = {"scale": "human", "title": head, "events": entries}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _parts(day: pd.Timestamp, granularity: str) -> dict[str, int]:
    parts = {"year": day.year, "month": day.month, "day": day.day}
    return dict(list(parts.items())[: {"year": 1, "month": 2}.get(granularity, 3)])
