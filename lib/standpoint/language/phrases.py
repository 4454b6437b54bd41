"""Words of a sentence with its mentions as one word each, and the noun phrases that can hold an
attitude.

A noun phrase is answered by whom it stands for: an actor id, `unknown` (somebody who is no actor),
or a reference that only the text before can settle: @person (he), @body (it), @said (the
statement), @group (they), @self (I, we), @state (the government). There is no parser: phrases are
read outward from the verb, prepositions are stepped over."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from standpoint.language.words import EN as en
from standpoint.language.words import PAST, THIRD, VERBS, is_people

UNKNOWN = "unknown"

_WORD = re.compile(
    r"n['’]t\b|['’](?:s|re|ve|ll|d|m)\b|-[^\W_]+(?:-[^\W_]+)*|[^\W_]+?(?=n['’]t\b)|[^\W_]+(?:[-.][^\W_]+)*|[^\w\s]"
)
_POSSESSIVE = ("'s", "’s", "’", "'")
_QUOTES = frozenset("“”\"«»„‘’'")
_REACH = 5  # words that may stand between a head noun and the name that modifies it


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
            low = text[mention.start : mention.end].lower()
            # "Armenians" as holders are a population, which is no actor; "Armenian" describes one.
            people = mention.via == "adjective" and low.endswith("s")
            who = UNKNOWN if people or not mention.actor else mention.actor
            self._add(
                low, mention.start, mention.end, who, mention.via == "adjective" and not people
            )
            at = mention.end
        self._split(at, len(text))

    def __len__(self) -> int:
        return len(self.low)

    def _split(self, first: int, last: int) -> None:
        for match in _WORD.finditer(self.text, first, last):
            self._add(match[0].lower(), match.start(), match.end(), "", False)

    def _add(self, low: str, start: int, end: int, who: str, adjective: bool) -> None:
        self.low.append(low)
        self.start.append(start)
        self.end.append(end)
        self.who.append(who)
        self.adjective.append(adjective)

    def at(self, i: int) -> str:
        """Word i in lower case, empty outside the sentence."""
        return self.low[i] if 0 <= i < len(self.low) else ""

    def capital(self, i: int) -> bool:
        """Whether word i is a proper name that is no mention."""
        if self.who[i] or i == 0 or self.low[i] == "i" or self.low[i - 1] in _QUOTES:
            return False
        return self.text[self.start[i]].isupper()

    def possessive(self, i: int) -> bool:
        """Whether word i owns what follows."""
        return self.at(i + 1) in _POSSESSIVE and (
            self.at(i + 1) != "'" or self.low[i].endswith("s")
        )

    def verb(self, i: int) -> tuple[str, str, str] | None:
        """Group, lemma and form where word i may be a verb of the lists."""
        return None if self.who[i] else VERBS.get(self.low[i])


def right(words: Words, i: int) -> Phrase | None:
    """The noun phrase that begins at word i, as the agent after "by" or the source after "according
    to".
    """
    first = i
    for j in range(i, min(i + _REACH + 2, len(words))):
        low = words.low[j]
        if words.who[j]:
            return _named(words, first, j)
        if low in en.pronouns:
            if j + 1 < len(words) and low in en.owning:
                return _owned(words, first, j, en.pronouns[low])
            return Phrase(en.pronouns[low], first, j)
        if is_people(low) or low in en.authorities:
            return _titled(words, first, j)
        if low in en.nobody and not words.at(j + 1)[:1].isalpha():
            return Phrase(UNKNOWN, first, j)
        if (
            not low[0].isalnum()
            or low in en.prepositions
            or low in en.conjunctions
            or low in en.auxiliaries
        ):
            return None
        if words.capital(j) and low not in en.determiners:
            while j + 1 < len(words) and words.capital(j + 1):
                j += 1
            if j + 1 < len(words) and words.low[j] in en.authorities:
                return _titled(words, first, j)
            k = j + 1 + (words.at(j + 1) == ".")  # "Mr. Putin"
            if (
                k < len(words)
                and words.who[k]
                and not words.adjective[k]
                and words.low[j] in en.titles
            ):
                return _named(words, first, k)
            return Phrase(UNKNOWN, first, j)
    return None


def _named(words: Words, first: int, j: int) -> Phrase:
    """A phrase that begins with a name: the name itself, or what it owns or describes."""
    if words.possessive(j):
        return _owned(words, first, j + 1, words.who[j])
    if words.adjective[j]:
        return _owned(words, first, j, words.who[j])
    follows = words.at(j + 1)
    if is_people(follows) and words.at(j + 2) not in en.determiners:
        return Phrase(UNKNOWN, first, j + 1)
    return Phrase(words.who[j], first, j)


def _owned(words: Words, first: int, j: int, owner: str) -> Phrase:
    """What follows a possessor or an adjective: another name, a voice that is no actor, or a body
    that speaks for it.
    """
    last = j
    for k in range(j + 1, min(j + 1 + _REACH, len(words))):
        low = words.low[k]
        if words.who[k]:
            return (
                _named(words, first, k)
                if not words.adjective[k] or owner == UNKNOWN
                else Phrase(owner, first, k)
            )
        if is_people(low):
            return _titled(words, first, k)
        if low in en.authorities or low in en.utterances:
            last = k
            continue
        if (
            not low[0].isalnum()
            or low in en.prepositions
            or low in en.conjunctions
            or low in en.auxiliaries
            or _finite(low)
        ):
            break
    return Phrase(owner, first, last)


def _titled(words: Words, first: int, j: int) -> Phrase:
    """A noun for people or bodies: the name it is a title of or belongs to, else a voice or the
    state at hand.
    """
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
    j = k - 1
    if is_people(words.low[j]):
        return Phrase(UNKNOWN, first, j)
    if words.at(j + 1) in ("of", "for", "in", "at", "from"):
        k = j + 2 + (words.at(j + 2) in en.determiners)
        if k < len(words) and words.who[k]:
            return Phrase(words.who[k], first, k)
    return Phrase(UNKNOWN if words.low[j] in en.only_named else "@state", first, j)


def left(words: Words, j: int) -> Phrase | None:
    """The noun phrase whose last word is word j, as the subject before a verb; prepositional
    phrases are stepped over.
    """
    if j < 0:
        return None
    low = words.low[j]
    if low in en.pronouns and low not in en.owning - {"her"} and low != "him":
        return Phrase(en.pronouns[low], j, j)
    if low in en.nobody:
        return Phrase(UNKNOWN, j, j)
    if low in en.relatives:
        return left(words, j - 1 - (words.at(j - 1) == ",")) if j else None
    if not low[0].isalnum() or (
        not words.who[j]
        and (low in en.conjunctions or low in en.prepositions or low in en.determiners)
    ):
        return None
    first, preposition = _opening(words, j)
    if preposition >= 0:
        return _attached(words, j, first, preposition)
    return _head(words, j, first)


def _opening(words: Words, j: int) -> tuple[int, int]:
    """The first word of the phrase that ends at j, and the preposition before it (-1 where there is
    none).
    """
    first = j
    for k in range(j - 1, max(j - 2 - _REACH, -1), -1):
        low = words.low[k]
        if low in en.prepositions and not words.who[k]:
            return first, k
        # Two names side by side are two phrases ("in Ankara Erdogan said"), unless one owns or
        # describes the other.
        apart = (
            low not in en.determiners
            and low not in _POSSESSIVE
            and not (words.who[k] and words.adjective[k])
        )
        if words.who[j] and k == j - 1 and apart:
            break
        if (
            words.who[k]
            and not words.adjective[k]
            and not words.possessive(k)
            and k < j - 1
            and words.who[j]
        ):
            break
        if low in _POSSESSIVE:
            first = k
            continue
        if (
            not low[0].isalnum()
            or low in en.conjunctions
            or low in en.auxiliaries
            or low in en.relatives
        ):
            break
        if _finite(low) and not words.who[k] and low not in en.authorities:
            break
        first = k
        if low in en.determiners and not words.who[k]:
            if k and words.low[k - 1] in en.prepositions and not words.who[k - 1]:
                return first, k - 1
            break
    return first, -1


def _finite(low: str) -> bool:
    return low in VERBS and VERBS[low][2] in (PAST, THIRD)


def _attached(words: Words, j: int, first: int, preposition: int) -> Phrase | None:
    """The head before a prepositional phrase: "a spokesman for the ministry", "critics of Baku",
    "Erdogan in Ankara".
    """
    k = preposition - 1
    if k < 0 or not words.low[k][0].isalnum():
        # A clause that opens with a time or a place: "on 23 November activists protested".
        return _head(words, j, first) if j - preposition > 1 else None
    head = words.low[k]
    inner = _head(words, j, first)
    if words.who[k]:
        return left(words, k)
    if is_people(head):
        return Phrase(UNKNOWN, k, j)
    named = inner is not None and inner.who[0] != "@" and inner.who != UNKNOWN
    if head in en.authorities or head in en.utterances:
        if named:
            return Phrase(inner.who, k, j)
        return left(words, k) if head in en.authorities else inner
    if not head[0].isalnum() or head in en.conjunctions or head in en.auxiliaries:
        return None
    outer = left(words, k)
    return outer if outer is None or outer.sure else Phrase(UNKNOWN, outer.first, j, sure=False)


def _head(words: Words, j: int, first: int) -> Phrase | None:
    """Who the phrase from `first` to its head j stands for."""
    if words.who[j]:
        return Phrase(words.who[j], first, j)
    low = words.low[j]
    owner = next(
        (
            k
            for k in range(j - 1, first - 1, -1)
            if words.who[k] and not words.at(k + 1).startswith("-")
        ),
        -1,
    )
    pronoun = next(
        (k for k in range(j - 1, max(first - 1, -1), -1) if words.low[k] in en.owning), -1
    )
    if is_people(low):
        return Phrase(UNKNOWN, first, j)
    if low in en.authorities or low in en.utterances:
        if owner >= 0:
            return Phrase(words.who[owner], first, j)
        if pronoun >= 0:
            return Phrase(en.pronouns[words.low[pronoun]], first, j)
        if low in en.utterances:
            named = any(words.capital(k) for k in range(first, j))
            return Phrase(UNKNOWN if named else "@said", first, j)
        other = any(
            words.low[k] not in en.determiners and words.low[k] not in en.official
            for k in range(first, j)
        )
        return Phrase(UNKNOWN if other or low in en.only_named else "@state", first, j)
    if words.capital(j):
        return Phrase(UNKNOWN, first, j)
    return Phrase(UNKNOWN, first, j, sure=False)
