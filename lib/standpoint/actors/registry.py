"""The actor registry: who may be mentioned, under which names, and who held which office when.

A registry is one YAML file (`data/actors.yml` describes the form in its first lines). The smallest
file that works is a list of `- id: x` with `name: X`. Phrases for offices ("Armenia's prime
minister", "the Armenian PM") and for organs of a state ("Russian Defense Ministry") are made here
from `office` and `organ`, in English only."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import yaml

from standpoint.actors.offices import OFFICES, ORGANS, office_forms, placed, spellings
from standpoint.errors import StudyError, nearest

KINDS = ("state", "organisation", "armed-force", "person")

ACTING = ("acting", "caretaker", "interim")

_ACTOR_KEYS = (
    "id", "name", "kind", "country", "parent", "wikidata", "names", "adjectives", "metonyms",
    "organ", "not_names", "speakers", "roles", "note",
)  # fmt: skip
_ROLE_KEYS = ("office", "of", "from", "to", "acting", "attested", "title", "phrases")
_FORM = "see the first lines of data/actors.yml"

Span = tuple[dt.date, dt.date]


@dataclass(frozen=True)
class Role:
    """One term: `office` (empty where the role is only described), of whom, from when to when (both
    included).
    """

    title: str
    office: tuple[str, ...] = ()
    of: str = ""
    begin: dt.date | None = None  # None: start not recorded
    end: dt.date | None = None  # None: open
    acting: bool = False
    attested: bool = False  # the dates are those at which the office is attested, not its limits
    phrases: tuple[str, ...] = ()

    def meets(self, first: dt.date, last: dt.date) -> bool:
        """Does the term share a day with first..last?"""
        return (self.begin is None or self.begin <= last) and (
            self.end is None or first <= self.end
        )

    def covers(self, first: dt.date, last: dt.date) -> bool:
        """Does the term hold on every day of first..last?"""
        return (self.begin is None or self.begin <= first) and (
            self.end is None or last <= self.end
        )


@dataclass(frozen=True)
class Actor:
    """An actor of the registry; `names`, `adjectives`, `metonyms` and `not_names` are by language."""

    id: str
    name: str
    kind: str = "organisation"
    country: str = ""  # ISO 3166 alpha-3
    parent: str = ""
    wikidata: str = ""
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    adjectives: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    metonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    not_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    organ: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    note: str = ""


class Ambiguous(NamedTuple):
    """Spellings that may mean several actors, or one actor and people outside the registry."""

    names: Mapping[str, tuple[str, ...]]
    candidates: tuple[str, ...]
    note: str


class Alias(NamedTuple):
    """One spelling to look for: `via` is name | metonym | adjective | ambiguous | not (means none
    of the actors).
    """

    text: str
    via: str
    actor_id: str
    candidates: tuple[str, ...] = ()
    cased: bool = True  # False: any capitalisation


class Term(NamedTuple):
    """A role together with the actor who holds it."""

    actor_id: str
    role: Role


@dataclass(frozen=True, eq=False)
class Registry:
    """All actors of a study, by id, in the order of the file. Made by `read_registry`."""

    actors: Mapping[str, Actor]
    ambiguous: tuple[Ambiguous, ...] = ()
    source: str = ""

    def __len__(self) -> int:
        return len(self.actors)

    def __contains__(self, actor_id: object) -> bool:
        return actor_id in self.actors

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages with at least one name, sorted."""
        return tuple(
            sorted({language for actor in self.actors.values() for language in actor.names})
        )

    def aliases(self, language: str = "en") -> tuple[Alias, ...]:
        """Every spelling to look for in texts of the language, except the phrases for offices."""
        return self._aliases_of(language)

    def role_phrases(self) -> Mapping[str, tuple[Term, ...]]:
        """English phrases for offices in lower case → the terms they may mean, earliest first."""
        return self._phrases

    def find(self, text: str, date: str | dt.date | None = None) -> str | None:
        """The id meant by a name, an alias, a speaker's label or a role phrase; None where unknown
        or ambiguous.

        Without a date a role phrase is understood only where one person alone ever held it.

        >>> registry = read_registry(Path(__file__).parents[3] / "data" / "actors.yml")
        >>> registry.find("Armenia’s prime minister", "2018-03-01"), registry.find("Armenian PM", "2022")
        ('karen-karapetyan', 'nikol-pashinyan')
        """
        wanted = _tidy(text)
        if wanted in self.actors:
            return wanted
        names, folded = self._lookup
        for key in (wanted, re.sub(r"^[Tt]he ", "", wanted)):
            found = names.get(key) or folded.get(key.lower(), "")
            if found:
                return found
        phrase = re.sub(r"^the ", "", wanted.lower())
        if phrase in self._phrases:
            held = (
                self.terms(phrase, span_of(date))
                if date is not None
                else _people(self._phrases[phrase])
            )
            return held[0] if len(held) == 1 else None
        return self._titled(wanted)

    def _titled(self, wanted: str) -> str | None:
        """'Armenian Prime Minister Nikol Pashinyan', 'President Ilham Aliyev' → the person named at
        the end.
        """
        names, _ = self._lookup
        for cut in (m.end() for m in re.finditer(r"\s", wanted)):
            head, tail = wanted[:cut].strip().lower(), wanted[cut:]
            title = (
                head in self._phrases
                or head in self.office_words
                or head in ("mr", "mr.", "mrs", "mrs.", "ms", "ms.", "dr", "dr.")
            )
            if title and tail in names and self.actors[names[tail]].kind == "person":
                return names[tail]
        return None

    def holder(self, office: str, of: str, date: str | dt.date) -> str | None:
        """Who held the office (any way of saying it) of the actor `of` at the date; None where
        nobody or not one alone.

        A date of month or year granularity is answered only where one person held the office all
        through it."""
        self.check_ids([of])
        wanted = set(office_forms(office.lower()))
        terms = [
            t
            for t in self._terms
            if t.role.of == of and wanted & {f for o in t.role.office for f in office_forms(o)}
        ]
        held = _held(terms, span_of(date))
        return held[0] if len(held) == 1 and _settled(terms, held[0], span_of(date)) else None

    def terms(self, phrase: str, span: Span) -> list[str]:
        """The ids that an English role phrase may mean within first..last day; one id where it is
        settled.

        On a day shared by two holders the one who starts that day prevails.
        """
        return _held(self._phrases.get(phrase, ()), span)

    def settled(self, phrase: str, actor_id: str, span: Span) -> bool:
        """True where the actor held what the phrase names on every day of the span."""
        return _settled(self._phrases.get(phrase, ()), actor_id, span)

    def check_ids(self, ids: Iterable[str], *, where: str = "") -> None:
        """Raise a StudyError that names the first unknown id and the nearest known one."""
        for actor_id in ids:
            if actor_id not in self.actors:
                raise StudyError(
                    where or self.source or "actors",
                    f"unknown actor '{actor_id}'",
                    nearest(actor_id, self.actors),
                )

    def name_of(self, actor_id: str) -> str:
        """Name of an actor; of a holder outside the registry (`author`, `all`) the id itself."""
        return self.actors[actor_id].name if actor_id in self.actors else actor_id

    def country_of(self, actor_id: str) -> str:
        """ISO 3166 alpha-3 code of the actor's country, empty where it has none."""
        self.check_ids([actor_id])
        return self.actors[actor_id].country

    def roll_up(self, actor_id: str) -> str:
        """The topmost parent (russian-peacekeeping-contingent → russia); the actor itself where it
        has no parent.
        """
        self.check_ids([actor_id])
        while self.actors[actor_id].parent:
            actor_id = self.actors[actor_id].parent
        return actor_id

    def state_of(self, actor_id: str) -> str:
        """The state an actor belongs to: itself, its topmost parent, or the state of its country;
        empty where none.
        """
        top = self.roll_up(actor_id)
        if self.actors[top].kind == "state":
            return top
        return self._states.get(self.actors[top].country, "")

    @cached_property
    def office_words(self) -> Mapping[str, frozenset[str]]:
        """Bare ways of saying an office ('prime minister', 'premier') → the ids ever holding such
        an office.
        """
        words: dict[str, set[str]] = {}
        for actor_id, role in self._terms:
            for form in (f.lower() for o in role.office for f in office_forms(o)):
                words.setdefault(form, set()).add(actor_id)
        return {form: frozenset(ids) for form, ids in words.items()}

    @cached_property
    def _terms(self) -> tuple[Term, ...]:
        return tuple(Term(a.id, role) for a in self.actors.values() for role in a.roles)

    @cached_property
    def _states(self) -> Mapping[str, str]:
        return {
            a.country: a.id
            for a in reversed(list(self.actors.values()))
            if a.kind == "state" and a.country
        }

    @cached_property
    def _phrases(self) -> Mapping[str, tuple[Term, ...]]:
        found: dict[str, list[Term]] = {}
        for term in sorted(self._terms, key=lambda t: (t.role.begin or dt.date.min, t.actor_id)):
            for phrase in {p.lower() for p in self._say(term.role)}:
                found.setdefault(phrase, []).append(term)
        return {phrase: tuple(terms) for phrase, terms in found.items()}

    @cached_property
    def _cased_words(self) -> frozenset[str]:
        """Abbreviations that make up role phrases (US, EU, PM, SVR): matched in capitals only, 'us
        president' is not one.
        """
        words = {
            w
            for a in self.actors.values()
            for n in a.names.get("en", ())
            for w in re.findall(r"\w+", n)
        }
        words |= {
            w
            for t in self._terms
            for p in (*t.role.phrases, *t.role.office)
            for w in re.findall(r"\w+", p)
        }
        words |= {w for forms in OFFICES.values() for form in forms for w in form.split()}
        return frozenset(w.lower() for w in words if w.isupper() and 2 <= len(w) <= 4)

    def well_cased(self, surface: str) -> bool:
        """Are the abbreviations in a role phrase written in capitals?"""
        return all(
            w.isupper() for w in re.findall(r"\w+", surface) if w.lower() in self._cased_words
        )

    def _say(self, role: Role) -> Iterator[str]:
        forms = [s for p in role.phrases for s in spellings(p)]
        yield from forms
        if not (role.office and role.of):
            return
        names, adjectives = self._english(role.of)
        for form in (f for office in role.office for f in office_forms(office)):
            for phrase in placed(form, names, adjectives):
                yield phrase
                if role.acting:
                    yield from (f"{word} {phrase}" for word in ACTING)
            if role.acting:
                for word in ACTING:
                    yield from placed(f"{word} {form}", names, adjectives)

    def _english(self, actor_id: str) -> tuple[list[str], list[str]]:
        actor = self.actors[actor_id]
        adjectives = [x for x in actor.adjectives.get("en", ()) if not x.endswith("-")]
        singular = [x for x in adjectives if not (x.endswith("s") and x[:-1] in adjectives)]
        return [a.text for a in self._named(actor, "en")], singular

    def _named(self, actor: Actor, language: str) -> Iterator[Alias]:
        for name in actor.names.get(language, ()):
            for text in dict.fromkeys((name, name.replace("-", " "))):
                yield Alias(text, "name", actor.id)
        if language == "en" and actor.organ:
            names, adjectives = self._english(actor.parent)
            for organ in (
                s for o in actor.organ for f in ORGANS.get(o, (o,)) for s in spellings(f)
            ):
                for phrase in placed(organ, names, adjectives):
                    yield Alias(phrase, "name", actor.id, cased=False)

    def _aliases_of(self, language: str) -> tuple[Alias, ...]:
        found: dict[tuple, Alias] = {}
        for actor in self.actors.values():
            made = list(self._named(actor, language))
            made += [Alias(t, "metonym", actor.id) for t in actor.metonyms.get(language, ())]
            made += [Alias(t, "adjective", actor.id) for t in actor.adjectives.get(language, ())]
            made += [Alias(t, "not", actor.id) for t in actor.not_names.get(language, ())]
            for alias in made:
                found.setdefault(
                    (_tidy(alias.text) if alias.cased else alias.text.lower(), alias.via), alias
                )
        for entry in self.ambiguous:
            for text in entry.names.get(language, ()):
                found.setdefault(
                    (_tidy(text), "ambiguous"), Alias(text, "ambiguous", "", entry.candidates)
                )
        return tuple(a._replace(text=_tidy(a.text)) for a in found.values())

    @cached_property
    def _lookup(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """Spellings of every language → id; a spelling that means two actors in two languages means
        neither.
        """
        exact: dict[str, str] = {}
        folded: dict[str, str] = {}
        unclear = {_tidy(t) for e in self.ambiguous for texts in e.names.values() for t in texts}
        for language in ("en", *self.languages):
            for alias in self._aliases_of(language):
                if alias.via in ("name", "metonym") and alias.text not in unclear:
                    _note(exact, alias.text, alias.actor_id)
                    _note(folded, alias.text.lower(), alias.actor_id)
        for actor in self.actors.values():
            exact[actor.name] = actor.id
            folded[actor.name.lower()] = actor.id
            for label in actor.speakers:
                exact[label] = actor.id
        return exact, folded


def _note(found: dict[str, str], text: str, actor_id: str) -> None:
    found[text] = actor_id if found.get(text, actor_id) == actor_id else ""


def _tidy(text: str) -> str:
    """NFC, straight apostrophes, plain hyphens, single spaces."""
    text = (
        unicodedata.normalize("NFC", text)
        .replace("’", "'")
        .replace("ʼ", "'")
        .replace("‑", "-")
        .replace("‐", "-")
    )
    return " ".join(text.split())


def _held(terms: Iterable[Term], span: Span) -> list[str]:
    first, last = span
    met = [t for t in terms if t.role.meets(first, last)]
    if first == last and len(_people(met)) > 1:
        met = [t for t in met if t.role.begin == first] or met
    return _people(met)


def _settled(terms: Iterable[Term], actor_id: str, span: Span) -> bool:
    """Day by day would be slow for a century: the terms of the actor are chained instead."""
    day, last = span
    mine = sorted(
        (t.role for t in terms if t.actor_id == actor_id), key=lambda r: r.begin or dt.date.min
    )
    for role in mine:
        if role.meets(day, day):
            if role.covers(day, last):
                return True
            day = role.end + dt.timedelta(days=1)
    return False


def _people(terms: Iterable[Term]) -> list[str]:
    return sorted({t.actor_id for t in terms})


def span_of(date: str | int | dt.date) -> Span:
    """First and last day of a date of day, month or year granularity.

    >>> [str(day) for day in span_of("2020-02")]
    ['2020-02-01', '2020-02-29']
    """
    if isinstance(date, dt.datetime):
        date = date.date()
    if isinstance(date, dt.date):
        return date, date
    match = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", str(date).strip())
    if not match:
        raise ValueError(f"not a date: '{date}'")
    year, month, day = (int(x) if x else 0 for x in match.groups())
    first = dt.date(year, month or 1, day or 1)
    last = dt.date(year, month or 12, day or calendar.monthrange(year, month or 12)[1])
    return first, last


def read_registry(path: str | Path) -> Registry:
    """The registry of a YAML file, checked.

    Errors (StudyError, with file, line or key, and remedy): no such file, not UTF-8, invalid YAML,
    unknown or doubled key, doubled id, unknown `of`, `parent` or candidate, bad date, a role that
    ends before it starts, one spelling for two actors.

    >>> registry = read_registry(Path(__file__).parents[3] / "data" / "actors.yml")
    >>> registry.holder("prime minister", "armenia", "2018-05-08"), registry.roll_up("russian-peacekeeping-contingent")
    ('nikol-pashinyan', 'russia')
    """
    return _Reader(Path(path)).read()


class _Lines(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Keeps the line of every mapping and refuses a key that stands twice."""


def _mapping(loader: yaml.Loader, node: yaml.MappingNode) -> dict:
    seen: dict = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, str):
            key = str(
                key
            )  # `no:` (Norwegian) is read as False by YAML 1.1; shown as it is in the error
        if key in seen:
            raise yaml.constructor.ConstructorError(
                None, None, f"key '{key}' stands twice", key_node.start_mark
            )
        seen[key] = loader.construct_object(value_node, deep=True)
    seen["__line__"] = node.start_mark.line + 1
    return seen


_Lines.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


class _Reader:
    """Reads one file; every complaint carries the file, the line and the key."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def fail(self, what: str, remedy: str, *, line: int | None = None, key: str = "") -> StudyError:
        where = str(self.path) + (f", line {line}" if line else "") + (f", {key}" if key else "")
        return StudyError(where, what, remedy)

    def read(self) -> Registry:
        content = self.load()
        if isinstance(content, list):  # a bare list of actors, without ambiguous names
            content = {"actors": content}
        if (
            not isinstance(content, dict)
            or not isinstance(content.get("actors"), list)
            or not content["actors"]
        ):
            raise self.fail(
                "no list of actors", f"begin with `actors:` and one `- id: ...` per actor; {_FORM}"
            )
        self.known_keys(
            content,
            ("actors", "ambiguous_names", "licence", "origin", "title", "version"),
            "the file",
        )
        actors: dict[str, Actor] = {}
        self.lines: dict[str, int] = {}
        for entry in content["actors"]:
            actor = self.actor(entry)
            if actor.id in actors:
                raise self.fail(
                    f"actor '{actor.id}' stands twice, first in line {self.lines[actor.id]}",
                    "drop one or change its id",
                    line=entry["__line__"],
                )
            actors[actor.id], self.lines[actor.id] = actor, entry["__line__"]
        registry = Registry(
            actors,
            tuple(self.unclear(e) for e in content.get("ambiguous_names") or []),
            str(self.path),
        )
        self.check_links(registry)
        self.check_spellings(registry)
        return registry

    def load(self) -> object:
        try:
            return yaml.load(self.path.read_text(encoding="utf-8-sig"), Loader=_Lines)
        except OSError as error:
            raise self.fail(
                f"cannot be read ({error.strerror or error})",
                "give the path of a registry such as data/actors.yml",
            ) from error
        except UnicodeDecodeError as error:
            raise self.fail("is not UTF-8 text", "save it as UTF-8") from error
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            what = getattr(error, "problem", None) or str(error).splitlines()[0]
            line = mark.line + 1 if mark else None
            raise self.fail(
                f"not valid YAML: {what}",
                "mend this line; quote text that holds ':' or '#'",
                line=line,
            ) from error
        except ValueError as error:  # a date such as 2018-02-31, which YAML itself tries to read
            raise self.fail(
                f"bad date: {error}", "write a day that exists, as YYYY-MM-DD"
            ) from error

    def known_keys(self, entry: Mapping, known: tuple[str, ...], what: str) -> None:
        for key in entry:
            if key != "__line__" and key not in known:
                raise self.fail(
                    f"unknown key '{key}' of {what}", nearest(key, known), line=entry["__line__"]
                )

    def actor(self, entry: object) -> Actor:
        if not isinstance(entry, dict):
            raise self.fail(
                f"an actor is written as keys and values, not as '{entry}'",
                f"write `- id: ...`; {_FORM}",
            )
        line, actor_id = entry["__line__"], str(entry.get("id") or "")
        self.known_keys(entry, _ACTOR_KEYS, f"actor '{actor_id}'")
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", actor_id):
            raise self.fail(
                f"'{actor_id}' is not an id",
                "use lower-case a-z, 0-9 and '-'",
                line=line,
                key="key 'id'",
            )
        if actor_id in ("author", "unknown", "all"):
            raise self.fail(
                f"the id '{actor_id}' is reserved for holders of opinions",
                "choose another",
                line=line,
                key="key 'id'",
            )
        key = f"actor '{actor_id}'"
        name, kind = entry.get("name"), entry.get("kind", "organisation")
        if not isinstance(name, str) or not name.strip():
            raise self.fail(
                "no name", "add `name: ...` (quoted if it looks like a number)", line=line, key=key
            )
        if kind not in KINDS:
            raise self.fail(
                f"unknown kind '{kind}'", f"one of {', '.join(KINDS)}", line=line, key=key
            )
        texts = {
            k: self.by_language(entry, k, key)
            for k in ("names", "adjectives", "metonyms", "not_names")
        }
        organ = self.list_of(entry.get("organ"), "organ", key, line)
        if organ and not entry.get("parent"):
            raise self.fail(
                "`organ` without `parent`",
                "add `parent: ID` of the state it is an organ of",
                line=line,
                key=key,
            )
        if not texts["names"].get("en") and not organ:
            texts["names"] = {"en": (_tidy(name),)} | {
                k: v for k, v in texts["names"].items() if k != "en"
            }
        return Actor(
            actor_id, _tidy(name), kind, str(entry.get("country") or ""), str(entry.get("parent") or ""), str(entry.get("wikidata") or ""),
            **texts, organ=organ, speakers=self.list_of(entry.get("speakers"), "speakers", key, line),
            roles=tuple(self.role(r, key, line) for r in entry.get("roles") or []), note=str(entry.get("note") or ""),
        )  # fmt: skip

    def by_language(self, entry: Mapping, what: str, key: str) -> dict[str, tuple[str, ...]]:
        value = entry.get(what)
        if not isinstance(value, dict):
            value = {"en": value}
        return {
            language: texts
            for language, given in value.items()
            if language != "__line__"
            and (texts := self.list_of(given, f"{what}.{language}", key, entry["__line__"]))
        }

    def list_of(self, value: object, what: str, key: str, line: int) -> tuple[str, ...]:
        items = value if isinstance(value, list) else [] if value is None else [value]
        for item in items:
            if not isinstance(item, str) or not item.strip():
                raise self.fail(
                    f"`{what}` holds {item!r}, not text", "quote it", line=line, key=key
                )
        return tuple(_tidy(item) for item in items)

    def role(self, entry: object, key: str, line: int) -> Role:
        if not isinstance(entry, dict):
            raise self.fail(
                f"a role is written as keys and values, not as '{entry}'",
                f"write `- office: ...`; {_FORM}",
                line=line,
                key=key,
            )
        line = entry["__line__"]
        self.known_keys(entry, _ROLE_KEYS, f"a role of {key}")
        office = self.list_of(entry.get("office"), "office", key, line)
        if not office and not entry.get("title"):
            raise self.fail(
                "a role without `office` or `title`", "say which office it is", line=line, key=key
            )
        if office and not entry.get("of"):
            raise self.fail(
                f"office '{office[0]}' without `of`",
                "add `of: ID` of the state or body",
                line=line,
                key=key,
            )
        begin, end = self.date(entry, "from", key), self.date(entry, "to", key)
        if begin and end and begin[0] > end[1]:
            raise self.fail(
                f"role ends ({entry['to']}) before it starts ({entry['from']})",
                "swap or correct the dates",
                line=line,
                key=key,
            )
        title = str(entry.get("title") or f"{'acting ' if entry.get('acting') else ''}{office[0]}")
        return Role(
            title, office, str(entry.get("of") or ""), begin and begin[0], end and end[1],
            bool(entry.get("acting")), bool(entry.get("attested")), self.list_of(entry.get("phrases"), "phrases", key, line),
        )  # fmt: skip

    def date(self, entry: Mapping, which: str, key: str) -> Span | None:
        value = entry.get(which)
        if value is None:
            return None
        try:
            return span_of(value)
        except ValueError as error:
            raise self.fail(
                f"bad date '{value}'",
                "write YYYY, YYYY-MM or YYYY-MM-DD",
                line=entry["__line__"],
                key=f"{key}, key '{which}'",
            ) from error

    def unclear(self, entry: object) -> Ambiguous:
        if not isinstance(entry, dict) or not entry.get("names") or not entry.get("candidates"):
            line = entry.get("__line__") if isinstance(entry, dict) else None
            raise self.fail("an ambiguous name needs `names` and `candidates`", _FORM, line=line)
        self.known_keys(entry, ("names", "candidates", "note"), "an ambiguous name")
        candidates = self.list_of(
            entry["candidates"], "candidates", "ambiguous_names", entry["__line__"]
        )
        return Ambiguous(
            self.by_language(entry, "names", "ambiguous_names"),
            candidates,
            str(entry.get("note") or ""),
        )

    def check_links(self, registry: Registry) -> None:
        for actor in registry.actors.values():
            where = f"{self.path}, line {self.lines[actor.id]}, actor '{actor.id}'"
            if actor.parent:
                registry.check_ids([actor.parent], where=f"{where}, key 'parent'")
            registry.check_ids([r.of for r in actor.roles if r.of], where=f"{where}, key 'of'")
            above, seen = actor.parent, {actor.id}
            while above:
                if above in seen:
                    raise StudyError(
                        f"{where}, key 'parent'",
                        f"'{above}' is its own ancestor",
                        "break the circle of parents",
                    )
                seen.add(above)
                above = registry.actors[above].parent if above in registry.actors else ""
        for entry in registry.ambiguous:
            registry.check_ids(entry.candidates, where=f"{self.path}, ambiguous_names, candidates")

    def check_spellings(self, registry: Registry) -> None:
        """One spelling must mean one actor within a language, else it belongs into
        `ambiguous_names`.
        """
        for language in registry.languages:
            seen: dict[str, str] = {}
            for actor in registry.actors.values():
                made = [a.text for a in registry._named(actor, language)]
                made += [*actor.metonyms.get(language, ()), *actor.adjectives.get(language, ())]
                for text in dict.fromkeys(made):
                    other = seen.setdefault(text, actor.id)
                    if other != actor.id:
                        raise self.fail(
                            f"'{text}' ({language}) is a name of both '{other}' and '{actor.id}'", "move it to `ambiguous_names` with both as candidates",
                            line=self.lines[actor.id], key=f"actor '{actor.id}'",
                        )  # fmt: skip
            for entry in registry.ambiguous:
                for text in entry.names.get(language, ()):
                    if text in seen:
                        raise self.fail(
                            f"'{text}' ({language}) is ambiguous and also a name of '{seen[text]}'", "keep it in one of the two places",
                            line=self.lines[seen[text]], key=f"actor '{seen[text]}'",
                        )  # fmt: skip
