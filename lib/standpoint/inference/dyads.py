"""Opinions → voices: for a holder and a target, one row per document with its mean score and the
target's share.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from standpoint import tables
from standpoint.actors.registry import Registry
from standpoint.errors import StudyError

EVERYBODY = "all"


def dyads(
    opinions: pd.DataFrame,
    *,
    documents: pd.DataFrame,
    registry: Registry,
    pairs: Sequence[tuple[str, str]],
) -> pd.DataFrame:
    """What each holder says of each target, taken together by document, because mentions in one
    document are not independent.

    In: opinions, documents; `pairs` of holder and target (`voice_pairs`). A state as holder means
    everybody who belongs to it (`Registry.state_of`); `all` means everybody, the text itself
    included. Out: the voices table, with a row for each document in which the holder speaks of
    anybody: `score` is the mean over the mentions of the target, -1..1, missing where there is
    none; `share` is the part of the holder's mentions that are of the target, 0..1. Copies
    (`duplicate_of`) do not count; undated documents stay, without a day.

    >>> from pathlib import Path
    >>> from standpoint.actors.registry import read_registry
    >>> registry = read_registry(Path(__file__).parents[3] / "data" / "actors.yml")
    >>> said = tables.make([
    ...     {"doc_id": "a", "start": 0, "end": 6, "actor_id": "russia", "holder_id": "nikol-pashinyan", "score": -0.5, "label": "negative"},
    ...     {"doc_id": "a", "start": 9, "end": 12, "actor_id": "csto", "holder_id": "armenia", "score": 0.1, "label": "neutral"}], "opinions")
    >>> texts = tables.make([{"doc_id": "a", "published_start": pd.Timestamp("2022-12-29"), "published_end": pd.Timestamp("2022-12-29")}], "documents")
    >>> dyads(said, documents=texts, registry=registry, pairs=[("armenia", "russia")])[["score", "share"]].values.tolist()
    [[-0.5, 0.5]]
    """
    kept = documents.loc[
        documents["duplicate_of"] == "", ["doc_id", "published_start", "published_end"]
    ]
    said = opinions.merge(kept, on="doc_id")
    parts = [
        _pair(said[_speaks(said["holder_id"], holder, registry)], holder, target)
        for holder, target in pairs
    ]
    return tables.check(pd.concat(parts), "dyads") if parts else tables.empty("dyads")


def make_dyads(
    holders: Sequence[str], *, targets: Sequence[str], registry: Registry
) -> list[tuple[str, str]]:
    """Holders and targets, ids in the same order, as pairs, each pair once; one holder alone stands
    for all targets.

    Raises StudyError for an unknown id and where the two differ in number.

    >>> make_dyads(["all"], targets=[], registry=Registry({}))
    []
    """
    if len(holders) != len(targets) and len(holders) != 1:
        raise StudyError(
            "holders and targets",
            f"{len(holders)} holders for {len(targets)} targets",
            "name one holder for each target, in the same order, or one for all",
        )
    registry.check_ids(
        [key for key in holders if key not in (EVERYBODY, "author", "unknown")], where="holders"
    )
    registry.check_ids(targets, where="targets")
    return list(
        dict.fromkeys(
            zip(list(holders) * (len(targets) if len(holders) == 1 else 1), targets, strict=True)
        )
    )


def select_dyad(
    opinions: pd.DataFrame, *, holder: str, target: str, registry: Registry
) -> pd.DataFrame:
    """The opinions of a pair, by the same rule as `voices`: what this holder says of this target.

    >>> select_dyad(tables.empty("opinions"), holder="all", target="russia", registry=Registry({})).empty
    True
    """
    return opinions[
        (opinions["actor_id"] == target) & _speaks(opinions["holder_id"], holder, registry)
    ]


def source_label(holder_id: str, *, registry: Registry) -> str:
    """How a holder is named in a sentence: a state by the adjective of its people.

    >>> source_label("all", registry=Registry({})), source_label("author", registry=Registry({}))
    ('All voices', 'The texts themselves')
    """
    fixed = {
        EVERYBODY: "All voices",
        "author": "The texts themselves",
        "unknown": "Holders who are no actor here",
    }
    if holder_id in fixed or holder_id not in registry:
        return fixed.get(holder_id, holder_id)
    actor = registry.actors[holder_id]
    adjectives = actor.adjectives.get("en", ())
    return f"{adjectives[0]} voices" if actor.kind == "state" and adjectives else actor.name


def _speaks(holders: pd.Series, wanted: str, registry: Registry) -> pd.Series:
    if wanted == EVERYBODY:
        return pd.Series(True, index=holders.index)
    if wanted in registry and registry.actors[wanted].kind == "state":
        return holders.isin([key for key in registry.actors if registry.state_of(key) == wanted])
    return holders == wanted


def _pair(said: pd.DataFrame, holder: str, target: str) -> pd.DataFrame:
    about = said[said["actor_id"] == target].groupby("doc_id")["score"].agg(["mean", "size"])
    every = said.groupby("doc_id").agg(
        published_start=("published_start", "first"),
        published_end=("published_end", "first"),
        n=("score", "size"),
    )
    joined = every.join(about).reset_index()
    n_mentions = joined["size"].fillna(0)
    return pd.DataFrame(
        {
            "holder_id": holder,
            "actor_id": target,
            "doc_id": joined["doc_id"].astype(tables.TEXT),
            "published_start": joined["published_start"].astype(tables.DATE),
            "published_end": joined["published_end"].astype(tables.DATE),
            "score": joined["mean"].astype(float),
            "share": (n_mentions / joined["n"]).astype(float),
            "n_mentions": n_mentions.astype(int),
        }
    )
