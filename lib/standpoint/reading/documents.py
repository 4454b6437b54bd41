"""Files → documents: a user's texts as one table, with what they say about themselves and why
others were left out.

What is done to a text, and nothing else: a byte order mark is dropped, line ends become `\\n`,
white space around it is cut, and a text that is not in Unicode's form NFC is put into it and
flagged `nfc`, because names would not be found in it otherwise; lines that a source repeats from
page to page are cut and flagged `boilerplate-cut`. All offsets in later tables refer to the text as
it stands in this table."""

from __future__ import annotations

import datetime as dt
import difflib
import hashlib
import json
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from standpoint import tables
from standpoint.errors import InputError
from standpoint.reading.boilerplate import boilerplate
from standpoint.reading.corpus_entry import CorpusEntry
from standpoint.reading.duplicates import duplicates
from standpoint.reading.formats import Found, Reader, endings, label, read_all
from standpoint.reading.formats.records import BROKEN, Record, Unread, plain_lines, spoilt
from standpoint.reading.formats.source import LIMITS, Limits, Source
from standpoint.reading.languages import languages
from standpoint.reading.scripts import LOOKED_AT, contradicts
from timexpr import calendars
from timexpr.calendars import Dated, read_date

# Field → the names under which exports carry it, the plainest first. A file that has several gives
# the first.
ALIASES: dict[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "summary", "article", "full_text", "speech"),
    "date": (
        "published",
        "date",
        "datetime",
        "day",
        "published_start",
        "publication_date",
        "published_at",
        "year",
    ),
    "end_date": ("end_date", "published_end"),
    "granularity": ("granularity", "precision", "published_granularity"),
    "title": ("title", "headline"),
    "date_written": ("date_written", "published_written"),
    "speaker": ("speaker",),
    "author": ("author", "authors", "byline"),
    "publisher": ("publisher", "outlet", "source"),
    "section": ("section", "rubric"),
    "url": ("url", "source_urls", "link"),
    "country": ("iso3", "country"),
    "language": ("language", "lang"),
    "licence": ("licence", "license"),
    "id": ("id", "doc_id"),
}
# ISO 639-1 for what columns write instead; other names and codes are kept out, not guessed.
_LANGUAGES = {
    "english": "en", "eng": "en", "russian": "ru", "rus": "ru", "armenian": "hy", "hye": "hy", "arm": "hy", "azerbaijani": "az",
    "aze": "az", "turkish": "tr", "tur": "tr", "french": "fr", "fra": "fr", "fre": "fr", "german": "de", "deu": "de", "ger": "de",
    "georgian": "ka", "kat": "ka", "persian": "fa", "farsi": "fa", "fas": "fa", "spanish": "es", "spa": "es", "arabic": "ar", "ara": "ar",
}  # fmt: skip


class Ingested(NamedTuple):
    """The documents table, the excluded table, and the lines that were cut because a source repeats
    them (see boilerplate).
    """

    documents: pd.DataFrame
    excluded: pd.DataFrame
    repeated: pd.DataFrame


def documents(
    sources: str | Path | Iterable[Any],
    *,
    published: str | dt.date | None = None,
    language: str = "en",
    columns: Mapping[str, str] | None = None,
    window: tuple[dt.date, dt.date] | None = None,
    cache: str | Path | None = None,
    limits: Limits = LIMITS,
) -> Ingested:
    """Paths or Sources → the documents table, dated first, and one row of `excluded` for all that
    was left out.

    Folders are read with what lies below them, archives with what is in them. `published`,
    `language` and `columns` hold where a Source says nothing. Dates come from columns, front
    matter, the markup of a page, file names and `published`, in this order; a date that cannot be
    read or lies in the future leaves the document undated, with a flag. What was published wholly
    outside `window` is left out. The same record twice is one document; the same text with other
    metadata, and nearly the same within days, is kept and points at the first by `duplicate_of`.
    The language is read from the text where that is sure, and lines that a source repeats from page
    to page are cut. The order of the sources does not matter. `cache` is a folder that remembers
    what slow readers found, so that an interrupted run goes on where it stopped; `limits` bound
    what any file may cost. Raises InputError for a path that is not there, an unknown field in
    `columns`, a `published` that is no date, and where nothing at all could be read.

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
    given = (
        [sources] if isinstance(sources, str | Path) or hasattr(sources, "path") else list(sources)
    )
    common = CorpusEntry(Path(), columns or {}, str(published or ""), language)
    asked = [_source(item, common) for item in given]
    files, excluded = _files(asked)
    drafts: list[_Draft] = []
    for file in files:
        for found in _drafts(file, limits, Path(cache) if cache else None):
            (drafts if isinstance(found, _Draft) else excluded).append(found)
    if window:
        excluded += [_too_far(draft) for draft in drafts if _outside(draft.row, window)]
        drafts = [draft for draft in drafts if not _outside(draft.row, window)]
    kept, copies = _once(drafts)
    excluded += copies
    if not kept:
        raise _nothing(asked, excluded)
    excluded.sort(key=lambda left: (left.name, left.number))
    # What is said of documents one beside the other; what is repeated goes first, lest a sidebar
    # make copies of all pages.
    whole = tables.make((draft.row for draft in kept), "documents")
    del drafts, kept  # the texts stand in the table now: a large corpus is not held twice
    whole, repeated = boilerplate(whole)
    return Ingested(
        duplicates(languages(whole)),
        (
            tables.make((left.row() for left in excluded), "excluded")
            if excluded
            else tables.empty("excluded")
        ),
        repeated,
    )


# ---- which files ----


@dataclass(frozen=True)
class _File:
    path: Path
    name: str  # below the given path: what `source` says
    source: CorpusEntry


@dataclass(frozen=True)
class _Left:
    name: str
    number: int
    reason: str
    detail: str = ""
    title: str = ""

    def row(self) -> dict[str, str]:
        place = f"{self.name}#{self.number}" if self.number else self.name
        return {"source": place, "title": self.title, "reason": self.reason, "detail": self.detail}


def _source(item: Any, common: CorpusEntry) -> CorpusEntry:
    """A path, or anything with the attributes of a Source, checked and completed from what holds
    for all.
    """
    path = Path(getattr(item, "path", item))
    if not path.exists():
        raise missing(path)
    columns = dict(getattr(item, "columns", None) or common.columns)
    for name in columns:
        if name not in ALIASES:
            near = difflib.get_close_matches(name, ALIASES, 1)
            said = f"did you mean '{near[0]}'? " if near else ""
            raise InputError(
                f"columns of {path}",
                f"unknown field '{name}'",
                f"{said}fields are {', '.join(ALIASES)}",
            )
    plain = {name: str(getattr(item, name, "") or getattr(common, name)) for name in _OF_SOURCE}
    source = CorpusEntry(path, columns, **plain, day_first=bool(getattr(item, "day_first", True)))
    if source.published:
        try:
            dated = read_date(source.published, day_first=source.day_first)
        except ValueError as error:
            raise InputError(f"published date of {path}", str(error), "write YYYY-MM-DD") from error
        if dated.start > dt.date.today():
            raise InputError(
                f"published date of {path}",
                f"'{source.published}' lies in the future",
                "write the day it was published",
            )
    return source


_OF_SOURCE = ("published", "language", "publisher", "country", "speaker", "licence")


def missing(path: Path) -> InputError:
    """The error for a path that is not there, with the nearest name beside it, or how much of the
    path exists.
    """
    parent = path.parent
    while not parent.exists():
        parent = parent.parent
    if parent == path.parent and parent.is_dir():
        near = difflib.get_close_matches(path.name, sorted(os.listdir(parent)), 1, cutoff=0.5)
        return InputError(
            str(path),
            "no such file or folder",
            f"did you mean '{parent / near[0]}'?" if near else "check the path",
        )
    return InputError(
        str(path),
        f"no such file or folder; '{parent}' is the last part of the path that exists",
        "check the path",
    )


def _files(sources: list[CorpusEntry]) -> tuple[list[_File], list[_Left]]:
    """Every file once, in the order of names; of a file that is given twice, with the longer name."""
    by_place: dict[tuple, _File] = {}
    left: dict[Path, _Left] = {}
    for source in sources:
        for path, name, reason in _walk(source.path):
            if reason:
                left[path.absolute()] = _Left(name, 0, reason)
                continue
            about = json.dumps(
                [
                    dict(source.columns),
                    source.day_first,
                    *(getattr(source, part) for part in _OF_SOURCE),
                ],
                sort_keys=True,
            )
            place = (path.resolve(), about)
            if place not in by_place or len(name) > len(by_place[place].name):
                by_place[place] = _File(path, name, source)
    files = _told_apart(list(by_place.values()))
    return sorted(files, key=lambda file: (file.name, str(file.source))), list(left.values())


def _walk(path: Path) -> Iterator[tuple[Path, str, str]]:
    """(path, name below the given path, why it is left out or empty text) for every file; links to
    folders are not followed.
    """
    if not path.is_dir():
        yield path, path.name, "" if path.is_file() else "not a regular file"
        return
    problems: list[OSError] = []
    for folder, below, names in os.walk(path, onerror=problems.append):
        for name in sorted(below):
            if name.startswith(".") or name == "__MACOSX":
                yield Path(folder, name), _below(path, Path(folder, name)) + "/", "hidden"
        below[:] = sorted(name for name in below if not name.startswith(".") and name != "__MACOSX")
        for name in sorted(names):
            file = Path(folder, name)
            why = (
                "hidden" if name.startswith(".") else "" if file.is_file() else "not a regular file"
            )
            yield file, _below(path, file), why
    for problem in problems:
        yield Path(problem.filename), _below(path, Path(problem.filename)) + "/", "cannot be read"


def _below(path: Path, file: Path) -> str:
    return file.relative_to(path).as_posix()


def _told_apart(files: list[_File]) -> list[_File]:
    """Files of two folders that have the same name get their folder's name before it, as far up as
    it takes.
    """
    named: dict[str, set[tuple[str, ...]]] = {}
    for file in files:
        named.setdefault(file.name, set()).add(file.path.resolve().parts)
    out = []
    for file in files:
        if len(named[file.name]) == 1:
            out.append(file)
            continue
        parts = file.path.resolve().parts
        rivals = named[file.name] - {parts}
        depth = file.name.count("/") + 1
        while depth < len(parts) and any(rival[-depth:] == parts[-depth:] for rival in rivals):
            depth += 1
        out.append(_File(file.path, "/".join(parts[-depth:]), file.source))
    return out


def _nothing(sources: list[CorpusEntry], excluded: list[_Left]) -> InputError:
    where = ", ".join(str(source.path) for source in sources) or "sources"
    takes = f"give files that end in {', '.join(endings())}"
    if not excluded:
        return InputError(where, "no file in it" if sources else "none given", takes)
    counts = Counter(left.reason for left in excluded)
    said = ", ".join(
        f"{n} × {reason}"
        for reason, n in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    )
    first = next((left for left in excluded if left.reason in BROKEN), excluded[0])
    detail = f"; {first.row()['source']}: {first.reason}" + (
        f", {first.detail}" if first.detail else ""
    )
    return InputError(
        where,
        f"nothing in it can be used ({said}){detail}",
        takes if first.reason.startswith("no reader") else "",
    )


# ---- from records to rows ----


@dataclass
class _Draft:
    row: dict[str, Any]
    name: str
    number: int
    same: str  # hash of the text alone, white space taken together


def _drafts(file: _File, limits: Limits, cache: Path | None) -> Iterator[_Draft | _Left]:
    """The records of one file, or of the files in it, one file after another: which columns it has
    shows at its end.
    """
    part: _Part | None = None
    try:
        for found in read_all(Source.of_path(file.path, file.name, limits=limits), cache=cache):
            if part is None or part.given is not found.given:
                yield from part.drafts() if part else ()
                part = _Part(file, found.given, found.reader)
            part.take(found)
    except OSError as error:
        yield from part.drafts() if part else ()
        yield _Left(
            part.given.name if part else file.name,
            0,
            "cannot be read",
            error.strerror or str(error) or type(error).__name__,
        )
        return
    yield from part.drafts() if part else ()


class _Part:
    """What was found in one file, or in one file of an archive. Of every record only the fields are
    held that may be asked for.
    """

    def __init__(self, file: _File, given: Source, reader: Reader | None) -> None:
        self.file, self.given, self.table = file, given, reader is not None and reader.TABLE
        self.reader = label(reader) if reader else ""
        self.names: dict[
            str, bool
        ] = {}  # every column's name, in their order → whether its values may be asked for
        self.wanted = file.source.columns if self.table else {}
        self.found: list[Record | Unread] = []

    def take(self, found: Found) -> None:
        what = found.what
        if isinstance(what, Record):
            for name in what.fields:
                if name not in self.names:
                    self.names[name] = _plain_name(name) in _KNOWN or name in self.wanted.values()
            fields = {name: value for name, value in what.fields.items() if self.names[name]}
            what = Record(what.number, fields, what.place, what.flags)
        self.found.append(what)

    def drafts(self) -> Iterator[_Draft | _Left]:
        where, problem = _fields(list(self.names), self.wanted)
        name = self.given.name
        if self.names and problem:
            yield _Left(name, 0, *problem)
        for each in self.found:
            if isinstance(each, Unread):
                yield _Left(name, each.number, each.reason, each.detail)
            elif not problem:
                yield _draft(self, each, where)
        self.found = []


def _plain_name(name: str) -> str:
    """A column's name as the aliases are written.

    >>> _plain_name("Full Text"), _plain_name("publishedAt"), _plain_name("END-DATE")
    ('full_text', 'published_at', 'end_date')
    """
    return re.sub(r"[\s-]+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.strip()).lower())


_KNOWN = frozenset(alias for aliases in ALIASES.values() for alias in aliases)


def _fields(
    names: list[str], wanted: Mapping[str, str]
) -> tuple[dict[str, str], tuple[str, str] | None]:
    """Which of a file's columns holds which field, or reason and detail of what is missing."""
    by_plain = {_plain_name(name): name for name in reversed(names)}
    where = {}
    for target, aliases in ALIASES.items():
        if target in wanted:
            if wanted[target] not in names:
                near = difflib.get_close_matches(wanted[target], names, 1)
                hint = f"did you mean '{near[0]}'? " if near else ""
                return {}, (
                    "no such column",
                    (
                        f"'{wanted[target]}', named for {target}; {hint}columns are"
                        f" {', '.join(names[:30])}"
                    ),
                )
            where[target] = wanted[target]
        else:
            found = next((by_plain[alias] for alias in aliases if alias in by_plain), None)
            if found is not None and found not in wanted.values():
                where[target] = found
    if "text" not in where:
        return {}, (
            "no text column",
            (
                f"columns are {', '.join(names[:30])}; say which holds the text, as `columns:"
                " {text: NAME}` or --column text=NAME"
            ),
        )
    return where, None


def _draft(part: _Part, record: Record, where: Mapping[str, str]) -> _Draft | _Left:
    written = {name: record.fields.get(column, "") for name, column in where.items()}
    place, number, source = part.given.name, record.number, part.file.source
    if any(spoilt(value) for value in written.values()):
        return _Left(
            place,
            number,
            "not UTF-8",
            f"{record.place}: half a character (a lone surrogate); write the record again".lstrip(
                ": "
            ),
        )
    value = {
        name: " ".join(unicodedata.normalize("NFC", text).split())
        for name, text in written.items()
        if name != "text"
    }
    whole = plain_lines(written["text"]).strip()
    text = unicodedata.normalize("NFC", whole)
    title = value.get("title", "")
    if not text:
        return _Left(place, number, "empty text", record.place, title)
    if "\x00" in text:
        return _Left(
            place,
            number,
            "not a text",
            f"{record.place}: holds a zero byte; is it another kind of file?".lstrip(": "),
            title,
        )
    flags = ["nfc"] * (text != whole) + list(record.flags)
    dated, stated = _date(value, part.given.stem, source)
    flags += stated
    tongue = _language(value.get("language", ""), source.language)
    if not text[: 4 * LOOKED_AT].isascii() and contradicts(
        text, tongue
    ):  # letters of ASCII contradict nothing
        tongue = "und"
        flags.append("language-contradicted-by-script")
    flags += ["unknown-language"] * (tongue == "und")
    address = value.get("url", "")
    row = {
        "title": title or ("" if number else _title(part.given.stem)),
        "text": text,
        "language": tongue,
        "published_start": pd.Timestamp(dated.start) if dated else pd.NaT,
        "published_end": pd.Timestamp(dated.end) if dated else pd.NaT,
        "published_granularity": dated.granularity if dated else "",
        "published_written": value.get("date_written", "") or value.get("date", ""),
        "publisher": value.get("publisher", "") or source.publisher,
        "country": _country(value.get("country", "") or source.country),
        "speaker": value.get("speaker", "") or source.speaker,
        "author": value.get("author", ""),
        "section": value.get("section", ""),
        "url": re.split(r"[\s;|]+", address)[0] if address else "",
        "licence": value.get("licence", "") or source.licence,
        "source": f"{place}#{value.get('id') or number}" if number else place,
        "reader": part.reader,
        "flags": ";".join(dict.fromkeys(flags)),
    }
    row["doc_id"] = _doc_id(row, title, dated)
    return _Draft(row, place, number, hashlib.sha256(" ".join(text.split()).encode()).hexdigest())


def _too_far(draft: _Draft) -> _Left:
    return _Left(
        draft.row["source"],
        0,
        "outside the window",
        f"published {draft.row['published_start']:%Y-%m-%d}",
        draft.row["title"],
    )


def _outside(row: Mapping[str, Any], window: tuple[dt.date, dt.date]) -> bool:
    first, last = (pd.Timestamp(day) for day in window)
    return bool(
        pd.notna(row["published_start"])
        and (row["published_end"] < first or row["published_start"] > last)
    )


def _doc_id(row: Mapping[str, Any], title: str, dated: Dated | None) -> str:
    """16 hex digits of SHA-256 over what makes a record the same: a JSON list, so that no field can
    run into the next.

    A title that was only made from the file's name is no part of it: a copy under another name is
    the same record."""
    date = f"{dated.start}/{dated.end}/{dated.granularity}" if dated else ""
    parts = [row["text"], title, date, row["publisher"], row["speaker"]]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:16]


def _once(drafts: list[_Draft]) -> tuple[list[_Draft], list[_Left]]:
    """Drafts in the order of date and source, each record once, with the same text elsewhere
    pointed out.
    """
    late = pd.Timestamp.max
    drafts.sort(
        key=lambda draft: (
            late if pd.isna(draft.row["published_start"]) else draft.row["published_start"],
            draft.name,
            draft.number,
        )
    )
    kept: list[_Draft] = []
    copies: list[_Left] = []
    records: dict[str, _Draft] = {}
    texts: dict[str, str] = {}
    for draft in drafts:
        first = records.setdefault(draft.row["doc_id"], draft)
        if first is not draft:
            detail = f"the same as {first.row['source']}"
            copies.append(
                _Left(draft.name, draft.number, "duplicate record", detail, draft.row["title"])
            )
            continue
        original = texts.setdefault(draft.same, draft.row["doc_id"])
        draft.row["duplicate_of"] = original if original != draft.row["doc_id"] else ""
        kept.append(draft)
    return kept, copies


# ---- single fields ----


def _date(
    value: Mapping[str, str], stem: str, source: CorpusEntry
) -> tuple[Dated | None, list[str]]:
    """The document's date and the flags that tell where it comes from or why there is none."""
    flags: list[str] = []
    if value.get("date"):
        try:
            dated = _span(value, flags, day_first=source.day_first)
        except ValueError:
            return None, [*flags, "unreadable-date", "undated"]
    elif named := _date_in_name(stem):
        dated, flags = named, ["date-from-file-name"]
    elif source.published:
        dated, flags = (
            read_date(source.published, day_first=source.day_first),
            ["date-from-parameter"],
        )
    else:
        return None, ["undated"]
    if dated.start > dt.date.today():
        return None, [*flags, "future-date", "undated"]
    return dated, [*flags, *dated.flags]


def _span(value: Mapping[str, str], flags: list[str], *, day_first: bool) -> Dated:
    """Date, end date and granularity as three columns may give them; what contradicts the date is
    flagged and left aside.
    """
    first = read_date(value["date"], day_first=day_first)
    stated = value.get("granularity", "").lower()
    if stated and stated not in tables.GRANULARITIES:
        flags.append("unknown-granularity")
    widen = {
        "month": lambda d: calendars.month(d.year, d.month),
        "year": lambda d: calendars.year(d.year),
    }
    if first.granularity == "day" and stated in widen and not value.get("end_date"):
        return widen[stated](first.start)._replace(flags=first.flags)
    if value.get("end_date"):
        try:
            last = read_date(value["end_date"], day_first=day_first)
        except ValueError:
            flags.append("unreadable-end-date")
            return first
        if last.end < first.start:
            flags.append("end-before-start")
        elif last.end != first.end:
            known = (
                stated
                if stated in tables.GRANULARITIES and stated not in ("", "day", "time")
                else "range"
            )
            return Dated(first.start, last.end, known, first.flags)
    return first


# 2023-01-12_title, 20230112-title, title-2023-01: digits that stand alone. A year alone may be any
# number.
_IN_NAME = re.compile(
    r"(?<!\d)((?:1[89]|20)\d\d)(?:([-_.]?)(\d\d)\2(\d\d)|[-_.](\d\d))(?!\d)(?![-_.]\d)"
)


def _date_in_name(stem: str) -> Dated | None:
    """The date that a file's name states, if it states a possible one.

    >>> _date_in_name("2023-01-12_rally").granularity, _date_in_name("rally-2023-01").granularity, _date_in_name("000_0d89e17f254d5903")
    ('day', 'month', None)
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
    """ISO 639-1 of what a record says, else what holds for the source; `und` for what is not
    understood.

    >>> _language("en-GB", "ru"), _language("", "ru"), _language("Klingon", "ru")
    ('en', 'ru', 'und')
    """
    said = (written or otherwise).lower()
    code = re.match(r"[a-z]*", said)[0]
    return _LANGUAGES.get(said) or _LANGUAGES.get(code) or (code if len(code) == 2 else "und")


def _country(written: str) -> str:
    """Three-letter codes in capitals; anything else as it is written, since a wrong code would be
    an invention.
    """
    return written.upper() if re.fullmatch(r"[A-Za-z]{3}", written) else written


def documents_from_texts(
    texts: Iterable[str], *, published: str | None = None, language: str = "en"
) -> pd.DataFrame:
    """Texts in hand → the documents table, for trying a verb on a few sentences; doc_id and source
    are their numbers.

    Raises ValueError where `published` is no date.

    >>> documents_from_texts(["It rained."], published="2020-11")[["doc_id", "text", "published_granularity"]].iloc[0].tolist()
    ['1', 'It rained.', 'month']
    """
    dated = read_date(published) if published else None
    rows = [
        {
            "doc_id": str(number),
            "text": text,
            "language": language,
            "source": f"text {number}",
            "published_start": pd.Timestamp(dated.start) if dated else pd.NaT,
            "published_end": pd.Timestamp(dated.end) if dated else pd.NaT,
            "published_granularity": dated.granularity if dated else "",
            "flags": "" if dated else "undated",
        }
        for number, text in enumerate(texts, start=1)
    ]
    return tables.make(rows, "documents") if rows else tables.empty("documents")
