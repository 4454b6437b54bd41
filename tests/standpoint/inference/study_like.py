"""Scores and labels like those of the bundled study, without scoring it: the scores that
tests/standpoint/expected holds, and the labels of the model coders that the model did not learn
from.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

import standpoint as sp
from chain_for_tests import DATA
from standpoint.inference.annotations import VALUE, consensus, passage_key, read_annotations

SCORES = Path(__file__).parents[1] / "expected" / "opinions.csv"


def passages() -> pd.DataFrame:
    """One row per labelled document and actor: doc_id, actor_id, score and value (the label).

    Each entry of the digest is a document and a passage at once.
    """
    scores = pd.read_csv(SCORES).groupby(["doc_id", "actor_id"])["score"].mean().reset_index()
    labels = read_annotations(*sorted((DATA / "annotations").glob("*.csv")))
    documents = sp.Corpus.from_study("armenia").documents
    keys = documents["text"].map(passage_key).astype("str")
    agreed = consensus(labels).merge(documents[["doc_id"]].assign(passage=keys))
    agreed = agreed[(agreed["reference_label"] != "") & ~agreed["used_in_training"]]
    rows = scores.merge(agreed[["doc_id", "actor_id", "reference_label"]])
    return rows.assign(value=rows["reference_label"].map(VALUE).astype(float))


def draw(
    pool: pd.DataFrame, n: int, generator: np.random.Generator, *, labelled: int, first: int = 0
) -> pd.DataFrame:
    """Draw documents of one passage each from a pool, as a labelled table: so many have a label."""
    rows = pool.iloc[generator.integers(0, len(pool), n)]
    seen = np.arange(n) < labelled
    return pd.DataFrame(
        {
            "doc_id": [f"d{first + k}" for k in range(n)],
            "actor_id": rows["actor_id"].to_numpy(),
            "holder_id": "author",
            "score": rows["score"].to_numpy(),
            "reference_label": np.where(seen, rows["reference_label"], ""),
            "drawn": "random",
            "used_in_training": False,
        }
    )
