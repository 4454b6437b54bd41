"""Find the words of a sentence that tell of something happening, its kind, and how prominently.

A verb of action counts in its clause; a noun of action counts as much where a light verb lends it
its place ("held talks"), and less where it only gives the circumstances ("after the talks")."""

import re
from functools import lru_cache
from typing import NamedTuple

from standpoint.language.words import (
    BASE,
    EN,
    ING,
    NOUN,
    PARTICIPLE,
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
_OTHERWISE = {
    form: frozenset(words.split())
    for forms, words in en.otherwise.items()
    for form in forms.split()
}
_NO_PAST_AFTER = en.articles | (en.circumstances - {"before"})  # "the arrested deputies"
_NO_VERB_AFTER = en.articles | (en.circumstances - {"to"})
_BETWEEN = en.circumstances | en.subordinating
_NEAR = 6  # words between a noun and the light verb that lends it its place


class Trigger(NamedTuple):
    """A word or phrase that tells of an event: its place, its kind, its type of PLOVER."""

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
            forms = (noun,) if noun in en.no_plural else (noun, plural(noun))
            for form in forms:
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


PHRASES = tuple(
    Phrase(
        frozenset(hints.split()),
        re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE),
        form,
        *event.partition(":")[::2],
    )
    for hints, pattern, form, event in en.phrases
)
_HINTS = frozenset().union(*(phrase.hints for phrase in PHRASES))


@lru_cache(maxsize=4096)
def triggers(sentence: str) -> tuple[Trigger, ...]:
    """Find the triggers of a sentence, in the order of its words.

    Examples
    --------
    >>> found = triggers("After talks in Sochi they signed.")
    >>> [(t.words, t.kind, t.plover) for t in found]
    [('talks', 'meeting', 'CONSULT'), ('signed', 'agreement', 'AGREE')]
    """
    words = bare_words(sentence)
    matches: list[Trigger] = []
    taken: set[int] = set()
    colon = en.COLON.match(sentence)
    if colon:  # "Peskov: …": a headline that says who says it
        matches.append(Trigger(*colon.span(), colon[0].strip(), PAST, "statement", "", PLAIN))
    here = _HINTS.intersection(words.low)
    for phrase in PHRASES if here else ():
        for match in phrase.pattern.finditer(sentence) if phrase.hints & here else ():
            first, last = words.at(match.start()), words.at(match.end())
            if taken.isdisjoint(range(first, last)):
                rank = _rank(words, first, phrase.form)
                matches.append(Trigger(*match.span(), match[0], *phrase[2:], rank))
                taken.update(range(first, last))
    for i, low in enumerate(words.low):
        reading = _reading(words, i) if low in EVENT_WORDS and i not in taken else None
        if reading is not None:
            start, end = words.starts[i], words.ends[i]
            rank = _rank(words, i, reading.form)
            matches.append(Trigger(start, end, sentence[start:end], *reading[1:], rank))
    return tuple(sorted(matches))


def _reading(words: BareWords, i: int) -> Reading | None:
    """Which reading of a word its place allows: a verb, a noun, or neither."""
    low, after = words.low[i], words.word(i + 1)
    # March, not a march: with a capital inside a sentence, or beside a number.
    if low == "march" and words.text[words.starts[i]] == "M" and (i > 0 or after[:1].isdigit()):
        return None
    if after in _OTHERWISE.get(low, ()):
        return None
    readings = EVENT_WORDS[low]
    verb = next((r for r in readings if r.form != NOUN), None)
    noun = next((r for r in readings if r.form == NOUN), None)
    if verb is None:
        return noun
    before = words.word(i - 1) if not words.gaps[i].strip() else ""
    if verb.form == ING:
        nominal = before in en.articles or (noun is not None and before not in EN.be)
    elif verb.form == PAST:
        nominal = before in _NO_PAST_AFTER
    else:
        nominal = before in _NO_VERB_AFTER or before.endswith(("'s", "s'"))
        if verb.form == BASE and (noun or low in en.bare) and not _takes_base(words, i):
            nominal = True
    return noun if nominal and verb.form != PARTICIPLE else verb


def _takes_base(words: BareWords, i: int) -> bool:
    """Whether a bare form is a verb: after "to", an auxiliary, or a plural subject."""
    before = words.word(i - 1)
    if before in en.chain or before.endswith("ly"):
        return True
    plural_before = before.endswith("s") and not before.endswith(("ss", "'s"))
    return words.low[i] not in en.bare and plural_before and not words.capital(i)


def _rank(words: BareWords, i: int, form: str) -> int:
    return _noun_rank(words, i) if form == NOUN else _verb_rank(words, i)


def _verb_rank(words: BareWords, i: int) -> int:
    """A verb of the main clause is plain; one behind "who", "after" or "because" a circumstance."""
    rank = PLAIN
    for j in range(i - 1, max(i - 12, -1), -1):
        if ";" in words.gaps[j + 1] or ":" in words.gaps[j + 1]:
            break
        if words.low[j] in en.subordinating and words.low[j] != "that":
            # "After he had left, Baku …": the comma ends a clause put first.
            closed = any("," in gap for gap in words.gaps[j + 2 : i + 1])
            rank = PLAIN if closed else CIRCUMSTANCE
            break
    before = words.word(i - 1)
    agent = words.word(i + 1) == "by" and before not in en.chain  # "a truce brokered by Paris"
    less = words.low[i].endswith("ing") or before == "to"
    return OBJECT if rank == PLAIN and (agent or less) else rank


def _noun_rank(words: BareWords, i: int) -> int:
    """A noun is plain where it occurs or is done; in a phrase of circumstance it ranks least."""
    first = i
    for j in range(i - 1, max(i - _NEAR - 1, -1), -1):
        if words.gaps[j + 1].strip(" “\"'‘"):
            break
        if words.low[j] in en.lending and _BETWEEN.isdisjoint(words.low[j + 1 : i]):
            return PLAIN
        if words.low[j] in en.circumstances:
            return CIRCUMSTANCE
        first = j
    for j in range(i + 1, min(i + _NEAR + 1, len(words.low))):
        if words.gaps[j].strip() and j > i + 1:
            break
        if words.low[j] in en.occurring and (first == 0 or words.gaps[first].strip()):
            return PLAIN
    return PLAIN if first == 0 and i <= 3 and not _has_verb(words) else OBJECT


def _has_verb(words: BareWords) -> bool:
    readings = (reading for low in words.low for reading in EVENT_WORDS.get(low, ()))
    return any(reading.form in (THIRD, PAST) for reading in readings)
