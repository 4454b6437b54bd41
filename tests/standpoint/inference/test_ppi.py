"""Corrected estimates: the published numbers, the coverage they promise, and refusals where labels
are too few.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from test_agreement import documents, judged

from chain_for_tests import DATA
from standpoint import tables
from standpoint.actors.registry import Registry, read_registry
from standpoint.errors import InputError, StudyError
from standpoint.figures import agreement as reliability
from standpoint.inference import ppi
from standpoint.inference.annotations import VALUE
from standpoint.inference.findings import describe_changes
from standpoint.inference.ppi import (
    METHODS,
    Estimate,
    actor_differences,
    changes,
    difference,
    estimates,
    ppi_means,
)
from standpoint.inference.resampling import ADDED

# Sixteen labels with their scores, forty scores without. The numbers were computed from them with
# ppi-python 0.2.3: ppi_mean_pointestimate(Y, F, U) and ppi_mean_ci(Y, F, U, alpha=0.05).
Y = np.array([-1, -1, 0, 0, 0, 1, 0, -1, 0, 1, 0, 0, -1, 0, 1, 0], float)
F = np.array([-0.8, -0.3, 0.1, 0, -0.2, 0.9, 0.4, -0.6, 0, 0.2, -0.5, 0.1, 0.3, 0.2, 0.7, 0.1])
U = np.round(np.sin(np.arange(1, 41) * 1.7) * 0.7 + 0.1, 3)
TUNED, TUNED_LOW, TUNED_HIGH = -0.026627694439913738, -0.29234738222437046, 0.23909199334454295
CLASSICAL_LOW, CLASSICAL_HIGH = (
    -0.38514846733086916,
    0.26014846733086916,
)  # classical_mean_ci, with n - 1 and the normal
Z = 1.959963984540054


def test_the_numbers_are_those_of_ppi_python() -> None:
    truth, score = np.r_[Y, np.full(40, np.nan)], np.r_[F, U]
    found = estimates(truth, score, clusters=np.arange(56))["ppi"]
    assert found.mean == pytest.approx(TUNED, abs=1e-12)
    # The library divides by n and takes the normal; here it is n - 1 and t. Undone, the intervals
    # are the same.
    variance = sum((found.influence[found.sample == part] ** 2).sum() for part in (1, 2))
    assert [found.mean - Z * variance**0.5, found.mean + Z * variance**0.5] == pytest.approx(
        [TUNED_LOW, TUNED_HIGH], abs=1e-12
    )
    assert found.low < TUNED_LOW and found.high > TUNED_HIGH, (
        "sixteen labels are too few for the normal"
    )


def test_the_classical_interval_is_that_of_scipy() -> None:
    from scipy import stats

    found = estimates(np.r_[Y, np.nan], np.r_[F, 0.1], clusters=np.arange(17))["labels"]
    scale = (stats.sem(Y) ** 2 + ADDED / 16**2) ** 0.5
    assert (found.low, found.high) == pytest.approx(
        stats.t.interval(0.95, 15, loc=Y.mean(), scale=scale)
    )
    half = Z * Y.std() / 4
    assert (Y.mean() - half, Y.mean() + half) == pytest.approx((CLASSICAL_LOW, CLASSICAL_HIGH))


def draw(
    g: np.random.Generator, n: int = 4000, labelled: int = 150
) -> tuple[np.ndarray, np.ndarray]:
    """A scorer that is right three times in four and else leans positive; the true mean is -0.1."""
    truth = g.choice([-1.0, 0.0, 1.0], n, p=[0.3, 0.5, 0.2])
    given = np.where(g.random(n) < 0.75, truth, np.where(truth < 1, truth + 1, 0))
    seen = np.full(n, np.nan)
    seen[:labelled] = truth[:labelled]
    return seen, given


def test_coverage_of_the_three_intervals() -> None:
    g, runs = np.random.default_rng(2), 400
    hits, widths = dict.fromkeys(METHODS, 0), dict.fromkeys(METHODS, 0.0)
    for _ in range(runs):
        truth, score = draw(g)
        for method, found in estimates(truth, score, clusters=np.arange(len(score))).items():
            hits[method] += found.low <= -0.1 <= found.high
            widths[method] += (found.high - found.low) / runs
    low, high = (
        0.95 * runs - 2.6 * (0.95 * 0.05 * runs) ** 0.5,
        0.95 * runs + 2.6 * (0.95 * 0.05 * runs) ** 0.5,
    )  # 99 % binomial bounds
    assert hits["machine"] <= 0.01 * runs
    assert low <= hits["ppi"] <= high and low <= hits["labels"] <= high
    assert widths["ppi"] < 0.75 * widths["labels"]


def test_coverage_where_passages_of_a_document_resemble_each_other() -> None:
    g, runs, hits = np.random.default_rng(3), 300, 0
    naive_about_clusters = 0
    for _ in range(runs):
        document = np.repeat(np.arange(200), 5)
        mood = g.normal(0, 0.6, 200)[document]
        truth = np.clip(np.round(mood + g.normal(0, 0.4, 1000)), -1, 1)
        score = np.clip(0.6 * truth + 0.2 + 0.3 * mood, -1, 1)
        seen = np.where(document < 60, truth, np.nan)
        found = estimates(seen, score, clusters=document)["ppi"]
        alone = estimates(seen, score, clusters=np.arange(1000))["ppi"]
        hits += found.low <= 0 <= found.high
        naive_about_clusters += alone.low <= 0 <= alone.high
    assert hits >= 0.95 * runs - 2.6 * (0.95 * 0.05 * runs) ** 0.5
    assert naive_about_clusters < 0.88 * runs, (
        "passages taken for independent would promise too much: the test can fail"
    )


def test_labels_that_the_machine_learnt_from_do_not_tell_its_error() -> None:
    """A machine that is perfect where it learnt: taken for a test, it would seem perfect
    everywhere.
    """
    g, runs = np.random.default_rng(4), 200
    fair = hopeful = 0
    for _ in range(runs):
        truth, score = draw(g, 2000, 200)
        learnt = np.arange(2000) < 150
        score = np.where(learnt, truth, score)
        fair += (
            (found := estimates(truth, score, clusters=np.arange(2000), learnt=learnt)["ppi"]).low
            <= -0.1
            <= found.high
        )
        hopeful += (
            (found := estimates(truth, score, clusters=np.arange(2000))["ppi"]).low
            <= -0.1
            <= found.high
        )
    assert fair >= 0.95 * runs - 2.6 * (0.95 * 0.05 * runs) ** 0.5
    assert hopeful < 0.7 * runs


def _mean(frame: pd.DataFrame, inside: np.ndarray, estimand: str) -> Estimate:
    cell = ppi._cell(frame[inside], "score")
    return ppi._estimate(cell, "ppi", cell.n_documents(), estimand)


# --- tables


def half_labelled(n: int = 120, **more) -> pd.DataFrame:
    """Judged passages of which every second document is labelled, and none was learnt from."""
    frame = judged(n, **more)
    number = frame["doc_id"].str[1:].astype(int)
    return frame.assign(
        reference_label=frame["reference_label"].where(number % 2 == 0, ""), used_in_training=False
    )


def rows(table: pd.DataFrame, actor: str = "all") -> pd.DataFrame:
    return table[table["actor_id"] == actor].set_index("method")


def test_three_ways_for_each_actor_with_their_numbers() -> None:
    frame = half_labelled()
    table = ppi_means(frame, documents=documents(120))
    assert set(table["actor_id"]) == {"armenia", "azerbaijan", "russia"} and len(table) == 9
    row = rows(table, "russia")
    part = frame[frame["actor_id"] == "russia"]
    assert row.loc["machine", "mean"] == pytest.approx(part["score"].mean())
    assert row.loc["labels", "mean"] == pytest.approx(
        part.loc[part["reference_label"] != "", "reference_label"].map(VALUE).mean()
    )
    assert row.loc["ppi", ["n_labelled", "n_labelled_docs", "n", "n_docs"]].tolist() == [
        60,
        60,
        120,
        120,
    ]
    assert 0 < row.loc["ppi", "tuning"] <= 1 and (row["refused"] == "").all()
    assert (
        row.loc["ppi", "high"] - row.loc["ppi", "low"]
        < row.loc["labels", "high"] - row.loc["labels", "low"]
    )


def test_too_few_labels_are_refused_with_what_would_be_needed() -> None:
    table = ppi_means(half_labelled(16), documents=documents(16))
    row = rows(table, "russia")
    assert row.loc["ppi", "refused"] == "8 of 10 labelled documents needed" and np.isnan(
        row.loc["ppi", "mean"]
    )
    assert row.loc["machine", "refused"] == "" and not np.isnan(row.loc["machine", "mean"])
    learnt = half_labelled(60).assign(used_in_training=True)
    said = rows(ppi_means(learnt, documents=documents(60)), "russia")["refused"]
    assert (
        said["ppi"]
        == "0 of 10 labelled documents needed, not counting 30 that the machine learnt from"
        and said["labels"] == ""
    )
    alike = half_labelled(60).assign(
        reference_label=lambda f: f["reference_label"].where(f["reference_label"] == "", "neutral")
    )
    assert (
        rows(ppi_means(alike, documents=documents(60)), "russia").loc["labels", "refused"]
        == "all 30 labels are the same, so their spread is unknown"
    )


def test_labels_of_uncertain_passages_correct_nothing() -> None:
    frame = half_labelled().assign(drawn="uncertain")
    assert (rows(ppi_means(frame, documents=documents(120), by=()))["n_labelled"] == 0).all()


def test_a_series_has_one_row_for_each_period_and_method() -> None:
    table = ppi_means(half_labelled(), documents=documents(120), by=(), period="year")
    assert (
        table["period"].dt.year.drop_duplicates().tolist() == sorted(set(table["period"].dt.year))
        and len(table) % 3 == 0
    )
    assert (
        set(table["actor_id"]) == {"all"} and table.groupby("period")["n_docs"].first().sum() == 120
    )


def test_a_difference_counts_shared_documents_once() -> None:
    frame = half_labelled(right=0.9)
    one, other = (frame["actor_id"].eq(actor).to_numpy() for actor in ("russia", "armenia"))
    table = difference(frame, one=one, other=other).set_index("method")
    whole = ppi_means(frame, documents=documents(120))
    apart = rows(whole, "russia")["mean"] - rows(whole, "armenia")["mean"]
    assert table["mean"].to_dict() == pytest.approx(apart.to_dict())
    same = difference(frame, one=one, other=one).set_index("method")
    assert (same["mean"] == 0).all() and (same["high"] < 0.05).all(), (
        "a group does not differ from itself"
    )
    assert (same["high"] < table["high"] - table["mean"]).all()
    assert (
        "needed"
        in difference(frame.head(30), one=one[:30], other=other[:30])
        .set_index("method")
        .loc["ppi", "refused"]
    )


def test_a_change_is_the_difference_of_what_lies_wholly_before_and_after_an_event() -> None:
    frame, days = half_labelled(right=0.9), documents(120)
    middle = days["published_start"].sort_values().iloc[60]
    later = middle + pd.Timedelta(days=30)
    events = pd.DataFrame({"id": ["war"], "begin": [middle], "end_date": [later]})
    asked = {"landmarks": events, "registry": Registry({}), "pairs": [("all", "russia")]}
    found = changes(frame, documents=days, **asked)
    day = frame["doc_id"].map(days.set_index("doc_id")["published_start"])
    about = frame["actor_id"] == "russia"
    sides = {"one": about & (day > later), "other": about & (day < middle)}
    expected = difference(frame, **sides)
    assert found[expected.columns].equals(expected)
    across = days.assign(published_end=days["published_start"].max())
    whole = changes(frame, documents=across, **asked)
    assert whole["refused"].str.contains("needed").all() and not whole["differs"].any()
    none = changes(frame, documents=days, **asked | {"landmarks": events.head(0)})
    assert none.empty and list(none.columns) == list(found.columns)
    said = describe_changes(none, registry=Registry({}), events={})
    assert said == [], "of nothing asked nothing is told; the notebook says what to do"


def test_only_what_is_larger_than_chance_among_all_changes_differs() -> None:
    days = documents(400)
    middle = days["published_start"].sort_values().iloc[200]
    frame = half_labelled(400)
    late = frame["doc_id"].map(days.set_index("doc_id")["published_start"]) >= middle
    praised = late & (frame["actor_id"] == "russia")
    told = frame["reference_label"] != ""
    frame.loc[praised & told, "reference_label"] = "positive"
    frame.loc[praised & told & (frame.index % 5 == 0), "reference_label"] = "neutral"
    events = pd.DataFrame({"id": ["war"], "begin": [middle], "end_date": [middle]})
    pairs = [("all", "russia"), ("all", "armenia")]
    asked = {"landmarks": events, "registry": Registry({}), "pairs": pairs}
    found = changes(frame, documents=days, **asked)
    assert found.loc[found["differs"], ["actor_id", "method"]].values.tolist() == [
        ["russia", "ppi"]
    ]
    assert found.loc[found["differs"], "mean"].item() > 0.3


def test_a_window_and_a_holder_leave_out_the_rest_of_the_record() -> None:
    frame, days = half_labelled(200, right=0.9), documents(200)
    frame["holder_id"] = np.where(frame.index % 2 == 0, "nikol-pashinyan", "author")
    registry = read_registry(DATA / "actors.yml")
    middle = days["published_start"].sort_values().iloc[100]
    events = pd.DataFrame({"id": ["war"], "begin": [middle], "end_date": [middle]})
    asked = {"documents": days, "registry": registry, "landmarks": events, "window": 1500}
    found = changes(frame, pairs=[("armenia", "russia")], **asked)
    day = frame["doc_id"].map(days.set_index("doc_id")["published_start"])
    about = (frame["actor_id"] == "russia") & (frame["holder_id"] == "nikol-pashinyan")
    near = pd.Timedelta(days=1500)
    sides = {"one": about & (day >= middle) & (day < middle + near)}
    sides["other"] = about & (day < middle) & (day >= middle - near)
    expected = difference(frame, **sides)
    assert 10 < sides["one"].sum() < (about & (day >= middle)).sum()
    assert found[expected.columns].equals(expected) and not expected["refused"].any()
    assert set(found["holder_id"]) == {"armenia"}, "a state speaks with its people"


def test_two_actors_of_whom_one_is_praised_differ_and_others_do_not() -> None:
    frame = half_labelled(300)
    praised = (frame["actor_id"] == "russia") & (frame["reference_label"] == "negative")
    frame.loc[praised, "reference_label"] = "positive"
    found = actor_differences(frame, actors=["russia", "armenia", "azerbaijan"])
    assert len(found) == 9 and not found["refused"].any()
    assert found.loc[found["differs"], ["actor_id", "other_id"]].values.tolist() == [
        ["russia", "armenia"],
        ["russia", "azerbaijan"],
    ]
    assert (found.loc[found["differs"], "mean"] > 0.3).all()
    assert actor_differences(frame, actors=["russia"]).empty


def test_pairs_have_means_of_their_own() -> None:
    frame = half_labelled(200)
    frame["holder_id"] = np.where(frame["sent_id"].index % 6 < 3, "author", "vladimir-putin")
    made = ppi_means(frame, documents=documents(200), by=("actor_id", "holder_id"))
    assert len(made) == 2 * 3 * 3 and not made.duplicated(["actor_id", "holder_id", "method"]).any()
    one = made[(made["holder_id"] == "author") & (made["actor_id"] == "russia")].set_index("method")
    part = frame[(frame["holder_id"] == "author") & (frame["actor_id"] == "russia")]
    assert one.loc["machine", "mean"] == pytest.approx(part["score"].mean())
    assert one.loc["ppi", "n"] == len(part)


def test_the_share_of_critical_passages() -> None:
    frame = half_labelled(right=0.9)
    made = rows(ppi_means(frame, documents=documents(120), measure="negative"), "russia")
    part = frame[frame["actor_id"] == "russia"]
    known = part[part["reference_label"] != ""]
    assert made.loc["labels", "mean"] == pytest.approx(
        (known["reference_label"] == "negative").mean()
    )
    assert made.loc["machine", "mean"] == pytest.approx(part["p_negative"].mean())
    assert made.loc["ppi", "mean"] != made.loc["labels", "mean"]
    with pytest.raises(StudyError, match="unknown measure 'negativ'.*negative"):
        ppi_means(frame, documents=documents(120), measure="negativ")


def test_a_census_asks_only_what_the_unlabelled_passages_would_say() -> None:
    frame, days = half_labelled(), documents(120)
    sample, census = (
        rows(ppi_means(frame, documents=days, estimand=each), "russia")
        for each in ("sample", "census")
    )
    wide, narrow = (
        table.loc["ppi", "high"] - table.loc["ppi", "low"] for table in (sample, census)
    )
    assert narrow < 0.8 * wide, "half of the passages are known"
    assert np.isnan(census.loc["machine", "low"]) and not np.isnan(census.loc["machine", "mean"])
    truth = judged(120)
    whole = frame.assign(reference_label=truth["reference_label"])
    known = rows(ppi_means(whole, documents=days, estimand="census"), "russia").loc["ppi"]
    labels = truth.loc[truth["actor_id"] == "russia", "reference_label"].map(VALUE)
    assert known["mean"] == known["low"] == known["high"] == pytest.approx(labels.mean())
    with pytest.raises(StudyError, match="unknown estimand 'population'"):
        ppi_means(frame, documents=days, estimand="population")


@pytest.mark.parametrize("estimand", ["sample", "census"])
def test_labels_with_unlike_chances_correct_without_bias(estimand: str) -> None:
    """Critical passages are labelled four times as often as others, and the model is too kind to
    them: those left without a label are no picture of all.
    """
    g, runs, hits, means = np.random.default_rng(9), 300, 0, []
    critical = np.arange(1200) < 300
    truth = np.where(
        critical, g.choice([-1.0, 0.0], 1200, p=[0.8, 0.2]), g.choice([0.0, 1.0], 1200)
    )
    score = np.where(critical, -0.1, 0.3) + g.normal(0, 0.1, 1200)
    label = pd.Series(truth).map({-1.0: "negative", 0.0: "neutral", 1.0: "positive"})
    frame = pd.DataFrame({"doc_id": np.arange(1200).astype(str), "score": score})
    frame = frame.assign(drawn="random", used_in_training=False)
    chance = np.where(critical, 0.4, 0.1)
    for _ in range(runs):
        seen = g.random(1200) < chance
        made = frame.assign(reference_label=label.where(seen, ""), probability=chance)
        everything = np.ones(1200, bool)
        found = _mean(made, everything, estimand)
        means.append(found.mean)
        hits += found.low <= truth.mean() <= found.high
    assert np.mean(means) == pytest.approx(truth.mean(), abs=0.01)
    assert hits >= 0.92 * runs
    plain = _mean(made.assign(probability=np.nan), everything, estimand)
    assert abs(plain.mean - truth.mean()) > 0.1, "without the chances it is biased: it can fail"


def test_bad_requests_and_empty_tables() -> None:
    with pytest.raises(ValueError, match="by .'colour'. is not actor_id, holder_id"):
        ppi_means(half_labelled(8), documents=documents(8), by=("colour",))
    with pytest.raises(InputError, match="period 'week'"):
        ppi_means(half_labelled(8), documents=documents(8), period="week")
    empty = ppi_means(tables.empty("labelled"), documents=tables.empty("documents"))
    assert empty.empty and list(empty.columns) == list(tables.SCHEMAS["ppi_means"].columns)
    undated = documents(20).assign(published_start=pd.NaT, published_end=pd.NaT)
    assert ppi_means(half_labelled(20), documents=undated).empty


def test_the_figure_shows_estimates_and_refusals() -> None:
    from matplotlib.text import Annotation

    for frame, days in ((half_labelled(), documents(120)), (half_labelled(12), documents(12))):
        drawing = reliability.plot_ppi_means(
            ppi_means(frame, documents=days), names={"russia": "Russia"}
        )
        drawing.canvas.draw()
        said = [a.get_text() for a in drawing.axes[0].texts if isinstance(a, Annotation)]
    assert len(said) == 6 and all("needed" in text for text in said)
