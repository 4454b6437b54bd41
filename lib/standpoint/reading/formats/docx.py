"""Word documents (.docx): paragraphs and table cells in their order, without headers and notes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from standpoint.reading.formats.office import unsafe
from standpoint.reading.formats.records import Record, Unread, filled, first_line
from standpoint.reading.formats.source import Source

NAME = "docx 1"
ENDINGS = (".docx",)
LIBRARY = "python-docx"
TABLE = False
SANDBOXED = True

_NESTED = 20  # tables in tables


def claims(source: Source) -> bool:
    """A zip that holds the main part of a Word document."""
    return "word/document.xml" in source.members


def read(source: Source) -> Iterator[Record | Unread]:
    """The document as one record; no date, for its properties hold that of saving."""
    import docx

    try:
        if problem := unsafe(source):
            yield problem
            return
        document = docx.Document(io.BytesIO(source.data()))
        text = "\n".join(_paragraphs(document, 0)).strip()
        fields = _properties(document)
    except MemoryError:
        raise
    except Exception as error:  # python-docx and lxml raise a dozen kinds on what is no document
        if isinstance(error, OSError) and not isinstance(error, zipfile.BadZipFile):
            raise
        detail = f"{type(error).__name__}: {first_line(error)}; open it in Word and save it again"
        yield Unread("broken DOCX", detail)
        return
    if text:
        yield Record(0, filled(fields | {"text": text}))
    else:
        yield Unread("empty text", "no paragraph with letters")


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
