"""JSON Lines (.jsonl): one object a line is one document; a broken line is named and the others are read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from standpoint.readers.records import Record, Unread, decode, spoilt

NAME = "lines 1"
ENDINGS = (".jsonl", ".ndjson")
TABLE = True


def read(path: Path) -> Iterator[Record | Unread]:
    """Objects as records; values become text as they are written, lists of texts are joined by `;`, objects are left out."""
    decoded = decode(path)
    yield from decoded.unread
    number = 0
    for line, raw in enumerate(decoded.text.split("\n"), start=1):
        if not raw.strip():
            continue
        number += 1
        found = parse(raw, line=line)
        if isinstance(found, Unread):
            yield Unread(found.reason, found.detail, number)
        else:
            yield Record(number, {name: written(value) for name, value in found.items()}, f"line {line}")
    if not number and not decoded.unread:
        yield Unread("empty file", "no lines")


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
        return Unread("broken JSON", f"line {line}, character {error.colno}: {error.msg}; one JSON object a line")
    except (ValueError, RecursionError):
        return Unread("broken JSON", f"line {line}: a number too long or nesting too deep; one JSON object a line")
    if not isinstance(found, dict):
        return Unread("broken JSON", f"line {line}: {_KINDS.get(type(found), 'a value')} where an object is needed; write {{…}}")
    return found


def written(value: object) -> str:
    """A JSON value as the text of a field; empty for null, not-a-number and objects.

    >>> written(2020), written(["a", "b"]), written(None), written(2020.0)
    ('2020', 'a;b', '', '2020')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return "" if value != value or value in (float("inf"), float("-inf")) else str(int(value)) if value.is_integer() else str(value)
    if isinstance(value, list):
        return ";".join(item for item in value if isinstance(item, str))
    return ""


_KINDS = {list: "a list", str: "a text", int: "a number", float: "a number", bool: "a truth value", type(None): "null"}
