"""Capitals and houses: the place, or the authorities that sit there ("Moscow said")."""

import re

from standpoint.actors.context import english
from standpoint.actors.registry import Alias
from standpoint.actors.spellings import Hit, Sentence

CLEAR = 0.9  # subject of an act, or after "ties with", "according to"
OPEN = 0.6  # nothing around it speaks for place or authorities
UNSURE = 0.4  # both readings are likely


def authority(s: Sentence, at: int, alias: Alias, *, follows_place: bool) -> float:
    """Say how sure a capital stands for its authorities; 0 where it is a place.

    `at` is its number among the hits of the sentence; `follows_place` tells whether the hit before
    it was read as a place.
    """
    hit = s.hits[at]
    before, after = s.before(hit.start), s.after(hit.end)
    is_side = re.search(r"\b(?:pro|anti)-$", before, re.IGNORECASE)
    if is_side or alias.text.startswith("official ") or english.AUTHORITY_AFTER.match(after):
        return CLEAR
    if _in_compound(s, hit) or _in_longer_name(s, hit) or _with_its_state(s, at, alias):
        return 0
    is_place = english.PLACE_AFTER.match(after) and not english.NOT_PLACE_AFTER.match(after)
    is_dateline = hit.start == 0 and english.DATELINE.match(after)
    if is_place or is_dateline or _in_list_of_places(s, at, follows_place):
        return 0
    if re.match(r"'s?(?= )|-\w", after) and not before.lower().endswith("from "):
        return CLEAR
    return _after_preposition(before, after)


def _in_compound(s: Sentence, hit: Hit) -> bool:
    """Baku-Tbilisi-Ceyhan, the Moscow-Yerevan flight."""
    left = re.search(r"[\w-]*$", s.before(hit.start)).group()
    right = re.match(r"[\w-]*", s.after(hit.end)).group()
    parts = [part for part in f"{left}x{right}".split("-") if part]
    if len(parts) > 2:
        return all(part == "x" or part[0].isupper() for part in parts)
    return len(parts) == 2 and bool(english.CARRIED.match(s.text, hit.end + len(right)))


def _in_longer_name(s: Sentence, hit: Hit) -> bool:
    """'the Ottawa Convention', 'the Minsk process': what is named after a city."""
    is_longer = s.continues(hit.end) or english.NAME_OF_CITY.match(s.text, hit.end)
    return bool(is_longer or english.NAMED_AFTER.search(s.before(hit.start)))


def _with_its_state(s: Sentence, at: int, alias: Alias) -> bool:
    """Yerevan, Armenia."""
    if at + 1 == len(s.hits) or s.text[s.hits[at].end : s.hits[at + 1].start] != ", ":
        return False
    following = s.hits[at + 1].aliases
    return any(a.via == "name" and a.actor_id == alias.actor_id for a in following)


def _in_list_of_places(s: Sentence, at: int, follows_place: bool) -> bool:
    """'in Moscow and Baku', 'from Baku to Moscow': a list is read as its first place."""
    hit = s.hits[at]
    if at and any(alias.via == "metonym" for alias in s.hits[at - 1].aliases):
        between = s.text[s.hits[at - 1].end : hit.start]
        if between in (" and ", ", ", " or ", ", and ", " to "):
            return follows_place
    before = s.before(hit.start)
    if not english.CITY_LIST.search(before) or re.search(r"\bbetween [^,.]* $", before):
        return False
    return not _acts(s.text[hit.end :]) or s.text.startswith(",", hit.end)


def _after_preposition(before: str, after: str) -> float:
    if english.MINDED_IN.search(before):
        return OPEN
    if english.TO_WHOM.search(before) or english.SAID_FROM.search(before):
        return CLEAR
    if any(p.search(before) for p in (english.AT_PLACE, english.MOVED, english.TRAVEL_BETWEEN)):
        return 0
    if english.FROM.search(before):  # from Yerevan to Gyumri
        return 0 if before.endswith(" from ") and re.match(r" to [A-Z]", after) else UNSURE
    if english.WITH.search(before):
        return CLEAR
    if english.TO.search(before):
        return OPEN
    return CLEAR if _acts(re.sub(r"^ and [A-Z][\w-]+", "", after)) else OPEN


def _acts(after: str) -> bool:
    """Does a verb follow? 'Moscow agreed', not 'Moscow talks'."""
    return bool(english.VERB_AFTER.match(after)) and not english.NOT_VERB.match(after)
