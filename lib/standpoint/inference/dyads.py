"""Opinions in, dyads out: what a holder says of a target, one row per document."""

from collections.abc import Sequence

import pandas as pd

from standpoint import tables
from standpoint.actors.registry import Registry
from standpoint.errors import StudyError

EVERYBODY = "all"
# Holders that are no actors, as a sentence names them.
LABELS = {
    EVERYBODY: "All voices",
    "author": "The texts themselves",
    "unknown": "Holders outside the registry",
}


def dyads(
    opinions: pd.DataFrame,
    *,
    documents: pd.DataFrame,
    registry: Registry,
    pairs: Sequence[tuple[str, str]],
) -> pd.DataFrame:
    """Average score and share of attention per document for each holder and target.

    Documents are the unit because mentions within one are not independent. A state as holder stands
    for everybody who belongs to it, `all` for everybody, the texts' own voice included. Copies do
    not count; undated documents stay, without a day. There is a row for each document in which the
    holder speaks of anybody.
    """
    own = documents[documents["duplicate_of"] == ""]
    frame = opinions.merge(own[["doc_id", "published_start", "published_end"]], on="doc_id")
    parts = [
        _by_document(frame[speaks(frame["holder_id"], holder, registry)], holder, target)
        for holder, target in pairs
    ]
    return tables.check(pd.concat(parts), "dyads") if parts else tables.empty("dyads")


def make_dyads(
    holders: Sequence[str], *, targets: Sequence[str], registry: Registry
) -> list[tuple[str, str]]:
    """Pair holders with targets in order, each pair once; one holder stands for all targets."""
    if len(holders) not in (1, len(targets)):
        raise StudyError(
            "holders and targets",
            f"{len(holders)} holders for {len(targets)} targets",
            "name one holder for each target, in the same order, or one for all",
        )
    registry.check_ids([key for key in holders if key not in LABELS], where="holders")
    registry.check_ids(targets, where="targets")
    each = list(holders) * (len(targets) if len(holders) == 1 else 1)
    return list(dict.fromkeys(zip(each, targets, strict=True)))


def all_dyads(table: pd.DataFrame, pairs: Sequence[tuple[str, str]] | None) -> list[tuple]:
    """The pairs asked for, or else those of a dyads table in its order."""
    if pairs is not None:
        return [tuple(pair) for pair in pairs]
    rows = table[["holder_id", "actor_id"]].drop_duplicates()
    return list(rows.itertuples(index=False, name=None))


def select_dyad(
    opinions: pd.DataFrame, *, holder: str, target: str, registry: Registry
) -> pd.DataFrame:
    """Select the opinions of this holder about this target, by the rule of `dyads`."""
    held = speaks(opinions["holder_id"], holder, registry)
    return opinions[(opinions["actor_id"] == target) & held]


def source_label(holder_id: str, *, registry: Registry) -> str:
    """Name a holder as a sentence does: a state by the adjective of its people.

    Examples
    --------
    >>> source_label("all", registry=Registry({})), source_label("author", registry=Registry({}))
    ('All voices', 'The texts themselves')
    """
    actor = registry.actors.get(holder_id)
    adjectives = actor.adjectives.get("en", ()) if actor and actor.kind == "state" else ()
    if adjectives:
        return f"{adjectives[0]} voices"
    return LABELS.get(holder_id, registry.name_of(holder_id))


def speaks(holders: pd.Series, wanted: str, registry: Registry) -> pd.Series:
    """Say which of these holders `wanted` stands for: all, a state with its people, or one."""
    if wanted == EVERYBODY:
        return pd.Series(True, index=holders.index)
    if wanted in registry and registry.actors[wanted].kind == "state":
        return holders.isin([key for key in registry.actors if registry.state_of(key) == wanted])
    return holders == wanted


def _by_document(frame: pd.DataFrame, holder: str, target: str) -> pd.DataFrame:
    """The rows of one pair; `frame` holds everything that this holder says of anybody."""
    about = frame.assign(about=frame["score"].where(frame["actor_id"] == target))
    made = about.groupby("doc_id").agg(
        published_start=("published_start", "first"),
        published_end=("published_end", "first"),
        score=("about", "mean"),
        n_mentions=("about", "count"),
        n=("score", "size"),
    )
    made = made.assign(holder_id=holder, actor_id=target, share=made["n_mentions"] / made["n"])
    return made.drop(columns="n").reset_index()
