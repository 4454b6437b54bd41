"""Word documents (.docx): paragraphs and table cells in their order, without headers and notes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from corpusreaders.office import unsafe
from corpusreaders.records import filled
from corpusreaders.source import Record, Source, Unread

NAME = "docx 1"
ENDINGS = (".docx",)
LIBRARY = "python-docx"
BROKEN = "broken DOCX"

_NESTED = 20  # tables in tables


def claims(source: Source) -> bool:
    """A zip that holds the main part of a Word document."""
    return "word/document.xml" in source.members


def read(source: Source) -> Iterator[Record | Unread]:
    """The document as one record; no date, for its properties hold that of saving."""
    import docx

    if problem := unsafe(source):
        yield problem
        return
    document = docx.Document(io.BytesIO(source.data()))
    text = "\n".join(_paragraphs(document, 0)).strip()
    yield Record(0, filled(_properties(document)) | {"text": text})


def _properties(document: Any) -> dict[str, str]:
    stated = document.core_properties
    styled = (p for p in document.paragraphs[:20] if p.style is not None)
    titles = (p.text for p in styled if p.style.name == "Title" and p.text.strip())
    return {
        "title": stated.title or next(titles, ""),
        "author": "" if stated.author == "python-docx" else stated.author,
        "language": stated.language,
    }


def _paragraphs(block: Any, depth: int) -> Iterator[str]:
    from docx.table import Table

    for item in block.iter_inner_content():
        if not isinstance(item, Table):
            yield item.text
        elif depth < _NESTED:
            for row in item.rows:
                seen: list[Any] = []  # a merged cell comes once for every column that it spans
                for cell in row.cells:
                    if cell._tc not in seen:
                        seen.append(cell._tc)
                        yield from _paragraphs(cell, depth + 1)
