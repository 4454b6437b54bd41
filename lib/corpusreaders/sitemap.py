"""Sitemaps (XML, lists of sitemaps, plain lists of addresses): addresses to fetch; a news sitemap's
headlines are documents.

A sitemap holds no texts. Entries of a news sitemap, which name headline, outlet and day of
publication, become documents flagged `headline-only`; of all others one row says how many addresses
there are. `addresses` gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from standpoint.reading.formats.markup import Broken, Unsafe, xml_root
from standpoint.reading.formats.records import Record, Unread
from standpoint.reading.formats.source import Source

NAME = "sitemap 1"
ENDINGS = (".xml", ".txt")
LIBRARY = "defusedxml"
TABLE = False
APART = True

_ADDRESS = re.compile(r"https?://[^\s<>\"]+\Z")


class Address(NamedTuple):
    """An address of a sitemap: `changed` is its lastmod, `map` says that it is a sitemap itself;
    the others are a news sitemap's.
    """

    url: str
    changed: str = ""
    map: bool = False
    title: str = ""
    publisher: str = ""
    language: str = ""
    published: str = ""


def claims(given: Source) -> bool:
    """The root element of a sitemap, or a text of which every line is an address."""
    opening = given.opening.lstrip("\ufeff \r\n\t")
    first = re.search(r"<(?![!?])[^>]{0,400}", opening)
    if first:
        return bool(
            re.match(r"<(?:\w+:)?(?:urlset|sitemapindex)(?=[\s>])", first[0])
        ) and not opening[: first.start()].strip().lower().startswith("<!doctype html")
    lines = [line.strip() for line in opening.split("\n")]
    whole = [
        line
        for line in (lines if len(given.head) < 65536 else lines[:-1])
        if line and not line.startswith("#")
    ]
    return bool(whole) and all(_ADDRESS.match(line) for line in whole)


def read(given: Source) -> Iterator[Record | Unread]:
    """Headlines of a news sitemap as records; one row for the addresses without one."""
    found, problem = _found(given)
    bare = []
    for number, address in enumerate(found, start=1):
        if not address.title:
            bare.append(address.url)
            continue
        fields = {
            "title": address.title,
            "text": address.title,
            "date": address.published,
            "publisher": address.publisher,
            "language": address.language,
            "url": address.url,
        }
        yield Record(
            number,
            {name: value for name, value in fields.items() if value},
            f"address {number}",
            ("headline-only",),
        )
    if bare:
        kind = "sitemaps" if any(address.map for address in found) else "addresses"
        count = (
            f"{len(bare):,} {kind}"
            if len(bare) != 1
            else f"1 {kind.removesuffix('es') if kind == 'addresses' else 'sitemap'}"
        )
        yield Unread(
            "addresses, no texts",
            f"{count}, the first {bare[0]}; fetch them, and ingest what comes back",
        )
    if problem:
        yield problem
    elif not found:
        yield Unread("empty file", "no address in it")


def addresses(given: Source) -> list[Address]:
    """All addresses of a sitemap, a list of sitemaps or a plain list, in their order; what is no
    address on the web is left out.

    >>> addresses(Source.of_bytes(b"# mine\\nhttps://example.org/a\\n", "list.txt"))[0].url
    'https://example.org/a'
    """
    return _found(given)[0]


def _found(given: Source) -> tuple[list[Address], Unread | None]:
    if "<" not in given.opening[:2048]:
        lines = [line.strip() for line in given.text().text.split("\n")]
        return [Address(line) for line in lines if _ADDRESS.match(line)], None
    try:
        root = xml_root(given.data())
    except Unsafe as error:
        return [], Unread("unsafe XML", str(error))
    except Broken as error:
        # What stands whole before the break is an address all the same.
        loose = re.findall(
            r"<(?:\w+:)?loc>\s*(?:<!\[CDATA\[)?\s*(https?://[^\s<\]]+)", given.text().text
        )
        return [Address(url.replace("&amp;", "&")) for url in loose], Unread(
            "broken XML", f"{error}; {len(loose):,} addresses were read before"
        )
    found = []
    for node in root:
        inner = {_local(child): child for child in node.iter()}
        url = _text(inner.get("loc"))
        if _local(node) in ("url", "sitemap") and _ADDRESS.match(url):
            news = "news" in inner
            found.append(
                Address(
                    url,
                    _text(inner.get("lastmod")),
                    _local(node) == "sitemap",
                    _text(inner.get("title")) if news else "",
                    _text(inner.get("name")) if news else "",
                    _text(inner.get("language")) if news else "",
                    _text(inner.get("publication_date")) if news else "",
                )
            )
    return found, None


def _local(node) -> str:
    return node.tag.rsplit("}", 1)[-1] if isinstance(node.tag, str) else ""


def _text(node) -> str:
    return "" if node is None else " ".join("".join(node.itertext()).split())
