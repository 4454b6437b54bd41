"""What was read, in words: counts, reasons and the sources that lead."""

from __future__ import annotations

import pandas as pd

from standpoint import tables
from standpoint.reading.findings import describe_coverage, describe_documents, first_sources


def documents(*rows: dict) -> pd.DataFrame:
    dated = {"published_start": "2021-03-01", "published_end": "2021-03-01"}
    return tables.make(
        [dated | {"doc_id": str(number)} | row for number, row in enumerate(rows)], "documents"
    )


def test_what_was_left_out_and_what_does_not_count_is_said() -> None:
    read = documents(
        {"url": "https://www.example.org/a", "speaker": "Ada Lind"},
        {"published_start": pd.NaT, "published_end": pd.NaT, "speaker": "Ada Lind"},
        {"duplicate_of": "0", "url": "http://example.org:80/b"},
        {},
    )
    excluded = tables.make(
        [{"source": "a", "reason": "empty"}, {"source": "b", "reason": "empty"}], "excluded"
    )
    repeated = pd.DataFrame({"line": ["Read also"]})
    assert describe_documents(read, excluded=excluded, repeated=repeated) == [
        "4 documents were kept, from 2021-03-01 to 2021-03-01.",
        "Left out: 2 records (2 empty). Kept but not counted: 1 undated, 1 copies. Lines cut"
        " because a source repeats them: 1.",
        "The most frequent first source: example.org (50%).",
        "The speaker named most often: Ada Lind (50%).",
    ]


def test_an_empty_corpus_says_only_that() -> None:
    none = tables.empty("documents"), tables.empty("excluded")
    said = describe_documents(none[0], excluded=none[1], repeated=pd.DataFrame())
    assert len(said) == 2 and said[0] == "0 documents were kept, none of them dated."
    assert describe_coverage(pd.Series(dtype="int64"), period="year") == []


def test_the_first_address_of_several_names_the_site() -> None:
    urls = ["https://en.kremlin.ru/x;https://example.org", "ftp://WWW.Example.org?q", "no url"]
    assert list(first_sources(pd.DataFrame({"url": urls})))[0] == "en.kremlin.ru"
    assert list(first_sources(pd.DataFrame({"url": urls})))[2] == "no address"
