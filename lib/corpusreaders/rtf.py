"""Rich text (.rtf): one file is one document, its formatting taken away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpusreaders.records import filled
from corpusreaders.source import Record, Source, Unread

NAME = "rtf 1"
ENDINGS = (".rtf",)
LIBRARY = "striprtf"
BROKEN = "broken RTF"

# Control words for fonts and the like stand in titles too; a reader of RTF takes them out.
_INFO = re.compile(r"\{\\(title|author)\s++((?:[^{}\\]|\\'[0-9a-fA-F]{2}|\\[a-z]+(?:-?\d+)?)*+)\}")
_PICTURE = re.compile(r"\{\\\*?\\?pict\b[^{}]*+(?:\{[^{}]*+\}[^{}]*+)*+\}")


def claims(source: Source) -> bool:
    """The mark that every such file begins with; also files called .doc have it."""
    return source.head.lstrip()[:5] == b"{\\rtf"


def read(source: Source) -> Iterator[Record | Unread]:
    """The document as one record, with title and author as its information group states them."""
    raw = source.data().decode("latin-1")
    text = _plain(_PICTURE.sub("", raw))
    fields = {name: _plain("{\\rtf1 " + value + "}") for name, value in _INFO.findall(raw[:65536])}
    yield Record(0, filled(fields) | {"text": text})


def _plain(raw: str) -> str:
    """The text of RTF, in which a letter beyond 16 bits is written as two halves."""
    from striprtf.striprtf import rtf_to_text

    text = rtf_to_text(raw, errors="replace").strip()
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
