"""Web archives (WARC, ARC, WET; packed or not): one page that was fetched is one document.

Pages are read as pages on disk are. The day of the crawl is not the day of publication: it is kept
as `crawled`, and a page that names no day stays undated. What is damaged is named; behind the
damage of a packed archive nothing can be read.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from corpusreaders.records import filled, plain_lines
from corpusreaders.source import HEAD, Record, Source, Unread

NAME = "webarchive 1"
ENDINGS = (".warc", ".arc", ".wet", ".wat", ".warc.gz")
LIBRARY = "warcio trafilatura htmldate lxml"

_STEP = 1 << 16
_TITLE = 200  # characters: a first line of a WET text that is longer is no title of a page
_HTML = ("text/html", "application/xhtml+xml")


def claims(source: Source) -> bool:
    """The first bytes of a WARC or ARC record, packed or not."""
    head = source.head
    if head.startswith(b"\x1f\x8b"):
        try:
            head = zlib.decompressobj(31).decompress(head, HEAD)
        except zlib.error:
            return False
    return head.lstrip().startswith((b"WARC/", b"filedesc:"))


def read(source: Source) -> Iterator[Record | Unread]:
    """Pages as records, in their order; requests and the archive's own notes hold none."""
    number = silent = 0
    # warcio says on the error stream what it also raises; here it stands in rows.
    with contextlib.redirect_stderr(io.StringIO()), source.open() as handle:
        stream = _Gunzip(fileobj=handle) if source.head[:1] == b"\x1f" else handle
        for found in _archived(stream, source.limits.total):
            if isinstance(found, Unread):
                yield found
                continue
            if found.rec_type not in ("response", "resource", "conversion", "revisit"):
                silent += found.rec_type == "metadata"
                continue
            number += 1
            for page in _pages(found, number, source):
                yield page
                number = max(number, page.number)
    if not number:
        told = f"{silent:,} records of metadata and no page; take the WARC that they describe"
        yield Unread("rows without text", told if silent else "no page in the archive")


class _CutOff(Exception):
    """A packed file ends too early; warcio takes EOFError for the end of the archive."""


class _Gunzip(gzip.GzipFile):
    """Unpacks record by record, so that damage in one leaves those before it whole."""

    def read(self, size: int | None = -1) -> bytes:
        try:
            return self.read1(-1 if size is None else size)
        except EOFError as error:
            raise _CutOff("the file ends in the middle of a record") from error


def _archived(stream: Any, most: int) -> Iterator[Any]:
    """The records of warcio, and a row for what is damaged or beyond `most` unpacked bytes."""
    from warcio.archiveiterator import ArchiveIterator

    archive = ArchiveIterator(stream, ensure_http_headers=False)
    faults = 0
    try:
        for record in archive:
            stated = record.rec_headers.get_header("Content-Length") or ""
            if record.length is None or (record.format == "warc" and not stated.strip().isdigit()):
                # Without its length a record would take all that follows, or nothing.
                raise ValueError("a record that does not state its length")
            yield record
            while record.raw_stream.read(_STEP):
                pass
            if missing := _missing(record):
                where = f"byte {archive.offset:,}"
                yield Unread("archive cut off", f"{where}: {missing:,} bytes of it are missing")
            if archive.err_count > faults:
                faults = archive.err_count
                detail = "the length that the record states is not its own; download it again"
                yield Unread("broken record", f"byte {archive.offset:,}: {detail}")
            if stream.tell() > most:
                yield Unread("unpacks too large", f"more than {most:,} bytes; split the archive")
                return
        if stream.tell() - archive.offset > 4:  # the head of a record is no whole head
            yield Unread("archive cut off", f"byte {archive.offset:,}: it ends in a record's head")
    # warcio raises what its parsers of headers and the decompressors do.
    except Exception as error:
        reason = "archive cut off" if isinstance(error, _CutOff) else "broken record"
        first = " ".join(str(error).split())[:120] or type(error).__name__
        yield Unread(reason, f"byte {archive.offset:,}: {first}; nothing behind it was read")


def _pages(record: Any, number: int, source: Source) -> Iterator[Record | Unread]:
    """What the page of one record of the archive gives."""
    stated = record.rec_headers.get_header
    url = stated("WARC-Target-URI") or stated("uri") or ""
    place = f"record {number}" + (f", {url[:300]}" if url else "")
    crawled = (stated("WARC-Date") or "")[:10]
    if record.rec_type == "revisit":
        detail = f"the page is in the archive once, and was the same on {crawled or 'a later day'}"
        yield Unread("seen again unchanged", f"{place}: {detail}", number)
        return
    status = record.http_headers.get_statuscode() if record.http_headers else ""
    if status and not status.startswith("2"):
        yield Unread("no page was sent", f"{place}: the server answered {status}", number)
        return
    try:
        data = record.content_stream().read(source.limits.record + 1)
    # A body that says it is packed and is not, a chunk of a wrong length.
    except Exception as error:
        first = " ".join(str(error).split())[:120] or type(error).__name__
        yield Unread("broken record", f"{place}: {first}", number)
        return
    if len(data) > source.limits.record:
        detail = f"{place}: more than {source.limits.record:,} bytes"
        yield Unread("too large", detail, number)
        return
    if not data.strip():
        yield Unread("no text in the page", f"{place}: nothing in it", number)
        return
    tongue = (stated("WARC-Identified-Content-Language") or "").split(",")[0]
    cut_off = ("page-cut-off",) * bool(_missing(record))
    for page in _read_page(data, url, record, source):
        if isinstance(page, Unread):
            detail = f"{place}: {page.detail}".rstrip(": ")
            yield Unread(page.reason, detail, number)
        else:
            about = {"url": page.fields.get("url") or url, "crawled": crawled}
            fields = filled({"language": tongue} | dict(page.fields) | about)
            yield Record(number, fields, place, (*page.flags, *cut_off))
        number += 1


def _read_page(data: bytes, url: str, record: Any, source: Source) -> Iterator[Record | Unread]:
    if record.rec_type == "conversion":
        yield _converted(data)
        return
    headers = record.http_headers
    kind = (headers.get_header("Content-Type") if headers else record.content_type) or ""
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", kind, re.I)
    kind = kind.split(";")[0].strip().lower()
    name = PurePosixPath(urlsplit(url).path or "/").name or "index"
    if kind in _HTML and not name.lower().endswith((".html", ".htm")):
        name += ".html"
    about = {"url": url, "charset": charset[1] if charset else ""}
    page = Source(data, name, about, source.limits)
    try:
        yield from _by_its_reader(page, kind)
    # One page must not end the archive.
    except Exception as error:
        first = " ".join(str(error).split())[:120]
        yield Unread("cannot be parsed", f"{type(error).__name__}: {first}")


def _by_its_reader(page: Source, kind: str) -> Iterator[Record | Unread]:
    from corpusreaders import html, reader_for

    reader = reader_for(page) or (html if kind in _HTML else None)
    if reader is not None and not getattr(reader, "TABLE", False) and not claims(page):
        yield from reader.read(page)
    elif reader is None and kind == "text/plain":
        decoded = page.text()
        yield Record(0, {"text": decoded.text}, flags=decoded.flags)
    else:
        yield Unread("not a text", kind or "of no stated kind")


def _missing(record: Any) -> int:
    """Bytes that the record announces and the archive does not hold."""
    left = getattr(record.raw_stream, "limit", 0)
    return left if isinstance(left, int) and left > 0 else 0


def _converted(data: bytes) -> Record:
    """A page that the archive holds as text (WET): all lines of it, menus too."""
    text = plain_lines(data.decode("utf-8", errors="replace")).strip()
    first = text.split("\n", 1)[0].strip()
    title = {"title": first} if len(first) <= _TITLE else {}
    return Record(0, {"text": text} | title, flags=("page-read-whole",))
