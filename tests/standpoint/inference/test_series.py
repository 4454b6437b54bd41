"""Means, periods and the bootstrap over documents."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standpoint import tables
from standpoint.errors import InputError
from standpoint.inference.resampling import interval, mean_interval
from standpoint.inference.series import dated, differs_from_zero, series


def opinions(scores: dict[str, list[float]], actor: str = "russia") -> pd.DataFrame:
    rows = [
        {
            "doc_id": doc,
            "sent_id": 0,
            "start": i * 10,
            "end": i * 10 + 5,
            "actor_id": actor,
            "holder_id": "author",
            "score": s,
            "p_negative": 0.0,
            "p_neutral": 1.0,
            "p_positive": 0.0,
            "label": "neutral",
            "scorer": "t",
        }
        for doc, all_ in scores.items()
        for i, s in enumerate(all_)
    ]
    return tables.make(rows, "opinions")


def documents(dates: dict[str, str], **more: dict[str, str]) -> pd.DataFrame:
    rows = [
        {
            "doc_id": d,
            "text": d,
            "published_start": pd.Timestamp(day) if day else pd.NaT,
            "published_end": pd.Timestamp(day) if day else pd.NaT,
            "published_granularity": "day" if day else "",
            "duplicate_of": more.get("copies", {}).get(d, ""),
        }
        for d, day in dates.items()
    ]
    return tables.make(rows, "documents")


def test_mean_counts_and_period() -> None:
    made = series(
        opinions({"a": [1, 0], "b": [-1], "c": [1]}),
        documents=documents({"a": "2020-10-01", "b": "2020-12-31", "c": "2021-01-01"}),
    )
    assert made["period"].dt.strftime("%Y-%m-%d").tolist() == ["2020-10-01", "2021-01-01"]
    assert made["mean"].tolist() == [0.0, 1.0]
    assert made["n_mentions"].tolist() == [3, 1] and made["n_docs"].tolist() == [2, 1]


def test_undated_vague_and_copied_documents_do_not_count() -> None:
    docs = documents(
        {"a": "2020-10-01", "b": "", "c": "2020-10-02", "d": "2020-10-03"}, copies={"c": "a"}
    )
    docs.loc[docs["doc_id"] == "d", "published_end"] = pd.Timestamp("2021-03-01")
    assert dated(docs)["doc_id"].tolist() == ["a"]
    assert dated(docs, period="all")["doc_id"].tolist() == ["a", "d"]
    made = series(opinions({"a": [1], "b": [-1], "c": [-1], "d": [-1]}), documents=docs)
    assert made["mean"].tolist() == [1.0]


def test_one_document_has_no_interval() -> None:
    made = series(opinions({"a": [1, -1, 0]}), documents=documents({"a": "2020-10-01"}))
    assert made["low"].isna().all() and made["high"].isna().all()


def test_one_group_does_not_move_another_and_order_does_not_matter() -> None:
    docs = documents({"a": "2020-10-01", "b": "2020-10-05", "c": "2020-11-01"})
    scores = {"a": [0.3, -0.2], "b": [0.9], "c": [-0.5]}
    alone = series(opinions(scores), documents=docs)
    both = series(
        pd.concat([opinions(scores, "armenia"), opinions(scores)])[::-1], documents=docs[::-1]
    )
    pd.testing.assert_frame_equal(alone, both[both["actor_id"] == "russia"].reset_index(drop=True))


def test_grouping_by_holder() -> None:
    made = series(
        opinions({"a": [1], "b": [0]}),
        documents=documents({"a": "2020-10-01", "b": "2020-10-02"}),
        by=("holder_id",),
    )
    assert made[["actor_id", "holder_id"]].to_records(index=False).tolist() == [("all", "author")]


def test_unknown_period_is_refused() -> None:
    with pytest.raises(InputError, match="period 'week': no such period.*one of month"):
        dated(documents({"a": "2020-10-01"}), period="week")


def test_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    """40 documents of 1–3 mentions that share a document's mood: 95 % means 95 %, within what 300
    trials can tell.
    """
    generator = np.random.default_rng(3)
    hits = 0
    for _ in range(300):
        counts = generator.integers(1, 4, size=40)
        sums = np.array(
            [generator.normal(0.1, 0.4) * n + generator.normal(0, 0.3, n).sum() for n in counts]
        )
        low, high = interval(sums, counts)
        hits += low <= 0.1 <= high
    assert 0.90 <= hits / 300 <= 0.98, hits / 300


def test_of_many_means_fewer_differ_from_zero_than_one_by_one() -> None:
    """Ninety targets of whom nothing is said and ten that are criticised, twenty documents each."""
    generator = np.random.default_rng(5)
    rows = []
    for target in range(100):
        scores = pd.Series(generator.normal(-0.5 if target < 10 else 0, 0.5, 20))
        rows.append(mean_interval(scores, pd.Series(range(20))))
    table = pd.DataFrame(rows)
    alone, together = (table["low"] > 0) | (table["high"] < 0), differs_from_zero(table)
    assert together[:10].sum() >= 9 and together[10:].sum() <= 1 < alone[10:].sum()
    assert not differs_from_zero(table.assign(low=np.nan)).any()


def test_no_interval_of_fewer_than_eight_documents_or_of_documents_that_all_say_the_same() -> None:
    assert np.isnan(interval(np.array([1.0, 0, 1, 0, 0, 1, 0]), np.ones(7))).all()
    assert np.isnan(interval(-np.ones(9), np.ones(9))).all()


def width(texts: dict[str, list[float]]) -> float:
    days = documents(dict.fromkeys(texts, "2020-10-01"))
    (row,) = series(opinions(texts), documents=days).itertuples()
    return row.high - row.low


def test_mentions_of_one_document_are_not_independent() -> None:
    """Nine repeats in each document leave the interval as wide as it was; the same repeats in
    documents of their own would narrow it.
    """
    scores = {f"d{i}": 0.5 if i % 2 else -0.5 for i in range(10)}
    once = width({name: [score] for name, score in scores.items()})
    often = width({name: [score] * 10 for name, score in scores.items()})
    apart = width({f"{name}-{i}": [score] for name, score in scores.items() for i in range(10)})
    assert often == once
    assert apart < once / 2


def test_eight_documents_have_an_interval_and_seven_have_none() -> None:
    for n, has_interval in ((7, False), (8, True)):
        texts = {f"d{i}": [i / 10] for i in range(n)}
        made = series(opinions(texts), documents=documents(dict.fromkeys(texts, "2020-10-01")))
        assert made["low"].notna().all() == made["high"].notna().all() == has_interval


@pytest.mark.parametrize(
    ("ours", "theirs"), [("month", "ME"), ("quarter", "QE"), ("quarter", "Q"), ("year", "YE")]
)
def test_periods_are_understood_as_pandas_writes_them(ours: str, theirs: str) -> None:
    days = documents({"a": "2020-10-01", "b": "2020-12-31", "c": "2021-01-01"})
    pd.testing.assert_frame_equal(dated(days, period=ours), dated(days, period=theirs))


@given(
    mentioned=st.lists(
        st.tuples(
            st.sampled_from(["d0", "d1", "d2", "d3", "d4", "d5"]),
            st.sampled_from(["russia", "armenia"]),
            st.floats(-1, 1),
        ),
        max_size=40,
    ),
    days=st.lists(st.sampled_from(["", "2020-01-31", "2020-06-30", "2021-02-02"]), min_size=6),
    period=st.sampled_from(["month", "quarter", "half", "year", "all", "YE"]),
    by=st.sampled_from([("actor_id",), ("holder_id",), ("actor_id", "holder_id")]),
)
@settings(max_examples=60, deadline=None)
def test_whatever_comes_in_every_dated_mention_counts_once(mentioned, days, period, by) -> None:
    dates = dict(zip(("d0", "d1", "d2", "d3", "d4", "d5"), days, strict=False))
    texts = documents(dates)
    rows = [
        opinions({doc: [score]}, actor).assign(start=place, end=place + 1)
        for place, (doc, actor, score) in enumerate(mentioned)
    ]
    frame = pd.concat([tables.empty("opinions"), *rows], ignore_index=True)
    made = series(frame, documents=texts, period=period, by=by)
    pd.testing.assert_frame_equal(made, tables.check(made, "series"))
    assert made["n_mentions"].sum() == sum(bool(dates[doc]) for doc, _, _ in mentioned)
    assert (made["n_docs"] <= made["n_mentions"]).all()
    inside = made[made["low"].notna()]
    assert ((made["mean"] >= -1 - 1e-9) & (made["mean"] <= 1 + 1e-9)).all()
    assert (inside["low"] <= inside["high"]).all() and (inside["n_docs"] >= 5).all()
