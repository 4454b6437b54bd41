"""What a site allows: its robots.txt, asked for once a day, kept on disk; without an answer nothing
is fetched (RFC 9309).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from standpoint.reading.fetching.addresses import web_address
from standpoint.reading.fetching.client import Answer, Client
from standpoint.reading.fetching.outcomes import Trouble

NAME = "standpoint"  # what a robots.txt calls us
MOST = 512 << 10  # bytes that are read of it; RFC 9309 asks for 500 KiB at least
FRESH = 24 * 3600  # seconds; RFC 9309: not longer


@dataclass(frozen=True)
class Rules:
    """The rules of a site, or why they are not known."""

    parsed: Any = None
    trouble: Trouble | None = None

    def allow(self, url: str) -> bool:
        """Whether an address may be fetched."""
        return self.parsed is None or self.parsed.can_fetch(url, NAME)

    @property
    def delay(self) -> float:
        """Seconds between requests that the site asks for."""
        if self.parsed is None:
            return 0.0
        rate = self.parsed.request_rate(NAME)
        return max(
            float(self.parsed.crawl_delay(NAME) or 0),
            rate.seconds / rate.requests if rate and rate.requests else 0.0,
        )


class Robots:
    """The rules of every site that is asked; `wait` and `asked` keep the delay of its host, as with
    pages.
    """

    def __init__(
        self,
        client: Client,
        folder: Path,
        *,
        wait: Callable[[str], None],
        asked: Callable[[str], None],
    ) -> None:
        self.client, self.folder, self._wait, self._asked = client, folder, wait, asked
        self._known: dict[str, Rules] = {}

    def rules(self, origin: str) -> Rules:
        """The rules of a site (`https://example.org`), asked for where they are not known."""
        if origin not in self._known:
            self._known[origin] = self._kept(origin) or self._fetched(origin)
        return self._known[origin]

    def _file(self, origin: str) -> Path:
        return self.folder / f"{hashlib.sha256(origin.encode()).hexdigest()[:32]}.json"

    def _kept(self, origin: str) -> Rules | None:
        try:
            kept = json.loads(self._file(origin).read_text(encoding="utf-8"))
            if kept["origin"] == origin and 0 <= self.client.clock.now() - kept["when"] < FRESH:
                return _rules(kept["text"])
        except (OSError, ValueError, KeyError, TypeError):
            pass
        return None

    def _fetched(self, origin: str) -> Rules:
        found = self._text(f"{origin}/robots.txt")
        if isinstance(found, Trouble):
            return Rules(trouble=found)
        self.folder.mkdir(parents=True, exist_ok=True)
        aside = self._file(origin).with_suffix(".part")
        aside.write_text(
            json.dumps({"origin": origin, "when": self.client.clock.now(), "text": found}),
            encoding="utf-8",
        )
        os.replace(aside, self._file(origin))
        return _rules(found)

    def _text(self, url: str) -> str | Trouble:
        """The text of a robots.txt; empty where there is none."""
        patience, hops, tries = self.client.patience, 0, 0
        while True:
            self._wait(url)
            answer = self.client.ask(url, most=MOST, any_kind=True)
            self._asked(url)
            tries += 1
            if isinstance(answer, Answer) and answer.status in (301, 302, 303, 307, 308):
                hops += 1
                target = web_address(urljoin(url, answer.headers.get("Location", "")))
                if hops > patience.redirects:
                    return ""  # RFC 9309: as if there were none
                if target.reason:
                    return _unreachable(f"leads to what is no address ({target.reason})")
                url = target.url
                continue
            if isinstance(answer, Answer):
                if answer.status >= 500:
                    return _unreachable(f"the server answered {answer.status}")
                return (
                    answer.body.decode("utf-8", errors="replace")
                    if answer.status in (200, 203)
                    else ""
                )
            wait = answer.wait if answer.wait is not None else patience.backoff * 2 ** (tries - 1)
            if not answer.again or tries >= patience.tries or wait > patience.longest:
                same = answer.outcome in ("local address", "no such host", "no safe connection")
                return answer if same else _unreachable(answer.reason)
            self.client.clock.sleep(wait)


def _unreachable(reason: str) -> Trouble:
    return Trouble("robots unreachable", f"robots.txt: {reason}")


def _rules(text: str) -> Rules:
    from protego import Protego

    return Rules(Protego.parse(text)) if text.strip() else Rules()
