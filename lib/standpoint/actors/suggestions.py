"""Actors for a study of given texts: those of the registry that are mentioned, and frequent names
that may be new ones. A suggestion, to be read by a person.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

import pandas as pd

from standpoint.actors.context import word_lists
from standpoint.actors.mentions import mentions as find_mentions
from standpoint.actors.registry import RESERVED, Actor, Registry
from standpoint.actors.unlinked import EXAMPLE, count_names

COLUMNS = {
    "id": "str",
    "name": "str",
    "kind": "str",
    "country": "str",
    "known": "bool",
    "sure": "bool",
    "n": "int64",
    "n_docs": "int64",
    "names": "str",
    "adjectives": "str",
    "speakers": "str",
    "why": "str",
    "decide": "str",
    "example": "str",
}
LEAST = 3  # sentences that must hold a name: a name seen twice may be a slip
MOST = 40  # sure new names, and half as many others: ten minutes' reading
FIRM = 0.5  # certainty from which on a mention speaks for its actor, as `mentions` draws the line
# Least share of a word's uses within a sentence, and how often it may be written small for every
# time that it is not: "However" and "Agenda" are no names.
INSIDE, SMALL = 0.2, 0.1
_DECIDE = {
    "": "a person, a body, a state, or no actor at all? its kind, country and other names",
    "person": "country; other names; offices with their dates",
    "state": "other names, adjectives, places that stand for it",
}
_TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|Sen|Gov|Gen|Col|Lt)\.\s+([A-ZÀ-ÖØ-Þ][\w’'-]*(?:\s+[A-ZÀ-ÖØ-Þ][\w’'-]*){0,3})"
)


def suggest_actors(
    sentences: pd.DataFrame,
    *,
    mentions: pd.DataFrame,
    documents: pd.DataFrame,
    registry: Registry,
    least: int = LEAST,
    most: int = MOST,
) -> pd.DataFrame:
    """Suggest actors for a study of these texts, those of the registry first.

    Parameters
    ----------
    sentences, mentions, documents : DataFrame
        The texts, and the mentions that `registry` finds in them.
    least : int
        Sentences that must hold a new name, or documents in which somebody must speak.
    most : int
        Sure new names at most; of the others half as many.

    Returns
    -------
    DataFrame
        id, name, kind, country (ISO 3166 alpha-3), known (the registry has it), sure (may be
        looked for as it stands), n (mentions), n_docs, names, adjectives and speakers (lists),
        why, decide (what a person should settle), example (a sentence).

    Notes
    -----
    A state is known by its name or adjective, a person by a title or as a speaker, a body by a word
    such as "Council"; what has none of these is not sure. Mentions are counted with the registry
    and the new names together, as a run of the study counts them.

    Examples
    --------
    >>> from standpoint.reading.documents import documents_from_texts
    >>> from standpoint.language.sentences import sentences
    >>> texts = ["Talks with Chile failed.", "They left Chile.", "We met Mr. Ivo Novak.", "Mr. Ivo Novak left."]
    >>> read = documents_from_texts(texts)
    >>> cut, registry = sentences(read), Registry({})
    >>> found = find_mentions(cut, documents=read, registry=registry)
    >>> made = suggest_actors(cut, mentions=found, documents=read, registry=registry, least=2)
    >>> made[["id", "kind", "country", "sure", "n"]].values.tolist()
    [['chile', 'state', 'CHL', True, 2], ['ivo-novak', 'person', '', True, 2]]
    """
    new = _new(sentences, mentions, documents, registry, least, most)
    found = mentions
    if new:
        languages = latin_languages(documents)
        actors = {**registry.actors, **{one.id: one.actor(languages) for one in new}}
        both = Registry(actors, registry.ambiguous)
        found = find_mentions(sentences, documents=documents, registry=both)
    counted = dict(list(found.groupby("actor_id")))
    nothing = found.iloc[:0]
    labels = Counter(filter(None, documents["speaker"]))
    speaking: Counter[str | None] = Counter()
    for label, n in labels.items():
        speaking[registry.find(label)] += n
    text = sentences.set_index(["doc_id", "sent_id"])["text"]
    rows = []
    for actor in registry.actors.values():
        its = counted.get(actor.id, nothing)
        firm = its[its["certainty"] >= FIRM]
        sure = bool(len(firm) or speaking[actor.id])
        doubt = "" if sure else "every mention is doubtful: it may mean somebody else here"
        if len(its) or sure:
            row = {"known": True, "sure": sure, "decide": doubt, "names": _surfaces(its)}
            row |= {"adjectives": "", "speakers": ""}
            row |= {key: getattr(actor, key) for key in ("id", "name", "kind", "country")}
            row |= _evidence("in the registry", its, speaking[actor.id])
            rows.append(row | {"example": _example(firm if len(firm) else its, text)})
    for one in new:
        its, spoken = counted.get(one.id, nothing), sum(labels[label] for label in one.speakers)
        row = {"known": False, "sure": one.sure}
        row |= {key: getattr(one, key) for key in ("id", "name", "kind", "country")}
        row |= {key: ";".join(getattr(one, key)) for key in ("names", "adjectives", "speakers")}
        row |= _evidence(one.why, its, spoken)
        decide = _DECIDE.get(one.kind, "country, other names")
        rows.append(row | {"decide": decide, "example": _example(its, text)})
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
    order = ["known", "sure", "n_docs", "n", "id"]
    return frame.sort_values(order, ascending=[False] * 4 + [True], ignore_index=True)


def latin_languages(documents: pd.DataFrame) -> tuple[str, ...]:
    """List English and the documents' languages in Latin letters: those of new names.

    Examples
    --------
    >>> from standpoint.reading.documents import documents_from_texts
    >>> latin_languages(documents_from_texts(["Ils sont partis."], language="fr"))
    ('en', 'fr')
    """
    samples = documents.drop_duplicates("language").set_index("language")["text"].str[:1000]
    latin = {
        code
        for code, text in samples.items()
        if 2 * len(re.findall(r"[A-Za-z]", text)) > sum(map(str.isalpha, text))
    }
    return tuple(sorted({"en", *latin} - {"und", ""}))


def _evidence(why: str, its: pd.DataFrame, spoken: int) -> dict[str, object]:
    """How often an actor is mentioned and speaks."""
    if spoken:
        why += f"; speaks in {spoken} document{'s' * (spoken != 1)}"
    return {"n": len(its), "n_docs": its["doc_id"].nunique(), "why": why}


def _surfaces(its: pd.DataFrame, most: int = 5) -> str:
    counts = Counter(its["surface"].str.replace(";", " "))
    return ";".join(sorted(counts, key=lambda text: (-counts[text], text))[:most])


def _example(its: pd.DataFrame, text: pd.Series) -> str:
    """The first sentence, cut so that the name stands in what is shown."""
    if its.empty:
        return ""
    first = its.sort_values(["doc_id", "start"]).iloc[0]
    shown = " ".join(text[first["doc_id"], first["sent_id"]].split())
    place = shown.find(" ".join(first["surface"].split()))
    begin = max(0, min(place - EXAMPLE // 2, len(shown) - EXAMPLE))
    words = shown[begin : begin + EXAMPLE]
    words = f"… {words.partition(' ')[2]}" if begin else words
    return words if begin + EXAMPLE >= len(shown) else f"{words.rpartition(' ')[0]} …"


# ── new names ─────────────────────────────────────────────────────────────────────────────────────
@dataclass
class _New:
    """A name that matches no actor, and what its form says of it."""

    name: str
    kind: str = ""  # empty: to be decided
    country: str = ""
    why: str = "a frequent name"
    names: list[str] = field(default_factory=list)
    adjectives: list[str] = field(default_factory=list)
    speakers: list[str] = field(default_factory=list)
    n: int = 0
    n_docs: int = 0
    id: str = ""

    def __post_init__(self) -> None:
        self.names = self.names or [self.name]

    @property
    def sure(self) -> bool:
        return bool(self.kind)

    def join(self, other: _New) -> None:
        """Take over what another reading of the same name says."""
        if not self.sure:
            self.kind, self.why = other.kind, other.why
        self.country = self.country or other.country
        self.names = [*dict.fromkeys([*self.names, *other.names])]
        self.n, self.n_docs = self.n + other.n, self.n_docs + other.n_docs

    def actor(self, languages: Iterable[str]) -> Actor:
        return Actor(
            id=self.id,
            name=self.name,
            kind=self.kind or "organisation",
            names=dict.fromkeys(languages, self.names),
            adjectives=dict.fromkeys(languages, self.adjectives),
        )


def _new(
    sentences: pd.DataFrame,
    mentions: pd.DataFrame,
    documents: pd.DataFrame,
    registry: Registry,
    least: int,
    most: int,
) -> list[_New]:
    titled = Counter(name for text in sentences["text"] for name in _TITLED.findall(text))
    small = Counter(
        w for text in sentences["text"] for w in re.findall(r"\b[a-zà-ÿ][\w’'-]*", text)
    )
    new: dict[str, _New] = {}
    singles = set()
    for row in count_names(sentences, mentions, registry).itertuples(index=False):
        singles.add(row.name)
        for one in _readings(row.name):
            if not one.sure and titled[one.name] > 1:
                one.kind, one.why = "person", "stands with a title"
            is_name = row.inside >= INSIDE and small[one.name.lower()] <= SMALL * row.n
            if is_name or one.kind == "state" or " " in one.name:
                one.n, one.n_docs = row.n, row.n_docs
                if _key(one.name) in new:
                    new[_key(one.name)].join(one)
                else:
                    new[_key(one.name)] = one
    new = {key: one for key, one in new.items() if len(key) > 1}
    _add_speakers(new, documents, registry, least)
    _join_surnames(new, singles)
    frequent = [one for one in new.values() if one.n >= least or one.speakers]
    ordered = sorted(frequent, key=lambda one: (-one.n_docs, one.name))
    sure = [one for one in ordered if one.sure][:most]
    others = [one for one in ordered if not one.sure][: most // 2]
    return _with_own_names([*sure, *others], registry)


def _key(name: str) -> str:
    """A name without accents: António and Antonio are one."""
    decomposed = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@cache
def _states() -> dict[str, str]:
    """Names and adjectives of states, with the code of the state."""
    listed = vars(word_lists("states"))
    return {
        text: code
        for code, state in listed.items()
        for text in (*state["names"], *state.get("adjectives", ()))
    }


def _state(text: str) -> _New:
    code = _states()[text]
    state = vars(word_lists("states"))[code]
    why = "a state, by its name or adjective"
    one = _New(state["names"][0], "state", code, why, list(state["names"]))
    one.adjectives = list(state.get("adjectives", ()))
    return one


@cache
def _forms() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns of a name with titles before it, and of one with a state behind it."""
    words = word_lists("names")
    states = "|".join(sorted(map(re.escape, _states()), key=len, reverse=True))
    titles, modifiers = (
        "|".join(sorted(group, key=len, reverse=True))
        for group in (words.person_titles, words.title_modifiers)
    )
    titled = (
        rf"(?:(?:{modifiers}|{titles})\s+)*(?:{titles})(?![\w-])"
        rf"(?:\s+of\s+(?:the\s+)?(?P<state>{states})\b)?\s*"
    )
    return re.compile(titled), re.compile(rf"(.+) of (?:the )?({states})")


def _readings(name: str) -> list[_New]:
    """What the form of a name says: one actor, two where a state stands behind "of", none where it
    is nothing but a title.

    >>> read = lambda name: [(one.name, one.kind, one.country) for one in _readings(name)]
    >>> read("Prime Minister of Japan Shinzo Abe"), read("Party of Labour"), read("Mr President")
    ([('Shinzo Abe', 'person', 'JPN')], [('Party of Labour', 'organisation', '')], [])
    >>> read("Minister Ada Lind of Japan")
    [('Ada Lind', 'person', 'JPN'), ('Japan', 'state', 'JPN')]
    """
    words = word_lists("names")
    name, behind, country = re.sub(r"^The\s+", "", name), [], ""
    if name in _states():
        return [_state(name)]
    titled, of_state = _forms()
    if match := of_state.fullmatch(name):
        behind = [_state(match[2])]
        country = behind[0].country
    bare = match[1] if match else name
    if match := titled.match(bare):
        parts = bare[match.end() :].split()
        is_person = parts and all(part[0].isupper() for part in parts[:5])
        if not is_person or len(parts) > 4 or words.body_words.intersection(parts):
            return behind
        country = _states().get(match["state"] or "", country)
        return [_New(" ".join(parts), "person", country, "stands with a title"), *behind]
    parts = bare.split()
    heads = {parts[-1], parts[0]} if behind or "of" in parts else {parts[-1]}
    for kind, signs in (("armed-force", words.force_words), ("organisation", words.body_words)):
        if signs & heads and (behind or len(parts) > 1):
            return [_New(name, kind, country, "a word of its name says so"), *behind]
    return [_New(bare), *behind]


def _add_speakers(
    new: dict[str, _New], documents: pd.DataFrame, registry: Registry, least: int
) -> None:
    """Whoever speaks often is an actor, whether the texts name him or not."""
    titled = _forms()[0]
    labels: dict[str, list[str]] = defaultdict(list)
    countries: dict[str, set[str]] = defaultdict(set)
    for label, country in zip(documents["speaker"], documents["country"], strict=True):
        name = titled.sub("", label.replace(". ", " "), count=1) or label
        if label and len(name.split()) <= 4 and not (registry.find(label) or registry.find(name)):
            labels[name].append(label)
            countries[name].add(country)
    for name in sorted(name for name, used in labels.items() if len(used) >= least):
        one = new.setdefault(_key(name), _New(name))
        country = countries[name].pop() if len(countries[name]) == 1 else ""
        n = len(labels[name])
        one.join(_New(name, "person", country, "a speaker", n_docs=n))
        one.speakers += sorted(set(labels[name]))


def _join_surnames(new: dict[str, _New], singles: set[str]) -> None:
    """'Dodon' beside 'Igor Dodon' is his other name, where no other person here has it."""
    owners: dict[str, list[_New]] = defaultdict(list)
    for one in new.values():
        if one.kind == "person" and " " in one.name:
            owners[one.name.split()[-1]].append(one)
    for surname, people in sorted(owners.items()):
        if len(people) == 1 and surname in singles and surname not in _states():
            alone = new.pop(_key(surname), _New(surname))
            n_docs = max(people[0].n_docs, alone.n_docs)
            people[0].join(alone)
            people[0].n_docs = n_docs


def _with_own_names(new: list[_New], registry: Registry) -> list[_New]:
    """Give ids, and every spelling to one actor only: two owners of a name would be refused."""
    taken = {alias.text for alias in registry.aliases("en")}
    ids, out = {*registry.actors, *RESERVED}, []
    for one in new:
        for key in ("names", "adjectives"):
            own = [text for text in dict.fromkeys(getattr(one, key)) if text not in taken]
            setattr(one, key, own)
            taken.update(own)
        if not one.names:
            continue
        ascii_name = unicodedata.normalize("NFKD", one.name).encode("ascii", "ignore").decode()
        stem = re.sub(r"[^a-z0-9]+", "-", ascii_name.lower()).strip("-") or "name"
        one.id = next(
            key for n in range(len(ids) + 1) if (key := f"{stem}-{n + 1}" if n else stem) not in ids
        )
        ids.add(one.id)
        out.append(one)
    return out
