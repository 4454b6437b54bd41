"""How often intervals of 95 % hold the truth, on scores and labels like those of the study.

The model's errors are its own, so they differ between the targets: it is too kind to Turkey and
too harsh toward Azerbaijan, and of persons nearly every score is neutral. At least 93 % are asked
for at 12, 20 and 50 documents, and at 8 either that or no interval.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from study_like import draw, passages

from standpoint.actors.registry import Registry
from standpoint.inference.event_study import event_study
from standpoint.inference.ppi import changes, difference, estimates, ppi_means
from standpoint.inference.resampling import interval

SIZES = (8, 12, 20, 50)
LEAST = 0.93
PAIRS = [("azerbaijan", "turkey"), ("russia", "csto"), ("vladimir-putin", "armenia")]


@pytest.fixture(scope="module")
def pools() -> dict[str, pd.DataFrame]:
    return dict(iter(passages().groupby("actor_id")))


def two_samples(
    one: pd.DataFrame, other: pd.DataFrame, n: int, generator: np.random.Generator
) -> pd.DataFrame:
    """So many labelled passages of each, and twice as many that are not."""
    sides = [draw(one, 3 * n, generator, labelled=n)]
    sides.append(draw(other, 3 * n, generator, labelled=n, first=3 * n))
    return pd.concat(sides, ignore_index=True)


@pytest.mark.parametrize("actor", ["azerbaijan", "csto", "vladimir-putin", "ilham-aliyev"])
def test_the_models_own_mean(pools: dict, actor: str) -> None:
    """The percentile bootstrap held it in 78 to 89 % at ten documents and fewer, and a plain t
    interval in 85 to 90 % where nearly every score is neutral.
    """
    scores, g = pools[actor]["score"].to_numpy(), np.random.default_rng(1)
    for n in SIZES:
        ends = [interval(g.choice(scores, n), np.ones(n)) for _ in range(1000)]
        low, high = np.array(ends).T
        assert ((low <= scores.mean()) & (scores.mean() <= high)).mean() >= LEAST, n


@pytest.mark.parametrize("actor", ["azerbaijan", "turkey", "csto", "nikol-pashinyan"])
@pytest.mark.parametrize("estimand", ["sample", "census"])
def test_corrected_means(pools: dict, actor: str, estimand: str) -> None:
    pool, g = pools[actor], np.random.default_rng(2)
    label, score = pool["value"].to_numpy(), pool["score"].to_numpy()
    for n in SIZES[1:]:
        hits = counted = 0
        for _ in range(600):
            if estimand == "census":  # the pool is all there is
                size = len(pool)
                drawn = g.permutation(size)
            else:
                size = 3 * n
                drawn = g.integers(0, len(pool), size)
            seen = np.where(np.arange(size) < n, label[drawn], np.nan)
            if n < size and np.nanmin(seen) < np.nanmax(seen):
                found = estimates(seen, score[drawn], clusters=np.arange(size), estimand=estimand)[
                    "ppi"
                ]
                hits += found.low <= label.mean() <= found.high
                counted += 1
        assert not counted or hits / counted >= LEAST, n


@pytest.mark.parametrize("n", SIZES[1:])
def test_corrected_differences_of_two_actors(pools: dict, n: int) -> None:
    g = np.random.default_rng(3)
    hits = counted = alone = 0
    for one, other in PAIRS:
        truth = pools[one]["value"].mean() - pools[other]["value"].mean()
        for _ in range(150):
            rows = two_samples(pools[one], pools[other], n, g)
            first = (rows["actor_id"] == one).to_numpy()
            made = difference(rows, one=first, other=~first).set_index("method")
            if not made.loc["ppi", "refused"]:
                counted += 1
                hits += made.loc["ppi", "low"] <= truth <= made.loc["ppi", "high"]
                alone += made.loc["machine", "low"] <= truth <= made.loc["machine", "high"]
    assert hits / counted >= LEAST
    assert alone / counted < 0.9, "the model alone misses it oftener: the test can fail"


@pytest.mark.parametrize("n", SIZES[1:])
def test_corrected_changes_at_an_event(pools: dict, n: int) -> None:
    """Documents before the event are drawn from one pool, those after it from another."""
    days = pd.date_range("2020-01-01", periods=6 * n).astype("datetime64[us]")
    events = pd.DataFrame({"id": ["e"], "begin": [days[3 * n]], "end_date": [days[3 * n]]})
    asked = {"registry": Registry({}), "landmarks": events, "pairs": [("all", "x")]}
    g = np.random.default_rng(4)
    hits = counted = 0
    for before, after in PAIRS:
        truth = pools[after]["value"].mean() - pools[before]["value"].mean()
        for _ in range(80):
            rows = two_samples(pools[before], pools[after], n, g).assign(actor_id="x")
            dated = rows[["doc_id"]].assign(published_start=days, published_end=days)
            made = changes(rows, documents=dated, **asked)
            row = made[made["method"] == "ppi"].iloc[0]
            counted += row["refused"] == ""
            hits += row["low"] <= truth <= row["high"]
    assert hits / counted >= LEAST


@pytest.mark.parametrize("n", SIZES)
def test_the_event_study_of_the_models_own_scores(
    pools: dict, n: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not corrected: the interval is of the change in scores, and holds that."""
    monkeypatch.setattr("standpoint.inference.event_study.PERMUTATIONS", 9)  # for the p alone
    days = pd.date_range("2020-01-01", periods=2 * n).astype("datetime64[us]")
    table = pd.DataFrame({"published_start": days, "published_end": days, "share": 1.0})
    table = table.assign(holder_id="all", doc_id=range(2 * n))
    asked = {"events": [f"{days[n]:%Y-%m-%d}"], "measures": ["sentiment"]}
    hits, runs, g = 0, 120, np.random.default_rng(5)
    for before, after in PAIRS:
        old, new = pools[before]["score"], pools[after]["score"]
        many = [
            table.assign(actor_id=f"x{k}", score=np.r_[g.choice(old, n), g.choice(new, n)])
            for k in range(runs)
        ]
        made = event_study(pd.concat(many, ignore_index=True), **asked)
        assert (made["finding"] == "refused").all() == (n == 8)
        change = new.mean() - old.mean()
        hits += ((made["low"] <= change) & (change <= made["high"])).sum()
    assert n == 8 or hits / (runs * len(PAIRS)) >= LEAST


def test_below_ten_labelled_documents_there_is_no_corrected_interval(pools: dict) -> None:
    g = np.random.default_rng(6)
    rows = draw(pools["russia"], 24, g, labelled=8)
    day = pd.Timestamp("2020-01-01")
    dated = rows[["doc_id"]].assign(published_start=day, published_end=day, duplicate_of="")
    made = ppi_means(rows, documents=dated).set_index("method")
    assert made.loc["ppi", "refused"] == "8 of 10 labelled documents needed"
