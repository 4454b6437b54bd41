"""Plain texts (.txt, .md): one file is one document; YAML front matter gives its fields."""

import re
from collections.abc import Iterator

from corpusreaders.records import cell_text, filled, plain_lines, undecoded
from corpusreaders.source import Record, Source, Unread

NAME = "text 2"
ENDINGS = (".txt", ".md", ".markdown", ".text")
LIBRARY = "chardet pyyaml"
TABLE = False
SANDBOXED = False

_FRONT = re.compile(r"---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_HEADING = re.compile(r"\s*# +(\S.*?)[ \t#]*(?:\n|\Z)")
# Control characters but for tab, line ends, form feed and what ISO 2022 shifts with.
_CONTROLS = re.compile("[\x00-\x08\x0b\x10-\x1a\x1c-\x1f]")
FRONT_MOST = 1 << 16  # characters of front matter: YAML is slow, and a page of it is already much
# Endings of files that are text and no prose, and of those that are no text: a text that is called
# so is something else.
NOT_PROSE = frozenset(
    ".pdf .docx .doc .xlsx .xlsm .xls .parquet .zip .gz .tgz .tar .odt .epub .warc .jpg .jpeg .png"
    " .gif .bat .bib .c .cfg .conf .cpp .css .dtd .env .gitignore .h .ics .ini .ipynb .java .js"
    " .json .lock .map .mjs .php .pl .po .ps1 .py .pyc .r .rb .ris .rmd .sh .sql .srt .svg .tex"
    " .toml .ts .tsx .vtt .xml .xsd .xsl .xslt .yaml .yml".split()
)


def is_text(source: Source) -> bool:
    """Whether the head can be a text: no zero and next to no control characters."""
    controls = len(_CONTROLS.findall(source.opening))
    return "\x00" not in source.opening and controls * 100 <= len(source.opening)


def claims(source: Source) -> bool:
    """What is called a text, and what can be one and is not called code, settings or markup."""
    if source.ending in ENDINGS:
        return not source.packed
    if not source.size or not is_text(source) or source.ending in NOT_PROSE:
        return False
    return not source.opening.lstrip()[:5].lower().startswith(("<?xml", "{\\rtf", "%pdf"))


def read(source: Source) -> Iterator[Record | Unread]:
    """The file as one record; for .md the first heading is its title."""
    decoded = source.text()
    whole = plain_lines(decoded.text)
    if "\x00" in whole:
        line = whole.count("\n", 0, whole.index("\x00")) + 1
        detail = f"holds a zero byte in line {line}; is it another kind of file?"
        yield Unread("not a text", detail)
        return
    if refusal := undecoded(whole):
        yield refusal
        return
    fields, body = _front_matter(whole)
    if isinstance(fields, Unread):
        yield fields
        return
    heading = _HEADING.match(body) if source.ending in (".md", ".markdown") else None
    if heading and not {"title", "headline"} & {name.lower() for name in fields}:
        fields["title"] = heading[1]
    # The body is the text, whatever the front matter calls `text`.
    fields = {name: value for name, value in fields.items() if name.lower() != "text"}
    yield Record(0, fields | {"text": body}, "", decoded.flags)


def _front_matter(whole: str) -> tuple[dict[str, str] | Unread, str]:
    """The fields above the body, and the body."""
    match = _FRONT.match(whole)
    if not match or len(match[1]) > FRONT_MOST:
        return {}, whole
    import yaml

    try:
        # The base loader leaves values as they are written: 2020-11 stays a month, `no` a word.
        fields = yaml.load(match[1], Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        problem = getattr(error, "problem", None) or "nested too deep"
        detail = f"line {line}: {problem}; mend the YAML between the `---` lines"
        return Unread("broken front matter", detail), ""
    if not isinstance(fields, dict):
        return {}, whole  # a rule drawn with `---`, no front matter
    texts = {str(name): cell_text(value) for name, value in fields.items()}
    return filled(texts), whole[match.end() :]
