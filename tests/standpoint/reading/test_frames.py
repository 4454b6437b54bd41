"""A DataFrame is read like a file; whatever stands in it, the documents table keeps its schema."""

from __future__ import annotations

import contextlib
import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from standpoint import tables
from standpoint.errors import InputError, StandpointError
from standpoint.reading.documents import documents, documents_from_frame
from standpoint.study.corpus import Corpus

SPEECHES = pd.DataFrame(
    {
        "body": ["They left.", "They stayed.", "They came back."],
        "published": ["2020-11", dt.date(2021, 1, 2), pd.Timestamp("2021-01-03 10:00")],
        "who": ["N. P.", None, "V. P."],
        "country": ["arm", "rus", "rus"],
        "committee": ["A", "B", "C"],
    },
    index=["x", "y", "z"],
)


def made(frame: pd.DataFrame = SPEECHES, **columns: str):
    return documents_from_frame(frame, text="body", **columns)


def test_columns_become_fields_and_dates_of_every_kind_are_read() -> None:
    found = made(speaker="who").documents
    assert found["text"].tolist() == SPEECHES["body"].tolist()
    assert found["published_granularity"].tolist() == ["month", "day", "day"]
    assert found["published_start"].dt.strftime("%Y-%m-%d").tolist() == [
        "2020-11-01",
        "2021-01-02",
        "2021-01-03",
    ]
    assert found["speaker"].tolist() == ["N. P.", "", "V. P."]
    assert found["country"].tolist() == ["ARM", "RUS", "RUS"]


def test_the_other_columns_lead_from_every_document_to_its_row() -> None:
    read = made(speaker="who")
    assert list(read.extra) == ["doc_id", "row", "committee"]
    merged = read.documents.merge(read.extra, on="doc_id", validate="one_to_one")
    assert dict(zip(merged["row"], merged["committee"], strict=True)) == dict(
        SPEECHES["committee"].items()
    )
    assert [SPEECHES.at[row, "body"] for row in merged["row"]] == merged["text"].tolist()


def test_lines_that_every_row_repeats_are_cut_and_listed() -> None:
    texts = [f"Report {n} of the day.\nSubscribe to our weekly letter" for n in range(30)]
    corpus = Corpus(pd.DataFrame({"text": texts}))
    assert corpus.repeated["line"].tolist() == ["Subscribe to our weekly letter"]
    assert corpus.repeated["n_docs"].tolist() == [30]
    assert set(corpus.documents["text"]) == {text.split("\n")[0] for text in texts}


def test_texts_typed_by_hand_have_a_quality_report_too() -> None:
    report = Corpus.from_texts(["It rained."]).quality()
    assert report.loc[report["what"] == "kept", "n"].tolist() == [1]


def test_a_column_that_is_called_like_one_of_the_table_gets_a_name_of_its_own() -> None:
    frame = SPEECHES.assign(text="a summary", row=1, flags="mine")
    extra = made(frame).extra
    assert list(extra) == ["doc_id", "row", "who", "committee", "text_", "row_", "flags_"]


def test_dates_that_are_missing_or_cannot_be_read_are_flagged() -> None:
    frame = pd.DataFrame({"text": list("abcde"), "date": [None, pd.NaT, "soon", 2999, 2020.0]})
    found = documents_from_frame(frame).documents.set_index("text")
    assert found["flags"].to_dict() == {
        "a": "undated",
        "b": "undated",
        "c": "unreadable-date;undated",
        "d": "future-date;undated",
        "e": "",
    }
    assert found.at["e", "published_granularity"] == "year"


def test_rows_without_a_text_are_reported_by_their_number() -> None:
    frame = pd.DataFrame({"text": ["One.", None, np.nan, "  ", 5, "One.", "a\ud800"]})
    read = documents_from_frame(frame)
    assert read.documents["source"].tolist() == ["frame#1"]
    assert dict(zip(read.excluded["source"], read.excluded["reason"], strict=True)) == {
        "frame#2": "empty text",
        "frame#3": "empty text",
        "frame#4": "empty text",
        "frame#5": "not a text",
        "frame#6": "duplicate record",
        "frame#7": "not UTF-8",
    }
    assert read.extra["doc_id"].tolist() == read.documents["doc_id"].tolist()


@pytest.mark.parametrize("columns", [{"text": "bodi"}, {"text": "body", "date": "publisched"}])
def test_a_wrong_column_is_refused_with_the_nearest_name(columns: dict[str, str]) -> None:
    with pytest.raises(InputError, match="the nearest known is '(body|published)'"):
        documents_from_frame(SPEECHES, **columns)


def test_a_frame_and_a_file_of_it_give_the_same_documents(tmp_path) -> None:
    path = tmp_path / "speeches.csv"
    SPEECHES.to_csv(path, index=False)
    columns = {"speaker": "who", "date": "published"}
    from_file = documents(path, columns=columns | {"text": "body"}).documents
    own = ["published_written", "source", "reader"]
    pd.testing.assert_frame_equal(
        made(**columns).documents.drop(columns=own), from_file.drop(columns=own)
    )


def test_nothing_in_is_nothing_out_and_the_frame_is_left_alone() -> None:
    assert documents_from_frame(pd.DataFrame({"text": []})).documents.empty
    before = SPEECHES.copy()
    made()
    pd.testing.assert_frame_equal(SPEECHES, before)


ODD = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.sampled_from(["2020", "2020-13-01", "10.11.2020", "a b c d e f g h", "\ud800", "\x00", "…"]),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.binary(max_size=4),
    st.lists(st.integers(), max_size=2),
    st.sampled_from([pd.NaT, pd.NA, pd.Timestamp("2020-01-01", tz="UTC"), pd.Period("2020Q1")]),
)
NAMES = st.sampled_from(
    [
        "text",
        "body",
        "date",
        "end_date",
        "granularity",
        "language",
        "country",
        "id",
        "flags",
        "x",
        7,
    ]
)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.dictionaries(NAMES, ODD, max_size=6), max_size=6), st.data())
def test_whatever_comes_in_the_schema_holds_or_a_standpoint_error_is_raised(rows, data) -> None:
    frame = pd.DataFrame(rows, dtype=object)
    if data.draw(st.booleans()):
        with contextlib.suppress(UnicodeEncodeError):  # pandas itself holds no half characters
            frame = frame.infer_objects()
    date = data.draw(st.sampled_from([None, "date", "x"]))
    try:
        read = documents_from_frame(frame, date=date)
    except StandpointError:
        assert "text" not in frame or (date is not None and date not in frame)
        return
    pd.testing.assert_frame_equal(tables.check(read.documents, "documents"), read.documents)
    assert len(read.documents) + len(read.excluded) == len(frame)
    assert set(read.extra["doc_id"]) == set(read.documents["doc_id"])
    assert read.documents["text"].str.strip().ne("").all()
    undated = read.documents["published_start"].isna()
    assert undated.equals(read.documents["flags"].str.contains("undated"))
    assert read.documents["duplicate_of"].isin(["", *read.documents["doc_id"]]).all()
