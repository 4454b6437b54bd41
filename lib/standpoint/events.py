"""Dated sentences → events: what a corpus says happened when, merged over documents and linked to reference events.

A sentence becomes a candidate through a date that it states, or, for the first sentence of a dated document, through
the document's date. Candidates that tell of the same day and the same actors are one event.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from standpoint import tables

# What a sentence tells of, by its words, most specific first; the kinds are those of data/events.yml.
_KINDS = {
    "war": r"\bwar\b|offensive|full-scale",
    "clash": r"clash|shell|artillery|attack|fighting|fired|ambush|casualt|killed|strikes?\b",
    "deployment": r"deploy|peacekeepers? (?:arriv|enter)|observers?|monitors?\b|mission",
    "protest": r"protest|rall(?:y|ie[sd])|demonstrat|march|sit-in|disobedience",
    "election": r"elect|vote[ds]?\b|ballot|referendum|polls?\b",
    "appointment": r"appoint|resign|dismiss(?:ed|es) (?:him|her|the)|sworn|took office|named \w+ as|successor|replac",
    "agreement": r"agree(?:d|ment)|sign(?:ed|s|ing)\b|treaty|protocol|memorandum|accord|ceasefire|truce|statute|ratif",
    "court": r"court|charged|arrest|trial|verdict|prosecut|indict|convict",
    "sanction": r"sanction|embargo",
    "trade": r"\btrade|tariff|gas price|exports?|imports?|contract",
    "meeting": r"\bmet\b|meeting|talks|summit|visit|session|telephon|phoned",
    "appeal": r"appeal|asked (?:for|the)|request|call(?:ed|s) (?:on|for)|urged",
    "statement": r"\bsaid|\bsays|\btold|announc|accus|critici|condemn|prais|thank|warn|declar|stat(?:ed|es)\b|explain|insist",
}
KINDS = tuple(sorted({*_KINDS, "incident", "accident"}))
_KIND = [(kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS.items()]
_NUMBER = re.compile(r"\b\d[\d,.]*\d\b")  # 1,960 peacekeepers; 100,000 people
# Words that any two reports share, as their first letters.
_COMMON = frozenset("more than over after before that with from into says said their first about some they this will have been which".split())
_BEFORE_OR_AFTER = re.compile(r"\b(?:after|before|since|following|ahead of|until)\s+(?:the\s+)?[^,.;:]{0,60}", re.IGNORECASE)
_WORD = re.compile(r"\b([^\W\d_]{4,5})[^\W\d_]*")  # the first letters stand for the word: deploy, deployed, deploying
# Kinds that one happening is called by in different reports.
_FAMILY = {
    "clash": "force", "war": "force", "deployment": "force", "incident": "force",
    "meeting": "agreement", "agreement": "agreement", "appeal": "statement",
}  # fmt: skip
TITLE_LENGTH = 90
SAME = 0.5  # Jaccard similarity of the actors from which two candidates of one day may be one event
SAME_WORDS = 0.15  # and of their words: paraphrases of one happening share few words beside the names
TOLD = 0.3  # share of words that a title and its reference event have in common from which it tells of that event
WEEK = pd.Timedelta(days=7)
NEAR = pd.Timedelta(days=1)  # reports are dated by event or by publication: one day apart is the same day


@dataclass
class _Candidate:
    begin: pd.Timestamp
    end: pd.Timestamp
    precision: str
    title: str
    text: str
    key: str
    actors: frozenset[str]
    kind: str
    reference: str
    words: frozenset[str]
    spoken: str = ""  # the text without phrases that only place something before or after an event
    rank: int = 0  # 0: tells of its reference event, 1: an event's name with its dates, 2: a comment on its day
    fit: float = 0.0  # how much of the title of its reference event its own title tells


def events(
    times: pd.DataFrame,
    *,
    sentences: pd.DataFrame,
    mentions: pd.DataFrame,
    documents: pd.DataFrame,
    reference: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Times, sentences, mentions, documents → the events table, in order of date.

    `reference` is the table of reference events; a candidate is linked to one when the dates meet and either the text
    names it in the reference's own words, or the actors and the words of the title agree. Dates after the
    document's own are plans, and no events.
    """
    candidates = _candidates(times, sentences, mentions, documents)
    if reference is not None and len(reference):
        linked = _Links(reference)
        for candidate in candidates:
            linked.settle(candidate)
    merged = [_merge(group) for group in _groups(candidates)]
    merged.sort(key=lambda row: (row["begin"], row["end_date"], row["event_id"]))
    return tables.make(merged, "events") if merged else tables.empty("events")


def kind_of(text: str) -> str:
    """The kind of event that a text tells of, by its words; empty where none is recognised.

    >>> kind_of("Thousands rallied near the base."), kind_of("The two ministers met in Sochi.")
    ('protest', 'meeting')
    """
    return next((kind for kind, pattern in _KIND if pattern.search(text)), "")


def _candidates(
    times: pd.DataFrame, sentences: pd.DataFrame, mentions: pd.DataFrame, documents: pd.DataFrame
) -> list[_Candidate]:
    actors: dict[tuple[str, int], set[str]] = {}
    for row in mentions[mentions["actor_id"] != ""].itertuples():
        actors.setdefault((row.doc_id, row.sent_id), set()).add(row.actor_id)
    dates: dict[tuple[str, int], list] = {}
    placed = times[times["begin"].notna() & times["type"].isin(["DATE", "TIME"])]
    for row in placed.itertuples():
        dates.setdefault((row.doc_id, row.sent_id), []).append(row)
    by_document = {row.doc_id: row for row in documents.itertuples()}
    found = []
    for row in sentences.itertuples():
        document, key = by_document[row.doc_id], (row.doc_id, row.sent_id)
        who = frozenset(actors.get(key, ()))
        for begin, end, precision, event, name in _dates(dates.get(key, []), document, row.sent_id):
            if not who and not event:
                continue
            # A title tells of the document's own day; a date long before it belongs to the words of the sentence.
            lead = row.sent_id == 0 and not name and _own_day(begin, end, document)
            whole = f"{document.title}. {row.text}" if lead and document.title else row.text
            found.append(
                _Candidate(
                    begin,
                    end,
                    precision,
                    (document.title if lead else "") or _short(name or row.text),
                    whole,
                    f"{row.doc_id}:{row.sent_id}",
                    who,
                    kind_of(document.title) or kind_of(row.text) if lead else kind_of(row.text),
                    event,
                    _stems(whole),
                    _BEFORE_OR_AFTER.sub(" ", whole),
                )
            )
    return found


def _dates(expressions: list, document, sent_id: int) -> Iterable[tuple[pd.Timestamp, pd.Timestamp, str, str, str]]:
    stated = []
    for row in expressions:
        if pd.notna(document.published_end) and row.begin > document.published_end:
            continue
        if row.value in ("PRESENT_REF", "PAST_REF", "FUTURE_REF"):
            continue
        event = row.anchor.removeprefix("event:") if row.anchor.startswith("event:") else ""
        stated.append((row.begin, row.end_date, row.precision, event, row.surface if event else ""))
    own = [date for date in stated if date[2] in ("day", "time")]
    if own or sent_id == 0:
        # Beside a full day, or in a report of its own day, a month or a year is a circumstance: "the 1997 treaty", "by June".
        stated = [date for date in stated if date in own or date[3] or _own_day(date[0], date[1], document)]
    if sent_id == 0 and pd.notna(document.published_start) and not own:
        stated.append((document.published_start, document.published_end, document.published_precision, "", ""))
    return dict.fromkeys(stated)


def _own_day(begin: pd.Timestamp, end: pd.Timestamp, document) -> bool:
    if pd.isna(document.published_start):
        return True
    return begin <= document.published_end + WEEK and end >= document.published_start - WEEK and end - begin <= 8 * WEEK


def _stems(text: str) -> frozenset[str]:
    words = {stem.lower() for stem in _WORD.findall(text)} - _COMMON
    return frozenset(words | set(_NUMBER.findall(text)))


def _short(text: str) -> str:
    text = " ".join(text.replace("\ufeff", "").split())
    text = text[:1].upper() + text[1:]
    if len(text) <= TITLE_LENGTH:
        return text.rstrip(".")
    return text[:TITLE_LENGTH].rsplit(" ", 1)[0].rstrip(",;:") + " …"


class _Links:
    """Reference events, ready to be asked which of them a candidate tells of."""

    def __init__(self, reference: pd.DataFrame) -> None:
        self.rows = []
        self.kinds: dict[str, str] = {}
        self.words: dict[str, frozenset[str]] = {}
        for row in reference.itertuples():
            phrases = tables.split(row.words)
            pattern = re.compile("|".join(re.escape(p) for p in phrases) or r"(?!)", re.IGNORECASE)
            words = _stems(row.title)
            actors = frozenset(tables.split(row.actors))
            self.rows.append((row.id, row.begin, row.end_date, pattern, actors, words, row.kind))
            self.kinds[row.id], self.words[row.id] = row.kind, words

    def find(self, candidate: _Candidate) -> str:
        best: tuple[float, str] = (0.0, "")
        for key, begin, end, pattern, actors, words, kind in self.rows:
            if not _meets(candidate, begin, end):
                continue
            named = bool(pattern.search(candidate.spoken))
            shared_words = len(words & candidate.words) / max(len(words), 1)
            shared_actors = len(actors & candidate.actors) / max(len(actors), 1)
            # What is said about a happening on its day is not the happening: where the kinds differ, more words must agree.
            alike = not candidate.kind or _FAMILY.get(kind, kind) == _FAMILY.get(candidate.kind, candidate.kind)
            told = shared_words >= (0.4 if alike else 0.6) and shared_actors >= 0.5
            if not (named or told or (alike and shared_words >= 0.75)):
                continue
            score = named + 2 * shared_words + shared_actors + 0.5 * alike + 0.5 * (candidate.begin == begin)
            best = max(best, (score, key))
        return best[1]

    def settle(self, candidate: _Candidate) -> None:
        """Give a candidate its reference event, that event's kind, and how well its title tells of it."""
        named = bool(candidate.reference)
        candidate.reference = candidate.reference or self.find(candidate)
        if candidate.reference not in self.words:
            return
        kind, words, title = self.kinds[candidate.reference], self.words[candidate.reference], _stems(candidate.title)
        alike = _FAMILY.get(kind, kind) == _FAMILY.get(candidate.kind, candidate.kind)
        candidate.fit = len(words & title) / max(len(words | title), 1)
        candidate.rank = 1 if named else 0 if candidate.fit >= TOLD or (alike and candidate.fit >= TOLD / 2) else 2
        candidate.kind = kind


def _meets(candidate: _Candidate, begin: pd.Timestamp, end: pd.Timestamp) -> bool:
    """Whether a date can be the reference's: the same beginning, or a vaguer date around it, or much the same span."""
    if abs(candidate.begin - begin) <= NEAR:
        return True
    if candidate.begin <= begin and candidate.end >= end and candidate.precision not in ("day", "time"):
        return True
    shared = min(candidate.end, end) - max(candidate.begin, begin)
    return shared >= (max(candidate.end, end) - min(candidate.begin, begin)) / 2 > pd.Timedelta(0)


def _groups(candidates: list[_Candidate]) -> list[list[_Candidate]]:
    groups: dict[tuple, list[list[_Candidate]]] = {}
    ordered = sorted(candidates, key=lambda c: (c.begin, c.end, c.key))
    for candidate in ordered:
        place = ("reference", candidate.reference) if candidate.reference else (candidate.begin, candidate.end)
        there = groups.setdefault(place, [])
        for group in there:
            if candidate.reference or _same(candidate, group[0]):
                group.append(candidate)
                break
        else:
            there.append([candidate])
    return [group for there in groups.values() for group in there]


def _same(a: _Candidate, b: _Candidate) -> bool:
    actors = len(a.actors & b.actors) / max(len(a.actors | b.actors), 1)
    words = len(a.words & b.words) / max(len(a.words | b.words), 1)
    return actors >= SAME and words >= SAME_WORDS


def _merge(group: list[_Candidate]) -> dict:
    """One row of a group, all its actors and sentences.

    Linked: date and title of the candidate that tells best of the reference event, not of a comment on it. Else the date
    that most candidates give among the most precise ones.
    """
    telling = [c for c in group if c.rank == min(c.rank for c in group)]
    if telling[0].reference:
        lead = max(telling, key=lambda c: (c.fit, -c.begin.value))
        begin, end = lead.begin, lead.end
    else:
        finest = min(telling, key=lambda c: (c.end - c.begin, c.begin))
        counts = Counter((c.begin, c.end) for c in telling if c.end - c.begin == finest.end - finest.begin)
        (begin, end), _ = min(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        lead = next(c for c in telling if (c.begin, c.end) == (begin, end))
    actors = Counter(actor for c in group for actor in c.actors)
    keys = sorted({c.key for c in group})
    digest = hashlib.sha256("|".join([f"{begin:%Y-%m-%d}", lead.title, *keys]).encode()).hexdigest()
    return {
        "event_id": f"e{digest[:10]}",
        "begin": begin,
        "end_date": end,
        "precision": lead.precision,
        "title": lead.title,
        "sentences": ";".join(keys),
        "actors": ";".join(sorted(actors, key=lambda a: (-actors[a], a))),
        "kind": lead.kind,
        "n_docs": len({key.rsplit(":", 1)[0] for key in keys}),
        "reference_id": lead.reference,
    }
