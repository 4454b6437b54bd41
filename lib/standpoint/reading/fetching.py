"""Fetching pages: addresses, sitemaps and feeds become a folder of web archives (ISO 28500)."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import SplitResult, urldefrag, urljoin, urlsplit

import pandas as pd

from standpoint import tables
from standpoint.errors import InputError
from standpoint.project import write_whole
from standpoint.reading.politeness import LARGEST, LONGEST, Hosts, Refused

LIST = ".fetched/fetched.csv"  # hidden below the folder, so that `documents` passes it by
# What the next run asks for again. Lists belong to it because new pages appear in them.
PASSING = frozenset({"list", "left for later", "gave up"})
REMEDIES = {
    "not a web address": "write the whole address, or check the path of the list",
    "local address": "if the machine is yours, name its address and add --allow-local",
    "refused by robots": "leave it out, or ask the site's owner for a copy",
    "left for later": "",
    "gave up": "run the same command again later",
    "not found": "check the address",
    "no page": "open it in a browser, and save it by hand if that is allowed",
}


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

    The same call again goes on where it stopped, or fetches what is new in lists.

    Parameters
    ----------
    addresses
        Addresses of pages, sitemaps or feeds, or files that hold them, one a line.
    delay
        Seconds between two requests to a host. A longer delay in its robots.txt counts.
    most
        Answers that this run takes. What is beyond them is left for later.
    allow_local
        Hosts that `addresses` name may be of the local network. Others never are.
    """
    asked = [address for each in addresses for address in _named_in(each)]
    if not (asked and 0.5 <= delay <= LONGEST and re.fullmatch(r"[ -~]{0,200}", contact)):
        remedy = f"give an address, a delay of 0.5 to {LONGEST:g} seconds, a contact in ASCII"
        raise InputError("fetch", "cannot begin with these arguments", remedy)
    local = {_split(address).netloc for address in asked if allow_local}
    return _Run(Path(folder), most, Hosts(delay, contact, local)).over(asked)


def _whole(place: str, base: str = "") -> str:
    """A place as a whole address without its fragment; as it is, where it is none."""
    try:
        return urldefrag(urljoin(base, place)).url
    except ValueError:
        return place


def _split(address: str) -> SplitResult:
    """The parts of an address; none of one that cannot be taken apart, such as http://[."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def _named_in(named: str | Path) -> list[str]:
    """One address, or those that a file holds."""
    lines = [str(named)]
    if "://" not in lines[0] and Path(named).is_file():
        lines = Path(named).read_text("utf-8-sig", "replace").splitlines()
    return [_whole(line.strip()) for line in lines if line.strip() and line[0] != "#"]


class _Run:
    def __init__(self, folder: Path, left: int, hosts: Hosts) -> None:
        self.folder, self.left, self.hosts = folder, left, hosts
        self.rows: dict[str, dict[str, str]] = {}  # address → what became of it
        self.queue: dict[str, str] = {}  # address → its host, still to be asked for

    def over(self, addresses: list[str]) -> pd.DataFrame:
        if (self.folder / LIST).exists():
            known = pd.read_csv(self.folder / LIST, dtype=str, keep_default_na=False)
            for row in known.to_dict("records"):
                if row["outcome"] not in PASSING and (self.folder / row["file"]).exists():
                    self.rows[row["address"]] = row
        self._take([*addresses, *(row["leads_to"] for row in self.rows.values())])
        while self.queue:
            address = min(self.queue, key=lambda each: self.hosts.ready[self.queue[each]])
            row = {"address": address, "asked": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"}
            try:
                row |= self._visit(address, self.queue.pop(address))
            except Refused as refusal:
                row |= zip(("outcome", "reason"), refusal.args, strict=True)
                row["remedy"] = REMEDIES[row["outcome"]]
            self.rows[address] = row
            self._saved()
        return self._saved()

    def _saved(self) -> pd.DataFrame:
        table = tables.make(self.rows.values(), "fetched")
        write_whole(self.folder / LIST, lambda aside: table.to_csv(aside, index=False))
        return table

    def _take(self, addresses: Iterable[str]) -> None:
        new = (address for address in addresses if address and address not in self.rows)
        self.queue |= {address: _split(address).hostname or "" for address in new}

    def _visit(self, address: str, host: str) -> dict[str, str]:
        if not (host and re.match("https?://", address)):
            raise Refused("not a web address", "only http and https are fetched")
        if self.left <= 0:
            raise Refused("left for later", "--most is reached: run the same command again")
        answer, body = self.hosts.page(address)
        self.left -= 1
        if target := answer.get_redirect_location():
            target = _whole(target, address)
            self._take([target])
            return {"outcome": "moved", "leads_to": target}
        kind = answer.headers.get("Content-Type", "")
        if answer.status != 200 or re.match("(image|audio|video|font)/", kind):
            outcome = "not found" if answer.status in (404, 410) else "no page"
            raise Refused(outcome, f"the server answered {answer.status}, {kind}".rstrip(", "))
        if (inside := _inside(body, address)) is not None:
            self._take(inside)
            return {"outcome": "list", "reason": f"{len(inside)} addresses"}
        name = hashlib.sha256(address.encode()).hexdigest()[:16]
        file = f"{re.sub('[^a-z0-9.-]', '_', host)}/{name}.warc.gz"
        write_whole(self.folder / file, lambda path: _archive(path, address, kind, body))
        return {"outcome": "fetched", "file": file}


def _inside(data: bytes, base: str) -> list[str] | None:
    """Addresses of a sitemap or a feed (RSS, Atom), packed or not; None where it is neither."""
    from lxml import etree
    from trafilatura.utils import handle_compressed_file

    parser = etree.XMLParser(resolve_entities=False, recover=True)
    root = etree.fromstring(handle_compressed_file(data, LARGEST).strip() or b"<empty/>", parser)
    lists = {"urlset", "sitemapindex", "rss", "feed", "RDF"}
    if root is None or etree.QName(root).localname not in lists:
        return None
    links = [*root.iterfind(".//{*}url/{*}loc"), *root.iterfind(".//{*}sitemap/{*}loc")]
    links += [*root.iterfind(".//{*}item/{*}link"), *root.iterfind(".//{*}entry/{*}link")]
    places = (
        (link.text or link.get("href") or "").strip()
        for link in links
        if link.get("rel", "alternate") == "alternate"
    )
    return [_whole(place, base) for place in places]


def _archive(path: Path, address: str, kind: str, body: bytes) -> None:
    """Write a web archive of one response."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    http = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        about = {"payload": io.BytesIO(body), "length": len(body), "http_headers": http}
        writer.write_record(writer.create_warc_record(address, "response", **about))
