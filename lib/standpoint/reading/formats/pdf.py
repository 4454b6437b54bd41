"""PDF (.pdf): the text layer of the pages; a scan without one is named, nothing is recognised from
pictures.
"""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator

from standpoint.reading.formats.records import Record, Unread
from standpoint.reading.formats.source import Source, in_mib

NAME = "pdf 1"
ENDINGS = (".pdf",)
LIBRARY = "pypdf"
TABLE = False
APART = True
PAGES = 5000


def claims(given: Source) -> bool:
    """The mark that every such file begins with; readers of PDF look for it in the first kilobyte."""
    return b"%PDF-" in given.head[:1024] or given.head.startswith(b"%PDF")


def read(given: Source) -> Iterator[Record | Unread]:
    """The document as one record: lines of a paragraph joined, numbers and running lines of pages
    cut (`page-lines-cut`).

    Title, author and language are those that the file states. Its dates are those of saving, and
    not taken."""
    import pypdf
    from pypdf.errors import DependencyError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    data = given.data()
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            yield Unread("encrypted", "it asks for a password; save it without one")
            return
        pages: list[str] = []
        size = 0
        for page in reader.pages:
            pages.append(page.extract_text() or "")
            size += len(pages[-1])
            if len(pages) > PAGES or size > given.limits.record:
                yield Unread(
                    "too large",
                    f"more than {PAGES:,} pages or {in_mib(given.limits.record)} of text; split it",
                )
                return
        about = reader.metadata or {}
        fields = {
            "title": _plain(about.get("/Title")),
            "author": _plain(about.get("/Author")),
            "language": _plain(reader.root_object.get("/Lang")),
        }
    except DependencyError:
        yield Unread(
            "encrypted",
            "it is encrypted with a method that is not read here; save it without a password",
        )
        return
    except (MemoryError, GeneratorExit):
        raise
    except (
        Exception
    ) as error:  # what pypdf raises on a broken file is not bounded by its documentation
        yield Unread(
            "broken PDF",
            f"{type(error).__name__}:"
            f" {str(error).splitlines()[0][:150] if str(error) else 'no page in it'}; print it as"
            " PDF again",
        )
        return
    if not any(re.search(r"\w", page) for page in pages):
        yield Unread(
            "no text in the PDF",
            f"{len(pages)} pages of pictures? Run a text recognition over it first",
        )
        return
    text, cut = _joined(pages)
    yield Record(
        0,
        {name: value for name, value in (fields | {"text": text}).items() if value},
        "",
        ("page-lines-cut",) * cut,
    )


def _plain(value: object) -> str:
    """A property as text; names of files and programs, which stand there as often, are no titles."""
    text = " ".join(value.split()) if isinstance(value, str) else ""
    return (
        ""
        if re.search(
            r"\.(?:docx?|indd|qxd|pdf|rtf|pptx?)\Z|\AMicrosoft Word|\Auntitled|\x00",
            text,
            re.IGNORECASE,
        )
        else text
    )


def _joined(pages: list[str]) -> tuple[str, bool]:
    """(the pages as one text, whether running lines were cut).

    >>> _joined(["A first line that goes on\\nhere and ends.\\n1", "Another one that is long\\nenough, ends.\\n2", "Third page.\\n3"])
    ('A first line that goes on here and ends.\\nAnother one that is long enough, ends.\\nThird page.', True)
    """
    split = [
        [line.strip() for line in page.replace("\r", "\n").split("\n") if line.strip()]
        for page in pages
    ]
    running = Counter(
        key for lines in split for key in {_running(line) for line in lines[:2] + lines[-2:]}
    )
    cut = False
    kept: list[str] = []
    filled = [lines for lines in split if lines]
    for lines in split:
        edge = {0, 1, len(lines) - 2, len(lines) - 1}
        for at, line in enumerate(lines):
            if (
                at in edge
                and len(filled) >= 3
                and running[_running(line)] * 2 > len(filled)
                and len(line) <= 100
            ):
                cut = True
            else:
                kept.append(line)
    return _unwrapped(kept), cut


def _running(line: str) -> str:
    return re.sub(r"\d+", "0", line)


def _unwrapped(lines: list[str]) -> str:
    """Lines joined where one runs on into the next: it is nearly as long as lines are here and does
    not end a sentence.
    """
    if not lines:
        return ""
    usual = sorted(len(line) for line in lines)[len(lines) * 9 // 10]
    out = [lines[0]]
    for before, line in zip(lines, lines[1:], strict=False):
        if re.search(r"\w[-\u2010\u00ad]\Z", out[-1]) and line[:1].islower():
            out[-1] = out[-1][:-1] + line
        elif (
            len(before) > 0.55 * usual
            and not re.search(r"[.!?:;\u2026][\"'\u2019\u201d)\]]*\Z", before)
            or line[:1].islower()
        ):
            out[-1] += " " + line
        else:
            out.append(line)
    return "\n".join(out)
