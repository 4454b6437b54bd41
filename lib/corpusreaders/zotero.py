"""Zotero exports (CSL-JSON, Zotero's own JSON): one item is one document, its abstract, or its
title where it has none.

A reference is not the work: what is read is the abstract, flagged `abstract-only`, or the title,
flagged `title-only`. Attachments and notes without a text of their own are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from standpoint.reading.formats.json_nodes import nodes, record, said
from standpoint.reading.formats.records import Record, Unread
from standpoint.reading.formats.source import Source
from timexpr import calendars

NAME = "zotero 1"
ENDINGS = (".json",)
LIBRARY = ""
TABLE = False
APART = False

_SEASONS = {1: "spring", 2: "summer", 3: "autumn", 4: "winter"}


def claims(given: Source) -> bool:
    """Members that only CSL-JSON (`issued`, `container-title`) or Zotero (`itemType`) has."""
    opening = given.opening
    if opening.lstrip()[:1] not in ("[", "{"):
        return False
    names = set(re.findall(r'"([A-Za-z-]+)"\s*:', opening))
    csl = (
        "type" in names
        and "id" in names
        and bool(
            names & {"date-parts", "container-title", "citation-key", "title-short", "event-place"}
        )
        and "title" in names
    )
    return csl or ("itemType" in names and bool(names & {"creators", "abstractNote", "dateAdded"}))


def read(given: Source) -> Iterator[Record | Unread]:
    """Items as records, in their order."""
    found = nodes(given)
    if isinstance(found, Unread):
        yield found
        return
    if isinstance(found, dict):
        found = found.get("items") if isinstance(found.get("items"), list) else [found]
    for number, item in enumerate(found, start=1):
        data = item.get("data", item) if isinstance(item, dict) else item
        if not isinstance(data, dict):
            yield Unread("broken JSON", f"item {number}: a value where an item is needed", number)
        elif said(data, "itemType") in ("attachment", "note", "annotation"):
            yield Unread(
                "no text in the record",
                f"item {number}: {said(data, 'itemType')} without a text of its own",
                number,
            )
        else:
            yield _record(data, number)


def _record(item: dict, number: int) -> Record | Unread:
    key = said(item, "citation-key", "citationKey", "id", "key")
    issued = (
        item.get("issued")
        if isinstance(item.get("issued"), dict)
        else {"raw": said(item, "date", "issued")}
    )
    date, end = _issued(issued)
    fields = {
        "title": said(item, "title"),
        "text": _plain(said(item, "abstract", "abstractNote")),
        "date": date,
        "end_date": end,
        "publisher": said(
            item,
            "container-title",
            "publicationTitle",
            "websiteTitle",
            "blogTitle",
            "publisher",
            "publisher-place",
        ),
        "author": ";".join(_names(item)),
        "section": said(item, "section"),
        "language": said(item, "language"),
        "licence": said(item, "license", "rights"),
        "url": (
            said(item, "URL", "url")
            or (f"https://doi.org/{said(item, 'DOI')}" if said(item, "DOI") else "")
        ),
    }
    made = record(fields, number, f"item {number}" + (f", {key}" if key else ""), only="title-only")
    if isinstance(made, Record) and not made.flags:
        return Record(made.number, made.fields, made.place, ("abstract-only",))
    return made


def _issued(issued: dict[str, Any]) -> tuple[str, str]:
    """First and last day as CSL-JSON writes them: date parts, a season, or a raw date.

    >>> _issued({"date-parts": [["2020", 11, 5]]}), _issued({"date-parts": [[2020, 9], [2020, 11]]}), _issued({"raw": "Nov 5 2020"})
    (('2020-11-05', ''), ('2020-09', '2020-11'), ('2020-11-05', ''))
    """
    parts = issued.get("date-parts")
    ends = [_parts(each) for each in parts[:2]] if isinstance(parts, list) else []
    if ends and ends[0]:
        season = str(issued.get("season") or "")
        if season.isdigit() and int(season) in _SEASONS and "-" not in ends[0]:
            return f"{_SEASONS[int(season)]} {ends[0]}", ""
        return ends[0], ends[1] if len(ends) > 1 else ""
    raw = said(issued, "raw", "literal")
    try:
        found = calendars.read_date(raw)
    except ValueError:
        # Zotero also writes "2020-11-05 November 5, 2020", or a date with words around it.
        match = re.match(r"\d{4}(?:-\d\d){0,2}(?= |$)", raw)
        return (re.sub(r"-00", "", match[0]) if match else raw), ""
    return (
        (found.start.isoformat(), "")
        if found.granularity == "day" and not found.flags
        else (raw, "")
    )


def _parts(parts: object) -> str:
    numbers = (
        [int(part) for part in parts if str(part).lstrip("-").isdigit()]
        if isinstance(parts, list)
        else []
    )
    if not numbers or not 1 <= numbers[0] <= 9999:
        return ""
    return "-".join([f"{numbers[0]:04d}", *(f"{number:02d}" for number in numbers[1:3] if number)])


def _names(item: dict) -> Iterator[str]:
    for person in item.get("author") or item.get("creators") or ():
        if not isinstance(person, dict) or person.get("creatorType", "author") != "author":
            continue
        first, last = (
            said(person, "given", "firstName"),
            said(person, "family", "lastName", "literal", "name"),
        )
        particle = said(person, "non-dropping-particle")
        name = " ".join(part for part in (first, particle, last) if part).replace(";", ",")
        if name:
            yield name


def _plain(abstract: str) -> str:
    """Without the tags that publishers leave in abstracts (<jats:p>, <i>)."""
    import html

    return html.unescape(
        re.sub(
            r"</(?:jats:)?p>\s*",
            "\n\n",
            re.sub(r"<(?!/(?:jats:)?p>)/?[a-z][a-z:]*(?: [^<>]*)?>", "", abstract),
            flags=re.I,
        )
    ).strip()
