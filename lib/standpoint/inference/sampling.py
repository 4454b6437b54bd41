"""Opinions in, a sample of passages out, each with the probability with which it was drawn.

Strata are target, period and predicted label. Every stratum gets a few labels, and the rest go
where the scores leave most open: as many to each as its size times its predicted spread asks for
(Neyman 1934), in whole numbers (Wright 2012). Within a stratum every passage is as likely as any
other. An estimate that weights each label by 1 / probability is unbiased for the whole corpus
(Horvitz & Thompson 1952), however wrong the scores are that steered the draw.

References
----------
Neyman 1934, "On the two different aspects of the representative method", *JRSS* 97; Horvitz &
Thompson 1952, "A generalization of sampling without replacement from a finite universe", *JASA* 47;
Wright 2012, "The equivalence of Neyman optimum allocation for sampling and equal proportions for
apportioning the U.S. House of Representatives", *The American Statistician* 66 (4); Cochran 1977,
*Sampling Techniques*, chapter 5.
"""

from collections.abc import Sequence
from itertools import accumulate

import numpy as np
import pandas as pd

from standpoint import tables
from standpoint.inference.annotations import ITEM, P, match_labels, passage_key
from standpoint.inference.series import dated

STRATA = ["actor_id", "period", "predicted"]  # joined from the last on, where they are too small
FEWEST = 10  # passages of a stratum: fewer join others
FLOOR = 2  # labels of a stratum: the fewest that have a spread
# Of labels in a stratum, whatever the scores say: that of one wrong in twenty, for no scorer is
# known to be better.
LEAST_SPREAD = 0.22


def draw_passages(
    opinions: pd.DataFrame,
    *,
    documents: pd.DataFrame,
    sentences: pd.DataFrame,
    how_many: int,
    period: str | Sequence[str] = "year",
    seed: int = 0,
) -> pd.DataFrame:
    """Draw sentences with an actor in each, in the order of asking; each text counts once.

    A corpus with fewer gives all of them. Undated documents are a period of their own.

    Returns
    -------
    DataFrame
        The labelled table's columns with text, passage, stratum and probability. Probabilities over
        all passages of the corpus sum to the number drawn.
    """
    given = {"labels": tables.empty("annotations"), "documents": documents, "unit": "sentence"}
    rows = match_labels(opinions, sentences=sentences, **given).drop(columns="probability")
    rows = rows.merge(sentences[["doc_id", "sent_id", "text"]], on=["doc_id", "sent_id"])
    rows["passage"] = rows["text"].map(passage_key).astype("str")
    rows = rows.drop_duplicates(ITEM)
    days = dated(documents, period=period)[["doc_id", "period"]]
    rows = rows.merge(days, on="doc_id", how="left")
    rows["period"] = rows["period"].astype("str").fillna("undated")
    size = min(how_many, len(rows))
    rows["stratum"] = _strata(rows, size)
    p = rows[P].to_numpy(float)
    rows["variance"] = p[:, 0] + p[:, 2] - (p[:, 2] - p[:, 0]) ** 2
    found = rows.groupby("stratum")["variance"].agg(["size", "mean"])
    spreads = np.sqrt(found["mean"].to_numpy(float)).clip(LEAST_SPREAD)
    found["take"] = allocate(found["size"].to_numpy(int), spreads=spreads, size=size)
    rows = rows.iloc[np.random.default_rng(seed).permutation(len(rows))]
    take, whole = (rows["stratum"].map(found[name]).astype(float) for name in ("take", "size"))
    drawn = rows.groupby("stratum").cumcount() < take
    out = rows.assign(probability=take / whole).drop(columns=["variance", "period"])
    return out[drawn].reset_index(drop=True)


def allocate(sizes: np.ndarray, *, spreads: np.ndarray, size: int) -> np.ndarray:
    """Divide a sample among strata so that its total has the smallest variance, each at its floor.

    Examples
    --------
    >>> allocate(np.array([100, 100, 3]), spreads=np.array([0.3, 0.9, 0.3]), size=42).tolist()
    [10, 30, 2]
    """
    take = np.minimum(np.minimum(sizes, FLOOR), size)
    for _ in range(size - take.sum()):
        gain = np.where(take < sizes, sizes * spreads / np.sqrt(take * (take + 1.0)), -1)
        take[np.argmax(gain)] += 1
    return take


def _strata(rows: pd.DataFrame, size: int) -> pd.Series:
    """The stratum of each row: all three traits, or fewer, so that none is too small to draw from.

    None is so small that the floors of all would ask for more than there are labels.
    """
    fewest = max(FEWEST, -(-FLOOR * len(rows) // max(size - FLOOR, 1)))
    out = pd.Series("", index=rows.index)
    names = list(accumulate((rows[trait] for trait in STRATA), lambda a, b: a + "|" + b))
    for name in reversed(names):
        left = name[out == ""]
        out[left.index] = left.where(left.map(left.value_counts()) >= fewest, "")
    return out.replace("", "rest")
