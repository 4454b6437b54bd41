"""Word documents (.docx): paragraphs and table cells in their order; headers, footers and notes are
left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from standpoint.reading.formats.office import unsafe
from standpoint.reading.formats.records import Record, Unread
from standpoint.reading.formats.source import UNZIP_ERRORS, Source

NAME = "docx 1"
ENDINGS = (".docx",)
LIBRARY = "python-docx"
TABLE = False
APART = True

_NESTED = 20  # tables in tables


def claims(given: Source) -> bool:
    """A zip that holds the main part of a Word document."""
    return "word/document.xml" in given.members


def read(given: Source) -> Iterator[Record | Unread]:
    """The document as one record; title and author as its properties state them, no date: they hold
    that of saving.
    """
    import io

    import docx

    try:
        if problem := unsafe(given):
            yield Unread(*problem)
            return
        document = docx.Document(io.BytesIO(given.data()))
        paragraphs = list(_paragraphs(document, 0))
        properties = document.core_properties
        about = {
            "title": properties.title,
            "author": properties.author,
            "language": properties.language,
        }
    except MemoryError:
        raise
    except Exception as error:  # python-docx and lxml raise a dozen kinds on what is no document
        if isinstance(error, OSError) and not isinstance(error, UNZIP_ERRORS[0]):
            raise
        yield Unread(
            "broken DOCX",
            f"{type(error).__name__}:"
            f" {str(error).splitlines()[0][:150] if str(error) else 'no document in it'}; open it"
            " in Word and save it again",
        )
        return
    text = "\n".join(paragraphs).strip()
    if not text:
        yield Unread("empty text", "no paragraph with letters")
        return
    styled = next(
        (
            p.text
            for p in document.paragraphs[:20]
            if p.style is not None and p.style.name == "Title" and p.text.strip()
        ),
        "",
    )
    title = about["title"] or styled
    fields = {
        "title": title,
        "text": text,
        "author": "" if about["author"] == "python-docx" else about["author"],
        "language": about["language"],
    }
    yield Record(0, {name: value for name, value in fields.items() if value})


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
