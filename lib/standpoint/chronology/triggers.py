"""Sentences → triggers: the words that tell of something happening, of which kind it is, and how
prominently.

A verb of action counts where it is a verb of its clause; a noun of action counts as much where a
light verb lends it its place ("held talks", "protests erupted") and less where it only gives the
circumstances ("after the talks"). Without a parser: closed lists (`eventgrammar`) and the few words
around them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from standpoint.language import event_words as en
from standpoint.language import reporting_words as said

PLAIN, OBJECT, CIRCUMSTANCE = 0, 1, 2  # how prominently a trigger is told: the smaller the more
WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*|\d[\d,.]*")
_TAIL = re.compile(r"(?i)(?:n[’']t|[’'](?:ll|d))$")
_COLON = re.compile(r"\s*[A-ZÀ-Þ][\w.’'-]*(?: [\w.’'-]+){0,5}:\s+(?=\S)")
_PREPOSITIONS = frozenset(
    "after before during following since amid over despite at in on of for to by against under with"
    " about from near into through within between until ahead without".split()
)
_SUBORDINATORS = frozenset(
    "who which that whom whose where when while after before since because although though if"
    " unless whether as".split()
)
_NEAR = 6  # words between a noun and the light verb that lends it its place
_ARTICLES = frozenset(
    "the a an this that these those his her its their our no any every each another".split()
)


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


class Words(NamedTuple):
    """A sentence as words: where each begins and ends, in small letters, and what parts it from the
    one before.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    low: tuple[str, ...]
    gaps: tuple[str, ...]  # one more than words: the last is what follows

    def at(self, place: int) -> int:
        """The first word that begins at or behind a place of the text."""
        low, high = 0, len(self.starts)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self.starts[middle] < place else (low, middle)
        return low


@lru_cache(maxsize=2048)
def words(text: str) -> Words:
    """The words of a text; "n't" and "’ll" stand alone, so that a negation is a word.

    >>> words("It didn't, they said.").low
    ('it', 'did', "n't", 'they', 'said')
    """
    spans: list[tuple[int, int]] = []
    for match in WORD.finditer(text):
        start, end = match.span()
        tail = _TAIL.search(match[0]) if "'" in match[0] or "’" in match[0] else None
        spans += (
            [(start, start + tail.start()), (start + tail.start(), end)]
            if tail and tail.start()
            else [(start, end)]
        )
    gaps = [
        text[a:b]
        for a, b in zip(
            [0, *(end for _, end in spans)],
            [*(start for start, _ in spans), len(text)],
            strict=True,
        )
    ]
    low = tuple(text[start:end].lower().replace("’", "'") for start, end in spans)
    return Words(text, tuple(s for s, _ in spans), tuple(e for _, e in spans), low, tuple(gaps))


@lru_cache(maxsize=4096)
def triggers(sentence: str) -> tuple[Trigger, ...]:
    """The triggers of a sentence in the order of its words; empty where nothing is told to happen.

    >>> [(t.words, t.kind, t.plover) for t in triggers("After talks in Sochi the two presidents signed a treaty.")]
    [('talks', 'meeting', 'CONSULT'), ('signed', 'agreement', 'AGREE'), ('treaty', 'agreement', 'AGREE')]
    """
    told = words(sentence)
    found: list[Trigger] = []
    taken: set[int] = set()
    colon = _COLON.match(sentence)
    if colon:  # "Peskov: …": a headline that says who says it
        found.append(
            Trigger(colon.start(), colon.end(), colon[0].strip(), said.PAST, "statement", "", PLAIN)
        )
    for n in sorted({n for low in told.low if low in en.PHRASES_OF for n in en.PHRASES_OF[low]}):
        _, _, form, kind, plover = en.PHRASES[n]
        for match in en.PATTERNS[n].finditer(sentence):
            first, last = told.at(match.start()), told.at(match.end())
            if taken.isdisjoint(range(first, last)):
                rank = _noun_rank(told, first) if form == en.NOUN else _verb_rank(told, first)
                found.append(
                    Trigger(match.start(), match.end(), match[0], form, kind, plover, rank)
                )
                taken.update(range(first, last))
    for i, low in enumerate(told.low):
        if (
            i in taken
            or low not in en.LEXICON
            or _is_month(told, i)
            or (low in en.OTHERWISE and set(told.low[i + 1 : i + 2]) & en.OTHERWISE[low])
        ):
            continue
        reading = _reading(told, i, en.LEXICON[low])
        if reading is None:
            continue
        _, form, kind, plover = reading
        rank = _noun_rank(told, i) if form == en.NOUN else _verb_rank(told, i)
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


def _is_month(told: Words, i: int) -> bool:
    """March, not a march: with a capital inside a sentence, or beside a number."""
    return (
        told.low[i] == "march"
        and told.text[told.starts[i]] == "M"
        and (i > 0 or told.low[i + 1 : i + 2] != () and told.low[i + 1][0].isdigit())
    )


def _reading(
    told: Words, i: int, readings: list[tuple[str, str, str, str]]
) -> tuple[str, str, str, str] | None:
    """Which reading of a word its place allows: a verb, a noun, or neither."""
    before = told.low[i - 1] if i and not told.gaps[i].strip() else ""
    verbs = [r for r in readings if r[1] != en.NOUN]
    nouns = [r for r in readings if r[1] == en.NOUN]
    after_noun = (
        before in _ARTICLES or before in _PREPOSITIONS - {"to"} or before.endswith(("'s", "s'"))
    )
    form = verbs[0][1] if verbs else ""
    bare = form == en.BASE and (nouns or told.low[i] in en.BARE) and not _takes_base(told, i)
    if (
        (form in (en.BASE, en.THIRD) and (after_noun or bare))
        or (form == en.ING and (before in _ARTICLES or (nouns and before not in said.BE)))
        or (
            form == en.PAST
            and (before in _ARTICLES or (before in _PREPOSITIONS and before != "before"))
        )  # "the arrested deputies", "of closed talks"
    ):
        verbs = []
    if verbs:
        return verbs[0]
    return nouns[0] if nouns else None


def _takes_base(told: Words, i: int) -> bool:
    """Whether a bare form is a verb: after "to", an auxiliary, or a plural subject."""
    before = told.low[i - 1] if i else ""
    if before in en.CHAIN or before.endswith("ly"):
        return True
    if told.low[i] in en.BARE:
        return False
    return (
        before.endswith("s")
        and not before.endswith(("ss", "'s"))
        and told.text[told.starts[i]].islower()
    )


def _verb_rank(told: Words, i: int) -> int:
    """A verb of the main clause is plain; one behind "who", "after" or "because" is a circumstance;
    an -ing or "to" less than plain.
    """
    rank = PLAIN
    for j in range(i - 1, max(i - 12, -1), -1):
        if ";" in told.gaps[j + 1] or ":" in told.gaps[j + 1]:
            break
        if told.low[j] in _SUBORDINATORS and told.low[j] != "that":
            # "After he had left, Baku …": the comma ends a clause put first.
            closed = any("," in told.gaps[k] for k in range(j + 2, i + 1))
            rank = PLAIN if closed else CIRCUMSTANCE
            break
    if told.low[i + 1 : i + 2] == ("by",) and not (i and told.low[i - 1] in en.CHAIN):
        return max(rank, OBJECT)  # "a truce brokered by Paris"
    if rank == PLAIN and (told.low[i].endswith("ing") or (i and told.low[i - 1] == "to")):
        return OBJECT
    return rank


def _noun_rank(told: Words, i: int) -> int:
    """A noun is plain as the subject of a verb of occurring or the object of a light one; in a
    phrase of circumstance least.
    """
    first = i
    for j in range(i - 1, max(i - _NEAR - 1, -1), -1):
        if told.gaps[j + 1].strip(" “\"'‘"):
            break
        if told.low[j] in en.LIGHT and not _blocked(told, j + 1, i):
            return PLAIN
        if told.low[j] in _PREPOSITIONS:
            return CIRCUMSTANCE
        first = j
    for j in range(i + 1, min(i + _NEAR + 1, len(told.low))):
        if told.gaps[j].strip() and j > i + 1:
            break
        if told.low[j] in en.OCCUR and (first == 0 or told.gaps[first].strip()):
            return PLAIN
    return PLAIN if first == 0 and i <= 3 and not _has_verb(told) else OBJECT


def _blocked(told: Words, start: int, end: int) -> bool:
    return any(
        told.low[j] in _PREPOSITIONS or told.low[j] in _SUBORDINATORS for j in range(start, end)
    )


def _has_verb(told: Words) -> bool:
    return any(
        any(r[1] in (en.THIRD, en.PAST) for r in en.LEXICON.get(low, ())) for low in told.low
    )
