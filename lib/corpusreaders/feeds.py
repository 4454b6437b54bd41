"""Feeds (RSS, Atom, RDF, JSON Feed): one entry is one document.

An entry holds the whole text, or a teaser: where the feed has a place for the content and leaves it
empty, the document is flagged `feed-summary`, and the address leads to the article. Dates keep the
day they have where they were written.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterable, Iterator
from typing import Any

from corpusreaders.dates import date_within
from corpusreaders.markup import fragment
from corpusreaders.records import json_value, record, value
from corpusreaders.source import Record, Source, Unread

NAME = "feeds 1"
ENDINGS = (".xml", ".rss", ".atom", ".rdf", ".json")
LIBRARY = "feedparser lxml babel"

_ROOT = re.compile(r"<(?:rss|feed|rdf:RDF|channel)(?=[\s>])", re.I)
_JSON = re.compile(r'"version"\s*:\s*"https?:(?:\\?/){2}(?:www\.)?jsonfeed\.org', re.I)
_HARMLESS = ("CharacterEncodingOverride", "NonXMLContentType")  # what feedparser mends


def claims(source: Source) -> bool:
    """The root element of a feed as the first element of all, or JSON Feed's version."""
    opening = source.opening
    if _is_json(opening):
        return bool(_JSON.search(opening[:8192]))
    first = re.search(r"<(?![!?])[^>]{0,200}", opening)
    if not first or not _ROOT.match(opening, first.start()):
        return False
    if not re.fullmatch(r"\s*(?:<[?!].*)?", opening[: first.start()].lstrip("\ufeff"), re.S):
        return False
    return "rdf:rdf" not in first[0].lower() or "purl.org/rss" in opening[:8192]


def read(source: Source) -> Iterator[Record | Unread]:
    """Entries as records, in the order of the feed."""
    yield from _of_json(source) if _is_json(source.opening) else _of_xml(source)


def _is_json(opening: str) -> bool:
    return opening.lstrip("\ufeff \r\n\t")[:1] == "{"


def _of_xml(source: Source) -> Iterator[Record | Unread]:
    data = source.data()
    if b"<!entity" in data.replace(b"\x00", b"").lower():  # UTF-16 too
        yield Unread("unsafe XML", "declares entities; delete the DOCTYPE")
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import feedparser

        options = {"sanitize_html": False, "resolve_relative_uris": False}
        try:
            feed = feedparser.parse(io.BytesIO(data), **options)
        # feedparser forgives nearly everything; a declared encoding that is no text it does not
        except Exception as error:
            detail = f"{type(error).__name__}: {' '.join(str(error).split())[:120]}"
            yield Unread("broken XML", f"{detail}; save the feed again as UTF-8")
            return
    for number, entry in enumerate(feed.entries, start=1):
        yield _of_entry(entry, feed.feed, number)
    problem = feed.get("bozo_exception")
    if feed.bozo and type(problem).__name__ not in _HARMLESS:
        detail = f"behind entry {len(feed.entries)}: {' '.join(str(problem).split())[:200]}"
        yield Unread("broken XML", f"{detail}; save the feed again")
    elif not feed.entries:
        yield Unread("empty feed", "no entry in it")


def _of_entry(entry: Any, feed: Any, number: int) -> Record | Unread:
    contents = (each["value"] for each in entry.get("content", ()) if each.get("value"))
    content = next(contents, "")
    # feedparser lends `updated` the day of `published` where there is none, with a warning: only
    # what is there counts.
    published = entry.get("published") or entry.get("created") or ""
    updated = dict.get(entry, "updated") or ""
    links = [entry.get("link"), *(each.get("href") for each in entry.get("links", ()))]
    on_web = (link for link in links if link and link.startswith(("http://", "https://")))
    names = _joined(each.get("name") for each in entry.get("authors", ()))
    origin = entry.get("source")
    outlet = origin.get("title", "") if isinstance(origin, dict) else ""
    fields = {
        "title": _one_line(entry.get("title")),
        "text": fragment(content) or fragment(entry.get("summary") or ""),
        "publisher": _one_line(outlet or feed.get("title")),
        "author": names or _one_line(entry.get("author")),
        "section": _joined(tag.get("term") for tag in entry.get("tags", ())),
        "language": (entry.get("title_detail") or {}).get("language") or feed.get("language") or "",
        "licence": _one_line(entry.get("rights") or entry.get("license") or feed.get("rights")),
        "url": next(on_web, ""),
    }
    return _record(fields, number, published=published, updated=updated, whole=bool(content))


def _of_json(source: Source) -> Iterator[Record | Unread]:
    feed = json_value(source)
    if isinstance(feed, Unread):
        yield feed
        return
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or not items:
        yield Unread("empty feed", "no list of items in it")
        return
    for number, item in enumerate(items, start=1):
        entry = item if isinstance(item, dict) else {}
        content = value(entry, "content_text") or fragment(value(entry, "content_html"))
        people = entry.get("authors") or [entry.get("author")]
        tags = entry.get("tags")
        fields = {
            "title": value(entry, "title"),
            "text": content or fragment(value(entry, "summary")),
            "publisher": value(feed, "title"),
            "author": _joined(value(each, "name") for each in people if isinstance(people, list)),
            "section": _joined(tags if isinstance(tags, list) else ()),
            "language": value(entry, "language") or value(feed, "language"),
            "url": value(entry, "url", "external_url"),
        }
        published, updated = value(entry, "date_published"), value(entry, "date_modified")
        yield _record(fields, number, published=published, updated=updated, whole=bool(content))


def _record(
    fields: dict[str, str], number: int, *, published: str, updated: str, whole: bool
) -> Record | Unread:
    """A record with its flags; the day of the last change counts where none of publication is."""
    written = published or updated
    day = date_within(written)
    dates = {"date": day.date if day else written, "date_written": written}
    found = record(fields | dates, number, f"entry {number}", title_only="headline-only")
    if isinstance(found, Unread):
        return found
    flags = [*found.flags]
    flags += ["date-of-change"] * bool(updated and not published)
    flags += ["feed-summary"] * (not whole and not found.flags)
    return found._replace(flags=tuple(flags))


def _joined(names: Iterable[object]) -> str:
    """Each of the names once, as plain text on one line."""
    plain = (_one_line(name) for name in names if isinstance(name, str))
    return ";".join(dict.fromkeys(filter(None, plain)))


def _one_line(written: str | None) -> str:
    return " ".join(fragment(written or "").split())
