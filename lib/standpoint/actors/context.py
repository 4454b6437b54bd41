"""Patterns around a name that decide how it is read: state or place, office or person, people or
language. Their words stand in data/english/names.yml.
"""

import re
from collections.abc import Iterable

from standpoint.language.words import word_lists

_W = word_lists("names")


def any_of(words: Iterable[str]) -> str:
    """A pattern of any of these words, the longest first."""
    return f"(?:{'|'.join(sorted(words, key=lambda word: (-len(word), word)))})"


def _before(words: Iterable[str], joined: str = "") -> re.Pattern[str]:
    """What stands right before a name, with or without the article."""
    return re.compile(rf"\b{any_of(words)}{joined}(?: the)? $", re.IGNORECASE)


def _after(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{pattern})\b", re.IGNORECASE)


# After the adjective of a state.
ATTRIBUTIVE = _after(f" {any_of(_W.attributive)}")
ORGANS = _after(
    f"(?: {any_of(_W.modifiers)}){{0,3}} (?:{any_of(_W.organs)}|{any_of(_W.services)} services?)"
)
OFFICIAL = re.compile(f"{any_of(_W.officials)}$", re.IGNORECASE)
PEOPLE = _after(f" (?:{any_of(_W.people_modifiers)} )?{any_of(_W.people)}")
CULTURE = _after(f"-speaking|-language| {any_of(_W.culture)}")
LANGUAGE_BEFORE = re.compile(r"\b(?:[Ii]n|into|speaks?|speaking|fluent|learn\w*|translated from) $")
LANGUAGE_AFTER = re.compile(r"(?:$|[,.;:!?)]| (?:and|or|that|to|by)\b)")
NO_STATE = _after(rf"-{any_of(_W.peopled)}| {any_of(_W.no_state)}")
REBELS = _after(rf" {any_of(_W.rebels)}(?: {any_of(_W.organs)})?")
FIXED = _after(f"{any_of(_W.fixed)}")
QUOTED = re.compile(r" '(\w+)'")

# Between the name of a land and those of one people who live there: Karabakh's Armenians.
_SETTLED = rf"(?: (?:{any_of(_W.settled_modifiers)}|\d[\d.,]*))*"
OWNS = re.compile(rf"(?:'s?|-based|.*\b[Ii]ts){_SETTLED} ", re.DOTALL)
BESIDE = re.compile(rf"{_SETTLED} ")
LIVING_IN = re.compile(
    rf"(?: {any_of(_W.living)})* (?P<how>{any_of(_W.inside)})(?: the)?(?: {any_of(_W.parts)})? "
)
# Between the adjective of a people and its land: Armenian-held Karabakh, Armenian Karabakh leaders.
HOLDS = re.compile(rf"(?P<held>-{any_of(_W.held)})?(?: {any_of(_W.parts)})? ")
THERE = re.compile(rf" (?:there|in the {any_of(_W.lands)})\b")
MATTER = re.compile(rf" (?:{any_of(_W.modifiers)} )?{any_of(_W.matters)}\b")
CIVIL = re.compile(f"{any_of(_W.civil)}$")
LOCAL = re.compile(f"{any_of(_W.civil | _W.local)}$")

# Longer names, and names that mean something else too.
BODY_BEFORE = re.compile(rf"\b{any_of(_W.bodies)} (?:of|for) (?:the )?$")
BODY_AFTER = re.compile(rf"(?: [A-Z][\w-]+){{0,3}} {any_of(_W.bodies | _W.bodies_after)}\b")
GEORGIA_US = re.compile(rf"\b{any_of(_W.beside_georgia_us)}\b")
PRONOUN_US = re.compile(rf"\b{any_of(_W.before_pronoun_us)} $")
NAMED_AFTER = re.compile(
    r"\b(?:Charter|Treaty|Declaration|Peace|Congress|Convention|Protocol|Battle|Siege) (?:of|for) $"
)
NAME_OF_CITY = re.compile(r" (?:State|City|Region|Oblast|International|University|Metro|Mayor)\b")

# After a name that is a subject.
FUNCTION = re.compile(rf"{any_of(_W.function)}\b")
VERB_AFTER = re.compile(
    rf"(?::|, (?:which|who)\b| (?:{any_of(_W.before_verbs)} )?"
    rf"(?:{any_of(_W.verbs)}|[a-z]{{2,}}(?:ed|[^s]s))\b)"
)
NOT_VERB = re.compile(rf" {any_of(_W.not_verbs)}\b")

# Capitals: the place, or the authorities that sit there.
PLACE_AFTER = re.compile(
    r"(?:-(?:based|born|area|bound)\b"
    rf"|(?:'s)?(?: {any_of(_W.place_modifiers)})? {any_of(_W.place_nouns)}\b)"
)
NOT_PLACE_AFTER = re.compile(r" (?:talks|protests?|meeting|time) (?:to|that|the|a|against)\b")
AUTHORITY_AFTER = re.compile(rf"(?:-{any_of(_W.controlled)}| {any_of(_W.authorities)})\b")
AT_PLACE = _before(_W.before_place)
MOVED = _before(_W.moving, r"\b[^.;:]{0,40}\b(?:to|from)")
MINDED_IN = _before(_W.minded_in, " in")
SAID_FROM = _before(_W.said_from, " from")
TO_WHOM = _before(_W.said_to, " to")
TRAVEL_BETWEEN = _before(_W.travel_between, " between")
WITH = _before(_W.against)
FROM, TO = re.compile(r"\bfrom(?: the)? $"), re.compile(r"\bto(?: the)? $")
CARRIED = re.compile(rf" {any_of(_W.carried)}\b")
CITY_LIST = re.compile(
    r"\b(?:in|near|from|at|visited|between)(?: the)? (?:[A-Z][\w'-]+(?:, | ))+(?:and|or) $"
)
DATELINE = re.compile(rf"(?:, (?:{any_of(_W.months_short)}|\d)| \(| ?[—–]|\. /| - |, [A-Z]\w+ \()")

# Around the names of persons.
TITLES, STARTERS, TAILS = _W.titles, _W.starters, _W.tails
SCENE = re.compile(r"(?:^|[ \"“])(?:[Ii]n|[Aa]t|[Nn]ear|[Oo]n|[Ff]rom|[Tt]he)(?: [A-Z][\w-]+)*$")
CAPITAL_NEXT = re.compile(r" ([A-Z][\w'’-]*[a-z][\w-]*)")
WORD_BEFORE = re.compile(r"([^\W\d_][\w.-]*(?:'s|')?) $")

# Around offices.
NOT_NOW = re.compile(rf"\b{any_of(_W.not_now)}[ -](?:the )?$", re.IGNORECASE)
BYGONE = re.compile(rf"\b{any_of(_W.bygone)}[ -](?:the )?$", re.IGNORECASE)
NOT_HOLDER = re.compile(
    rf"\b(?:{any_of(_W.not_holder)}(?: the| an?)?(?: new| next)?"
    r"|(?:an?|any|no|every|each)(?: \w+)?) $",
    re.IGNORECASE,
)
OFFICE_ALONE = re.compile(rf" (?:{any_of(_W.before_verbs)} )?{any_of(_W.office_alone)}\b")
ALONE = re.compile(f"{any_of(_W.alone)}$")
SPOKESPERSON = re.compile(r" (?:spokes\w+|press secretary|chief|head|official)(?: [\w-]+)? ")
