"""Plain texts (.txt, .md): one file is one document; YAML front matter between `---` lines gives
its fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from standpoint.reading.formats.encoding import refused
from standpoint.reading.formats.records import Record, Unread, plain_lines, spoilt
from standpoint.reading.formats.source import Source

NAME = "text 2"
ENDINGS = (".txt", ".md", ".markdown", ".text")
LIBRARY = "chardet pyyaml"
TABLE = False
APART = False

_FRONT = re.compile(r"---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_HEADING = re.compile(r"\s*# +(\S.*?)[ \t#]*(?:\n|\Z)")
FRONT_MOST = 1 << 16  # characters of front matter: YAML is slow, and a page of it is already much
# Endings of files that are text and no prose, and of those that are no text: a text that is called
# so is something else.
NOT_PROSE = frozenset(
    ".pdf .docx .doc .xlsx .xlsm .xls .parquet .zip .gz .tgz .tar .odt .epub .warc .jpg .jpeg .png"
    " .gif".split()
) | frozenset(
    ".bat .bib .c .cfg .conf .cpp .css .dtd .env .gitignore .h .ics .ini .ipynb .java .js .json"
    " .lock .map .mjs .php .pl .po .ps1 .py .pyc .r .rb .ris .rmd .sh .sql .srt .svg .tex .toml .ts"
    " .tsx .vtt .xml .xsd .xsl .xslt .yaml .yml".split()
)


def claims(given: Source) -> bool:
    """What is called a text, and anything else that can be one and is not called code, settings or
    markup.
    """
    if given.ending in ENDINGS:
        return not given.packed
    return (
        bool(given.size)
        and given.textual
        and given.ending not in NOT_PROSE
        and not given.opening.lstrip()[:5].lower().startswith(("<?xml", "{\\rtf", "%pdf"))
    )


def read(given: Source) -> Iterator[Record | Unread]:
    """The file as one record: front matter fields, `text`, and for .md its first heading as
    `title`.
    """
    decoded = given.text()
    whole = plain_lines(decoded.text)
    if "\x00" in whole:
        yield Unread(
            "not a text",
            f"holds a zero byte in line {whole[: whole.index(chr(0))].count(chr(10)) + 1}; is it"
            " another kind of file?",
        )
        return
    if where := spoilt(whole):
        yield refused(where)
        return
    fields, body = _front_matter(whole)
    if isinstance(fields, Unread):
        yield fields
        return
    heading = _HEADING.match(body) if given.ending in (".md", ".markdown") else None
    if heading and not {"title", "headline"} & {name.lower() for name in fields}:
        fields["title"] = heading[1]
    # The body is the text, whatever the front matter calls `text`.
    yield Record(
        0,
        {name: value for name, value in fields.items() if name.lower() != "text"} | {"text": body},
        "",
        decoded.flags,
    )


def _front_matter(whole: str) -> tuple[dict[str, str] | Unread, str]:
    match = _FRONT.match(whole)
    if not match or len(match[1]) > FRONT_MOST:
        return {}, whole
    import yaml

    try:
        # The base loader leaves every value as it is written: 2020-11 stays a month, `no` stays a
        # word.
        found = yaml.load(match[1], Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        problem = getattr(error, "problem", None) or "nested too deep"
        return (
            Unread(
                "broken front matter",
                f"line {line}: {problem}; mend the YAML between the `---` lines",
            ),
            "",
        )
    if not isinstance(found, dict):
        return {}, whole  # a rule drawn with `---`, no front matter
    return {
        str(name): value for name, value in ((n, _written(v)) for n, v in found.items()) if value
    }, whole[match.end() :]


def _written(value: object) -> str:
    if isinstance(value, list):
        return ";".join(item for item in value if isinstance(item, str))
    return value if isinstance(value, str) else ""
