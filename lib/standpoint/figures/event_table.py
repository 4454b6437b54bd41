"""Events → listing: the timeline as a table to read, each row open to its sentences; on a page its
columns sort.
"""

from __future__ import annotations

import html
from dataclasses import dataclass

import pandas as pd

from standpoint import tables
from standpoint.actors.registry import Registry

_LEFT = (  # said in each cell, because JupyterLab aligns tables to the right
    'style="text-align:left;vertical-align:top"'
)
_HEAD = (
    ("date", ""),
    ("what happened", ""),
    ("kind", ""),
    ("who", ""),
    ("documents", "number"),
    ("known to", ""),
    ("listed", ""),
)
MOST_NAMES = 3  # actors named in a row; the rest are counted


@dataclass(frozen=True)
class Entry:
    """One event, in words; `told` are its sentences with their sources."""

    date: str
    title: str
    kind: str
    who: str
    n_docs: int
    known_to: str
    reference_id: str
    told: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Listing:
    """Entries that show themselves in a notebook; all text of the corpus is escaped."""

    entries: tuple[Entry, ...]

    def _repr_html_(self) -> str:
        head = "".join(
            f'<th scope="col" {_LEFT}{f" data-kind={kind}" if kind else ""}>{name}</th>'
            for name, kind in _HEAD
        )
        return (
            '<table class="sortable'
            f' stack"><thead><tr>{head}</tr></thead><tbody>{"".join(map(_row, self.entries))}</tbody></table>'
        )


def event_table(
    events: pd.DataFrame,
    *,
    sentences: pd.DataFrame,
    documents: pd.DataFrame,
    registry: Registry | None = None,
) -> Listing:
    """An events table (any choice), in its order → a Listing, each event with its date, actors, and
    the sentences that tell it.

    `known_to` says what to think of the date: how exact it is, whether it is disputed, or whether
    it is told as no fact. Sentences that are not in `sentences` are left out; `registry` gives
    actors their names.

    >>> event_table(tables.empty("events"), sentences=tables.empty("sentences"), documents=tables.empty("documents")).entries
    ()
    """
    keys = sentences["doc_id"] + ":" + sentences["sent_id"].astype(str)
    text = dict(zip(keys, sentences["text"], strict=True))
    home = dict(zip(documents["doc_id"], documents["source"], strict=True))
    names = (
        {key: actor.name for key, actor in registry.actors.items()} if registry is not None else {}
    )
    return Listing(tuple(_entry(row, text, home, names) for row in events.itertuples()))


def _entry(row, text: dict[str, str], home: dict[str, str], names: dict[str, str]) -> Entry:
    actors = [names.get(actor, actor) for actor in tables.split_cell(row.actors)]
    more = f" and {len(actors) - MOST_NAMES} more" if len(actors) > MOST_NAMES else ""
    told = tuple(
        (text[key], home.get(key.rpartition(":")[0], ""))
        for key in tables.split_cell(row.sentences)
        if key in text
    )
    return Entry(
        _date(row),
        row.title,
        row.kind,
        ", ".join(actors[:MOST_NAMES]) + more,
        row.n_docs,
        _known_to(row),
        row.reference_id,
        told,
    )


def _date(row) -> str:
    """In figures, so that sorting by the letters is sorting by the calendar: 2022-12, 2020-09-27 to
    2020-11-10.
    """
    begin, end = (f"{day.year:04}-{day:%m-%d}" for day in (row.begin, row.end_date))
    known = {"year": 4, "month": 7}.get(row.granularity)
    return begin[:known] if known else begin if begin == end else f"{begin} to {end}"


def _known_to(row) -> str:
    said = {"time": "day", "range": "its span", "": "a period"}.get(
        row.granularity, row.granularity
    )
    if row.disputed and pd.notna(row.earliest) and pd.notna(row.latest):
        said = f"disputed: {row.earliest:%Y-%m-%d} to {row.latest:%Y-%m-%d}"
    return said if row.modality in ("", "asserted") else f"{said}; {row.modality}"


def _row(entry: Entry) -> str:
    sentences = "".join(
        f"<li>{html.escape(sentence)} <small>{html.escape(source)}</small></li>"
        for sentence, source in entry.told
    )
    opened = (
        f"<details><summary>{html.escape(entry.title)}</summary><ul>{sentences}</ul></details>"
        if sentences
        else html.escape(entry.title)
    )
    listed = (
        f'<span title="{html.escape(entry.reference_id, quote=True)}">yes</span>'
        if entry.reference_id
        else "no"
    )
    date = "<br>to ".join(
        f'<span style="white-space:nowrap">{day}</span>' for day in entry.date.split(" to ")
    )
    cells = (
        date,
        opened,
        html.escape(entry.kind),
        html.escape(entry.who),
        str(entry.n_docs),
        html.escape(entry.known_to),
        listed,
    )
    # On narrow pages a row stands as lines, each with its name; date and title need none.
    keys = (entry.date, entry.title or "–", "", "", "", "", "")
    return (
        "<tr>"
        + "".join(
            f"<td {_LEFT} "
            + (f'data-key="{html.escape(key, quote=True)}"' if key else f'data-name="{name}"')
            + f">{cell}</td>"
            for (name, _), key, cell in zip(_HEAD, keys, cells, strict=True)
        )
        + "</tr>"
    )
