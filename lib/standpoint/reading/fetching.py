"""Fetching pages: addresses, sitemaps and feeds become a folder of web archives (ISO 28500)."""

import hashlib
import io
import re
import time
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from urllib.parse import SplitResult, urldefrag, urljoin, urlsplit

import pandas as pd
from lxml import etree
from protego import Protego
from trafilatura.downloads import create_pool
from trafilatura.utils import handle_compressed_file
from urllib3 import BaseHTTPResponse, Retry
from urllib3.exceptions import HTTPError
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from standpoint import tables
from standpoint.errors import InputError
from standpoint.project import write_whole

LIST = ".fetched/fetched.csv"  # hidden below the folder, so that `documents` passes it by
AGENT = "standpoint"  # what a robots.txt calls us
LONGEST = 600.0  # seconds between requests: a host that asks for more is left out
LARGEST = 50 << 20  # bytes of a page or list: the limit of the sitemap protocol
LOST = 5  # failures in a row after which a host is given up
REMEDIES = {
    "not a web address": "write the whole address, or check the path of the list",
    "local address": "if the machine is yours, name its address and add --allow-local",
    "refused by robots": "leave it out, or ask the site's owner for a copy",
    "gave up": "run the same command again later",
    "not found": "check the address",
    "no page": "open it in a browser, and save it by hand if that is allowed",
}


class _NoPage(Exception):
    """Why an address gives no page: outcome, reason, and any addresses to ask for instead."""


def fetch_pages(
    addresses: Iterable[str | Path],
    *,
    folder: str | Path,
    delay: float = 2.0,
    most: int = 1000,
    contact: str = "",
    allow_local: bool = False,
) -> pd.DataFrame:
    """Fetch pages into a folder, and make the table `fetched`, which stands in `LIST` there too.

    Parameters
    ----------
    addresses
        Addresses of pages, sitemaps or feeds, or files that hold them, one a line.
    delay
        Seconds between two requests to a host. A longer delay in its robots.txt counts.
    most
        Pages and lists that this run asks for. What is beyond them is left for
        the same call again, which asks for all but the pages that are there.
    allow_local
        Hosts that `addresses` name may be of the local network. Others never are.
    """
    asked = [address for each in addresses for address in _named_in(each)]
    if not (asked and 0.5 <= delay <= LONGEST and re.fullmatch(r"[ -~]{0,200}", contact)):
        remedy = f"give an address, a delay of 0.5 to {LONGEST:g} seconds, a contact in ASCII"
        raise InputError("fetch", "cannot begin with these arguments", remedy)
    local = {_parts(address).netloc for address in asked if allow_local}
    folder, hosts = Path(folder), _Hosts(delay, contact, local)
    rows: dict[str, dict[str, str]] = {}
    queue = {address: _parts(address).hostname for address in asked}
    try:
        while queue and hosts.asked < most:
            address = min(queue, key=lambda each: hosts.ready[queue[each]])
            row = rows[address] = {"address": address, "asked": str(datetime.now(UTC))[:19]}
            try:
                row |= {"outcome": "fetched", "file": _fetched(address, folder, hosts)}
            except _NoPage as why:
                outcome, reason, *instead = why.args
                row |= {"outcome": outcome, "reason": reason, "remedy": REMEDIES.get(outcome, "")}
                found = {each: _parts(each).hostname for each in instead if each not in rows}
                # The pages of a list come before the next list, or `most` is spent on lists.
                queue = found | queue if outcome == "list" else queue | found
            del queue[address]
    finally:  # an interrupted run leaves its list too
        rows |= {
            a: {"address": a, "outcome": "left for later", "reason": "run again"} for a in queue
        }
        table = tables.make(rows.values(), "fetched")
        write_whole(folder / LIST, partial(tables.spreadsheet_safe(table).to_csv, index=False))
    return table


def _parts(place: str, base: str = "") -> SplitResult:
    """A whole address without its fragment, taken apart; all path where it is none (http://[)."""
    try:
        return urlsplit(urldefrag(urljoin(base, place)).url)
    except ValueError:
        return SplitResult("", "", place, "", "")


def _named_in(named: str | Path) -> list[str]:
    """One address, or those that a file holds."""
    file = "://" not in str(named) and Path(named).is_file()
    lines = Path(named).read_text("utf-8-sig", "replace").splitlines() if file else [str(named)]
    return [_parts(line.strip()).geturl() for line in lines if line.strip() and line[0] != "#"]


class _Hosts:
    """The hosts that a run asks. trafilatura's pool keeps out of local ones, but for `local`."""

    def __init__(self, delay: float, contact: str, local: set[str]) -> None:
        self.delay, self.local = delay, local
        self.pools = [create_pool(ssrf_protection=safe, timeout=30) for safe in (True, False)]
        agent = f"{AGENT} (a corpus for research; {contact or 'no contact'})"
        told = {"Accept-Encoding": "gzip, deflate", "User-Agent": agent}
        once = Retry(5, connect=0, read=0, respect_retry_after_header=False)  # 5 redirects
        self.options: dict = {"headers": told, "retries": once, "preload_content": False}
        self.ready: Counter[str | None] = Counter()  # host → when it may be asked again
        self.failures: Counter[str | None] = Counter()  # host → failures in a row
        self.asked = 0  # pages and lists
        self.rules: dict[str, Protego] = {}  # address of a robots.txt → what it says

    def page(self, address: str) -> tuple[BaseHTTPResponse, bytes]:
        """Answer and body of an address that robots.txt allows. Without a robots.txt, all is."""
        host, robots = urlsplit(address).hostname, urljoin(address, "/robots.txt")
        if self.failures[host] >= LOST:
            raise _NoPage("gave up", f"{host} failed {LOST} times in a row")
        if robots not in self.rules:
            answer, body = self._ask(host, robots, redirect=True)  # as RFC 9309 has it
            text = body.decode("utf-8-sig", "replace") if answer.status == 200 else ""
            self.rules[robots] = Protego.parse(text)
        wait = float(self.rules[robots].crawl_delay(AGENT) or 0)
        if not self.rules[robots].can_fetch(address, AGENT) or wait > LONGEST:
            raise _NoPage("refused by robots", "its robots.txt forbids it or is too slow")
        self.asked += 1
        return self._ask(host, address, wait)

    def _ask(self, host: str, address: str, wait: float = 0, *, redirect: bool = False) -> tuple:
        time.sleep(max(0.0, self.ready[host] - time.monotonic()))
        pool = self.pools[urlsplit(address).netloc in self.local]
        try:
            with pool.request("GET", address, redirect=redirect, **self.options) as answer:
                body = answer.read(LARGEST + 1, decode_content=True)
            if answer.status == 429 or answer.status >= 500:
                raise HTTPError(f"the server answered {answer.status}")
            self.failures[host] = 0
        except (HTTPError, OSError) as error:
            if "non-public address" in str(error):  # how trafilatura's pool puts it
                raise _NoPage("local address", "it is on the local network") from error
            self.failures[host] += 1
            raise _NoPage("gave up", str(error)[:200]) from error
        finally:  # after each failure the pause doubles
            self.ready[host] = time.monotonic() + max(self.delay, wait) * 2 ** self.failures[host]
        return answer, body


def _fetched(address: str, folder: Path, hosts: _Hosts) -> str:
    """The file of a page, which is asked for where it is not there yet."""
    if not (re.match("https?:", address) and (host := _parts(address).hostname)):
        raise _NoPage("not a web address", "only http and https are fetched")
    name = hashlib.sha256(address.encode()).hexdigest()[:16]
    file = f"{re.sub('[^a-z0-9.-]', '_', host)}/{name}.warc.gz"
    if (folder / file).exists():
        return file
    answer, body = hosts.page(address)
    if target := answer.get_redirect_location():
        raise _NoPage("moved", f"to {target}", _parts(target, address).geturl())
    kind = "too large" if len(body) > LARGEST else answer.headers.get("Content-Type", "")
    if answer.status != 200 or re.match("(too large|image|audio|video|font)", kind):
        outcome = "not found" if answer.status in (404, 410) else "no page"
        raise _NoPage(outcome, f"the server answered {answer.status}, {kind}".rstrip(", "))
    if (inside := _inside(body, address)) is not None:
        raise _NoPage("list", f"{len(inside)} addresses", *inside)
    write_whole(folder / file, lambda path: _archive(path, address, kind, body))
    return file


def _inside(data: bytes, base: str) -> list[str] | None:
    """Addresses of a sitemap or a feed (RSS, Atom), packed or not; None where it is neither."""
    parser = etree.XMLParser(resolve_entities=False, recover=True)
    root = etree.fromstring(handle_compressed_file(data, LARGEST).strip() or b"<empty/>", parser)
    if root is None or not re.search("(^|})(urlset|sitemapindex|rss|feed|RDF)$", root.tag):
        return None
    parts = ("url/{*}loc", "sitemap/{*}loc", "item/{*}link", "entry/{*}link")
    links = (link for part in parts for link in root.iterfind(f".//{{*}}{part}"))
    pages = (link for link in links if link.get("rel", "alternate") == "alternate")
    return [_parts((p.text or p.get("href") or "").strip(), base).geturl() for p in pages]


def _archive(path: Path, address: str, kind: str, body: bytes) -> None:
    """Write a web archive of one response."""
    http = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        about = {"payload": io.BytesIO(body), "length": len(body), "http_headers": http}
        writer.write_record(writer.create_warc_record(address, "response", **about))
