"""The actor registry: who may be mentioned, under which names, and who held which office when.

A registry is one YAML file; the first lines of data/actors.yml describe its form. Phrases for
offices ("the Armenian PM") and for organs of a state are made here, in English only.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, ClassVar, NamedTuple, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from standpoint.actors import offices
from standpoint.errors import StudyError, nearest
from standpoint.yamlfile import (
    Entry,
    Text,
    Texts,
    YamlFile,
    checked,
    iso_span,
    one_of,
    read_yaml,
    refusal,
)
from timexpr import read_iso_date

KINDS = ("state", "organisation", "armed-force", "person")
RESERVED = ("author", "unknown", "all")  # holders of opinions that are not actors
_FORM = "see the first lines of data/actors.yml"
_PLAIN = str.maketrans("’ʼ‑‐", "''--")

Span = tuple[dt.date, dt.date]


def tidy(text: str) -> str:
    """Write a name plainly: NFC, straight apostrophes, simple hyphens, single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_PLAIN).split())


def _actor_id(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,99}", text):
        raise refusal(f"'{text}' is not an id", "use lower-case a-z, 0-9 and '-', 100 at most")
    if text in RESERVED:
        raise refusal(f"the id '{text}' is reserved for holders of opinions", "choose another")
    return text


def _by_language(value: Any) -> dict[str, Any]:
    """A plain list of names is English."""
    names = value if isinstance(value, dict) else {"en": value}
    return {language: texts for language, texts in names.items() if texts not in (None, [])}


_Names = Annotated[Texts, AfterValidator(lambda texts: tuple(map(tidy, texts)))]
_NamesByLanguage = Annotated[Mapping[str, _Names], BeforeValidator(_by_language)]
_First = Annotated[dt.date | None, BeforeValidator(lambda text: iso_span(text)[0])]
_Last = Annotated[dt.date | None, BeforeValidator(lambda text: iso_span(text)[1])]


class Role(Entry):
    """One term: an office (empty where the role is only described) of whom, from when to when."""

    form: ClassVar[str] = f"write `- office: ...`; {_FORM}"

    office: _Names = ()
    of: str = ""
    begin: _First = Field(None, alias="from")  # None: the start is not recorded
    end: _Last = Field(None, alias="to")  # None: open; both days are included
    acting: bool = False
    attested: bool = False  # the dates are those at which the office is attested, not its limits
    title: Text = ""
    phrases: _Names = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if not self.office and not self.title:
            raise refusal("a role without `office` or `title`", "say which office it is")
        if self.office and not self.of:
            what = f"office '{self.office[0]}' without `of`"
            raise refusal(what, "add `of: ID` of the state or body")
        if self.begin and self.end and self.begin > self.end:
            what = f"the role ends on {self.end} before it starts on {self.begin}"
            raise refusal(what, "swap or correct the dates", "to")
        return self

    def meets(self, first: dt.date, last: dt.date) -> bool:
        """Tell whether the term shares a day with a span."""
        return (self.begin or first) <= last and first <= (self.end or last)


class Actor(Entry):
    """An actor; names, adjectives, metonyms and not_names are by language."""

    form: ClassVar[str] = f"write `- id: ...` and `name: ...`; {_FORM}"

    id: Annotated[str, AfterValidator(_actor_id)]
    name: Annotated[Text, AfterValidator(tidy)]
    kind: Annotated[str, one_of(KINDS)] = "organisation"
    country: str = ""  # ISO 3166 alpha-3
    parent: str = ""
    wikidata: str = ""
    names: _NamesByLanguage = {}
    adjectives: _NamesByLanguage = {}
    peoples: Texts | None = None  # states whose people are its own; None: it is no disputed land
    metonyms: _NamesByLanguage = {}
    not_names: _NamesByLanguage = {}
    organ: _Names = ()
    speakers: _Names = ()
    roles: tuple[Role, ...] = ()
    note: str = ""

    @model_validator(mode="before")
    @classmethod
    def _its_name_is_english(cls, data: Any) -> Any:
        if not isinstance(data, dict) or data.get("organ") or not isinstance(data.get("name"), str):
            return data
        return data | {"names": {"en": data["name"]} | _by_language(data.get("names"))}

    @model_validator(mode="after")
    def _organ_of_a_state(self) -> Self:
        if self.organ and not self.parent:
            raise refusal("`organ` without `parent`", "add `parent: ID` of its state", "organ")
        return self

    @property
    def is_land(self) -> bool:
        """Tell whether it is a land with `peoples`, and no state."""
        return self.peoples is not None and self.kind != "state"

    def begins_after(self, span: Span | None) -> bool:
        """Tell whether a span ends before its first term, where all terms have a start."""
        starts = [role.begin for role in self.roles]
        return bool(span and starts and all(starts) and span[1] < min(starts))


class Ambiguous(Entry):
    """Spellings that may mean several actors, or one actor and people outside the registry."""

    form: ClassVar[str] = f"an ambiguous name needs `names` and `candidates`; {_FORM}"

    names: _NamesByLanguage
    candidates: Texts
    note: str = ""


class _RegistryFile(Entry):
    form: ClassVar[str] = f"begin with `actors:` and one `- id: ...` per actor; {_FORM}"

    actors: tuple[Actor, ...]
    ambiguous_names: tuple[Ambiguous, ...] = ()
    licence: str = ""
    origin: str = ""
    title: str = ""
    version: Any = None


class Alias(NamedTuple):
    """One spelling to look for: a name, metonym, adjective, ambiguous name, or `not` an actor."""

    text: str
    via: str
    actor_id: str
    candidates: tuple[str, ...] = ()
    cased: bool = True  # False: any capitalisation
    case: str = ""  # the cases that its ending leaves open, parted by spaces


class Term(NamedTuple):
    """A role together with the actor who holds it."""

    actor_id: str
    role: Role


@dataclass(frozen=True, eq=False)
class Registry:
    """All actors of a study by id, in the order of the file. Made by `read_registry`."""

    actors: Mapping[str, Actor]
    ambiguous: tuple[Ambiguous, ...] = ()
    source: str = ""

    def __contains__(self, actor_id: object) -> bool:
        return actor_id in self.actors

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages with at least one name, sorted."""
        return tuple(sorted({code for actor in self.actors.values() for code in actor.names}))

    # ── actors and their states ───────────────────────────────────────────────────────────────────
    def check_ids(self, ids: Iterable[str], *, where: str = "") -> None:
        """Refuse the first unknown id with a StudyError that suggests the nearest known one."""
        for actor_id in ids:
            if actor_id not in self.actors:
                remedy = nearest(actor_id, self.actors)
                place = where or self.source or "actors"
                raise StudyError(place, f"unknown actor '{actor_id}'", remedy)

    def name_of(self, actor_id: str) -> str:
        """Name of an actor; of a holder outside the registry (`author`, `all`) the id itself."""
        return self.actors[actor_id].name if actor_id in self.actors else actor_id

    def roll_up(self, actor_id: str) -> str:
        """Find the topmost parent of an actor: the actor itself where it has no parent."""
        self.check_ids([actor_id])
        while self.actors[actor_id].parent:
            actor_id = self.actors[actor_id].parent
        return actor_id

    def state_of(self, actor_id: str) -> str:
        """Find the state of an actor: itself, its topmost parent, or the state of its country.

        Empty where there is none, for a land with `peoples` that is no state itself, and for
        persons whose every office is of such lands.
        """
        top = self.actors[self.roll_up(actor_id)]
        if top.kind == "state":
            return top.id
        served = [self.actors[self.roll_up(role.of)] for role in top.roles if role.of]
        if top.is_land or (served and all(actor.is_land for actor in served)):
            return ""
        return self._states.get(top.country, "")

    @cached_property
    def _states(self) -> dict[str, str]:
        states = [actor for actor in self.actors.values() if actor.kind == "state"]
        return {actor.country: actor.id for actor in reversed(states) if actor.country}

    # ── names ─────────────────────────────────────────────────────────────────────────────────────
    def aliases(self, language: str = "en") -> tuple[Alias, ...]:
        """List every spelling to look for in a language, except the phrases for offices."""
        aliases: dict[tuple[str, str], Alias] = {}
        for actor in self.actors.values():
            for alias in self._spellings(actor, language):
                key = alias.text if alias.cased else alias.text.lower()
                aliases.setdefault((key, alias.via), alias)
        for entry in self.ambiguous:
            for text in entry.names.get(language, ()):
                alias = Alias(text, "ambiguous", "", entry.candidates)
                aliases.setdefault((text, "ambiguous"), alias)
        return tuple(aliases.values())

    def _spellings(self, actor: Actor, language: str) -> Iterator[Alias]:
        yield from self._names(actor, language)
        others = {"metonym": actor.metonyms, "adjective": actor.adjectives, "not": actor.not_names}
        for via, names in others.items():
            for text in names.get(language, ()):
                yield Alias(text, via, actor.id)

    def _names(self, actor: Actor, language: str) -> Iterator[Alias]:
        for name in actor.names.get(language, ()):
            for text in dict.fromkeys((name, name.replace("-", " "))):
                yield Alias(text, "name", actor.id)
        if language == "en" and actor.organ:
            names, adjectives = self._english(actor.parent)
            for form in (form for organ in actor.organ for form in offices.organ_forms(organ)):
                for phrase in offices.owned(form, names, adjectives):
                    yield Alias(phrase, "name", actor.id, cased=False)

    def _english(self, actor_id: str) -> tuple[list[str], list[str]]:
        """Names and adjectives that can own an office: not Russo-, not Armenians."""
        actor = self.actors[actor_id]
        words = [word for word in actor.adjectives.get("en", ()) if not word.endswith("-")]
        singular = [word for word in words if not (word.endswith("s") and word[:-1] in words)]
        return [alias.text for alias in self._names(actor, "en")], singular

    @cached_property
    def _labels(self) -> dict[str, str]:
        """Spellings of every language, as written and in lower case, with the one id they mean."""
        labels: dict[str, str] = {}
        unclear = {text for e in self.ambiguous for texts in e.names.values() for text in texts}
        for language in ("en", *self.languages):
            for alias in self.aliases(language):
                if alias.via in ("name", "metonym") and alias.text not in unclear:
                    for text in {alias.text, alias.text.lower()}:
                        is_same = labels.get(text, alias.actor_id) == alias.actor_id
                        labels[text] = alias.actor_id if is_same else ""
        for actor in self.actors.values():
            names = (actor.name, actor.name.lower(), *actor.speakers)
            labels |= dict.fromkeys(names, actor.id)
        return labels

    def find(self, text: str, date: str | dt.date | None = None) -> str | None:
        """Find the actor meant by a name, a speaker's label or an office at a date.

        None where it is unknown or ambiguous. Without a date an office is understood only where
        one person alone ever held it.

        Examples
        --------
        >>> registry = read_registry(Path(__file__).parents[3] / "data" / "actors.yml")
        >>> registry.find("Armenia’s prime minister", "2018-03-01")
        'karen-karapetyan'
        """
        wanted = tidy(text)
        if wanted in self.actors:
            return wanted
        for key in (wanted, re.sub(r"^[Tt]he ", "", wanted)):
            if actor_id := self._labels.get(key) or self._labels.get(key.lower()):
                return actor_id
        phrase = re.sub(r"^the ", "", wanted.lower())
        if phrase in self.role_phrases:
            people = self.terms(phrase, None if date is None else span_of(date))
            return people[0] if len(people) == 1 else None
        return self._titled(wanted)

    def _titled(self, wanted: str) -> str | None:
        """'President Ilham Aliyev', 'Mr. Putin': the person named after a title."""
        for space in re.finditer(r"\s", wanted):
            title = wanted[: space.start()].lower()
            is_title = title in self.role_phrases or title in self.office_words
            is_title = is_title or title.rstrip(".") in ("mr", "mrs", "ms", "dr")
            actor_id = self._labels.get(wanted[space.end() :])
            if is_title and actor_id and self.actors[actor_id].kind == "person":
                return actor_id
        return None

    # ── offices ───────────────────────────────────────────────────────────────────────────────────
    @cached_property
    def role_phrases(self) -> Mapping[str, tuple[Term, ...]]:
        """English phrases for offices in lower case, with the terms that they may mean."""
        phrases: dict[str, list[Term]] = {}
        for term in sorted(self._terms, key=lambda t: (t.role.begin or dt.date.min, t.actor_id)):
            for phrase in {phrase.lower() for phrase in self._phrases_of(term.role)}:
                phrases.setdefault(phrase, []).append(term)
        return {phrase: tuple(terms) for phrase, terms in phrases.items()}

    @cached_property
    def office_words(self) -> Mapping[str, frozenset[str]]:
        """Ways of saying an office without its state, with the ids that ever held one."""
        held = ((actor_id, office) for actor_id, role in self._terms for office in role.office)
        return _by_form(held, offices.office_forms)

    @cached_property
    def organ_words(self) -> Mapping[str, frozenset[str]]:
        """Ways of saying an organ without its state, with the ids that are one."""
        owned = ((actor.id, organ) for actor in self.actors.values() for organ in actor.organ)
        return _by_form(owned, offices.organ_forms)

    @cached_property
    def _terms(self) -> list[Term]:
        return [Term(actor.id, role) for actor in self.actors.values() for role in actor.roles]

    def _phrases_of(self, role: Role) -> Iterator[str]:
        for phrase in role.phrases:
            yield from offices.spellings(phrase)
        if not (role.office and role.of):
            return
        owner = self._english(role.of)
        for form in (form for office in role.office for form in offices.office_forms(office)):
            for phrase in offices.owned(form, *owner):
                yield phrase
                if role.acting:
                    yield from offices.acting_forms(phrase)
            if role.acting:
                for acting in offices.acting_forms(form):
                    yield from offices.owned(acting, *owner)

    def terms(self, phrase: str, span: Span | None = None) -> list[str]:
        """Find the ids that an English role phrase may mean within first..last day, else ever.

        On a day shared by two holders the one who starts that day prevails.
        """
        terms = self.role_phrases.get(phrase, ())
        met = [term for term in terms if span is None or term.role.meets(*span)]
        people = {term.actor_id for term in met}
        if span and span[0] == span[1] and len(people) > 1:
            people = {term.actor_id for term in met if term.role.begin == span[0]} or people
        return sorted(people)

    def holder(self, phrase: str, span: Span) -> str:
        """Find the one who held what the phrase names on every day of the span, else nobody."""
        day, last = span
        holders = self.terms(phrase, span)
        for actor_id, role in self.role_phrases.get(phrase, ()) if len(holders) == 1 else ():
            if actor_id == holders[0] and role.meets(day, day):
                if last <= (role.end or last):
                    return actor_id
                day = role.end + dt.timedelta(days=1)
        return ""

    def holds(self, actor_id: str, word: str, span: Span) -> bool:
        """Tell whether the actor held, on a day of the span, an office whose name ends so."""
        met = [role for role in self.actors[actor_id].roles if role.meets(*span)]
        names = [name for role in met for name in role.office]
        forms = (form for name in names for form in offices.office_forms(name))
        return any(f" {form}".lower().endswith(f" {word}") for form in forms)

    def well_cased(self, surface: str) -> bool:
        """Tell whether the abbreviations of a role phrase are in capitals: not 'us president'."""
        words = re.findall(r"\w+", surface)
        return all(word.isupper() for word in words if word.lower() in self._abbreviations)

    @cached_property
    def _abbreviations(self) -> frozenset[str]:
        texts = [name for actor in self.actors.values() for name in actor.names.get("en", ())]
        texts += [text for _, role in self._terms for text in (*role.phrases, *role.office)]
        words = {word for text in texts for word in re.findall(r"\w+", text)}
        words |= offices.words()
        return frozenset(word.lower() for word in words if word.isupper() and 2 <= len(word) <= 4)


def _by_form(
    pairs: Iterable[tuple[str, str]], forms: Callable[[str], Iterable[str]]
) -> dict[str, frozenset[str]]:
    """Every way of saying an office or organ in lower case, with the ids that have it."""
    words: dict[str, frozenset[str]] = {}
    for actor_id, what in pairs:
        for form in forms(what):
            words[form.lower()] = words.get(form.lower(), frozenset()) | {actor_id}
    return words


def span_of(date: str | int | dt.date) -> Span:
    """Find the first and the last day of a day, month or year.

    Examples
    --------
    >>> [str(day) for day in span_of("2020-02")]
    ['2020-02-01', '2020-02-29']
    """
    return read_iso_date(str(date)[:10])[:2]


def read_registry(path: str | Path) -> Registry:
    """Read and check a registry.

    A StudyError names file, line, key and remedy: for a file that cannot be read, an unknown key,
    an id or a spelling of two actors, an unknown `of`, `parent` or candidate, or a bad date.

    Examples
    --------
    >>> registry = read_registry(Path(__file__).parents[3] / "data" / "actors.yml")
    >>> registry.roll_up("russian-peacekeeping-contingent")
    'russia'
    """
    file = read_yaml(path)
    if isinstance(file.data, list):  # actors alone need no key
        lines = {("actors", *place): line for place, line in file.lines.items()}
        file = YamlFile(file.name, {"actors": file.data}, lines)
    content = checked(file, _RegistryFile)
    if not content.actors:
        raise StudyError(file.name, "no list of actors", _RegistryFile.form)
    lines: dict[str, int] = {}
    for number, actor in enumerate(content.actors):
        line = file.lines["actors", number]
        if lines.setdefault(actor.id, line) != line:
            what = f"actor '{actor.id}' stands twice, first in line {lines[actor.id]}"
            raise file.error(("actors", number, "id"), what, "drop one or change its id")
    actors = {actor.id: actor for actor in content.actors}
    registry = Registry(actors, content.ambiguous_names, str(path))
    _check_links(registry, file)
    for language in registry.languages:
        _check_spellings(registry, language, file)
    return registry


def _check_links(registry: Registry, file: YamlFile) -> None:
    def check(ids: Iterable[str], *place: str | int) -> None:
        try:
            registry.check_ids(filter(None, ids))
        except StudyError as error:
            raise file.error(place, error.what, error.remedy) from error

    for number, actor in enumerate(registry.actors.values()):
        check([actor.parent], "actors", number, "parent")
        check(actor.peoples or (), "actors", number, "peoples")
        for place, role in enumerate(actor.roles):
            check([role.of], "actors", number, "roles", place, "of")
    for number, entry in enumerate(registry.ambiguous):
        check(entry.candidates, "ambiguous_names", number, "candidates")
    for number, actor in enumerate(registry.actors.values()):
        seen = [actor.id]
        while above := registry.actors[seen[-1]].parent:
            if above in seen:
                what = f"'{above}' is its own ancestor"
                raise file.error(("actors", number, "parent"), what, "break the circle of parents")
            seen.append(above)


def _check_spellings(registry: Registry, language: str, file: YamlFile) -> None:
    """One spelling must mean one actor within a language, else it belongs into ambiguous_names."""
    owners: dict[str, str] = {}
    for number, actor in enumerate(registry.actors.values()):
        for alias in registry._spellings(actor, language):
            owner = owners.setdefault(alias.text, actor.id) if alias.via != "not" else actor.id
            if owner != actor.id:
                what = f"'{alias.text}' ({language}) is a name of both '{owner}' and '{actor.id}'"
                remedy = "move it to `ambiguous_names` with both as candidates"
                raise file.error(("actors", number), what, remedy)
    for number, entry in enumerate(registry.ambiguous):
        for text in entry.names.get(language, ()):
            if text in owners:
                what = f"'{text}' ({language}) is ambiguous and also a name of '{owners[text]}'"
                remedy = "keep it in one of the two places"
                raise file.error(("ambiguous_names", number), what, remedy)
