"""Change points: false alarms, planted points, vague dates, too few documents."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from standpoint import tables
from standpoint.errors import StudyError
from standpoint.inference.change_points import MULTIPLES, _breaks, change_points


def said(
    scores: np.ndarray, *, target: str = "russia", every: int = 7, begin: str = "2019-01-01"
) -> pd.DataFrame:
    days = pd.date_range(begin, periods=len(scores), freq=f"{every}D", unit="us")
    return tables.make(
        [
            {
                "holder_id": "armenia",
                "actor_id": target,
                "doc_id": f"d{i:04}",
                "published_start": day,
                "published_end": day,
                "score": score,
                "share": 1.0,
                "n_mentions": 1,
            }
            for i, (day, score) in enumerate(zip(days, scores, strict=True))
        ],
        "dyads",
    )


def noise(n: int, *, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 0.6, n)


def test_where_nothing_changed_one_in_twenty_has_a_point() -> None:
    from scipy.stats import binom

    generator, alarms = np.random.default_rng(4), 0
    for _ in range(100):
        table = change_points(said(generator.normal(0, 0.6, 50)))
        alarms += (table["finding"] == "change point").any()
    assert 1 <= alarms <= binom.ppf(0.975, 100, 0.05), alarms


def test_the_promise_holds_for_all_pairs_together() -> None:
    one, seven = (
        pd.concat([said(noise(50, seed=s), target=f"t{s}") for s in range(n)]) for n in (1, 7)
    )
    first, many = change_points(one), change_points(seven)
    assert (
        first["correction"][0] == "5% false alarms over 1 pair together"
        and many["correction"][0] == "5% false alarms over 7 pairs together"
    )
    assert many["penalty"][0] > first["penalty"][0], "one of many pairs must clear a higher bar"


def test_a_planted_point_is_found_with_its_interval_and_sweep() -> None:
    scores = noise(120, seed=8) - 0.8 * (np.arange(120) >= 60)
    table = change_points(said(scores))
    assert table["finding"].tolist() == ["change point"]
    row = table.iloc[0]
    planted = pd.Timestamp("2019-01-01") + pd.Timedelta(days=60 * 7)
    assert abs((row["date"] - planted).days) <= 70
    assert (
        row["low_date"] <= planted <= row["high_date"]
        and row["low_date"] <= row["date"] <= row["high_date"]
    )
    assert row["support"] > 0.9 and row["kept_up_to"] == max(MULTIPLES)
    assert row["n_before"] + row["n_after"] == 120 and row["mean_before"] - row["mean_after"] > 0.5
    counts = [int(item.split("=")[1]) for item in row["sweep"].split(";")]
    assert len(counts) == len(MULTIPLES) and counts == sorted(counts, reverse=True), (
        "a higher penalty never finds more"
    )


def test_two_points_are_two_rows_with_the_stretches_between() -> None:
    scores = noise(150, seed=3) + np.repeat([0.0, 1.2, -0.4], 50)
    table = change_points(said(scores))
    assert table["finding"].tolist() == ["change point"] * 2
    assert table["date"].is_monotonic_increasing and table["n_after"][0] == table["n_before"][1]


def test_too_few_documents_are_refused_with_the_number_and_a_silent_pair_has_a_row() -> None:
    table = change_points(
        said(noise(19, seed=1)), pairs=[("armenia", "russia"), ("armenia", "france")]
    )
    assert table["finding"].tolist() == ["refused", "refused"]
    assert (
        table["reason"]
        .str.startswith(("19 documents; at least 20", "0 documents; at least 20"))
        .all()
    )
    assert table["date"].isna().all() and table["mean_before"].isna().all()
    assert change_points(tables.empty("dyads")).empty


def test_undated_and_vague_documents_are_left_out_and_counted() -> None:
    voices = said(noise(40, seed=2))
    voices.loc[0, ["published_start", "published_end"]] = pd.NaT
    voices.loc[1, "published_end"] = voices.loc[1, "published_start"] + pd.Timedelta(days=90)
    voices.loc[2, "score"] = np.nan
    table = change_points(voices)
    assert table[["n_docs", "n_left_out"]].values.tolist() == [[37, 2]]


def test_order_of_rows_does_not_matter_and_runs_repeat() -> None:
    voices = said(noise(60, seed=5) + 0.7 * (np.arange(60) > 30))
    before = voices.copy()
    pd.testing.assert_frame_equal(
        change_points(voices), change_points(voices.sample(frac=1, random_state=1))
    )
    pd.testing.assert_frame_equal(voices, before)
    assert len(change_points(voices, seed=1)) == 1


def test_documents_that_are_all_alike_have_no_point() -> None:
    assert change_points(said(np.zeros(40)))["finding"].tolist() == ["none found"]


def test_points_between_documents_of_one_day_are_one_date() -> None:
    voices = said(np.repeat([-1.0, 1.0, -1.0], 20) + noise(60, seed=6) / 10, every=1)
    voices[["published_start", "published_end"]] = pd.Timestamp("2020-02-02")
    assert len(change_points(voices)) == 1


def test_a_stretch_of_one_document_is_refused() -> None:
    with pytest.raises(StudyError, match="a stretch of 1 documents is no level"):
        change_points(said(noise(30, seed=1)), minimum=1)


def test_the_flow_of_the_nile_breaks_in_1898() -> None:
    """The known break of a known series: Cobb 1978; Zeileis et al. 2003, section 5.1."""
    from statsmodels.datasets import nile

    series = nile.load_pandas().data
    flow = np.tile(series["volume"].to_numpy(float), (2, 1))
    found = _breaks(flow, 15, flow[0].var() * np.array([10, 100]))
    assert [[int(series["year"][at]) for at in places] for places in found] == [[1899], []]


@pytest.mark.parametrize("minimum", [1, 2, 5])
def test_no_division_is_better_than_the_one_found(minimum: int) -> None:
    """A search that drops a start at once fails here: the least cost may still need it."""
    generator = np.random.default_rng(minimum)
    rows = [generator.normal(size=(150, 45)), generator.choice([-1.0, 0.0, 1.0], (50, 45))]
    rows = np.vstack(rows)
    penalties = generator.uniform(0.2, 6, len(rows))
    found = _breaks(rows, minimum, penalties)
    for row, penalty, places in zip(rows, penalties, found, strict=True):
        least = cost(row, plain_search(row, minimum, penalty), penalty)
        assert min(np.diff([0, *places, 45])) >= minimum
        assert cost(row, places, penalty) == pytest.approx(least)
        assert _breaks(row[None], minimum, penalty[None]) == [places], "alone as together"
    assert len({len(places) for places in found}) > 3


def cost(scores: np.ndarray, places: list[int], penalty: float) -> float:
    parts = np.split(scores, places)
    return sum(((part - part.mean()) ** 2).sum() for part in parts) + penalty * len(places)


def plain_search(scores: np.ndarray, minimum: int, penalty: float) -> list[int]:
    """Optimal partitioning that drops nothing, straight from its definition."""
    best = {0: (-penalty, [])}
    for end in range(minimum, len(scores) + 1):
        best[end] = min(
            (
                before + ((scores[start:end] - scores[start:end].mean()) ** 2).sum() + penalty,
                [*places, start],
            )
            for start, (before, places) in best.items()
            if end - start >= minimum
        )
    return best[len(scores)][1][1:]
