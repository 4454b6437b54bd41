"""Mentions → opinions: how each mention is spoken of, by whom, and how sure the scorer is."""

from __future__ import annotations

import numpy as np
import pandas as pd

from standpoint import tables
from standpoint.actors.registry import Registry
from standpoint.attitude.holders import holders
from standpoint.attitude.scorers import Item, Scorer
from standpoint.errors import ScorerError
from standpoint.language.hedges import hedges


def opinions(
    mentions: pd.DataFrame,
    *,
    sentences: pd.DataFrame,
    documents: pd.DataFrame,
    registry: Registry,
    scorer: Scorer,
) -> pd.DataFrame:
    """Every mention of a known actor with its holder, probabilities, score, label and whether the
    claim is hedged.

    In: mentions, sentences, documents. Out: the opinions table. Mentions whose actor is ambiguous
    have no opinion, nor have documents in a language that the scorer does not read: both stay in
    their tables, where they can be counted. Raises ScorerError where a mention does not lie in its
    sentence."""
    readable = documents[documents["language"].isin(scorer.languages)]
    known = mentions[(mentions["actor_id"] != "") & mentions["doc_id"].isin(readable["doc_id"])]
    if known.empty:
        return tables.empty("opinions")
    text = sentences[["doc_id", "sent_id", "start", "text"]].rename(columns={"start": "offset"})
    frame = known.merge(text, on=["doc_id", "sent_id"], how="left").set_index(known.index)
    if frame["text"].isna().any():
        row = frame[frame["text"].isna()].iloc[0]
        raise ScorerError(
            f"mention of '{row.actor_id}' in {row.doc_id}",
            f"its sentence {row.sent_id} is not in the sentences table",
            "give the sentences that the mentions were found in",
        )
    spans = {
        key: tuple(zip(group["start"], group["end"], strict=True))
        for key, group in mentions.groupby(["doc_id", "sent_id"])
    }
    kinds = {actor.id: actor.kind for actor in registry.actors.values()}
    items = [
        Item(
            row.text,
            row.start - row.offset,
            row.end - row.offset,
            kinds.get(row.actor_id, ""),
            _others(row, spans),
        )
        for row in frame.itertuples()
    ]
    p = scorer.score(items)
    out = known[["doc_id", "sent_id", "start", "end", "actor_id"]].assign(
        holder_id=holders(known, sentences=sentences, documents=documents, registry=registry),
        p_negative=p[:, 0],
        p_neutral=p[:, 1],
        p_positive=p[:, 2],
        score=p[:, 2] - p[:, 0],
        label=scorer.label(p),
        hedged=np.array(
            [bool(hedges(item.sentence, start=item.start, end=item.end)) for item in items]
        ),
        scorer=scorer.name,
    )
    return tables.check(out.sort_values(["doc_id", "start", "end", "actor_id"]), "opinions")


def _others(
    row, spans: dict[tuple[str, int], tuple[tuple[int, int], ...]]
) -> tuple[tuple[int, int], ...]:
    there = spans[(row.doc_id, row.sent_id)]
    return tuple(
        (start - row.offset, end - row.offset)
        for start, end in there
        if (start, end) != (row.start, row.end)
    )
