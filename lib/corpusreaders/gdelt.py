"""GDELT files (events, mentions, GKG 1 and 2, answers of the DOC API): what they hold of texts is a
document, the rest a table.

GDELT codes news and gives no articles. What the files hold in words is the headline of a page and,
in GKG 2, quotations: a row with a headline is a document flagged `headline-only`, one with
quotations alone `quotations-only`. Events and mentions are numbers and codes: no document is made
of them, one row says how many there are, and `table` reads them with their column names for whoever
wants to hold a series against them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from standpoint.reading.formats.json_nodes import nodes, record, said
from standpoint.reading.formats.line_stream import Lines
from standpoint.reading.formats.records import Record, Unread, spoilt
from standpoint.reading.formats.source import Source

if TYPE_CHECKING:
    import pandas as pd

NAME = "gdelt 1"
ENDINGS = (".csv", ".tsv", ".json")
LIBRARY = ""
TABLE = False
APART = False

LICENCE = "free with citation of the GDELT Project"

_ACTOR = (
    "Code Name CountryCode KnownGroupCode EthnicCode Religion1Code Religion2Code Type1Code"
    " Type2Code Type3Code".split()
)
_GEO = "Type FullName CountryCode ADM1Code ADM2Code Lat Long FeatureID".split()
_EVENT_END = (
    "IsRootEvent EventCode EventBaseCode EventRootCode QuadClass GoldsteinScale NumMentions"
    " NumSources NumArticles AvgTone".split()
)


def _event_columns(geo: list[str], *end: str) -> tuple[str, ...]:
    actors = [f"Actor{n}{part}" for n in (1, 2) for part in _ACTOR]
    places = [f"{who}Geo_{part}" for who in ("Actor1", "Actor2", "Action") for part in geo]
    return (
        "GLOBALEVENTID",
        "SQLDATE",
        "MonthYear",
        "Year",
        "FractionDate",
        *actors,
        *_EVENT_END,
        *places,
        *end,
    )


_GEO_1 = [part for part in _GEO if part != "ADM2Code"]
# Kind → its columns, from the codebooks of GDELT; the number of columns tells the kinds apart.
COLUMNS: dict[str, tuple[str, ...]] = {
    "events 2": _event_columns(_GEO, "DATEADDED", "SOURCEURL"),
    "events 1": _event_columns(_GEO_1, "DATEADDED", "SOURCEURL"),
    "events 1 to 2013": _event_columns(_GEO_1, "DATEADDED"),
    "mentions": tuple(
        "GLOBALEVENTID EventTimeDate MentionTimeDate MentionType MentionSourceName"
        " MentionIdentifier SentenceID Actor1CharOffset Actor2CharOffset ActionCharOffset InRawText"
        " Confidence MentionDocLen MentionDocTone MentionDocTranslationInfo Extras".split()
    ),
    "gkg 1": tuple(
        "DATE NUMARTS COUNTS THEMES LOCATIONS PERSONS ORGANIZATIONS TONE CAMEOEVENTIDS SOURCES"
        " SOURCEURLS".split()
    ),
    "gkg 2": tuple(
        "gkgrecordid date sourcecollectionidentifier sourcecommonname documentidentifier counts"
        " v2counts themes v2themes locations v2locations persons v2persons organizations"
        " v2organizations v2tone dates gcam sharingimage relatedimages socialimageembeds"
        " socialvideoembeds quotations allnames amounts translationinfo extras".split()
    ),
}
# What the first cells of a row look like, by kind.
_BEGINS = {
    "events": re.compile(
        r"\d+\t(?P<day>(?:19|20)\d{6})\t(?:19|20)\d{4}\t(?:19|20)\d\d\t(?:19|20)\d\d\.\d+\t"
    ),
    "mentions": re.compile(r"\d+\t\d{14}\t\d{14}\t\d\t"),
    "gkg 1": re.compile(r"(?:(?:19|20)\d{6}\t\d+\t|DATE\tNUMARTS\t)"),
    "gkg 2": re.compile(r"\d{14}-T?\d+\t\d{14}\t\d\t"),
}
_NUMBERS = frozenset(
    "Year FractionDate IsRootEvent QuadClass GoldsteinScale NumMentions NumSources NumArticles"
    " AvgTone Actor1Geo_Lat Actor1Geo_Long Actor2Geo_Lat Actor2Geo_Long ActionGeo_Lat"
    " ActionGeo_Long MentionType SentenceID InRawText Confidence MentionDocLen MentionDocTone"
    " NUMARTS".split()
)
_DATES = frozenset("SQLDATE DATEADDED EventTimeDate MentionTimeDate DATE date".split())


def claims(given: Source) -> bool:
    """Rows of one of the kinds, tab-separated and without a header, or an answer of the DOC API."""
    opening = given.opening
    if opening.lstrip()[:1] == "{":
        return '"articles"' in opening[:200] and '"seendate"' in opening and '"domain"' in opening
    return bool(
        _kind(opening.lstrip("\ufeff").split("\n", 1)[0].rstrip("\r"))
    ) or opening.startswith("URL,MobileURL,Date,Title")


def read(given: Source) -> Iterator[Record | Unread]:
    """Rows that hold words as records; one row for all that hold none."""
    if given.opening.lstrip()[:1] == "{":
        yield from _of_api(given)
        return
    if given.opening.startswith("URL,MobileURL,Date,Title"):
        from standpoint.reading.formats import delimited

        for row in delimited.read(given):
            yield (
                _article(
                    {
                        "url": row.fields.get("URL"),
                        "title": row.fields.get("Title"),
                        "seendate": row.fields.get("Date"),
                    },
                    row.number,
                )
                if isinstance(row, Record)
                else row
            )
        return
    kind, silent = "", 0
    for number, row in enumerate(_rows(given), start=1):
        if isinstance(row, Unread):
            yield Unread(row.reason, row.detail, number)
            continue
        kind, cells = row
        made = _gkg(cells, number) if kind == "gkg 2" else None
        if made:
            yield made
        else:
            silent += 1
    if silent:
        what = (
            "coded events"
            if kind.startswith("events")
            else kind
            if kind == "mentions"
            else "rows of the knowledge graph"
        )
        yield Unread(
            "rows without text",
            f"{silent:,} {what} (GDELT {kind}): codes and numbers, no words;"
            " standpoint.datasets.table reads them as a table",
        )


def table(given: Source) -> pd.DataFrame:
    """The rows as a table with GDELT's own column names: dates as datetime64, counts and tone as
    numbers, codes as text.

    Columns in: those of the codebook, without a header. Raises ValueError that names the first row
    that is none."""
    import pandas as pd

    found: list[dict[str, str]] = []
    kind = ""
    for number, row in enumerate(_rows(given), start=1):
        if isinstance(row, Unread):
            raise ValueError(f"row {number}: {row.detail}")
        kind, cells = row
        found.append(cells)
    frame = pd.DataFrame(found, columns=list(COLUMNS[kind]) if kind else None)
    for column in frame.columns:
        if column in _NUMBERS:
            frame[column] = pd.to_numeric(frame[column], errors="coerce")
        elif column in _DATES:
            frame[column] = pd.to_datetime(frame[column].str[:8], format="%Y%m%d", errors="coerce")
    return frame


def _kind(line: str) -> str:
    """The kind of a row by its first cells and its number of columns; empty text for what is no row
    of GDELT.

    >>> _kind("20170701234500-0\\t20170701234500\\t1" + 24 * "\\t"), _kind("a\\tb")
    ('gkg 2', '')
    """
    begins = next((name for name, pattern in _BEGINS.items() if pattern.match(line)), "")
    count = line.count("\t") + 1
    return next(
        (
            kind
            for kind, columns in COLUMNS.items()
            if begins and kind.startswith(begins) and len(columns) == count
        ),
        "",
    )


def _rows(given: Source) -> Iterator[tuple[str, dict[str, str]] | Unread]:
    for at, line in enumerate(Lines(given), start=1):
        if line is None:
            yield Unread("too large", f"line {at}: longer than a record may be")
            continue
        line = line.rstrip("\r\n")
        if not line.strip() or line.startswith("DATE\tNUMARTS\t"):
            continue
        kind = _kind(line)
        if where := spoilt(line, line=at):
            yield Unread("not UTF-8", where)
        elif not kind:
            yield Unread(
                "broken row",
                f"line {at}: {line.count(chr(9)) + 1} columns, beginning “{line[:30]}”: no row of a"
                " GDELT file; is the file cut off?",
            )
        else:
            yield kind, dict(zip(COLUMNS[kind], line.split("\t"), strict=True))


def _gkg(cells: dict[str, str], number: int) -> Record | None:
    """A page's headline, or what it quotes, as a record; None where the row has neither."""
    title = " ".join(html.unescape(_between(cells["extras"], "PAGE_TITLE")).split())
    quotes = [
        parts[3].strip()
        for each in cells["quotations"].split("#")
        if len(parts := each.split("|", 3)) == 4 and parts[3].strip()
    ]
    if not (title or quotes):
        return None
    stamp = _between(cells["extras"], "PAGE_PRECISEPUBTIMESTAMP")
    seen = not re.match(r"(?:19|20)\d{6}", stamp)
    day = cells["date"] if seen else stamp
    tongue = re.search(r"srclc:([a-z]{3})", cells["translationinfo"])
    fields = {
        "title": title,
        "text": title or "\n\n".join(quotes),
        "date": f"{day[:4]}-{day[4:6]}-{day[6:8]}",
        "date_written": day,
        "publisher": cells["sourcecommonname"],
        "author": _between(cells["extras"], "PAGE_AUTHORS"),
        "language": (
            tongue[1] if title and tongue else "en"
        ),  # what GDELT quotes it has translated, headlines not
        "url": cells["documentidentifier"] if cells["sourcecollectionidentifier"] == "1" else "",
        "licence": LICENCE,
    }
    flags = ("headline-only",) if title else ("quotations-only",)
    return Record(
        number,
        {name: value for name, value in fields.items() if value},
        f"row {number}",
        (*flags, *(("date-seen",) if seen else ())),
    )


def _between(extras: str, tag: str) -> str:
    begin, end = extras.find(f"<{tag}>"), extras.find(f"</{tag}>")
    return extras[begin + len(tag) + 2 : end] if 0 <= begin < end else ""


def _of_api(given: Source) -> Iterator[Record | Unread]:
    found = nodes(given)
    if isinstance(found, Unread):
        yield found
        return
    articles = found.get("articles") if isinstance(found, dict) else None
    for number, article in enumerate(articles if isinstance(articles, list) else (), start=1):
        yield _article(article, number)
    if not articles:
        yield Unread("empty file", "no article in the answer")


def _article(article: object, number: int) -> Record | Unread:
    """An entry of the DOC API: the day is the one on which GDELT saw the page."""
    seen = said(article, "seendate")
    fields = {
        "title": " ".join(said(article, "title").split()),
        "date": f"{seen[:4]}-{seen[4:6]}-{seen[6:8]}" if re.match(r"\d{8}T", seen) else seen,
        "date_written": seen,
        "publisher": said(article, "domain"),
        "language": said(article, "language"),
        "url": said(article, "url"),
        "licence": LICENCE,
    }
    made = record(fields, number, f"article {number}", only="headline-only")
    return (
        Record(made.number, made.fields, made.place, (*made.flags, "date-seen"))
        if isinstance(made, Record)
        else made
    )
