"""Salience: what makes a day matter, what does not count, bad input, and the floor."""

from __future__ import annotations

import bench_events
import pandas as pd
import pytest
import timeline_scoring as scoring

from standpoint import tables
from standpoint.chronology.salience import day_sentences, salience
from standpoint.chronology.times import times
from standpoint.errors import StandpointError, TableError
from standpoint.language.sentences import sentences


def corpus(
    *texts: tuple[str, str], copies: tuple[int, ...] = ()
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Times and documents of (date or nothing, text); the documents at the places of `copies`
    repeat the first.
    """
    rows = [
        {"doc_id": f"d{i}", "text": text, "language": "en", "duplicate_of": "d0" * (i in copies)}
        | (
            {"published_start": date, "published_end": date, "published_granularity": "day"}
            if date
            else {}
        )
        for i, (date, text) in enumerate(texts)
    ]
    documents = tables.make(rows, "documents")
    return times(sentences(documents), documents=documents), documents


def scores(*texts: tuple[str, str], **options) -> dict[str, float]:
    told, documents = corpus(*texts, **options)
    return {
        f"{row.day:%Y-%m-%d}": row.score for row in salience(told, documents=documents).itertuples()
    }


def test_documents_count_and_not_how_often_one_repeats_itself() -> None:
    found = scores(
        (
            "2020-12-01",
            "On 10 November 2020 it began. It was 10 November 2020. They met on 10 November 2020.",
        ),
        ("2020-12-02", "It ended on 9 November 2020."),
        ("2020-12-03", "Nobody forgot 9 November 2020."),
    )
    assert found["2020-11-09"] == 3.0 and found["2020-11-10"] == 1.5


def test_a_publication_tells_of_its_day_once_whatever_it_states() -> None:
    assert scores(("2020-11-10", "On 10 November 2020 it began.")) == {"2020-11-10": 1.5}
    assert scores(("2020-11-10", "They met.")) == {"2020-11-10": 1.5}


def test_what_stands_far_down_weighs_less_than_what_opens() -> None:
    filler = "They spoke at length. " * 6
    found = scores(("2020-12-01", f"It was 9 November 2020. {filler}It was 10 November 2020."))
    assert found["2020-11-09"] == 1.5 and found["2020-11-10"] == 1.0


def test_months_spans_and_now_state_no_day() -> None:
    assert scores(
        ("", "In November 2020 and between 3 and 9 May 2019 they met; it rains now. In 2018 too.")
    ).keys() <= {"2019-05-03", "2019-05-09"}
    assert scores(("", "They met in November 2020.")) == {}


def test_copies_do_not_count_and_a_month_is_no_publication_day() -> None:
    text = ("2020-12-01", "On 10 November 2020 it began.")
    assert scores(text, text, copies=(1,)) == scores(text)
    documents = tables.make(
        [
            {
                "doc_id": "a",
                "published_start": "2020-11-01",
                "published_end": "2020-11-30",
                "published_granularity": "month",
            }
        ],
        "documents",
    )
    assert salience(tables.empty("times"), documents=documents).empty


def test_the_table_counts_what_it_says_and_is_in_order() -> None:
    told, documents = corpus(
        ("2020-11-11", "It began on 10 November 2020. On 10 November 2020 they met."),
        ("2020-11-10", "It rained."),
        ("", "Remember 1 May 2019."),
    )
    days = salience(told, documents=documents)
    assert tables.check(days, "salience").equals(days)
    assert [f"{day:%Y-%m-%d}" for day in days["day"]] == [
        "2020-11-10",
        "2019-05-01",
        "2020-11-11",
    ]  # 3.0, then ties by day
    first = days.iloc[0]
    assert (first["n_docs"], first["n_lead"], first["n_mentions"], first["n_published"]) == (
        2,
        2,
        2,
        1,
    )
    shuffled = told.sample(frac=1, random_state=1), documents.sample(frac=1, random_state=1)
    assert salience(shuffled[0], documents=shuffled[1]).equals(days)


def test_a_window_keeps_its_days_and_only_them() -> None:
    told, documents = corpus(
        ("2020-11-11", "It began on 10 November 2020, not on 9 November 2020.")
    )
    inside = salience(told, documents=documents, window=("2020-11-10", "2020-11-10"))
    assert [f"{day:%Y-%m-%d}" for day in inside["day"]] == ["2020-11-10"]
    with pytest.raises(StandpointError, match="2020-11-11 lies after 2020-11-10"):
        salience(told, documents=documents, window=("2020-11-11", "2020-11-10"))


def test_nothing_gives_nothing_and_a_missing_document_is_named() -> None:
    assert salience(tables.empty("times"), documents=tables.empty("documents")).empty
    told, documents = corpus(("2020-11-11", "It began on 10 November 2020."))
    with pytest.raises(TableError, match="document 'd0' is not in the documents"):
        salience(told, documents=documents.iloc[:0])


def test_the_scorer_on_cases_by_hand() -> None:
    days = [pd.Timestamp(f"2020-01-{day:02}") for day in (1, 2, 3, 9)]
    outside = pd.Timestamp("2019-12-31")
    half = scoring.select([outside, days[1], days[0]], [days[0], days[3]])
    assert half == scoring.Selection(
        selected=2, reference=2, shared=1
    )  # the day outside the span is not selected
    few = scoring.select([days[0]], [days[0], days[3]])
    assert scoring.average([few]) == (1.0, 0.5, pytest.approx(2 / 3))
    assert scoring.average([half, few]) == (0.75, 0.5, pytest.approx(0.6))
    assert scoring.average([scoring.select([], [days[0]])]) == (0.0, 0.0, 0.0)


# Of the 34 days of the reference list, 14 are among the 34 days that salience ranks first; counting
# the sentences that state a day finds 9. The floor on journalists' timelines is held by
# tests/benchmarks/bench_timelines.py.
FLOOR = 13


def test_the_floor_on_the_days_of_the_reference_list() -> None:
    digest = bench_events.digest()
    listed = digest["reference"]
    days = sorted(set(listed.loc[listed["granularity"] == "day", "begin"]))
    ranked = salience(digest["times"], documents=digest["documents"])
    plain = ranked.sort_values(["n_mentions", "day"], ascending=[False, True])
    found, counted = (
        scoring.select(table["day"].tolist(), days).shared for table in (ranked, plain)
    )
    assert len(days) == 34, "the list is another: measure and pin anew"
    assert found >= FLOOR
    assert found > counted, "counting sentences does as well"


def stand(*texts: tuple[str, str], day: str, **options) -> list[str]:
    told, documents = corpus(*texts, **options)
    cut = sentences(documents)
    made = day_sentences([pd.Timestamp(day)], times=told, sentences=cut, documents=documents)
    return made["text"].tolist()


def test_the_sentence_that_most_others_share_words_with_stands_for_the_day() -> None:
    texts = [
        ("2021-05-09", "It rained. On 5 May 2021 the old bridge at Orlin fell into the river."),
        ("2021-05-10", "The bridge at Orlin fell on 5 May 2021. Nobody sang."),
        ("2021-05-11", "Yes, on 5 May 2021. The mayor wept."),
        ("2021-06-01", "On 6 May 2021 the bridge at Orlin fell, wrote somebody who erred."),
    ]
    (said,) = stand(*texts, day="2021-05-05")
    assert "bridge at Orlin fell" in said and "6 May" not in said
    assert stand(*texts, day="2021-07-01") == [], "of this day nothing is said"
    assert stand(*texts[2:3], day="2021-05-11") == ["Yes, on 5 May 2021."], "an opening counts"


def test_a_copy_does_not_stand_for_a_day() -> None:
    text = "On 5 May 2021 the bridge at Orlin fell."
    told, documents = corpus(("2021-05-09", text), ("2021-05-10", text), copies=(1,))
    made = day_sentences(
        [pd.Timestamp("2021-05-10"), pd.Timestamp("2021-05-05")],
        times=told,
        sentences=sentences(documents),
        documents=documents,
    )
    assert made["doc_id"].tolist() == ["d0"]


def test_content_of_timelines_is_counted_as_the_variants_say() -> None:
    pytest.importorskip("rouge_score", reason="a benchmark's only: pip install rouge-score==0.1.2")
    first, second = pd.Timestamp("2021-05-05"), pd.Timestamp("2021-05-07")
    ones = scoring.Overlap(1)
    assert ones.counts("The bridges fell", "a bridge falls") == (1, 3, 3)
    assert ones.concat({first: "a b"}, {second: "a c"}) == (0.5, 0.5)
    assert ones.agreement({first: "a b"}, {second: "a c"}) == (0, 0)
    assert ones.aligned({first: "a b"}, {second: "a c"}) == (0.5 / 3, 0.5 / 3)
    assert ones.agreement({first: "a b"}, {first: "a c", second: "d e"}) == (0.5, 0.25)
    assert scoring.Overlap(2).counts("the old bridge fell", "the old bridge")[0] == 2
    assert scoring.Overlap(1, plain=False).counts("the bridge", "the road") == (0, 1, 1)
