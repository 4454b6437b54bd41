"""JSON and tables as the exports use them: values out of nested objects, rows, finished records."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from corpusreaders.source import Record, Source, Unread

csv.field_size_limit(2**31 - 1)  # a whole article may stand in one field; csv's limit is 128 KiB
_UNDECODED = re.compile("[\ud800-\udfff]")


def undecoded(text: str, *, line: int = 1) -> Unread | None:
    """A refusal of a text in which bytes were no UTF-8, with the line of the first.

    Examples
    --------
    >>> undecoded("a\\nb\\udce9").detail
    'line 2, byte 0xE9; save it as UTF-8'
    """
    match = None if text.isascii() else _UNDECODED.search(text)
    if match is None:
        return None
    line += text.count("\n", 0, match.start())
    return Unread("not UTF-8", f"line {line}, byte 0x{ord(match[0]) & 0xFF:02X}; save it as UTF-8")


def json_value(source: Source) -> Any | Unread:
    """The value that a JSON file holds; of JSON Lines the list of its values."""
    text = source.text().text
    if refusal := undecoded(text):
        return refusal
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, character {error.colno}: {error.msg}"
        many = [line for line in text.split("\n") if line.strip()]
        try:
            if len(many) > 1:
                return [json.loads(line) for line in many]
        except (ValueError, RecursionError):
            pass
        return Unread("broken JSON", f"{place}; export it again")
    except (ValueError, RecursionError):
        return Unread("broken JSON", "a number too long or nesting too deep; export it again")


def value(node: object, *names: str) -> str:
    """The first of these members that is a text or a number, as text; empty where there is none.

    Examples
    --------
    >>> value({"a": None, "b": 7}, "a", "b"), value("no object", "a")
    ('7', '')
    """
    if isinstance(node, dict):
        for name in names:
            found = node.get(name)
            if isinstance(found, str) and found.strip():
                return found.strip()
            if isinstance(found, int | float) and not isinstance(found, bool):
                return str(found)
    return ""


def rows(source: Source) -> Iterator[Record | Unread]:
    """The rows of a table with a header, delimited by comma, semicolon or tab."""
    lines = (line for line in source.lines() if line is not None)
    header = next(lines, "").removeprefix("\ufeff")
    delimiter = max(",;\t", key=header.count)
    names = next(csv.reader([header], delimiter=delimiter), [])
    table = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        first = table.line_num + 2  # behind the header
        try:
            cells = next(table)
        except StopIteration:
            return
        except csv.Error as error:
            detail = f"lines {first} to {table.line_num + 1}: {error}; export it again"
            yield Unread("broken row", detail, number)
            continue
        if refusal := undecoded(" ".join(cells), line=first):
            yield refusal._replace(number=number)
        elif len(cells) == len(names):
            yield Record(number, dict(zip(names, cells, strict=True)), f"line {first}")
        elif cells:
            detail = f"line {first}: {len(cells)} fields where the header has {len(names)}"
            yield Unread("broken row", detail, number)


def column_names(source: Source) -> set[str]:
    """The names in the first line of a table, in small letters."""
    first = source.opening.lstrip("\ufeff").partition("\n")[0]
    return {name.strip().strip('"').lower() for name in re.split(r"[,;\t]", first)}


def filled(fields: Mapping[str, str | None]) -> dict[str, str]:
    """The fields that hold something.

    Examples
    --------
    >>> filled({"title": "A", "author": "", "url": None})
    {'title': 'A'}
    """
    return {name: text for name, text in fields.items() if text}


def record(
    fields: Mapping[str, str], number: int, place: str, *, title_only: str
) -> Record | Unread:
    """Build a record. If it has no text, use the title as text and add the flag `title_only`.

    A headline can be read and scored honestly as long as it is not taken for the article.
    """
    texts = filled({name: text.strip() for name, text in fields.items() if text})
    if texts.get("text"):
        return Record(number, texts, place)
    if texts.get("title"):
        return Record(number, texts | {"text": texts["title"]}, place, (title_only,))
    return Unread("no text in the record", f"{place}: neither a text nor a title in it", number)
