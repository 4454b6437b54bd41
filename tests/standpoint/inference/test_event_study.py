"""Event study: the size and the power of the tests, what is refused, and what is left out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from standpoint import tables
from standpoint.errors import InputError, StudyError
from standpoint.inference.event_study import (
    attenuation,
    documents_needed,
    event_study,
    read_events,
)

EVENT = pd.Timestamp("2021-01-01")


def simulated(
    runs: int,
    *,
    shift: float = 0.0,
    side: int = 60,
    likeness: float = 0.0,
    drift: float = 0.0,
    around: int = 0,
    seed: int = 1,
) -> pd.DataFrame:
    """A voices table with one target per run: `side` documents on each side of the event within a
    year of it, and `around` more within three years before and after; documents at random days,
    each with a mood (spread 0.5, neighbours alike by `likeness`) and one to four mentions around it
    (spread 0.6). `drift` is a steady change per year."""
    generator = np.random.default_rng(seed)
    rows = []
    for run in range(runs):
        near = np.r_[-generator.choice(365, side) - 1, generator.choice(365, side)]
        far = np.r_[-generator.choice(730, around) - 366, generator.choice(730, around) + 365]
        days = np.sort(np.r_[near, far])
        noise = generator.normal(0, 0.5, len(days))
        mood = noise.copy()
        for i in range(1, len(days)):
            mood[i] = likeness * mood[i - 1] + np.sqrt(1 - likeness**2) * noise[i]
        counts = generator.integers(1, 5, len(days))
        score = (
            mood
            + np.array([generator.normal(0, 0.6, n).mean() for n in counts])
            + drift * days / 365
            + shift * (days >= 0)
        )
        when = (EVENT.to_datetime64() + days.astype("timedelta64[D]")).astype("datetime64[us]")
        rows.append(
            pd.DataFrame(
                {
                    "holder_id": "all",
                    "actor_id": f"run{run:03}",
                    "doc_id": [f"d{i:04}" for i in range(len(days))],
                    "published_start": when,
                    "published_end": when,
                    "score": score,
                    "share": 1.0,
                    "n_mentions": counts,
                }
            )
        )
    return tables.check(pd.concat(rows), "dyads")


def found(table: pd.DataFrame) -> int:
    return int((table["p"] <= 0.05).sum())


def test_where_nothing_happened_five_in_a_hundred_are_found_and_none_after_correction() -> None:
    from scipy.stats import binom

    looks = event_study(simulated(400), events=["2021-01-01"], measures=["sentiment"])
    assert len(looks) == 400 and (looks["finding"] != "refused").all()
    assert found(looks) <= binom.ppf(0.975, 400, 0.05), f"{found(looks)} of 400"
    assert found(looks) >= 5, "a test that never finds anything would pass the line above"
    assert (looks["p_adjusted"] <= 0.05).sum() <= 1, "Holm holds the whole family at 5 %"
    assert set(looks["correction"]) == {"Holm over 400 tests"}
    assert (looks["placebo_p"] <= 0.05).sum() <= binom.ppf(0.975, 400, 0.05)


def test_a_planted_change_is_found_and_dated() -> None:
    looks = event_study(
        simulated(250, shift=0.4, seed=2), events=["2021-01-01"], measures=["sentiment"]
    )
    assert found(looks) >= 0.8 * 250, f"{found(looks)} of 250"
    assert abs(looks["change"].mean() - 0.4) < 0.03
    covered = ((looks["low"] <= 0.4) & (looks["high"] >= 0.4)).mean()
    assert covered >= 0.93, covered


def test_a_drift_is_no_turning_point_and_the_placebo_dates_say_so() -> None:
    """A steady drift moves every mean, so the first test fires nearly always; the rank among the
    dates does not.
    """
    looks = event_study(
        simulated(40, drift=0.5, around=120, seed=3), events=["2021-01-01"], measures=["sentiment"]
    )
    assert found(looks) >= 33
    assert (looks["placebo_p"] <= 0.1).sum() <= 12
    assert ((looks["level_change_low"] <= 0) & (looks["level_change_high"] >= 0)).sum() >= 31, (
        "with trends of its own, no break is left"
    )
    one = event_study(
        simulated(1, drift=0.5, around=120, seed=3), events=["2021-01-01"], measures=["sentiment"]
    )
    assert one["finding"].tolist() == ["change, date open"]


def pair(scores: list[float], days: list[str], **more: object) -> pd.DataFrame:
    rows = [
        {
            "holder_id": "armenia",
            "actor_id": "russia",
            "doc_id": f"d{i:03}",
            "published_start": pd.Timestamp(day),
            "published_end": pd.Timestamp(day),
            "score": score,
            "share": 0.5,
            "n_mentions": 1,
        }
        | more
        for i, (score, day) in enumerate(zip(scores, days, strict=True))
    ]
    return tables.make(rows, "dyads")


def days_around(before: int, after: int) -> list[str]:
    return [
        f"{EVENT + pd.Timedelta(days=d):%Y-%m-%d}"
        for d in [*range(-3 * before, 0, 3), *range(0, 3 * after, 3)]
    ]


def test_too_few_documents_are_refused_with_the_number_that_is_needed() -> None:
    scores = [0.5, -0.5] * 11
    table = event_study(
        pair(scores, days_around(9, 13)), events=["2021-01-01"], measures=["sentiment"]
    )
    row = table.iloc[0]
    assert row["finding"] == "refused" and (row["n_before"], row["n_after"]) == (9, 13)
    assert row["needed"] == documents_needed(np.std(scores, ddof=1), shift=0.4) > 20
    assert row["reason"] == "documents: 9 before, 13 after; at least 10 a side are asked for"
    assert (
        row[["change", "low", "high", "p", "p_adjusted", "placebo_p", "level_change"]].isna().all()
        and row["correction"] == ""
    )
    assert (
        event_study(pair(scores, days_around(9, 13)), events=["2021-01-01"], minimum=9)[
            "finding"
        ].tolist()
        != ["refused"] * 2
    )


def test_the_number_needed_is_the_number_that_finds_it() -> None:
    looks = event_study(
        simulated(100, shift=0.4, side=documents_needed(0.66, shift=0.4), seed=5),
        events=["2021-01-01"],
        measures=["sentiment"],
    )
    assert 0.70 <= found(looks) / 100 <= 0.89, found(looks)


def test_a_pair_that_says_nothing_and_an_empty_table() -> None:
    table = event_study(tables.empty("dyads"), events=["2021-01-01"], pairs=[("armenia", "france")])
    assert table["finding"].tolist() == ["refused", "refused"] and (table["needed"] == 0).all()
    assert event_study(tables.empty("dyads"), events=["2021-01-01"]).empty
    assert event_study(pair([0.1], ["2021-01-01"]), events=[]).empty


def test_undated_vague_and_straddling_documents_are_left_out_and_counted() -> None:
    voices = pair([0.1, 0.2] * 12, days_around(12, 12))
    voices.loc[0, ["published_start", "published_end"]] = pd.NaT
    voices.loc[11, "published_end"] = EVENT + pd.Timedelta(days=2)  # begins before, ends after
    voices.loc[1, "published_start"] = EVENT - pd.Timedelta(days=40)  # vague, but surely before
    row = event_study(voices, events=["2021-01-01"], measures=["sentiment"]).iloc[0]
    assert (row["n_before"], row["n_after"], row["n_left_out"]) == (10, 12, 2)


def test_the_days_of_a_long_event_count_on_neither_side_and_a_single_day_after_it() -> None:
    voices = pair([0.1, 0.2] * 20, days_around(20, 20))
    long = pd.DataFrame(
        {
            "id": ["war"],
            "begin": [EVENT - pd.Timedelta(days=9)],
            "end_date": [EVENT + pd.Timedelta(days=8)],
        }
    )
    row = event_study(voices, events=long, measures=["sentiment"]).iloc[0]
    assert (row["n_before"], row["n_after"], row["n_left_out"]) == (17, 17, 6)
    row = event_study(voices, events=["2021-01-01"], measures=["sentiment"]).iloc[0]
    assert (row["n_before"], row["n_after"], row["n_left_out"]) == (20, 20, 0)


def test_three_documents_a_side_are_the_least_and_make_no_warning() -> None:
    row = event_study(
        pair([0.1, 0.4, 0.2, 0.3, 0.5, 0.1], days_around(3, 3)),
        events=["2021-01-01"],
        minimum=3,
        measures=["sentiment"],
    ).iloc[0]
    assert row["finding"] == "no change found" and row["low"] < row["change"] < row["high"]


def test_the_window_bounds_both_sides() -> None:
    row = event_study(
        pair([0.1, 0.2] * 20, days_around(20, 20)),
        events=["2021-01-01"],
        window=30,
        measures=["sentiment"],
    ).iloc[0]
    assert (row["n_before"], row["n_after"]) == (10, 10)


def test_the_change_is_a_difference_of_means_of_documents() -> None:
    row = event_study(
        pair([0.0, 0.2] * 10 + [0.4, 0.8] * 10, days_around(20, 20)),
        events=["2021-01-01"],
        measures=["sentiment"],
    ).iloc[0]
    assert np.allclose(row[["mean_before", "mean_after", "change"]].astype(float), [0.1, 0.6, 0.5])
    assert row["low"] < 0.5 < row["high"] and row["finding"] == "change at this date"


def test_the_placebo_dates_are_counted_as_one_by_one() -> None:
    """The running sums against the plain loop that they stand for."""
    voices = simulated(1, side=40, around=30, seed=9)
    start, score = voices["published_start"], voices["score"]
    row = event_study(voices, events=["2021-01-01"], measures=["sentiment"], window=200).iloc[0]
    first_after = start[start >= EVENT].min()

    def t(day: pd.Timestamp) -> float | None:
        a = score[(start < day) & (start >= day - pd.Timedelta(days=200))]
        b = score[(start >= day) & (start < day + pd.Timedelta(days=200))]
        return (
            abs(b.mean() - a.mean()) / np.sqrt(a.var() / len(a) + b.var() / len(b))
            if min(len(a), len(b)) >= 10
            else None
        )

    others = [t(day) for day in start.unique() if not EVENT <= day <= first_after]
    others = [value for value in others if value is not None]
    assert row["placebo_dates"] == len(others) > 20
    assert row["placebo_rank"] == 1 + sum(value >= t(EVENT) for value in others)
    assert row["placebo_p"] == pytest.approx(row["placebo_rank"] / (len(others) + 1))


def test_attention_needs_documents_that_speak_of_the_target() -> None:
    voices = pair([np.nan] * 40, days_around(20, 20), share=0.0)
    table = event_study(voices, events=["2021-01-01"]).set_index("measure")
    assert table.loc["sentiment", "reason"].startswith("documents: 0 before")
    assert table.loc["attention", "finding"] == "refused" and table.loc[
        "attention", "reason"
    ].startswith("spoken of in 0 of 40 documents")
    voices.loc[20:, "share"] = [0.5, 0.9] * 10
    assert event_study(voices, events=["2021-01-01"], measures=["attention"])[
        "finding"
    ].tolist() == ["change at this date"]


def test_documents_that_are_all_alike_are_no_change_and_no_warning() -> None:
    row = event_study(
        pair([0.25] * 40, days_around(20, 20)), events=["2021-01-01"], measures=["sentiment"]
    ).iloc[0]
    assert abs(row["change"]) < 1e-12 and (row["p"], row["finding"]) == (1, "no change found")
    row = event_study(
        pair([0.25] * 20 + [-0.25] * 20, days_around(20, 20)),
        events=["2021-01-01"],
        measures=["sentiment"],
    ).iloc[0]
    assert row["change"] == pytest.approx(-0.5) and row["p"] < 0.001
    same_day = [*["2020-12-30"] * 20, *["2021-01-02"] * 20]
    row = event_study(
        pair([0.2, 0.3] * 20, same_day), events=["2021-01-01"], measures=["sentiment"]
    ).iloc[0]
    assert (
        row["placebo_dates"] == 0 and np.isnan(row["placebo_p"]) and np.isnan(row["level_change"])
    )


def test_corrections_count_only_what_was_looked_at() -> None:
    voices = pd.concat([simulated(3, side=20), pair([0.1], ["2020-12-01"])])
    table = event_study(voices, events=["2021-01-01"], measures=["sentiment"], correction="fdr_bh")
    assert table["correction"].tolist() == ["Benjamini-Hochberg over 3 tests"] * 3 + [""]
    holm = event_study(voices, events=["2021-01-01"], measures=["sentiment"])
    assert (holm["p_adjusted"][:3] >= table["p_adjusted"][:3] - 1e-12).all() and (
        table["p_adjusted"][:3] >= table["p"][:3]
    ).all()


def test_one_pair_does_not_move_another_and_order_does_not_matter() -> None:
    voices = simulated(3, side=20)
    table = event_study(voices, events=["2021-01-01"], measures=["sentiment"])
    alone = event_study(
        voices[voices["actor_id"] == "run001"].sample(frac=1, random_state=2),
        events=["2021-01-01"],
        measures=["sentiment"],
    )
    columns = [c for c in table if c not in ("p_adjusted", "correction", "finding")]
    pd.testing.assert_frame_equal(table.loc[[1], columns].reset_index(drop=True), alone[columns])


def test_what_cannot_be_meant_is_refused_with_the_nearest() -> None:
    voices = pair([0.1], ["2021-01-01"])
    with pytest.raises(StudyError, match="unknown measure 'sentiments'.*'sentiment'"):
        event_study(voices, events=["2021-01-01"], measures=["sentiments"])
    with pytest.raises(StudyError, match="unknown correction 'homl'.*'holm'"):
        event_study(voices, events=["2021-01-01"], correction="homl")
    with pytest.raises(StudyError, match="at least 3 documents a side"):
        event_study(voices, events=["2021-01-01"], minimum=2)
    with pytest.raises(StudyError, match="in at least one day"):
        event_study(voices, events=["2021-01-01"], window=0)
    with pytest.raises(InputError, match="event 'soon': not a day"):
        read_events(["soon"])
    with pytest.raises(InputError, match="event '2021-02-30': not a day"):
        event_study(voices, events=["2021-02-30"])


def test_p_is_the_larger_of_the_robust_test_and_of_the_permutation() -> None:
    """A large step leaves the robust test no doubt, and the permutation cannot go below one in its
    runs; runs of like documents leave the permutation little doubt, and the robust test much.
    """
    step = [0.01 * (-1) ** i - (i >= 40) for i in range(80)]
    runs = ([0.5] * 15 + [-0.5] * 5) + ([-0.5] * 15 + [0.5] * 5)
    rows = [
        event_study(pair(scores, days_around(n, n)), events=["2021-01-01"], measures=["sentiment"])
        for scores, n in ((step, 40), (runs, 20))
    ]
    p_of_step, p_of_runs = (row["p"].iloc[0] for row in rows)
    assert p_of_step == 1 / 2000, "a robust test alone would give a p of almost nothing"
    assert p_of_runs > 0.05, "a permutation alone would give 0.004"


def test_power_is_told_for_a_change_of_the_labels() -> None:
    """At half the slope a change must be twice as large, and four times as many documents find it;
    attention has no scorer, and the tests themselves stay as they are.
    """
    voices = simulated(1, side=40).assign(share=[0.2, 0.6] * 40)
    options = {"events": ["2021-01-01"], "window": 365}
    model, half, unknown = (
        event_study(voices, **options, attenuation=slope).set_index("measure")
        for slope in (1.0, 0.5, np.nan)
    )
    tone = half.loc["sentiment"]
    assert tone["detectable"] == pytest.approx(2 * model.loc["sentiment", "detectable"])
    assert tone["needed"] == pytest.approx(4 * model.loc["sentiment", "needed"], rel=0.1)
    power = ["attenuation", "detectable", "needed"]
    pd.testing.assert_frame_equal(half.drop(columns=power), model.drop(columns=power))
    pd.testing.assert_series_equal(half.loc["attention"], model.loc["attention"])
    pd.testing.assert_frame_equal(unknown, model)
    with pytest.raises(StudyError, match="-0.3 is no scale"):
        event_study(voices, **options, attenuation=-0.3)


def labelled(n_docs: int, slope: float, *, seed: int = 3) -> pd.DataFrame:
    """Three passages a document; the score is slope × label, and a mood that a document shares."""
    generator = np.random.default_rng(seed)
    label = generator.integers(-1, 2, 3 * n_docs)
    mood = np.repeat(generator.normal(0, 0.3, n_docs), 3)
    score = slope * label + mood + generator.normal(0, 0.2, 3 * n_docs)
    names = np.array(["negative", "neutral", "positive"])[label + 1]
    table = pd.DataFrame({"doc_id": np.repeat(np.arange(n_docs), 3), "reference_label": names})
    return table.assign(score=score, used_in_training=False, drawn="random")


def test_the_attenuation_is_the_slope_on_labels_that_nobody_learnt_from() -> None:
    found = attenuation(labelled(300, 0.4))
    assert found["low"] < 0.4 < found["high"] and found["high"] - found["low"] < 0.1
    assert (found["n"], found["n_docs"]) == (900, 300)
    learnt = labelled(300, 0.9, seed=4).assign(used_in_training=True)
    unsure = labelled(300, 0.0, seed=5).assign(drawn="uncertain")
    unlabelled = labelled(300, 0.0, seed=6).assign(reference_label="")
    assert attenuation(pd.concat([labelled(300, 0.4), learnt, unsure, unlabelled])) == found
    for too_little in (labelled(9, 0.4), learnt, labelled(300, -0.4), unlabelled):
        assert np.isnan([attenuation(too_little)[end] for end in ("slope", "low", "high")]).all()
    alike = labelled(300, 0.4).assign(reference_label="neutral")
    assert np.isnan(attenuation(alike)["slope"]), "labels that are all alike have no slope"
