"""The sentences behind a number, with the target marked and the holder named."""

import numpy as np
import pandas as pd

from standpoint.actors.registry import Registry
from standpoint.figures import style


def evidence(
    opinions: pd.DataFrame,
    *,
    sentences: pd.DataFrame,
    documents: pd.DataFrame,
    registry: Registry,
    n_random: int = 3,
    seed: int = 0,
) -> style.Listing:
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
        passages.append(
            {
                "rank": rank,
                "sentence": sentence["text"],
                "start": int(row["start"] - sentence["start"]),
                "end": int(row["end"] - sentence["start"]),
                "score": float(row["score"]),
                "target": registry.name_of(row["actor_id"]),
                "holder": registry.name_of(row["holder_id"]),
                "date": "undated" if pd.isna(date) else f"{date:%Y-%m-%d}",
                "source": document["source"],
            }
        )
    return style.Listing("evidence", tuple(passages))
