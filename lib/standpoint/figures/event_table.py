"""The timeline as a table: each event opens to its sentences, and columns sort on a page."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from standpoint import tables
from standpoint.actors.registry import Registry
from standpoint.figures import style

EXACT = ("day", "time", "range")  # granularities of known days; other dates are vaguer
MOST_NAMES = 3  # actors named in a row; the rest are counted


def event_table(
    events: pd.DataFrame,
    *,
    sentences: pd.DataFrame,
    documents: pd.DataFrame,
    registry: Registry | None = None,
) -> style.Listing:
    """List events, in the order of the table, with date, actors and the sentences that tell them.

    `known_to` says what to think of the date: how exact it is, whether it is disputed, and whether
    the event is not told as a fact. Sentences that are not in `sentences` are left out; `registry`
    gives actors their names.

    Examples
    --------
    >>> nothing = {name: tables.empty(name) for name in ("sentences", "documents")}
    >>> event_table(tables.empty("events"), **nothing).rows
    ()
    """
    keys = sentences["doc_id"] + ":" + sentences["sent_id"].astype(str)
    sources = sentences["doc_id"].map(documents.set_index("doc_id")["source"]).fillna("")
    texts = dict(zip(keys, zip(sentences["text"], sources, strict=True), strict=True))
    name_of = registry.name_of if registry is not None else str
    rows = (_entry(row, texts, name_of) for row in events.itertuples())
    return style.Listing("events", tuple(rows))


def when(row: Any, *, month: str = "%B", to: str = " to ") -> str:
    """Say the date of an event, no more exactly than it is known.

    Examples
    --------
    >>> days = {"begin": pd.Timestamp("2020-09-27"), "end_date": pd.Timestamp("2020-11-10")}
    >>> when(pd.Series(days | {"granularity": "range"}))
    '27 September to 10 November 2020'
    """
    begin, end = row.begin, row.end_date
    if row.granularity in ("year", "month"):
        return f"{end:{month}} {end.year}" if row.granularity == "month" else f"{end.year}"
    last = f"{end.day} {end:{month}} {end.year}"
    if begin == end:
        return last
    first = f"{begin.day} {begin:{month}} {begin.year}"
    if begin.year == end.year:
        first = f"{begin.day}" if begin.month == end.month else f"{begin.day} {begin:{month}}"
    return f"{first}{to}{last}"


def is_fact(row: Any) -> bool:
    """Tell whether an event is told as a fact."""
    return row.modality in ("", "asserted")


def is_disputed(row: Any) -> bool:
    """Tell whether documents disagree on the date, and between which days."""
    return row.disputed and pd.notna(row.earliest) and pd.notna(row.latest)


def _entry(
    row: Any, texts: dict[str, tuple[str, str]], name_of: Callable[[str], str]
) -> dict[str, Any]:
    actors = [name_of(actor) for actor in tables.split_cell(row.actors)]
    more = f" and {len(actors) - MOST_NAMES} more" if len(actors) > MOST_NAMES else ""
    return {
        "date": _date(row),
        "title": row.title,
        "kind": row.kind,
        "who": ", ".join(actors[:MOST_NAMES]) + more,
        "n_docs": row.n_docs,
        "known_to": _known_to(row),
        "reference_id": row.reference_id,
        "sentences": [texts[key] for key in tables.split_cell(row.sentences) if key in texts],
    }


def _date(row: Any) -> str:
    """Write a date in figures, so that sorting by letters sorts by the calendar."""
    begin, end = (f"{day.year:04}-{day:%m-%d}" for day in (row.begin, row.end_date))
    if row.granularity in ("year", "month"):
        return begin[:4] if row.granularity == "year" else begin[:7]
    return begin if begin == end else f"{begin} to {end}"


def _known_to(row: Any) -> str:
    words = {"time": "day", "range": "its span", "": "a period"}
    known = words.get(row.granularity, row.granularity)
    if is_disputed(row):
        known = f"disputed: {row.earliest:%Y-%m-%d} to {row.latest:%Y-%m-%d}"
    return known if is_fact(row) else f"{known}; {row.modality}"
