"""Agreement of machine and readers: the measures are those of the libraries, and a planted
unfairness is found where it was put.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from chain_for_tests import DATA, chain, document
from standpoint import tables
from standpoint.actors.registry import read_registry
from standpoint.figures import agreement as reliability
from standpoint.inference.agreement import (
    agreement,
    agreement_level,
    between_coders,
    between_coders_by_kind,
    compare_scorers,
    confusion,
    reliability_table,
)
from standpoint.inference.annotations import passage_key
from standpoint_training.measures import macro_f1

LABELS = np.array(tables.LABELS)


def judged(
    n_docs: int = 60,
    *,
    per: int = 3,
    right: float = 0.75,
    seed: int = 1,
    lean_of: str = "",
    lean: float = 0.0,
) -> pd.DataFrame:
    """Passages with a machine that is right so often, and leans so much for one actor."""
    g = np.random.default_rng(seed)
    n = n_docs * per
    truth = g.integers(0, 3, n)
    given = np.where(g.random(n) < right, truth, g.integers(0, 3, n))
    p = np.full((n, 3), 0.15)
    p[np.arange(n), given] = 0.7
    actors = np.array(["armenia", "azerbaijan", "russia"])[np.arange(n) % 3]
    score = p[:, 2] - p[:, 0] + np.where(actors == lean_of, lean, 0.0)
    return tables.check(
        pd.DataFrame(
            {
                "doc_id": [f"d{i // per:03}" for i in range(n)],
                "sent_id": -1,
                "start": 0,
                "end": 9,
                "actor_id": actors,
                "p_negative": p[:, 0],
                "p_neutral": p[:, 1],
                "p_positive": p[:, 2],
                "score": score,
                "predicted": LABELS[given],
                "reference_label": LABELS[truth],
                "n_mentions": 1,
                "holder_id": "author",
                "n_coders": 2,
                "used_in_training": np.arange(n) // per % 4 > 0,
                "drawn": "",
                "probability": np.nan,
                "scorer": "encoder 1",
            }
        ),
        "labelled",
    )


def documents(n: int = 60) -> pd.DataFrame:
    days = pd.date_range("2019-01-15", periods=n, freq="20D")
    return tables.make(
        [
            {
                "doc_id": f"d{i:03}",
                "published_start": day,
                "published_end": day,
                "published_granularity": "day",
            }
            for i, day in enumerate(days)
        ],
        "documents",
    )


def value(
    table: pd.DataFrame, measure: str, *, label: str = "", by: str = "training", group: str = "all"
) -> pd.Series:
    found = table[
        (table["by"] == by)
        & (table["group"] == group)
        & (table["measure"] == measure)
        & (table["label"] == label)
    ]
    assert len(found) == 1
    return found.iloc[0]


def test_values_are_what_counting_gives() -> None:
    frame = judged()
    table = agreement(frame, documents=documents())
    true, given = frame["reference_label"], frame["predicted"]
    for label in tables.LABELS:
        hit = ((true == label) & (given == label)).sum()
        precision, recall = hit / (given == label).sum(), hit / (true == label).sum()
        assert [
            value(table, m, label=label)["value"] for m in ("precision", "recall")
        ] == pytest.approx([precision, recall])
        assert value(table, "f1", label=label)["value"] == pytest.approx(
            2 * precision * recall / (precision + recall)
        )
    assert value(table, "accuracy")["value"] == pytest.approx((true == given).mean())
    codes = [pd.Categorical(column, list(tables.LABELS)).codes for column in (true, given)]
    assert value(table, "macro-f1")["value"] == pytest.approx(macro_f1(*codes)), (
        "as when the model was made"
    )
    counts = pd.crosstab(true, given).loc[list(tables.LABELS), list(tables.LABELS)]
    assert confusion(frame).to_numpy().tolist() == counts.to_numpy().tolist()


def test_cohens_own_kind_of_example() -> None:
    """Fifty proposals, two readers: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no; kappa is 0.4."""
    pairs = (
        [("positive", "positive")] * 20
        + [("positive", "negative")] * 5
        + [("negative", "positive")] * 10
        + [("negative", "negative")] * 15
    )
    frame = judged(50, per=1).assign(
        reference_label=[a for a, _ in pairs], predicted=[b for _, b in pairs]
    )
    assert value(agreement(frame), "kappa")["value"] == pytest.approx(0.4)


def by_nltk(triples: list[tuple[str, str, str]]):
    from nltk.metrics.agreement import AnnotationTask

    return AnnotationTask(data=triples)


@pytest.mark.parametrize("seed", range(3))
def test_kappa_is_that_of_nltk(seed: int) -> None:
    frame = judged(20, seed=seed, right=0.6)
    triples = [
        (who, str(place), label)
        for who, column in (("coders", "reference_label"), ("model", "predicted"))
        for place, label in enumerate(frame[column])
    ]
    assert value(agreement(frame), "kappa")["value"] == pytest.approx(by_nltk(triples).kappa())


def test_krippendorffs_own_example() -> None:
    """Krippendorff 2011, section B: two observers, ten items, nominal alpha 0.095."""
    one, two = "0100000010", "1110010000"
    words = {"0": "negative", "1": "positive"}
    rows = [
        {"passage": f"p{i}", "actor_id": "x", "coder": c, "label": words[said[i]]}
        for c, said in (("a", one), ("b", two))
        for i in range(10)
    ]
    found = between_coders(tables.make(rows, "annotations"))
    assert found["alpha"] == pytest.approx(0.095, abs=0.0005) and found["n"] == 10
    assert found["alpha_low"] < found["alpha"] < found["alpha_high"]


def test_three_coders_who_did_not_label_all() -> None:
    g = np.random.default_rng(0)
    rows = [
        {
            "passage": f"p{i}",
            "actor_id": "x",
            "coder": c,
            "label": LABELS[(i + (g.random() < 0.2)) % 3],
        }
        for i in range(30)
        for c in "abc"
        if (i + ord(c)) % 4
    ]
    found = between_coders(tables.make(rows, "annotations"))
    assert found["coders"] == 3 and 0.4 < found["alpha"] < 1
    several = [r for r in rows if sum(o["passage"] == r["passage"] for o in rows) > 1]
    triples = [(r["coder"], r["passage"], r["label"]) for r in several]
    assert found["alpha"] == pytest.approx(by_nltk(triples).alpha())
    later = [row | {"coder": "agreed-d", "label": "neutral"} for row in several]
    with_later = between_coders(tables.make(unlike(rows + later), "annotations"))
    assert with_later == found, "what they agreed on later does not raise their agreement"
    alone = tables.make([row for row in rows if row["coder"] == "a"], "annotations")
    assert between_coders(alone)["n"] == 0 and np.isnan(between_coders(alone)["alpha"])


def unlike(rows: list[dict]) -> list[dict]:
    """Each coder's answer to each item once."""
    return list({(row["passage"], row["coder"]): row for row in rows}.values())


def test_label_and_holder_are_told_apart_for_each_kind_of_target() -> None:
    answers = [  # target, label of both, holders
        ("russia", "negative", "armenia", "armenia"),
        ("russia", "positive", "author", "author"),
        ("vladimir-putin", "negative", "armenia", "other"),
        ("vladimir-putin", "neutral", "author", "armenia"),
        ("nobody-known", "neutral", "", ""),
    ]
    rows = [
        {"passage": f"p{n}", "actor_id": actor, "coder": c, "label": label, "holder": holder}
        for n, (actor, label, *holders) in enumerate(answers)
        for c, holder in zip("ab", holders, strict=True)
    ]
    registry = read_registry(DATA / "actors.yml")
    found = between_coders_by_kind(tables.make(rows, "annotations"), registry=registry)
    assert found["alpha"].xs("label", level="of").drop("unknown").eq(1).all()
    assert found.loc[("state", "holder"), "alpha"] == 1
    assert found.loc[("person", "holder"), "alpha"] < 0 < found.loc[("all", "holder"), "alpha"] < 1
    assert found["n"].to_dict() == {
        ("all", "label"): 5,
        ("all", "holder"): 4,
        ("person", "label"): 2,
        ("person", "holder"): 2,
        ("state", "label"): 2,
        ("state", "holder"): 2,
        ("unknown", "label"): 1,
        ("unknown", "holder"): 0,
    }


def test_documents_are_resampled_and_not_passages() -> None:
    """Ten copies of each passage in its document tell nothing new: the interval stays as wide."""
    once = judged(40, per=1)
    tenfold = pd.concat([once.assign(sent_id=i) for i in range(10)], ignore_index=True)
    widths = [value(agreement(frame), "accuracy") for frame in (once, tenfold)]
    assert widths[0]["high"] - widths[0]["low"] == pytest.approx(
        widths[1]["high"] - widths[1]["low"], abs=1e-9
    )
    assert (widths[1]["n"], widths[1]["n_docs"]) == (400, 40)


def test_a_lean_toward_one_actor_is_found_there_and_only_there() -> None:
    table = agreement(
        judged(150, right=0.95, lean_of="armenia", lean=-0.3), documents=documents(150)
    )
    hit = value(table, "bias-beside-others", by="actor", group="armenia")
    assert hit["high"] < 0 and hit["value"] == pytest.approx(-0.3, abs=0.1)
    for other in ("azerbaijan", "russia"):
        assert (
            value(table, "bias", by="actor", group=other)["low"]
            < 0
            < value(table, "bias", by="actor", group=other)["high"]
        )


def test_groups_say_what_the_model_learnt_from_and_thin_ones_have_no_interval() -> None:
    frame = judged(16)
    table = agreement(frame, documents=documents(16), period="month")
    assert value(table, "accuracy")["n_trained"] == frame["used_in_training"].sum()
    assert value(table, "accuracy", group="held_out")["n_trained"] == 0
    apart = value(table, "accuracy", group="held_out")
    assert apart["n_docs"] == 4 and np.isnan(apart["low"]) and not np.isnan(apart["value"])
    assert len(agreement(frame, documents=documents(16), minimum=17)) == 0
    assert set(table["by"]) == {"training", "actor", "period"}
    words = agreement_level(table[table["by"] == "training"])
    assert "nan" not in words.to_string() and words.loc["accuracy"].iloc[0].endswith("]")


def test_labels_that_nobody_gave_are_missing_and_not_zero() -> None:
    frame = judged(12).assign(reference_label="neutral", predicted="neutral")
    table = agreement(frame)
    assert (
        np.isnan(value(table, "f1", label="positive")["value"])
        and value(table, "macro-f1")["value"] == 1
    )
    assert np.isnan(value(table, "kappa")["value"]), "chance explains everything"


def test_the_same_seed_gives_the_same_table_and_another_group_changes_nothing() -> None:
    frame = judged(30)
    first, second = (agreement(frame, documents=documents(30), seed=4) for _ in range(2))
    pd.testing.assert_frame_equal(first, second)
    russia = agreement(frame[frame["actor_id"] == "russia"], seed=4)
    assert (
        value(russia, "f1", label="neutral", by="actor", group="russia")["low"]
        == value(first, "f1", label="neutral", by="actor", group="russia")["low"]
    )


def test_a_machine_that_is_too_sure_lies_below_the_line() -> None:
    bins = reliability_table(judged(80, right=0.2))
    assert (
        len(bins) == 1
        and bins["confidence"].iloc[0] == pytest.approx(0.7)
        and bins["high"].iloc[0] < 0.7
        and bins["n"].iloc[0] == 240
    )


def test_without_labels_the_tables_are_empty() -> None:
    empty = tables.empty("labelled")
    assert (
        agreement(empty).empty
        and reliability_table(empty).empty
        and agreement_level(agreement(empty)).empty
    )


def test_figures_are_drawn_also_from_little() -> None:
    table = agreement(judged(20), documents=documents(20))
    actors = table[table["by"] == "actor"]
    for drawing in (
        reliability.plot_bias(actors, names={"armenia": "Armenia"}, held_out=actors),
        reliability.plot_bias(actors, names={}, held_out=actors.head(0)),
        reliability.plot_bias(
            agreement(judged(3)[lambda f: f["actor_id"] == "russia"]).query("by == 'actor'"),
            names={},
            held_out=actors.head(0),
        ),
    ):
        drawing.canvas.draw()
        assert drawing.axes and any(axes.has_data() for axes in drawing.axes)


def test_scorers_are_compared_by_the_labels_that_none_of_them_learnt_from() -> None:
    texts = [f"Russia spoke on day {n}." for n in range(40)]
    corpus = chain(*[document(text) for text in texts])
    truth = [LABELS[n % 3] for n in range(40)]
    rows = [
        {
            "doc_id": f"d{n}",
            "actor_id": "russia",
            "coder": "ani",
            "label": label,
            "passage": passage_key(text),
            "used_in_training": n < 10,
        }
        for n, (text, label) in enumerate(zip(texts, truth, strict=True))
    ]
    place = corpus.opinions["doc_id"].str[1:].astype(int)
    right = np.eye(3)[[tables.LABELS.index(truth[n]) for n in place]]
    good = corpus.opinions.assign(
        label=[truth[n] for n in place],
        score=right[:, 2] - right[:, 0],
        scorer="encoder 9",
        **dict(zip(("p_negative", "p_neutral", "p_positive"), right.T, strict=True)),
    )
    found = compare_scorers(
        {"good": good, "vader": corpus.opinions},
        labels=tables.make(rows, "annotations"),
        documents=corpus.documents,
        sentences=corpus.sentences,
        actors=["russia", "iran"],
    )
    assert found["labels"].tolist() == [30, 30], "VADER learnt from none and is asked no other"
    assert found["accuracy"].str[:5].tolist() == ["+1.00", "+0.33"]
    assert found.loc["good", "russia"].startswith("-0.0"), found
    assert found["iran"].tolist() == ["–", "–"]
