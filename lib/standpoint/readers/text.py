"""Plain texts (.txt, .md): one file is one document; YAML front matter between `---` lines gives its fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from standpoint.readers.records import Record, Unread, decode, plain_lines, spoilt

NAME = "text 1"
ENDINGS = (".txt", ".md")
TABLE = False

_FRONT = re.compile(r"---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_HEADING = re.compile(r"\s*# +(\S.*?)[ \t#]*(?:\n|\Z)")


def read(path: Path) -> Iterator[Record | Unread]:
    """The file as one record: front matter fields, `text`, and for .md its first heading as `title`."""
    decoded = decode(path)
    yield from decoded.unread
    if decoded.unread:
        return
    whole = plain_lines(decoded.text)
    if where := spoilt(whole):
        yield Unread("not UTF-8", where)
        return
    if "\x00" in whole:
        yield Unread("not a text", f"holds a zero byte in line {whole[: whole.index(chr(0))].count(chr(10)) + 1}; is it another kind of file?")
        return
    fields, body = _front_matter(whole)
    if isinstance(fields, Unread):
        yield fields
        return
    heading = _HEADING.match(body) if path.suffix.lower() == ".md" else None
    if heading and not {"title", "headline"} & {name.lower() for name in fields}:
        fields["title"] = heading[1]
    # The body is the text, whatever the front matter calls `text`.
    yield Record(1, {name: value for name, value in fields.items() if name.lower() != "text"} | {"text": body})


def _front_matter(whole: str) -> tuple[dict[str, str] | Unread, str]:
    match = _FRONT.match(whole)
    if not match:
        return {}, whole
    import yaml

    try:
        # The base loader leaves every value as it is written: 2020-11 stays a month, `no` stays a word.
        found = yaml.load(match[1], Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        problem = getattr(error, "problem", None) or "nested too deep"
        return Unread("broken front matter", f"line {line}: {problem}; mend the YAML between the `---` lines"), ""
    if not isinstance(found, dict):
        return {}, whole  # a rule drawn with `---`, no front matter
    return {str(name): value for name, value in ((n, _written(v)) for n, v in found.items()) if value}, whole[match.end() :]


def _written(value: object) -> str:
    if isinstance(value, list):
        return ";".join(item for item in value if isinstance(item, str))
    return value if isinstance(value, str) else ""
