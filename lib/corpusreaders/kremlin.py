"""Pages of en.kremlin.ru and kremlin.ru (raw HTML): one page is one document.

The site shows pages of all years in one frame, whose parts are marked: headline, lead, day of
publication, text. The text is read without what only looks like text: picture captions, boxes that
point at other pages, the notes that pop up over names and terms, the lists of topics below. The day
stands up to three times; where two disagree, or only one is there, the document says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from corpusreaders.dates import day_within
from corpusreaders.markup import Broken, classes, html_root, line, lines
from corpusreaders.records import filled
from corpusreaders.source import Record, Source, Unread

NAME = "kremlin 1"
ENDINGS = (".html", ".htm")
LIBRARY = "lxml babel"

LICENCE = "CC BY 4.0"  # what the site's footer grants for its texts
PUBLISHER = "President of Russia"

# Classes of what stands in the text and is none of it. `masha-ignore` and `hidden` are the site's
# own marks for that.
_ASIDE = frozenset(
    "masha-ignore hidden hidden-copy read__bottommeta read__tooltip read__cut read__tags"
    " read__share media slider read__bottominfo print_link_wrap".split()
)
_DATED = (
    "//time[@itemprop='datePublished' or contains(@class,'read__published')"
    " or contains(@class,'dt-published')]"
)


def claims(source: Source) -> bool:
    """A page that names the site and has the frame's marks."""
    opening = source.opening
    return (
        "kremlin.ru" in opening
        and ("read__" in opening or "entry-title" in opening)
        and "<html" in opening[:4096].lower()
    )


def read(source: Source) -> Iterator[Record | Unread]:
    """The page as one record."""
    yield page(source)


def page(source: Source) -> Record | Unread:
    """One page as a record.

    Its text is the body, else the lead, else the headline; a flag says which of these it is.
    """
    decoded = source.text()
    try:
        root = html_root(decoded.text)
    except Broken as error:
        return error.row
    meta = {
        name: (node.get("content") or "").strip()
        for node in root.iter("meta")
        if (name := node.get("property") or node.get("name"))
    }
    headline = line(_first(root, "h1", "entry-title", "p-name"))
    title = " ".join((headline or meta.get("og:title") or meta.get("twitter:title") or "").split())
    if not title:
        detail = f"{source.name}: no headline of class entry-title; is it a list of pages?"
        return Unread("unknown layout", detail)
    body = _body(root)
    summary = _first(root, None, "read__lead", "entry-summary")
    lead = "\n\n".join(lines(summary)) if summary is not None else ""
    date, written, flags = _date(root, meta)
    if not body:
        flags.append("lead-only" if lead else "title-only")
    fields = {
        "title": title,
        "text": body or lead or title,
        "lead": lead,
        "date": date,
        "date_written": written,
        "publisher": PUBLISHER,
        "country": "RUS",
        "section": line(_first(root, "a", "read__categ")),
        "language": meta.get("inLanguage") or (root.get("lang") or "")[:2] or "en",
        "licence": LICENCE,
        "url": meta.get("og:url") or source.about.get("url", ""),
    }
    place = line(_first(root, None, "read__place"))
    return Record(0, filled(fields), place, (*decoded.flags, *flags))


def _body(root: Any) -> str:
    """The text in the marked part, or in the frame's middle where an old page has no such part."""
    marked = root.xpath("//*[@itemprop='articleBody']")
    body = marked[0] if marked else _first(root, None, "entry-content", "read__internal_content")
    if body is None:
        return ""
    aside = ("figure", "nav", "form")
    return "\n".join(
        lines(body, leave_out=lambda node: bool(_ASIDE & classes(node)) or node.tag in aside)
    )


def _first(root: Any, tag: str | None, *names: str) -> Any:
    wanted = set(names)
    return next((node for node in root.iter(tag or "*") if wanted & classes(node)), None)


def _date(root: Any, meta: dict[str, str]) -> tuple[str, str, list[str]]:
    """Day of publication, how it was written, and flags.

    `date-unsure` says that the page contradicts itself, or states its day only once.
    """
    stated: list[tuple[str, str]] = []
    for node in root.xpath(_DATED):
        stated += [(node.get("datetime") or "", line(node)), (line(node), line(node))]
    upload = meta.get("ya:ovs:upload_date", "")
    stated.append((upload, upload))
    for node in root.iter("time"):
        if re.search(r"(?i)publication date|дата публикации", _before(node)):
            stated.append((node.get("datetime") or line(node), line(node)))
    days = [(day, written) for value, written in stated if (day := day_within(value))]
    if not days:
        return "", "", []
    unsure = len(days) == 1 or len({day for day, _ in days}) > 1
    return *days[0], ["date-unsure"] * unsure


def _before(node: Any) -> str:
    """The text right before an element."""
    previous, parent = node.getprevious(), node.getparent()
    if previous is not None:
        return previous.tail or ""
    return (parent.text or "") if parent is not None else ""
