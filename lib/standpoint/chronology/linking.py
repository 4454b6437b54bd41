"""Candidates → reference events: which of the known happenings a sentence tells of, comments on, or
only names.

A reference event is known by its days, kind, actors, title and the phrases that name it. What a
candidate shares with these is weighed: words that few reference events have count more (inverse
document frequency, Spärck Jones 1972), names of actors count as actors and not as words. A
candidate tells of an event where the days meet, the kinds can be names of one happening, and enough
words or a phrase agree; what somebody says about a happening on its days is a comment on it, and a
happening of its own."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import NamedTuple, Protocol

import pandas as pd

from standpoint import tables
from standpoint.chronology.kinds import FAMILIES, alike

TELLS, NAMES, COMMENTS = 0, 1, 2  # how a candidate speaks of its reference event
DAY = pd.Timedelta(days=1)
NEAR = DAY  # reports are dated by event or by publication: one day apart is the same day
AFTERWARDS = 3 * DAY  # how long after a happening what is said of it is taken as a comment on it
# Thresholds: chosen on the digest's entries that are not held out
# (tests/benchmarks/bench_events.py).
# share of the weight of a title's words from which a candidate of the same kind tells of the event
ENOUGH = 0.34
MORE = 0.6  # … where the kinds differ
ABOUT = 0.3  # … from which a statement made in its days comments on it
WORD = re.compile(
    r"\b([^\W\d_]{3,5})[^\W\d_]*"
)  # the first letters stand for the word: deploy, deployed, deploying
NUMBER = re.compile(r"\b\d[\d,.]*\d\b")  # 1,960 peacekeepers; 100,000 people
# Words that any two reports share, as their first letters.
COMMON = frozenset(
    "the and for are was were has had not its his her who but all any out one two can may did now"
    " new our you she him off how own per via more than over after before that with from into says"
    " said their first about some they this will have been which tells told".split()
)


class Told(Protocol):
    """What is asked of a candidate."""

    begin: pd.Timestamp
    end: pd.Timestamp
    granularity: str
    title: str
    spoken: str
    before: str
    agent: str
    actors: frozenset[str]
    kind: str
    words: frozenset[str]


class Link(NamedTuple):
    """A reference event and how a candidate speaks of it; `fit` is how much of its title is told,
    0..1.
    """

    reference: str
    rank: int
    fit: float


class _Known(NamedTuple):
    id: str
    begin: pd.Timestamp
    end: pd.Timestamp
    kind: str
    first: str  # of the actors: who speaks, where the event is a statement
    actors: dict[str, str]  # and the last word of each one's id, by which a title may name it
    speakers: frozenset[str]  # words by which a speech of this event's first actor is known
    phrases: re.Pattern[str]
    bags: tuple[frozenset[str], ...]  # the phrases as bags of words
    weights: dict[str, float]  # the title's words, their weights add up to 1


def stems(text: str) -> frozenset[str]:
    """The words of a text as their first letters, and its numbers.

    >>> sorted(stems("1,960 peacekeepers deployed"))
    ['1,960', 'deplo', 'peace']
    """
    return frozenset(
        {stem.lower() for stem in WORD.findall(text)} - COMMON | set(NUMBER.findall(text))
    )


class Links:
    """Reference events, ready to be asked which of them a candidate speaks of."""

    def __init__(self, reference: pd.DataFrame) -> None:
        rows = list(reference.itertuples())
        frequency = Counter(stem for row in rows for stem in stems(f"{row.title} {row.words}"))
        self.known = {row.id: _known(row, frequency, len(rows)) for row in rows}
        self.by_year: dict[int, list[_Known]] = {}
        for known in self.known.values():
            for year in range((known.begin - DAY).year, (known.end + AFTERWARDS).year + 1):
                self.by_year.setdefault(year, []).append(known)

    def find(self, candidate: Told) -> list[Link]:
        """The event that a candidate tells of, if any, first; then those that it comments on."""
        telling: list[tuple[float, str, Link]] = []
        comments: list[tuple[float, str, Link]] = []
        for known in self._in_time(candidate):
            score, link = _weigh(candidate, known)
            if link is not None:
                (telling if link.rank == TELLS else comments).append((score, known.id, link))
        best = [max(telling)[2]] if telling else []
        told = {link.reference for link in best}
        return (
            best
            + [link for _, _, link in sorted(comments, reverse=True) if link.reference not in told][
                :2
            ]
        )

    def _in_time(self, candidate: Told) -> list[_Known]:
        first, last = candidate.begin.year, candidate.end.year
        if last - first > 3:
            return []  # "in the last decade" is no date of a happening
        found = {
            known.id: known
            for year in range(first, last + 1)
            for known in self.by_year.get(year, ())
        }
        return list(found.values())


def _known(row: object, frequency: Counter[str], count: int) -> _Known:
    phrases = tables.split_cell(row.words)
    names = {
        stem for actor in tables.split_cell(row.actors) for stem in stems(actor.replace("-", " "))
    }
    words = stems(row.title) - names or stems(row.title)
    raw = {stem: math.log(1 + count / frequency[stem]) for stem in words}
    actors = tuple(tables.split_cell(row.actors))
    return _Known(
        row.id,
        row.begin,
        row.end_date,
        row.kind,
        actors[0] if actors else "",
        {actor: max(stems(actor.rsplit("-", 1)[-1]), default=actor) for actor in actors},
        stems(actors[0].replace("-", " ")) if actors else frozenset(),
        re.compile("|".join(rf"\b{re.escape(p)}\b" for p in phrases) or r"(?!)", re.IGNORECASE),
        tuple(bag for bag in map(stems, phrases) if len(bag) >= 2),
        {stem: weight / sum(raw.values()) for stem, weight in raw.items()},
    )


def _weigh(candidate: Told, known: _Known) -> tuple[float, Link | None]:
    """How much a candidate says of a reference event, and what that makes of it."""
    meets = _meets(candidate, known.begin, known.end)
    late = known.begin - NEAR <= candidate.begin and candidate.end <= known.end + AFTERWARDS
    if not meets and not late:
        return 0.0, None
    fit = sum(weight for stem, weight in known.weights.items() if stem in candidate.words)
    named = bool(known.phrases.search(candidate.spoken))
    bagged = any(bag <= candidate.words for bag in known.bags)
    title = stems(candidate.title)  # of a document, whose names are in no table of mentions
    actors = candidate.actors | {actor for actor, name in known.actors.items() if name in title}
    shared = len(known.actors.keys() & actors) / max(min(len(known.actors), len(actors)), 1)
    same = alike(known.kind, candidate.kind)
    exact = candidate.begin == known.begin
    speech = FAMILIES.get(known.kind) == "speech"
    score = 2 * fit + named + 0.5 * bagged + shared + 0.5 * same + 0.5 * exact
    if meets and (not speech or _speaks(candidate, known)):
        told = (
            named
            or bagged
            or fit >= (ENOUGH if same else MORE)
            or (exact and known.kind == candidate.kind and fit >= 0.2 and shared >= 0.5)
        )
        # What is said of a happening on its day is not the happening; an act may well be called a
        # statement.
        kin = same or fit >= MORE or (speech and exact and (named or bagged))
        if told and kin and shared >= 0.25:
            return score, Link(known.id, TELLS, fit)
    if (
        FAMILIES.get(candidate.kind) == "speech"
        and known.begin - NEAR <= candidate.begin <= known.begin + AFTERWARDS
    ):
        answers = speech and known.first in candidate.actors and shared >= 0.5
        about = (fit >= ABOUT or bagged or named) and shared >= 0.25
        if speech and _speaks(candidate, known):
            return score, None  # something else that the same person said
        if about or answers or (exact and fit >= 0.12 and shared >= 0.5):
            return score, Link(known.id, COMMENTS, fit)
    return score, None


def _speaks(candidate: Told, known: _Known) -> bool:
    """Whether the candidate is a speech of the event's first actor."""
    if candidate.agent and candidate.agent == known.first:
        return True
    return bool(known.speakers & stems(candidate.before))


def _meets(candidate: Told, begin: pd.Timestamp, end: pd.Timestamp) -> bool:
    """Whether a date can be the reference's: the same beginning, or a vaguer date around it, or
    much the same span.
    """
    if abs(candidate.begin - begin) <= NEAR:
        return True
    if (
        candidate.begin <= begin
        and candidate.end >= end
        and candidate.granularity not in ("day", "time")
    ):
        return True
    shared = min(candidate.end, end) - max(candidate.begin, begin)
    return shared >= (max(candidate.end, end) - min(candidate.begin, begin)) / 2 > pd.Timedelta(0)
