"""Sitemaps (XML, lists of sitemaps, plain lists of addresses): addresses to fetch.

A sitemap holds no texts. Entries of a news sitemap, which name headline, outlet and day of
publication, become documents flagged `headline-only`; of all others one row says how many addresses
there are. `addresses` gives them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from corpusreaders.markup import Broken, element_text, local_name, xml_root
from corpusreaders.records import filled
from corpusreaders.source import HEAD, Record, Source, Unread

NAME = "sitemap 1"
ENDINGS = (".xml", ".txt")
LIBRARY = "defusedxml"
TABLE = False
SANDBOXED = True

_ADDRESS = re.compile(r"https?://[^\s<>\"]+\Z")
_ROOT = re.compile(r"<(?:\w+:)?(?:urlset|sitemapindex)(?=[\s>])")
_LOC = re.compile(r"<(?:\w+:)?loc>\s*(?:<!\[CDATA\[)?\s*(https?://[^\s<\]]+)")


class Address(NamedTuple):
    """An address of a sitemap; headline, outlet, language and day are those of a news sitemap."""

    url: str
    changed: str = ""  # its lastmod
    map: bool = False  # whether it is a sitemap itself
    title: str = ""
    publisher: str = ""
    language: str = ""
    published: str = ""


def claims(source: Source) -> bool:
    """The root element of a sitemap, or a text of which every line is an address."""
    opening = source.opening.lstrip("\ufeff \r\n\t")
    if first := re.search(r"<(?![!?])", opening):
        is_map = _ROOT.match(opening, first.start())
        before = opening[: first.start()].strip().lower()
        return bool(is_map) and not before.startswith("<!doctype html")
    lines = [line.strip() for line in opening.split("\n")]
    if len(source.head) == HEAD:
        lines.pop()
    lines = [line for line in lines if line and not line.startswith("#")]
    return bool(lines) and all(_ADDRESS.match(line) for line in lines)


def read(source: Source) -> Iterator[Record | Unread]:
    """Headlines of a news sitemap as records; one row for the addresses without one."""
    found, problem = _found(source)
    bare = [address for address in found if not address.title]
    for number, address in enumerate(found, start=1):
        if address.title:
            fields = {
                "title": address.title,
                "text": address.title,
                "date": address.published,
                "publisher": address.publisher,
                "language": address.language,
                "url": address.url,
            }
            yield Record(number, filled(fields), f"address {number}", ("headline-only",))
    if bare:
        one, many = ("sitemap", "sitemaps") if bare[0].map else ("address", "addresses")
        count = f"{len(bare):,} {many if len(bare) > 1 else one}"
        detail = f"{count}, the first {bare[0].url}; fetch them, and ingest what comes back"
        yield Unread("addresses, no texts", detail)
    if problem:
        yield problem
    elif not found:
        yield Unread("empty file", "no address in it")


def addresses(source: Source) -> list[Address]:
    """All addresses of a sitemap, a list of sitemaps or a plain list, in their order.

    Examples
    --------
    >>> from corpusreaders.source import File
    >>> addresses(File("list.txt", raw=b"# mine\\nhttps://example.org/a\\n"))[0].url
    'https://example.org/a'
    """
    return _found(source)[0]


def _found(source: Source) -> tuple[list[Address], Unread | None]:
    if "<" not in source.opening[:2048]:
        lines = (line.strip() for line in source.text().text.split("\n"))
        return [Address(line) for line in lines if _ADDRESS.match(line)], None
    try:
        root = xml_root(source.data())
    except Broken as error:
        if error.row.reason == "unsafe XML":
            return [], error.row
        # What stands whole before the break is an address all the same.
        loose = [url.replace("&amp;", "&") for url in _LOC.findall(source.text().text)]
        detail = f"{error.row.detail}; {len(loose):,} addresses were read before"
        return [Address(url) for url in loose], Unread("broken XML", detail)
    found = (_address(node) for node in root)
    return [address for address in found if address], None


def _address(node: Any) -> Address | None:
    """The address of an entry; None where it has none on the web."""
    inner = {local_name(child): element_text(child) for child in node.iter()}
    kind, url = local_name(node), inner.get("loc", "")
    if kind not in ("url", "sitemap") or not _ADDRESS.match(url):
        return None
    address = Address(url, inner.get("lastmod", ""), kind == "sitemap")
    if "news" not in inner:
        return address
    return address._replace(
        title=inner.get("title", ""),
        publisher=inner.get("name", ""),
        language=inner.get("language", ""),
        published=inner.get("publication_date", ""),
    )
