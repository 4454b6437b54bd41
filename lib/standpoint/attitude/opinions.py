"""How each mention is spoken of, by whom, and how sure the scorer is."""

import re
from collections.abc import Sequence
from functools import cache

import numpy as np
import pandas as pd

from standpoint import tables
from standpoint.actors.nominal import named_only
from standpoint.actors.registry import Registry, read_registry
from standpoint.attitude.holders import holders
from standpoint.attitude.scorers import DEFAULT, Item, Scorer, load_scorer
from standpoint.errors import InputError
from standpoint.language.hedges import hedges
from standpoint.project import data_path


def opinions(
    mentions: pd.DataFrame,
    *,
    sentences: pd.DataFrame,
    documents: pd.DataFrame,
    registry: Registry,
    scorer: Scorer,
) -> pd.DataFrame:
    """Score every mention of a known actor, and find its holder and hedges.

    Mentions whose actor is ambiguous have no opinion, nor have documents in a language that the
    scorer does not read: both stay in their tables, where they can be counted.

    Parameters
    ----------
    mentions, sentences, documents : DataFrame
        The tables of these names; the mentions were found in these sentences.
    registry : Registry
        The actors of the mentions.
    scorer : Scorer
        What scores them, such as `load_scorer()`.

    Returns
    -------
    DataFrame
        The opinions table, one row per mention.

    Raises
    ------
    TableError
        If a mention's sentence is missing.
    """
    readable = documents[documents["language"].isin(scorer.languages)]
    known = mentions[(mentions["actor_id"] != "") & mentions["doc_id"].isin(readable["doc_id"])]
    if known.empty:
        return tables.empty("opinions")
    held = holders(known, sentences=sentences, documents=documents, registry=registry)
    text = sentences[["doc_id", "sent_id", "start", "text"]].rename(columns={"start": "offset"})
    frame = known.merge(text, on=["doc_id", "sent_id"], how="left").set_index(known.index)
    spans = {
        key: list(zip(group["start"], group["end"], strict=True))
        for key, group in named_only(mentions).groupby(["doc_id", "sent_id"])
    }
    items = []
    for row in frame.itertuples():
        others = tuple(
            (start - row.offset, end - row.offset)
            for start, end in spans.get((row.doc_id, row.sent_id), ())
            if (start, end) != (row.start, row.end)
        )
        actor = registry.actors.get(row.actor_id)
        kind = actor.kind if actor else ""
        items.append(Item(row.text, row.start - row.offset, row.end - row.offset, kind, others))
    p = scorer.score(items)
    out = known[["doc_id", "sent_id", "start", "end", "actor_id"]].assign(
        holder_id=held,
        **_columns(p, scorer),
        hedged=[bool(hedges(item.sentence, start=item.start, end=item.end)) for item in items],
    )
    return tables.check(out.sort_values(["doc_id", "start", "end", "actor_id"]), "opinions")


def _columns(p: np.ndarray, scorer: Scorer) -> dict[str, object]:
    """The columns of a table that a scorer's probabilities fill."""
    return {
        "p_negative": p[:, 0],
        "p_neutral": p[:, 1],
        "p_positive": p[:, 2],
        "score": p[:, 2] - p[:, 0],
        "label": scorer.label(p),
        "scorer": scorer.name,
    }


_loaded = cache(load_scorer)


@cache
def _bundled() -> Registry:
    return read_registry(data_path("actors.yml"))


def score(
    sentences: str | Sequence[str],
    targets: str | Sequence[str],
    *,
    scorer: str | Scorer = DEFAULT,
    kind: str | None = None,
) -> pd.DataFrame:
    """Score how a sentence speaks of a target in it, or several sentences, each for its target.

    Parameters
    ----------
    sentences, targets : str or sequence of str
        English sentences, and in each the words that are its target; their first place counts.
    scorer : str or Scorer
        A name that `load_scorer` knows, or a scorer.
    kind : str, optional
        What the targets are: person, state, organisation or armed-force. Without it the bundled
        registry says so where it knows the name.

    Returns
    -------
    DataFrame
        One row per sentence: sentence, target, label, p_negative, p_neutral, p_positive, score
        (from -1 to 1) and scorer.

    Raises
    ------
    InputError
        If a target is empty or does not occur in its sentence.

    Examples
    --------
    >>> row = score("Baku accused Yerevan of delay.", "Yerevan", scorer="frames").iloc[0]
    >>> row["label"], row["score"] < 0
    ('negative', np.True_)
    """
    if isinstance(sentences, str):
        sentences, targets = [sentences], [str(targets)]
    pairs = list(zip(sentences, targets, strict=True))
    items = [_item(sentence, target, kind) for sentence, target in pairs]
    reader = _loaded(scorer) if isinstance(scorer, str) else scorer
    columns = ["sentence", "target", "label", "p_negative", "p_neutral", "p_positive", "score"]
    rows = pd.DataFrame(pairs, columns=columns[:2]).assign(**_columns(reader.score(items), reader))
    return rows[[*columns, "scorer"]]


def _item(sentence: str, target: str, kind: str | None) -> Item:
    match = re.search(rf"(?<!\w){re.escape(target)}(?!\w)", sentence) if target.strip() else None
    if match is None:
        problem = f"it does not occur in '{sentence}'"
        remedy = "write the name as the sentence writes it"
        raise InputError(f"target '{target}'", problem, remedy)
    if kind is None:
        actor = _bundled().find(target)
        kind = _bundled().actors[actor].kind if actor else ""
    return Item(sentence, *match.span(), kind)
