"""One request and its answer, within limits on size, kind and time; what goes wrong comes back as a
Trouble, not as an error.
"""

from __future__ import annotations

import contextlib
import email.utils
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from standpoint.reading.fetching.addresses import LISTS, is_list, place_of
from standpoint.reading.fetching.network import Gate, Local, NoHost, Watch, session
from standpoint.reading.fetching.outcomes import Trouble
from standpoint.reading.formats.source import HEAD, LIMITS, Source, in_mib

_STEP = 1 << 16
TRANSIENT = frozenset({408, 425, 429, 500, 502, 503, 504})
_TEXTS = (
    "text/",
    "application/xhtml+xml",
    "application/xml",
    "application/json",
    "application/feed+json",
    "application/rss+xml",
    "application/atom+xml",
)
_TEXTS += (
    "application/rdf+xml",
    "application/pdf",
    "application/rtf",
    "application/msword",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.",
)
_PACKED = (
    "application/gzip",
    "application/x-gzip",
    "application/octet-stream",
    "binary/octet-stream",
    "",
)  # taken where the content is a list or a PDF
_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,application/pdf;q=0.8,text/*;q=0.8,*/*;q=0.1"


@dataclass(frozen=True)
class Clock:
    """The time, and waiting for it; tests bring their own."""

    now: Callable[[], float] = time.time  # seconds since 1970
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True)
class Patience:
    """How long, how much and how often; tests lower them."""

    connect: float = 10.0  # seconds until a connection stands
    read: float = 20.0  # seconds without a byte
    total: float = 120.0  # seconds for a request with its answer
    page: int = LIMITS.record  # bytes of a page, unpacked: what the reader of web archives takes
    list: int = LISTS  # bytes of a sitemap or a feed, unpacked
    redirects: int = 5  # RFC 9309 asks for five at least with robots.txt; browsers end at 20
    tries: int = 4  # requests for one address; the waits between them double from `backoff`
    backoff: float = 2.0  # seconds
    longest: float = 300.0  # seconds that a server may ask to wait; beyond, the run ends with it
    lost: int = 3  # addresses of a host given up one after the other, before the rest is not tried


@dataclass(frozen=True)
class Answer:
    """What a server sent: a page or a list with its body unpacked; for a redirect or a 304 without
    one.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    list: bool = False

    @property
    def kind(self) -> str:
        return self.headers.get("Content-Type", "").split(";")[0].strip().lower()


class Client:
    """Asks for one address at a time, over a connection that is closed behind it."""

    def __init__(self, *, agent: str, gate: Gate, patience: Patience, clock: Clock) -> None:
        self.agent, self.gate, self.patience, self.clock = agent, gate, patience, clock
        self._session = session(gate)

    def ask(
        self,
        url: str,
        *,
        known: Mapping[str, str] | None = None,
        most: int = 0,
        any_kind: bool = False,
    ) -> Answer | Trouble:
        """The answer to a GET; `known` (etag, last_modified) makes it conditional, `most` replaces
        the limits on size.
        """
        import requests
        from urllib3.exceptions import HTTPError

        headers = {
            "User-Agent": self.agent,
            "Accept": _ACCEPT,
            "Accept-Encoding": "gzip",
            "Connection": "close",
        }
        headers |= {
            name: known[key]
            for name, key in (("If-None-Match", "etag"), ("If-Modified-Since", "last_modified"))
            if known and known.get(key)
        }
        waits = (self.patience.connect, self.patience.read)
        try:
            with Watch(self.patience.total) as watch:
                self.gate.watch = watch
                try:
                    with self._session.get(
                        url, headers=headers, stream=True, allow_redirects=False, timeout=waits
                    ) as answer:
                        found = self._read(answer, most, any_kind)
                finally:
                    self._session.cookies.clear()
        except Local as error:
            return Trouble("local address", str(error))
        except NoHost as error:
            return Trouble("no such host", f"{place_of(url)[0]}: {error}", again=error.passing)
        except requests.exceptions.SSLError as error:
            return (
                Trouble("no safe connection", _said(error))
                if "CERTIFICATE" in str(error).upper()
                else Trouble("gave up", _said(error), again=True)
            )
        except (requests.RequestException, HTTPError, OSError) as error:
            found = Trouble("gave up", _said(error), again=True)
        except ValueError as error:  # headers that are none
            return Trouble("unreadable answer", _said(error))
        if watch.rang:
            return Trouble(
                "gave up", f"took longer than {self.patience.total:g} seconds", again=False
            )
        return found

    def _read(self, answer: Any, most: int, any_kind: bool) -> Answer | Trouble:
        status, headers = answer.status_code, answer.headers
        if status in TRANSIENT:
            return Trouble(
                "gave up",
                f"the server answered {status}",
                True,
                retry_after(headers.get("Retry-After", ""), self.clock.now()),
                status,
            )
        if status not in (200, 203):
            return Answer(status, headers)
        found = Answer(status, headers)
        known = any_kind or found.kind.startswith(_TEXTS) or found.kind.endswith(("+xml", "+json"))
        if not known and found.kind not in _PACKED:
            return Trouble("not a text", found.kind, status=status)
        stated = headers.get("Content-Length", "")
        if not most and stated.isdigit() and len(stated) < 19 and int(stated) > self.patience.list:
            return Trouble("too large", f"{in_mib(int(stated))}, as the server says", status=status)
        return self._body(answer, most, known)

    def _body(self, answer: Any, most: int, known: bool) -> Answer | Trouble:
        pieces, size, judged, listed, limit = [], 0, False, False, most or self.patience.page
        try:
            for piece in _unpacked(answer):
                pieces.append(piece)
                size += len(piece)
                if not judged and size >= HEAD:
                    judged, listed, limit = True, *self._judge(b"".join(pieces), most)
                if size > limit:
                    if most:  # of robots.txt the beginning counts (RFC 9309)
                        break
                    return Trouble(
                        "too large", f"more than {in_mib(limit)}", status=answer.status_code
                    )
        except zlib.error as error:
            return Trouble(
                "unreadable answer",
                f"says that it is packed and is not ({error})",
                status=answer.status_code,
            )
        except UnknownPacking as error:
            return Trouble("unreadable answer", str(error), status=answer.status_code)
        body = b"".join(pieces)
        if not judged:
            listed, limit = self._judge(body, most)
        if not known and not listed and not body.startswith(b"%PDF-"):
            kind = answer.headers.get("Content-Type", "")
            if kind or not Source.of_bytes(body, "page").textual:
                return Trouble("not a text", kind or "of no stated kind", status=answer.status_code)
        return Answer(answer.status_code, answer.headers, body[:limit] if most else body, listed)

    def _judge(self, head: bytes, most: int) -> tuple[bool, int]:
        if head.startswith(b"\x1f\x8b"):
            with contextlib.suppress(zlib.error):
                head = zlib.decompressobj(31).decompress(head, HEAD)
        given = Source.of_bytes(head, "page")
        listed = not most and is_list(given)
        return listed, most or (self.patience.list if listed else self.patience.page)


class UnknownPacking(ValueError):
    """A `Content-Encoding` that was not asked for."""


def _unpacked(answer: Any) -> Iterator[bytes]:
    """The body in pieces of bounded size, `Content-Encoding` taken off. Raises zlib.error,
    UnknownPacking.
    """
    coding = answer.headers.get("Content-Encoding", "").strip().lower()
    if coding not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise UnknownPacking(f"is packed as {coding[:40]}, which was not asked for")
    unpack = (
        None if coding in ("", "identity") else zlib.decompressobj(47)
    )  # gzip or zlib, whichever it is
    while piece := answer.raw.read1(_STEP, decode_content=False):
        if unpack is None:
            yield piece
            continue
        while piece:
            if unpack.eof:  # gzip may come in several members
                piece = piece.lstrip(b"\x00")
                if not piece:
                    break
                unpack = zlib.decompressobj(47)
            yield unpack.decompress(piece, _STEP)
            piece = unpack.unused_data if unpack.eof else unpack.unconsumed_tail
    if unpack is not None:
        yield unpack.flush()
        if not unpack.eof:
            raise zlib.error("it ends in the middle")


def retry_after(written: str, now: float) -> float | None:
    """Seconds to wait after `now` (seconds since 1970), from a number of seconds or a date; None
    where it is neither.

    >>> retry_after("120", 0.0), retry_after("Thu, 01 Jan 1970 00:02:00 GMT", 30.0), retry_after("soon", 0.0)
    (120.0, 90.0, None)
    """
    text = written.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - now)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _said(error: Exception) -> str:
    """The innermost cause in words: what the libraries wrap around it says the address once more."""
    inner: Any = error
    while True:
        held = (getattr(inner, "reason", None), *inner.args[::-1], inner.__cause__)
        following = next((each for each in held if isinstance(each, BaseException)), None)
        if following is None:
            break
        inner = following
    inner = getattr(inner, "strerror", None) or inner  # without its number
    text = " ".join(str(inner).split())
    if "timed out" in text or isinstance(inner, TimeoutError):
        return "no answer in time"
    return (
        text.split(": ", 1)[-1][:160]
        if text.startswith(("HTTPConnection", "HTTPSConnection", "<"))
        else text[:160] or type(inner).__name__
    )
