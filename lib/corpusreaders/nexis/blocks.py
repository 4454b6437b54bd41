"""A Nexis export → its paragraphs in their order, each with the traits of layout that tell a
headline from a date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from standpoint.reading.formats.markup import html_root
from standpoint.reading.formats.source import Source, zip_of

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class Block(NamedTuple):
    """A paragraph: its text with line ends, and how it is set."""

    text: str
    centred: bool = False
    heading: bool = False  # set as one: a heading style, an outline level, large bold type
    cell: bool = False  # stands in a table


def of_docx(given: Source) -> Iterator[Block]:
    """Paragraphs and table rows of word/document.xml, read piece by piece. Raises what zipfile and
    the parser raise.
    """
    from defusedxml.ElementTree import iterparse

    with (
        given.open() as handle,
        zip_of(handle) as archive,
        archive.open("word/document.xml") as inner,
    ):
        path: list[str] = []
        for event, element in iterparse(inner, events=("start", "end")):
            if event == "start":
                path.append(element.tag)
                continue
            path.pop()
            inside = path.count(f"{_W}tbl")
            if element.tag == f"{_W}p" and not inside:
                yield _paragraph(element)
                element.clear()
            elif element.tag == f"{_W}tr" and inside == 1:
                cells = [" ".join(_runs(cell).split()) for cell in element.iter(f"{_W}tc")]
                yield Block("\t".join(cells), cell=True)
                element.clear()


def _paragraph(element) -> Block:
    style = element.find(f"{_W}pPr/{_W}pStyle")
    outline = element.find(f"{_W}pPr/{_W}outlineLvl")
    set_as = (style.get(f"{_W}val") or "") if style is not None else ""
    centre = element.find(f"{_W}pPr/{_W}jc")
    heading = outline is not None or bool(
        re.match(r"(?i)(heading|titel|title|titre|überschrift)", set_as)
    )
    return Block(
        _tidy(_runs(element)), centre is not None and centre.get(f"{_W}val") == "center", heading
    )


def _runs(element) -> str:
    parts = []
    for node in element.iter():
        if node.tag == f"{_W}t":
            parts.append(node.text or "")
        elif node.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
            parts.append("\t" if node.tag == f"{_W}tab" else "\n")
    return "".join(parts)


# leading spaces; the plain-text exports centre on 80 columns and set everything else flush left
CENTRED_FROM = 8


def of_text(text: str) -> Iterator[Block]:
    """Runs of lines between empty lines; centred where every line is set in by spaces."""
    for run in re.split(r"\n[ \t]*(?:\n[ \t]*)+", text):
        lines = [line for line in run.split("\n") if line.strip()]
        if lines:
            yield Block(
                _tidy("\n".join(lines)), all(line.startswith(" " * CENTRED_FROM) for line in lines)
            )


_CENTRE = re.compile(r"\.(c\d+)\s*\{[^}]*text-align:\s*center", re.I)
_LARGE = re.compile(r"\.(c\d+)\s*\{(?=[^}]*font-weight:\s*bold)[^}]*font-size:\s*1[2-9]pt", re.I)


def of_html(html: str, style: str) -> list[Block]:
    """Paragraphs and table rows of a piece of an HTML export; `style` is the style sheet of the
    whole.
    """
    centred, large = set(_CENTRE.findall(style)), set(_LARGE.findall(style))
    found: list[Block] = []
    for element in html_root(html or "<p></p>").iter("p", "tr"):
        in_table = element.tag == "tr" or any(
            above.tag == "tr" for above in element.iterancestors()
        )
        if in_table and element.tag == "p":
            continue
        if in_table:
            text = "\t".join(
                " ".join(cell.text_content().split()) for cell in element.iter("td", "th")
            )
        else:
            text = _tidy(_with_breaks(element))
        classes = {
            name
            for node in (element, *element.iterancestors())
            for name in (node.get("class") or "").split()
        }
        inner = {
            name for node in element.iter("span") for name in (node.get("class") or "").split()
        }
        found.append(Block(text, bool(classes & centred), bool(inner & large), in_table))
    return found


def _with_breaks(element) -> str:
    parts = []
    for node in element.iter():
        if node.tag in ("style", "script"):
            parts.append(node.tail or "")
            continue
        if node.tag == "br":
            parts.append("\n")
        elif isinstance(node.tag, str):
            parts.append(re.sub(r"\s*\n\s*", " ", node.text or ""))
        if node is not element:
            parts.append(re.sub(r"\s*\n\s*", " ", node.tail or ""))
    return "".join(parts)


def _tidy(text: str) -> str:
    """Hard and doubled spaces made single, line ends kept."""
    lines = (" ".join(line.replace("\u00a0", " ").split(" ")) for line in text.split("\n"))
    return "\n".join(re.sub(r" {2,}", " ", line).strip(" \r") for line in lines).strip()
