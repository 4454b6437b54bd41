"""PDF (.pdf): the text layer of the pages; nothing is recognised from pictures."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator

from corpusreaders.records import filled
from corpusreaders.source import Record, Source, Unread

NAME = "pdf 1"
ENDINGS = (".pdf",)
LIBRARY = "pypdf"
BROKEN = "broken PDF"
PAGES = 5000
# Names of files and programs, which stand where the title belongs as often as a title.
_NO_TITLE = re.compile(
    r"\.(?:docx?|indd|qxd|pdf|rtf|pptx?)\Z|\AMicrosoft Word|\Auntitled|\x00", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"[.!?:;\u2026][\"'\u2019\u201d)\]]*\Z")
_HYPHEN = re.compile(r"\w[-\u2010\u00ad]\Z")


def claims(source: Source) -> bool:
    """The mark that every such file has within its first kilobyte."""
    return b"%PDF-" in source.head[:1024] or source.head.startswith(b"%PDF")


def read(source: Source) -> Iterator[Record | Unread]:
    """The document as one record: lines of a paragraph joined, running lines of pages cut.

    Title, author and language are those that the file states. Its dates are those of saving, and
    not taken.
    """
    import pypdf
    from pypdf.errors import DependencyError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    most = source.limits.record
    reader = pypdf.PdfReader(io.BytesIO(source.data()), strict=False)
    pages: list[str] = []
    size = 0
    try:
        if reader.is_encrypted and not reader.decrypt(""):
            yield Unread("encrypted", "it asks for a password; save it without one")
            return
        for page in reader.pages:
            pages.append(page.extract_text() or "")
            size += len(pages[-1])
            if len(pages) > PAGES or size > most:
                detail = f"more than {PAGES:,} pages or {most:,} characters; split it"
                yield Unread("too large", detail)
                return
    except DependencyError:
        yield Unread("encrypted", "by a method that is not read here; save it without a password")
        return
    stated = reader.metadata or {}
    fields = {
        "title": _plain(stated.get("/Title")),
        "author": _plain(stated.get("/Author")),
        "language": _plain(reader.root_object.get("/Lang")),
    }
    if not any(re.search(r"\w", page) for page in pages):
        detail = f"{len(pages)} pages of pictures? Run a text recognition over it first"
        yield Unread("no text in the PDF", detail)
        return
    text, cut = _joined(pages)
    yield Record(0, filled(fields | {"text": text}), "", ("page-lines-cut",) * cut)


def _plain(value: object) -> str:
    text = " ".join(value.split()) if isinstance(value, str) else ""
    return "" if _NO_TITLE.search(text) else text


def _joined(pages: list[str]) -> tuple[str, bool]:
    """The pages as one text, and whether running lines were cut.

    >>> _joined(["A line that runs\\non and ends.\\n1", "Another long\\none.\\n2", "Third.\\n3"])
    ('A line that runs on and ends.\\nAnother long one.\\nThird.', True)
    """
    lines = [[line.strip() for line in re.split(r"[\r\n]", page) if line.strip()] for page in pages]
    lines = [page for page in lines if page]
    edges = ({_running(line) for line in page[:2] + page[-2:]} for page in lines)
    counts = Counter(line for edge in edges for line in edge)
    often = {line for line, n in counts.items() if len(lines) >= 3 and n * 2 > len(lines)}
    rest: list[str] = []
    for page in lines:
        for at, line in enumerate(page):
            at_edge = at < 2 or at >= len(page) - 2
            if not (at_edge and len(line) <= 100 and _running(line) in often):
                rest.append(line)
    return _unwrapped(rest), len(rest) < sum(map(len, lines))


def _running(line: str) -> str:
    return re.sub(r"\d+", "0", line)


def _unwrapped(lines: list[str]) -> str:
    """Lines joined where one runs on: it is nearly as long as lines are and ends no sentence."""
    if not lines:
        return ""
    usual = sorted(map(len, lines))[len(lines) * 9 // 10]
    out = [lines[0]]
    for before, line in zip(lines, lines[1:], strict=False):
        goes_on = len(before) > 0.55 * usual and not _SENTENCE_END.search(before)
        if line[:1].islower() and _HYPHEN.search(out[-1]):
            out[-1] = out[-1][:-1] + line
        elif goes_on or line[:1].islower():
            out[-1] += " " + line
        else:
            out.append(line)
    return "\n".join(out)
