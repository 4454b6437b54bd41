"""Actors that a sentence names without a name: by owner, office, organ, plural or pronoun.

These mentions stand beside the named ones and may share their characters. `via` marks them, so that
they can be left out (`named_only`). Each rule speaks only where one actor, or as many as a plural
counts, can be meant. The words stand in data/english/nominal.yml.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

import pandas as pd

from standpoint.actors.offices import office_forms, organ_forms
from standpoint.actors.registry import Registry, Role, Span
from standpoint.language.words import SAY, VERBS, word_lists

OWNER, NOUN, PLURAL, PRONOUN = BY_CONTEXT = ("owner", "noun", "plural", "pronoun")
CERTAINTY = 0.5  # below names and offices: other words of the text decide; a rank set by hand
FIRM = 0.5  # a named mention must be as certain to be what another word means

_W = word_lists("nominal")


class Found(NamedTuple):
    """A mention in a sentence, as characters of its text."""

    start: int
    end: int
    actor_id: str
    via: str
    certainty: float = CERTAINTY
    candidates: tuple[str, ...] = ()


def named_only(mentions: pd.DataFrame) -> pd.DataFrame:
    """Leave out the mentions that rest on other words of the text.

    Examples
    --------
    >>> table = pd.DataFrame({"surface": ["Putin", "he"], "via": ["name", "pronoun"]})
    >>> named_only(table)["surface"].tolist()
    ['Putin']
    """
    return mentions[~mentions["via"].isin(BY_CONTEXT)]


def _any(words: Iterable[str]) -> str:
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return f"(?:{'|'.join(map(re.escape, ordered))})"


def _pattern(text: str) -> re.Pattern:
    return re.compile(text, re.IGNORECASE)


_COUNTED = {"sides": _W.sides, "countries": _W.countries, "people": _W.people}
_PLURAL = _pattern(
    rf"\b(?:(?P<two>{_any(_W.two)})|(?P<three>{_any(_W.three)})|the(?= (?:sides|parties)\b))"
    rf"(?: {_any(_W.plural_modifiers)})? (?P<noun>{_any(frozenset().union(*_COUNTED.values()))})\b"
    rf"(?! {_any(_W.plural_not_before)}\b)|\b(?P<trio>the trio)\b"
)
_OFFICE = _pattern(rf"\bthe ({_any(_W.offices)})\b(?![ -](?-i:[A-Z])| (?:of|for|to|general)\b)")
_PRONOUN = _pattern(rf"\b{_any(_W.he | _W.she | _W.it | _W.they)}\b")
_EMPTY = _pattern(
    rf" (?:{_any(_W.empty_before)}\b|{_any(_W.copulas)}(?: [\w-]+){{1,4}} (?:that|to|for|who)\b)"
)
_PERSON = _pattern(rf"\b(?:an?|the|his|her|its|their|another|whose) (?:\w+ )?{_any(_W.persons)}\b")
_STRANGER = re.compile(r"[A-Z][a-z]+ (?:[A-Z]\. )?[A-Z][a-z]+|\b(?:Mr|Mrs|Ms|Dr)\b")
_PLACE = _pattern(r"\b(?:in|over|around|on|near|from|across|inside)(?: the)? $")
_CLAUSE = _pattern(rf"[;:“”\"]|\b{_any(_W.other_clause)}\b")
_NEW_CLAUSE = _pattern(rf"[,;:]|\b{_any(_W.new_clause)}\b")
_BEFORE_IT = _pattern(rf"(?:,|\b{_any(_W.before_it)}) $")
_OTHER_PLURAL = re.compile(r"\b[a-z-]{3,}[^\Ws']s\b(?<!was|has|his|its)(?!')")
_SEAT = re.compile(r" in(?: the)? ")
_NAME = re.compile(r"[A-Z]\w")


class Context:
    """What a document has named so far; `read` finds in a sentence what leans on it."""

    def __init__(self, registry: Registry, span: Span | None) -> None:
        self.registry, self.span, self.actors = registry, span, registry.actors
        self.seen: set[str] = set()
        self.recent: list[str] = []  # actors of the last sentence, or title, that named any

    def read(self, text: str, mentions: Sequence[Any]) -> list[Found]:
        """Find further mentions of a sentence whose named mentions are given."""
        self.text, self.mentions = text, mentions
        self.named = [m for m in mentions if m.actor_id and m.certainty >= FIRM]
        found: list[Found] = []
        for rule in (self._owners, self._armies, self._people, self._organs, self._bodies):
            found += rule()
        self.named = sorted([*self.named, *found], key=lambda m: (m.start, m.end))
        found += [*self._plurals(), *self._pronouns()]
        if self.named:
            self.recent = list(dict.fromkeys(m.actor_id for m in self.named))
            self.seen.update(self.recent)
        same = {(m.start, m.end, m.actor_id) for m in mentions}
        return [m for m in dict.fromkeys(found) if m[:3] not in same]

    def _before(self, place: int) -> list[Any]:
        return [m for m in self.named if m.end <= place]

    def _states(self, actors: Iterable[str]) -> list[str]:
        return list(dict.fromkeys(filter(None, map(self.registry.state_of, actors))))

    def _is_person(self, actor_id: str) -> bool:
        return self.actors[actor_id].kind == "person"

    def _roles(self, actor_id: str) -> list[Role]:
        roles = self.actors[actor_id].roles
        return [role for role in roles if self.span and role.meets(*self.span)]

    def _holds(self, actor_id: str, word: str) -> bool:
        """Whether a person holds an office whose name ends so when the document is published."""
        offices = (office for role in self._roles(actor_id) for office in role.office)
        forms = (form.lower() for office in offices for form in office_forms(office))
        return self._is_person(actor_id) and any(f" {f}".endswith(f" {word}") for f in forms)

    def _organ_of(self, state: str, form: str) -> str:
        """The one actor that is such an organ of a state, and that exists by then."""
        owned = []
        for actor_id in _organs(self.registry).get(form, ()):
            starts = [role.begin for role in self.actors[actor_id].roles]
            is_later = self.span and starts and all(starts) and self.span[1] < min(starts)
            if self.registry.state_of(actor_id) == state and not is_later:
                owned.append(actor_id)
        return owned[0] if len(owned) == 1 else ""

    def _owners(self) -> Iterator[Found]:
        """'Russian' in 'the Russian Foreign Ministry', where no other word names the state."""
        there = {m.actor_id for m in self.mentions}
        for m in self.named:
            actor = self.actors[m.actor_id]
            if actor.kind in ("person", "armed-force") or actor.organ:
                bodies = [role.of for role in self._roles(actor.id)]
                for owner in {self.registry.state_of(actor.id): 0} | dict.fromkeys(bodies):
                    spelling = _spelling(self.registry, owner) if owner else None
                    match = spelling and spelling.search(self.text, m.start, m.end)
                    if match and owner not in there and match.span() != (m.start, m.end):
                        there.add(owner)
                        yield Found(*match.span(), owner, OWNER)

    def _armies(self) -> Iterator[Found]:
        """'Azerbaijani units', 'Armenian and Azerbaijani soldiers': the armed forces of each."""
        follows = 0  # where the troops of the next state begin
        for m in reversed(self.named):
            words = self.text[m.start : m.end].lower().split()
            is_force = m.via == "member" and words[-1] in _W.forces and not _W.no_army & {*words}
            joined = re.fullmatch(r" and (?:\w+ )?", self.text[m.end : max(follows, m.end)])
            army = self._organ_of(m.actor_id, _W.army[0]) if is_force or joined else ""
            follows = m.start if is_force else 0
            if army:
                yield Found(m.start, m.end, army, NOUN)

    def _people(self) -> Iterator[Found]:
        """'The minister', 'the Armenian leader': the one named before who holds such an office."""
        for m in self.named:
            if m.via == "member" and self.text[m.start : m.end].endswith(" leader"):
                people = {*self.seen, *(other.actor_id for other in self.named)}
                people = [i for i in people if any(self._holds(i, word) for word in _W.leading)]
                leaders = [i for i in people if self.registry.state_of(i) == m.actor_id]
                if len(leaders) == 1:
                    yield Found(m.start, m.end, leaders[0], NOUN)
        for match in _OFFICE.finditer(self.text):
            here = {m.actor_id for m in self._before(match.start())}
            pools = (
                [i for i in p if self._holds(i, match[1].lower())] for p in (here, self.recent)
            )
            holders = next(filter(None, pools), [])
            if len(holders) == 1 and not self._overlaps(match):
                yield Found(*match.span(1), holders[0], NOUN)

    def _organs(self) -> Iterator[Found]:
        """'Parliament', 'the foreign ministry in Baku': of the one state that is meant."""
        known = _organs(self.registry)
        for match in _organ_pattern(self.registry).finditer(self.text):
            (start, end), form = match.span("organ"), match["organ"].lower()
            own = [m for m in self.mentions if m.start < end and start < m.end]
            if any(m.actor_id or (start, end) != (m.start, m.end) for m in own):
                continue
            seat = _SEAT.match(self.text, end)
            tied = [m.actor_id for m in self.named if self.text[m.end : start] == " and the "]
            tied += [i for i in self.actors if seat and self._is_named(i, seat.end())]
            here = self._states(tied or (m.actor_id for m in self._before(start)))
            if not here and _NAME.search(_hidden(self.text, self.mentions), 1):
                continue  # somebody whom the registry does not know may be meant
            states = here or self._states(self.recent)
            organ = self._organ_of(states[0], form) if len(states) == 1 else ""
            if len(states) != 1 and len(known.get(form, ())) == 1:  # "the peacekeepers"
                wide = self._states([*self.seen, *(m.actor_id for m in self.named)])
                organ = next(filter(None, (self._organ_of(state, form) for state in wide)), "")
            is_state = form in _W.organs and len(states) == 1 and not own
            if organ or is_state:
                yield Found(start, end, organ or states[0], NOUN)

    def _is_named(self, actor_id: str, place: int) -> bool:
        """Whether a state, or its capital even as a place, stands there."""
        is_state = self.actors[actor_id].kind == "state"
        return is_state and bool(_spelling(self.registry, actor_id).match(self.text, place))

    def _bodies(self) -> Iterator[Found]:
        """'The Constitutional Court' in a text of one state: a name that is no one's alone."""
        for m in self.mentions:
            before = self._states(other.actor_id for other in self._before(m.start))
            states = before or self._states(self.recent)
            bodies = [i for i in m.candidates if not self._is_person(i)]
            fits = [i for i in bodies if self.registry.state_of(i) in states]
            if len(states) == len(fits) == 1:
                yield Found(m.start, m.end, fits[0], NOUN)

    def _plurals(self) -> Iterator[Found]:
        """'Both sides', 'the two leaders', 'the trio': as many as were just named."""
        for match in _PLURAL.finditer(self.text):
            noun = (match["noun"] or "men").lower()
            size = 3 if match["three"] or match["trio"] else 2
            before = self._before(match.start())
            actors = [m.actor_id for m in before if not _PLACE.search(self.text[: m.start])]
            here, recent = self._counted(noun, actors), self._counted(noun, self.recent)
            if len(here) == size + 1 and self._says(before[0]):
                here = [i for i in here if i not in self._counted(noun, [before[0].actor_id])]
            pools = [pool for pool in (here, recent) if len(pool) == size and {*here} <= {*pool}]
            for actor_id in pools[0] if pools else ():
                yield Found(*match.span(), actor_id, PLURAL)

    def _counted(self, noun: str, actors: Iterable[str]) -> list[str]:
        if noun in _W.people:
            return list(dict.fromkeys(filter(self._is_person, actors)))
        return self._states(actors)

    def _pronouns(self) -> Iterator[Found]:
        """'He', 'its', 'they': the one before it in the sentence who fits, and no other does."""
        for match in _PRONOUN.finditer(self.text):
            word, start = match.group().lower(), match.start()
            before = [m for m in self._before(start) if m.via != OWNER]
            if word in _W.they:
                meant = self._pair(start, before)
            elif word in _W.it:
                meant = (
                    set() if word == "it" and self._is_empty(match) else self._body(start, before)
                )
            else:
                meant = self._person(word, start, before)
            if word in _W.objects:  # "X thanked him": somebody else
                same = [m for m in before if not _NEW_CLAUSE.search(self.text, m.end, start)]
                meant = meant - {m.actor_id for m in same}
            for actor_id in sorted(meant):
                yield Found(*match.span(), actor_id, PRONOUN)

    def _person(self, word: str, start: int, before: Sequence[Any]) -> set[str]:
        people = {m.actor_id for m in before if self._is_person(m.actor_id)}
        others = _hidden(self.text[:start], before)
        if len(people) != 1 or _PERSON.search(others) or _STRANGER.search(others):
            return set()
        given = self.actors[min(people)].name.split()[0]
        return people if (given in _W.women) == (word in _W.she) else set()

    def _body(self, start: int, before: Sequence[Any]) -> set[str]:
        """The subject that opens the sentence or follows "that", if no other body is behind it."""
        bodies = [m for m in before if not self._is_person(m.actor_id) and m.via != "adjective"]
        if len({m.actor_id for m in bodies}) != 1 or _CLAUSE.search(self.text, 0, start):
            return set()
        subject = bodies[0]
        others = _NAME.search(_hidden(self.text[:start], before), subject.end)
        is_subject = re.search(
            r"(?:^|\b(?:that|said) )(?:the )?$", self.text[: subject.start], re.I
        )
        return {subject.actor_id} if is_subject and not others else set()

    def _pair(self, start: int, before: Sequence[Any]) -> set[str]:
        """'A and B ... they', where nobody else is named and no other plural stands between."""
        pair = {m.actor_id for m in before}
        joined = len(before) == 2 and self.text[before[0].end : before[1].start] == " and "
        is_clear = joined and not _OTHER_PLURAL.search(self.text, before[1].end, start)
        return pair if is_clear and len(pair) == 2 else set()

    def _is_empty(self, match: re.Match) -> bool:
        """Whether "it" is an object, or stands for nobody."""
        is_subject = _BEFORE_IT.search(self.text[: match.start()])
        return not is_subject or bool(_EMPTY.match(self.text, match.end()))

    def _overlaps(self, match: re.Match) -> bool:
        return any(m.start < match.end() and match.start() < m.end for m in self.mentions)

    def _says(self, mention: Any) -> bool:
        """Whether a mention is the subject of a verb of saying."""
        verb = re.match(r"(?:, [^,]+,)? (\w+)", self.text[mention.end :])
        return bool(verb) and VERBS.get(verb[1], ("",))[0] == SAY


def _hidden(text: str, mentions: Iterable[Any]) -> str:
    """The text with its mentions blotted out."""
    for m in mentions:
        text = text[: m.start] + "-" * (m.end - m.start) + text[m.end :]
    return text


@cache
def _spelling(registry: Registry, actor_id: str) -> re.Pattern:
    """Every English spelling of an actor, as a whole word."""
    actor = registry.actors[actor_id]
    groups = (actor.names, actor.adjectives, actor.metonyms)
    words = [word for group in groups for word in group.get("en", ())]
    return re.compile(rf"\b{_any(words or [actor.name])}(?!\w)")


@cache
def _organs(registry: Registry) -> dict[str, tuple[str, ...]]:
    """The ways of saying an organ, with the actors that are one."""
    organs: dict[str, list[str]] = {}
    for actor in registry.actors.values():
        for form in dict.fromkeys(form.lower() for o in actor.organ for form in organ_forms(o)):
            organs.setdefault(form, []).append(actor.id)
    return {form: tuple(ids) for form, ids in organs.items()}


@cache
def _organ_pattern(registry: Registry) -> re.Pattern:
    forms = _any({*_W.organs, *_organs(registry)} - {*_W.no_organs})
    own = rf"\b(?:its|his|her|their) (?={_any(_W.only_owned)}\b)"
    the = rf"\b(?:the|its|his|her|their) (?!{_any(_W.only_owned)}\b)"
    bare = rf"(?:^|\b{_any(_W.before_bare)} )(?={_any(_W.without_article)}\b)"
    return _pattern(
        rf"(?:{the}|{own}|{bare})(?P<organ>{forms})\b(?![ -](?-i:[A-Z])| of (?:the )?(?-i:[A-Z]))"
    )
