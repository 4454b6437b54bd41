"""One entry of a corpus: a file or a folder of texts, and what holds for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class CorpusEntry:
    """One file or folder of texts, the names of its columns, and what holds for each text that does
    not say otherwise.
    """

    path: Path
    columns: Mapping[str, str] = field(default_factory=dict)  # our column → theirs
    published: str = ""  # ISO date, month or year
    language: str = ""  # ISO 639-1
    publisher: str = ""
    country: str = ""  # ISO 3166 alpha-3
    speaker: str = ""
    licence: str = ""
    day_first: bool = True  # how 10.11.2020 is read
