"""Fetching pages politely: addresses, sitemaps and feeds become a folder of web archives.

trafilatura's connection pool keeps out of the local network, protego reads robots.txt (RFC 9309),
and warcio writes the archives (ISO 28500).
"""

from __future__ import annotations

import hashlib
import io
import re
import time
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pandas as pd

from standpoint import tables
from standpoint.errors import InputError
from standpoint.project import write_whole

LIST = ".fetched/fetched.csv"  # hidden below the folder, so that `documents` passes it by
AGENT = "standpoint"  # what a robots.txt calls us
LONGEST = 600.0  # seconds between requests: a host that asks for more is left out
LARGEST = 50 << 20  # bytes of a page or list: the limit of the sitemap protocol
LOST = 5  # failures in a row after which a host is given up
BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
# What the next run asks for again. Lists belong to it because new pages appear in them.
PASSING = frozenset({"list", "left for later", "gave up"})
BY_HAND = "open it in a browser, and save it by hand if that is allowed"
LATER = "run the same command again later"
_PLACES = (
    "//*[local-name()='url' or local-name()='sitemap']/*[local-name()='loc']/text()"
    " | //*[local-name()='item']/*[local-name()='link']/text()"
    " | //*[local-name()='entry']/*[local-name()='link'][not(@rel) or @rel='alternate']/@href"
)


class _Refused(Exception):
    """Why an address gives no page: outcome, reason and remedy."""


def fetch_pages(
    addresses: Iterable[str | Path],
    *,
    folder: str | Path,
    delay: float = 2.0,
    most: int = 1000,
    contact: str = "",
    allow_local: bool = False,
) -> pd.DataFrame:
    """Fetch pages into a folder. The same call again goes on, or fetches what is new in lists.

    Parameters
    ----------
    addresses
        Addresses of pages, sitemaps or feeds, or files that hold them, one a line.
    delay
        Seconds between two requests to a host. A longer delay in its robots.txt counts.
    most
        Addresses that this run asks for. The rest is left for later.
    allow_local
        Hosts that `addresses` name may be of the local network. Others never are.

    Returns
    -------
    DataFrame
        The table `fetched`, which stands in `folder/.fetched/fetched.csv` too.
    """
    asked = [address for each in addresses for address in _named_in(each)]
    if not (asked and 0.5 <= delay <= LONGEST and re.fullmatch(r"[ -~]{0,200}", contact)):
        remedy = f"give an address, a delay of 0.5 to {LONGEST:g} seconds, a contact in ASCII"
        raise InputError("fetch", "cannot begin with these arguments", remedy)
    local = {urlsplit(address).netloc for address in asked if allow_local}
    run = _Run(Path(folder), delay, most, local)
    run.headers["User-Agent"] = f"{AGENT} (a corpus for research; {contact or 'no contact'})"
    return run.over(asked)


class _Run:
    def __init__(self, folder: Path, delay: float, left: int, local: set[str]) -> None:
        from trafilatura.downloads import create_pool

        self.folder, self.delay, self.left, self.local = folder, delay, left, local
        self.pools = [create_pool(ssrf_protection=True), create_pool(ssrf_protection=False)]
        self.headers = {"Accept-Encoding": "gzip, deflate"}
        self.rows: dict[str, dict[str, str]] = {}  # address → what became of it
        self.queue: dict[str, str] = {}  # address → its host, still to be asked for
        self.ready: dict[str, float] = {}  # host → when it may be asked again
        self.failures: Counter[str] = Counter()  # host → failures in a row
        self.rules: dict[str, Any] = {}  # address of a robots.txt → what it says

    def over(self, addresses: list[str]) -> pd.DataFrame:
        path = self.folder / LIST
        if path.exists():
            for row in pd.read_csv(path, dtype=str, keep_default_na=False).to_dict("records"):
                if row["outcome"] not in PASSING and (self.folder / row["file"]).exists():
                    self.rows[row["address"]] = row
        self._take([*addresses, *filter(None, (row["leads_to"] for row in self.rows.values()))])
        table = tables.make(self.rows.values(), "fetched")
        while self.queue:
            address = min(self.queue, key=lambda each: self.ready.get(self.queue[each], 0.0))
            row = {"address": address, "asked": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"}
            try:
                row |= self._visit(address, self.queue.pop(address))
            except _Refused as refusal:
                row |= zip(("outcome", "reason", "remedy"), refusal.args, strict=True)
            self.rows[address] = row
            table = tables.make(self.rows.values(), "fetched")
            write_whole(path, lambda aside, table=table: table.to_csv(aside, index=False))
        return table

    def _take(self, addresses: Iterable[str]) -> None:
        new = (address for address in addresses if address not in self.rows)
        self.queue |= {address: urlsplit(address).hostname or "" for address in new}

    def _visit(self, address: str, host: str) -> dict[str, str]:
        from courlan import validate_url

        if not validate_url(address)[0]:
            remedy = "write the whole address, as https://example.org/page"
            raise _Refused("not a web address", "only http and https are fetched", remedy)
        if self.left <= 0:
            raise _Refused("left for later", "--most is reached: run the same command again", "")
        if self.failures[host] >= LOST:
            raise _Refused("gave up", f"{host} failed too often, or asks for a long pause", LATER)
        rules = self._robots(urljoin(address, "/robots.txt"))
        wait = float(rules.crawl_delay(AGENT) or 0)
        if not rules.can_fetch(address, AGENT) or wait > LONGEST:
            remedy = "leave it out, or ask the site's owner for a copy"
            raise _Refused("refused by robots", "its robots.txt forbids it or is too slow", remedy)
        self.left -= 1
        status, target, kind, body = self._ask(address, wait)
        if target:
            self._take([target])
            return {"outcome": "moved", "leads_to": target}
        if status in (404, 410):
            raise _Refused("not found", f"the server answered {status}", "check the address")
        if status != 200 or re.match("(image|audio|video|font)/", kind):
            raise _Refused("no page", f"the server answered {status}, {kind}", BY_HAND)
        if (inside := _inside(body, address)) is not None:
            self._take(inside)
            return {"outcome": "list", "reason": f"{len(inside)} addresses"}
        name = hashlib.sha256(address.encode()).hexdigest()[:16]
        file = f"{re.sub('[^a-z0-9.-]', '_', host)}/{name}.warc.gz"
        archive = _archived(address, kind, body)
        write_whole(self.folder / file, lambda path: path.write_bytes(archive))
        return {"outcome": "fetched", "file": file}

    def _robots(self, address: str) -> Any:
        """The rules of a site. Where it has no robots.txt, all is allowed."""
        from protego import Protego

        if address not in self.rules:
            target, redirects = address, 5  # as RFC 9309 has it
            while target and redirects:
                status, target, _, body = self._ask(target, 0)
                redirects -= 1
            text = body.decode("utf-8", "replace") if status == 200 else ""
            self.rules[address] = Protego.parse(text)
        return self.rules[address]

    def _ask(self, address: str, wait: float) -> tuple[int, str, str, bytes]:
        """Status, target of a redirect, kind and body, after the pause that the host is due."""
        from urllib3.exceptions import HTTPError
        from urllib3.util import Retry

        host, again = urlsplit(address).hostname or "", 0.0
        time.sleep(max(0.0, self.ready.get(host, 0.0) - time.monotonic()))
        options = {"redirect": False, "retries": False, "timeout": 30, "preload_content": False}
        try:
            pool = self.pools[urlsplit(address).netloc in self.local]
            answer = pool.request("GET", address, headers=self.headers, **options)
            body = answer.read(LARGEST + 1, decode_content=True)
            answer.close()
            if answer.status in BUSY:
                again = Retry().get_retry_after(answer) or 0.0
                raise HTTPError(f"the server answered {answer.status}")
        except (HTTPError, OSError) as error:
            if "non-public address" in str(error):  # how trafilatura's pool puts it
                remedy = "if the machine is yours, name its address and add --allow-local"
                raise _Refused("local address", "it is on the local network", remedy) from error
            self.failures[host] = LOST if again > LONGEST else self.failures[host] + 1
            raise _Refused("gave up", str(error)[:200], LATER) from error
        finally:
            self.ready[host] = time.monotonic() + max(self.delay, wait, again)
        self.failures[host] = 0
        if len(body) > LARGEST:
            raise _Refused("too large", f"more than {LARGEST >> 20} MiB", BY_HAND)
        target = answer.get_redirect_location()
        target = _one_spelling(urljoin(address, target)) if target else ""
        return answer.status, target, answer.headers.get("Content-Type", ""), body


def _one_spelling(written: str) -> str:
    """Host in small letters and ASCII, path quoted, no fragment, no password."""
    from urllib3.util import parse_url

    try:
        return parse_url(written.strip())._replace(fragment=None, auth=None).url
    except ValueError:
        return written.strip()


def _named_in(named: str | Path) -> list[str]:
    """One address, or those that a file holds."""
    if "://" in str(named):
        return [_one_spelling(str(named))]
    if not Path(named).is_file():
        remedy = "write the whole address, as https://example.org/page, or check the path"
        raise InputError(str(named), "neither an address nor a file", remedy)
    data = Path(named).read_bytes()
    if (inside := _inside(data, "")) is not None:
        return inside
    lines = [line.strip() for line in data.decode("utf-8-sig", "replace").splitlines()]
    return [_one_spelling(line) for line in lines if line and line[0] != "#"]


def _inside(data: bytes, base: str) -> list[str] | None:
    """Addresses of a sitemap or a feed (RSS, Atom), packed or not; None where it is neither."""
    from lxml import etree
    from trafilatura.utils import handle_compressed_file

    parser = etree.XMLParser(resolve_entities=False, recover=True)
    root = etree.fromstring(handle_compressed_file(data, LARGEST).strip() or b"<empty/>", parser)
    lists = {"urlset", "sitemapindex", "rss", "feed", "RDF"}
    if root is None or etree.QName(root).localname not in lists:
        return None
    return [_one_spelling(urljoin(base, str(place).strip())) for place in root.xpath(_PLACES)]


def _archived(address: str, kind: str, body: bytes) -> bytes:
    """A web archive of one response."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    http = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
    payload = {"payload": io.BytesIO(body), "length": len(body), "http_headers": http}
    writer.write_record(writer.create_warc_record(address, "response", **payload))
    return out.getvalue()
