"""Fetching, politely: addresses, sitemaps and feeds → a folder of web archives that `documents`
reads like any folder.

A site's robots.txt is obeyed, a host is left alone between two requests, a server that is
overloaded is asked again later and then not at all, and a second run asks only for what has
changed. Every address has one row that says what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from standpoint import tables
from standpoint.errors import InputError
from standpoint.reading.fetching.addresses import given_addresses, place_of
from standpoint.reading.fetching.client import Client, Clock, Patience
from standpoint.reading.fetching.network import Gate, Resolve, resolved
from standpoint.reading.fetching.outcomes import GOOD, REMEDIES
from standpoint.reading.fetching.robots import NAME
from standpoint.reading.fetching.rounds import Rounds
from standpoint.reading.fetching.store import OWN, Store

__all__ = ["DELAY", "GOOD", "MOST", "OWN", "REMEDIES", "Clock", "Patience", "agent", "fetched"]

# seconds between two requests to a host; no norm says how many, crawlers of libraries and archives
# take 1 to 5
DELAY = 2.0
SHORTEST = 0.5
MOST = 1000  # pages of one run, unless the user says more: half an hour of one server's attention


def fetched(
    addresses: str | Path | Iterable[str | Path],
    *,
    folder: str | Path,
    delay: float = DELAY,
    most: int = MOST,
    allow_local: bool = False,
    contact: str = "",
    patience: Patience | None = None,
    clock: Clock | None = None,
    resolve: Resolve = resolved,
    told: Callable[[Mapping[str, Any]], None] = lambda row: None,
) -> pd.DataFrame:
    """Addresses, or files that hold some (one a line, sitemaps, feeds) → the table `fetched`, one
    row for each; pages in `folder`.

    Sitemaps and feeds, given or met, are opened, and their addresses are fetched. `delay`: seconds
    between two requests to a host (a longer one that its robots.txt asks for counts); `most`: pages
    of this run, further ones are left for later; `allow_local`: hosts that `addresses` name
    themselves may be of the local network, others never; `contact`: an address of yours that
    servers are told; `told` hears each row as it ends. `patience`, `clock` and `resolve` are there
    for tests. A run that was interrupted goes on with the same command; one that came to its end is
    followed by one that asks what has changed. The table is also written to
    `folder/.fetched/fetched.csv` and `.parquet`.

    Raises InputError where no address is given, a file is not there, a number is out of range, or
    the folder cannot be used. Source: RFC 9309 (robots.txt), RFC 9110 (conditional requests,
    Retry-After), ISO 28500 (WARC).

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     rows = fetched(["ftp://example.org/a", "http://127.0.0.1/"], folder=folder)
    >>> rows.outcome.tolist()
    ['not a web address', 'local address']
    """
    given = given_addresses([addresses] if isinstance(addresses, str | Path) else addresses)
    if not SHORTEST <= delay <= 3600 or most < 1:
        raise InputError(
            "fetching",
            f"a delay of {delay:g} seconds, or {most} pages at most",
            f"wait {SHORTEST} seconds to an hour between requests, and fetch one page at least",
        )
    named = (
        frozenset(place_of(each.url) for each in given if not each.reason)
        if allow_local
        else frozenset()
    )
    clock = clock or Clock()
    client = Client(
        agent=agent(contact),
        gate=Gate(named, resolve),
        patience=patience or Patience(),
        clock=clock,
    )
    try:
        store = Store(folder, now=clock.now())
        whole = False
        try:
            rows = Rounds(client, store, delay=delay, most=most, told=told).run(given)
            columns = tables.SCHEMAS["fetched"].columns
            table = tables.make(
                (
                    {
                        name: row.get(name, 0 if kind == tables.INT else "")
                        for name, kind in columns.items()
                    }
                    for row in rows
                ),
                "fetched",
            )
            tables.write(table, "fetched", store.own)
            whole = True
        finally:
            store.close(whole=whole, now=clock.now())
    except OSError as error:  # the network's own have become rows
        said = error.strerror or str(error)
        raise InputError(
            str(error.filename or folder),
            f"cannot be written ({said})",
            "make room or choose another folder, and run the same command again: what is there is"
            " not fetched again",
        ) from error
    return table


def agent(contact: str = "") -> str:
    """How servers are told who asks. Raises InputError for a contact that no header can hold.

    >>> agent("me@example.org")
    'standpoint/0.1.0 (a corpus for research; me@example.org)'
    """
    from standpoint import __version__

    said = contact.strip()
    if not (said.isascii() and said.isprintable()) or len(said) > 200 or set(said) & set("()\\"):
        raise InputError(
            "contact",
            "holds what no header can, or more than 200 characters",
            "give an e-mail address or the address of a page",
        )
    return f"{NAME}/{__version__} (a corpus for research{'; ' * bool(said)}{said})"
