"""UN General Debate Corpus, raw files (ARM_75_2020.txt): one speech is one document.

The files hold nothing but the speech; country, session and year stand in their names. Who spoke
stands in the corpus's own list: a `metadata.csv` beside the files or in a folder above is read,
else the list that comes with this module. That is the one of corpus v13 (1946 to 2024, CC0) with
the speakers of the European Union in 2011, 2013 and 2014, whom the corpus leaves out: the notices
of the European Council name its President, Herman Van Rompuy.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from corpusreaders.records import filled, plain_lines, undecoded
from corpusreaders.source import Record, Source, Unread

NAME = "ungdc 1"
ENDINGS = (".txt",)
LIBRARY = ""
SANDBOXED = False

LICENCE = "CC0 1.0"
PUBLISHER = "United Nations General Assembly"
FIRST_SESSION = 1945  # session N sits in the autumn of 1945 + N
_NAME = re.compile(r"([A-Z]{2,3})_(\d{1,2})_((?:19|20)\d\d)\Z")
_LIST = Path(__file__).with_name("ungdc.tsv.gz")
_LEVELS = 3  # folders up from a speech in which the corpus's lists are looked for


class Speaker(NamedTuple):
    """Who spoke, in which office, for which delegation, as the corpus's list has it."""

    name: str
    post: str
    country: str


def claims(source: Source) -> bool:
    """The corpus's file names, on a text; the content alone cannot tell a speech from any other."""
    named = bool(_NAME.match(source.stem)) and source.ending == ".txt"
    return named and "\x00" not in source.opening


def read(source: Source) -> Iterator[Record | Unread]:
    """The speech as one record; the date is the year of the session, for the files know no day."""
    code, session, year = _NAME.match(source.stem).groups()
    decoded = source.text()
    text = plain_lines(decoded.text)
    if refusal := undecoded(text):
        yield refusal
        return
    if not text.strip():
        yield Unread("empty text", "no letters in it")
        return
    speaker = _speaker(source, f"{code}_{session}_{year}") or Speaker("", "", "")
    fields = {
        "title": f"General Debate, session {int(session)} ({year}): {speaker.country or code}",
        "text": text,
        "date": year,
        "publisher": PUBLISHER,
        "speaker": speaker.name,
        "post": speaker.post,
        "country": code,
        "language": "en",
        "licence": LICENCE,
    }
    flags = [*decoded.flags]
    flags += ["speaker-unknown"] * (not speaker.name)
    flags += ["session-contradicts-year"] * (int(session) + FIRST_SESSION != int(year))
    yield Record(0, filled(fields), f"session {int(session)}", tuple(flags))


@lru_cache(maxsize=1)
def speakers() -> dict[str, Speaker]:
    """The bundled list: who spoke, by country code, session and year as in the file names.

    Examples
    --------
    >>> speakers()["EU_66_2011"].name, len(speakers())
    ('Herman Van Rompuy', 10952)
    """
    with gzip.open(_LIST, "rt", encoding="utf-8", newline="") as handle:
        rows = csv.reader(handle, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {key: Speaker(*rest) for key, *rest in rows}


def _speaker(source: Source, key: str) -> Speaker | None:
    if source.path is not None:
        folder = source.path.resolve().parent
        for level in (folder, *folder.parents[: _LEVELS - 1]):
            found = _of_csv(level / "metadata.csv").get(key)
            if found and found.name:
                return found
    return speakers().get(key)


@lru_cache(maxsize=8)
def _of_csv(path: Path) -> dict[str, Speaker]:
    """A table with doc_id (or iso3, session, year), speaker and post; empty where it is none."""
    try:
        with path.open(encoding="utf-8-sig", newline="", errors="replace") as handle:
            return dict(_rows(csv.DictReader(handle)))
    except (OSError, csv.Error):
        return {}


def _rows(rows: Iterable[Mapping[str, str]]) -> Iterator[tuple[str, Speaker]]:
    for row in rows:
        cells = {name: (cell or "").strip() for name, cell in row.items() if name}
        session, year = cells.get("session", ""), cells.get("year", "")
        key = cells.get("doc_id", "")
        if not key and session.isdigit():
            key = f"{cells.get('iso3', '')}_{int(session):02d}_{year}"
        speaker = (cells.get(name, "") for name in ("speaker", "post", "country"))
        yield key, Speaker(*speaker)
