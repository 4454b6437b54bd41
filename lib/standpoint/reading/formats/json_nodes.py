"""A JSON file of an export as Python objects, or the row that says why it gives none; shared by the
readers of such exports.
"""

from __future__ import annotations

import json
from typing import Any

from standpoint.reading.formats.records import Record, Unread, spoilt
from standpoint.reading.formats.source import Source


def nodes(given: Source) -> Any | Unread:
    """The value that the file holds; of JSON Lines the list of its values. Raises TooLarge,
    OSError.
    """
    text = given.text().text
    if where := spoilt(text):
        return Unread("not UTF-8", where)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        lines = [line for line in text.split("\n") if line.strip()]
        try:
            return [json.loads(line) for line in lines] if len(lines) > 1 else _broken(error)
        except (ValueError, RecursionError):
            return _broken(error)
    except (ValueError, RecursionError):
        return Unread("broken JSON", "a number too long or nesting too deep; write it again")


def _broken(error: json.JSONDecodeError) -> Unread:
    return Unread(
        "broken JSON", f"line {error.lineno}, character {error.colno}: {error.msg}; export it again"
    )


def said(node: object, *names: str) -> str:
    """The first of these members that is a text or a number, as text; empty text where there is
    none.

    >>> said({"a": None, "b": 7}, "a", "b"), said("no object", "a")
    ('7', '')
    """
    if isinstance(node, dict):
        for name in names:
            value = node.get(name)
            if isinstance(value, str) and value.strip():
                return value.strip()
            if isinstance(value, int | float) and not isinstance(value, bool):
                return str(value)
    return ""


def record(fields: dict[str, str], number: int, place: str, *, only: str) -> Record | Unread:
    """A record of these fields; where it has no text its title is the text, and a flag (`only`)
    says so.

    A headline is a text that can be read and scored, and an honest one, as long as it is not taken
    for the article."""
    kept = {name: value.strip() for name, value in fields.items() if value and value.strip()}
    flags = () if kept.get("text") else (only,)
    if not kept.get("text"):
        if not kept.get("title"):
            return Unread(
                "no text in the record", f"{place}: neither a text nor a title in it", number
            )
        kept["text"] = kept["title"]
    return Record(number, kept, place, flags)
