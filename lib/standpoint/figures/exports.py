"""Events → exports: the timeline as an iCalendar file and as TimelineJS data, for those who show it
elsewhere.

As CSV every table is written anyway (`tables.write`). Nothing of a corpus can break out of these
forms: text is escaped as each of them asks, characters that they forbid are dropped."""

from __future__ import annotations

import html
import json
import re

import pandas as pd

from standpoint import tables
from standpoint.actors.registry import Registry
from standpoint.errors import TableError

PRODID = "-//Standpoint//Timeline of a corpus//EN"
OCTETS = 75  # RFC 5545, 3.1: lines should not be longer, the line break left out
_FORBIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]"
)  # controls of RFC 5545, what UTF-8 has not
_LINE_ENDS = re.compile(r"\r\n|[\r\x85\u2028\u2029]")
_LAST_DAY = pd.Timestamp("9999-12-31")  # the last that eight digits can write


def exports(
    events: pd.DataFrame,
    *,
    title: str,
    registry: Registry | None = None,
    stamp: str | pd.Timestamp | None = None,
) -> dict[str, str]:
    """An events table → the text of its export files, by the ending of their names: `ics` and
    `json` (TimelineJS).

    `title` names the timeline; `registry` gives actors their names instead of ids. `stamp` (a date)
    becomes DTSTAMP, which RFC 5545 demands: when what is said here was last revised. Give the
    corpus's last day; without it, it is the last day of the events. Never the clock: the same
    events are the same bytes. An empty table gives no files: a calendar without an entry is none
    (RFC 5545, 3.6). Errors: TableError for an event without a date. Method: RFC 5545 (iCalendar,
    all-day events, end excluded); TimelineJS 3's JSON form.

    >>> row = {"event_id": "e1", "begin": "2020-11-10", "end_date": "2020-11-10", "granularity": "day", "title": "Troops, and rain"}
    >>> made = exports(tables.make([row], "events"), title="A study")
    >>> [line for line in made["ics"].split("\\r\\n") if line.startswith(("SUMMARY", "DT"))]
    ['DTSTAMP:20201110T000000Z', 'DTSTART;VALUE=DATE:20201110', 'DTEND;VALUE=DATE:20201111', 'SUMMARY:Troops\\\\, and rain']
    """
    undated = events["begin"].isna() | events["end_date"].isna()
    if undated.any():
        raise TableError(
            "table 'events'",
            f"event '{events.loc[undated, 'event_id'].iloc[0]}' has no date",
            "drop it before the export",
        )
    if events.empty:
        return {}
    names = (
        {key: actor.name for key, actor in registry.actors.items()} if registry is not None else {}
    )
    return {
        "ics": _icalendar(events, title, names, stamp),
        "json": _timelinejs(events, title, names),
    }


def when(row: pd.Series | tuple) -> str:
    """The date of an event as a reader says it, no more exactly than it is known.

    >>> when(pd.Series({"begin": pd.Timestamp("2022-12-01"), "end_date": pd.Timestamp("2022-12-31"), "granularity": "month"}))
    'December 2022'
    """
    begin, end, granularity = row.begin, row.end_date, row.granularity
    if granularity == "year":
        return f"{begin.year}"
    if granularity == "month":
        return f"{begin:%B} {begin.year}"
    first, last = (f"{day.day} {day:%B} {day.year}" for day in (begin, end))
    if begin == end:
        return first
    if granularity in ("week", "quarter", "season", "half", "decade", "century"):
        return f"{first} to {last} (some time in this {granularity})"
    return f"{first} to {last}"


def _said(row, names: dict[str, str]) -> list[str]:
    """What an export says about an event beside its title: how exact, how sure, how many documents,
    who, and the way home.
    """
    lines = [
        f"Date: {when(row)}."
        + (
            ""
            if row.granularity in ("day", "time", "range")
            else f" Known to the {row.granularity or 'period'} only."
        )
    ]
    if row.disputed:
        lines.append(
            f"Disputed: documents date it from {_iso(row.earliest)} to {_iso(row.latest)}."
        )
    if row.modality not in ("", "asserted"):
        lines.append(f"Not told as a fact: {row.modality}.")
    if row.actors:
        lines.append(
            f"Actors: {', '.join(names.get(actor, actor) for actor in tables.split_cell(row.actors))}."
        )
    lines.append(f"Documents that tell it: {row.n_docs}.")
    lines.append(
        f"On the reference list: {row.reference_id}."
        if row.reference_id
        else "Not on the reference list."
    )
    return [*lines, f"Sentences: {row.sentences.replace(';', ' ')}"] if row.sentences else lines


def _iso(day: pd.Timestamp) -> str:
    return "unknown" if pd.isna(day) else f"{day.year:04}-{day.month:02}-{day.day:02}"


def _marked(row) -> str:
    """The title, with a word before it where it is not told as a fact."""
    title = " ".join(_clean(row.title).split()) or row.event_id
    return title if row.modality in ("", "asserted") else f"[{row.modality}] {title}"


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", _LINE_ENDS.sub("\n", text))


# ── iCalendar ─────────────────────────────────────────────────────────────────────────────────────
def _icalendar(
    events: pd.DataFrame, title: str, names: dict[str, str], stamp: str | pd.Timestamp | None
) -> str:
    last = pd.Timestamp(stamp) if stamp is not None else pd.NaT
    if pd.isna(last):
        last = events["end_date"].max()
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODID}",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_text(title)}",
    ]
    for row in events.itertuples():
        lines += _vevent(row, names, _digits(last))
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _vevent(row, names: dict[str, str], stamp: str) -> list[str]:
    after = min(
        row.end_date + pd.Timedelta(days=1), _LAST_DAY
    )  # DTEND is the first day that no longer belongs to it
    lines = [
        "BEGIN:VEVENT",
        f"UID:{_text(row.event_id)}@standpoint",
        f"DTSTAMP:{stamp}T000000Z",
        f"DTSTART;VALUE=DATE:{_digits(row.begin)}",
        f"DTEND;VALUE=DATE:{_digits(after)}",
        f"SUMMARY:{_text(_marked(row))}",
        f"DESCRIPTION:{_text(chr(10).join(_said(row, names)))}",
        "TRANSP:TRANSPARENT",  # nobody is busy because of it
    ]
    if row.kind:
        lines.append(f"CATEGORIES:{_text(row.kind)}")
    if row.disputed or row.modality not in ("", "asserted"):
        lines.append("STATUS:TENTATIVE")
    return [*lines, "END:VEVENT"]


def _digits(day: pd.Timestamp) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"


def _text(value: str) -> str:
    """A value of type TEXT (RFC 5545, 3.3.11)."""
    escaped = _clean(value).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\n", "\\n")


def _folded(line: str) -> str:
    """Lines of at most 75 octets, continued after a break and a space, never inside a character
    (RFC 5545, 3.1).
    """
    out, width = [], 0
    for character in line:
        size = len(character.encode())
        if width + size > OCTETS:
            out.append("\r\n ")
            width = 1
        out.append(character)
        width += size
    return "".join(out)


# ── TimelineJS ────────────────────────────────────────────────────────────────────────────────────
def _timelinejs(events: pd.DataFrame, title: str, names: dict[str, str]) -> str:
    """TimelineJS shows headline and text as HTML, so that both are escaped; a vague date gives only
    what is known of it.
    """
    shown = [
        {
            "unique_id": row.event_id,
            "start_date": _parts(row.begin, row.granularity),
            **(
                {"end_date": _parts(row.end_date, row.granularity)}
                if row.begin != row.end_date and row.granularity not in ("month", "year")
                else {}
            ),
            "display_date": when(row),
            "group": html.escape(row.kind) or "other",
            "text": {
                "headline": html.escape(_marked(row)),
                "text": "".join(
                    f"<p>{html.escape(_clean(line))}</p>" for line in _said(row, names)
                ),
            },
        }
        for row in events.itertuples()
    ]
    data = {
        "scale": "human",
        "title": {"text": {"headline": html.escape(_clean(title))}},
        "events": shown,
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _parts(day: pd.Timestamp, granularity: str) -> dict[str, int]:
    parts = {"year": day.year, "month": day.month, "day": day.day}
    known = {"year": 1, "month": 2}.get(granularity, 3)
    return dict(list(parts.items())[:known])
