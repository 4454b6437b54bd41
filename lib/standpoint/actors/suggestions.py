"""Texts → the actors that a study of them may look for: those of the registry that were found, and
frequent names that are nobody's yet.
"""

from __future__ import annotations

import csv
import gzip
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import pandas as pd

from standpoint.actors.mentions import mentions as find_mentions
from standpoint.actors.registry import Actor, Registry
from standpoint.actors.unlinked import unlinked_names

COLUMNS = {
    "id": "str", "name": "str", "kind": "str", "country": "str", "known": "bool", "sure": "bool", "n": "int64", "n_docs": "int64",
    "names": "str", "adjectives": "str", "speakers": "str", "why": "str", "decide": "str", "example": "str",
}  # fmt: skip
LEAST = (
    3  # sentences that must hold a name: `strangers` counts so, and a name seen twice may be a slip
)
# new names that are proposed where their form tells what they are, half as many speakers and half
# as many others: ten minutes' reading
MOST = 40
FIRM = 0.5  # certainty from which on a mention speaks for its actor: the line that `mentions` draws
# share of small-letter uses from which on a single word is no name: "Let", "Thank" begin sentences
SMALL = 0.1
# share of uses within a sentence from which on it is one: "However" and "Recently" stay below,
# names of cities far above
INSIDE = 0.2
EXAMPLE = 160  # characters of an example that are shown

# Words that stand before a person's name. The first group may stand before those of the second
# ("Foreign Minister").
_MODIFIERS = frozenset(
    "Prime Foreign Defence Defense Interior Finance Deputy Vice First Federal Acting Former Crown"
    " State".split()
)
_TITLES = frozenset(
    "Mr Mrs Ms Dr Sir Lord President Minister Chancellor King Queen Prince Emir Sultan Premier"
    " Secretary Secretary-General Ambassador Governor Senator Chairman Chairperson Chairwoman"
    " Speaker Professor Patriarch Pope Archbishop Colonel Mayor Excellency".split()
)
# Words that make a name of several words a body. Most common last or first words of the bodies in
# data/actors.yml and in UN speeches.
_BODIES = frozenset(
    "Council Party Ministry Committee Union Commission Organisation Organization Assembly Court"
    " Tribunal Bank Agency Fund University Parliament Senate Congress Movement Front Group Alliance"
    " Association Church Company Corporation Institute Foundation Federation League Mission"
    " Secretariat Department Bureau Authority Duma".split()
)
_FORCES = frozenset(
    "Army Forces Navy Guard Guards Brigade Battalion Corps Contingent Militia".split()
)
_SHORT_TITLE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|Sen|Gov|Gen|Col|Lt)\.\s+([^\W\d_a-z][\w’'-]*(?:\s+[^\W\d_a-z][\w’'-]*){0,3})"
)
_ENDINGS = (
    "an",
    "ans",
    "ian",
    "ians",
    "ese",
    "ish",
    "i",
    "is",
)  # of adjectives made from the names of states
_DELEGATIONS = Path(__file__).parents[2] / "corpusreaders" / "ungdc.tsv.gz"
SINCE = 2015  # sessions whose names of delegations are taken: what states are called now


def suggest_actors(
    sentences: pd.DataFrame,
    *,
    mentions: pd.DataFrame,
    documents: pd.DataFrame,
    registry: Registry,
    least: int = LEAST,
    most: int = MOST,
) -> pd.DataFrame:
    """Actors for a study of these texts, one row each: those of the registry first, then the sure,
    by the documents that name them.

    In: sentences, their mentions by `registry`, documents. Out: id, name, kind, country (ISO 3166
    alpha-3 or empty), known (the registry has it), sure (may be looked for as it stands), n
    (mentions), n_docs, names, adjectives and speakers (lists), why (what speaks for it), decide
    (what a person should settle), example (a sentence). New names come from `strangers` and from
    `speaker` of documents; a state is known by its name in the UN General Debate, a person by a
    title, a body by a word such as "Council", and what has none of these is not sure. All are
    counted with the registry and the new names together, as a run of the study counts.

    >>> from standpoint.reading.documents import documents_from_texts
    >>> from standpoint.language.sentences import sentences
    >>> read = documents_from_texts(["Talks with Chile failed.", "They left Chile.", "We met Mr. Ivo Novak of Chile.", "So said Mr. Ivo Novak, and Mr. Ivo Novak left."])
    >>> cut = sentences(read)
    >>> found = suggest_actors(cut, mentions=find_mentions(cut, documents=read, registry=Registry({})), documents=read, registry=Registry({}), least=2)
    >>> found[["id", "kind", "country", "sure", "n"]].values.tolist()
    [['chile', 'state', 'CHL', True, 3], ['ivo-novak', 'person', '', True, 3]]
    """
    languages = latin_languages(documents)
    new = _new(sentences, mentions, documents, registry, least, most)
    both = Registry(
        {**registry.actors, **{one.id: one.actor(languages) for one in new}},
        registry.ambiguous,
        registry.source,
    )
    found = find_mentions(sentences, documents=documents, registry=both) if new else mentions
    found = found[found["actor_id"] != ""]
    spoken = _labels(documents)
    heard = Counter(registry.find(label) for label in documents["speaker"] if label)
    text = sentences.set_index(["doc_id", "sent_id"])["text"]
    counted = dict(list(found.groupby("actor_id")))
    rows = [
        _known(actor, counted.get(actor.id), heard[actor.id], text)
        for actor in registry.actors.values()
        if actor.id in counted or heard[actor.id]
    ]
    rows += [one.row(counted.get(one.id), spoken, text) for one in new]
    made = pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
    order = made.sort_values(
        ["known", "sure", "n_docs", "n", "id"], ascending=[False, False, False, False, True]
    )
    return order.reset_index(drop=True)


def latin_languages(documents: pd.DataFrame) -> tuple[str, ...]:
    """English, and the languages of the documents that are written in Latin letters: those in which
    new names are looked for.

    >>> from standpoint.reading.documents import documents_from_texts
    >>> latin_languages(documents_from_texts(["Ils sont partis."], language="fr")), latin_languages(documents_from_texts(["Они ушли."], language="ru"))
    (('en', 'fr'), ('en',))
    """
    first = documents.drop_duplicates("language").set_index("language")["text"].str.slice(0, 1000)
    latin = {
        code
        for code, text in first.items()
        if 2 * len(re.findall(r"[A-Za-z]", text)) > sum(map(str.isalpha, text))
    }
    return tuple(sorted({"en", *latin} - {"und", ""}))


# ---- the registry's ----


def _known(
    actor: Actor, rows: pd.DataFrame | None, heard: int, text: pd.Series
) -> dict[str, object]:
    firm = rows[rows["certainty"] >= FIRM] if rows is not None else []
    said = f"speaks in {heard} document{'s' * (heard != 1)}" if heard else ""
    return {
        "id": actor.id, "name": actor.name, "kind": actor.kind, "country": actor.country, "known": True, "sure": bool(len(firm) or heard),
        "n": len(rows) if rows is not None else 0, "n_docs": rows["doc_id"].nunique() if rows is not None else 0,
        "names": _surfaces(rows), "adjectives": "", "speakers": "", "why": "; ".join(filter(None, ["in the registry", said])),
        "decide": "" if len(firm) or heard else "every mention is doubtful: the same name may mean somebody else here",
        "example": _example(firm if len(firm) else rows, text),
    }  # fmt: skip


def _surfaces(rows: pd.DataFrame | None, most: int = 5) -> str:
    if rows is None:
        return ""
    counts = (
        rows["surface"]
        .value_counts()
        .rename_axis("surface")
        .reset_index(name="n")
        .sort_values(["n", "surface"], ascending=[False, True])
    )
    return ";".join(one.replace(";", " ") for one in counts["surface"].head(most))


def _example(rows: pd.DataFrame | None, text: pd.Series) -> str:
    if rows is None or not len(rows):
        return ""
    first = rows.sort_values(["doc_id", "start"]).iloc[0]
    shown = " ".join(str(text[first["doc_id"], first["sent_id"]]).split())
    # So much before the name that it stands in what is shown, with something after it.
    begin = max(
        0, min(shown.find(" ".join(first["surface"].split())) - EXAMPLE // 2, len(shown) - EXAMPLE)
    )
    part = shown[begin : begin + EXAMPLE]
    part = part.partition(" ")[2] if begin else part
    return "… " * (begin > 0) + (
        part.rpartition(" ")[0] + " …" if begin + EXAMPLE < len(shown) else part
    )


# ---- the new ones ----


@dataclass
class _New:
    """A name that no actor answers to, and what its form tells of it."""

    name: str
    kind: str = ""  # empty: to be decided
    country: str = ""
    sure: bool = False
    why: str = ""
    names: list[str] = field(default_factory=list)
    adjectives: list[str] = field(default_factory=list)
    speakers: list[str] = field(default_factory=list)
    n: int = 0
    weight: int = 0
    id: str = ""

    def actor(self, languages: tuple[str, ...]) -> Actor:
        names, adjectives = (
            dict.fromkeys(languages, tuple(self.names)),
            dict.fromkeys(languages, tuple(self.adjectives)),
        )
        return Actor(
            self.id,
            self.name,
            self.kind or "organisation",
            self.country,
            names=names,
            adjectives=adjectives,
        )

    def row(
        self, rows: pd.DataFrame | None, spoken: Mapping[str, int], text: pd.Series
    ) -> dict[str, object]:
        heard = sum(spoken[label] for label in self.speakers)
        said = f"speaks in {heard} document{'s' * (heard != 1)}" if heard else ""
        return {
            "id": self.id, "name": self.name, "kind": self.kind, "country": self.country, "known": False, "sure": self.sure,
            "n": 0 if rows is None else len(rows), "n_docs": 0 if rows is None else rows["doc_id"].nunique(),
            "names": ";".join(self.names), "adjectives": ";".join(self.adjectives), "speakers": ";".join(self.speakers),
            "why": "; ".join(filter(None, [self.why, said])), "decide": self.decide(), "example": _example(rows, text),
        }  # fmt: skip

    def decide(self) -> str:
        if not self.sure:
            return (
                "a person, a body, a state, or no actor at all? its kind, country and other names"
            )
        if self.kind == "person":
            return (
                "other names; offices with their dates"
                if self.country
                else "country; other names; offices with their dates"
            )
        return (
            "other names, adjectives, places that stand for it"
            if self.kind == "state"
            else "country, other names"
        )


def _new(
    sentences: pd.DataFrame,
    mentions: pd.DataFrame,
    documents: pd.DataFrame,
    registry: Registry,
    least: int,
    most: int,
) -> list[_New]:
    odd = unlinked_names(sentences, mentions=mentions, registry=registry, least=1)
    small = Counter(
        word for text in sentences["text"] for word in re.findall(r"\b[^\W\d_A-Z][\w’'-]*", text)
    )
    inside = Counter(
        word
        for text in sentences["text"]
        for word in re.findall(r"(?<=[\w,] )[^\W\d_a-z][\w’'-]*", text)
    )
    titled = Counter(name for text in sentences["text"] for name in _SHORT_TITLE.findall(text))
    made: dict[str, _New] = {}
    for row in odd.itertuples():
        for one in _readings(row.name) if len(row.name) > 1 else ():
            if not one.sure and titled[one.name] > 1:
                one.kind, one.sure, one.why = "person", True, "stands with a title"
            kept = made.setdefault(_folded(one.name), one)
            kept.names = [*dict.fromkeys([*kept.names, *one.names])]
            kept.n += row.n
            kept.weight += row.n_docs
            kept.country = kept.country or one.country
            if one.sure and not kept.sure:
                kept.kind, kept.why, kept.sure = one.kind, one.why, True
    _add_speakers(made, documents, registry, least)
    _join_surnames(made, set(odd["name"]))
    made = {
        key: one
        for key, one in made.items()
        if one.speakers or one.n >= least and (" " in one.name or _is_name(one, small, inside))
    }
    _join_adjectives(made)
    ordered = sorted(made.values(), key=lambda one: (-one.weight, one.name))
    voices = [one for one in ordered if one.sure and one.speakers][: most // 2]
    sure = [one for one in ordered if one.sure and not one.speakers][:most]
    others = [one for one in ordered if not one.sure][: most // 2]
    return _with_ids(_without_clashes([*voices, *sure, *others], registry), registry)


def _is_name(one: _New, small: Mapping[str, int], inside: Mapping[str, int]) -> bool:
    """Whether a single word is one: hardly ever written small, and large within sentences, too, not
    only at their beginning.
    """
    return one.kind == "state" or (
        small[one.name.lower()] <= SMALL * one.n and inside[one.name] >= INSIDE * one.n
    )


def _folded(name: str) -> str:
    """A name without accents: António and Antonio are one."""
    return "".join(
        letter
        for letter in unicodedata.normalize("NFKD", name)
        if not unicodedata.combining(letter)
    )


def _readings(name: str) -> list[_New]:
    """What a name's form tells: one actor, two where a state stands behind "of", none where it is a
    title or nothing more.

    >>> def told(name):
    ...     return [(one.name, one.kind, one.country) for one in _readings(name)]
    >>> told("Prime Minister of Japan Shinzo Abe"), told("Party of Labour"), told("Mr President"), told("Osaka")
    ([('Shinzo Abe', 'person', 'JPN')], [('Party of Labour', 'organisation', '')], [], [('Osaka', '', '')])
    >>> told("Minister Ada Lind of Japan")
    [('Ada Lind', 'person', 'JPN'), ('Japan', 'state', 'JPN')]
    """
    plain = re.sub(r"^The\s+", "", name)
    if re.match(r"I['’]", plain):
        return []
    if plain in _states():
        return [_state(plain)]
    head, _, tail = plain.rpartition(" of ")
    tail = tail.removeprefix("the ")
    words = (head or plain).split()
    behind = [_state(tail)] if head and tail in _states() else []
    if not behind:
        words = plain.split()
    country = behind[0].country if behind else ""
    rest, of_title = _untitled(words)
    if len(rest) < len(words):
        person = (
            0 < len(rest) <= 4
            and all(word[0].isupper() for word in rest)
            and not _BODIES.intersection(rest)
        )
        return [
            _New(
                " ".join(rest),
                "person",
                of_title or country,
                True,
                "stands with a title",
                [" ".join(rest)],
            )
        ] * person + behind
    heads = {words[-1], words[0] if "of" in words or behind else words[-1]}
    for kind, signs in (("armed-force", _FORCES), ("organisation", _BODIES)):
        if signs & heads and (len(words) > 1 or behind):
            return [
                _New(plain, kind, country, True, "a word of its name says so", [plain]),
                *behind,
            ]
    return [_New(" ".join(words), "", "", False, "a frequent name", [" ".join(words)]), *behind]


def _state(name: str) -> _New:
    code = _states()[name]
    return _New(
        _usual(code),
        "state",
        code,
        True,
        "a state, by its name in the UN General Debate",
        [*dict.fromkeys([_usual(code), name])],
    )


def _untitled(words: list[str]) -> tuple[list[str], str]:
    """The words after the titles and the state between them: President of Moldova Igor Dodon → Igor
    Dodon, MDA.
    """
    place, titled, country = 0, False, ""
    for number, word in enumerate(words):
        if word.rstrip(".") in _TITLES:
            place, titled = number + 1, True
        elif word not in _MODIFIERS:
            break
    if titled and place < len(words) and words[place] == "of":
        begin = place + 1 + (words[place + 1 : place + 2] == ["the"])
        end = next(
            (
                end
                for end in range(len(words), begin, -1)
                if " ".join(words[begin:end]) in _states()
            ),
            0,
        )
        if not end:
            return [], ""
        place, country = end, _states()[" ".join(words[begin:end])]
    return (words[place:], country) if titled else (words, "")


def _labels(documents: pd.DataFrame) -> Counter[str]:
    return Counter(label for label in documents["speaker"] if label)


def _add_speakers(
    made: dict[str, _New], documents: pd.DataFrame, registry: Registry, least: int
) -> None:
    """Speakers whom the registry does not know: who speaks often is an actor, whether the texts
    name him or not.
    """
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    countries: dict[str, set[str]] = defaultdict(set)
    for label, country in zip(documents["speaker"], documents["country"], strict=True):
        name = " ".join(_untitled(label.split())[0]) or label
        if (
            label
            and len(name.split()) <= 4
            and not registry.find(label)
            and not registry.find(name)
        ):
            labels[name][label] += 1
            countries[name].add(country)
    for name, counts in sorted(labels.items()):
        if counts.total() < least:
            continue
        one = made.setdefault(_folded(name), _New(name, names=[name]))
        one.kind, one.sure, one.why = "person", True, one.why if one.sure else "a speaker"
        one.weight += counts.total()
        one.speakers += sorted(counts)
        if len(countries[name]) == 1:
            one.country = one.country or next(iter(countries[name]))


def _join_surnames(made: dict[str, _New], singles: set[str]) -> None:
    """'Dodon' beside 'Igor Dodon' is his other name, where no other person here has it."""
    owners: dict[str, list[_New]] = defaultdict(list)
    for one in made.values():
        if one.kind == "person" and one.sure and " " in one.name:
            owners[one.name.split()[-1]].append(one)
    for surname, people in sorted(owners.items()):
        if len(people) == 1 and surname in singles and surname not in _states():
            people[0].names.append(surname)
            alone = made.pop(_folded(surname), None)
            people[0].weight = max(people[0].weight, alone.weight if alone else 0)
            people[0].n += alone.n if alone else 0


def _join_adjectives(made: dict[str, _New]) -> None:
    """'Syrian' beside 'Syria', where it can be made from no other state's name."""
    stems: dict[str, set[str]] = defaultdict(set)
    for name, code in _states().items():
        if " " not in name:
            stems[_stem(name)].add(code)
    states = {one.country: one for one in made.values() if one.kind == "state"}
    for name in sorted(made):  # the keys are without accents, as such adjectives are
        ending = next(
            (end for end in sorted(_ENDINGS, key=len, reverse=True) if name.endswith(end)), ""
        )
        codes = {
            code
            for stem, owners in stems.items()
            if ending and name.startswith(stem) and len(name) <= len(stem) + 5
            for code in owners
        }
        if (
            not made[name].sure
            and " " not in name
            and len(codes) == 1
            and (code := codes.pop()) in states
        ):
            states[code].adjectives.append(name)
            del made[name]


def _stem(name: str) -> str:
    return name[: max(4, len(name) - 2)].rstrip("aeiouy") if len(name) > 4 else name


@lru_cache(maxsize=1)
def _states() -> Mapping[str, str]:
    """Names of states, as they were written in the UN General Debate since 2015 → ISO 3166 alpha-3;
    what stands for two is left out.
    """
    codes: dict[str, set[str]] = defaultdict(set)
    for code, name in _delegations():
        codes[name].add(code)
        codes[name.replace("’", "'")].add(code)
    return {name: next(iter(owners)) for name, owners in codes.items() if len(owners) == 1}


@lru_cache(maxsize=1)
def _names_of_states() -> Mapping[str, Counter[str]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for code, name in _delegations():
        counts[code][name] += 1
    return counts


def _usual(code: str) -> str:
    return min(_names_of_states()[code].items(), key=lambda pair: (-pair[1], pair[0]))[0]


def _delegations() -> Iterator[tuple[str, str]]:
    with gzip.open(_DELEGATIONS, "rt", encoding="utf-8", newline="") as lines:
        for key, _, _, name in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            code, _, year = key.split("_")
            if len(code) == 3 and int(year) >= SINCE and name and "," not in name and len(name) > 3:
                yield code, name


def _without_clashes(new: list[_New], registry: Registry) -> list[_New]:
    """Every spelling for one actor only, and none that the registry uses: two owners of a name
    would be refused.
    """
    taken = {alias.text for alias in registry.aliases("en")}
    out = []
    for one in new:
        for kind in ("names", "adjectives"):
            own = [text for text in dict.fromkeys(getattr(one, kind)) if text not in taken]
            setattr(one, kind, own)
            taken.update(own)
        if one.names:
            out.append(one)
    return out


def _with_ids(new: list[_New], registry: Registry) -> list[_New]:
    used = {*registry.actors, "author", "unknown", "all"}
    for one in new:
        plain = unicodedata.normalize("NFKD", one.name).encode("ascii", "ignore").decode().lower()
        stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "name"
        one.id = next(
            key
            for n in range(1, len(used) + 2)
            if (key := stem if n == 1 else f"{stem}-{n}") not in used
        )
        used.add(one.id)
    return new
