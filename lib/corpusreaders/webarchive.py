"""Web archives (WARC, ARC, WET; packed or not): one page that was fetched is one document.

Pages are read as pages on disk are, each by the reader that claims it. An archive that is cut off,
or packed as one piece where each record should be packed alone, or damaged in the middle, gives
every record that is whole; one row says for each break where it is and how much of the file it
takes. The day of the crawl is not the day of publication: it is kept as `crawled`, and a page that
names no day stays undated."""

from __future__ import annotations

import contextlib
import io
import re
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from standpoint.reading.formats.records import Record, Unread, plain_lines
from standpoint.reading.formats.source import Source, TooLarge, in_mib

NAME = "webarchive 1"
ENDINGS = (".warc", ".arc", ".wet", ".wat", ".warc.gz")
LIBRARY = "warcio trafilatura htmldate lxml"
TABLE = False
APART = True

_BEGINS = (b"WARC/", b"filedesc:")
_HELD = 16 << 20  # bytes of an unpacked piece that are held in memory, the rest on disk
_STEP = 1 << 16
_HEADER = re.compile(rb"(?:^|\n)WARC/[01]\.\d\d?\r?\n")
_TITLE = 200  # characters: a first line of a WET text that is longer is no title of a page


def claims(given: Source) -> bool:
    """The first bytes of a WARC or ARC record, packed or not."""
    return given.unpacked_head.lstrip().startswith(_BEGINS)


def read(given: Source) -> Iterator[Record | Unread]:
    """Pages as records, in their order; requests and the archive's own notes hold none."""
    number = 0
    silent = 0
    # warcio says on the error stream what it also tells; here it is told by rows.
    with contextlib.redirect_stderr(io.StringIO()), given.open() as handle:
        for found in _archived(handle, given):
            if isinstance(found, Unread):
                yield found
                continue
            if found.rec_type not in ("response", "resource", "conversion", "revisit"):
                silent += found.rec_type == "metadata"
                continue
            number += 1
            for made in _made(found, number, given):
                yield made
                number = max(number, made.number)
    if not number:
        yield Unread(
            "rows without text",
            (
                f"{silent:,} records of metadata and no page; take the WARC or WET file that they"
                " describe"
                if silent
                else "no page in the archive"
            ),
        )


# ---- from the file to records ----


def _archived(handle: BinaryIO, given: Source) -> Iterator[Any]:
    """warcio's records of all pieces of the archive, and rows for the breaks between them."""
    if given.head.startswith(b"\x1f\x8b"):
        left = given.limits.total
        for at, piece, problem in _pieces(handle, given):
            with piece:
                left -= piece.seek(0, io.SEEK_END)
                yield from _records(piece, at)
            if problem:
                yield problem
            if left < 0:
                yield Unread(
                    "unpacks too large",
                    f"more than {in_mib(given.limits.total)}; split the archive",
                )
                return
    else:
        yield from _records(handle, None)


def _pieces(handle: BinaryIO, given: Source) -> Iterator[tuple[int, BinaryIO, Unread | None]]:
    """Members of a packed archive, unpacked one by one: (where it begins, its content as far as it
    goes, what is wrong).
    """
    at = 0
    while True:
        handle.seek(at)
        unpack = zlib.decompressobj(31)
        piece = tempfile.SpooledTemporaryFile(_HELD)  # noqa: SIM115 - closed by whoever reads it
        size, read, problem = 0, 0, ""
        try:
            while not unpack.eof:
                chunk = unpack.unconsumed_tail or handle.read(_STEP)
                if not chunk:
                    problem = "the file ends in the middle of a record" if size or read else ""
                    break
                read += len(chunk) if chunk is not unpack.unconsumed_tail else 0
                out = unpack.decompress(chunk, _STEP)
                size += len(out)
                if size > given.limits.member:
                    raise TooLarge(f"a record of more than {in_mib(given.limits.member)}")
                piece.write(out)
        except (zlib.error, TooLarge) as error:
            problem = f"cannot be unpacked: {error}"
        behind = handle.tell() - len(unpack.unused_data) if unpack.eof else None
        if not read:
            piece.close()
            return
        following = behind if behind is not None else _next_member(handle, at + 1, given.size)
        lost = (following if following is not None else given.size) - at
        row = (
            Unread(
                "archive cut off" if following is None else "broken record",
                f"byte {at:,}: {problem}; {lost:,} bytes of {given.size:,} could not be read whole",
            )
            if problem
            else None
        )
        piece.seek(0)
        yield at, piece, row
        if following is None or following >= given.size:
            return
        at = following


def _next_member(handle: BinaryIO, start: int, size: int) -> int | None:
    """Where the next packed record begins behind a break: the mark of gzip, and a record's first
    line when it is unpacked.
    """
    at = start
    tail = b""
    handle.seek(start)
    while chunk := handle.read(1 << 20):
        window = tail + chunk
        base = at - len(tail)
        for match in re.finditer(rb"\x1f\x8b\x08", window):
            place = base + match.start()
            here = handle.tell()
            handle.seek(place)
            try:
                begins = zlib.decompressobj(31).decompress(handle.read(4096), 64)
            except zlib.error:
                begins = b""
            handle.seek(here)
            if begins.lstrip().startswith(_BEGINS):
                return place
        at += len(chunk)
        tail = window[-2:]
    return None


def _records(stream: BinaryIO, offset: int | None) -> Iterator[Any]:
    """The records of an unpacked stream; behind what is no record reading goes on at the next first
    line of one.
    """
    from warcio.archiveiterator import ArchiveIterator

    start = 0
    while True:
        stream.seek(start)
        reader = ArchiveIterator(_Plain(stream, start), ensure_http_headers=False)
        last, end, faults = start, start, 0
        try:
            for record in reader:
                last = start + reader.offset
                stated = record.rec_headers.get_header("Content-Length")
                if record.length is None or (
                    record.format == "warc" and not (stated or "").strip().isdigit()
                ):
                    # Without its length a record would take all that follows, or nothing.
                    raise ValueError("a record that does not state its length")
                yield record
                while record.raw_stream.read(_STEP):
                    pass
                end = start + reader.fh.tell() - reader.reader.rem_length()
                if missing := _missing(record):
                    yield Unread(
                        "archive cut off",
                        f"{_at(offset, last)}: {missing:,} bytes are missing at the end of the"
                        " record; what is there was read",
                    )
                if reader.err_count > faults:
                    faults = reader.err_count
                    yield Unread(
                        "broken record",
                        f"{_at(offset, last)}: the length that the record states is not its own;"
                        " what it states was read",
                    )
            # The end of the file in the middle of a record's head is an end like any other to
            # warcio.
            stream.seek(end)
            if rest := len(stream.read(_STEP).strip(b"\r\n\x00")):
                yield Unread(
                    "archive cut off",
                    f"{_at(offset, end)}: the file ends in the head of a record"
                    + f" ({rest:,} bytes)" * (rest < _STEP),
                )
            return
        except (
            Exception
        ) as error:  # warcio raises what its parsers of headers and its decompressors do
            said = " ".join(str(error).split())[:120] or type(error).__name__
            following = _next_header(stream, max(last, start) + 1)
            yield Unread(
                "broken record",
                f"{_at(offset, last)}: {said}; "
                + (
                    "reading went on behind it"
                    if following is not None
                    else "nothing that can be read follows"
                ),
            )
            if following is None:
                return
            start = following


def _at(offset: int | None, last: int) -> str:
    """Where a break is: in a packed archive its record's beginning, else the byte itself."""
    return f"byte {last if offset is None else offset:,}"


class _Plain(io.RawIOBase):
    """A stream from one place on, with offsets counted from there."""

    def __init__(self, inner: BinaryIO, start: int) -> None:
        super().__init__()
        self.inner, self.start = inner, start

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self.inner.read(size)

    def tell(self) -> int:
        return self.inner.tell() - self.start


def _next_header(stream: BinaryIO, start: int) -> int | None:
    stream.seek(start)
    base, tail = start, b""
    while chunk := stream.read(1 << 20):
        window = tail + chunk
        if match := _HEADER.search(window):
            return base + match.start() + (window[match.start() : match.start() + 1] == b"\n")
        tail = window[-16:]
        base += len(window) - len(tail)
    return None


# ---- from records to pages ----


def _made(record: Any, number: int, given: Source) -> Iterator[Record | Unread]:
    url = (
        record.rec_headers.get_header("WARC-Target-URI")
        or record.rec_headers.get_header("uri")
        or ""
    )
    place = f"record {number}" + (f", {url}" if url else "")
    crawled = (record.rec_headers.get_header("WARC-Date") or "")[:10]
    if record.rec_type == "revisit":
        yield Unread(
            "seen again unchanged",
            f"{place}: the archive holds this page once, and notes that it was the same on"
            f" {crawled or 'a later day'}",
            number,
        )
        return
    status = record.http_headers.get_statuscode() if record.http_headers else ""
    if status and not status.startswith("2"):
        yield Unread("no page was sent", f"{place}: the server answered {status}", number)
        return
    try:
        data = record.content_stream().read(given.limits.record + 1)
        missing = _missing(record)
    except (
        Exception
    ) as error:  # a body that says it is packed and is not, a chunk of a wrong length
        yield Unread(
            "broken record",
            f"{place}: {' '.join(str(error).split())[:120] or type(error).__name__}",
            number,
        )
        return
    if len(data) > given.limits.record:
        yield Unread("too large", f"{place}: more than {in_mib(given.limits.record)}", number)
        return
    if not data.strip():
        yield Unread(
            "no text in the page",
            f"{place}: nothing in it" + (f", {missing:,} bytes are missing" if missing else ""),
            number,
        )
        return
    about = {"url": url, "charset": _charset(record)}
    tongue = (record.rec_headers.get_header("WARC-Identified-Content-Language") or "").split(",")[0]
    if record.rec_type == "conversion":
        found: Iterator[Record | Unread] = iter([_text(data)])
    else:
        found = _page(data, about, _kind(record), given)
    for each, made in enumerate(found):
        if isinstance(made, Unread):
            yield Unread(made.reason, f"{place}: {made.detail}".rstrip(": "), number + each)
            continue
        fields = (
            {"language": tongue}
            | dict(made.fields)
            | {"url": made.fields.get("url") or url, "crawled": crawled}
        )
        flags = (*made.flags, *(("page-cut-off",) if missing else ()))
        yield Record(
            number + each, {name: value for name, value in fields.items() if value}, place, flags
        )


def _missing(record: Any) -> int:
    """Bytes that the record announces and the archive does not hold."""
    left = getattr(record.raw_stream, "limit", 0)
    return left if isinstance(left, int) and left > 0 else 0


def _kind(record: Any) -> str:
    stated = (
        record.http_headers.get_header("Content-Type")
        if record.http_headers
        else record.content_type
    )
    return (stated or "").split(";")[0].strip().lower()


def _charset(record: Any) -> str:
    stated = (
        record.http_headers.get_header("Content-Type")
        if record.http_headers
        else record.content_type
    ) or ""
    match = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", stated, re.I)
    return match[1] if match else ""


def _text(data: bytes) -> Record | Unread:
    """A page that the archive holds as text (WET): all lines of it, menus too; its first line is
    the page's title.
    """
    text = plain_lines(data.decode("utf-8", errors="replace")).strip()
    first = text.split("\n", 1)[0].strip()
    return Record(
        0,
        {"text": text} | ({"title": first} if len(first) <= _TITLE else {}),
        flags=("page-read-whole",),
    )


def _page(
    data: bytes, about: dict[str, str], kind: str, given: Source
) -> Iterator[Record | Unread]:
    """What the reader that claims a page makes of it; tables and archives in an archive are not
    taken apart.
    """
    from standpoint.reading.formats import html, reader_for

    name = PurePosixPath(urlsplit(about["url"]).path or "/").name or "index"
    if kind in ("text/html", "application/xhtml+xml") and not name.lower().endswith(
        (".html", ".htm")
    ):
        name += ".html"
    inner = Source.of_bytes(data, name, about=about, limits=given.limits)
    reader = reader_for(inner)
    if reader is None and kind in ("text/html", "application/xhtml+xml"):
        reader = html
    if reader is None or reader.TABLE or claims(inner):
        yield Unread("not a text", kind or "of no stated kind")
        return
    try:
        yield from reader.read(inner)
    except TooLarge as error:
        yield Unread("too large", str(error))
    except Exception as error:  # one page must not end the archive
        yield Unread(
            "cannot be parsed", f"{type(error).__name__}: {' '.join(str(error).split())[:120]}"
        )
