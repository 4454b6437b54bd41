"""Mentions → co-mentions: which actors are named in one sentence."""

from __future__ import annotations

import pandas as pd


def co_mentions(mentions: pd.DataFrame) -> pd.DataFrame:
    """Pairs of actors with the number of sentences and documents that name both, most shared first.

    In: mentions. Out: actor_a, actor_b (in order of id), n_sentences, n_docs. Ambiguous mentions do
    not count.

    >>> rows = [("d", 0, "armenia"), ("d", 0, "russia"), ("d", 1, "russia")]
    >>> co_mentions(pd.DataFrame(rows, columns=["doc_id", "sent_id", "actor_id"])).to_dict("records")
    [{'actor_a': 'armenia', 'actor_b': 'russia', 'n_sentences': 1, 'n_docs': 1}]
    """
    there = mentions.loc[
        mentions["actor_id"] != "", ["doc_id", "sent_id", "actor_id"]
    ].drop_duplicates()
    pairs = there.merge(there, on=["doc_id", "sent_id"], suffixes=("_a", "_b"))
    pairs = pairs[pairs["actor_id_a"] < pairs["actor_id_b"]]
    pairs = pairs.rename(columns={"actor_id_a": "actor_a", "actor_id_b": "actor_b"})
    grouped = (
        pairs.groupby(["actor_a", "actor_b"])["doc_id"]
        .agg(n_sentences="size", n_docs="nunique")
        .reset_index()
    )
    order = ["n_sentences", "n_docs", "actor_a", "actor_b"]
    return grouped.sort_values(order, ascending=[False, False, True, True]).reset_index(drop=True)
