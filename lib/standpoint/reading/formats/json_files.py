"""JSON (.json, .jsonl): an object is one document, of a list or of lines each object.

Of an object that holds a list of objects, each of these is one document. A broken line is named and
the others are read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from standpoint.reading.formats.records import Record, Unread, spoilt
from standpoint.reading.formats.source import Source

NAME = "json 1"
ENDINGS = (".jsonl", ".ndjson", ".json")
LIBRARY = ""
TABLE = True
SANDBOXED = False

_BEGINS = re.compile(r'\s*(?:\[\s*\{\s*["}]|\{\s*"(?:[^"\\]|\\.)*"\s*:)')
_LONG = 500  # characters of a text in an object that make the object the document, not its lists
_TOO_MUCH = "a number too long or nesting too deep"


def claims(source: Source) -> bool:
    """What is called so, and a text that begins as an object or as a list of objects."""
    if source.packed:
        return False
    called = source.ending in ENDINGS and (source.textual or source.ending != ".json")
    return called or (source.textual and bool(_BEGINS.match(source.opening)))


def read(source: Source) -> Iterator[Record | Unread]:
    """Objects as records; values become text as they are written, see `written`."""
    yield from _lines(source) if _is_lines(source) else _whole(source)


def _is_lines(source: Source) -> bool:
    """Whether the file is called JSON Lines, or its first two lines are one object each."""
    if source.ending in (".jsonl", ".ndjson"):
        return True
    first, _, rest = source.opening.lstrip().partition("\n")
    return rest.lstrip().startswith("{") and not isinstance(parse(first, line=1), Unread)


def _lines(source: Source) -> Iterator[Record | Unread]:
    number = 0
    lines = source.lines()
    for line, raw in enumerate(lines, start=1):
        if raw is not None and not raw.strip():
            continue
        number += 1
        if raw is None:
            yield Unread("too large", lines.too_long(line), number)
            continue
        found = parse(raw.rstrip("\n"), line=line)
        if isinstance(found, Unread):
            yield found._replace(number=number)
        else:
            yield Record(number, _fields(found), f"line {line}", lines.decoded.flags)
    if not number:
        yield Unread("empty file", "no lines")


def _whole(source: Source) -> Iterator[Record | Unread]:
    decoded = source.text()
    if where := spoilt(decoded.text):
        yield Unread("not UTF-8", where)
        return
    if not decoded.text.strip():
        yield Unread("empty file", "no object in it")
        return
    try:
        value = json.loads(decoded.text)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data" and decoded.text.lstrip().startswith("{"):
            yield from _lines(source)
            return
        detail = f"line {error.lineno}, character {error.colno}: {error.msg}; write it again"
        yield Unread("broken JSON", detail)
        return
    except (ValueError, RecursionError):
        yield Unread("broken JSON", f"{_TOO_MUCH}; write it again")
        return
    many, nodes = _nodes(value)
    if not nodes:
        yield Unread("broken JSON", "no object in it; write [{…}, {…}]")
    for number, node in enumerate(nodes, start=1):
        if isinstance(node, dict):
            yield Record(number * many, _fields(node), f"object {number}", decoded.flags)
        else:
            yield Unread("broken JSON", f"object {number}: none; write {{…}}", number)


def _nodes(value: object) -> tuple[bool, list]:
    """Whether there are many objects, and these; of several lists in an object the longest."""
    if isinstance(value, list):
        return True, value
    if not isinstance(value, dict):
        return False, []
    members = list(value.values())
    lists = [member for member in members if isinstance(member, list) and member]
    lists = [nodes for nodes in lists if all(isinstance(node, dict) for node in nodes)]
    if not lists or any(isinstance(member, str) and len(member) > _LONG for member in members):
        return False, [value]
    return True, max(lists, key=len)


def parse(raw: str, *, line: int) -> dict | Unread:
    """The object on one line, or what is wrong with it.

    Examples
    --------
    >>> parse('{"id": 1', line=3).detail
    "line 3, character 9: Expecting ',' delimiter; one JSON object a line"
    """
    if where := spoilt(raw, line=line):
        return Unread("not UTF-8", where)
    place, remedy = f"line {line}", "one JSON object a line"
    try:
        value = json.loads(raw)
    except json.JSONDecodeError as error:
        detail = f"{place}, character {error.colno}: {error.msg}; {remedy}"
        return Unread("broken JSON", detail)
    except (ValueError, RecursionError):
        return Unread("broken JSON", f"{place}: {_TOO_MUCH}; {remedy}")
    if not isinstance(value, dict):
        kind = {"[": "a list", '"': "a text"}.get(raw.lstrip()[:1], "a value")
        return Unread("broken JSON", f"{place}: {kind} where an object is needed; write {{…}}")
    return value


def _fields(node: dict) -> dict[str, str]:
    return {name: written(value) for name, value in node.items()}


def written(value: object) -> str:
    """A value as the text of a field; empty for null and not-a-number; of an object its name.

    Examples
    --------
    >>> written(2020), written(["a", "b"]), written(None), written(2020.0), written({"name": "W"})
    ('2020', 'a;b', '', '2020', 'W')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            return ""
        return str(int(value)) if value.is_integer() else str(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return ";".join(item for item in value if isinstance(item, str))
    if isinstance(value, dict):
        names = (value.get(key) for key in ("name", "title", "value"))
        return next((name for name in names if isinstance(name, str)), "")
    return ""
