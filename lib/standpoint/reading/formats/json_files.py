"""JSON (.json): one object is one document; of a list, or an object that holds one list of objects,
each of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from standpoint.reading.formats.json_lines import parse, written
from standpoint.reading.formats.records import Record, Unread, spoilt
from standpoint.reading.formats.source import Source

NAME = "objects 1"
ENDINGS = (".json",)
LIBRARY = ""
TABLE = True
APART = False

_BEGINS = re.compile(r'\s*(?:\[\s*\{\s*["}]|\{\s*"(?:[^"\\]|\\.)*"\s*:)')


def claims(given: Source) -> bool:
    """What is called so, and a text that begins as an object or as a list of objects."""
    return (
        given.textual
        and not given.packed
        and (given.ending in ENDINGS or bool(_BEGINS.match(given.opening)))
    )


def read(given: Source) -> Iterator[Record | Unread]:
    """Objects as records; values become text as they are written, see `lines`."""
    decoded = given.text()
    if where := spoilt(decoded.text):
        yield Unread("not UTF-8", where)
        return
    if not decoded.text.strip():
        yield Unread("empty file", "no object in it")
        return
    try:
        found = json.loads(decoded.text)
    except json.JSONDecodeError as error:
        yield from _as_lines(decoded.text) or [
            Unread(
                "broken JSON",
                f"line {error.lineno}, character {error.colno}: {error.msg}; write it again",
            )
        ]
        return
    except (ValueError, RecursionError):
        yield Unread("broken JSON", "a number too long or nesting too deep; write it again")
        return
    many, nodes = _nodes(found)
    if not nodes:
        yield Unread("broken JSON", "no object in it; write [{…}, {…}]")
    for number, node in enumerate(nodes, start=1):
        if isinstance(node, dict):
            yield Record(
                number if many else 0,
                {name: written(value) for name, value in node.items()},
                f"object {number}",
                decoded.flags,
            )
        else:
            yield Unread(
                "broken JSON",
                f"object {number}: a value where an object is needed; write {{…}}",
                number,
            )


def _nodes(found: object) -> tuple[bool, list]:
    """(whether they are many, the objects): of several lists of objects in one object the longest,
    which is that of the records.
    """
    if isinstance(found, list):
        return True, found
    if not isinstance(found, dict):
        return False, []
    lists = [
        value
        for value in found.values()
        if isinstance(value, list) and value and all(isinstance(node, dict) for node in value)
    ]
    texts = any(isinstance(value, str) and len(value) > 500 for value in found.values())
    return (True, max(lists, key=len)) if lists and not texts else (False, [found])


def _as_lines(text: str) -> list[Record | Unread]:
    """One object a line in a file called .json, as several services write it; [] where it is
    something else.
    """
    rows = [(line, raw) for line, raw in enumerate(text.split("\n"), start=1) if raw.strip()]
    if len(rows) < 2 or isinstance(parse(rows[0][1], line=1), Unread):
        return []
    out: list[Record | Unread] = []
    for number, (line, raw) in enumerate(rows, start=1):
        found = parse(raw, line=line)
        if isinstance(found, Unread):
            out.append(Unread(found.reason, found.detail, number))
        else:
            out.append(
                Record(
                    number, {name: written(value) for name, value in found.items()}, f"line {line}"
                )
            )
    return out
