"""Sentences → triggers: the words that tell of something happening, of which kind it is, and how
prominently.

A verb of action counts where it is a verb of its clause; a noun of action counts as much where a
light verb lends it its place ("held talks", "protests erupted") and less where it only gives the
circumstances ("after the talks"). Without a parser: closed lists (`eventgrammar`) and the few words
around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from standpoint.language.words import (
    BASE,
    EN,
    ING,
    NOUN,
    PAST,
    THIRD,
    BareWords,
    bare_words,
    inflect,
    plural,
    verbs,
    word_lists,
)

en = word_lists("events")
PLAIN, OBJECT, CIRCUMSTANCE = 0, 1, 2  # how prominently a trigger is told: the smaller the more
_COLON = re.compile(r"\s*[A-ZÀ-Þ][\w.’'-]*(?: [\w.’'-]+){0,5}:\s+(?=\S)")
_OTHERWISE = {
    form: frozenset(words.split())
    for forms, words in en.otherwise.items()
    for form in forms.split()
}
_NEAR = 6  # words between a noun and the light verb that lends it its place


class Trigger(NamedTuple):
    """A word or phrase that tells of an event: its place in the sentence, its kind, its type of
    PLOVER.
    """

    start: int
    end: int
    words: str
    form: str
    kind: str
    plover: str
    rank: int  # PLAIN, OBJECT or CIRCUMSTANCE


class Reading(NamedTuple):
    """What a word tells of: the form it has then, and the kind and type of PLOVER."""

    lemma: str
    form: str
    kind: str
    plover: str


def _event_words() -> dict[str, list[Reading]]:
    """Every form of a verb or noun of an event → what it tells of, the likelier first."""
    readings: dict[str, list[Reading]] = {}
    for verb in verbs().values():
        for event in verb.events:
            kind, _, plover = event.partition(":")
            unlikely = EN.no_reports if kind == "statement" else en.no_events
            for form, name in {**dict(inflect(verb.lemma)), verb.lemma: BASE}.items():
                if form not in unlikely:
                    readings.setdefault(form, []).append(Reading(verb.lemma, name, kind, plover))
    for event, nouns in en.nouns.items():
        kind, _, plover = event.partition(":")
        for noun in nouns.split():
            for form in {noun} if noun in en.no_plural else {noun: 0, plural(noun): 0}:
                readings.setdefault(form, []).append(Reading(noun, NOUN, kind, plover))
    return readings


EVENT_WORDS = _event_words()
EVENT_NOUNS = frozenset(
    word for word, readings in EVENT_WORDS.items() if any(r.form == NOUN for r in readings)
)


class Phrase(NamedTuple):
    """Several words that tell of an event together; one of `hints` stands wherever they do."""

    hints: frozenset[str]
    pattern: re.Pattern[str]
    form: str
    kind: str
    plover: str


def _phrases() -> Iterator[Phrase]:
    for hints, pattern, form, event in en.phrases:
        kind, _, plover = event.partition(":")
        found = re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)
        yield Phrase(frozenset(hints.split()), found, form, kind, plover)


PHRASES = tuple(_phrases())
_HINTS = frozenset().union(*(phrase.hints for phrase in PHRASES))


@lru_cache(maxsize=4096)
def triggers(sentence: str) -> tuple[Trigger, ...]:
    """The triggers of a sentence in the order of its words; empty where nothing is told to happen.

    >>> [(t.words, t.kind, t.plover) for t in triggers("After talks in Sochi the two presidents signed a treaty.")]
    [('talks', 'meeting', 'CONSULT'), ('signed', 'agreement', 'AGREE'), ('treaty', 'agreement', 'AGREE')]
    """
    told = bare_words(sentence)
    found: list[Trigger] = []
    taken: set[int] = set()
    colon = _COLON.match(sentence)
    if colon:  # "Peskov: …": a headline that says who says it
        found.append(
            Trigger(colon.start(), colon.end(), colon[0].strip(), PAST, "statement", "", PLAIN)
        )
    here = _HINTS.intersection(told.low)
    for phrase in PHRASES if here else ():
        if phrase.hints.isdisjoint(here):
            continue
        for match in phrase.pattern.finditer(sentence):
            first, last = told.at(match.start()), told.at(match.end())
            if taken.isdisjoint(range(first, last)):
                rank = (_noun_rank if phrase.form == NOUN else _verb_rank)(told, first)
                found.append(Trigger(*match.span(), match[0], *phrase[2:], rank))
                taken.update(range(first, last))
    for i, low in enumerate(told.low):
        if (
            i in taken
            or low not in EVENT_WORDS
            or _is_month(told, i)
            or (low in _OTHERWISE and not _OTHERWISE[low].isdisjoint(told.low[i + 1 : i + 2]))
        ):
            continue
        reading = _reading(told, i, EVENT_WORDS[low])
        if reading is None:
            continue
        _, form, kind, plover = reading
        rank = _noun_rank(told, i) if form == NOUN else _verb_rank(told, i)
        found.append(
            Trigger(
                told.starts[i],
                told.ends[i],
                sentence[told.starts[i] : told.ends[i]],
                form,
                kind,
                plover,
                rank,
            )
        )
    return tuple(sorted(found))


def _is_month(told: BareWords, i: int) -> bool:
    """March, not a march: with a capital inside a sentence, or beside a number."""
    return (
        told.low[i] == "march"
        and told.text[told.starts[i]] == "M"
        and (i > 0 or told.low[i + 1 : i + 2] != () and told.low[i + 1][0].isdigit())
    )


def _reading(told: BareWords, i: int, readings: list[Reading]) -> Reading | None:
    """Which reading of a word its place allows: a verb, a noun, or neither."""
    before = told.low[i - 1] if i and not told.gaps[i].strip() else ""
    verbs = [r for r in readings if r[1] != NOUN]
    nouns = [r for r in readings if r[1] == NOUN]
    after_noun = (
        before in en.articles
        or before in en.circumstances - {"to"}
        or before.endswith(("'s", "s'"))
    )
    form = verbs[0][1] if verbs else ""
    bare = form == BASE and (nouns or told.low[i] in en.bare) and not _takes_base(told, i)
    if (
        (form in (BASE, THIRD) and (after_noun or bare))
        or (form == ING and (before in en.articles or (nouns and before not in EN.be)))
        or (
            form == PAST
            and (before in en.articles or (before in en.circumstances and before != "before"))
        )  # "the arrested deputies", "of closed talks"
    ):
        verbs = []
    if verbs:
        return verbs[0]
    return nouns[0] if nouns else None


def _takes_base(told: BareWords, i: int) -> bool:
    """Whether a bare form is a verb: after "to", an auxiliary, or a plural subject."""
    before = told.low[i - 1] if i else ""
    if before in en.chain or before.endswith("ly"):
        return True
    if told.low[i] in en.bare:
        return False
    return (
        before.endswith("s")
        and not before.endswith(("ss", "'s"))
        and told.text[told.starts[i]].islower()
    )


def _verb_rank(told: BareWords, i: int) -> int:
    """A verb of the main clause is plain; one behind "who", "after" or "because" is a circumstance;
    an -ing or "to" less than plain.
    """
    rank = PLAIN
    for j in range(i - 1, max(i - 12, -1), -1):
        if ";" in told.gaps[j + 1] or ":" in told.gaps[j + 1]:
            break
        if told.low[j] in en.subordinating and told.low[j] != "that":
            # "After he had left, Baku …": the comma ends a clause put first.
            closed = any("," in told.gaps[k] for k in range(j + 2, i + 1))
            rank = PLAIN if closed else CIRCUMSTANCE
            break
    if told.low[i + 1 : i + 2] == ("by",) and not (i and told.low[i - 1] in en.chain):
        return max(rank, OBJECT)  # "a truce brokered by Paris"
    if rank == PLAIN and (told.low[i].endswith("ing") or (i and told.low[i - 1] == "to")):
        return OBJECT
    return rank


def _noun_rank(told: BareWords, i: int) -> int:
    """A noun is plain as the subject of a verb of occurring or the object of a light one; in a
    phrase of circumstance least.
    """
    first = i
    for j in range(i - 1, max(i - _NEAR - 1, -1), -1):
        if told.gaps[j + 1].strip(" “\"'‘"):
            break
        if told.low[j] in en.lending and not _blocked(told, j + 1, i):
            return PLAIN
        if told.low[j] in en.circumstances:
            return CIRCUMSTANCE
        first = j
    for j in range(i + 1, min(i + _NEAR + 1, len(told.low))):
        if told.gaps[j].strip() and j > i + 1:
            break
        if told.low[j] in en.occurring and (first == 0 or told.gaps[first].strip()):
            return PLAIN
    return PLAIN if first == 0 and i <= 3 and not _has_verb(told) else OBJECT


def _blocked(told: BareWords, start: int, end: int) -> bool:
    return any(
        told.low[j] in en.circumstances or told.low[j] in en.subordinating
        for j in range(start, end)
    )


def _has_verb(told: BareWords) -> bool:
    return any(any(r[1] in (THIRD, PAST) for r in EVENT_WORDS.get(low, ())) for low in told.low)
