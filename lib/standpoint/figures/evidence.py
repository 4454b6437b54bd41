"""Opinions → evidence: the sentences behind a number, with the target marked and the holder named."""

from __future__ import annotations

import html
from dataclasses import dataclass

import numpy as np
import pandas as pd

from standpoint import tables
from standpoint.actors.registry import Registry

_HEAD = ("which", "score", "holder → target", "sentence", "from")
_LEFT = (  # said in each cell, because JupyterLab aligns tables to the right
    'style="text-align:left;vertical-align:top"'
)


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
        rows = "".join(_row(passage) for passage in self.passages)
        return (
            f"<table><thead><tr>{''.join(f'<th {_LEFT}>{name}</th>' for name in _HEAD)}</tr></thead>"
            f"<tbody>{rows}</tbody></table>"
        )


def evidence(
    opinions: pd.DataFrame,
    *,
    sentences: pd.DataFrame,
    documents: pd.DataFrame,
    registry: Registry,
    n_random: int = 3,
    seed: int = 0,
) -> Evidence:
    """The lowest, the highest and `n_random` random opinions with their sentences.

    In: opinions (any selection), sentences, documents. Ties are broken by place in the corpus, and
    the random ones depend on `seed` alone. An empty selection gives no passages."""
    ordered = opinions.sort_values(["score", "doc_id", "start"], kind="stable").reset_index(
        drop=True
    )
    if ordered.empty:
        return Evidence(())
    chosen = {"lowest": 0, "highest": len(ordered) - 1}
    rest = np.arange(1, len(ordered) - 1)
    drawn = np.random.default_rng(seed).permutation(rest)[:n_random]
    picks = [("lowest", chosen["lowest"])] + (
        [("highest", chosen["highest"])] if len(ordered) > 1 else []
    )
    picks += [("random", int(place)) for place in sorted(drawn)]
    text = sentences.set_index(["doc_id", "sent_id"])
    home = documents.set_index("doc_id")
    return Evidence(
        tuple(_passage(rank, ordered.loc[place], text, home, registry) for rank, place in picks)
    )


def _passage(
    rank: str, row: pd.Series, text: pd.DataFrame, home: pd.DataFrame, registry: Registry
) -> Passage:
    sentence = text.loc[(row["doc_id"], row["sent_id"])]
    document = home.loc[row["doc_id"]]
    date = document["published_start"]
    name = {actor.id: actor.name for actor in registry.actors.values()}
    return Passage(
        rank,
        sentence["text"],
        int(row["start"] - sentence["start"]),
        int(row["end"] - sentence["start"]),
        float(row["score"]),
        name.get(row["actor_id"], row["actor_id"]),
        name.get(row["holder_id"], row["holder_id"]),
        "undated" if pd.isna(date) else f"{date:%Y-%m-%d}",
        document["source"],
    )


def _row(passage: Passage) -> str:
    before, target, after = (
        html.escape(part)
        for part in (
            passage.sentence[: passage.start],
            passage.sentence[passage.start : passage.end],
            passage.sentence[passage.end :],
        )
    )
    cells = (
        passage.rank,
        f"{passage.score:+.2f}",
        f"{html.escape(passage.holder)} → {html.escape(passage.target)}",
        f"{before}<mark>{target}</mark>{after}",
        f'<span style="white-space:nowrap">{passage.date}</span><br>{html.escape(passage.source)}',
    )
    return f"<tr>{''.join(f'<td {_LEFT}>{cell}</td>' for cell in cells)}</tr>"


def label_shares(opinions: pd.DataFrame) -> pd.DataFrame:
    """Per actor: number of mentions and documents, mean score, share of each label, share hedged;
    most mentioned first.

    >>> label_shares(tables.empty("opinions")).empty
    True
    """
    grouped = opinions.groupby("actor_id")
    out = pd.DataFrame(
        {
            "n_mentions": grouped.size(),
            "n_docs": grouped["doc_id"].nunique(),
            "mean": grouped["score"].mean(),
        }
    )
    for label in tables.LABELS:
        out[label] = (opinions["label"] == label).groupby(opinions["actor_id"]).mean()
    out["hedged"] = grouped["hedged"].mean()
    return (
        out.reset_index()
        .sort_values(["n_mentions", "actor_id"], ascending=[False, True])
        .reset_index(drop=True)
    )
