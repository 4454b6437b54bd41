"""Files or a DataFrame become the documents table, with a reason for everything left out.

What is done to a text, and nothing else: a byte order mark is dropped, line ends become `\\n`,
white space around it is cut, a text that is not in Unicode's form NFC is put into it and flagged
`nfc`, because names would not be found in it otherwise, and lines that a source repeats from page
to page are cut and flagged `boilerplate-cut`. All offsets in later tables refer to the text as it
stands in this table.
"""

import datetime as dt
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from corpusreaders.source import Record, Source, Unread
from standpoint import tables
from standpoint.errors import InputError, nearest
from standpoint.reading.boilerplate import boilerplate
from standpoint.reading.corpus_entry import CorpusEntry, File, Left, corpus_files, missing
from standpoint.reading.duplicates import duplicates
from standpoint.reading.fields import (
    ALIASES,
    Draft,
    columns_by_field,
    dated_columns,
    draft_document,
)
from standpoint.reading.formats import BROKEN, Found, endings, label, read_all
from standpoint.reading.languages import languages
from timexpr import read_date


class Ingested(NamedTuple):
    """The tables documents and excluded, and the repeated lines that were cut (see boilerplate).

    `extra` holds the other columns of a frame by `doc_id`.
    """

    documents: pd.DataFrame
    excluded: pd.DataFrame
    repeated: pd.DataFrame
    extra: pd.DataFrame | None = None


def documents(
    sources: str | Path | CorpusEntry | Iterable[str | Path | CorpusEntry],
    *,
    published: str | dt.date | None = None,
    language: str = "en",
    columns: Mapping[str, str] | None = None,
    window: tuple[dt.date, dt.date] | None = None,
    cache: str | Path | None = None,
) -> Ingested:
    """Read files and folders into the documents table.

    Dates come from columns, front matter, the markup of a page, file names and `published`, in
    this order. A date that cannot be read or lies in the future leaves the document undated, with a
    flag. The same record twice is one document; the same text with other metadata, published within
    days, is kept and points at the first by `duplicate_of`. The order of sources does not matter.

    Parameters
    ----------
    published, language, columns
        Date, ISO 639-1 code and names of columns (our field: their column) where a source says
        nothing.
    window
        What was published wholly outside these two days is left out.
    cache
        Folder for the output of slow readers, so that an interrupted run can resume.

    Raises
    ------
    InputError
        If a path is missing, a field in `columns` is unknown, `published` is no date, or nothing
        at all can be read.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "2023-01-12_rally.txt").write_text("They left.")
    ...     _ = Path(folder, "rally.jpg").write_bytes(b"\\xff\\xd8\\xff\\x00")
    ...     ingested = documents(folder)
    >>> ingested.documents[["title", "text", "published_granularity"]].iloc[0].tolist()
    ['rally', 'They left.', 'day']
    >>> ingested.excluded[["source", "reason"]].iloc[0].tolist()
    ['rally.jpg', 'no reader for .jpg']
    """
    if isinstance(sources, str | Path | CorpusEntry):
        sources = [sources]
    common = CorpusEntry(Path(), columns or {}, str(published or ""), language)
    entries = [_entry(source, common) for source in sources]
    files, left = corpus_files(entries)
    folder = Path(cache) if cache else None
    outcomes = [each for file in files for each in _file_drafts(file, folder)]
    drafts, left = _selected([*left, *outcomes], window)
    if not drafts:
        raise _nothing(entries, left)
    return _finished(drafts, left)


def documents_from_frame(
    frame: pd.DataFrame,
    *,
    text: str = "text",
    date: str | None = None,
    speaker: str | None = None,
    title: str | None = None,
    publisher: str | None = None,
    country: str | None = None,
    language: str = "en",
) -> Ingested:
    """Turn a DataFrame with one text a row into the documents table.

    Every argument names a column, but `language`, which is that of rows that name none. A field
    without an argument is taken from a column with one of its usual names (see `ALIASES`), as in
    files. Dates may be Timestamps, dates or text.

    Returns
    -------
    Ingested
        As `documents` gives them; in `excluded` a `source` ends in the row's number from 1. And
        `extra`, one row a document: doc_id, `row` (the label in the frame's index) and all columns
        that no field took. A column that is called like one of the documents table gets `_` behind
        its name, so that the two tables can be merged.

    Raises
    ------
    InputError
        If a named column is not in the frame.

    Examples
    --------
    >>> frame = pd.DataFrame({"body": ["It rained.", None], "when": ["2020-11", ""], "n": [1, 2]})
    >>> made = documents_from_frame(frame, text="body", date="when")
    >>> made.documents[["text", "published_granularity"]].values.tolist()
    [['It rained.', 'month']]
    >>> made.excluded["reason"].tolist(), made.extra[["row", "n"]].values.tolist()
    (['empty text'], [[0, 1]])
    """
    named = {"text": text, "date": date, "speaker": speaker, "title": title}
    named |= {"publisher": publisher, "country": country}
    names = [str(name) for name in frame.columns]
    where, problem = columns_by_field(names, {field: name for field, name in named.items() if name})
    if problem:
        raise InputError("DataFrame", ": ".join(problem))
    places = {name: names.index(name) for name in where.values()}
    entry = CorpusEntry(Path(), language=language)
    outcomes: list[Draft | Left] = []
    for number, values in enumerate(frame.itertuples(index=False, name=None), start=1):
        record = Record(number, {name: _cell(values[place]) for name, place in places.items()})
        draft = draft_document(record, where, entry, name="frame")
        body = values[places[where["text"]]]
        if isinstance(draft, Draft) and not isinstance(body, str):
            draft = Left("frame", number, "not a text", type(body).__name__)
        outcomes.append(draft)
    drafts, left = _selected(outcomes)
    rows = sorted(draft.number - 1 for draft in drafts)
    ids = {draft.number - 1: draft.row["doc_id"] for draft in drafts}
    others = [place for place in range(len(names)) if place not in places.values()]
    extra = frame.iloc[rows, others].rename(columns=_free_name).reset_index(drop=True)
    extra.insert(0, "doc_id", pd.Series([ids[row] for row in rows], dtype="str"))
    extra.insert(1, "row", frame.index[rows])
    return _finished(drafts, left)._replace(extra=extra)


def documents_from_texts(
    texts: Iterable[str], *, published: str | None = None, language: str = "en"
) -> pd.DataFrame:
    """Make a documents table of a few texts, for trying a verb. Their ids are their numbers.

    Examples
    --------
    >>> made = documents_from_texts(["It rained."], published="2020-11")
    >>> made[["doc_id", "text", "published_granularity"]].iloc[0].tolist()
    ['1', 'It rained.', 'month']
    """
    dated = dated_columns(read_date(published) if published else None)
    rows = [
        dated
        | {"doc_id": str(number), "text": text, "language": language, "source": f"text {number}"}
        | {"flags": "" if published else "undated"}
        for number, text in enumerate(texts, start=1)
    ]
    return tables.make(rows, "documents")


# ---- from entries to drafts, and from drafts to tables ----


def _entry(source: str | Path | CorpusEntry, common: CorpusEntry) -> CorpusEntry:
    """A path or an entry, checked and completed from what holds for all."""
    entry = source if isinstance(source, CorpusEntry) else CorpusEntry(Path(source))
    if not entry.path.exists():
        raise missing(entry.path)
    entry = replace(
        entry,
        columns=entry.columns or common.columns,
        published=entry.published or common.published,
        language=entry.language or common.language,
    )
    for name in entry.columns:
        if name not in ALIASES:
            place = f"columns of {entry.path}"
            raise InputError(place, f"unknown field '{name}'", nearest(name, ALIASES))
    if entry.published:
        place, what = f"published date of {entry.path}", f"'{entry.published}' lies in the future"
        try:
            dated = read_date(entry.published, day_first=entry.day_first)
        except ValueError as error:
            raise InputError(place, str(error), "write YYYY-MM-DD") from error
        if dated.start > dt.date.today():
            raise InputError(place, what, "write the day it was published")
    return entry


def _file_drafts(file: File, cache: Path | None) -> Iterator[Draft | Left]:
    """The records of a file, or of each file in it: which columns it has shows at its end."""
    part: list[Found] = []
    problem: list[Left] = []
    try:
        for item in read_all(Source(file.path, file.name), cache=cache):
            if part and part[-1].given is not item.given:
                yield from _part_drafts(file, part)
                part = []
            part.append(item)
    except OSError as error:
        name = part[-1].given.name if part else file.name
        problem = [Left(name, 0, "cannot be read", error.strerror or type(error).__name__)]
    yield from _part_drafts(file, part)
    yield from problem


def _part_drafts(file: File, part: list[Found]) -> Iterator[Draft | Left]:
    """The records of one file, or of one file in an archive."""
    read = [item for item in part if isinstance(item.what, Record)]
    names = list(dict.fromkeys(name for item in read for name in item.what.fields))
    table = bool(read) and getattr(read[0].reader, "TABLE", False)
    where, problem = columns_by_field(names, file.entry.columns if table else {})
    if read:
        source, reader, _ = read[0]
        about = {"name": source.name, "stem": source.stem, "reader": label(reader)}
        if problem:
            yield Left(source.name, 0, *problem)
    for source, _, what in part:
        if isinstance(what, Unread):
            yield Left(source.name, what.number, what.reason, what.detail)
        elif not problem:
            yield draft_document(what, where, file.entry, **about)


def _selected(
    outcomes: list[Draft | Left], window: tuple[dt.date, dt.date] | None = None
) -> tuple[list[Draft], list[Left]]:
    """The drafts in the window, each record once, in the order of date and source; and the rest."""
    first, last = map(pd.Timestamp, window) if window else (None, None)
    records: dict[str, Draft] = {}
    left = [each for each in outcomes if isinstance(each, Left)]
    drafts = [each for each in outcomes if isinstance(each, Draft)]
    for draft in sorted(drafts, key=_by_date):
        row, day = draft.row, draft.row["published_start"]
        same = records.setdefault(row["doc_id"], draft)
        if window and pd.notna(day) and (row["published_end"] < first or day > last):
            del records[row["doc_id"]]
            reason = ("outside the window", f"published {day:%Y-%m-%d}")
            left.append(Left(row["source"], 0, *reason, row["title"]))
        elif same is not draft:
            reason = ("duplicate record", f"the same as {same.row['source']}")
            left.append(Left(draft.name, draft.number, *reason, row["title"]))
    return list(records.values()), left


def _by_date(draft: Draft) -> tuple[pd.Timestamp, str, int]:
    day = draft.row["published_start"]
    return (pd.Timestamp.max if pd.isna(day) else day, draft.name, draft.number)


def _finished(drafts: list[Draft], left: list[Left]) -> Ingested:
    """The tables. Repeated lines go first: a sidebar would make copies of all pages."""
    table, repeated = boilerplate(tables.make([draft.row for draft in drafts], "documents"))
    excluded = [each.row() for each in sorted(left, key=lambda each: (each.name, each.number))]
    return Ingested(duplicates(languages(table)), tables.make(excluded, "excluded"), repeated)


def _nothing(entries: list[CorpusEntry], left: list[Left]) -> InputError:
    where = ", ".join(str(entry.path) for entry in entries) or "sources"
    remedy = f"give files that end in {', '.join(endings())}"
    if not left:
        return InputError(where, "no file in it" if entries else "none given", remedy)
    counts = sorted(Counter(each.reason for each in left).items(), key=lambda n: (-n[1], n[0]))
    summary = ", ".join(f"{n} × {reason}" for reason, n in counts)
    first = next((each for each in left if each.reason in BROKEN), left[0])
    example = ", ".join(filter(None, (first.reason, first.detail)))
    what = f"nothing in it can be used ({summary}); {first.row()['source']}: {example}"
    return InputError(where, what, remedy if first.reason.startswith("no reader") else "")


def _cell(value: Any) -> str:
    """A cell of a DataFrame as a file would write it."""
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return ""
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _free_name(name: Hashable) -> Hashable:
    return f"{name}_" if name in (*tables.SCHEMAS["documents"].columns, "row") else name
