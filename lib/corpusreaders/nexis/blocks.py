"""The paragraphs of a Nexis export, each with the traits of layout that tell headline from date."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, NamedTuple

from corpusreaders.markup import classes, html_root
from corpusreaders.source import Source

PART = "word/document.xml"  # of a DOCX: the part with the text

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class Block(NamedTuple):
    """A paragraph: its text with line ends, and how it is set."""

    text: str
    centred: bool = False
    heading: bool = False  # set as one: a heading style, an outline level, large bold type
    cell: bool = False  # stands in a table


def docx_head(source: Source, most: int = 2 << 20) -> bytes:
    """The first bytes of the text part of a DOCX; empty where it cannot be unpacked."""
    try:
        with source.open() as handle, zipfile.ZipFile(handle) as archive:
            return archive.open(PART).read(most)
    except (zipfile.BadZipFile, zlib.error, KeyError, RuntimeError, EOFError, ValueError):
        return b""


def of_docx(source: Source) -> Iterator[Block]:
    """Paragraphs and table rows, read piece by piece. Raises what zipfile and the parser raise."""
    from defusedxml.ElementTree import iterparse

    with source.open() as handle, zipfile.ZipFile(handle) as archive, archive.open(PART) as inner:
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


def _paragraph(element: Any) -> Block:
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


def _runs(element: Any) -> str:
    parts = []
    for node in element.iter():
        if node.tag == f"{_W}t":
            parts.append(node.text or "")
        elif node.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
            parts.append("\t" if node.tag == f"{_W}tab" else "\n")
    return "".join(parts)


# Leading spaces: the plain-text exports centre on 80 columns and set everything else flush left.
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
    """Paragraphs and table rows of a piece of an HTML export; `style` is that of the whole."""
    centred, large = set(_CENTRE.findall(style)), set(_LARGE.findall(style))
    found: list[Block] = []
    for element in html_root(html or "<p></p>").iter("p", "tr"):
        above = list(element.iterancestors())
        in_row = any(node.tag == "tr" for node in above)
        if in_row and element.tag == "p":
            continue
        is_row = in_row or element.tag == "tr"
        if is_row:
            cells = (" ".join(cell.text_content().split()) for cell in element.iter("td", "th"))
            text = "\t".join(cells)
        else:
            text = _tidy(_with_breaks(element))
        outer = set().union(*map(classes, (element, *above)))
        inner = set().union(*map(classes, element.iter("span")))
        found.append(Block(text, bool(outer & centred), bool(inner & large), is_row))
    return found


def _with_breaks(element: Any) -> str:
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
