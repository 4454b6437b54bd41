"""Files or a DataFrame become the documents table, with a reason for everything left out.

What is done to a text, and nothing else: a byte order mark is dropped, line ends become `\\n`,
white space around it is cut, a text that is not in Unicode's form NFC is put into it and flagged
`nfc`, because names would not be found in it otherwise, and lines that a source repeats from page
to page are cut and flagged `boilerplate-cut`. All offsets in later tables refer to the text as it
stands in this table.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from standpoint import tables
from standpoint.errors import InputError, nearest
from standpoint.reading.boilerplate import boilerplate
from standpoint.reading.corpus_entry import CorpusEntry, File, Left, corpus_files, missing
from standpoint.reading.duplicates import duplicates
from standpoint.reading.formats import Found, endings, label, read_all
from standpoint.reading.formats.records import BROKEN, Record, Unread, plain_lines, spoilt
from standpoint.reading.formats.source import LIMITS, Limits, Source
from standpoint.reading.languages import contradicts, languages
from timexpr.calendars import Dated, read_date

# Field → the names under which exports carry it, the plainest first. A file that has several gives
# the first.
_NAMES = {
    "text": "text body content summary article full_text speech",
    "date": "published date datetime day published_start publication_date published_at year",
    "end_date": "end_date published_end",
    "granularity": "granularity precision published_granularity",
    "title": "title headline",
    "date_written": "date_written published_written",
    "speaker": "speaker",
    "author": "author authors byline",
    "publisher": "publisher outlet source",
    "section": "section rubric",
    "url": "url source_urls link",
    "country": "iso3 country",
    "language": "language lang",
    "licence": "licence license",
    "id": "id doc_id",
}
ALIASES = {field: tuple(names.split()) for field, names in _NAMES.items()}
# ISO 639-1 for what columns write instead; other names and codes are kept out, not guessed.
_LANGUAGES = {
    "english": "en", "eng": "en", "russian": "ru", "rus": "ru", "armenian": "hy", "hye": "hy", "arm": "hy", "azerbaijani": "az",
    "aze": "az", "turkish": "tr", "tur": "tr", "french": "fr", "fra": "fr", "fre": "fr", "german": "de", "deu": "de", "ger": "de",
    "georgian": "ka", "kat": "ka", "persian": "fa", "farsi": "fa", "fas": "fa", "spanish": "es", "spa": "es", "arabic": "ar", "ara": "ar",
}  # fmt: skip


class Ingested(NamedTuple):
    """The tables documents and excluded, and the repeated lines that were cut (see boilerplate)."""

    documents: pd.DataFrame
    excluded: pd.DataFrame
    repeated: pd.DataFrame


class FrameDocuments(NamedTuple):
    """The tables documents and excluded, and the frame's other columns by `doc_id`."""

    documents: pd.DataFrame
    excluded: pd.DataFrame
    extra: pd.DataFrame


class _Draft(NamedTuple):
    row: dict[str, Any]
    name: str
    number: int


def documents(
    sources: str | Path | CorpusEntry | Iterable[str | Path | CorpusEntry],
    *,
    published: str | dt.date | None = None,
    language: str = "en",
    columns: Mapping[str, str] | None = None,
    window: tuple[dt.date, dt.date] | None = None,
    cache: str | Path | None = None,
    limits: Limits = LIMITS,
) -> Ingested:
    """Read files and folders into the documents table.

    Dates come from columns, front matter, the markup of a page, file names and `published`, in
    this order. A date that cannot be read or lies in the future leaves the document undated, with a
    flag. The same record twice is one document; the same text with other metadata is kept and
    points at the first by `duplicate_of`. The order of the sources does not matter.

    Parameters
    ----------
    sources
        Paths of files, folders and archives, or CorpusEntry objects.
    published, language, columns
        Date, ISO 639-1 code and names of columns (our field: their column) where a source says
        nothing.
    window
        What was published wholly outside these two days is left out.
    cache
        Folder for the output of slow readers, so that an interrupted run can resume.
    limits
        What reading one file may cost.

    Returns
    -------
    Ingested
        The tables documents (dated first) and excluded, and the lines that were cut.

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
    >>> ingested.documents[["title", "text", "published_granularity", "source"]].iloc[0].tolist()
    ['rally', 'They left.', 'day', '2023-01-12_rally.txt']
    >>> ingested.excluded[["source", "reason"]].iloc[0].tolist()
    ['rally.jpg', 'no reader for .jpg']
    """
    single = isinstance(sources, str | Path | CorpusEntry)
    common = CorpusEntry(Path(), columns or {}, str(published or ""), language)
    entries = [_entry(source, common) for source in ([sources] if single else sources)]
    files, left = corpus_files(entries)
    drafts: list[_Draft] = []
    for file in files:
        for found in _file_drafts(file, limits, Path(cache) if cache else None):
            (drafts if isinstance(found, _Draft) else left).append(found)
    drafts, dropped = _selected(drafts, window)
    left += dropped
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
) -> FrameDocuments:
    """Turn a DataFrame with one text a row into the documents table.

    Parameters
    ----------
    text, date, speaker, title, publisher, country
        Names of the frame's columns. A field that is not named is taken from a column with one of
        its usual names (see `ALIASES`), as in files. Dates may be Timestamps, dates or text.
    language
        ISO 639-1 code of rows that name none.

    Returns
    -------
    FrameDocuments
        The table documents; the table excluded, where `source` ends in the row's number from 1;
        and `extra`, one row a document: doc_id, `row` (the label in the frame's index) and all
        columns that no field took. A column that is called like one of the documents table gets
        `_` behind its name, so that the two tables can be merged.

    Raises
    ------
    InputError
        If a named column is not in the frame.

    Examples
    --------
    >>> frame = pd.DataFrame({"body": ["It rained.", None], "when": ["2020-11", ""], "mood": [1, 2]})
    >>> made = documents_from_frame(frame, text="body", date="when")
    >>> made.documents[["text", "published_granularity"]].values.tolist()
    [['It rained.', 'month']]
    >>> made.excluded["reason"].tolist(), made.extra[["row", "mood"]].values.tolist()
    (['empty text'], [[0, 1]])
    """
    named = {"text": text, "date": date, "speaker": speaker, "title": title}
    named |= {"publisher": publisher, "country": country}
    names = [str(name) for name in frame.columns]
    where, problem = _columns(names, {field: name for field, name in named.items() if name})
    if problem:
        raise InputError("DataFrame", ": ".join(problem))
    places = {name: names.index(name) for name in where.values()}
    entry = CorpusEntry(Path(), language=language)
    drafts: list[_Draft] = []
    left: list[Left] = []
    for number, values in enumerate(frame.itertuples(index=False, name=None), start=1):
        record = Record(number, {name: _cell(values[place]) for name, place in places.items()})
        found = _draft(record, where, entry, name="frame")
        body = values[places[where["text"]]]
        if isinstance(found, _Draft) and not isinstance(body, str):
            found = Left("frame", number, "not a text", type(body).__name__)
        (drafts if isinstance(found, _Draft) else left).append(found)
    drafts, dropped = _selected(drafts, None)
    rows = sorted(draft.number - 1 for draft in drafts)
    ids = {draft.number - 1: draft.row["doc_id"] for draft in drafts}
    others = [place for place in range(len(names)) if place not in places.values()]
    extra = frame.iloc[rows, others].rename(columns=_free_name).reset_index(drop=True)
    extra.insert(0, "doc_id", pd.Series([ids[row] for row in rows], dtype="str"))
    extra.insert(1, "row", frame.index[rows])
    made = _finished(drafts, left + dropped)
    return FrameDocuments(made.documents, made.excluded, extra)


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
    dated = _dated_columns(read_date(published) if published else None)
    rows = [
        dated
        | {"doc_id": str(number), "text": text, "language": language, "source": f"text {number}"}
        | {"flags": "" if published else "undated"}
        for number, text in enumerate(texts, start=1)
    ]
    return tables.make(rows, "documents") if rows else tables.empty("documents")


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
    place = f"published date of {entry.path}"
    try:
        dated = read_date(entry.published, day_first=entry.day_first) if entry.published else None
    except ValueError as error:
        raise InputError(place, str(error), "write YYYY-MM-DD") from error
    if dated and dated.start > dt.date.today():
        what = f"'{entry.published}' lies in the future"
        raise InputError(place, what, "write the day it was published")
    return entry


def _file_drafts(file: File, limits: Limits, cache: Path | None) -> Iterator[_Draft | Left]:
    """The records of a file, or of each file in it: which columns it has shows at its end."""
    part: list[Found] = []
    problem: list[Left] = []
    try:
        for found in read_all(Source.of_path(file.path, file.name, limits=limits), cache=cache):
            if part and part[-1].given is not found.given:
                yield from _part_drafts(file, part)
                part = []
            part.append(found)
    except OSError as error:
        name = part[-1].given.name if part else file.name
        problem = [Left(name, 0, "cannot be read", error.strerror or type(error).__name__)]
    yield from _part_drafts(file, part)
    yield from problem


def _part_drafts(file: File, part: list[Found]) -> Iterator[_Draft | Left]:
    """The records of one file, or of one file in an archive."""
    read = [found for found in part if isinstance(found.what, Record)]
    names = list(dict.fromkeys(name for found in read for name in found.what.fields))
    table = bool(read) and read[0].reader.TABLE
    where, problem = _columns(names, file.entry.columns if table else {})
    if read:
        given, reader, _ = read[0]
        about = {"name": given.name, "stem": given.stem, "reader": label(reader)}
        if problem:
            yield Left(given.name, 0, *problem)
    for given, _, what in part:
        if isinstance(what, Unread):
            yield Left(given.name, what.number, what.reason, what.detail)
        elif not problem:
            yield _draft(what, where, file.entry, **about)


def _plain_name(name: str) -> str:
    """A column's name as the aliases are written.

    >>> _plain_name("Full Text"), _plain_name("publishedAt"), _plain_name("END-DATE")
    ('full_text', 'published_at', 'end_date')
    """
    return re.sub(r"[\s-]+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.strip()).lower())


def _columns(
    names: list[str], wanted: Mapping[str, str]
) -> tuple[dict[str, str], tuple[str, str] | None]:
    """Which column holds which field, or reason and detail of what is missing."""
    by_plain = {_plain_name(name): name for name in reversed(names)}
    listed = f"columns are {', '.join(names[:30])}"
    where = {}
    for field, aliases in ALIASES.items():
        found = wanted.get(field) or next((by_plain[a] for a in aliases if a in by_plain), None)
        if field in wanted and found not in names:
            detail = f"'{found}', named for {field}; {nearest(found, names)}; {listed}"
            return {}, ("no such column", detail)
        if found and (field in wanted or found not in wanted.values()):
            where[field] = found
    if "text" not in where:
        how = "say which holds the text, as `columns: {text: NAME}` or --column text=NAME"
        return {}, ("no text column", f"{listed}; {how}")
    return where, None


def _selected(
    drafts: list[_Draft], window: tuple[dt.date, dt.date] | None
) -> tuple[list[_Draft], list[Left]]:
    """The drafts in the window, each record once, in the order of date and source."""
    first, last = map(pd.Timestamp, window) if window else (None, None)
    records: dict[str, _Draft] = {}
    dropped: list[Left] = []
    for draft in sorted(drafts, key=_by_date):
        row, day = draft.row, draft.row["published_start"]
        same = records.setdefault(row["doc_id"], draft)
        if window and pd.notna(day) and (row["published_end"] < first or day > last):
            del records[row["doc_id"]]
            reason = ("outside the window", f"published {day:%Y-%m-%d}")
            dropped.append(Left(row["source"], 0, *reason, row["title"]))
        elif same is not draft:
            reason = ("duplicate record", f"the same as {same.row['source']}")
            dropped.append(Left(draft.name, draft.number, *reason, row["title"]))
    return list(records.values()), dropped


def _by_date(draft: _Draft) -> tuple[pd.Timestamp, str, int]:
    day = draft.row["published_start"]
    return (pd.Timestamp.max if pd.isna(day) else day, draft.name, draft.number)


def _finished(drafts: list[_Draft], left: list[Left]) -> Ingested:
    """The tables. Repeated lines go first: a sidebar would make copies of all pages."""
    rows = [draft.row for draft in drafts]
    table = tables.make(rows, "documents") if rows else tables.empty("documents")
    table, repeated = boilerplate(table)
    excluded = [each.row() for each in sorted(left, key=lambda each: (each.name, each.number))]
    return Ingested(
        duplicates(languages(table)),
        tables.make(excluded, "excluded") if excluded else tables.empty("excluded"),
        repeated,
    )


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


# ---- from a record to a row ----


def _draft(
    record: Record,
    where: Mapping[str, str],
    entry: CorpusEntry,
    *,
    name: str,
    stem: str = "",
    reader: str = "",
) -> _Draft | Left:
    written = {field: record.fields.get(column, "") for field, column in where.items()}
    number, place = record.number, f"{record.place}: " if record.place else ""
    if any(spoilt(value) for value in written.values()):
        detail = f"{place}half a character (a lone surrogate); write the record again"
        return Left(name, number, "not UTF-8", detail)
    value = {
        field: " ".join(unicodedata.normalize("NFC", text).split())
        for field, text in written.items()
        if field != "text"
    }
    raw = plain_lines(written["text"]).strip()
    text = unicodedata.normalize("NFC", raw)
    title = value.get("title", "")
    if not text:
        return Left(name, number, "empty text", record.place, title)
    if "\x00" in text:
        detail = f"{place}holds a zero byte; is it another kind of file?"
        return Left(name, number, "not a text", detail, title)
    dated, flags = _date(value, stem, entry)
    tongue = _language(value.get("language", ""), entry.language)
    if contradicts(text, tongue):
        tongue = "und"
        flags.append("language-contradicted-by-script")
    flags = ["nfc"] * (text != raw) + [*record.flags, *flags]
    flags += ["unknown-language"] * (tongue == "und")
    row = _dated_columns(dated) | {
        "title": title or ("" if number else _title(stem)),
        "text": text,
        "language": tongue,
        "published_written": value.get("date_written", "") or value.get("date", ""),
        "publisher": value.get("publisher", "") or entry.publisher,
        "country": _country(value.get("country", "") or entry.country),
        "speaker": value.get("speaker", "") or entry.speaker,
        "author": value.get("author", ""),
        "section": value.get("section", ""),
        "url": re.split(r"[\s;|]+", value.get("url", ""))[0],
        "licence": value.get("licence", "") or entry.licence,
        "source": f"{name}#{value.get('id') or number}" if number else name,
        "reader": reader,
        "flags": ";".join(dict.fromkeys(flags)),
    }
    # 16 hex digits over what makes a record the same: a JSON list, so that no field can run into
    # the next. A title made from a file's name is no part of it: a copy is the same record.
    date = f"{dated.start}/{dated.end}/{dated.granularity}" if dated else ""
    parts = json.dumps([text, title, date, row["publisher"], row["speaker"]], ensure_ascii=False)
    row["doc_id"] = hashlib.sha256(parts.encode()).hexdigest()[:16]
    return _Draft(row, name, number)


def _dated_columns(dated: Dated | None) -> dict[str, Any]:
    return {
        "published_start": pd.Timestamp(dated.start) if dated else pd.NaT,
        "published_end": pd.Timestamp(dated.end) if dated else pd.NaT,
        "published_granularity": dated.granularity if dated else "",
    }


def _date(
    value: Mapping[str, str], stem: str, entry: CorpusEntry
) -> tuple[Dated | None, list[str]]:
    """The document's date, with flags for where it comes from or why there is none."""
    flags: list[str] = []
    if value.get("date"):
        try:
            dated = _span(value, flags, day_first=entry.day_first)
        except ValueError:
            return None, [*flags, "unreadable-date", "undated"]
    elif dated := _date_in_name(stem):
        flags = ["date-from-file-name"]
    elif entry.published:
        dated = read_date(entry.published, day_first=entry.day_first)
        flags = ["date-from-parameter"]
    else:
        return None, ["undated"]
    if dated.start > dt.date.today():
        return None, [*flags, "future-date", "undated"]
    return dated, [*flags, *dated.flags]


def _span(value: Mapping[str, str], flags: list[str], *, day_first: bool) -> Dated:
    """Date, end date and granularity; what contradicts the date is flagged and left aside."""
    first = read_date(value["date"], day_first=day_first)
    stated = value.get("granularity", "").lower()
    if stated and stated not in tables.GRANULARITIES:
        flags.append("unknown-granularity")
        stated = ""
    if not value.get("end_date"):
        length = {"month": 7, "year": 4}.get(stated) if first.granularity == "day" else None
        return read_date(str(first.start)[:length])._replace(flags=first.flags) if length else first
    try:
        last = read_date(value["end_date"], day_first=day_first)
    except ValueError:
        flags.append("unreadable-end-date")
        return first
    if last.end < first.start:
        flags.append("end-before-start")
    if last.end < first.start or last.end == first.end:
        return first
    granularity = "range" if stated in ("", "day", "time") else stated
    return Dated(first.start, last.end, granularity, first.flags)


# 2023-01-12_title, 20230112-title, title-2023-01: digits that stand alone. A year alone may be any
# number.
_IN_NAME = re.compile(
    r"(?<!\d)((?:1[89]|20)\d\d)(?:([-_.]?)(\d\d)\2(\d\d)|[-_.](\d\d))(?!\d)(?![-_.]\d)"
)


def _date_in_name(stem: str) -> Dated | None:
    """The date that a file's name states, if it states a possible one.

    >>> _date_in_name("rally-2023-01").granularity, _date_in_name("000_0d89e17f254d5903")
    ('month', None)
    """
    for match in _IN_NAME.finditer(stem):
        year, _, month, day, alone = match.groups()
        try:
            return read_date("-".join(part for part in (year, month or alone, day) if part))
        except ValueError:
            continue
    return None


def _title(stem: str) -> str:
    """Words of a file's name without its date; empty where it has none: ids make no title.

    >>> _title("2023-01-12_gyumri-rally"), _title("000_0d89e17f254d5903")
    ('gyumri rally', '')
    """
    words = re.sub(r"[\s_-]+", " ", _IN_NAME.sub(" ", stem)).strip()
    return words if re.search(r"(?<!\w)[^\W\d_]{3,}(?!\w)", words) else ""


def _language(written: str, otherwise: str) -> str:
    """ISO 639-1 of what a record or its source says; `und` where that is not understood.

    >>> _language("en-GB", "ru"), _language("", "ru"), _language("Klingon", "ru")
    ('en', 'ru', 'und')
    """
    name = (written or otherwise).lower()
    code = re.match(r"[a-z]*", name)[0]
    return _LANGUAGES.get(name) or _LANGUAGES.get(code) or (code if len(code) == 2 else "und")


def _country(written: str) -> str:
    """Three-letter codes in capitals, and anything else as it is: a wrong code would be invented."""
    return written.upper() if re.fullmatch(r"[A-Za-z]{3}", written) else written


def _cell(value: Any) -> str:
    """A cell of a DataFrame as a file would write it."""
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return ""
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _free_name(name: Hashable) -> Hashable:
    return f"{name}_" if name in (*tables.SCHEMAS["documents"].columns, "row") else name
