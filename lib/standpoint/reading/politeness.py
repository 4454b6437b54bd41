"""Asking hosts politely: what their robots.txt forbids is not asked for, and pauses are kept.

trafilatura's connection pool keeps out of the local network, protego reads robots.txt (RFC 9309).
"""

from __future__ import annotations

import time
from collections import Counter
from typing import Any
from urllib.parse import urljoin, urlsplit

AGENT = "standpoint"  # what a robots.txt calls us
LONGEST = 600.0  # seconds between requests: a host that asks for more is left out
LARGEST = 50 << 20  # bytes of a page or list: the limit of the sitemap protocol
LOST = 5  # failures in a row after which a host is given up
BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})


class Refused(Exception):
    """Why an address gives no page: outcome and reason."""


class Hosts:
    """The hosts that a run asks; those in `local` may be of the local network."""

    def __init__(self, delay: float, contact: str, local: set[str]) -> None:
        from trafilatura.downloads import create_pool

        self.delay, self.local = delay, local
        self.pools = [create_pool(ssrf_protection=True), create_pool(ssrf_protection=False)]
        agent = f"{AGENT} (a corpus for research; {contact or 'no contact'})"
        headers = {"Accept-Encoding": "gzip, deflate", "User-Agent": agent}
        self.options = {"headers": headers, "timeout": 30, "preload_content": False}
        self.ready: Counter[str] = Counter()  # host → when it may be asked again
        self.failures: Counter[str] = Counter()  # host → failures in a row
        self.rules: dict[str, Any] = {}  # address of a robots.txt → what it says

    def page(self, address: str) -> tuple[Any, bytes]:
        """Answer and body of an address that robots.txt allows, or Refused."""
        host = urlsplit(address).hostname
        if self.failures[host] >= LOST:
            raise Refused("gave up", f"{host} failed too often, or asks for a long pause")
        rules = self._robots(urljoin(address, "/robots.txt"))
        wait = float(rules.crawl_delay(AGENT) or 0)
        if not rules.can_fetch(address, AGENT) or wait > LONGEST:
            raise Refused("refused by robots", "its robots.txt forbids it or is too slow")
        return self._ask(address, wait)

    def _robots(self, address: str) -> Any:
        """The rules of a site. Where it has no robots.txt, all is allowed."""
        from protego import Protego

        if address not in self.rules:
            answer, body = self._ask(address, 0, redirects=5)  # as RFC 9309 has it
            text = body.decode("utf-8", "replace") if answer.status == 200 else ""
            self.rules[address] = Protego.parse(text)
        return self.rules[address]

    def _ask(self, address: str, wait: float, *, redirects: int = 0) -> tuple[Any, bytes]:
        """Answer and body, after the pause that the host is due."""
        from urllib3 import Retry
        from urllib3.exceptions import HTTPError

        host, again = urlsplit(address).hostname or "", 0.0
        time.sleep(max(0.0, self.ready[host] - time.monotonic()))
        follow = {"retries": Retry(redirects, connect=0, read=0) if redirects else False}
        pool = self.pools[urlsplit(address).netloc in self.local]
        try:
            answer = pool.request("GET", address, **follow, **self.options)
            body = answer.read(LARGEST + 1, decode_content=True)
            answer.close()
            if answer.status in BUSY:
                again = Retry().get_retry_after(answer) or 0.0
                raise HTTPError(f"the server answered {answer.status}")
        except (HTTPError, OSError) as error:
            if "non-public address" in str(error):  # how trafilatura's pool puts it
                raise Refused("local address", "it is on the local network") from error
            self.failures[host] = LOST if again > LONGEST else self.failures[host] + 1
            raise Refused("gave up", str(error)[:200]) from error
        finally:
            self.ready[host] = time.monotonic() + max(self.delay, wait, again)
        self.failures[host] = 0
        if len(body) > LARGEST:
            raise Refused("no page", f"more than {LARGEST >> 20} MiB")
        return answer, body
