"""Web pages (.html, .htm): the text of the page without its furniture, with the date that its own
markup states.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from standpoint.reading.formats.encoding import decode
from standpoint.reading.formats.markup import Broken, html_root
from standpoint.reading.formats.records import Record, Unread
from standpoint.reading.formats.source import Source

NAME = "html 1"
ENDINGS = (".html", ".htm", ".xhtml")
LIBRARY = "trafilatura htmldate"
TABLE = False
APART = True

_BEGINS = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_FRAGMENT = re.compile(
    r"\s*<(?:article|div|p|h1|h2|main|section|meta|title|table)\b[^>]*>", re.IGNORECASE
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)


def claims(given: Source) -> bool:
    """A document type, <html>, <head> or <body> at the beginning; in a file so named also a lone
    fragment.
    """
    opening = given.opening[:8192]
    return bool(_BEGINS.match(opening)) or (
        given.ending in ENDINGS
        and given.textual
        and bool(_FRAGMENT.match(opening) or "<html" in opening.lower())
    )


def read(given: Source) -> Iterator[Record | Unread]:
    """The page as one record."""
    yield page(given.data(), name=given.name, about=given.about)


def page(
    data: bytes, *, name: str = "", about: Mapping[str, str] | None = None, number: int = 0
) -> Record | Unread:
    """A page's bytes → its record, or why it gives none; `about` may hold its url and the charset
    that the server named.

    The date is the one that the page's markup states (JSON-LD, meta, time). htmldate and
    trafilatura must find the same, else the record is flagged `date-unsure`. A date that only these
    two found, in the text of the page, is not taken: on 174 pages without a tagged date such a date
    was wrong 161 times. It stands in `date_written`."""
    about = about or {}
    decoded = decode(data, charset=about.get("charset", "") or _charset(data))
    try:
        root = html_root(decoded.text)
    except Broken as error:
        return Unread("broken web page", str(error), number)
    _without_what_runs(root)
    meta = _metas(root)
    url = _address(root, meta) or about.get("url", "")
    found = _extracted(root, url)
    text, flags = found["text"], list(decoded.flags)
    whole = "" if "\n" in text else _whole(root)
    if not text:
        text = whole
        flags += ["page-read-whole"] * bool(text)
    elif (
        whole.split() == text.split()
    ):  # of short pages trafilatura gives the words without their lines
        text = whole
    if not text:
        return Unread(
            "no text in the page",
            "a frame, a script or a picture instead of a text? Save the page as it is shown",
            number,
        )
    date, written, unsure = _date(root, meta, url, found["date"])
    flags += ["date-unsure"] * unsure
    fields = {
        "title": _first(
            _json_ld(root, "headline"),
            meta.get("og:title"),
            found["title"],
            _path_text(root, "//h1[1]"),
            _path_text(root, "//title[1]"),
        ),
        "text": text,
        "date": date,
        "date_written": written,
        "publisher": _first(meta.get("og:site_name"), found["sitename"]),
        "author": _first(meta.get("author"), meta.get("citation_author"), found["author"]),
        "section": _first(meta.get("article:section"), _json_ld(root, "articleSection")),
        "language": _first(
            root.get("lang"),
            root.get("{http://www.w3.org/XML/1998/namespace}lang"),
            meta.get("inlanguage"),
            meta.get("og:locale"),
        ),
        "licence": _first(
            *root.xpath("//link[@rel='license']/@href | //a[@rel='license']/@href")[:1],
            found["license"],
        ),
        "url": url,
    }
    return Record(
        number, {name: value for name, value in fields.items() if value}, "", tuple(flags)
    )


def _charset(data: bytes) -> str:
    match = _CHARSET.search(data, 0, 4096)
    return match[1].decode("ascii", "ignore") if match else ""


# The extensive search takes any date in the text, after trying all languages' month names at
# seconds a page.
_DATES = {"original_date": True, "extensive_search": False, "min_date": "1900-01-01"}


def _without_what_runs(root: Any) -> None:
    """Take out what a browser would run, or show instead of what it cannot run; JSON-LD stays,
    which only states.
    """
    for element in root.xpath(
        "//script[not(@type='application/ld+json')] | //style | //noscript | //template | //iframe"
        " | //object | //embed"
    ):
        if element.getparent() is not None:
            element.drop_tree()


def _extracted(root: Any, url: str) -> dict[str, str]:
    """Text and metadata as trafilatura finds them."""
    import copy

    import trafilatura

    found = trafilatura.bare_extraction(
        copy.deepcopy(root),
        url=url or None,
        include_comments=False,
        include_tables=True,
        with_metadata=True,
        date_extraction_params=_DATES,
    )
    got = {} if found is None else found if isinstance(found, dict) else found.as_dict()
    return {
        name: str(got.get(name) or "").strip()
        for name in ("text", "title", "author", "date", "sitename", "license")
    }


def _whole(root: Any) -> str:
    """All text that a reader of the page would see: for pages too short or too odd to tell
    furniture from text.
    """
    blocks = root.xpath("(//article | //main | //body)[1]")
    if not blocks:
        return ""
    hidden = {
        "script",
        "style",
        "noscript",
        "template",
        "nav",
        "header",
        "footer",
        "form",
        "iframe",
        "svg",
        "head",
        "button",
    }
    breaks = {
        "p",
        "div",
        "br",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "tr",
        "section",
        "blockquote",
        "pre",
        "td",
    }
    pieces: list[str] = []
    skipped: Any = None
    for event, element in _walk(blocks[0]):
        if skipped is not None:
            if event == "end" and element is skipped:
                skipped = None
                pieces.append(element.tail or "")
            continue
        if event == "start":
            if element.tag in hidden:
                skipped = element
                continue
            pieces.append("\n" * (element.tag in breaks) + (element.text or ""))
        else:
            pieces.append(
                "\n" * (element.tag in breaks)
                + (element.tail or "" if element is not blocks[0] else "")
            )
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def _walk(root: Any) -> Iterator[tuple[str, Any]]:
    import lxml.etree

    return (
        (event, element)
        for event, element in lxml.etree.iterwalk(root, events=("start", "end"))
        if isinstance(element.tag, str)
    )


# ---- what the markup says ----

# meta names (property, name, itemprop; in small letters) that state the day of publication; never
# one of change.
_PUBLISHED = (
    *(
        "article:published_time",
        "og:published_time",
        "datepublished",
        "publication_date",
        "date",
        "dc.date",
        "dc.date.issued",
        "dcterms.date",
    ),
    *(
        "dcterms.issued",
        "dcterms.created",
        "pubdate",
        "publishdate",
        "publish-date",
        "publish_date",
        "citation_publication_date",
        "citation_date",
    ),
    *(
        "parsely-pub-date",
        "sailthru.date",
        "article.published",
        "originalpublicationdate",
        "datecreated",
        "cxenseparse:recs:publishtime",
    ),
)


def _metas(root: Any) -> dict[str, str]:
    out: dict[str, str] = {}
    for element in root.iter("meta"):
        content = " ".join((element.get("content") or "").split())
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if content and element.get(attribute):
                out.setdefault(element.get(attribute).strip().lower(), content)
    return out


def _address(root: Any, meta: Mapping[str, str]) -> str:
    for address in (*root.xpath("//link[@rel='canonical']/@href")[:1], meta.get("og:url", "")):
        if re.match(r"https?://[^\s<>\"]+\Z", address.strip()):
            return address.strip()
    return ""


def _date(
    root: Any, meta: Mapping[str, str], url: str, by_trafilatura: str
) -> tuple[str, str, bool]:
    """(ISO day or "", as it is written, whether it is unsure)."""
    import logging

    from htmldate import find_date

    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    stated = [written for written in _stated(root, meta) if _day(written)]
    try:
        guessed = find_date(root, url=url or None, **_DATES) or ""
    except (ValueError, TypeError, AttributeError, OverflowError):
        guessed = ""
    guesses = {day for day in (guessed, by_trafilatura) if day}
    if stated:
        days = {_day(written) for written in stated}
        first = _day(stated[0])
        return first, stated[0], len(days) > 1 or bool(guesses - {first})
    in_url = re.search(
        r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?:/|\b)", url
    )
    if in_url and (day := _day("-".join(part.zfill(2) for part in in_url.groups()))):
        return day, in_url[0].strip("/"), bool(guesses - {day})
    return "", guessed or by_trafilatura, bool(guesses)


def _stated(root: Any, meta: Mapping[str, str]) -> Iterator[str]:
    """Dates of publication as the markup states them, the plainest first."""
    if written := _json_ld(root, "datePublished"):
        yield written
    for name in _PUBLISHED:
        if name in meta:
            yield meta[name]
    for element in root.xpath("//*[@itemprop='datePublished' or contains(@class, 'dt-published')]"):
        yield (
            element.get("datetime") or element.get("content") or element.text_content() or ""
        ).strip()
    times = {
        (element.get("datetime") or "").strip() for element in root.xpath("//time[@pubdate]")
    } or {
        (element.get("datetime") or "").strip()
        for element in root.xpath(
            "//time[@datetime][not(ancestor::aside or ancestor::footer or ancestor::nav)]"
        )
    }
    if (
        len({_day(written) for written in times}) == 1
    ):  # several may be those of other articles on the page
        yield min(times)


def _day(written: str) -> str:
    """The day in a machine-readable date; "" where it names no whole day.

    >>> _day("2020-11-10T00:43:00+03:00"), _day("20201110"), _day("10 November 2020"), _day("2020-11")
    ('2020-11-10', '2020-11-10', '2020-11-10', '')
    """
    import datetime as dt

    from timexpr.calendars import read_date

    match = re.match(r"\s*(\d{4})[-/.]?(\d\d)[-/.]?(\d\d)(?!\d)", written)
    try:
        if match:
            return dt.date(*(int(part) for part in match.groups())).isoformat()
        found = read_date(written)
        return (
            found.start.isoformat()
            if found.granularity in ("day", "time") and not found.flags
            else ""
        )
    except ValueError:
        return ""


def _json_ld(root: Any, key: str) -> str:
    """The first text under `key` in the page's JSON-LD, at the level of the page and its graph, not
    of what it cites.
    """
    for script in root.xpath("//script[@type='application/ld+json']/text()")[:20]:
        try:
            found = json.loads(script)
        except (ValueError, RecursionError):
            continue
        nodes = found if isinstance(found, list) else [found]
        for node in list(nodes):
            if isinstance(node, dict) and isinstance(node.get("@graph"), list):
                nodes += node["@graph"]
        for node in nodes:
            if isinstance(node, dict) and isinstance(node.get(key), str):
                return " ".join(node[key].split())
    return ""


def _path_text(root: Any, path: str) -> str:
    found = root.xpath(path)
    return " ".join(found[0].text_content().split()) if found else ""


def _first(*values: str | None) -> str:
    return next((value.strip() for value in values if value and value.strip()), "")
