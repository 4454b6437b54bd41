"""UN General Debate Corpus, raw files (ARM_75_2020.txt): one speech is one document, with country,
session, year, speaker.

The files hold nothing but the speech; country, session and year stand in their names. Who spoke
stands in the corpus's own lists: a `metadata.csv` or `Speakers_by_session.xlsx` beside the files or
in a folder above is read, else the list that comes with this module (of corpus v13, 1946 to 2024,
CC0; speakers of the European Union in 2011, 2013 and 2014, whom the corpus leaves out, were added:
the notices of the European Council name its President, Herman Van Rompuy)."""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from standpoint.reading.formats.records import Record, Unread, plain_lines, spoilt
from standpoint.reading.formats.source import Source

NAME = "ungdc 1"
ENDINGS = (".txt",)
LIBRARY = ""
TABLE = False
APART = False

LICENCE = "CC0 1.0"
PUBLISHER = "United Nations General Assembly"
FIRST_SESSION = 1945  # session N sits in the autumn of 1945 + N
_NAME = re.compile(r"([A-Z]{2,3})_(\d{1,2})_((?:19|20)\d\d)\Z")
_LIST = Path(__file__).with_name("ungdc.tsv.gz")
# Where the corpus's lists stand, seen from a speech: in its folder, or above the folder of its
# session.
_LEVELS = 3


class Speaker(NamedTuple):
    """Who spoke, in which office, for which delegation, as the corpus's list has it."""

    name: str
    post: str
    country: str


def claims(given: Source) -> bool:
    """The corpus's file names, on a text; the content alone cannot tell a speech from any other."""
    return bool(_NAME.match(given.stem)) and given.ending == ".txt" and given.textual


def read(given: Source) -> Iterator[Record | Unread]:
    """The speech as one record; the date is the year of the session, for the files know no day."""
    code, session, year = _NAME.match(given.stem).groups()
    decoded = given.text()
    text = plain_lines(decoded.text)
    if where := spoilt(text):
        yield Unread("not UTF-8", where)
        return
    speaker = _speaker(given, f"{code}_{session}_{year}")
    delegation = speaker.country if speaker and speaker.country else code
    fields = {
        "title": f"General Debate, session {int(session)} ({year}): {delegation}",
        "text": text,
        "date": year,
        "publisher": PUBLISHER,
        "speaker": speaker.name if speaker else "",
        "post": speaker.post if speaker else "",
        "country": code,
        "language": "en",
        "licence": LICENCE,
    }
    flags = [*decoded.flags]
    flags += ["speaker-unknown"] * (not fields["speaker"])
    flags += ["session-contradicts-year"] * (int(session) + FIRST_SESSION != int(year))
    yield Record(
        0,
        {name: value for name, value in fields.items() if value},
        f"session {int(session)}",
        tuple(flags),
    )


def speakers() -> dict[str, Speaker]:
    """The bundled list: (country code, session, year) as in the file names → who spoke.

    >>> speakers()["EU_66_2011"].name, len(speakers())
    ('Herman Van Rompuy', 10952)
    """
    return _bundled()


@lru_cache(maxsize=1)
def _bundled() -> dict[str, Speaker]:
    with gzip.open(_LIST, "rt", encoding="utf-8", newline="") as handle:
        return {
            key: Speaker(*rest)
            for key, *rest in csv.reader(handle, delimiter="\t", quoting=csv.QUOTE_NONE)
        }


def _speaker(given: Source, key: str) -> Speaker | None:
    if (
        given.path is not None and given.path.name == PurePosixPath(given.name).name
    ):  # not a member of an archive, put aside
        folder = given.path.resolve().parent
        for level in (folder, *folder.parents[: _LEVELS - 1]):
            for name, reading in (
                ("metadata.csv", _of_csv),
                ("Speakers_by_session.xlsx", _of_xlsx),
            ):
                known = (
                    reading(level / name) if name == "metadata.csv" or key not in _bundled() else {}
                )
                if key in known and known[key].name:
                    return known[key]
    return _bundled().get(key)


@lru_cache(maxsize=8)
def _of_csv(path: Path) -> dict[str, Speaker]:
    """A table with the columns doc_id (or iso3, session, year), speaker and post; empty where it is
    not there or not one.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="", errors="replace") as handle:
            return dict(_rows(csv.DictReader(handle)))
    except (OSError, csv.Error):
        return {}


@lru_cache(maxsize=8)
def _of_xlsx(path: Path) -> dict[str, Speaker]:
    """The corpus's own workbook: Year, Session, ISO Code, Country, Name of Person Speaking, Post."""
    if not path.is_file():
        return {}
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        rows = book.active.iter_rows(values_only=True)
        names = [str(name or "") for name in next(rows, ())]
        found = dict(
            _rows(
                dict(zip(names, ("" if cell is None else str(cell) for cell in row), strict=False))
                for row in rows
            )
        )
        book.close()
    except (
        Exception
    ):  # openpyxl raises whatever a damaged workbook leads it to; the bundled list remains
        return {}
    return found


def _rows(rows) -> Iterator[tuple[str, Speaker]]:
    for row in rows:
        plain = {
            re.sub(r"[^a-z]", "", str(name).lower()): str(value or "").strip()
            for name, value in row.items()
            if name
        }
        code = plain.get("iso") or plain.get("isocode") or plain.get("countrycode", "")
        session, year = plain.get("session", ""), plain.get("year", "")
        key = plain.get("docid") or (
            f"{code}_{int(session):02d}_{year}" if session.isdigit() and year else ""
        )
        if key:
            yield (
                key,
                Speaker(
                    plain.get("speaker") or plain.get("nameofpersonspeaking", ""),
                    plain.get("post", ""),
                    plain.get("country", ""),
                ),
            )
