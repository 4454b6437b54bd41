"""The times table: its rows lead home, reference events date by name, and what is refused."""

from __future__ import annotations

import pandas as pd
import pytest

from standpoint import tables
from standpoint.chronology.times import find_times, times
from standpoint.errors import TableError


def reference() -> pd.DataFrame:
    rows = [
        (
            "velvet-revolution",
            "Velvet Revolution",
            "2018-03-31",
            "2018-05-08",
            "range",
            "the revolution of velvet",
        ),
        (
            "war-2020",
            "Second Karabakh War",
            "2020-09-27",
            "2020-11-10",
            "range",
            "44-day war;forty-four-day war",
        ),
        (
            "statement",
            "Trilateral statement",
            "2020-11-10",
            "2020-11-10",
            "day",
            "trilateral statement",
        ),
    ]
    frame = pd.DataFrame(rows, columns=["id", "title", "begin", "end_date", "granularity", "words"])
    return frame.assign(
        begin=pd.to_datetime(frame["begin"]), end_date=pd.to_datetime(frame["end_date"])
    )


def corpus(*texts: str, date: str | None = "2023-01-12") -> tuple[pd.DataFrame, pd.DataFrame]:
    documents, sentences = [], []
    for i, text in enumerate(texts):
        day = pd.Timestamp(date) if date else pd.NaT
        documents.append(
            {
                "doc_id": f"d{i}",
                "text": text,
                "language": "en",
                "published_start": day,
                "published_end": day,
                "published_granularity": "day" if date else "",
            }
        )
        start = 0
        for sent_id, piece in enumerate(text.split(". ")):
            end = start + len(piece)
            sentences.append(
                {"doc_id": f"d{i}", "sent_id": sent_id, "start": start, "end": end, "text": piece}
            )
            start = end + 2
    return tables.make(documents, "documents"), tables.make(sentences, "sentences")


def test_times_makes_the_table() -> None:
    documents, sentences = corpus(
        "He left yesterday. On 10 November 2020 it ended", "Nothing here", "In 2018 it began"
    )
    before = documents.copy(), sentences.copy()
    found = times(sentences, documents=documents, reference=reference())
    assert list(found.columns) == list(tables.SCHEMAS["times"].columns)
    assert found[["doc_id", "sent_id", "surface", "value"]].values.tolist() == [
        ["d0", 0, "yesterday", "2023-01-11"],
        ["d0", 1, "10 November 2020", "2020-11-10"],
        ["d2", 0, "2018", "2018"],
    ]
    for row in found.itertuples():
        text = documents.set_index("doc_id").at[row.doc_id, "text"]
        assert text[row.start : row.end] == row.surface
    pd.testing.assert_frame_equal(documents, before[0])
    pd.testing.assert_frame_equal(sentences, before[1])


def test_times_of_an_undated_document_say_why() -> None:
    documents, sentences = corpus("He left yesterday. In 2018 it began", date=None)
    found = times(sentences, documents=documents)
    assert found["flags"].tolist() == ["undated-document", ""]
    assert found["begin"].isna().tolist() == [True, False]


def test_times_of_nothing_is_an_empty_table() -> None:
    documents, sentences = corpus("Nothing here")
    assert times(sentences, documents=documents).empty
    assert times(tables.empty("sentences"), documents=tables.empty("documents")).empty


def test_sentence_of_an_unknown_document_is_refused() -> None:
    documents, sentences = corpus("In 2018", "In 2019")
    with pytest.raises(TableError, match="document 'd1' is not in the documents"):
        times(sentences, documents=documents[:1])


def test_a_language_without_a_grammar_is_flagged() -> None:
    documents, sentences = corpus("Подписано 10 ноября 2020")
    found = times(sentences, documents=documents.assign(language="ru"))
    assert found[["value", "flags"]].values.tolist() == [["2020-11-10", "read-as-en"]]


def test_reference_events_are_found_by_their_names() -> None:
    documents, sentences = corpus("After the Velvet Revolution. Before a trilateral statement")
    found = times(sentences, documents=documents, reference=reference())
    assert found[["sent_id", "surface", "anchor", "flags"]].values.tolist() == [
        [0, "the Velvet Revolution", "event:velvet-revolution", "after-event"],
        [1, "trilateral statement", "event:statement", ""],
    ]
    assert found["begin"].tolist() == [pd.Timestamp("2018-03-31"), pd.Timestamp("2020-11-10")]


def test_one_text_gives_a_readable_table() -> None:
    found = find_times("It began on 10 November and lasts.", date="2020-12-01")
    (row,) = found.to_dict("records")
    assert (row["surface"], row["type"], row["value"]) == ("10 November", "DATE", "2020-11-10")
    assert row["begin"] == row["end_date"] == pd.Timestamp("2020-11-10")
    assert (row["start"], row["end"], row["flags"]) == (12, 23, "")
    assert find_times("yesterday")["flags"].tolist() == ["undated-document"]
    assert find_times("Nothing.").empty
