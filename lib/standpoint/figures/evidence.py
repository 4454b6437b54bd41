"""The sentences behind a number, with the target marked and the holder named."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from standpoint import tables
from standpoint.actors.registry import Registry
from standpoint.figures import style


@dataclass(frozen=True)
class Passage:
    """One sentence with its target, score, holder and way home."""

    rank: str
    sentence: str
    start: int
    end: int
    score: float
    target: str
    holder: str
    date: str
    source: str


@dataclass(frozen=True)
class Evidence:
    """Passages that show themselves in a notebook; all text of the corpus is escaped."""

    passages: tuple[Passage, ...]

    def _repr_html_(self) -> str:
        return style.render("evidence", passages=self.passages)


def evidence(
    opinions: pd.DataFrame,
    *,
    sentences: pd.DataFrame,
    documents: pd.DataFrame,
    registry: Registry,
    n_random: int = 3,
    seed: int = 0,
) -> Evidence:
    """Show the lowest, the highest and some random opinions with their sentences.

    Ties are broken by place in the corpus; the random ones depend on `seed` alone.
    """
    ordered = opinions.sort_values(["score", "doc_id", "start"], kind="stable")
    random = np.random.default_rng(seed).permutation(np.arange(1, len(ordered) - 1))[:n_random]
    picks = [("lowest", 0), ("highest", len(ordered) - 1)][: len(ordered)]
    picks += [("random", place) for place in sorted(random)]
    text = sentences.set_index(["doc_id", "sent_id"])
    home = documents.set_index("doc_id")
    passages = []
    for rank, place in picks:
        row = ordered.iloc[place]
        sentence, document = text.loc[(row["doc_id"], row["sent_id"])], home.loc[row["doc_id"]]
        date = document["published_start"]
        passage = Passage(
            rank,
            sentence["text"],
            int(row["start"] - sentence["start"]),
            int(row["end"] - sentence["start"]),
            float(row["score"]),
            registry.name_of(row["actor_id"]),
            registry.name_of(row["holder_id"]),
            "undated" if pd.isna(date) else f"{date:%Y-%m-%d}",
            document["source"],
        )
        passages.append(passage)
    return Evidence(tuple(passages))


def label_shares(opinions: pd.DataFrame) -> pd.DataFrame:
    """Count mentions and documents per actor, with the share of each label, most mentioned first.

    Returns
    -------
    DataFrame
        actor_id, n_mentions, n_docs, mean (score), one share per label, hedged (share).

    Examples
    --------
    >>> label_shares(tables.empty("opinions")).empty
    True
    """
    grouped = opinions.groupby("actor_id")
    out = grouped.agg(n_mentions=("doc_id", "size"), n_docs=("doc_id", "nunique"))
    out["mean"] = grouped["score"].mean()
    for label in tables.LABELS:
        out[label] = (opinions["label"] == label).groupby(opinions["actor_id"]).mean()
    out["hedged"] = grouped["hedged"].mean()
    order = {"by": ["n_mentions", "actor_id"], "ascending": [False, True]}
    return out.reset_index().sort_values(**order, ignore_index=True)
