"""JSON Lines that the commands are given: texts and items with the user's ids.

Nothing of a text is changed but foreign line ends, in place, because the answers are offsets into
it.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

import pandas as pd

from corpusreaders.records import undecoded
from corpusreaders.source import Unread
from standpoint import tables
from standpoint.errors import InputError, ScorerError, nearest
from standpoint.reading.fields import dated_columns
from standpoint.reading.formats.json_files import parse
from standpoint.reading.languages import contradicts
from timexpr import Dated, read_date

Value = TypeVar("Value")
_Line = dict[str, Any]


class Texts(NamedTuple):
    """A documents table, the user's id and text by doc_id, and a message for every bad line."""

    documents: pd.DataFrame
    ids: dict[str, Any]
    written: dict[str, str]
    refused: list[str]


class Items(NamedTuple):
    """The user's ids and the scorer's items in their order, and a message for every bad line."""

    ids: list[Any]
    items: list[Any]
    refused: list[str]


class _Bad(Exception):
    """What is wrong with a line, and the remedy."""


def texts(data: bytes, *, name: str, language: str = "en") -> Texts:
    """Read lines with id, text, date and speaker (the last two optional).

    Examples
    --------
    >>> lines = b'{"id": 7, "text": "They left.", "date": "2020-11"}\\n{"id": 8}\\n'
    >>> made = texts(lines, name="x.jsonl")
    >>> made.documents[["doc_id", "published_granularity"]].iloc[0].tolist(), made.ids
    (['7', 'month'], {'7': 7})
    >>> print(made.refused[0])
    x.jsonl:2: no 'text'. Remedy: every line needs "text".
    """

    def row(line: _Line, key: str) -> dict[str, Any]:
        text, dated = _field(line, "text"), _date(line)
        return dated_columns(dated) | {
            # `;` and `:` part keys in later tables
            "doc_id": key.replace("%", "%25").replace(";", "%3B").replace(":", "%3A"),
            "text": text.replace("\r\n", " \n").replace("\r", "\n"),
            "language": "und" if contradicts(text, language) else language,
            "speaker": _field(line, "speaker", otherwise=""),
            "source": f"{name}#{key}",
            "flags": "" if dated else "undated",
        }

    pairs, refused = _read(data, name, row)
    ids = {row["doc_id"]: line["id"] for line, row in pairs}
    written = {row["doc_id"]: line["text"] for line, row in pairs}
    return Texts(tables.make([row for _, row in pairs], "documents"), ids, written, refused)


def items(data: bytes, *, name: str, make: Callable[[str, int, int, str, str], Any]) -> Items:
    """Read lines with id, sentence, start, end, and perhaps kind and language, into items made by
    `make`.

    Examples
    --------
    >>> line = b'{"id": "a", "sentence": "Baku spoke.", "start": 0, "end": 4}'
    >>> items(line, name="x.jsonl", make=lambda *parts: parts).items
    [('Baku spoke.', 0, 4, '', 'en')]
    """

    def item(line: _Line, key: str) -> Any:
        sentence = _field(line, "sentence")
        start = _field(line, "start", int, "a whole number")
        end = _field(line, "end", int, "a whole number")
        try:
            kind, language = (
                _field(line, "kind", otherwise=""),
                _field(line, "language", otherwise="en"),
            )
            return make(sentence, start, end, kind, language)
        except ScorerError as error:
            raise _Bad(f"{error.where}: {error.what}", error.remedy) from error

    pairs, refused = _read(data, name, item)
    return Items([line["id"] for line, _ in pairs], [value for _, value in pairs], refused)


def _read(
    data: bytes, name: str, make: Callable[[_Line, str], Value]
) -> tuple[list[tuple[_Line, Value]], list[str]]:
    """Every good line with what `make` makes of it and its key; a message for every other."""
    pairs: list[tuple[_Line, Value]] = []
    refused: list[str] = []
    seen: dict[str, int] = {}
    text = data.decode("utf-8", errors="surrogateescape").removeprefix("\ufeff")
    for number, raw in enumerate(text.split("\n"), start=1):
        if not raw.strip():
            continue
        try:
            line = parse(raw, line=number)
            if isinstance(line, Unread):
                what, _, remedy = line.detail.partition("; ")
                what = what.removeprefix(f"line {number}").lstrip(",: ")
                raise _Bad(f"{line.reason}: {what}", remedy)
            if line.get("id") == "":
                raise _Bad("no 'id'", 'every line needs "id"')
            key = str(_field(line, "id", (str, int), "text or a whole number"))
            if key in seen:
                what = f"id '{key}' stands already in line {seen[key]}"
                raise _Bad(what, "give every line its own id")
            pairs.append((line, make(line, key)))
            seen[key] = number
        except _Bad as bad:
            refused.append(str(InputError(f"{name}:{number}", *bad.args)))
    return pairs, refused


def _field(
    line: _Line,
    name: str,
    kind: type | tuple[type, ...] = str,
    words: str = "text",
    *,
    otherwise: str | None = None,
) -> Any:
    """The value of a field, checked; `otherwise` stands for one that may be missing."""
    value = line.get(name)
    if value is None and otherwise is not None:
        return otherwise
    if value is None:
        raise _Bad(f"no '{name}'", nearest(name, line, otherwise=f'every line needs "{name}"'))
    if isinstance(value, bool) or not isinstance(value, kind):
        raise _Bad(f"'{name}' is not {words}", f'give "{name}" as {words}')
    if isinstance(value, str) and undecoded(value):
        raise _Bad(f"'{name}' holds half a character (a lone surrogate)", "write the line again")
    return value


def _date(line: _Line) -> Dated | None:
    value = line.get("date")
    if value is None or value == "":
        return None
    try:
        return read_date(str(value) if type(value) is int else value)  # the number of a year
    except ValueError as error:
        raise _Bad(str(error), "write YYYY-MM-DD, or leave the date out") from error
