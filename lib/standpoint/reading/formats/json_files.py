"""JSON (.json, .jsonl): an object is one document, of a list or of lines each object.

Of an object that holds a list of objects, each of these is one document. A broken line is named and
the others are read.
"""

import json
import re
from collections.abc import Iterator

from corpusreaders.records import cell_text, undecoded
from corpusreaders.source import Record, Source, Text, Unread
from standpoint.reading.formats.text import is_text

NAME = "json 1"
ENDINGS = (".jsonl", ".ndjson", ".json")
LIBRARY = ""
TABLE = True
SANDBOXED = False

_BEGINS = re.compile(r'\s*(?:\[\s*\{\s*["}]|\{\s*"(?:[^"\\]|\\.)*"\s*:)')
_LONG = 500  # characters of a text in an object that make the object the document, not its lists


def claims(source: Source) -> bool:
    """What is called so, and a text that begins as an object or as a list of objects."""
    if source.packed:
        return False
    called = source.ending in ENDINGS and (is_text(source) or source.ending != ".json")
    return called or (is_text(source) and bool(_BEGINS.match(source.opening)))


def read(source: Source) -> Iterator[Record | Unread]:
    """Objects as records; values become text as `cell_text` has them."""
    many = source.ending in (".jsonl", ".ndjson")
    decoded = source.text(most=source.limits.total if many else 0)
    first, _, rest = decoded.text.strip().partition("\n")
    if many or (rest.lstrip().startswith("{") and not isinstance(parse(first, line=1), Unread)):
        yield from _lines(decoded)
    else:
        yield from _whole(decoded)


def _lines(decoded: Text) -> Iterator[Record | Unread]:
    number = 0
    for line, raw in enumerate(decoded.text.split("\n"), start=1):
        if not raw.strip():
            continue
        number += 1
        found = parse(raw, line=line)
        if isinstance(found, Unread):
            yield found._replace(number=number)
        else:
            yield _record(number, found, f"line {line}", decoded)
    if not number:
        yield Unread("empty file", "no lines")


def _whole(decoded: Text) -> Iterator[Record | Unread]:
    value = _value(decoded.text, "write it again")
    if isinstance(value, Unread):
        yield value
        return
    many, nodes = _nodes(value)
    if not nodes:
        yield Unread("broken JSON", "no object in it; write [{…}, {…}]")
    for number, node in enumerate(nodes, start=1):
        if isinstance(node, dict):
            yield _record(number * many, node, f"object {number}", decoded)
        else:
            yield Unread("broken JSON", f"object {number}: none; write {{…}}", number)


def _record(number: int, node: dict, place: str, decoded: Text) -> Record:
    fields = {name: cell_text(value) for name, value in node.items()}
    return Record(number, fields, place, decoded.flags)


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
    value = _value(raw, "one JSON object a line", line)
    if isinstance(value, Unread):
        return value
    if not isinstance(value, dict):
        kind = {"[": "a list", '"': "a text"}.get(raw.lstrip()[:1], "a value")
        return Unread("broken JSON", f"line {line}: {kind} where an object is needed; write {{…}}")
    return value


def _value(text: str, remedy: str, line: int = 0) -> object:
    """The value that a text, or one line of it, holds, or what is wrong with it."""
    if refusal := undecoded(text, line=line or 1):
        return refusal
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        detail = f"line {line or error.lineno}, character {error.colno}: {error.msg}"
    except (ValueError, RecursionError):
        detail = f"line {line}: " * bool(line) + "a number too long or nesting too deep"
    return Unread("broken JSON", f"{detail}; {remedy}")
