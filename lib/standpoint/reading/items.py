"""What the commands are given: JSON Lines with the user's ids → texts or scorer items, and what
each bad line lacks.

Unlike `documents`, nothing of a text is changed, since the answers are offsets into it: only the
two or one characters of a foreign line end are taken as white space and a line end, in place."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pandas as pd

from standpoint import tables
from standpoint.errors import InputError, ScorerError
from standpoint.reading.formats.json_files import parse
from standpoint.reading.formats.records import Unread, spoilt
from standpoint.reading.scripts import contradicts
from timexpr.calendars import read_date


class Texts(NamedTuple):
    """A documents table, the user's id and text of each document by its doc_id, and one message for
    every bad line.
    """

    documents: pd.DataFrame
    ids: dict[str, Any]
    written: dict[str, str]
    refused: list[str]


class Items(NamedTuple):
    """The user's ids and the items for the scorer, in the order of the lines, and one message for
    every bad line.
    """

    ids: list[Any]
    items: list[Any]
    refused: list[str]


def texts(data: bytes, *, name: str, language: str = "en") -> Texts:
    """JSON Lines with id, text, date? and speaker? → a documents table in the order of the lines.

    >>> given = texts(b'{"id": 7, "text": "They left.", "date": "2020-11"}\\n{"id": 8}\\n', name="x.jsonl")
    >>> given.documents[["doc_id", "published_granularity"]].iloc[0].tolist(), given.ids
    (['7', 'month'], {'7': 7})
    >>> print(given.refused[0])
    x.jsonl:2: no 'text'. Remedy: every line needs "text".
    """
    rows: list[dict] = []
    ids: dict[str, Any] = {}
    written: dict[str, str] = {}

    def take(found: dict, key: str) -> None:
        text = _required(found, "text")
        dated = _dated(found)
        doc_id = (
            key.replace("%", "%25").replace(";", "%3B").replace(":", "%3A")
        )  # both part keys in later tables
        rows.append(
            {
                "doc_id": doc_id,
                "text": text.replace("\r\n", " \n").replace("\r", "\n"),
                "language": "und" if contradicts(text, language) else language,
                "published_start": dated.start if dated else pd.NaT,
                "published_end": dated.end if dated else pd.NaT,
                "published_granularity": dated.granularity if dated else "",
                "speaker": _optional(found, "speaker"),
                "source": f"{name}#{key}",
                "flags": "" if dated else "undated",
            }
        )
        ids[doc_id], written[doc_id] = found["id"], text

    refused = list(_refused(data, name, take))
    return Texts(
        tables.make(rows, "documents") if rows else tables.empty("documents"), ids, written, refused
    )


def items(data: bytes, *, name: str, make: Callable[[str, int, int, str], Any]) -> Items:
    """JSON Lines with id, sentence, start, end and kind? → items for a scorer, made by `make`
    (`scorers.Item`).

    >>> items(b'{"id": "a", "sentence": "Baku spoke.", "start": 0, "end": 4}', name="x.jsonl", make=lambda *parts: parts).items
    [('Baku spoke.', 0, 4, '')]
    """
    out = Items([], [], [])

    def take(found: dict, key: str) -> None:
        sentence = _required(found, "sentence")
        start, end = (_offset(found, name) for name in ("start", "end"))
        try:
            item = make(sentence, start, end, _optional(found, "kind"))
        except ScorerError as error:
            raise _Bad(f"{error.where}: {error.what}", error.remedy) from error
        out.ids.append(found["id"])
        out.items.append(item)

    out.refused.extend(_refused(data, name, take))
    return out


class _Bad(Exception):
    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what, self.remedy = what, remedy


def _refused(data: bytes, name: str, take: Callable[[dict, str], None]) -> Iterator[str]:
    """Hand every good line's object and key to `take`; a message with file:line for every other."""
    seen: dict[str, int] = {}
    text = data.decode("utf-8", errors="surrogateescape").removeprefix("\ufeff")
    for line, raw in enumerate(text.split("\n"), start=1):
        if not raw.strip():
            continue
        try:
            found = parse(raw, line=line)
            if isinstance(found, Unread):
                what, _, remedy = found.detail.partition("; ")
                raise _Bad(
                    f"{found.reason}: {what.removeprefix(f'line {line}').lstrip(',: ')}", remedy
                )
            key = _key(found)
            if key in seen:
                raise _Bad(
                    f"id '{key}' stands already in line {seen[key]}", "give every line its own id"
                )
            take(found, key)
            seen[key] = line
        except _Bad as bad:
            yield str(InputError(f"{name}:{line}", bad.what, bad.remedy))


def _key(found: dict) -> str:
    if "id" not in found or found["id"] is None or found["id"] == "":
        raise _Bad("no 'id'", _hint(found, "id"))
    if isinstance(found["id"], bool) or not isinstance(found["id"], str | int):
        raise _Bad("'id' is neither text nor a whole number", 'write "id": "a1"')
    key = str(found["id"])
    if spoilt(key):
        raise _Bad("'id' holds half a character (a lone surrogate)", "write the line again")
    return key


def _required(found: dict, name: str) -> str:
    if name not in found or found[name] is None:
        raise _Bad(f"no '{name}'", _hint(found, name))
    return _optional(found, name)


def _hint(found: dict, name: str) -> str:
    near = difflib.get_close_matches(
        name, [key for key in found if key not in ("id", "start", "end", "date")], 1
    )
    return (
        f"did you mean '{near[0]}'? Every line needs \"{name}\""
        if near
        else f'every line needs "{name}"'
    )


def _optional(found: dict, name: str) -> str:
    value = found.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _Bad(f"'{name}' is not text", f'write "{name}": "…"')
    if spoilt(value):
        raise _Bad(f"'{name}' holds half a character (a lone surrogate)", "write the line again")
    return value


def _offset(found: dict, name: str) -> int:
    value = found.get(name)
    if value is None:
        raise _Bad(
            f"no '{name}'",
            "give start and end of the target, as character offsets within the sentence",
        )
    if isinstance(value, bool) or not isinstance(value, int):
        raise _Bad(f"'{name}' is not a whole number", "give character offsets within the sentence")
    return value


def _dated(found: dict):
    value = found.get("date")
    if value is None or value == "":
        return None
    try:
        return read_date(
            str(value) if isinstance(value, int) and not isinstance(value, bool) else value
        )
    except ValueError as error:
        raise _Bad(str(error), "write YYYY-MM-DD, or leave the date out") from error
