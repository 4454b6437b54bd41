"""Links to reference events: which of them a candidate tells of, comments on, or only names.

Days, kind, actors, words of the title and phrases are weighed. Words that few reference events have
count more (inverse document frequency, Spärck Jones 1972); names of actors count as actors only.
"""

import math
import re
from collections import Counter
from typing import NamedTuple

import pandas as pd

from standpoint import tables
from standpoint.chronology.kinds import FAMILIES, alike
from standpoint.chronology.triggers import en

TELLS, NAMES, COMMENTS = 0, 1, 2  # how a candidate speaks of its reference event
DAY = pd.Timedelta(days=1)
NEAR = DAY  # reports are dated by event or by publication: one day apart is the same day
AFTERWARDS = 3 * DAY  # how long after a happening what is said of it is taken as a comment on it
# Thresholds, chosen on the digest's entries that are not held out
# (tests/benchmarks/bench_events.py): the share of the weight of a title's words from which …
ENOUGH = 0.34  # … a candidate of the same kind tells of the event
MORE = 0.6  # … a candidate of another kind does
ABOUT = 0.3  # … a statement made in its days comments on it
# The first letters stand for the word: deploy, deployed, deploying.
WORD = re.compile(r"\b([^\W\d_]{3,5})[^\W\d_]*")
NUMBER = re.compile(r"\b\d[\d,.]*\d\b")  # 1,960 peacekeepers; 100,000 people


class Candidate(NamedTuple):
    """One telling: a trigger, a time and the actors of one sentence."""

    begin: pd.Timestamp
    end: pd.Timestamp
    granularity: str
    title: str
    key: str  # doc_id:sent_id
    document: str  # or the one that it is a copy of
    actors: frozenset[str]
    kind: str = ""
    plover: str = ""
    modality: str = "asserted"
    words: frozenset[str] = frozenset()
    spoken: str = ""  # the text without phrases that only place something before or after an event
    before: str = ""  # what stands before the trigger
    agent: str = ""  # the actor before the trigger
    dated_by: str = "metadata"  # where the date comes from, one of `tables.DATED_BY`
    reference: str = ""  # the reference event it tells of
    rank: int = TELLS  # TELLS or NAMES, where it has a reference event
    fit: float = 0.0  # how much of the title of its reference event is told
    comments: tuple[str, ...] = ()  # reference events that it comments on
    fits: tuple[str, ...] = ()  # reference events that it fits alike, so that it has none


class Link(NamedTuple):
    """A reference event and how a candidate speaks of it."""

    score: float
    reference: str
    rank: int  # TELLS or COMMENTS
    fit: float  # how much of its title is told


class _Known(NamedTuple):
    """A reference event."""

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
    words = {stem.lower() for stem in WORD.findall(text)}
    return frozenset(words - en.common | set(NUMBER.findall(text)))


class Links:
    """Reference events, ready to be asked which of them a candidate speaks of."""

    def __init__(self, reference: pd.DataFrame | None) -> None:
        rows = [] if reference is None else list(reference.itertuples())
        frequency = Counter(stem for row in rows for stem in stems(f"{row.title} {row.words}"))
        self.known = {row.id: _known(row, frequency, len(rows)) for row in rows}
        self.by_year: dict[int, list[_Known]] = {}
        for known in self.known.values():
            for year in range((known.begin - DAY).year, (known.end + AFTERWARDS).year + 1):
                self.by_year.setdefault(year, []).append(known)

    def linked(self, candidate: Candidate) -> Candidate:
        """The candidate with the event that it tells of, and up to two that it comments on."""
        links = (_weigh(candidate, known) for known in self._in_time(candidate))
        ranked = sorted(filter(None, links), reverse=True)
        comments = tuple(link.reference for link in ranked if link.rank == COMMENTS)
        told = [link for link in ranked if link.rank == TELLS]
        days = {self.known[link.reference].begin for link in told}
        vague = candidate.end - candidate.begin > AFTERWARDS
        if len(days) > 1 and vague and FAMILIES.get(candidate.kind) == "speech":
            # "In December he spoke of them": of three statements of that month it is none for sure.
            fits = tuple(sorted(link.reference for link in told))
            return candidate._replace(fits=fits, comments=comments[:2])
        if told:
            candidate = candidate._replace(reference=told[0].reference, fit=told[0].fit)
        return candidate._replace(comments=comments[:2])

    def _in_time(self, candidate: Candidate) -> list[_Known]:
        first, last = candidate.begin.year, candidate.end.year
        if last - first > 3:
            return []  # "in the last decade" is no date of a happening
        years = range(first, last + 1)
        near = {known.id: known for year in years for known in self.by_year.get(year, ())}
        return list(near.values())


def _known(row: tuple, frequency: Counter[str], count: int) -> _Known:
    phrases, actors = tables.split_cell(row.words), tables.split_cell(row.actors)
    names = {stem for actor in actors for stem in stems(actor.replace("-", " "))}
    words = stems(row.title) - names or stems(row.title)
    raw = {stem: math.log(1 + count / frequency[stem]) for stem in words}
    first = actors[0] if actors else ""
    return _Known(
        row.id,
        row.begin,
        row.end_date,
        row.kind,
        first,
        {actor: max(stems(actor.rsplit("-", 1)[-1]), default=actor) for actor in actors},
        stems(first.replace("-", " ")),
        re.compile("|".join(rf"\b{re.escape(p)}\b" for p in phrases) or r"(?!)", re.IGNORECASE),
        tuple(bag for bag in map(stems, phrases) if len(bag) >= 2),
        {stem: weight / sum(raw.values()) for stem, weight in raw.items()},
    )


def _weigh(candidate: Candidate, known: _Known) -> Link | None:
    """How a candidate speaks of a reference event, if it does."""
    meets = _meets(candidate, known.begin, known.end)
    late = known.begin - NEAR <= candidate.begin and candidate.end <= known.end + AFTERWARDS
    if not meets and not late:
        return None
    fit = sum(weight for stem, weight in known.weights.items() if stem in candidate.words)
    named = bool(known.phrases.search(candidate.spoken))
    bagged = any(bag <= candidate.words for bag in known.bags)
    title = stems(candidate.title)  # of a document, whose names are in no table of mentions
    actors = candidate.actors | {actor for actor, name in known.actors.items() if name in title}
    shared = len(known.actors.keys() & actors) / max(min(len(known.actors), len(actors)), 1)
    same = alike(known.kind, candidate.kind)
    exact = candidate.begin == known.begin
    speech = FAMILIES.get(known.kind) == "speech"
    speaks = speech and _speaks(candidate, known)
    score = 2 * fit + named + 0.5 * bagged + shared + 0.5 * same + 0.5 * exact
    if meets and shared >= 0.25 and (speaks or not speech):
        close = exact and known.kind == candidate.kind and fit >= 0.2 and shared >= 0.5
        tells = named or bagged or fit >= (ENOUGH if same else MORE) or close
        # What is said of a happening on its day is not the happening; an act may well be called a
        # statement.
        kin = same or fit >= MORE or (speech and exact and (named or bagged))
        if tells and kin:
            return Link(score, known.id, TELLS, fit)
    in_days = known.begin - NEAR <= candidate.begin <= known.begin + AFTERWARDS
    if FAMILIES.get(candidate.kind) != "speech" or not in_days or speaks:
        return None  # if it speaks, it is something else that the same person said
    answers = speech and known.first in candidate.actors and shared >= 0.5
    about = (fit >= ABOUT or bagged or named) and shared >= 0.25
    if about or answers or (exact and fit >= 0.12 and shared >= 0.5):
        return Link(score, known.id, COMMENTS, fit)
    return None


def _speaks(candidate: Candidate, known: _Known) -> bool:
    """Whether the candidate is a speech of the event's first actor."""
    if candidate.agent and candidate.agent == known.first:
        return True
    return bool(known.speakers & stems(candidate.before))


def _meets(candidate: Candidate, begin: pd.Timestamp, end: pd.Timestamp) -> bool:
    """Whether a date begins as the reference does, lies vaguely around it, or spans much of it."""
    if abs(candidate.begin - begin) <= NEAR:
        return True
    vaguer = candidate.granularity not in ("day", "time")
    if vaguer and candidate.begin <= begin and candidate.end >= end:
        return True
    shared = min(candidate.end, end) - max(candidate.begin, begin)
    return shared >= (max(candidate.end, end) - min(candidate.begin, begin)) / 2 > pd.Timedelta(0)
