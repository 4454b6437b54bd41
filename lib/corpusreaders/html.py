"""Web pages (.html, .htm): the text without its furniture, and the date that the markup states."""

from __future__ import annotations

import contextlib
import copy
import datetime as dt
import json
import logging
import re
from collections.abc import Iterator, Mapping
from typing import Any

from corpusreaders.dates import date_line
from corpusreaders.markup import Broken, html_root
from corpusreaders.records import filled
from corpusreaders.source import Record, Source, Unread

NAME = "html 1"
ENDINGS = (".html", ".htm", ".xhtml")
LIBRARY = "trafilatura htmldate babel"

_BEGINS = re.compile(
    r"\s*+(?:<\?xml[^>]*+>\s*+)?+(?:<!--(?:[^-]|-(?!->))*+-->\s*+)*+<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_FRAGMENT = re.compile(
    r"\s*<(?:article|div|p|h1|h2|main|section|meta|title|table)\b[^>]*>", re.IGNORECASE
)
_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE
)
# What a browser would run, or show instead of what it cannot run; JSON-LD only states.
_RUNS = (
    "//script[not(@type='application/ld+json')] | //style | //noscript | //template | //iframe"
    " | //object | //embed"
)
# Elements that a reader of a page passes over, and those that begin a new line.
_HIDDEN = "script style noscript template nav header footer form iframe svg head button".split()
_BREAKS = "p div br li h1 h2 h3 h4 tr section blockquote pre td".split()
# Names (property, name, itemprop) that state the day of publication; never one of change.
_PUBLISHED = (
    "article:published_time og:published_time datepublished publication_date date dc.date"
    " dc.date.issued dcterms.date dcterms.issued dcterms.created pubdate publishdate publish-date"
    " publish_date citation_publication_date citation_date parsely-pub-date sailthru.date"
    " article.published originalpublicationdate datecreated cxenseparse:recs:publishtime".split()
)
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?:/|\b)")
# The extensive search takes any date in the text, after trying all languages' month names at
# seconds a page.
_DATES = {"original_date": True, "extensive_search": False, "min_date": "1900-01-01"}


def claims(source: Source) -> bool:
    """A document type, <html>, <head> or <body>; in a file so named also a lone fragment."""
    opening = source.opening[:8192]
    if _BEGINS.match(opening):
        return True
    markup = _FRAGMENT.match(opening) or "<html" in opening.lower()
    return source.ending in ENDINGS and "\x00" not in opening and bool(markup)


def read(source: Source) -> Iterator[Record | Unread]:
    """The page as one record."""
    yield page(source)


def page(source: Source) -> Record | Unread:
    """One page as a record, or why it gives none.

    The date is the one that the page's markup states (JSON-LD, meta, time). htmldate and
    trafilatura must find the same, else the record is flagged `date-unsure`. A date that only these
    two found, in the text of the page, is not taken: on 174 pages without a tagged date such a date
    was wrong 161 times. It stands in `date_written`.
    """
    stated = _CHARSET.search(source.head, 0, 4096)
    charset = source.about.get("charset") or (stated[1].decode("ascii") if stated else "")
    decoded = source.text(charset)
    try:
        root = html_root(decoded.text)
    except Broken as error:
        return error.row
    for element in root.xpath(_RUNS):
        if element.getparent() is not None:
            element.drop_tree()
    meta = _metas(root)
    url = _address(root, meta) or source.about.get("url", "")
    found = _extracted(root, url)
    text, flags = found["text"], list(decoded.flags)
    whole = "" if "\n" in text else _whole(root)
    if not text:
        text = whole
        flags += ["page-read-whole"] * bool(text)
    elif whole.split() == text.split():  # of short pages trafilatura gives words without lines
        text = whole
    if not text:
        detail = "a frame, a script or a picture instead of a text? Save the page as it is shown"
        return Unread("no text in the page", detail)
    date, written, unsure = _date(root, meta, url, found["date"])
    flags += ["date-unsure"] * unsure
    titles = (_json_ld(root, "headline"), meta.get("og:title"), found["title"])
    licences = root.xpath("//link[@rel='license']/@href | //a[@rel='license']/@href")
    languages = (root.get("lang"), root.get("{http://www.w3.org/XML/1998/namespace}lang"))
    fields = {
        "title": _first(*titles, _path_text(root, "//h1[1]"), _path_text(root, "//title[1]")),
        "text": text,
        "date": date,
        "date_written": written,
        "publisher": _first(meta.get("og:site_name"), found["sitename"]),
        "author": _first(meta.get("author"), meta.get("citation_author"), found["author"]),
        "section": _first(meta.get("article:section"), _json_ld(root, "articleSection")),
        "language": _first(*languages, meta.get("inlanguage"), meta.get("og:locale")),
        "licence": _first(*licences[:1], found["license"]),
        "url": url,
    }
    return Record(0, filled(fields), "", tuple(flags))


def _extracted(root: Any, url: str) -> dict[str, str]:
    """Text and metadata as trafilatura finds them."""
    import trafilatura

    found = trafilatura.bare_extraction(
        copy.deepcopy(root),
        url=url or None,
        include_comments=False,
        include_tables=True,
        with_metadata=True,
        date_extraction_params=_DATES,
    )
    values = {} if found is None else found.as_dict()
    names = ("text", "title", "author", "date", "sitename", "license")
    return {name: str(values.get(name) or "").strip() for name in names}


def _whole(root: Any) -> str:
    """All that a reader of the page sees: for pages too short to tell furniture from text."""
    import lxml.etree

    blocks = root.xpath("(//article | //main | //body)[1]")
    if not blocks:
        return ""
    block = copy.deepcopy(blocks[0])
    lxml.etree.strip_elements(block, *_HIDDEN, with_tail=False)
    for element in block.iter(*_BREAKS):
        element.text = "\n" + (element.text or "")
        element.tail = "\n" + (element.tail or "")
    lines = (" ".join(line.split()) for line in block.text_content().split("\n"))
    return "\n".join(filter(None, lines))


# ---- what the markup says ----


def _metas(root: Any) -> dict[str, str]:
    out: dict[str, str] = {}
    for element in root.iter("meta"):
        content = " ".join((element.get("content") or "").split())
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if content and element.get(attribute):
                out.setdefault(element.get(attribute).strip().lower(), content)
    return out


def _address(root: Any, meta: Mapping[str, str]) -> str:
    stated = [*root.xpath("//link[@rel='canonical']/@href")[:1], meta.get("og:url", "")]
    on_web = (
        each.strip() for each in stated if re.match(r"https?://[^\s<>\"]+\s*\Z", each.strip())
    )
    return next(on_web, "")


def _date(
    root: Any, meta: Mapping[str, str], url: str, by_trafilatura: str
) -> tuple[str, str, bool]:
    """The day in ISO 8601 or nothing, how it is written, and whether it is unsure."""
    from htmldate import find_date

    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    stated = [(day, written) for written in _stated(root, meta) if (day := _day(written))]
    try:
        guess = find_date(root, url=url or None, **_DATES) or ""
    except (ValueError, TypeError, AttributeError, OverflowError):
        guess = ""
    guesses = {day for day in (guess, by_trafilatura) if day}
    in_address = _IN_ADDRESS.search(url)
    if not stated and in_address:
        day = _day("-".join(part.zfill(2) for part in in_address.groups()))
        stated = [(day, in_address[0].strip("/"))] if day else []
    if not stated:
        return "", guess or by_trafilatura, bool(guesses)
    day, written = stated[0]
    return day, written, any(each != day for each, _ in stated) or bool(guesses - {day})


def _stated(root: Any, meta: Mapping[str, str]) -> Iterator[str]:
    """Dates of publication as the markup states them, the plainest first."""
    if written := _json_ld(root, "datePublished"):
        yield written
    yield from (meta[name] for name in _PUBLISHED if name in meta)
    for element in root.xpath("//*[@itemprop='datePublished' or contains(@class, 'dt-published')]"):
        stated = element.get("datetime") or element.get("content") or element.text_content() or ""
        yield stated.strip()
    outside = "[not(ancestor::aside or ancestor::footer or ancestor::nav)]"
    times = root.xpath("//time[@pubdate]") or root.xpath(f"//time[@datetime]{outside}")
    written = {(element.get("datetime") or "").strip() for element in times}
    if len(set(map(_day, written))) == 1:  # several may be those of other articles on the page
        yield min(written)


def _day(written: str) -> str:
    """The day in a machine-readable date; empty where it names no whole day.

    >>> _day("2020-11-10T00:43:00+03:00"), _day("10 November 2020"), _day("2020-11")
    ('2020-11-10', '2020-11-10', '')
    """
    with contextlib.suppress(ValueError):
        return dt.datetime.fromisoformat(written.strip()).date().isoformat()
    found = date_line(written)
    return found.date if found and re.fullmatch(r"\d{4}-\d\d-\d\d", found.date) else ""


def _json_ld(root: Any, key: str) -> str:
    """The first text under `key` in the page's JSON-LD, but not of what it cites."""
    for script in root.xpath("//script[@type='application/ld+json']/text()")[:20]:
        try:
            value = json.loads(script)
        except (ValueError, RecursionError):
            continue
        nodes = value if isinstance(value, list) else [value]
        nodes = [node for node in nodes if isinstance(node, dict)]
        graphs = [node["@graph"] for node in nodes if isinstance(node.get("@graph"), list)]
        for node in [*nodes, *(node for graph in graphs for node in graph)]:
            if isinstance(node, dict) and isinstance(node.get(key), str):
                return " ".join(node[key].split())
    return ""


def _path_text(root: Any, path: str) -> str:
    found = root.xpath(path)
    return " ".join(found[0].text_content().split()) if found else ""


def _first(*values: str | None) -> str:
    return next((value.strip() for value in values if value and value.strip()), "")
