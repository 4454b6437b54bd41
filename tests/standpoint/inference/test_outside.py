"""Beside other sources: on series and lists whose truth is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from standpoint import tables
from standpoint.actors.registry import Registry
from standpoint.inference.outside import (
    days_in_common,
    describe_days_in_common,
    describe_lags,
    fights_by_month,
    lagged_correlations,
    missed,
    month_scores,
    tones_beside,
)

MONTHS = pd.date_range("2018-01-01", periods=72, freq="MS")


def series(rng: np.random.Generator, memory: float) -> pd.Series:
    out = np.zeros(122)
    for place, shock in enumerate(rng.normal(size=121), start=1):
        out[place] = memory * out[place - 1] + shock
    return pd.Series(out[50:], index=MONTHS)


@pytest.mark.parametrize("memory", [0.0, 0.8])
def test_intervals_hold_zero_where_two_series_have_nothing_in_common(memory: float) -> None:
    """Of 60 pairs: at least 90 %. Without the effective number 32 of 60 hold at memory 0.8."""
    rng = np.random.default_rng(1)
    drawn = [
        lagged_correlations(series(rng, memory), theirs=series(rng, memory), lags=[0]).iloc[0]
        for _ in range(60)
    ]
    assert sum(row["low"] <= 0 <= row["high"] for row in drawn) >= 54


@pytest.mark.parametrize("late", [-2, 0, 1])
def test_the_true_lag_is_found_and_said(late: int) -> None:
    theirs = series(np.random.default_rng(2), 0.2)
    ours = theirs.shift(late) + 0.3 * series(np.random.default_rng(3), 0.0)
    made = lagged_correlations(ours, theirs=theirs)
    best = made.loc[made["correlation"].idxmax()]
    assert best["lag"] == -late and best["differs"]
    (said,) = describe_lags(made, what="X")
    words = {-2: "2 months before them", 0: "in the same month", 1: "1 month after them"}
    assert f"X: the texts go with it {words[late]}" in said


def test_missing_months_are_missing_and_never_zero() -> None:
    theirs = series(np.random.default_rng(4), 0.0)
    gaps = theirs.drop(theirs.index[[5, 6, 30]])
    made = lagged_correlations(theirs, theirs=gaps, lags=[0, 1]).set_index("lag")
    assert made.loc[0, "n"] == 69 and made.loc[0, "correlation"] > 0.999
    assert made.loc[1, "n"] == 68, "the last of ours has no next month of theirs"


def test_few_months_and_series_without_change_get_no_number() -> None:
    short = series(np.random.default_rng(5), 0.0).head(20)
    assert lagged_correlations(short, theirs=short)["correlation"].isna().all()
    flat = pd.Series(0, index=MONTHS)
    made = lagged_correlations(flat, theirs=series(np.random.default_rng(6), 0.0))
    assert made["correlation"].isna().all() and not made["differs"].any()
    assert "72 months in common" in describe_lags(made, what="X")[0]
    none = lagged_correlations(flat, theirs=flat.iloc[:0])
    assert describe_lags(none, what="X") == [
        "X: no month in common, so there is nothing to compare."
    ]


def dates(*spans: str, kind: str = "ASSAULT", **columns: list) -> pd.DataFrame:
    rows = [(span.split("/")[0], span.split("/")[-1]) for span in spans]
    table = pd.DataFrame(rows, columns=["begin", "end_date"], dtype="datetime64[us]")
    return table.assign(plover=kind, granularity="day", **columns)


def test_days_are_compared_both_ways_within_the_period_of_both() -> None:
    ours = dates("2021-01-01", "2021-02-10", "2021-03-01", "2021-12-01", "2021-06-01/2021-08-30")
    ours["granularity"] = ["day", "day", "day", "day", "range"]
    days = ["2020-05-01", "2021-01-02", "2021-02-12", "2021-03-01", "2021-05-01/2021-05-30"]
    theirs = dates(*days, exact=[True, True, True, True, False])
    made = days_in_common(ours, listed=theirs).set_index("of")
    assert made.loc["their days", ["n", "found"]].tolist() == [3, 2], "2020 is before our period"
    assert made.loc["our days", ["n", "found"]].tolist() == [3, 2], "December is after theirs"
    assert made.loc["their inexact dates", ["n", "found"]].tolist() == [1, 0], "three months no day"
    wider = days_in_common(ours, listed=theirs, tolerance=2).set_index("of")
    assert wider.loc["their days", "found"] == 3
    said = describe_days_in_common(made.reset_index(), name="GED")
    assert "Of 3 days with violence in GED, the texts know 2: 67%" in said[0]
    assert "Of 3 days with violence in the texts, GED knows 2: 67%" in said[2]
    other = days_in_common(ours, listed=theirs.assign(plover="PROTEST"))
    assert other["found"].eq(0).all(), "a protest is no clash of that day"
    none = days_in_common(ours, listed=theirs.head(0))
    assert none.empty and "no day of one kind" in describe_days_in_common(none, name="G")[0]


def test_a_share_of_days_that_come_in_months_has_an_interval_that_covers() -> None:
    """Months differ, so days of one month are alike: of 150 draws at least 88 % hold the truth."""
    rng = np.random.default_rng(7)
    held = 0
    for _ in range(150):
        begin, found = [], []
        for month in MONTHS[:40]:
            size, chance = rng.integers(1, 8), rng.beta(1, 1)
            begin += [month + pd.Timedelta(days=3 * day) for day in range(size)]
            found += list(rng.random(size) < chance)
        theirs = pd.DataFrame({"begin": begin, "end_date": begin})
        theirs = theirs.assign(plover="ASSAULT", exact=True)
        ours = theirs[found].assign(granularity="day")
        edge = theirs.iloc[[0, -1]].assign(granularity="day", plover="")
        made = days_in_common(pd.concat([ours, edge]), listed=theirs, tolerance=0)
        row = made[made["of"] == "their days"].iloc[0]
        held += row["low"] <= 0.5 <= row["high"]
    assert held >= 132


def test_missed_is_no_date_so_near() -> None:
    some, others = dates("2021-01-01", "2021-01-05/2021-01-07"), dates("2021-01-02", "2021-01-09")
    assert missed(some, others, tolerance=0).tolist() == [True, True]
    assert missed(some, others, tolerance=1).tolist() == [False, True]
    assert missed(some, others.head(0)).all() and missed(some.head(0), others).empty


@pytest.fixture
def registry() -> Registry:
    from pathlib import Path

    from standpoint.actors.registry import read_registry

    return read_registry(Path(__file__).parents[3] / "data" / "actors.yml")


def test_scores_of_a_pair_leave_out_months_with_half_their_days(registry: Registry) -> None:
    rows = [("2020-01", "ARM", "AZE", -5, 31), ("2020-02", "ARM", "AZE", -9, 14)]
    rows += [("2020-01", "ARM", "RUS", 4, 31), ("2020-03", "AZE", "ARM", 3, 16)]
    scores = pd.DataFrame(rows, columns=["month", "a", "b", "score", "days"]).assign(of_days=30)
    made = month_scores(scores, states=["armenia", "azerbaijan"], registry=registry)
    assert made.to_dict() == {pd.Timestamp("2020-01-01"): -5, pd.Timestamp("2020-03-01"): 3}


def test_fights_count_events_that_name_both_states_or_their_people(registry: Registry) -> None:
    rows = [
        {"event_id": "a", "actors": "armenia;ilham-aliyev", "begin": "2020-02-05"},
        {"event_id": "b", "actors": "armenia;russia", "begin": "2020-02-06"},
        {
            "event_id": "c",
            "actors": "armenia;azerbaijan",
            "begin": "2020-02-07",
            "plover": "CONSULT",
        },
    ]
    rows = [{"plover": "ASSAULT", "end_date": row["begin"]} | row for row in rows]
    days = [
        {"doc_id": d, "published_start": d, "published_end": d}
        for d in ("2020-01-09", "2020-03-01")
    ]
    made = fights_by_month(
        tables.make(rows, "events"),
        states=["armenia", "azerbaijan"],
        registry=registry,
        documents=tables.make(days, "documents"),
    )
    assert made.tolist() == [0, 1, 0]


def test_tones_go_both_ways_and_copies_and_years_do_not_count(registry: Registry) -> None:
    days = [f"{month:%Y-%m-%d}" for month in MONTHS]
    documents = [{"doc_id": d, "published_start": d, "published_end": d} for d in days]
    documents += [
        {"doc_id": "copy", "duplicate_of": days[0]}
        | dict.fromkeys(("published_start", "published_end"), days[0])
    ]
    documents += [
        {"doc_id": "year", "published_start": "2019-01-01", "published_end": "2019-12-31"}
    ]
    truth = series(np.random.default_rng(8), 0.0)
    rows = []
    for place, (day, value) in enumerate(zip(days, truth, strict=True)):
        ends = ("nikol-pashinyan", "azerbaijan") if place % 2 else ("azerbaijan", "armenia")
        rows.append({"doc_id": day, "holder_id": ends[0], "actor_id": ends[1], "score": value / 10})
        rows.append({"doc_id": day, "holder_id": "armenia", "actor_id": "russia", "score": 0.9})
    for key in ("copy", "year"):
        rows.append({"doc_id": key, "holder_id": "armenia", "actor_id": "azerbaijan", "score": 1})
    scores = pd.DataFrame({"month": [d[:7] for d in days], "score": truth.to_numpy()})
    scores = scores.assign(a="ARM", b="AZE", days=30, of_days=30)
    made = tones_beside(
        pd.DataFrame(rows),
        scores=scores,
        states=["armenia", "azerbaijan", "russia"],
        documents=tables.make(documents, "documents"),
        registry=registry,
    )
    assert len(made) == 15
    same = made[(made["lag"] == 0) & (made["b"] == "azerbaijan")].iloc[0]
    assert same["correlation"] > 0.999 and same["n"] == 72
    assert made.loc[made["b"] == "russia", "correlation"].isna().all(), "no score for these pairs"
