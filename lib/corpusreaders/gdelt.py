"""GDELT files (GKG 2, answers of the DOC API): what they hold in words.

GDELT codes news and gives no articles. What the files hold in words is the headline of a page and
quotations: a row with a headline is a document flagged `headline-only`, one with quotations alone
`quotations-only`. Events, mentions and GKG 1 are numbers and codes, and no reader takes them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from corpusreaders.records import filled, json_value, plain_lines, record, rows, undecoded, value
from corpusreaders.source import Record, Source, Unread

NAME = "gdelt 1"
ENDINGS = (".csv", ".tsv", ".json")
LIBRARY = ""
SANDBOXED = False

LICENCE = "free with citation of the GDELT Project"
# The columns of GKG 2, from GDELT's codebook.
GKG_2 = (
    "gkgrecordid date sourcecollectionidentifier sourcecommonname documentidentifier counts"
    " v2counts themes v2themes locations v2locations persons v2persons organizations"
    " v2organizations v2tone dates gcam sharingimage relatedimages socialimageembeds"
    " socialvideoembeds quotations allnames amounts translationinfo extras".split()
)
_ROW = re.compile(r"\d{14}-T?\d+\t\d{14}\t\d\t")  # what the first cells look like
_LIST_HEADER = "URL,MobileURL,Date,Title"  # of the DOC API's lists as CSV


def claims(source: Source) -> bool:
    """Rows of GKG 2, tab-separated and without a header, or an answer of the DOC API."""
    opening = source.opening.lstrip("\ufeff")
    if opening.lstrip()[:1] == "{":
        return '"articles"' in opening[:200] and '"seendate"' in opening and '"domain"' in opening
    first = opening.split("\n", 1)[0].rstrip("\r")
    is_row = first.count("\t") == len(GKG_2) - 1 and bool(_ROW.match(first))
    return is_row or first.startswith(_LIST_HEADER)


def read(source: Source) -> Iterator[Record | Unread]:
    """Rows that hold words as records; one row for all that hold none."""
    opening = source.opening.lstrip("\ufeff")
    if opening.lstrip()[:1] == "{":
        yield from _answer(source)
    elif opening.startswith(_LIST_HEADER):
        names = {"url": "URL", "title": "Title", "seendate": "Date"}
        for row in rows(source):
            if isinstance(row, Record):
                article = {name: row.fields.get(column) for name, column in names.items()}
                yield _article(article, row.number)
            else:
                yield row
    else:
        yield from _table(source)


def _table(source: Source) -> Iterator[Record | Unread]:
    silent = number = 0
    text = source.text(most=source.limits.total).text
    for at, line in enumerate(plain_lines(text).split("\n"), start=1):
        if not line.strip():
            continue
        number += 1
        cells = line.split("\t")
        if refusal := undecoded(line, line=at):
            yield refusal._replace(number=number)
        elif len(cells) != len(GKG_2):
            detail = f"{len(cells)} columns, beginning “{line[:30].rstrip()}”"
            detail = f"line {at}: {detail}: no row of a GDELT file; is the file cut off?"
            yield Unread("broken row", detail, number)
        elif page := _gkg(cells, number):
            yield page
        else:
            silent += 1
    if silent:
        detail = f"{silent:,} rows of the knowledge graph (GDELT): codes and numbers, no words"
        yield Unread("rows without text", detail)


def _gkg(row: list[str], number: int) -> Record | None:
    """A page's headline, or what it quotes, as a record; None where the row has neither."""
    cells = dict(zip(GKG_2, row, strict=True))
    title = " ".join(html.unescape(_between(cells["extras"], "PAGE_TITLE")).split())
    parts = (each.split("|", 3) for each in cells["quotations"].split("#"))
    quotes = [part[3].strip() for part in parts if len(part) == 4 and part[3].strip()]
    if not (title or quotes):
        return None
    stamp = _between(cells["extras"], "PAGE_PRECISEPUBTIMESTAMP")
    stated = bool(re.match(r"(?:19|20)\d{6}", stamp))
    day = stamp if stated else cells["date"]
    tongue = re.search(r"srclc:([a-z]{3})", cells["translationinfo"])
    fields = {
        "title": title,
        "text": title or "\n\n".join(quotes),
        "date": _day(day),
        "date_written": day,
        "publisher": cells["sourcecommonname"],
        "author": _between(cells["extras"], "PAGE_AUTHORS"),
        # What GDELT quotes it has translated; it does not translate headlines.
        "language": tongue[1] if title and tongue else "en",
        "url": cells["documentidentifier"] if cells["sourcecollectionidentifier"] == "1" else "",
        "licence": LICENCE,
    }
    kind = "headline-only" if title else "quotations-only"
    flags = (kind,) if stated else (kind, "date-seen")
    return Record(number, filled(fields), f"row {number}", flags)


def _day(stamp: str) -> str:
    return f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:8]}"


def _between(extras: str, tag: str) -> str:
    begin, end = extras.find(f"<{tag}>"), extras.find(f"</{tag}>")
    return extras[begin + len(tag) + 2 : end] if 0 <= begin < end else ""


def _answer(source: Source) -> Iterator[Record | Unread]:
    answer = json_value(source)
    if isinstance(answer, Unread):
        yield answer
        return
    articles = answer.get("articles") if isinstance(answer, dict) else None
    for number, article in enumerate(articles if isinstance(articles, list) else (), start=1):
        yield _article(article, number)
    if not articles:
        yield Unread("empty file", "no article in the answer")


def _article(article: object, number: int) -> Record | Unread:
    """An entry of the DOC API: the day is the one on which GDELT saw the page."""
    seen = value(article, "seendate")
    fields = {
        "title": " ".join(value(article, "title").split()),
        "date": _day(seen) if re.match(r"\d{8}T", seen) else seen,
        "date_written": seen,
        "publisher": value(article, "domain"),
        "language": value(article, "language"),
        "url": value(article, "url"),
        "licence": LICENCE,
    }
    found = record(fields, number, f"article {number}", title_only="headline-only")
    if isinstance(found, Unread):
        return found
    return found._replace(flags=(*found.flags, "date-seen"))
