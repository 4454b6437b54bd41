"""Registry and text → the spellings that stand there as whole words, longest first, found in one
pass.

The automaton is that of Aho & Corasick 1975, Communications of the ACM 18(6), however many
spellings there are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from standpoint.actors import context as english
from standpoint.actors.registry import Alias, Registry


class Hit(NamedTuple):
    """A spelling in the sentence as normalised: what it may be is one of the three."""

    start: int
    end: int
    aliases: tuple[Alias, ...] = ()
    phrase: str = ""  # an office with its state
    bare: str = ""  # an office without


_PLAIN = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "‑": "-",
        "‐": "-",
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "\n": " ",
        "\t": " ",
        "\r": " ",
    }
)
_GAPS = re.compile(r"\s{2,}|\u00ad")


def normal(text: str) -> tuple[str, list[int] | None]:
    """NFC with plain apostrophes, hyphens and single spaces, and for every character its place in
    `text`.

    None instead of places where nothing moved, which is nearly always.
    """
    if (text.isascii() or unicodedata.is_normalized("NFC", text)) and not _GAPS.search(text):
        return text.translate(_PLAIN), None
    if unicodedata.is_normalized("NFC", text):
        return _closed(text)
    out: list[str] = []
    places: list[int] = []
    at, size = 0, len(text)
    while (
        at < size
        # one character with the marks that follow it; conjoining Hangul letters join though no
        # marks
    ):
        end = at + 1
        while end < size and (
            unicodedata.combining(text[end]) or "\u1160" <= text[end] <= "\u11ff"
        ):
            end += 1
        piece = unicodedata.normalize("NFC", text[at:end])
        out.append(piece)
        places += [at] * len(piece)
        at = end
    closed, moved = _closed("".join(out))
    places.append(size)
    return closed, places if moved is None else [places[i] for i in moved]


def _closed(text: str) -> tuple[str, list[int] | None]:
    """Runs of spaces closed up to one, soft hyphens taken out."""
    out, places, at = [], [], 0
    for gap in _GAPS.finditer(text):
        out.append(text[at : gap.start()])
        places += range(at, gap.start())
        if gap.group() != "\u00ad":
            out.append(" ")
            places.append(gap.start())
        at = gap.end()
    if not at:
        return text.translate(_PLAIN), None
    out.append(text[at:])
    places += range(at, len(text) + 1)
    return "".join(out).translate(_PLAIN), places


def lower(text: str) -> str:
    """Lower case of the same length ('İ' would become two characters)."""
    low = text.lower()
    return (
        low
        if len(low) == len(text)
        else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    )


class Matcher:
    """The automata of one registry and language."""

    def __init__(self, registry: Registry, language: str) -> None:
        self.registry = registry
        self.english = language == "en"
        written: dict[str, list[Alias]] = {}
        folded: dict[str, Hit] = {}
        for alias in registry.aliases(language):
            if alias.cased:
                # headlines in capitals; short names stay as written ("US" is already, "us" must not
                # be)
                for text in (
                    {alias.text, alias.text.upper()} if len(alias.text) > 3 else {alias.text}
                ):
                    written.setdefault(text, []).append(alias)
            else:
                folded[lower(alias.text)] = Hit(0, 0, aliases=(alias,))
        if self.english:
            folded |= {phrase: Hit(0, 0, phrase=phrase) for phrase in registry.role_phrases()}
            folded |= {
                f"the {word}": Hit(0, 0, bare=word)
                for word in registry.office_words
                if english.ALONE.search(word)
            }
        self.written = _automaton(
            {text: Hit(0, 0, aliases=tuple(found)) for text, found in written.items()}
        )
        self.folded = _automaton(folded)

    def hits(self, text: str) -> list[Hit]:
        """Spellings that stand as whole words, longest first where they overlap, from left to
        right.
        """
        found = [
            *self._scan(self.written, text),
            *(self._scan(self.folded, lower(text)) if self.folded else ()),
        ]
        if len(found) > 1:
            # a role phrase wins over a name of the same length, both over nothing
            found.sort(key=lambda h: (h.start - h.end, h.start, not h.phrase))
            kept: list[Hit] = []
            for hit in found:
                if all(hit.end <= other.start or other.end <= hit.start for other in kept):
                    kept.append(hit)
            found = sorted(kept)
        return [h for h in found if not self._in_address(text, h)]

    def _scan(self, automaton, text: str) -> Iterator[Hit]:
        if automaton is None:
            return
        for last, (size, hit) in automaton.iter(text):
            start, end = last + 1 - size, last + 1
            if (start and _wordlike(text[start - 1]) and _wordlike(text[start])) or (
                end < len(text) and _wordlike(text[end]) and _wordlike(text[last])
            ):
                continue
            if hit.aliases and text[last] == "-" and (end == len(text) or not text[end].isalpha()):
                continue  # Russo- needs the rest of its compound
            if (
                hit.aliases
                and not hit.aliases[0].cased
                and english.ATTRIBUTIVE.match(text, end)
                and text.endswith("military", start, end)
            ):
                continue  # "Russian military aid" names no army
            yield hit._replace(start=start, end=end - (text[last] == "-"))

    @staticmethod
    def _in_address(text: str, hit: Hit) -> bool:
        """Is it part of a web address or a handle?"""
        before, after = text[max(0, hit.start - 1) : hit.start], text[hit.end : hit.end + 1]
        if before not in ("/", "@", ".", "_", "=") and after not in ("/", "@", "_", "="):
            return False
        left, right = text.rfind(" ", 0, hit.start) + 1, text.find(" ", hit.end)
        token = text[left : right if right >= 0 else len(text)]
        return before == "@" or "://" in token or "www." in token or "@" in token


def _wordlike(char: str) -> bool:
    return char.isalnum() or char == "_" or unicodedata.combining(char) != 0


def _automaton(keys: Mapping[str, Hit]):
    import ahocorasick  # heavy: only where text is read

    automaton = ahocorasick.Automaton()
    for key, hit in keys.items():
        automaton.add_word(key, (len(key), hit))
    if not keys:
        return None
    automaton.make_automaton()
    return automaton


@lru_cache(maxsize=16)
def matcher(registry: Registry, language: str) -> Matcher:
    """The automata of a registry in one language, built once."""
    return Matcher(registry, language)
