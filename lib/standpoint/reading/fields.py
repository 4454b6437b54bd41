"""What a record says about itself: its columns become the row of a document."""

import datetime as dt
import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from corpusreaders.records import plain_lines, undecoded
from corpusreaders.source import Record
from standpoint import tables
from standpoint.errors import nearest
from standpoint.reading.corpus_entry import CorpusEntry, Left
from standpoint.reading.languages import contradicts
from timexpr import Dated, read_date, read_iso_date

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
# What columns write for ISO 639-1. Other names and codes are not guessed: the text shall tell.
_CODES = dict(
    pair.split("=")
    for pair in "arabic=ar ara=ar azerbaijani=az aze=az german=de deu=de english=en eng=en"
    " spanish=es spa=es persian=fa fas=fa french=fr fra=fr armenian=hy hye=hy georgian=ka kat=ka"
    " russian=ru rus=ru turkish=tr tur=tr".split()
)


class Draft(NamedTuple):
    """A row of the documents table, and the file and number that it comes from."""

    row: dict[str, Any]
    name: str
    number: int


def _plain_name(name: str) -> str:
    """A column's name as the aliases are written.

    >>> _plain_name("Full Text"), _plain_name("publishedAt"), _plain_name("END-DATE")
    ('full_text', 'published_at', 'end_date')
    """
    return re.sub(r"[\s-]+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.strip()).lower())


def columns_by_field(
    names: list[str], wanted: Mapping[str, str]
) -> tuple[dict[str, str], tuple[str, str] | None]:
    """Which column holds which field, or reason and detail of what is missing."""
    by_plain = {_plain_name(name): name for name in reversed(names)}
    listed = f"columns are {', '.join(names[:30])}"
    where = {}
    for field, aliases in ALIASES.items():
        column = wanted.get(field) or next((by_plain[a] for a in aliases if a in by_plain), None)
        if field in wanted and column not in names:
            detail = f"'{column}', named for {field}; {nearest(column, names)}; {listed}"
            return {}, ("no such column", detail)
        if column and (field in wanted or column not in wanted.values()):
            where[field] = column
    if "text" not in where:
        how = "say which holds the text, as `columns: {text: NAME}` or --column text=NAME"
        return {}, ("no text column", f"{listed}; {how}")
    return where, None


def draft_document(
    record: Record,
    where: Mapping[str, str],
    entry: CorpusEntry,
    *,
    name: str,
    stem: str = "",
    reader: str = "",
) -> Draft | Left:
    """Make the row of a document, or say why there is none.

    Parameters
    ----------
    where
        Field → the record's column that holds it.
    entry
        What holds where the record says nothing.
    name, stem, reader
        The file's name, its name without ending (which may state a date), and who read it.
    """
    written = {field: record.fields.get(column, "") for field, column in where.items()}
    number, place = record.number, f"{record.place}: " if record.place else ""
    if any(map(undecoded, written.values())):
        detail = f"{place}half a character (a lone surrogate); write the record again"
        return Left(name, number, "not UTF-8", detail)
    raw = plain_lines(written.pop("text")).strip()
    text = unicodedata.normalize("NFC", raw)
    value = dict.fromkeys(ALIASES, "") | {
        field: " ".join(unicodedata.normalize("NFC", words).split())
        for field, words in written.items()
    }
    if not text:
        return Left(name, number, "empty text", record.place, value["title"])
    if "\x00" in text:
        detail = f"{place}holds a zero byte; is it another kind of file?"
        return Left(name, number, "not a text", detail, value["title"])
    dated, date_flags = _date(value, stem, entry)
    flags = ["nfc"] * (text != raw) + [*record.flags, *date_flags]
    tongue = _language(value["language"], entry.language)
    if contradicts(text, tongue):
        tongue = "und"
        flags.append("language-contradicted-by-script")
    flags += ["unknown-language"] * (tongue == "und")
    country = value["country"] or entry.country
    row = dated_columns(dated) | {
        "title": value["title"] or ("" if number else _title(stem)),
        "text": text,
        "language": tongue,
        "published_written": value["date_written"] or value["date"],
        "publisher": value["publisher"] or entry.publisher,
        # Anything but a code stays as it is: a wrong code would be invented.
        "country": country.upper() if re.fullmatch(r"[A-Za-z]{3}", country) else country,
        "speaker": value["speaker"] or entry.speaker,
        "author": value["author"],
        "section": value["section"],
        "url": re.split(r"[\s;|]+", value["url"])[0],
        "licence": value["licence"] or entry.licence,
        "source": f"{name}#{value['id'] or number}" if number else name,
        "reader": reader,
        "flags": tables.join_cell(flags),
    }
    # 16 hex digits over what makes a record the same: a JSON list, so that no field can run into
    # the next. A title made from a file's name is no part of it: a copy is the same record.
    date = f"{dated.start}/{dated.end}/{dated.granularity}" if dated else ""
    parts = [text, value["title"], date, row["publisher"], row["speaker"]]
    content = json.dumps(parts, ensure_ascii=False).encode()
    row["doc_id"] = hashlib.sha256(content).hexdigest()[:16]
    return Draft(row, name, number)


def dated_columns(dated: Dated | None) -> dict[str, Any]:
    """The columns of a date, empty where there is none."""
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
    if value["date"]:
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
    stated = value["granularity"].lower()
    if stated and stated not in tables.GRANULARITIES:
        flags.append("unknown-granularity")
        stated = ""
    if not value["end_date"]:
        if first.granularity != "day" or stated not in ("month", "year"):
            return first
        length = 7 if stated == "month" else 4
        return read_iso_date(str(first.start)[:length])._replace(flags=first.flags)
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
    r"(?<!\d)((?:1[89]|20)\d\d)(?:([-_.]?)(\d\d)\2(\d\d)|[-_.](\d\d)(?![-_.]\d))(?!\d)"
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
    return _CODES.get(name) or _CODES.get(code) or (code if len(code) == 2 else "und")
