"""Patterns around a name that decide how it is read: state or place, office or person, people or
language. Their words stand in data/english/names.yml.
"""

import re
from collections.abc import Iterable

from standpoint.language.words import word_lists

_W = word_lists("names")


def _any(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(sorted(words, key=lambda word: (-len(word), word)))})"


def _before(words: Iterable[str], joined: str = "") -> re.Pattern[str]:
    """What stands right before a name, with or without the article."""
    return re.compile(rf"\b{_any(words)}{joined}(?: the)? $", re.IGNORECASE)


def _after(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{pattern})\b", re.IGNORECASE)


# After the adjective of a state.
ATTRIBUTIVE = _after(f" {_any(_W.attributive)}")
ORGANS = _after(
    f"(?: {_any(_W.modifiers)}){{0,3}} (?:{_any(_W.organs)}|{_any(_W.services)} services?)"
)
OFFICIAL = re.compile(f"{_any(_W.officials)}$", re.IGNORECASE)
PEOPLE = _after(f" (?:{_any(_W.people_modifiers)} )?{_any(_W.people)}")
CULTURE = _after(f"-speaking|-language| {_any(_W.culture)}")
LANGUAGE_BEFORE = re.compile(r"\b(?:[Ii]n|into|speaks?|speaking|fluent|learn\w*|translated from) $")
LANGUAGE_AFTER = re.compile(r"(?:$|[,.;:!?)]| (?:and|or|that|to|by)\b)")
QUOTED = re.compile(r" '(\w+)'")

# Longer names, and names that mean something else too.
BODY_BEFORE = re.compile(rf"\b{_any(_W.bodies)} (?:of|for) (?:the )?$")
BODY_AFTER = re.compile(rf"(?: [A-Z][\w-]+){{0,3}} {_any(_W.bodies | _W.bodies_after)}\b")
GEORGIA_US = re.compile(rf"\b{_any(_W.beside_georgia_us)}\b")
PRONOUN_US = re.compile(rf"\b{_any(_W.before_pronoun_us)} $")
NAMED_AFTER = re.compile(
    r"\b(?:Charter|Treaty|Declaration|Peace|Congress|Convention|Protocol|Battle|Siege) (?:of|for) $"
)
NAME_OF_CITY = re.compile(r" (?:State|City|Region|Oblast|International|University|Metro|Mayor)\b")

# After a name that is a subject.
FUNCTION = re.compile(rf"{_any(_W.function)}\b")
VERB_AFTER = re.compile(
    rf"(?::|, (?:which|who)\b| (?:{_any(_W.before_verbs)} )?"
    rf"(?:{_any(_W.verbs)}|[a-z]{{2,}}(?:ed|[^s]s))\b)"
)
NOT_VERB = re.compile(rf" {_any(_W.not_verbs)}\b")

# Capitals: the place, or the authorities that sit there.
PLACE_AFTER = re.compile(
    r"(?:-(?:based|born|area|bound)\b"
    rf"|(?:'s)?(?: {_any(_W.place_modifiers)})? {_any(_W.place_nouns)}\b)"
)
NOT_PLACE_AFTER = re.compile(r" (?:talks|protests?|meeting|time) (?:to|that|the|a|against)\b")
AUTHORITY_AFTER = re.compile(rf"(?:-{_any(_W.controlled)}| {_any(_W.authorities)})\b")
AT_PLACE = _before(_W.before_place)
MOVED = _before(_W.moving, r"\b[^.;:]{0,40}\b(?:to|from)")
MINDED_IN = _before(_W.minded_in, " in")
SAID_FROM = _before(_W.said_from, " from")
TO_WHOM = _before(_W.said_to, " to")
TRAVEL_BETWEEN = _before(_W.travel_between, " between")
WITH = _before(_W.against)
FROM, TO = re.compile(r"\bfrom(?: the)? $"), re.compile(r"\bto(?: the)? $")
CARRIED = re.compile(rf" {_any(_W.carried)}\b")
CITY_LIST = re.compile(
    r"\b(?:in|near|from|at|visited|between)(?: the)? (?:[A-Z][\w'-]+(?:, | ))+(?:and|or) $"
)
DATELINE = re.compile(rf"(?:, (?:{_any(_W.months_short)}|\d)| \(| ?[—–]|\. /| - |, [A-Z]\w+ \()")

# Around the names of persons.
TITLES, STARTERS, TAILS = _W.titles, _W.starters, _W.tails
SCENE = re.compile(r"(?:^|[ \"“])(?:[Ii]n|[Aa]t|[Nn]ear|[Oo]n|[Ff]rom|[Tt]he)(?: [A-Z][\w-]+)*$")
CAPITAL_NEXT = re.compile(r" ([A-Z][\w'’-]*[a-z][\w-]*)")
WORD_BEFORE = re.compile(r"([^\W\d_][\w.-]*(?:'s|')?) $")

# Around offices.
NOT_NOW = re.compile(rf"\b{_any(_W.not_now)}[ -](?:the )?$", re.IGNORECASE)
BYGONE = re.compile(rf"\b{_any(_W.bygone)}[ -](?:the )?$", re.IGNORECASE)
NOT_HOLDER = re.compile(
    rf"\b(?:{_any(_W.not_holder)}(?: the| an?)?(?: new| next)?"
    r"|(?:an?|any|no|every|each)(?: \w+)?) $",
    re.IGNORECASE,
)
ALONE = re.compile(f"{_any(_W.alone)}$")
SPOKESPERSON = re.compile(r" (?:spokes\w+|press secretary|chief|head|official)(?: [\w-]+)? ")
