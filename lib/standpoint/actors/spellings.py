"""The spellings of a registry that stand in a text as whole words, longest first.

They are found in two passes of an automaton over each sentence, one as written and one in lower
case, however many they are (Aho & Corasick 1975, Communications of the ACM 18(6)).
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from standpoint.actors.context import english
from standpoint.actors.inflected import inflected_aliases, upper
from standpoint.actors.registry import Alias, Registry

_PLAIN = str.maketrans("’‘ʼ‑‐\u00a0\u202f\u2009\n\t\r", "'''--      ")
_UNSEEN = "\u00ad\u200b\u2060\ufeff"  # soft hyphens, and blanks of no width
_GAPS = re.compile(rf"\s{{2,}}|[{_UNSEEN}]")
# A gap, or a letter with the marks and the Hangul letters that join it.
_PIECE = re.compile(
    r"\s{2,}|[\u00ad\u200b\u2060\ufeff]|.[\u0300-\u036f\u0653-\u0655\u093c\u3099\u309a\u1160-\u11ff]*",
    re.DOTALL,
)


class Hit(NamedTuple):
    """A spelling in a normalised sentence: a name, an office with its state, or a bare office."""

    start: int
    end: int
    aliases: tuple[Alias, ...] = ()
    phrase: str = ""
    bare: str = ""


class Reading(NamedTuple):
    """A mention in a sentence, as characters of its text."""

    start: int
    end: int
    actor_id: str
    via: str
    certainty: float
    candidates: tuple[str, ...] = ()
    case: str = ""


class Sentence:
    """A normalised sentence with its hits, and what stands around them."""

    def __init__(self, text: str, hits: list[Hit]) -> None:
        self.text, self.hits = text, hits
        self.starts = {hit.start for hit in hits}
        self.ends = {hit.end for hit in hits}
        self.shouted = text.isupper()
        # A headline in title case: most words of four letters or more are capitalised, names of
        # actors aside.
        capitals = [
            word.group()[0].isupper()
            for word in re.finditer(r"[^\W\d_][\w'-]{3,}", text)
            if not any(hit.start <= word.start() < hit.end for hit in hits)
        ]
        self.titled = self.shouted or (len(capitals) > 2 and sum(capitals) / len(capitals) > 0.8)

    def before(self, at: int) -> str:
        """What stands before a place, as far as readings look."""
        return self.text[max(0, at - 80) : at]

    def after(self, at: int) -> str:
        """What stands after a place, as far as readings look."""
        return self.text[at : at + 60]

    def continues(self, at: int) -> bool:
        """Is the name a longer one: does a capitalised word follow that is no other actor?"""
        follow = None if self.titled else english.CAPITAL_NEXT.match(self.text, at)
        is_word = follow and follow.start(1) not in self.starts
        return bool(is_word) and follow.group(1).lower() not in english.tails

    def given_name(self, hit: Hit) -> str:
        """Find the capitalised word before a surname that is neither a title nor another actor nor
        the start of the sentence.
        """
        before = english.WORD_BEFORE.search(self.before(hit.start))
        if not before or self.titled or hit.start - 1 in self.ends:
            return ""
        word = before.group(1)
        is_title = word.lower().rstrip(".") in english.titles | english.tails
        is_compound = "-" in word and word[word.rindex("-") + 1 :][:1].islower()  # EU-hosted
        if not word[0].isupper() or word.endswith(("'s", "'")) or is_title or is_compound:
            return ""
        ahead = self.text[: hit.start - 1 - len(word)].rstrip()
        is_first = not ahead or ahead[-1] in "\"'“”«»:;!?.—–-(…•"
        is_starter = word.lower() in english.starters or word.endswith(("ing", "ed", "ly"))
        # "In Granada Pashinyan said", "at the General Assembly Lavrov called"
        return "" if (is_first and is_starter) or english.SCENE.search(ahead) else word


def normal(text: str) -> tuple[str, list[int] | None]:
    """Write a text in NFC with plain apostrophes, hyphens and single spaces.

    With it comes for each of its characters the place in the original; None where nothing moved,
    which is nearly always.
    """
    if not _GAPS.search(text) and unicodedata.is_normalized("NFC", text):
        return text.translate(_PLAIN), None
    letters: list[tuple[str, int]] = []
    for match in _PIECE.finditer(text):
        piece = unicodedata.normalize("NFC", match.group())
        if _GAPS.fullmatch(piece):  # several spaces become one
            piece = piece[:1].strip(_UNSEEN) and " "
        letters += [(letter, match.start()) for letter in piece]
    plain = "".join(letter for letter, _ in letters).translate(_PLAIN)
    return plain, [place for _, place in letters] + [len(text)]


def lower(text: str) -> str:
    """Write a text in lower case of the same length: 'İ' would become two characters."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


class Matcher:
    """The automata of one registry and language."""

    def __init__(self, registry: Registry, language: str) -> None:
        self.english = language == "en"
        written: dict[str, tuple[Alias, ...]] = {}
        folded: dict[str, Hit] = {}
        for alias in inflected_aliases(registry, language):
            if not alias.cased:
                folded[lower(alias.text)] = Hit(0, 0, aliases=(alias,))
                continue
            # Headlines in capitals; short names stay as written: "us" must not be "US".
            shouted = upper(alias.text, language) if len(alias.text) > 3 else alias.text
            for text in {alias.text, shouted}:
                written[text] = (*written.get(text, ()), alias)
        if self.english:
            folded |= {phrase: Hit(0, 0, phrase=phrase) for phrase in registry.role_phrases}
            alone = [word for word in registry.office_words if english.ALONE.search(word)]
            folded |= {f"the {word}": Hit(0, 0, bare=word) for word in alone}
        hits = {text: Hit(0, 0, aliases=aliases) for text, aliases in written.items()}
        self.written, self.folded = _automaton(hits), _automaton(folded)

    def hits(self, text: str) -> list[Hit]:
        """Find the spellings in a text, longest first where they overlap, from left to right."""
        hits = [*_scan(self.written, text), *_scan(self.folded, lower(text))]
        # An office with its state wins over a name of the same length.
        hits.sort(key=lambda hit: (hit.start - hit.end, hit.start, not hit.phrase))
        longest: list[Hit] = []
        for hit in hits:
            if all(hit.end <= other.start or other.end <= hit.start for other in longest):
                longest.append(hit)
        return [hit for hit in sorted(longest) if not _in_address(text, hit)]


def _scan(automaton: Any, text: str) -> Iterator[Hit]:
    for last, (size, hit) in automaton.iter(text) if automaton else ():
        start, end = last + 1 - size, last + 1
        if start and _is_letter(text[start - 1]) and _is_letter(text[start]):
            continue
        following = text[end : end + 1]
        if following and _is_letter(following) and _is_letter(text[last]):
            continue
        if hit.aliases and text[last] == "-" and not following.isalpha():
            continue  # Russo- needs the rest of its compound
        is_army = hit.aliases and not hit.aliases[0].cased and text[start:end].endswith("military")
        if is_army and english.ATTRIBUTIVE.match(text, end):
            continue  # "Russian military aid" names no army
        yield hit._replace(start=start, end=end - (text[last] == "-"))


def _in_address(text: str, hit: Hit) -> bool:
    """Is it part of a web address or a handle?"""
    before, after = text[max(0, hit.start - 1) : hit.start], text[hit.end : hit.end + 1]
    if before not in ("/", "@", ".", "_", "=") and after not in ("/", "@", "_", "="):
        return False
    right = text.find(" ", hit.end)
    token = text[text.rfind(" ", 0, hit.start) + 1 : right if right >= 0 else len(text)]
    return any(mark in token for mark in ("://", "www.", "@"))


def _is_letter(char: str) -> bool:
    return char.isalnum() or char == "_" or unicodedata.combining(char) != 0


def _automaton(keys: Mapping[str, Hit]) -> Any:
    import ahocorasick  # heavy: only where text is read

    if not keys:
        return None
    automaton = ahocorasick.Automaton()
    for key, hit in keys.items():
        automaton.add_word(key, (len(key), hit))
    automaton.make_automaton()
    return automaton


@lru_cache(maxsize=16)
def matcher(registry: Registry, language: str) -> Matcher:
    """Build the automata of a registry in one language, once."""
    return Matcher(registry, language)
