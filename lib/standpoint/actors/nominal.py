"""Actors that a sentence names without a name: by owner, office, organ, plural or pronoun.

These mentions stand beside the named ones and may share their characters. `via` marks them, so that
they can be left out (`named_only`). Each rule speaks only where one actor, or as many as a plural
counts, can be meant. The words stand in data/english/nominal.yml.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache, partial

import pandas as pd

from standpoint.actors.context import any_of
from standpoint.actors.registry import Registry, Span
from standpoint.actors.spellings import Reading
from standpoint.language.words import SAY, VERBS, word_lists

OWNER, NOUN, PLURAL, PRONOUN = BY_CONTEXT = ("owner", "noun", "plural", "pronoun")
CERTAINTY = 0.5  # below names and offices: other words of the text decide; a rank set by hand
FIRM = 0.5  # from here on a named mention speaks for its actor, and another word may mean it

_W = word_lists("nominal")
_pattern = partial(re.compile, flags=re.IGNORECASE)

_PLURAL = _pattern(
    rf"\b(?:(?P<two>{any_of(_W.two)})|(?P<three>{any_of(_W.three)})|the(?= (?:sides|parties)\b))"
    rf"(?: {any_of(_W.plural_modifiers)})? (?P<noun>{any_of(_W.sides | _W.countries | _W.people)})"
    rf"\b(?! {any_of(_W.plural_not_before)}\b)|\b(?P<trio>the trio)\b"
)
_OFFICE = _pattern(rf"\bthe ({any_of(_W.offices)})\b(?![ -](?-i:[A-Z])| (?:of|for|to|general)\b)")
_PRONOUN = _pattern(rf"\b{any_of(_W.he | _W.she | _W.it | _W.they)}\b")
_EMPTY = _pattern(
    rf" (?:{any_of(_W.empty_before)}\b"
    rf"|{any_of(_W.copulas)}(?: [\w-]+){{1,4}} (?:that|to|for|who)\b)"
)
_STRANGER = re.compile(
    r"[A-Z][a-z]+ (?:[A-Z]\. )?[A-Z][a-z]+|\b(?:Mr|Mrs|Ms|Dr)\b"
    rf"|(?i:\b(?:an?|the|his|her|its|their|another|whose) (?:\w+ )?{any_of(_W.persons)}\b)"
)
_PLACE = _pattern(r"\b(?:in|over|around|on|near|from|across|inside)(?: the)? $")
_CLAUSE = _pattern(rf"[;:“”\"]|\b{any_of(_W.other_clause)}\b")
_NEW_CLAUSE = _pattern(rf"[,;:]|\b{any_of(_W.new_clause)}\b")
_BEFORE_IT = _pattern(rf"(?:,|\b{any_of(_W.before_it)}) $")
_SUBJECT = _pattern(r"(?:^|\b(?:that|said) )(?:the )?$")
_OTHER_PLURAL = re.compile(r"\b[a-z-]{3,}[^\Ws']s\b(?<!was|has|his|its)(?!')")
_SEAT = re.compile(r" in(?: the)? ([A-Z]\w+(?: [A-Z]\w+)*)")
_NAME = re.compile(r"[A-Z]\w")


def named_only(mentions: pd.DataFrame) -> pd.DataFrame:
    """Leave out the mentions that rest on other words of the text.

    Examples
    --------
    >>> table = pd.DataFrame({"surface": ["Putin", "he"], "via": ["name", "pronoun"]})
    >>> named_only(table)["surface"].tolist()
    ['Putin']
    """
    return mentions[~mentions["via"].isin(BY_CONTEXT)]


class Context:
    """What a document has named so far; `read` finds in a sentence what leans on it."""

    def __init__(self, registry: Registry, span: Span | None) -> None:
        self.registry, self.span, self.actors = registry, span, registry.actors
        self.seen: set[str] = set()
        self.recent: list[str] = []  # actors of the last sentence, or title, that named any

    def read(self, text: str, mentions: list[Reading]) -> list[Reading]:
        """Find further mentions of a sentence whose named mentions are given."""
        self.text, self.mentions = text, mentions
        self.named = [m for m in mentions if m.actor_id and m.certainty >= FIRM]
        found = [*self._owners(), *self._armies(), *self._people(), *self._organs()]
        self.named = sorted([*self.named, *found])
        found += [*self._plurals(), *self._pronouns()]
        self.recent = list(dict.fromkeys(m.actor_id for m in self.named)) or self.recent
        self.seen.update(self.recent)
        same = {m[:3] for m in mentions}
        return [m for m in dict.fromkeys(found) if m[:3] not in same]

    def _before(self, place: int) -> list[Reading]:
        return [m for m in self.named if m.end <= place]

    def _states(self, actors: Iterable[str]) -> list[str]:
        return list(dict.fromkeys(filter(None, map(self.registry.state_of, actors))))

    def _people_of(self, actors: Iterable[str]) -> list[str]:
        return [i for i in dict.fromkeys(actors) if self.actors[i].kind == "person"]

    def _holders(self, actors: Iterable[str], word: str) -> list[str]:
        """The persons who hold an office whose name ends so when the document is published."""
        people = self._people_of(actors) if self.span else []
        return [i for i in people if self.registry.holds(i, word, self.span)]

    def _organ_of(self, state: str, form: str) -> str:
        """The one actor that is such an organ of a state, and that exists by then."""
        organs = self.registry.organ_words.get(form, ())
        owned = [i for i in organs if self.registry.state_of(i) == state]
        owned = [i for i in owned if not self.actors[i].begins_after(self.span)]
        return owned[0] if len(owned) == 1 else ""

    def _owners(self) -> Iterator[Reading]:
        """'Russian' in 'the Russian Foreign Ministry', where no other word names the state."""
        there = {m.actor_id for m in self.mentions}
        for m in self.named:
            actor = self.actors[m.actor_id]
            if actor.kind not in ("person", "armed-force") and not actor.organ:
                continue
            served = (role.of for role in actor.roles if self.span and role.meets(*self.span))
            for owner in filter(None, (self.registry.state_of(actor.id), *served)):
                match = _spelling(self.registry, owner).search(self.text, m.start, m.end)
                if match and owner not in there and match.span() != (m.start, m.end):
                    there.add(owner)
                    yield Reading(*match.span(), owner, OWNER, CERTAINTY)

    def _armies(self) -> Iterator[Reading]:
        """'Azerbaijani units', 'Armenian and Azerbaijani soldiers': the armed forces of each."""
        follows = 0  # where the troops of the next state begin
        for m in reversed(self.named):
            words = self.text[m.start : m.end].lower().split()
            is_force = m.via == "member" and words[-1] in _W.forces and not _W.no_army & {*words}
            joined = re.fullmatch(r" and (?:\w+ )?", self.text[m.end : max(follows, m.end)])
            army = self._organ_of(m.actor_id, _W.army[0]) if is_force or joined else ""
            follows = m.start if is_force else 0
            if army:
                yield Reading(m.start, m.end, army, NOUN, CERTAINTY)

    def _people(self) -> Iterator[Reading]:
        """'The minister', 'the Armenian leader': the one named before who holds such an office."""
        for m in self.named:
            if m.via == "member" and self.text[m.start : m.end].endswith(" leader"):
                known = {*self.seen, *(other.actor_id for other in self.named)}
                people = [i for i in known if self.registry.state_of(i) == m.actor_id]
                leaders = {i for word in _W.leading for i in self._holders(people, word)}
                if len(leaders) == 1:
                    yield Reading(m.start, m.end, leaders.pop(), NOUN, CERTAINTY)
        for match in _OFFICE.finditer(self.text):
            (start, end), word = match.span(), match[1].lower()
            here = self._holders((m.actor_id for m in self._before(start)), word)
            holders = here or self._holders(self.recent, word)
            is_named = any(m.start < end and start < m.end for m in self.mentions)
            if len(holders) == 1 and not is_named:
                yield Reading(*match.span(1), holders[0], NOUN, CERTAINTY)

    def _organs(self) -> Iterator[Reading]:
        """'Parliament', 'the foreign ministry in Baku': of the one state that is meant."""
        for match in _organ_pattern(self.registry).finditer(self.text):
            (start, end), form = match.span("organ"), match["organ"].lower()
            own = [m for m in self.mentions if m.start < end and start < m.end]
            if any(m.actor_id or (start, end) != (m.start, m.end) for m in own):
                continue
            tied = [m.actor_id for m in self.named if self.text[m.end : start] == " and the "]
            seat = _SEAT.match(self.text, end)
            place = seat and self.registry.find(seat[1])
            tied += [place] if place and self.actors[place].kind == "state" else []
            here = self._states(tied or (m.actor_id for m in self._before(start)))
            if not here and _NAME.search(_hidden(self.text, self.mentions), 1):
                continue  # somebody whom the registry does not know may be meant
            states = here or self._states(self.recent)
            is_state = form in _W.organs and len(states) == 1 and not own
            if len(states) != 1 and len(self.registry.organ_words.get(form, ())) == 1:
                states = self._states([*self.seen, *(m.actor_id for m in self.named)])
                states = [i for i in states if self._organ_of(i, form)][:1]  # "the peacekeepers"
            organ = self._organ_of(states[0], form) if len(states) == 1 else ""
            if organ or is_state:
                yield Reading(start, end, organ or states[0], NOUN, CERTAINTY)
        for m in self.mentions:  # "the Constitutional Court": a name that is no one's alone
            here = self._states(other.actor_id for other in self._before(m.start))
            states, people = here or self._states(self.recent), self._people_of(m.candidates)
            bodies = (i for i in m.candidates if i not in people)
            fits = [i for i in bodies if self.registry.state_of(i) in states]
            if len(states) == len(fits) == 1:
                yield Reading(m.start, m.end, fits[0], NOUN, CERTAINTY)

    def _plurals(self) -> Iterator[Reading]:
        """'Both sides', 'the two leaders', 'the trio': as many as were just named."""
        for match in _PLURAL.finditer(self.text):
            size = 3 if match["three"] or match["trio"] else 2
            is_people = match["trio"] or match["noun"].lower() in _W.people
            counted = self._people_of if is_people else self._states
            before = self._before(match.start())
            actors = [m.actor_id for m in before if not _PLACE.search(self.text[: m.start])]
            here, recent = counted(actors), counted(self.recent)
            if len(here) == size + 1 and self._says(before[0]):
                here = [i for i in here if i not in counted([before[0].actor_id])]
            pools = [pool for pool in (here, recent) if len(pool) == size and {*here} <= {*pool}]
            for actor_id in pools[0] if pools else ():
                yield Reading(*match.span(), actor_id, PLURAL, CERTAINTY)

    def _says(self, mention: Reading) -> bool:
        """Whether a mention is the subject of a verb of saying."""
        verb = re.match(r"(?:, [^,]+,)? (\w+)", self.text[mention.end :])
        return bool(verb) and VERBS.get(verb[1], ("",))[0] == SAY

    def _pronouns(self) -> Iterator[Reading]:
        """'He', 'its', 'they': the one before it in the sentence who fits, and no other does."""
        for match in _PRONOUN.finditer(self.text):
            word, start = match.group().lower(), match.start()
            before = [m for m in self._before(start) if m.via != OWNER]
            is_object = not _BEFORE_IT.search(self.text[:start])
            if word == "it" and (is_object or _EMPTY.match(self.text, match.end())):
                continue
            meant = self._meant(word, start, before)
            if word in _W.objects:  # "X thanked him": somebody else
                same = [m for m in before if not _NEW_CLAUSE.search(self.text, m.end, start)]
                meant = meant - {m.actor_id for m in same}
            for actor_id in sorted(meant):
                yield Reading(*match.span(), actor_id, PRONOUN, CERTAINTY)

    def _meant(self, word: str, start: int, before: list[Reading]) -> set[str]:
        actors, others = {m.actor_id for m in before}, _hidden(self.text[:start], before)
        people = {*self._people_of(actors)}
        if word in _W.they:  # "A and B ... they", where no other plural stands between
            if len(before) != 2 or self.text[before[0].end : before[1].start] != " and ":
                return set()
            is_clear = len(actors) == 2 and not _OTHER_PLURAL.search(others, before[1].end)
            return actors if is_clear else set()
        if word not in _W.it:
            is_clear = len(people) == 1 and not _STRANGER.search(others)
            given = {self.actors[i].name.split()[0] for i in people}
            return people if is_clear and bool(given & _W.women) == (word in _W.she) else set()
        # The subject that opens the sentence or follows "that", if no other body is behind it.
        bodies = [m for m in before if m.actor_id not in people and m.via != "adjective"]
        if len({m.actor_id for m in bodies}) != 1 or _CLAUSE.search(self.text, 0, start):
            return set()
        is_subject = _SUBJECT.search(self.text[: bodies[0].start])
        is_clear = is_subject and not _NAME.search(others, bodies[0].end)
        return {bodies[0].actor_id} if is_clear else set()


def _hidden(text: str, mentions: Iterable[Reading]) -> str:
    """The text with its mentions blotted out."""
    for m in mentions:
        text = text[: m.start] + "-" * (m.end - m.start) + text[m.end :]
    return text


@cache
def _spelling(registry: Registry, actor_id: str) -> re.Pattern[str]:
    """Every English spelling of an actor, as a whole word."""
    actor = registry.actors[actor_id]
    groups = (actor.names, actor.adjectives, actor.metonyms)
    words = [re.escape(word) for group in groups for word in group.get("en", ())]
    return re.compile(rf"\b{any_of(words or [re.escape(actor.name)])}(?!\w)")


@cache
def _organ_pattern(registry: Registry) -> re.Pattern[str]:
    forms = any_of(map(re.escape, {*_W.organs, *registry.organ_words} - {*_W.no_organs}))
    own = rf"\b(?:its|his|her|their) (?={any_of(_W.only_owned)}\b)"
    the = rf"\b(?:the|its|his|her|their) (?!{any_of(_W.only_owned)}\b)"
    bare = rf"(?:^|\b{any_of(_W.before_bare)} )(?={any_of(_W.without_article)}\b)"
    return _pattern(
        rf"(?:{the}|{own}|{bare})(?P<organ>{forms})\b(?![ -](?-i:[A-Z])| of (?:the )?(?-i:[A-Z]))"
    )
