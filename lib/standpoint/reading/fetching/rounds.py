"""The round of the hosts: whose turn it is, how long each is left alone, and what becomes of every
address.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from standpoint.reading.fetching.addresses import (
    Address,
    inside,
    is_list,
    origin_of,
    place_of,
    unpacked,
    web_address,
)
from standpoint.reading.fetching.client import Answer, Client
from standpoint.reading.fetching.outcomes import PASSING, REMEDIES, Trouble
from standpoint.reading.fetching.robots import Robots
from standpoint.reading.fetching.store import Store, when
from standpoint.reading.formats.source import Source, TooLarge

# addresses of a run: four sitemaps at their limit, nearly five days at a request every two seconds
MOST_LISTED = 200_000
DEEPEST = 3  # lists in lists: a sitemap of sitemaps is two
_REDIRECTS = (301, 302, 303, 307, 308)


@dataclass
class _Job:
    """An address on its way: `at` is where redirects have led it."""

    address: str
    found_in: str
    depth: int
    at: str
    hops: int = 0
    tries: int = 0
    begun: bool = False


class Rounds:
    """One run over all addresses. One request at a time; a host that must be waited for is passed
    over for another.
    """

    def __init__(
        self,
        client: Client,
        store: Store,
        *,
        delay: float,
        most: int,
        told: Callable[[Mapping[str, Any]], None],
    ) -> None:
        self.client, self.store, self.delay, self.most, self.told = client, store, delay, most, told
        self.robots = Robots(client, store.own / "robots", wait=self._wait, asked=self._asked)
        self.order: dict[
            str, dict[str, Any]
        ] = {}  # address → its row, empty until its end is known; in the order of the lists
        self._queues: dict[str, deque[_Job]] = {}
        self._ready: dict[str, float] = {}
        self._closed: dict[str, str] = {}  # host → why nothing more is asked of it
        self._lost: dict[str, int] = {}  # host → addresses given up one after the other
        self._finals: dict[str, str] = {}  # where a page is → the address that it was fetched for
        self._pages = 0

    def run(self, given: Iterable[Address]) -> list[dict[str, Any]]:
        """All rows, one for each address, in the order of the lists."""
        self._take(given, "", 0)
        while job := self._next():
            self._step(job)
        return list(self.order.values())

    # ---- whose turn it is ----

    def _take(self, found: Iterable[Address], found_in: str, depth: int) -> int:
        """Queue what is not known yet; returns how many could not be taken."""
        beyond = 0
        for each in found:
            if each.url in self.order:
                continue
            if len(self.order) >= MOST_LISTED:
                beyond += 1
                continue
            job = _Job(each.url, each.found_in or found_in, depth, each.url)
            self.order[each.url] = {}
            if each.reason:
                self._end(job, Trouble("not a web address", each.reason))
            else:
                self._queue(job).append(job)
        return beyond

    def _queue(self, job: _Job) -> deque[_Job]:
        return self._queues.setdefault(place_of(job.at)[0], deque())

    def _next(self) -> _Job | None:
        """The first address of the host that may be asked soonest, waited for."""
        self._queues = {host: queue for host, queue in self._queues.items() if queue}
        if not self._queues:
            return None
        now = self.client.clock.now()
        host = min(
            self._queues, key=lambda host: max(self._ready.get(host, 0.0), now)
        )  # the first of equals
        return self._queues[host].popleft()

    def _wait(self, url: str) -> None:
        left = self._ready.get(place_of(url)[0], 0.0) - self.client.clock.now()
        if left > 0:
            self.client.clock.sleep(left)

    def _asked(self, url: str, wait: float = 0.0) -> None:
        host = place_of(url)[0]
        self._ready[host] = max(
            self._ready.get(host, 0.0), self.client.clock.now() + max(self.delay, wait)
        )

    # ---- one step of one address ----

    def _step(self, job: _Job) -> None:
        if not job.begun:
            if self._as_before(job):
                return
            if self._pages >= self.most:
                return self._end(job, Trouble("left for later", f"--most {self.most} is reached"))
        host = place_of(job.at)[0]
        if host in self._closed:
            return self._end(job, Trouble("gave up", self._closed[host]))
        if job.at in self._finals:
            return self._end(
                job, Trouble("same page", f"leads to {job.at}, fetched for {self._finals[job.at]}")
            )
        rules = self.robots.rules(origin_of(job.at))
        if rules.trouble:
            return self._end(job, rules.trouble)
        if not rules.allow(job.at):
            return self._end(
                job, Trouble("refused by robots", f"{origin_of(job.at)}/robots.txt disallows it")
            )
        if rules.delay > self.client.patience.longest:
            return self._end(
                job,
                Trouble(
                    "refused by robots",
                    f"{origin_of(job.at)}/robots.txt asks for {rules.delay:g} seconds between"
                    " requests",
                ),
            )
        self._pages += not job.begun
        job.begun = True
        known = self.store.before.get(job.address, {})
        usable = self.store.has(known) and known.get("final") == job.at
        self._wait(job.at)
        answer = self.client.ask(job.at, known=known if usable else None)
        self._asked(job.at, rules.delay)
        if isinstance(answer, Trouble):
            self._failed(job, answer)
        else:
            self._lost[host] = 0
            self._answered(job, answer, known if usable else {})

    def _as_before(self, job: _Job) -> bool:
        """Whether the run that goes on had done with it already."""
        row = self.store.done.get(job.address)
        if not row or row["outcome"] in PASSING or (row.get("file") and not self.store.has(row)):
            return False
        job.begun = True
        self._pages += bool(row["asked"]) and row["outcome"] != "list"
        if row["outcome"] in ("fetched", "unchanged", "list"):
            self._finals[row["final"]] = job.address
        self.order[job.address] = row
        self.told(row)
        if row["outcome"] == "list":
            self._open(job, self.store.body(row))
        return True

    def _failed(self, job: _Job, trouble: Trouble) -> None:
        """Put it back with a wait that doubles, or as long as the server asks; or give up."""
        patience, host = self.client.patience, place_of(job.at)[0]
        job.tries += 1
        wait = trouble.wait if trouble.wait is not None else patience.backoff * 2 ** (job.tries - 1)
        if trouble.again and wait > patience.longest:
            self._closed[host] = (
                f"{trouble.reason} and asks to be left alone for {wait:,.0f} seconds"
            )
            return self._end(job, Trouble("gave up", self._closed[host], status=trouble.status))
        if trouble.again and job.tries < patience.tries:
            self._asked(job.at, wait)
            self._queue(job).appendleft(job)
            return None
        if trouble.again:
            self._lost[host] = self._lost.get(host, 0) + 1
            if self._lost[host] >= patience.lost:
                self._closed[host] = (
                    f"not tried: {self._lost[host]} addresses of {host} before it were given up"
                    f" ({trouble.reason})"
                )
        times = f", {job.tries} times" if job.tries > 1 else ""
        return self._end(
            job, Trouble(trouble.outcome, trouble.reason + times, status=trouble.status)
        )

    def _answered(self, job: _Job, answer: Answer, known: Mapping[str, Any]) -> None:
        status = answer.status
        if status == 304 and known:
            return self._unchanged(job, known, status)
        if status in _REDIRECTS:
            return self._led(job, answer)
        if status in (404, 410):
            return self._end(
                job, Trouble("not found", f"the server answered {status}", status=status)
            )
        if status not in (200, 203):
            return self._end(
                job,
                Trouble("refused by the server", f"the server answered {status}", status=status),
            )
        if not answer.body.strip():
            return self._end(job, Trouble("empty", "the server sent nothing", status=status))
        if answer.list and job.depth >= DEEPEST:
            return self._end(
                job,
                Trouble(
                    "nested too deeply",
                    f"a list in a list in a list, {job.depth} deep",
                    status=status,
                ),
            )
        row = self._row(job, "list" if answer.list else "fetched", status) | {
            "kind": answer.kind,
            "size": len(answer.body),
            "etag": answer.headers.get("ETag", "")[:500],
            "last_modified": answer.headers.get("Last-Modified", "")[:100],
            "sha256": hashlib.sha256(answer.body).hexdigest(),
            "list": answer.list,
        }
        if (
            known and known["sha256"] == row["sha256"]
        ):  # a server that does not know conditional requests
            return self._unchanged(job, known, status)
        row["fetched"] = row["checked"]
        if answer.list:
            self._pages -= 1
            row["reason"] = self._open(job, answer.body)
        self._finals[job.at] = job.address
        self.store.keep(row, answer)
        return self._ended(job, row)

    def _unchanged(self, job: _Job, known: Mapping[str, Any], status: int) -> None:
        row = (
            dict(known)
            | self._row(job, "list" if known["list"] else "unchanged", status)
            | {"fetched": known["fetched"]}
        )
        self._finals[job.at] = job.address
        if row["list"]:
            self._pages -= 1
            row["reason"] = self._open(job, self.store.body(row))
        self.store.note(row)
        self._ended(job, row)

    def _led(self, job: _Job, answer: Answer) -> None:
        target = web_address(urljoin(job.at, answer.headers.get("Location", "")))
        job.hops += 1
        if target.reason:
            return self._end(
                job,
                Trouble(
                    "not a web address",
                    f"leads to {target.url or 'nowhere'}: {target.reason}",
                    status=answer.status,
                ),
            )
        if job.hops > self.client.patience.redirects:
            return self._end(
                job,
                Trouble(
                    "redirects without end",
                    f"{job.hops} redirects, the last to {target.url}",
                    status=answer.status,
                ),
            )
        job.at, job.tries = target.url, 0
        return self._queue(job).appendleft(job)

    def _open(self, job: _Job, body: bytes) -> str:
        """Queue the addresses of a list; returns what could not be read of it."""
        try:
            given = unpacked(Source.of_bytes(body, "list.xml"))
            found, problem = (
                inside(given) if is_list(given) else ([], "neither a sitemap nor a feed")
            )
        except (TooLarge, OSError) as error:
            return str(error)
        beyond = self._take(found, job.address, job.depth + 1)
        return (
            problem
            + f"{beyond:,} of its addresses are beyond the {MOST_LISTED:,} of a run" * bool(beyond)
        )

    # ---- ends ----

    def _row(self, job: _Job, outcome: str, status: int) -> dict[str, Any]:
        now = self.client.clock.now()
        return {
            "address": job.address,
            "outcome": outcome,
            "status": status,
            "reason": "",
            "remedy": REMEDIES[outcome],
            "final": job.at,
            "found_in": job.found_in,
            "checked": when(now),
            "at": now,
            "asked": job.begun,
        }

    def _end(self, job: _Job, trouble: Trouble) -> None:
        """A row for an address that gives no page; what an earlier run fetched for it stays, and
        its row says so.
        """
        row = self._row(job, trouble.outcome, trouble.status) | {"reason": trouble.reason}
        before = self.store.before.get(job.address, {})
        if self.store.has(before) and trouble.outcome != "same page":
            row = {**before, **row, "final": before["final"]}
            row["reason"] += f"; the page of {before['fetched']} is still there"
        if job.begun:  # the others cost nothing to find out again, and there may be very many
            self.store.note(row)
        self._ended(job, row)

    def _ended(self, job: _Job, row: dict[str, Any]) -> None:
        self.order[job.address] = row
        self.told(row)
