"""Actors for a study of given texts: those of the registry that are mentioned, and frequent names
that may be new ones. A suggestion, to be read by a person.
"""

import re
import textwrap
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache
from itertools import chain
from typing import Any

import pandas as pd

from standpoint.actors.context import any_of, english
from standpoint.actors.mentions import mentions as find_mentions
from standpoint.actors.nominal import FIRM, named_only
from standpoint.actors.registry import RESERVED, Actor, Registry
from standpoint.actors.unlinked import EXAMPLE, count_names
from standpoint.language.words import word_lists

_OWN = ("id", "name", "kind", "country")  # an actor's own
COLUMNS = dict.fromkeys(_OWN, "str")
COLUMNS |= {"known": "bool", "sure": "bool", "n": "int64", "n_docs": "int64"}
COLUMNS |= dict.fromkeys(("names", "adjectives", "speakers", "why", "decide", "example"), "str")
LEAST = 3  # sentences that must hold a name: a name seen twice may be a slip
MOST = 40  # sure new names, and half as many others: ten minutes' reading
# Least share of a word's uses within a sentence, and how often it may be written small for every
# time that it is not: "However" and "Agenda" are no names.
INSIDE, SMALL = 0.2, 0.1
_DECIDE = {
    "": "a person, a body, a state, or no actor at all? its kind, country and other names",
    "person": "country; other names; offices with their dates",
    "state": "other names, adjectives, places that stand for it",
    "body": "country, other names",
}


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

    A state is known by its name or adjective, a person by a title or as a speaker, a body by a word
    such as "Council"; what has none of these is not sure. A new name stands in `least` sentences,
    or speaks in as many documents; there are `most` sure ones at most, and half as many others.
    Mentions are counted with the registry and the new names together, as a run of the study does.

    Returns
    -------
    DataFrame
        id, name, kind, country (ISO 3166 alpha-3), known (the registry has it), sure (may be
        looked for as it stands), n (mentions), n_docs, names, adjectives and speakers (lists),
        why, decide (what a person should settle), example (a sentence).

    Examples
    --------
    >>> from standpoint.reading.documents import documents_from_texts
    >>> from standpoint.language.sentences import sentences
    >>> read = documents_from_texts(["Mr. Ivo Novak left Chile.", "Chile thanked Mr. Ivo Novak."])
    >>> cut, registry = sentences(read), Registry({})
    >>> table = find_mentions(cut, documents=read, registry=registry)
    >>> made = suggest_actors(cut, mentions=table, documents=read, registry=registry, least=2)
    >>> made[["id", "kind", "country", "sure", "n"]].values.tolist()
    [['chile', 'state', 'CHL', True, 2], ['ivo-novak', 'person', '', True, 2]]
    """
    new = _new(sentences, mentions, documents, registry, least, most)
    if new:
        languages = latin_languages(documents)
        actors = {**registry.actors, **{one["id"]: _actor(one, languages) for one in new}}
        both = Registry(actors, registry.ambiguous)
        mentions = find_mentions(sentences, documents=documents, registry=both)
    mentions = named_only(mentions)
    counted = dict(list(mentions.groupby("actor_id")))
    labels = Counter(filter(None, _persons(documents).explode()))
    speaking = Counter(map(registry.find, labels.elements()))
    text = sentences.set_index(["doc_id", "sent_id"])["text"]
    rows = []
    for actor in registry.actors.values():
        its = counted.get(actor.id, mentions.iloc[:0])
        firm, spoken = its[its["certainty"] >= FIRM], speaking[actor.id]
        sure = bool(len(firm) or spoken)
        if len(its) or sure:
            doubt = "" if sure else "every mention is doubtful: it may mean somebody else here"
            row = {key: getattr(actor, key) for key in _OWN} | {"known": True, "sure": sure}
            row |= {"names": _surfaces(its), "adjectives": "", "speakers": "", "decide": doubt}
            row |= _evidence("in the registry", its, firm if len(firm) else its, spoken, text)
            rows.append(row)
    for one in new:
        its = counted.get(one["id"], mentions.iloc[:0])
        spoken = sum(labels[label] for label in one["speakers"])
        row = {key: one[key] for key in _OWN} | {"known": False, "sure": bool(one["kind"])}
        row |= {key: ";".join(one[key]) for key in ("names", "adjectives", "speakers")}
        row |= {"decide": _DECIDE.get(one["kind"], _DECIDE["body"])}
        rows.append(row | _evidence(one["why"], its, its, spoken, text))
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


def _evidence(
    why: str, its: pd.DataFrame, shown: pd.DataFrame, spoken: int, text: pd.Series
) -> dict[str, object]:
    """How often an actor is mentioned and speaks, with the first of the mentions to be shown."""
    speaks = f"; speaks in {spoken} document{'s' * (spoken != 1)}" if spoken else ""
    counts = {"n": len(its), "n_docs": its["doc_id"].nunique(), "why": why + speaks}
    if shown.empty:
        return counts | {"example": ""}
    first = shown.sort_values(["doc_id", "start"]).iloc[0]
    words = " ".join(text[first["doc_id"], first["sent_id"]].split())
    begin = words.find(" ".join(first["surface"].split())) - EXAMPLE // 2
    if begin > 0:  # cut so that the name stands in what is shown
        words = f"… {words[begin:].partition(' ')[2]}"
    return counts | {"example": textwrap.shorten(words, EXAMPLE, placeholder=" …")}


def _surfaces(its: pd.DataFrame, most: int = 5) -> str:
    counts = Counter(its["surface"].str.replace(";", " "))
    return ";".join(sorted(counts, key=lambda text: (-counts[text], text))[:most])


# ── new names ─────────────────────────────────────────────────────────────────────────────────────
def _new(
    sentences: pd.DataFrame,
    mentions: pd.DataFrame,
    documents: pd.DataFrame,
    registry: Registry,
    least: int,
    most: int,
) -> list[dict[str, Any]]:
    """Names that match no actor, with what their form says: the sure ones first, then the rest."""
    titled = Counter(name for text in sentences["text"] for name in english.TITLED.findall(text))
    words = (re.findall(r"\b[a-zà-ÿ][\w’'-]*", text) for text in sentences["text"])
    small = Counter(chain.from_iterable(words))
    readings = []
    for row in count_names(sentences, mentions, registry).itertuples(index=False):
        for one in _readings(row.name):
            name = one["name"]
            if not one["kind"] and titled[name] > 1:
                one |= {"kind": "person", "why": "stands with a title"}
            is_name = row.inside >= INSIDE and small[name.lower()] <= SMALL * row.n
            if len(name) > 1 and (is_name or one["kind"] == "state" or " " in name):
                readings.append(one | {"n": row.n, "n_docs": row.n_docs})
    readings += _speakers(documents, registry, least)
    if not readings:
        return []
    new = _joined(pd.DataFrame(readings))
    new = new[(new["n"] >= least) | (new["speakers"].str.len() > 0)]
    new = new.sort_values(["n_docs", "name"], ascending=[False, True])
    sure = new["kind"] != ""
    chosen = pd.concat([new[sure].head(most), new[~sure].head(most // 2)])
    return _with_own_names(chosen.to_dict("records"), registry)


def _joined(readings: pd.DataFrame) -> pd.DataFrame:
    """One row per name; 'Dodon' is another name of 'Igor Dodon', if of nobody else here."""
    readings["key"] = [_slug(name) or name for name in readings["name"]]
    is_full = readings["name"].str.contains(" ")
    people = readings.loc[(readings["kind"] == "person") & is_full, "key"].drop_duplicates()
    owners = people.set_axis(people.str.rsplit("-", n=1).str[-1])
    owners = owners[~owners.index.duplicated(keep=False)]
    is_surname = readings["key"].isin(owners.index) & ~readings["name"].isin(_states())
    readings["key"] = readings["key"].mask(is_surname, readings["key"].map(owners))
    readings = readings.assign(sure=readings["kind"] != "", full=is_full)
    readings = readings.sort_values(["sure", "full"], ascending=False, kind="stable")

    def unique(lists: pd.Series) -> list[str]:
        return list(dict.fromkeys(chain.from_iterable(lists)))

    first = dict.fromkeys(("name", "kind", "why"), "first")
    lists = dict.fromkeys(("names", "adjectives", "speakers"), unique)
    sums = {"country": "max", "n": "sum", "n_docs": "sum"}
    return readings.groupby("key", sort=False).agg(first | lists | sums)


def _reading(
    name: str, kind: str = "", country: str = "", why: str = "a frequent name", **more: Any
) -> dict[str, Any]:
    """What the form of a name says; without a kind it is to be decided."""
    lists = {"names": [name], "adjectives": [], "speakers": []}
    return {"name": name, "kind": kind, "country": country, "why": why} | lists | more


def _actor(one: dict[str, Any], languages: Iterable[str]) -> Actor:
    own = {key: one[key] for key in _OWN} | {"kind": one["kind"] or "organisation"}
    names = {key: dict.fromkeys(languages, one[key]) for key in ("names", "adjectives")}
    return Actor(**own, **names)


def _slug(name: str) -> str:
    """A name in small letters without accents: António and Antonio are one."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


@cache
def _states() -> dict[str, str]:
    """Names and adjectives of states, with the code of the state."""
    listed = vars(word_lists("states"))
    return {
        text: code
        for code, state in listed.items()
        for text in (*state["names"], *state.get("adjectives", ()))
    }


def _state(text: str) -> dict[str, Any]:
    code = _states()[text]
    state = vars(word_lists("states"))[code]
    lists = {"names": state["names"], "adjectives": state.get("adjectives", [])}
    return _reading(state["names"][0], "state", code, "a state, by its name or adjective", **lists)


@cache
def _forms() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns of a name with titles before it, and of one with a state behind it."""
    states, titles = any_of(map(re.escape, _states())), any_of(english.person_titles)
    titled = (
        rf"^(?:{any_of(english.title_modifiers | english.person_titles)}\s+)*{titles}(?![\w-])"
        rf"(?:\s+of\s+(?:the\s+)?(?P<state>{states})\b)?\s*"
    )
    return re.compile(titled), re.compile(rf"(.+) of (?:the )?({states})")


def _readings(name: str) -> list[dict[str, Any]]:
    """What the form of a name says: one actor, two where a state stands behind "of", none where it
    is nothing but a title.

    >>> read = lambda name: [tuple(one.values())[:3] for one in _readings(name)]
    >>> read("Prime Minister of Japan Shinzo Abe"), read("Party of Labour"), read("Mr President")
    ([('Shinzo Abe', 'person', 'JPN')], [('Party of Labour', 'organisation', '')], [])
    >>> read("Minister Ada Lind of Japan")
    [('Ada Lind', 'person', 'JPN'), ('Japan', 'state', 'JPN')]
    """
    name, behind, country = re.sub(r"^The\s+", "", name), [], ""
    if name in _states():
        return [_state(name)]
    titled, of_state = _forms()
    if match := of_state.fullmatch(name):
        behind = [_state(match[2])]
        country = behind[0]["country"]
    bare = match[1] if match else name
    if match := titled.match(bare):
        parts = bare[match.end() :].split()
        is_person = 0 < len(parts) <= 4 and all(part[0].isupper() for part in parts)
        if not is_person or english.body_words.intersection(parts):
            return behind
        country = _states().get(match["state"] or "", country)
        return [_reading(" ".join(parts), "person", country, "stands with a title"), *behind]
    parts = bare.split()
    heads = {parts[-1], parts[0]} if behind or "of" in parts else {parts[-1]}
    for kind, signs in (("armed-force", english.force_words), ("organisation", english.body_words)):
        if signs & heads and (behind or len(parts) > 1):
            return [_reading(name, kind, country, "a word of its name says so"), *behind]
    return [_reading(bare), *behind]


def _persons(documents: pd.DataFrame) -> pd.Series:
    """The speakers of each document: "Ann Lee; Bob Ray" are two."""
    return documents["speaker"].str.split(r"\s*;\s*", regex=True)


def _speakers(documents: pd.DataFrame, registry: Registry, least: int) -> list[dict[str, Any]]:
    """Whoever speaks often is an actor, whether the texts name him or not."""
    labels = documents[["country"]].assign(speaker=_persons(documents)).explode("speaker")
    labels = labels[labels["speaker"].fillna("") != ""].reset_index(drop=True)
    names = [_forms()[0].sub("", label.replace(". ", " ")) or label for label in labels["speaker"]]
    out = []
    for name, rows in labels.groupby(pd.Series(names, labels.index, dtype=str)):
        known = any(map(registry.find, (name, *rows["speaker"])))
        if len(rows) >= least and len(name.split()) <= 4 and not known:
            country = rows["country"].iloc[0] if rows["country"].nunique() == 1 else ""
            used = {"speakers": sorted(set(rows["speaker"])), "n": 0, "n_docs": len(rows)}
            out.append(_reading(name, "person", country, "a speaker", **used))
    return out


def _with_own_names(new: list[dict[str, Any]], registry: Registry) -> list[dict[str, Any]]:
    """Give ids, and every spelling to one actor only: two owners of a name would be refused."""
    taken = {alias.text for alias in registry.aliases("en")}
    ids = {*registry.actors, *RESERVED}
    for one in new:
        for key in ("names", "adjectives"):
            one[key] = [text for text in one[key] if text not in taken]
            taken.update(one[key])
        stem = _slug(one["name"]) or "name"
        numbered = (f"{stem}-{number}" for number in range(2, len(ids) + 3))
        one["id"] = next(key for key in (stem, *numbered) if key not in ids)
        ids.add(one["id"])
    return [one for one in new if one["names"]]
