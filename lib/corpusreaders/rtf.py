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

_INFO = re.compile(r"\{\\(title|author)\s+((?:[^{}\\]|\\'[0-9a-fA-F]{2}|\\u-?\d+ ?\??)*)\}")
_HEX = re.compile(
    r"\{\\\*?\\?pict\b[^{}]{0,200}?(?:\{[^{}]*\}[^{}]{0,200}?){0,8}[0-9a-fA-F\s]{2000,}\}"
)


def claims(source: Source) -> bool:
    """The mark that every such file begins with; also files called .doc have it."""
    return source.head.lstrip()[:5] == b"{\\rtf"


def read(source: Source) -> Iterator[Record | Unread]:
    """The document as one record, with title and author as its information group states them."""
    from striprtf.striprtf import rtf_to_text

    raw = source.data().decode("latin-1")
    text = rtf_to_text(_HEX.sub("", raw), errors="replace").strip()
    fields = {
        name: rtf_to_text("{\\rtf1 " + value + "}", errors="replace").strip()
        for name, value in _INFO.findall(raw[:65536])
    }
    yield Record(0, filled(fields) | {"text": text})
