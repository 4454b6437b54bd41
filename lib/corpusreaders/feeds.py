"""Feeds (RSS, Atom, RDF, JSON Feed): one entry is one document.

An entry holds the whole text, or a teaser: where the feed has a place for the content and leaves it
empty, the document is flagged `feed-summary`, and the address leads to the article. Dates keep the
day they have where they were written."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from typing import Any

from corpusreaders.datelines import iso
from standpoint.reading.formats.html_text import fragment
from standpoint.reading.formats.json_nodes import nodes, record, said
from standpoint.reading.formats.records import Record, Unread
from standpoint.reading.formats.source import Source
from timexpr.calendars import read_date

NAME = "feeds 1"
ENDINGS = (".xml", ".rss", ".atom", ".rdf", ".json")
LIBRARY = "feedparser lxml"
TABLE = False
APART = True

_ROOT = re.compile(r"<(?:rss|feed|rdf:RDF|channel)(?=[\s>])", re.I)
_JSON = re.compile(r'"version"\s*:\s*"https?:(?:\\?/){2}(?:www\.)?jsonfeed\.org', re.I)
_ENTITY = re.compile(rb"<!ENTITY", re.I)


def claims(given: Source) -> bool:
    """The root element of a feed as the first element of all, or JSON Feed's version."""
    opening = given.opening
    if opening.lstrip("\ufeff \r\n\t")[:1] == "{":
        return bool(_JSON.search(opening[:8192]))
    first = re.search(r"<(?![!?])[^>]{0,200}", opening)
    if (
        not first
        or not _ROOT.match(first[0])
        or not re.fullmatch(r"\s*(?:<[?!].*)?", opening[: first.start()].lstrip("\ufeff"), re.S)
    ):
        return False
    return "rdf:rdf" not in first[0].lower() or "purl.org/rss" in opening[:8192]


def read(given: Source) -> Iterator[Record | Unread]:
    """Entries as records, in the order of the feed."""
    if given.opening.lstrip("\ufeff \r\n\t")[:1] == "{":
        yield from _of_json(given)
    else:
        yield from _of_xml(given)


def _of_xml(given: Source) -> Iterator[Record | Unread]:
    data = given.data()
    if _ENTITY.search(data.replace(b"\x00", b"")):  # UTF-16 too
        yield Unread("unsafe XML", "declares entities; delete the DOCTYPE")
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import feedparser

        try:
            found = feedparser.parse(
                io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False
            )
        # feedparser forgives nearly everything; a declared encoding that is no text it does not
        except Exception as error:
            yield Unread(
                "broken XML",
                f"{type(error).__name__}: {' '.join(str(error).split())[:120]}; save the feed again"
                " as UTF-8",
            )
            return
    for number, entry in enumerate(found.entries, start=1):
        content = next(
            (each["value"] for each in entry.get("content", ()) if each.get("value")), ""
        )
        # feedparser lends `updated` the day of `published` where there is none, with a warning:
        # only what is there counts.
        date, written, flags = _date(
            entry.get("published") or entry.get("created") or "", dict.get(entry, "updated") or ""
        )
        links = [
            entry.get("link") or "",
            *(each.get("href") or "" for each in entry.get("links", ())),
        ]
        fields = {
            "title": _one_line(entry.get("title")),
            "text": fragment(content) or fragment(entry.get("summary") or ""),
            "date": date,
            "date_written": written,
            "publisher": _one_line(_source(entry) or found.feed.get("title", "")),
            "author": (
                ";".join(
                    dict.fromkeys(
                        filter(
                            None, (_one_line(each.get("name")) for each in entry.get("authors", ()))
                        )
                    )
                )
                or _one_line(entry.get("author"))
            ),
            "section": ";".join(
                dict.fromkeys(
                    _one_line(tag.get("term") or "")
                    for tag in entry.get("tags", ())
                    if tag.get("term")
                )
            ),
            "language": (
                (entry.get("title_detail") or {}).get("language")
                or found.feed.get("language")
                or ""
            ),
            "licence": _one_line(
                entry.get("rights") or entry.get("license") or found.feed.get("rights") or ""
            ),
            "url": next((link for link in links if link.startswith(("http://", "https://"))), ""),
        }
        yield _made(fields, number, flags + ["feed-summary"] * (not content))
    problem = found.get("bozo_exception")
    serious = found.bozo and type(problem).__name__ not in (
        "CharacterEncodingOverride",
        "NonXMLContentType",
    )
    if serious:
        yield Unread(
            "broken XML",
            f"behind entry {len(found.entries)}: {' '.join(str(problem).split())[:200]}; save the"
            " feed again",
        )
    elif not found.entries:
        yield Unread("empty feed", "no entry in it")


def _source(entry: Any) -> str:
    source = entry.get("source")
    return source.get("title", "") if isinstance(source, dict) else ""


def _of_json(given: Source) -> Iterator[Record | Unread]:
    found = nodes(given)
    if isinstance(found, Unread):
        yield found
        return
    items = found.get("items") if isinstance(found, dict) else None
    if not isinstance(items, list) or not items:
        yield Unread("empty feed", "no list of items in it")
        return
    for number, item in enumerate(items, start=1):
        content = said(item, "content_text") or fragment(said(item, "content_html"))
        date, written, flags = _date(said(item, "date_published"), said(item, "date_modified"))
        people = (item.get("authors") or [item.get("author")]) if isinstance(item, dict) else []
        fields = {
            "title": said(item, "title"),
            "text": content or fragment(said(item, "summary")),
            "date": date,
            "date_written": written,
            "publisher": said(found, "title"),
            "author": (
                ";".join(
                    name for name in (said(person, "name") for person in people if person) if name
                )
                if isinstance(people, list)
                else ""
            ),
            "section": (
                ";".join(tag for tag in item.get("tags") or () if isinstance(tag, str))
                if isinstance(item, dict)
                else ""
            ),
            "language": said(item, "language") or said(found, "language"),
            "url": said(item, "url", "external_url"),
        }
        yield _made(fields, number, flags + ["feed-summary"] * (not content))


def _made(fields: dict[str, str], number: int, flags: list[str]) -> Record | Unread:
    made = record(fields, number, f"entry {number}", only="headline-only")
    if isinstance(made, Unread):
        return made
    told = [flag for flag in flags if flag != "feed-summary"] if made.flags else flags
    return Record(number, made.fields, made.place, (*made.flags, *told))


def _date(published: str, updated: str) -> tuple[str, str, list[str]]:
    """The day of publication as it was written, else that of the last change, flagged; with what
    was written.
    """
    written = published or updated
    flags = ["date-of-change"] if updated and not published else []
    try:
        found = read_date(written)
    except ValueError:
        return written, written, flags
    return (written if found.flags else iso(found)), written, flags


def _one_line(written: str | None) -> str:
    return " ".join(fragment(written or "").split())
