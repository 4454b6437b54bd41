"""Zotero exports (CSL-JSON, Zotero's own JSON): one item is one document.

A reference is not the work: what is read is the abstract, flagged `abstract-only`, or the title,
flagged `title-only`. Attachments and notes without a text of their own are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from corpusreaders.dates import day_within
from corpusreaders.records import json_value, record, value
from corpusreaders.source import Record, Source, Unread

NAME = "zotero 1"
ENDINGS = (".json",)
LIBRARY = "babel"
SANDBOXED = False

_SEASONS = {"1": "spring", "2": "summer", "3": "autumn", "4": "winter"}
_CSL = {"date-parts", "container-title", "citation-key", "title-short", "event-place"}


def claims(source: Source) -> bool:
    """Members that only CSL-JSON (`issued`, `container-title`) or Zotero (`itemType`) has."""
    opening = source.opening
    if opening.lstrip()[:1] not in ("[", "{"):
        return False
    names = set(re.findall(r'"([A-Za-z-]+)"\s*:', opening))
    if {"type", "id", "title"} <= names and names & _CSL:
        return True
    return "itemType" in names and bool(names & {"creators", "abstractNote", "dateAdded"})


def read(source: Source) -> Iterator[Record | Unread]:
    """Items as records, in their order."""
    items = json_value(source)
    if isinstance(items, Unread):
        yield items
        return
    if isinstance(items, dict):
        items = items["items"] if isinstance(items.get("items"), list) else [items]
    for number, item in enumerate(items if isinstance(items, list) else [items], start=1):
        data = item.get("data", item) if isinstance(item, dict) else item
        kind = value(data, "itemType")
        if not isinstance(data, dict):
            yield Unread("broken JSON", f"item {number}: a value where an item is needed", number)
        elif kind in ("attachment", "note", "annotation"):
            detail = f"item {number}: {kind} without a text of its own"
            yield Unread("no text in the record", detail, number)
        else:
            yield _record(data, number)


def _record(item: dict, number: int) -> Record | Unread:
    key = value(item, "citation-key", "citationKey", "id", "key")
    issued = item.get("issued")
    if not isinstance(issued, dict):
        issued = {"raw": value(item, "date", "issued")}
    date, end = _issued(issued)
    doi = value(item, "DOI")
    outlets = ("container-title", "publicationTitle", "websiteTitle", "blogTitle")
    fields = {
        "title": value(item, "title"),
        "text": _plain(value(item, "abstract", "abstractNote")),
        "date": date,
        "end_date": end,
        "publisher": value(item, *outlets, "publisher", "publisher-place"),
        "author": ";".join(_names(item)),
        "section": value(item, "section"),
        "language": value(item, "language"),
        "licence": value(item, "license", "rights"),
        "url": value(item, "URL", "url") or (f"https://doi.org/{doi}" if doi else ""),
    }
    place = f"item {number}" + (f", {key}" if key else "")
    found = record(fields, number, place, title_only="title-only")
    if isinstance(found, Record) and not found.flags:
        return found._replace(flags=("abstract-only",))
    return found


def _issued(issued: dict[str, Any]) -> tuple[str, str]:
    """First and last day as CSL-JSON writes them: date parts, a season, or a raw date.

    >>> _issued({"date-parts": [["2020", 11, 5]]}), _issued({"raw": "Nov 5 2020"})
    (('2020-11-05', ''), ('2020-11-05', ''))
    >>> _issued({"date-parts": [[2020, 9], [2020, 11]]})
    ('2020-09', '2020-11')
    """
    parts = issued.get("date-parts")
    ends = [_parts(each) for each in parts[:2]] if isinstance(parts, list) else []
    if ends and ends[0]:
        season = _SEASONS.get(str(issued.get("season")))
        if season and "-" not in ends[0]:
            return f"{season} {ends[0]}", ""
        return ends[0], ends[1] if len(ends) > 1 else ""
    raw = value(issued, "raw", "literal")
    if day := day_within(raw):
        return day, ""
    # Zotero also writes "2020-11-00 November 2020".
    match = re.match(r"\d{4}(?:-\d\d){0,2}(?= |$)", raw)
    return (match[0].replace("-00", "") if match else raw), ""


def _parts(parts: object) -> str:
    if not isinstance(parts, list):
        return ""
    numbers = [int(part) for part in parts if str(part).lstrip("-").isdigit()]
    if not numbers or not 1 <= numbers[0] <= 9999:
        return ""
    return "-".join([f"{numbers[0]:04d}", *(f"{number:02d}" for number in numbers[1:3] if number)])


def _names(item: dict) -> Iterator[str]:
    people = item.get("author") or item.get("creators") or ()
    for person in people if isinstance(people, list) else ():
        if not isinstance(person, dict) or person.get("creatorType", "author") != "author":
            continue
        parts = (
            value(person, "given", "firstName"),
            value(person, "non-dropping-particle"),
            value(person, "family", "lastName", "literal", "name"),
        )
        if name := " ".join(filter(None, parts)).replace(";", ","):
            yield name


def _plain(abstract: str) -> str:
    """Without the tags that publishers leave in abstracts (<jats:p>, <i>)."""
    text = re.sub(r"<(?!/(?:jats:)?p>)/?[a-z][a-z:]*(?: [^<>]*)?>", "", abstract, flags=re.I)
    return unescape(re.sub(r"</(?:jats:)?p>\s*", "\n\n", text, flags=re.I)).strip()
