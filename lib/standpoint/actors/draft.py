"""The draft of an actors file: sure suggestions as entries that work, the others commented out,
each with what speaks for it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
import yaml

from standpoint import tables
from standpoint.actors.registry import KINDS, Actor, Ambiguous, Registry
from standpoint.actors.suggestions import latin_languages

WIDTH = 110  # characters of a line
UNDECIDED = "undecided"  # no kind of actor: such an entry is refused until a person gives one
_HEAD = """\
# {title}
# Who is looked for in the texts. Written by `python -m standpoint new`, and yours from now on: it
# is not written again. The first lines of data/actors.yml explain every key.
# Counts are mentions in {n} documents. Above each entry stands what speaks for it, and what only a
# person can decide. Keep, correct or delete it. At the end wait names that may be actors or not: to
# look for one, take the # before its lines away and give its kind.
"""


def draft_registry(
    proposals: pd.DataFrame, *, registry: Registry, documents: pd.DataFrame, title: str = "Actors"
) -> str:
    """Write an actors file (YAML, with comments) for what `suggest_actors` returned.

    `registry` is the one that the suggestions were made with. Its entries are copied with their
    offices, and with their names in English and the languages of `documents`; actors that they
    point at are added. `read_registry` takes the file where one suggestion is sure.

    Examples
    --------
    >>> from standpoint.actors.suggestions import COLUMNS
    >>> row = dict.fromkeys(COLUMNS, "") | {"known": False, "sure": True, "n": 7, "n_docs": 2}
    >>> row |= {"id": "chile", "name": "Chile", "kind": "state", "names": "Chile"}
    >>> nothing = {"registry": Registry({}), "documents": tables.empty("documents")}
    >>> text = draft_registry(pd.DataFrame([row]), **nothing)
    >>> yaml.safe_load(text)["actors"]
    [{'id': 'chile', 'name': 'Chile', 'kind': 'state', 'names': ['Chile']}]
    """
    languages, latin = {"en", *documents["language"]}, latin_languages(documents)
    sure = [row.id for row in proposals.itertuples() if row.known and row.sure]
    needed = _needed(sure, registry)
    sections: dict[str, list[str]] = {
        "Known to the registry that came with the project": [],
        "New: names whose form tells what they are": [],
        "Named by the entries above, and not found in the texts": [
            _yaml(_entry(registry.actors[key], languages)) for key in needed
        ],
        "To be decided: not looked for while they begin with #": [],
    }
    known, new, _, waiting = sections.values()
    for row in proposals.itertuples():
        if row.known and row.id in needed:
            continue
        entry = _entry(registry.actors[row.id], languages) if row.known else _made(row, latin)
        text = _yaml(entry)
        if not row.sure:
            text = "".join(f"#{line}\n" for line in text.splitlines())
        place = waiting if not row.sure else known if row.known else new
        place.append(_note(row) + text)
    head = "actors:"
    if not proposals["sure"].any():
        head = "# no name is sure: take the # before this line away too\n#actors:"
    parts = [_HEAD.format(title=plain(title), n=len(documents)), head]
    for name, entries in sections.items():
        parts += [f"\n# ---- {name} ----\n", *entries] if entries else []
    unclear = [_unclear(entry, {*sure, *needed}, languages) for entry in registry.ambiguous]
    if any(unclear):
        parts.append("\n# ---- Spellings that are nobody's name on their own ----\n")
        parts.append("ambiguous_names:\n" + "".join(_yaml(entry) for entry in unclear if entry))
    return "\n".join(parts) + "\n"


def plain(text: str) -> str:
    """Write a text on one line without what cannot be printed: a comment must not end early.

    Examples
    --------
    >>> plain("one\\u2028two\\x07 three")
    'one two three'
    """
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(printable.split())


def _note(row: Any) -> str:
    """What speaks for a suggestion, as comments."""
    names = tables.split_cell(row.names)
    count = "not named in the texts"
    if row.n:
        mentions, docs = "mention" + "s" * (row.n != 1), "document" + "s" * (row.n_docs != 1)
        count = f"{row.n} {mentions} in {row.n_docs} {docs}"
        count += f", as {', '.join(names)}" if row.known and names else ""
    lines = [f"{count}; {row.why}."]
    lines += [f"“{row.example}”"] if row.example else []
    lines += [f"To decide: {row.decide}."] if row.decide else []
    return "".join(f"# {plain(line)}\n" for line in lines)


def _made(row: Any, languages: tuple[str, ...]) -> dict[str, Any]:
    """The entry of a new name; one list where its names are English only."""
    entry = {"id": row.id, "name": row.name, "kind": row.kind or UNDECIDED, "country": row.country}
    for key in ("names", "adjectives"):
        texts = tables.split_cell(getattr(row, key))
        by_language = {language: list(texts) for language in languages if texts}
        entry[key] = texts if languages == ("en",) else by_language
    entry["speakers"] = tables.split_cell(row.speakers)
    return {key: value for key, value in entry.items() if value}


def _entry(model: Actor | Ambiguous, languages: set[str]) -> dict[str, Any]:
    """An entry of the registry as its file has it, in some languages only."""
    entry = model.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for key, value in entry.items():
        if isinstance(value, dict):
            entry[key] = {code: texts for code, texts in value.items() if code in languages}
    return {key: value for key, value in entry.items() if value or key == "peoples"}


def _unclear(entry: Ambiguous, ids: Iterable[str], languages: set[str]) -> dict[str, Any]:
    """An ambiguous name with those of its candidates that the draft has; empty without any."""
    candidates = [key for key in entry.candidates if key in ids]
    made = _entry(entry, languages) | {"candidates": candidates}
    return made if candidates and "names" in made else {}


def _needed(ids: Iterable[str], registry: Registry) -> list[str]:
    """Ids that entries point at (parents, peoples, states of offices), not among them."""
    seen, waiting = dict.fromkeys(ids), list(ids)
    while waiting:
        actor = registry.actors[waiting.pop(0)]
        near = (actor.parent, *(actor.peoples or ()), *(role.of for role in actor.roles))
        new = {*near} - {"", *seen}
        seen |= dict.fromkeys(sorted(new))
        waiting += sorted(new)
    return [key for key in seen if key not in set(ids)]


def _yaml(entry: Mapping[str, Any]) -> str:
    style = {"allow_unicode": True, "sort_keys": False, "default_flow_style": None}
    text = yaml.safe_dump([dict(entry)], width=WIDTH, **style)
    return text.replace(f" kind: {UNDECIDED}\n", f" kind: {UNDECIDED}  # {' | '.join(KINDS)}\n")
