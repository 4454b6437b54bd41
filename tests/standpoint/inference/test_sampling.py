"""A draw with known probabilities: what they sum to, and that weights by them are unbiased."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from standpoint import tables
from standpoint.inference.annotations import ITEM, passage_key
from standpoint.inference.ppi import ppi_means
from standpoint.inference.sampling import FLOOR, STRATA, allocate, draw_passages


def corpus(n: int = 400, seed: int = 3) -> dict[str, pd.DataFrame]:
    """Sentences with one actor each, unequally many, dated or not, with scores of every kind."""
    g = np.random.default_rng(seed)
    ids, days = (
        [f"d{i:03}" for i in range(n)],
        pd.to_datetime(g.integers(17532, 19000, n), unit="D"),
    )
    texts = [f"Sentence number {i}." for i in range(n)]
    p = g.dirichlet([0.6, 1, 0.4], n)
    actors = g.choice(["armenia", "russia", "france", "iran"], n, p=[0.6, 0.3, 0.08, 0.02])
    documents = pd.DataFrame({"doc_id": ids, "text": texts, "published_start": days})
    documents["published_start"] = documents["published_start"].where(g.random(n) > 0.1)
    documents["published_end"] = documents["published_start"]
    sentences = pd.DataFrame({"doc_id": ids, "text": texts, "end": [len(t) for t in texts]})
    shares = dict(zip(("p_negative", "p_neutral", "p_positive"), p.T, strict=True))
    opinions = pd.DataFrame(
        {"doc_id": ids, "end": 3, "actor_id": actors, "score": p[:, 2] - p[:, 0]}
    )
    opinions = opinions.assign(
        **shares, label=np.array(tables.LABELS)[p.argmax(axis=1)], scorer="x"
    )
    made = {"documents": documents, "sentences": sentences, "opinions": opinions}
    return {name: tables.make(rows.to_dict("records"), name) for name, rows in made.items()}


def draw(made: dict[str, pd.DataFrame], **more) -> pd.DataFrame:
    return draw_passages(
        made["opinions"], documents=made["documents"], sentences=made["sentences"], **more
    )


@pytest.mark.parametrize("size", [1, 2, 5, 40, 150, 399, 400, 1000])
def test_probabilities_sum_to_the_number_drawn_and_nobody_is_left_out(size: int) -> None:
    drawn = draw(corpus(), how_many=size)
    assert len(drawn) == min(size, 400) and not drawn.duplicated(ITEM).any()
    assert (1 / drawn["probability"]).sum() == pytest.approx(400), "each stratum has its labels"
    sizes = 1 / drawn.groupby("stratum")["probability"].first() * drawn["stratum"].value_counts()
    total = (sizes * drawn.groupby("stratum")["probability"].first()).sum()
    assert total == pytest.approx(len(drawn)), "over all passages they sum to the sample's size"
    if size >= 40:
        counts = drawn["stratum"].value_counts().drop("rest", errors="ignore")
        assert counts.min() >= FLOOR


DRAWS, SIZE = 100, 150


@pytest.fixture(scope="module")
def draws() -> list[pd.DataFrame]:
    made = corpus(SIZE)
    return [draw(made, how_many=40, seed=seed) for seed in range(DRAWS)]


def test_horvitz_thompson_over_them_is_unbiased_where_the_plain_mean_is_not(draws) -> None:
    """What is estimated hangs on stratum and size, as the draw does."""
    opinions = corpus(SIZE)["opinions"]
    truth = opinions.set_index("doc_id")["p_negative"] + opinions["actor_id"].eq("iran").to_numpy()
    plain, weighted = [], []
    for drawn in draws:
        y = drawn["doc_id"].map(truth)
        plain.append(y.mean())
        weighted.append((y / drawn["probability"]).sum() / SIZE)
    error = np.std(weighted) / np.sqrt(DRAWS)
    assert abs(np.mean(weighted) - truth.mean()) < 3 * error
    assert abs(np.mean(plain) - truth.mean()) > 3 * error, "else this test could not fail"


def test_every_passage_is_drawn_as_often_as_its_probability_says(draws) -> None:
    every = pd.concat(draws)
    hits, chance = every["doc_id"].value_counts() / DRAWS, every.groupby("doc_id")["probability"]
    assert chance.nunique().eq(1).all(), "the scores set it, and no seed does"
    assert (hits - chance.first()).abs().max() < 4 * np.sqrt(0.25 / DRAWS)
    assert chance.first().sum() == pytest.approx(40) and len(hits) == SIZE


def test_strata_are_traits_that_are_known_before_anybody_labels() -> None:
    drawn = draw(corpus(), how_many=100)
    assert {"armenia|2020-01-01|negative", "rest"} <= set(drawn["stratum"])
    full = drawn[drawn["stratum"].str.count(r"\|") == len(STRATA) - 1]
    assert (full["stratum"].str.split("|").str[-1] == full["predicted"]).all()
    assert not drawn["stratum"].str.startswith("iran").any(), "too few for a stratum of their own"


def test_a_larger_draw_in_the_same_strata_goes_on_with_the_smaller_one() -> None:
    made = corpus(40)
    small, large = (set(draw(made, how_many=n)["doc_id"]) for n in (30, 35))
    assert len(small & large) >= 28


def test_the_allocation_is_the_best_of_all() -> None:
    sizes, spreads = np.array([30, 12, 7]), np.array([0.2, 0.9, 0.5])

    def variance(take: np.ndarray) -> float:
        return (sizes**2 * spreads**2 * (1 / take - 1 / sizes)).sum()

    every = [np.array(t) for t in itertools.product(range(2, 19), repeat=3) if sum(t) == 20]
    best = min((t for t in every if (t <= sizes).all()), key=variance)
    assert allocate(sizes, spreads=spreads, size=20).tolist() == best.tolist()


def test_a_text_that_stands_twice_is_asked_once() -> None:
    made = corpus(20)
    for name in ("documents", "sentences"):
        made[name]["text"] = "The same."
    made["sentences"]["end"] = 9
    made["opinions"]["actor_id"] = "armenia"
    drawn = draw(made, how_many=20)
    assert drawn["passage"].tolist() == [passage_key("The same.")]
    assert drawn["probability"].tolist() == [1]


def test_the_mean_of_labels_weights_them_by_their_probabilities() -> None:
    """A sixth of the corpus is critical and was drawn five times as often."""
    rows = []
    for n in range(120):
        critical, drawn = n < 20, n < 10 or 20 <= n < 30
        label = ("negative" if critical else "neutral") if drawn else ""
        row = {"doc_id": f"d{n:03}", "actor_id": "iran", "predicted": "neutral", "drawn": "random"}
        row |= {"score": 0.0, "probability": 0.5 if critical else 0.1, "reference_label": label}
        rows.append(row)
    day = pd.Timestamp("2020-01-01")
    days = {"published_start": day, "published_end": day}
    documents = tables.make([{"doc_id": row["doc_id"]} | days for row in rows], "documents")
    labelled = tables.make(rows, "labelled")
    means = ppi_means(labelled, documents=documents).set_index("method")["mean"]
    assert means["labels"] == means["ppi"] == pytest.approx(-20 / 120) and means["machine"] == 0
    unknown = labelled.assign(probability=labelled["probability"].where(labelled.index > 0))
    means = ppi_means(unknown, documents=documents).set_index("method")["mean"]
    assert means["labels"] == pytest.approx(-0.5), "one unknown, and all count alike as before"
