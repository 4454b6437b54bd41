"""What happened when, in words: facts apart from the rest, the list apart from the text."""

from __future__ import annotations

import pandas as pd

from standpoint import tables
from standpoint.chronology.findings import (
    describe_busiest,
    describe_dates,
    describe_events,
    describe_recall,
    describe_recalled,
)


def events(**columns: list) -> pd.DataFrame:
    n = len(columns["event_id"])
    rows = {
        "begin": ["2021-05-05"] * n,
        "end_date": ["2021-05-05"] * n,
        "title": [f"Title {number}" for number in range(n)],
        "modality": ["asserted"] * n,
        "n_docs": [1] * n,
    } | columns
    return tables.make(pd.DataFrame(rows).to_dict("records"), "events")


def test_what_is_not_told_as_a_fact_is_counted_apart() -> None:
    told = events(event_id=["a", "b", "c"], modality=["asserted", "negated", "asserted"])
    told.loc[0, "disputed"] = True
    told["dated_by"] = ["metadata", "text", "text"]
    assert describe_events(told) == [
        "The texts tell of 2 dated events as facts and of 1 otherwise; 1 have disputed dates.",
        "Dated 1 by the text, 1 by the document's own day.",
    ]


def test_each_date_that_was_asked_for_has_its_titles() -> None:
    told = events(event_id=["a", "b"], begin=["2021-05-05", "2020-01-02"])
    assert describe_dates(told, dates=["2021-05", "2019", "2020"]) == [
        "2021-05: Title 0",
        "2020: Title 1",
    ]


def test_the_list_and_the_text_alone_are_told_apart() -> None:
    recall = pd.DataFrame(
        {
            "id": ["x", "y", "z"],
            "listed": pd.to_datetime(["2021-05-05", "2021-05-06", "2021-05-07"]),
            "begin": pd.to_datetime(["2021-05-05", "2021-05-09", None]),
            "title": ["Peace", "War", ""],
            "n_docs": [2, 1, 0],
            "days_apart": pd.array([0, 3, None], dtype="Int64"),
        }
    )
    linked = events(event_id=["a", "b"], reference_id=["x", "y"])
    assert describe_recall(recall, events=linked) == [
        "2 of 3 reference events are found in the text. Read without the list, 1 stand on the days"
        " that the list gives."
    ]
    said = describe_recalled(recall)
    assert len(said) == 2 and "2021-05-09: War (documents: 1; the list says 2021-05-06)" in said[1]


def test_no_list_and_no_days_are_no_numbers() -> None:
    none = pd.DataFrame({"id": [], "days_apart": []})
    assert describe_recall(none, events=events(event_id=["a"])) == [
        "This study has no reference list."
    ]
    assert describe_busiest(tables.empty("salience"), n_documents=3) == []
