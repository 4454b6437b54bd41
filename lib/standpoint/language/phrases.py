"""The words of a sentence with its mentions as one word each, and who its noun phrases stand for.

That is an actor id, `unknown` (somebody who is no actor), or what only the text before can settle:
@person (he), @body (it), @said (the statement), @group (they), @self (I, we), @state (the
government). Phrases are read outward from the verb; there is no parser."""

from bisect import bisect_right
from collections.abc import Collection, Sequence
from typing import NamedTuple

from standpoint.language.clauses import INNER, MAIN, walls
from standpoint.language.words import EN as en
from standpoint.language.words import PAST, THIRD, VERBS, is_people, tokens

UNKNOWN = "unknown"

POSSESSIVE = frozenset(("'s", "’s", "’", "'"))
_QUOTES = frozenset("“”\"«»„‘’'")
_REACH = 5  # words that may stand between a head noun and the name that modifies it
CLAUSE_STARTS = en.breaks | {";"}  # a main clause of its own follows
_LINKS = en.conjunctions | en.auxiliaries
_ENDS = _LINKS | en.prepositions
_BODIES = en.authorities | en.utterances
_SUBJECTS = frozenset(en.pronouns) - (en.owning - {"her"}) - {"him"}


class Mention(NamedTuple):
    """A mention within its sentence; `actor` is empty where ambiguous."""

    start: int
    end: int
    actor: str
    via: str = "name"


class Phrase(NamedTuple):
    """Who a noun phrase stands for, and the first and last of its words."""

    who: str
    first: int
    last: int
    sure: bool = True  # False: a noun that is no known voice, such as "the move"


class Words:
    """The words of one sentence; `who[i]` is set where word i is a mention."""

    def __init__(self, text: str, mentions: Sequence[Mention]) -> None:
        self.text = text
        self.low: list[str] = []
        self.start: list[int] = []
        self.end: list[int] = []
        self.who: list[str] = []
        self.adjective: list[bool] = []
        at = 0
        for mention in mentions:
            if mention.start < at:
                continue
            self._split(at, mention.start)
            adjective = mention.via == "adjective"
            # "Armenians" as holders are a population, which is no actor; "Armenian" describes one.
            people = adjective and text[mention.end - 1].lower() == "s"
            who = UNKNOWN if people or not mention.actor else mention.actor
            self._add(mention.start, mention.end, who, adjective and not people)
            at = mention.end
        self._split(at, len(text))

    def __len__(self) -> int:
        return len(self.low)

    def _split(self, first: int, last: int) -> None:
        for start, end in tokens(self.text, first, last):
            self._add(start, end, "", False)

    def _add(self, start: int, end: int, who: str, adjective: bool) -> None:
        self.low.append(self.text[start:end].lower())
        self.start.append(start)
        self.end.append(end)
        self.who.append(who)
        self.adjective.append(adjective)

    def at(self, i: int) -> str:
        """Word i in lower case, empty outside the sentence."""
        return self.low[i] if 0 <= i < len(self.low) else ""

    def is_mark(self, i: int) -> bool:
        """Whether word i is punctuation or a possessive ending."""
        return not self.low[i][0].isalnum()

    def any_in(self, group: Collection[str], first: int, last: int) -> bool:
        """Whether one of the words from `first` up to `last` belongs to a group."""
        return any(low in group for low in self.low[max(first, 0) : last])

    def capital(self, i: int) -> bool:
        """Whether word i is a proper name that is no mention."""
        if self.who[i] or i == 0 or self.low[i] == "i" or self.low[i - 1] in _QUOTES:
            return False
        return self.text[self.start[i]].isupper()

    def possessive(self, i: int) -> bool:
        """Whether word i owns what follows."""
        after = self.at(i + 1)
        return after in POSSESSIVE and (after != "'" or self.low[i].endswith("s"))

    def verb(self, i: int) -> tuple[str, str, str]:
        """Group, lemma and form where word i may be a verb that reports; empty elsewhere."""
        return ("", "", "") if self.who[i] else VERBS.get(self.low[i], ("", "", ""))

    def finite(self, i: int) -> bool:
        """Whether word i looks like a verb with its subject before it."""
        return self.verb(i)[2] in (PAST, THIRD)

    def word_at(self, character: int) -> int:
        """The word that begins at or before a character."""
        return max(bisect_right(self.start, character) - 1, 0)

    def last_before(self, marks: Collection[str], i: int) -> int:
        """The nearest of some words before word i; -1 where there is none."""
        return next((k for k in range(i - 1, -1, -1) if self.low[k] in marks), -1)

    def before_article(self, k: int) -> int:
        """From word k to the left over articles."""
        while k > 0 and self.low[k] in en.determiners and self.low[k] != "that":
            k -= 1
        return k

    # Clauses, in characters

    def next_mark(self, mark: str, i: int) -> int:
        """Where the next such mark from word i on stands, or the sentence ends."""
        places = (self.start[k] for k in range(i, len(self)) if self.low[k] == mark)
        return next(places, len(self.text))

    def behind_last(self, mark: str, i: int) -> int:
        """Where the last such mark before word i ends, or the sentence begins."""
        k = self.last_before((mark,), i)
        return self.end[k] if k >= 0 else 0

    def clause(self, i: int) -> tuple[int, int]:
        """The clause of word i: from where its sentence, or what is told in it, begins."""
        return walls(self.text).before(self.start[i], INNER), self.reach(i)

    def clause_start(self, i: int) -> int:
        """The first word of the clause of word i."""
        return self.last_before(CLAUSE_STARTS | {"that"}, i) + 1

    def reach(self, i: int) -> int:
        """Where what a verb governs ends."""
        return walls(self.text).after(self.end[i], MAIN)


def right(words: Words, i: int) -> Phrase | None:
    """Read the noun phrase that begins at word i.

    It is the agent behind "by", or the source behind "according to".
    """
    for j in range(i, min(i + _REACH + 2, len(words))):
        low = words.low[j]
        if words.who[j]:
            return _named(words, i, j)
        if low in en.pronouns:
            if j + 1 < len(words) and low in en.owning:
                return _owned(words, i, j, en.pronouns[low])
            return Phrase(en.pronouns[low], i, j)
        if is_people(low) or low in en.authorities:
            return _titled(words, i, j)
        if low in en.nobody and not words.at(j + 1)[:1].isalpha():
            return Phrase(UNKNOWN, i, j)
        if words.is_mark(j) or low in _ENDS:
            return None
        if words.capital(j) and low not in en.determiners:
            return _stranger(words, i, j)
    return None


def _stranger(words: Words, first: int, j: int) -> Phrase:
    """A phrase that begins with a proper name that is no mention."""
    while j + 1 < len(words) and words.capital(j + 1):
        j += 1
    if j + 1 < len(words) and words.low[j] in en.authorities:
        return _titled(words, first, j)
    k = j + 1 + (words.at(j + 1) == ".")  # "Mr. Putin"
    if k < len(words) and words.who[k] and not words.adjective[k] and words.low[j] in en.titles:
        return _named(words, first, k)
    return Phrase(UNKNOWN, first, j)


def _named(words: Words, first: int, j: int) -> Phrase:
    """A phrase that begins with a name: the name itself, or what it owns or describes."""
    if words.possessive(j):
        return _owned(words, first, j + 1, words.who[j])
    if words.adjective[j]:
        return _owned(words, first, j, words.who[j])
    if is_people(words.at(j + 1)) and words.at(j + 2) not in en.determiners:
        return Phrase(UNKNOWN, first, j + 1)
    return Phrase(words.who[j], first, j)


def _owned(words: Words, first: int, j: int, owner: str) -> Phrase:
    """What follows a possessor: another name, people who are no actor, or the owner's body."""
    last = j
    for k in range(j + 1, min(j + 1 + _REACH, len(words))):
        if words.who[k] and words.adjective[k] and owner != UNKNOWN:
            return Phrase(owner, first, k)
        if words.who[k]:
            return _named(words, first, k)
        if is_people(words.low[k]):
            return _titled(words, first, k)
        if words.low[k] in _BODIES:
            last = k
        elif words.is_mark(k) or words.low[k] in _ENDS or words.finite(k):
            break
    return Phrase(owner, first, last)


def _titled(words: Words, first: int, j: int) -> Phrase:
    """A noun for people or bodies: the name it belongs to, else a voice or the state at hand."""
    k = j + 1
    while (
        k < len(words)
        and not words.who[k]
        and (words.low[k] in en.authorities or is_people(words.low[k]))
    ):
        k += 1
    if k < len(words) and words.who[k] and not words.adjective[k]:
        return _named(words, first, k)
    if k < len(words) and words.capital(k) and words.low[k - 1] not in en.prepositions:
        return Phrase(UNKNOWN, first, k)
    head = words.low[k - 1]
    if is_people(head):
        return Phrase(UNKNOWN, first, k - 1)
    if words.at(k) in ("of", "for", "in", "at", "from"):
        owner = k + 1 + (words.at(k + 1) in en.determiners)
        if owner < len(words) and words.who[owner]:
            return Phrase(words.who[owner], first, owner)
    return Phrase(UNKNOWN if head in en.only_named else "@state", first, k - 1)


def left(words: Words, j: int) -> Phrase | None:
    """Read the noun phrase that ends with word j, such as the subject before a verb.

    Prepositional phrases are stepped over.
    """
    if j < 0:
        return None
    low = words.low[j]
    if low in _SUBJECTS:
        return Phrase(en.pronouns[low], j, j)
    if low in en.nobody:
        return Phrase(UNKNOWN, j, j)
    if low in en.relatives:
        return left(words, j - 1 - (words.at(j - 1) == ",")) if j else None
    link = low in en.conjunctions or low in en.prepositions or low in en.determiners
    if words.is_mark(j) or (link and not words.who[j]):
        return None
    first, preposition = _opening(words, j)
    if preposition >= 0:
        return _attached(words, j, first, preposition)
    return _head(words, j, first)


def _opening(words: Words, j: int) -> tuple[int, int]:
    """The first word of the phrase that ends at j, and the preposition before it, or -1."""
    first = j
    for k in range(j - 1, max(j - 2 - _REACH, -1), -1):
        low, name = words.low[k], words.who[k]
        if low in en.prepositions and not name:
            return first, k
        # Two names side by side are two phrases ("in Ankara Erdogan said"), unless one owns or
        # describes the other.
        if words.who[j] and not (name and words.adjective[k]):
            beside = k == j - 1 and low not in en.determiners and low not in POSSESSIVE
            if beside or (name and k < j - 1 and not words.possessive(k)):
                break
        if low in POSSESSIVE:
            first = k
            continue
        if words.is_mark(k) or low in _LINKS or low in en.relatives:
            break
        if words.finite(k) and low not in en.authorities:
            break
        first = k
        if low in en.determiners and not name:
            behind = k and words.low[k - 1] in en.prepositions and not words.who[k - 1]
            return first, k - 1 if behind else -1
    return first, -1


def _attached(words: Words, j: int, first: int, preposition: int) -> Phrase | None:
    """The head before a prepositional phrase: "critics of Baku", "Erdogan in Ankara"."""
    k = preposition - 1
    if k < 0 or words.is_mark(k):
        # A clause that opens with a time or a place: "on 23 November activists protested".
        return _head(words, j, first) if j - preposition > 1 else None
    head = words.low[k]
    if words.who[k]:
        return left(words, k)
    if is_people(head):
        return Phrase(UNKNOWN, k, j)
    if head in _BODIES:
        inner = _head(words, j, first)
        if inner.who[0] != "@" and inner.who != UNKNOWN:
            return Phrase(inner.who, k, j)
        return left(words, k) if head in en.authorities else inner
    if head in _LINKS:
        return None
    outer = left(words, k)
    return outer if outer is None or outer.sure else Phrase(UNKNOWN, outer.first, j, sure=False)


def _head(words: Words, j: int, first: int) -> Phrase:
    """Who the phrase from `first` to its head j stands for."""
    if words.who[j]:
        return Phrase(words.who[j], first, j)
    low = words.low[j]
    if is_people(low):
        return Phrase(UNKNOWN, first, j)
    if low not in _BODIES:
        return Phrase(UNKNOWN, first, j, sure=words.capital(j))
    before = range(j - 1, first - 1, -1)
    for k in before:
        if words.who[k] and not words.at(k + 1).startswith("-"):
            return Phrase(words.who[k], first, j)
    for k in before:
        if words.low[k] in en.owning:
            return Phrase(en.pronouns[words.low[k]], first, j)
    if low in en.utterances:
        named = any(words.capital(k) for k in before)
        return Phrase(UNKNOWN if named else "@said", first, j)
    other = any(
        words.low[k] not in en.determiners and words.low[k] not in en.official for k in before
    )
    return Phrase(UNKNOWN if other or low in en.only_named else "@state", first, j)
