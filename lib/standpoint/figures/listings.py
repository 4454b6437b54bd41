"""Tables that show themselves: the sentences behind a number, with the target marked and the holder
named, and the timeline, where each event opens to its sentences.

What comes from data is text here, whatever stands in it: no mark of it runs, no `$` begins a
formula.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from standpoint import tables
from standpoint.actors.registry import Registry
from standpoint.chronology.findings import DATED_BY
from standpoint.figures.style import rendered

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler

EXACT = ("day", "time", "range")  # granularities of known days; other dates are vaguer
MOST_NAMES = 3  # actors named in a row; the rest are counted


@dataclass(frozen=True)
class Listing:
    """Rows that show themselves by a template of this folder; all text of the corpus is escaped."""

    template: str
    rows: tuple[dict[str, Any], ...]

    def _repr_html_(self) -> str:
        return rendered(self.template, rows=self.rows)


def styled(table: pd.DataFrame, formats: str | dict[str, str] = "{:.2f}") -> "Styler":
    """Show a table with colours and formats: all its text is escaped, and its id is its content's.

    `formats` is for every number, or by column. Every table with a style is made here, because
    pandas' own Styler writes text as HTML.

    Examples
    --------
    >>> "<b>" in styled(pd.DataFrame({"<b>": ["<b>"]}, index=["<b>"])).to_html()
    False
    """
    numbers = table.select_dtypes("float").columns
    by_column = dict.fromkeys(numbers, formats) if isinstance(formats, str) else formats
    out = table.style.format(by_column, escape="html").format_index(escape="html")
    out = out.format_index(escape="html", axis="columns")
    for axis in ("index", "columns"):
        out = out.format_index_names(escape="html", axis=axis)
    content = table.to_csv().encode("utf-8", "surrogatepass")
    return out.set_uuid(hashlib.sha256(content).hexdigest()[:8])


def evidence(
    opinions: pd.DataFrame,
    *,
    sentences: pd.DataFrame,
    documents: pd.DataFrame,
    registry: Registry,
    n_random: int = 3,
    seed: int = 0,
) -> Listing:
    """Show the lowest, the highest and some random opinions with their sentences.

    Ties are broken by place in the corpus; the random ones depend on `seed` alone.
    """
    ordered = opinions.sort_values(["score", "doc_id", "start"], kind="stable")
    random = np.random.default_rng(seed).permutation(np.arange(1, len(ordered) - 1))[:n_random]
    picks = [("lowest", 0), ("highest", len(ordered) - 1)][: len(ordered)]
    picks += [("random", place) for place in sorted(random)]
    text = sentences.set_index(["doc_id", "sent_id"])
    home = documents.set_index("doc_id")
    passages = []
    for rank, place in picks:
        row = ordered.iloc[place]
        sentence, document = text.loc[(row["doc_id"], row["sent_id"])], home.loc[row["doc_id"]]
        date = document["published_start"]
        passages.append(
            {
                "rank": rank,
                "sentence": sentence["text"],
                "start": int(row["start"] - sentence["start"]),
                "end": int(row["end"] - sentence["start"]),
                "score": float(row["score"]),
                "target": registry.name_of(row["actor_id"]),
                "holder": registry.name_of(row["holder_id"]),
                "date": "undated" if pd.isna(date) else f"{date:%Y-%m-%d}",
                "source": document["source"],
            }
        )
    return Listing("evidence", tuple(passages))


def event_table(
    events: pd.DataFrame,
    *,
    sentences: pd.DataFrame,
    documents: pd.DataFrame,
    registry: Registry | None = None,
) -> Listing:
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
    return Listing("events", tuple(rows))


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
    if row.dated_by:
        known += f", by {DATED_BY[row.dated_by]}"
    if is_disputed(row):
        known = f"disputed: {row.earliest:%Y-%m-%d} to {row.latest:%Y-%m-%d}"
    return known if is_fact(row) else f"{known}; {row.modality}"
