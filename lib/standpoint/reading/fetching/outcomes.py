"""How the fetching of an address can end, what a person can do about it, and which ends mean that
something failed.
"""

from __future__ import annotations

from dataclasses import dataclass

# Outcome → what to do about it; empty where there is nothing to mend.
REMEDIES = {
    "fetched": "",
    "unchanged": "",
    "list": "",  # a sitemap or a feed: its addresses are rows of their own
    "same page": "",
    "left for later": "raise --most and run the same command again",
    "refused by robots": "leave it out, or ask the site's owner for leave or for a copy",
    "robots unreachable": (
        "run the same command again later; until the site states its rules nothing is fetched"
        " from it"
    ),
    "not found": "check the address, or look for the page in a web archive",
    "refused by the server": (
        "open it in a browser; save by hand what may be saved, and ingest the file"
    ),
    "not a text": "leave it out; save what a reader should take by hand",
    "empty": "open it in a browser; pages that are built by scripts must be saved by hand",
    "too large": "save it by hand and split it",
    "local address": (
        "if the machine is your own, name it as HOST:PORT in an address of the command and add"
        " --allow-local"
    ),
    "not a web address": "write the whole address, as https://example.org/page",
    "no such host": "check the spelling, and whether there is a network",
    "no safe connection": (
        "open it in a browser; the site's certificate is not in order, or a proxy replaces it"
    ),
    "redirects without end": "open it in a browser, and give the address that it ends at",
    "nested too deeply": "give the innermost sitemap itself",
    "unreadable answer": "open it in a browser and save it by hand",
    "gave up": "run the same command again later: what is there is not fetched again",
}
GOOD = frozenset({"fetched", "unchanged", "list", "same page", "left for later"})
# What an interrupted run, when it goes on, asks again: it may have passed.
PASSING = frozenset({"gave up", "robots unreachable", "left for later", "no such host"})


@dataclass(frozen=True)
class Trouble:
    """Why there is no answer that can be used: the outcome, the reason in words, and whether
    another try may help.
    """

    outcome: str
    reason: str
    again: bool = False
    wait: float | None = None  # seconds that the server asks to be left alone
    status: int = 0
