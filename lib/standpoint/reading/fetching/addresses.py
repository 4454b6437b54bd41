"""Which addresses: arguments, list files, sitemaps and feeds → addresses on the web, each once, or
why one is none.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from standpoint.errors import InputError
from standpoint.reading.formats import read_all
from standpoint.reading.formats.records import Record, Unread
from standpoint.reading.formats.source import HEAD, LIMITS, Source, TooLarge, in_mib

LONGEST = 2048  # characters of an address: the limit of the sitemap protocol
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


class Address(NamedTuple):
    """An address as it is asked for; or, with a reason, what is none as it was written."""

    url: str
    reason: str = ""
    found_in: str = ""  # the file or the list that names it; empty for an argument


def web_address(written: str) -> Address:
    """An address in its one spelling: host in small letters and ASCII, path quoted, without
    fragment; or why it is none.

    >>> web_address("HTTPS://Example.ORG:443/a b#top").url
    'https://example.org/a%20b'
    >>> web_address("ftp://example.org/a").reason
    'ftp is not fetched, only http and https'
    >>> web_address("https://me:secret@example.org/")
    Address(url='https://…@example.org/', reason='holds a name or a password', found_in='')
    """
    import requests

    text = written.strip()
    shown = re.sub(r"(?<=//)[^/?#]*@", "…@", "".join(c if c.isprintable() else "�" for c in text))[
        :LONGEST
    ]
    if not text or len(text) > LONGEST:
        return Address(shown, "empty" if not text else f"longer than {LONGEST:,} characters")
    if not text.isprintable() or "\\" in text:
        return Address(shown, "holds a control character or a backslash")
    scheme = text.split(":", 1)[0].lower() if _SCHEME.match(text) else ""
    if scheme not in ("http", "https"):
        return Address(
            shown,
            (
                f"{scheme} is not fetched, only http and https"
                if scheme and "." not in scheme
                else "does not begin with http:// or https://"
            ),
        )
    try:
        if "@" in urlsplit(text).netloc:
            return Address(shown, "holds a name or a password")
        parts = urlsplit(
            requests.Request("GET", text).prepare().url or ""
        )  # the spelling that is sent
        host, port = parts.hostname or "", parts.port
    except (ValueError, requests.RequestException) as error:
        return Address(shown, " ".join(str(error).split())[:120] or "cannot be read")
    if not host or parts.scheme not in ("http", "https") or "@" in parts.netloc:
        return Address(shown, "names no host")
    place = f"[{host}]" if ":" in host else host
    place += (
        f":{port}" if port is not None and port != {"http": 80, "https": 443}[parts.scheme] else ""
    )
    return Address(
        f"{parts.scheme}://{place}{parts.path or '/'}" + (f"?{parts.query}" if parts.query else "")
    )


def place_of(url: str) -> tuple[str, int]:
    """Host and port of an address in its one spelling.

    >>> place_of("https://example.org/a"), place_of("http://[::1]:8080/")
    (('example.org', 443), ('::1', 8080))
    """
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or {"http": 80, "https": 443}[parts.scheme]


def origin_of(url: str) -> str:
    """Scheme, host and port: what one robots.txt holds for.

    >>> origin_of("https://example.org/a?b")
    'https://example.org'
    """
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def given_addresses(written: Iterable[str | Path]) -> list[Address]:
    """Addresses and files that hold some (one a line, a sitemap, a feed; packed or not) → all of
    them in their order, each once.

    Raises InputError for a file that is not there or holds no addresses, and where there is none at
    all."""
    found: list[Address] = []
    for each in written:
        if isinstance(each, str) and re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", each.strip()):
            found.append(web_address(each))
            continue
        path = Path(each)
        if not path.exists():
            raise InputError(
                str(each),
                "neither an address nor a file that is there",
                "write the whole address, as https://example.org/page, or check the path",
            )
        if not path.is_file():
            raise InputError(
                str(each), "not a file", "give a file with one address a line, a sitemap or a feed"
            )
        found += _of_file(path)
    if not found:
        raise InputError(
            "addresses",
            "none given",
            "give addresses, or a file with one address a line, a sitemap or a feed",
        )
    return once(found)


def once(found: Iterable[Address]) -> list[Address]:
    """Each address once, the first of its mentions kept."""
    kept: dict[str, Address] = {}
    for each in found:
        kept.setdefault(each.url, each)
    return list(kept.values())


def _of_file(path: Path) -> list[Address]:
    try:
        given = unpacked(Source.of_path(path))
        text = (
            ""
            if is_list(given)
            or not given.textual
            or given.opening.lstrip("\ufeff \r\n\t")[:1] in ("<", "{", "[")
            else given.text().text
        )
    except TooLarge as error:
        raise InputError(str(path), str(error), "split it") from error
    except OSError as error:
        raise InputError(str(path), error.strerror or str(error), "check the file") from error
    if text:
        lines = [line.strip() for line in text.lstrip("\ufeff").split("\n")]
        listed = [web_address(line) for line in lines if line and not line.startswith("#")]
        found = [each._replace(found_in=path.name) for each in listed]
    else:
        found, _ = inside(given) if is_list(given) else ([], "")
        found = [each._replace(found_in=path.name) for each in found]
    if not any(not each.reason for each in found):
        raise InputError(
            str(path),
            "no address in it",
            "give a file with one address a line, a sitemap or a feed",
        )
    return found


def unpacked(given: Source) -> Source:
    """What gzip holds, or the same source. Raises TooLarge where it unpacks to more than a document
    may have, OSError.
    """
    if not given.head.startswith(b"\x1f\x8b"):
        return given
    most = given.limits.document
    unpack = zlib.decompressobj(31)
    try:
        data = unpack.decompress(given.data(), most + 1)
    except zlib.error:
        return given
    if len(data) > most:
        raise TooLarge(f"unpacks to more than {in_mib(most)}")
    return replace(
        Source.of_bytes(data, given.name.removesuffix(".gz"), about=given.about),
        limits=given.limits,
    )


def is_list(given: Source) -> bool:
    """Whether a source is a sitemap or a feed. Errors: OSError.

    >>> is_list(Source.of_bytes(b"<rss version='2.0'><channel>", "feed")), is_list(Source.of_bytes(b"<html>", "page"))
    (True, False)
    """
    from corpusreaders import feeds

    return _is_sitemap(given) or feeds.claims(given)


def inside(given: Source) -> tuple[list[Address], str]:
    """A sitemap or a feed → its addresses, each once, and what could not be read of it, in words."""
    return _once_and(list(_of_sitemap(given) if _is_sitemap(given) else _of_feed(given)))


def _once_and(found: list[Address | Unread]) -> tuple[list[Address], str]:
    problems = "; ".join(
        f"{each.reason}: {each.detail}" for each in found if isinstance(each, Unread)
    )
    return once(each for each in found if isinstance(each, Address)), problems


_ON_WEB = re.compile(r"https?://[^\s<>\"]+\Z")
_ROOT = re.compile(r"<(?:\w+:)?(?:urlset|sitemapindex)(?=[\s>])")
_LOC = re.compile(r"<(?:\w+:)?loc>\s*(?:<!\[CDATA\[)?\s*(https?://[^\s<\]]+)")


def _is_sitemap(given: Source) -> bool:
    opening = given.opening.lstrip("\ufeff \r\n\t")
    if first := re.search(r"<(?![!?])", opening):
        before = opening[: first.start()].strip().lower()
        is_map = bool(_ROOT.match(opening, first.start()))
        return is_map and not before.startswith("<!doctype html")
    lines = [line.strip() for line in opening.split("\n")]
    if len(given.head) == HEAD:
        lines.pop()
    lines = [line for line in lines if line and not line.startswith("#")]
    return bool(lines) and all(_ON_WEB.match(line) for line in lines)


def _of_sitemap(given: Source) -> Iterator[Address | Unread]:
    from corpusreaders.markup import Broken, element_text, local_name, xml_root

    if "<" not in given.opening[:2048]:
        lines = (line.strip() for line in given.text().text.split("\n"))
        yield from (web_address(line) for line in lines if _ON_WEB.match(line))
        return
    try:
        root = xml_root(given.data())
    except Broken as error:
        yield Unread(*error.row)
        if error.row.reason != "unsafe XML":
            loose = (url.replace("&amp;", "&") for url in _LOC.findall(given.text().text))
            yield from map(web_address, loose)
        return
    for node in root:
        inner = {local_name(child): element_text(child) for child in node.iter()}
        if local_name(node) in ("url", "sitemap") and _ON_WEB.match(inner.get("loc", "")):
            yield web_address(inner["loc"])
    if not len(root):
        yield Unread("empty file", "no address in it")


def _of_feed(given: Source) -> Iterator[Address | Unread]:
    for found in read_all(given):
        if isinstance(found.what, Record):
            if url := found.what.fields.get("url", ""):
                yield web_address(url)
        else:
            yield found.what


# A list may be longer than a page; a sitemap has at most 50 MiB (its protocol).
LISTS = LIMITS.document
