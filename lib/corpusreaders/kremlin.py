"""Pages of en.kremlin.ru and kremlin.ru (raw HTML): one page is one document.

The site shows pages of all years in one frame, whose parts are marked: headline, lead, day of
publication, text. The text is read without what only looks like text: picture captions, boxes that
point at other pages, the notes that pop up over names and terms, the lists of topics below. The day
stands up to three times; where two disagree, or only one is there, the document says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from standpoint.reading.formats.html_text import line, lines
from standpoint.reading.formats.markup import Broken, html_root
from standpoint.reading.formats.records import Record, Unread
from standpoint.reading.formats.source import Source
from timexpr.calendars import read_date

NAME = "kremlin 1"
ENDINGS = (".html", ".htm")
LIBRARY = "lxml"
TABLE = False
APART = True

LICENCE = "CC BY 4.0"  # what the site's footer grants for its texts
PUBLISHER = "President of Russia"

# Classes of what stands in the text and is none of it. `masha-ignore` and `hidden` are the site's
# own marks for that.
_ASIDE = frozenset(
    "masha-ignore hidden hidden-copy read__bottommeta read__tooltip read__cut read__tags"
    " read__share media slider read__bottominfo print_link_wrap".split()
)
_LATER = re.compile(r"(?:read__meta|read__bottommeta|print_link|read__time|read__place)")


def claims(given: Source) -> bool:
    """A page that names the site and has the frame's marks."""
    opening = given.opening
    return (
        "kremlin.ru" in opening
        and ("read__" in opening or "entry-title" in opening)
        and "<html" in opening[:4096].lower()
    )


def read(given: Source) -> Iterator[Record | Unread]:
    """The page as one record."""
    yield page(given)


def page(given: Source, *, number: int = 0) -> Record | Unread:
    """A page → its record; text is the body, else the lead, else the headline, and a flag says
    which of these it is.
    """
    decoded = given.text()
    try:
        root = html_root(decoded.text)
    except Broken as error:
        return Unread("broken web page", str(error), number)
    meta = {
        name: (node.get("content") or "").strip()
        for node in root.iter("meta")
        if (name := node.get("property") or node.get("name"))
    }
    title = (
        line(_first(root, "h1", "entry-title", "p-name"))
        or meta.get("og:title")
        or meta.get("twitter:title", "")
    )
    title = " ".join(title.split())
    if not title:
        return Unread(
            "unknown layout",
            f"{given.name}: no headline of class entry-title; is it a list of pages?",
            number,
        )
    body = _body(root)
    lead = (
        "\n\n".join(lines(found))
        if (found := _first(root, None, "read__lead", "entry-summary")) is not None
        else ""
    )
    date, written, flags = _date(root, meta)
    text, kind = (
        (body, ()) if body else (lead, ("lead-only",)) if lead else (title, ("title-only",))
    )
    fields = {
        "title": title,
        "text": text,
        "lead": lead,
        "date": date,
        "date_written": written,
        "publisher": PUBLISHER,
        "country": "RUS",
        "section": line(_first(root, "a", "read__categ")),
        "language": meta.get("inLanguage") or (root.get("lang") or "")[:2] or "en",
        "licence": LICENCE,
        "url": meta.get("og:url") or given.about.get("url", ""),
    }
    return Record(
        number,
        {name: value for name, value in fields.items() if value},
        line(_first(root, None, "read__place")),
        (*decoded.flags, *flags, *kind),
    )


def _body(root: Any) -> str:
    """The paragraphs of the text: of the marked part, or of the frame's middle where an old page
    has no marked part.
    """
    found = next(iter(root.xpath("//*[@itemprop='articleBody']")), None)
    found = (
        found
        if found is not None
        else _first(root, None, "entry-content", "read__internal_content")
    )
    if found is None:
        return ""
    return "\n".join(
        lines(
            found,
            leave_out=lambda element: (
                bool(_ASIDE & set((element.get("class") or "").split()))
                or element.tag in ("figure", "nav", "form")
            ),
        )
    )


def _first(root: Any, tag: str | None, *classes: str) -> Any:
    wanted = set(classes)
    return next(
        (
            node
            for node in (root.iter(tag) if tag else root.iter())
            if wanted & set((node.get("class") or "").split())
        ),
        None,
    )


def _date(root: Any, meta: dict[str, str]) -> tuple[str, str, list[str]]:
    """Day of publication, how it was written, and flags: `date-unsure` where the page contradicts
    itself or says it once.
    """
    stated: list[tuple[str, str]] = []
    for node in root.xpath(
        "//time[@itemprop='datePublished' or contains(@class,'read__published') or"
        " contains(@class,'dt-published')]"
    ):
        stated += [(node.get("datetime") or "", line(node)), (line(node), line(node))]
    stated.append((meta.get("ya:ovs:upload_date", ""), meta.get("ya:ovs:upload_date", "")))
    for node in root.iter("time"):
        before = (
            (node.getparent().text or "")
            if node.getparent() is not None and node.getprevious() is None
            else (node.getprevious().tail or "")
            if node.getprevious() is not None
            else ""
        )
        if re.search(r"(?i)publication date|дата публикации", before):
            stated.append((node.get("datetime") or line(node), line(node)))
    days: list[tuple[str, str]] = []
    for value, written in stated:
        try:
            found = read_date(value)
        except ValueError:
            continue
        if found.granularity == "day" and not found.flags:
            days.append((found.start.isoformat(), written))
    if not days:
        return "", "", []
    unsure = len({day for day, _ in days}) > 1 or len(days) == 1
    return days[0][0], days[0][1], ["date-unsure"] * unsure
