"""Names that stand for a time: "after the Velvet Revolution" is dated by who knows its days."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from timexpr.context import Meaning
from timexpr.engine import Tokens

_WORD = re.compile(r"[^\W\d_]+|\d+|[^\w\s]")
_RELATIONS = {
    "after": "after",
    "since": "after",
    "following": "after",
    "before": "before",
    "until": "before",
    "during": "during",
}


class NamedPeriod(NamedTuple):
    """A name, the days it stands for, and what an expression that uses it shows as its anchor."""

    name: str
    begin: dt.date
    end: dt.date
    granularity: str
    anchor: str


class Names:
    """Names of periods, made ready once and looked for in many texts; a longer name goes first."""

    def __init__(self, periods: Iterable[NamedPeriod]) -> None:
        self._by_word: dict[str, list[tuple[list[str], NamedPeriod]]] = {}
        for period in periods:
            words = _WORD.findall(period.name.lower())
            words = words[1:] if words[:1] == ["the"] else words
            if words:
                self._by_word.setdefault(words[0], []).append((words, period))
        for entries in self._by_word.values():
            entries.sort(key=lambda entry: (-len(entry[0]), entry[1].anchor))

    def find(self, tokens: Tokens) -> Iterator[tuple[int, int, NamedPeriod]]:
        """Where names stand: first token, the token behind the last, and the period.

        An article before a name belongs to it.
        """
        index, words = 0, tokens.words
        while index < len(words):
            entries = self._by_word.get(words[index], ())
            fits = (entry for entry in entries if words[index : index + len(entry[0])] == entry[0])
            name, period = next(fits, ([], None))
            if period is not None:
                article = index > 0 and words[index - 1] == "the"
                yield index - article, index + len(name), period
            index += len(name) or 1


def name_meaning(period: NamedPeriod, word_before: str) -> Meaning:
    """The meaning of a name; the word before it says whether it is the time after, or before."""
    first, last = period.begin.isoformat(), period.end.isoformat()
    value = first if first == last else f"{first}/{last}"
    relation = _RELATIONS.get(word_before)
    flags = (f"{relation}-event",) if relation else ()
    return Meaning(
        "DATE", value, period.begin, period.end, period.granularity, period.anchor, flags
    )
