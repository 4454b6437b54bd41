"""Proposals → an actors file: what was found as entries that work, what is unsure as entries
commented out, each with what speaks for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from standpoint import tables
from standpoint.actors.registry import KINDS, Registry
from standpoint.actors.suggestions import latin_languages

_BY_LANGUAGE = ("names", "adjectives", "metonyms", "not_names")
WIDTH = 110  # characters of a line

_HEAD = """\
# {title}
# Who is looked for in the texts. Written by `python -m standpoint new`, and yours from now on: it is not written again.
# Counts are mentions in {n} documents. The first lines of data/actors.yml explain every key.
# Above each entry stands what speaks for it, and what only a person can decide. Keep, correct or delete it.
# At the end wait names that may be actors or not: to look for one, take the # before its lines away and give its kind.
"""


def draft_registry(
    proposals: pd.DataFrame, *, registry: Registry, documents: pd.DataFrame, title: str = "Actors"
) -> str:
    """The text of an actors file (YAML, with comments) for the proposals; `read_registry` takes it
    where one of them is sure.

    In: proposals, the registry that they were made with (its file is read again, for its entries
    are copied with their offices, and with their names in English and the languages of
    `documents`). Actors that those need, as the state of an office, are added.

    >>> from standpoint.actors.suggestions import COLUMNS
    >>> rows = [("chile", "Chile", "state", "CHL", False, True, 7, 2, "Chile", "Chilean", "", "a state", "other names", "Chile left.")]
    >>> text = draft_registry(pd.DataFrame(rows, columns=list(COLUMNS)), registry=Registry({}), documents=tables.empty("documents"))
    >>> yaml.safe_load(text)["actors"]
    [{'id': 'chile', 'name': 'Chile', 'kind': 'state', 'country': 'CHL', 'names': ['Chile'], 'adjectives': ['Chilean']}]
    """
    entries, unclear = _registry_file(registry)
    languages, latin = {"en", *documents["language"]}, latin_languages(documents)
    known, new = proposals[proposals["known"]], proposals[~proposals["known"]]
    kept = list(known.loc[known["sure"], "id"])
    needed = _needed(kept, entries)
    parts = [
        _HEAD.format(title=plain(title), n=len(documents)),
        (
            "actors:"
            if proposals["sure"].any()
            else "# no name is sure: take the # before this line away too\n#actors:"
        ),
    ]
    parts += _section(
        "Known to the registry that came with the project",
        (
            _with_note(row, _entry(entries[row.id], languages))
            for row in known[known["sure"]].itertuples()
        ),
    )
    parts += _section(
        "New: names whose form tells what they are",
        (_with_note(row, _made(row, latin)) for row in new[new["sure"]].itertuples()),
    )
    parts += _section(
        "Named by the entries above, and not found in the texts",
        (_yaml(_entry(entries[key], languages)) for key in needed),
    )
    waiting = [
        _with_note(row, _entry(entries[row.id], languages), off=True)
        for row in known[~known["sure"] & ~known["id"].isin(needed)].itertuples()
    ]
    waiting += [
        _with_note(row, _made(row, latin), off=True) for row in new[~new["sure"]].itertuples()
    ]
    parts += _section("To be decided: not looked for while they begin with #", waiting)
    parts += _ambiguous(unclear, {*kept, *needed}, languages)
    return "\n".join(parts) + "\n"


def plain(text: str) -> str:
    """One line without what cannot be printed: a comment must not end before its sentence does.

    >>> plain("one\\u2028two\\x07 three")
    'one two three'
    """
    return (
        "".join(letter if letter.isprintable() else " " for letter in " ".join(text.split()))
        .replace("  ", " ")
        .strip()
    )


def _section(title: str, entries: Iterable[str]) -> list[str]:
    listed = list(entries)
    return [f"\n# ---- {title} ----\n", *listed] if listed else []


def _with_note(row: Any, entry: Mapping[str, Any], *, off: bool = False) -> str:
    names = tables.split_cell(row.names)
    as_written = f", as {', '.join(names)}" if row.known and names else ""
    counted = (
        f"{row.n} mention{'s' * (row.n != 1)} in {row.n_docs}"
        f" document{'s' * (row.n_docs != 1)}{as_written}"
        if row.n
        else "not named in the texts"
    )
    lines = [f"{counted}; {row.why}."]
    lines += [f"“{row.example}”"] * bool(row.example)
    lines += [f"To decide: {row.decide}."] * bool(row.decide)
    body = _yaml(entry)
    if off:
        body = "\n".join(f"#{line}" for line in body.splitlines()) + "\n"
    return "".join(f"# {plain(line)}\n" for line in lines) + body


def _made(row: Any, languages: tuple[str, ...]) -> dict[str, Any]:
    def spelled(joined: str) -> Any:
        texts = tables.split_cell(joined)
        return (
            {language: [*texts] for language in languages}
            if texts and languages != ("en",)
            else texts
        )

    entry = {"id": row.id, "name": row.name, "kind": row.kind, "country": row.country}
    entry |= {
        "names": spelled(row.names),
        "adjectives": spelled(row.adjectives),
        "speakers": tables.split_cell(row.speakers),
    }
    return {key: value for key, value in entry.items() if value or key == "kind"}


def _yaml(entry: Mapping[str, Any]) -> str:
    text = yaml.safe_dump(
        [dict(entry)], allow_unicode=True, sort_keys=False, width=WIDTH, default_flow_style=None
    )
    return text.replace("\n  kind: ''\n", f"\n  kind:  # {' | '.join(KINDS)}\n")


# ---- what the registry's file says ----


def _registry_file(registry: Registry) -> tuple[dict[str, dict[str, Any]], list[dict[str, Any]]]:
    """The entries of the file that the registry was read from, by id, and its ambiguous names, as
    they are written there.
    """
    if not registry.source:
        return {}, []
    content = yaml.load(
        Path(registry.source).read_text("utf-8-sig"),
        Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader),
    )
    listed, unclear = (
        (content, [])
        if isinstance(content, list)
        else (content["actors"], content.get("ambiguous_names") or [])
    )
    return {str(entry["id"]): entry for entry in listed}, unclear


def _entry(entry: Mapping[str, Any], languages: set[str]) -> dict[str, Any]:
    return {
        key: _in(value, languages) if key in _BY_LANGUAGE else value
        for key, value in entry.items()
        if _in(value, languages) or key not in _BY_LANGUAGE
    }


def _in(value: Any, languages: set[str]) -> Any:
    return (
        {language: texts for language, texts in value.items() if language in languages}
        if isinstance(value, dict)
        else value
    )


def _needed(kept: list[str], entries: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Ids that entries point at (parents, states of offices) and that are not among them."""
    seen, waiting, out = set(kept), list(kept), []
    while waiting:
        entry = entries[waiting.pop(0)]
        for other in [entry.get("parent"), *(role.get("of") for role in entry.get("roles") or [])]:
            if other and other not in seen:
                seen.add(other)
                waiting.append(other)
                out.append(other)
    return out


def _ambiguous(unclear: list[dict[str, Any]], ids: set[str], languages: set[str]) -> list[str]:
    """The registry's ambiguous names, with those of their candidates that the file has."""
    kept = []
    for entry in unclear:
        candidates = (
            [key for key in entry["candidates"] if key in ids]
            if isinstance(entry["candidates"], list)
            else [entry["candidates"]] * (entry["candidates"] in ids)
        )
        if candidates and (names := _in(entry["names"], languages)):
            kept.append(dict(entry) | {"names": names, "candidates": candidates})
    if not kept:
        return []
    return [
        "\n# ---- Spellings that are nobody's name on their own ----\n",
        "ambiguous_names:\n" + "".join(_yaml(entry) for entry in kept),
    ]
