"""What the text alone says of a reference event: its date and title, none where it is silent."""

from __future__ import annotations

import pandas as pd

from standpoint import tables
from standpoint.chronology.recall import COLUMNS, reference_recall


def event(key: str, begin: str, end: str, sentences: str, **more) -> dict:
    return {
        "event_id": key,
        "begin": begin,
        "end_date": end,
        "granularity": "day",
        "title": f"title of {key}",
        "sentences": sentences,
        "n_docs": 1,
    } | more


def listed(*rows: tuple[str, str, str]) -> pd.DataFrame:
    table = pd.DataFrame(
        [{"id": i, "begin": b, "end_date": e, "title": f"listed {i}"} for i, b, e in rows],
        columns=["id", "begin", "end_date", "title"],
    )
    return table.astype(
        {"id": "str", "begin": "datetime64[us]", "end_date": "datetime64[us]", "title": "str"}
    )


REFERENCE = listed(
    ("war", "2020-09-27", "2020-11-09"),
    ("troops", "2020-11-10", "2020-11-10"),
    ("silence", "2021-01-01", "2021-01-01"),
)
WITH = tables.make(
    [
        event("a", "2020-09-27", "2020-11-09", "d1:0;d2:0;d3:1", reference_id="war"),
        event("b", "2020-11-10", "2020-11-10", "d4:0", reference_id="troops"),
    ],
    "events",
)


def test_date_and_title_are_those_of_the_text_and_most_sentences_decide() -> None:
    alone = tables.make(
        [
            event("x", "2020-10-01", "2020-10-01", "d1:0;d2:0"),
            event("y", "2020-09-20", "2020-09-20", "d3:1", n_docs=9),
            event("z", "2020-11-12", "2020-11-12", "d4:0;d9:9"),
        ],
        "events",
    )
    war, troops, silence = reference_recall(REFERENCE, events=WITH, alone=alone).itertuples()
    assert (war.id, war.title, war.days_apart) == (
        "war",
        "title of x",
        0.0,
    ), "within the listed span"
    assert (troops.title, troops.days_apart, f"{troops.begin:%d}") == ("title of z", 2.0, "12")
    assert (
        (silence.title, silence.n_docs) == ("", 0)
        and pd.isna(silence.begin)
        and pd.isna(silence.days_apart)
    )


def test_earlier_is_negative_and_ties_go_to_more_documents() -> None:
    alone = tables.make(
        [
            event("p", "2020-11-01", "2020-11-05", "d4:0"),
            event("q", "2020-11-02", "2020-11-07", "d4:0", n_docs=3),
        ],
        "events",
    )
    troops = reference_recall(REFERENCE, events=WITH, alone=alone).set_index("id").loc["troops"]
    assert (troops["title"], troops["days_apart"]) == ("title of q", -3.0)


def test_of_two_with_as_many_sentences_the_one_of_the_same_title() -> None:
    alone = tables.make(
        [
            event("p", "2020-11-12", "2020-11-12", "d4:0", n_docs=9),
            event("q", "2020-11-10", "2020-11-10", "d4:0", title="title of b"),
        ],
        "events",
    )
    assert (
        reference_recall(REFERENCE, events=WITH, alone=alone).set_index("id").loc["troops", "title"]
        == "title of b"
    )


def test_no_list_no_events_no_links() -> None:
    nothing = reference_recall(REFERENCE.iloc[:0], events=WITH, alone=WITH)
    assert nothing.empty and dict(nothing.dtypes.astype(str)) == COLUMNS
    silent = reference_recall(
        REFERENCE, events=tables.empty("events"), alone=tables.empty("events")
    )
    assert silent["n_docs"].tolist() == [0, 0, 0] and silent["begin"].isna().all()
