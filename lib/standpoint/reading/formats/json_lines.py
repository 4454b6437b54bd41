"""JSON Lines (.jsonl): one object a line is one document; a broken line is named and the others are
read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from standpoint.reading.formats.line_stream import Lines
from standpoint.reading.formats.records import Record, Unread, spoilt
from standpoint.reading.formats.source import Source

NAME = "lines 2"
ENDINGS = (".jsonl", ".ndjson")
LIBRARY = ""
TABLE = True
APART = False


def claims(given: Source) -> bool:
    """What is called so, and a text whose first two lines are one object each."""
    if given.ending in ENDINGS:
        return not given.packed
    opening = given.opening.lstrip()
    if not opening.startswith("{"):
        return False
    first, _, rest = opening.partition("\n")
    return _is_object(first) and rest.lstrip().startswith("{")


def read(given: Source) -> Iterator[Record | Unread]:
    """Objects as records; values become text as they are written, lists of texts are joined by `;`,
    objects give their name.
    """
    number = 0
    lines = Lines(given)
    for line, raw in enumerate(lines, start=1):
        if raw is not None and not raw.strip():
            continue
        number += 1
        found = (
            Unread("too large", lines.too_long(line))
            if raw is None
            else parse(raw.rstrip("\n"), line=line)
        )
        if isinstance(found, Unread):
            yield Unread(found.reason, found.detail, number)
        else:
            yield Record(
                number,
                {name: written(value) for name, value in found.items()},
                f"line {line}",
                lines.found.flags,
            )
    if not number:
        yield Unread("empty file", "no lines")


def _is_object(raw: str) -> bool:
    try:
        return isinstance(json.loads(raw), dict)
    except (ValueError, RecursionError):
        return False


def parse(raw: str, *, line: int) -> dict | Unread:
    """The object on one line, or what is wrong with it.

    >>> parse('{"id": 1', line=3).detail
    "line 3, character 9: Expecting ',' delimiter; one JSON object a line"
    """
    if where := spoilt(raw, line=line):
        return Unread("not UTF-8", where)
    try:
        found = json.loads(raw)
    except json.JSONDecodeError as error:
        return Unread(
            "broken JSON",
            f"line {line}, character {error.colno}: {error.msg}; one JSON object a line",
        )
    except (ValueError, RecursionError):
        return Unread(
            "broken JSON",
            f"line {line}: a number too long or nesting too deep; one JSON object a line",
        )
    if not isinstance(found, dict):
        return Unread(
            "broken JSON",
            f"line {line}: {_KINDS.get(type(found), 'a value')} where an object is needed; write"
            " {…}",
        )
    return found


def written(value: object) -> str:
    """A JSON value as the text of a field; empty for null and not-a-number; of an object its name,
    where it has one.

    >>> written(2020), written(["a", "b"]), written(None), written(2020.0), written({"id": 1, "name": "Wire"})
    ('2020', 'a;b', '', '2020', 'Wire')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return (
            ""
            if value != value or value in (float("inf"), float("-inf"))
            else str(int(value))
            if value.is_integer()
            else str(value)
        )
    if isinstance(value, list):
        return ";".join(item for item in value if isinstance(item, str))
    if isinstance(value, dict):
        return next(
            (value[key] for key in ("name", "title", "value") if isinstance(value.get(key), str)),
            "",
        )
    return ""


_KINDS = {
    list: "a list",
    str: "a text",
    int: "a number",
    float: "a number",
    bool: "a truth value",
    type(None): "null",
}
