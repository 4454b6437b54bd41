"""Candidates → events: what several documents tell of one happening becomes one row.

Linked candidates merge by their reference event. The others merge where date and kind agree and
actors and words are alike; reports a few days apart merge where they are much alike, so that a
dispute over the day can be seen. Candidates are taken in the order of their dates and keys, never
in the order of the documents; comparisons stay inside a date and a family of kinds, and for vague
dates inside those that share a rare word."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import pandas as pd

from standpoint.chronology.kinds import FAMILIES, KINDS
from standpoint.chronology.linking import NAMES, stems
from standpoint.tables import MODALITIES

SAME = 0.5  # Jaccard similarity of the actors from which two candidates of one day may be one event
SAME_WORDS = (
    0.15  # and of their words: paraphrases of one happening share few words beside the names
)
SAME_SPEECH = 0.25  # … of statements, of which one person makes many in a day
# … of reports one day apart; with these two, no entries of the digest that tell of different things
# are joined
NEXT_DAY = 0.35
OTHER_DAY = 0.5  # … of reports two or three days apart, and of those that give only a year or more
DAY = pd.Timedelta(days=1)
APART = 3  # days that documents may differ by over one happening
VAGUE = pd.Timedelta(days=60)  # a span longer than this says little about when


class Candidate(NamedTuple):
    """One telling: a trigger, a time and the actors of one sentence."""

    begin: pd.Timestamp
    end: pd.Timestamp
    granularity: str
    title: str
    key: str  # doc_id:sent_id
    document: str  # or the one that it is a copy of
    actors: frozenset[str]
    kind: str
    plover: str
    modality: str
    words: frozenset[str]
    spoken: str = ""  # the text without phrases that only place something before or after an event
    before: str = ""  # what stands before the trigger
    agent: str = ""  # the actor before the trigger
    stated: bool = False  # the sentence states the date; else it is the document's own
    reference: str = ""  # the reference event it tells of
    rank: int = 0  # 0: tells of its reference event, 1: only names it
    fit: float = 0.0  # how much of the title of its reference event is told
    comments: tuple[str, ...] = ()  # reference events that it comments on


def merged(candidates: Iterable[Candidate], *, kinds: Mapping[str, str]) -> list[dict]:
    """Candidates → rows of the events table in order of date; `kinds` are those of the reference
    events by id.
    """
    linked: dict[str, list[Candidate]] = defaultdict(list)
    remarks: dict[str, set[str]] = defaultdict(set)
    free = []
    for candidate in sorted(candidates, key=_order):
        if candidate.reference:
            linked[candidate.reference].append(candidate)
        else:
            free.append(candidate)
        for reference in candidate.comments:
            remarks[reference].add(candidate.key)
    rows = [
        _row(_telling(group), reference, kinds.get(reference, ""), remarks[reference])
        for reference, group in linked.items()
    ]
    rows += [_row(group) for group in _across_days(_same_day(free))]
    return sorted(rows, key=lambda row: (row["begin"], row["end_date"], row["event_id"]))


def _order(candidate: Candidate) -> tuple:
    document, sentence = candidate.key.rsplit(":", 1)
    return candidate.begin, candidate.end, document, int(sentence), candidate.kind, candidate.title


def _telling(group: list[Candidate]) -> list[Candidate]:
    """Those that tell of a reference event; where none does, those that name it."""
    return [c for c in group if c.rank < NAMES] or group


def _same_day(candidates: list[Candidate]) -> list[list[Candidate]]:
    places: dict[tuple, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        places[candidate.begin, candidate.end, FAMILIES.get(candidate.kind, candidate.kind)].append(
            candidate
        )
    return [group for there in places.values() for group in _alike(there)]


def _alike(candidates: list[Candidate]) -> Iterator[list[Candidate]]:
    """Candidates of one date and family in groups: each joins the first group whose first member it
    resembles.
    """
    if len(candidates) == 1:
        yield candidates
        return
    least = OTHER_DAY if candidates[0].end - candidates[0].begin > VAGUE else SAME_WORDS
    frequency = Counter(word for c in candidates for word in c.words)
    groups: list[list[Candidate]] = []
    by_word: dict[str, list[int]] = defaultdict(list)
    for candidate in candidates:
        # Two sets with a Jaccard similarity of t share one of the rarest (1 - t) n + 1 words of
        # each (Chaudhuri et al. 2006).
        words = sorted(candidate.words, key=lambda w: (frequency[w], w))
        prefix = words[: int(len(words) * (1 - least)) + 1]
        near = sorted({n for word in prefix for n in by_word.get(word, ())})
        place = next((n for n in near if _same(candidate, groups[n][0], least)), None)
        if place is None:
            place = len(groups)
            groups.append([])
            for word in prefix:
                by_word[word].append(place)
        groups[place].append(candidate)
    yield from groups


def _same(a: Candidate, b: Candidate, least: float) -> bool:
    if len(a.actors & b.actors) < SAME * len(a.actors | b.actors):
        return False
    if FAMILIES.get(a.kind) == "speech":
        speakers = stems(a.before), stems(b.before)
        if all(speakers) and not speakers[0] & speakers[1]:
            return False  # two people spoke
        least = max(least, SAME_SPEECH)
    return len(a.words & b.words) >= least * len(a.words | b.words)


def _across_days(groups: list[list[Candidate]]) -> list[list[Candidate]]:
    """Join groups of neighbouring days that tell the same: each only once, and never two tellings
    of one document.
    """
    days: dict[tuple[pd.Timestamp, str], list[int]] = defaultdict(list)
    for n, group in enumerate(groups):
        if group[0].begin == group[0].end and group[0].kind:
            days[group[0].begin, group[0].kind].append(n)
    joined: dict[int, int] = {}
    for (day, kind), here in sorted(days.items()):
        for n in here:
            if n in joined:
                continue
            for apart in range(1, APART + 1):
                least = NEXT_DAY if apart == 1 else OTHER_DAY
                for other in days.get((day + apart * DAY, kind), ()):
                    if (
                        other not in joined
                        and n not in joined
                        and _same(groups[n][0], groups[other][0], least)
                        and _of_others(groups[n], groups[other])
                    ):
                        joined[other] = n
    for other, n in joined.items():
        groups[n] = groups[n] + groups[other]
    return [group for n, group in enumerate(groups) if n not in joined]


def _of_others(a: list[Candidate], b: list[Candidate]) -> bool:
    return not {c.document for c in a} & {c.document for c in b}


def _row(
    group: list[Candidate],
    reference: str = "",
    kind: str = "",
    remarks: set[str] | frozenset[str] = frozenset(),
) -> dict:
    """One row of a group, all its actors and sentences.

    Linked: date and title of the candidate that tells best of the reference event. Else the date
    that most documents give among the most precise ones."""
    strongest = min((c.modality for c in group), key=MODALITIES.index)
    firm = [c for c in group if c.modality == strongest]
    if reference:
        lead = max(firm, key=lambda c: (c.fit, -c.begin.value))
    else:
        finest = min(c.end - c.begin for c in firm)
        counts: Counter[tuple] = Counter()
        for begin, end, _ in {
            (c.begin, c.end, c.document) for c in firm if c.end - c.begin == finest
        }:
            counts[begin, end] += 1
        days, _ = min(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        lead = next(c for c in firm if (c.begin, c.end) == days)
    dated = [c for c in group if c.end - c.begin <= lead.end - lead.begin]
    actors = Counter(actor for c in group for actor in c.actors)
    keys = sorted({c.key for c in group}, key=_natural)
    digest = hashlib.sha256(
        "|".join([f"{lead.begin:%Y-%m-%d}", lead.kind, lead.title, *keys]).encode()
    ).hexdigest()
    return {
        "event_id": f"e{digest[:10]}",
        "begin": lead.begin,
        "end_date": lead.end,
        "granularity": lead.granularity,
        "title": lead.title,
        "sentences": ";".join([*keys, *sorted(remarks - set(keys), key=_natural)]),
        "actors": ";".join(sorted(actors, key=lambda a: (-actors[a], a))),
        "kind": kind or lead.kind,
        "plover": _type(kind or lead.kind, lead.plover),
        "modality": strongest,
        "n_docs": len({c.document for c in group}),
        "earliest": min(c.begin for c in dated),
        "latest": max(c.begin for c in dated),
        "disputed": _disputed(dated),
        "reference_id": reference,
    }


def _type(kind: str, plover: str) -> str:
    """The type of PLOVER, where the event's kind, which may be its reference's, can have it."""
    can = KINDS.get(kind, (plover,))
    return plover if plover in can else can[0] if len(can) == 1 else ""


def _natural(key: str) -> tuple[str, int]:
    document, sentence = key.rsplit(":", 1)
    return document, int(sentence)


def _disputed(group: list[Candidate]) -> bool:
    """Whether documents give days that cannot both be right: a report dated only by its own day may
    be a day late.
    """
    days = {(c.begin, c.stated) for c in group if c.begin == c.end and c.rank < NAMES}
    for a, _ in days:
        for b, stated in days:
            if b - a > DAY or (b - a == DAY and stated):
                return True
    return False
