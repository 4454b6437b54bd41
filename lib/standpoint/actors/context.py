"""Patterns around a name that decide how it is read: state or place, office or person, people or
language. Their words stand in data/english/names.yml.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from standpoint.language.words import word_lists

_W = word_lists("names")


class _Pattern:
    """A pattern that is compiled on first use, so that `import standpoint` need not wait for it."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern, self.flags = pattern, flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self.pattern, self.flags)
        self.search, self.match = compiled.search, compiled.match
        self.fullmatch = compiled.fullmatch
        return getattr(compiled, name)


def _any(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(sorted(words, key=lambda word: (-len(word), word)))})"


def _before(words: Iterable[str], joined: str = "") -> _Pattern:
    """What stands right before a name, with or without the article."""
    return _Pattern(rf"\b{_any(words)}{joined}(?: the)? $", re.IGNORECASE)


def _after(pattern: str) -> _Pattern:
    return _Pattern(rf"(?:{pattern})\b", re.IGNORECASE)


# After the adjective of a state.
ATTRIBUTIVE = _after(f" {_any(_W.attributive)}")
ORGANS = _after(
    f"(?: {_any(_W.modifiers)}){{0,3}} (?:{_any(_W.organs)}|{_any(_W.services)} services?)"
)
OFFICIAL = _Pattern(f"{_any(_W.officials)}$", re.IGNORECASE)
PEOPLE = _after(f" (?:{_any(_W.people_modifiers)} )?{_any(_W.people)}")
CULTURE = _after(f"-speaking|-language| {_any(_W.culture)}")
LANGUAGE_BEFORE = _Pattern(r"\b(?:[Ii]n|into|speaks?|speaking|fluent|learn\w*|translated from) $")
LANGUAGE_AFTER = _Pattern(r"(?:$|[,.;:!?)]| (?:and|or|that|to|by)\b)")
QUOTED = _Pattern(r" '(\w+)'")

# Longer names, and names that mean something else too.
BODY_BEFORE = _Pattern(rf"\b{_any(_W.bodies)} (?:of|for) (?:the )?$")
BODY_AFTER = _Pattern(rf"(?: [A-Z][\w-]+){{0,3}} {_any(_W.bodies | _W.bodies_after)}\b")
GEORGIA_US = _Pattern(rf"\b{_any(_W.beside_georgia_us)}\b")
PRONOUN_US = _Pattern(rf"\b{_any(_W.before_pronoun_us)} $")
NAMED_AFTER = _Pattern(
    r"\b(?:Charter|Treaty|Declaration|Peace|Congress|Convention|Protocol|Battle|Siege) (?:of|for) $"
)
NAME_OF_CITY = _Pattern(r" (?:State|City|Region|Oblast|International|University|Metro|Mayor)\b")

# After a name that is a subject.
FUNCTION = _Pattern(rf"{_any(_W.function)}\b")
VERB_AFTER = _Pattern(
    rf"(?::|, (?:which|who)\b| (?:{_any(_W.before_verbs)} )?"
    rf"(?:{_any(_W.verbs)}|[a-z]{{2,}}(?:ed|[^s]s))\b)"
)
NOT_VERB = _Pattern(rf" {_any(_W.not_verbs)}\b")

# Capitals: the place, or the authorities that sit there.
PLACE_AFTER = _Pattern(
    r"(?:-(?:based|born|area|bound)\b"
    rf"|(?:'s)?(?: {_any(_W.place_modifiers)})? {_any(_W.place_nouns)}\b)"
)
NOT_PLACE_AFTER = _Pattern(r" (?:talks|protests?|meeting|time) (?:to|that|the|a|against)\b")
AUTHORITY_AFTER = _Pattern(rf"(?:-{_any(_W.controlled)}| {_any(_W.authorities)})\b")
AT_PLACE = _before(_W.before_place)
MOVED = _before(_W.moving, r"\b[^.;:]{0,40}\b(?:to|from)")
MINDED_IN = _before(_W.minded_in, " in")
SAID_FROM = _before(_W.said_from, " from")
TO_WHOM = _before(_W.said_to, " to")
TRAVEL_BETWEEN = _before(_W.travel_between, " between")
WITH = _before(_W.against)
FROM, TO = _Pattern(r"\bfrom(?: the)? $"), _Pattern(r"\bto(?: the)? $")
CARRIED = _Pattern(rf" {_any(_W.carried)}\b")
CITY_LIST = _Pattern(
    r"\b(?:in|near|from|at|visited|between)(?: the)? (?:[A-Z][\w'-]+(?:, | ))+(?:and|or) $"
)
DATELINE = _Pattern(rf"(?:, (?:{_any(_W.months_short)}|\d)| \(| ?[—–]|\. /| - |, [A-Z]\w+ \()")

# Around the names of persons.
TITLES, STARTERS, TAILS = _W.titles, _W.starters, _W.tails
SCENE = _Pattern(r"(?:^|[ \"“])(?:[Ii]n|[Aa]t|[Nn]ear|[Oo]n|[Ff]rom|[Tt]he)(?: [A-Z][\w-]+)*$")
CAPITAL_NEXT = _Pattern(r" ([A-Z][\w'’-]*[a-z][\w-]*)")
WORD_BEFORE = _Pattern(r"([^\W\d_][\w.-]*(?:'s|')?) $")

# Around offices.
NOT_NOW = _Pattern(rf"\b{_any(_W.not_now)}[ -](?:the )?$", re.IGNORECASE)
BYGONE = _Pattern(rf"\b{_any(_W.bygone)}[ -](?:the )?$", re.IGNORECASE)
NOT_HOLDER = _Pattern(
    rf"\b(?:{_any(_W.not_holder)}(?: the| an?)?(?: new| next)?"
    r"|(?:an?|any|no|every|each)(?: \w+)?) $",
    re.IGNORECASE,
)
ALONE = _Pattern(f"{_any(_W.alone)}$")
SPOKESPERSON = _Pattern(r" (?:spokes\w+|press secretary|chief|head|official)(?: [\w-]+)? ")
