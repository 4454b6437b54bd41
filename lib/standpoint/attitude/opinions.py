"""How each mention is spoken of, by whom, and how sure the scorer is."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from standpoint import tables
from standpoint.actors.mentions import named
from standpoint.actors.nominal import FIRM, named_only
from standpoint.actors.registry import Registry, read_registry
from standpoint.attitude.holders import holders
from standpoint.attitude.scorers import DEFAULT, Item, Named, Scorer, load_scorer
from standpoint.errors import InputError, ScorerError
from standpoint.language.hedges import hedges
from standpoint.language.phrases import UNKNOWN
from standpoint.project import data_path


def opinions(
    mentions: pd.DataFrame,
    *,
    sentences: pd.DataFrame,
    documents: pd.DataFrame,
    registry: Registry,
    scorer: Scorer,
    least_certainty: float = FIRM,
    actors: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Score every mention of a known actor, and find its holder and hedges.

    Mentions whose actor is ambiguous or not certain enough have no opinion, nor have documents in a
    language that the scorer does not read: they stay in their tables, where they can be counted.

    Parameters
    ----------
    mentions, sentences, documents : DataFrame
        The tables of these names; the mentions were found in these sentences.
    registry : Registry
        The actors of the mentions.
    scorer : Scorer
        What scores them, such as `load_scorer()`.
    least_certainty : float
        Mentions less certain than this are not scored: a people, say, that need not be its state.
    actors : sequence of str, optional
        Only mentions of these are scored, where a large corpus names many others.

    Returns
    -------
    DataFrame
        The opinions table, one row per mention.

    Raises
    ------
    InputError
        If `least_certainty` is not between 0 and 1.
    TableError
        If a mention's sentence is missing.
    """
    if not 0 <= least_certainty <= 1:
        raise InputError(f"least_certainty={least_certainty}", "no certainty", "from 0 to 1")
    readable = documents[documents["language"].isin(scorer.languages)]
    known = mentions[(mentions["actor_id"] != "") & mentions["doc_id"].isin(readable["doc_id"])]
    if known.empty:
        return tables.empty("opinions")
    language = documents.set_index("doc_id")["language"]
    english = known[known["doc_id"].map(language) == "en"]
    held = holders(english, sentences=sentences, documents=documents, registry=registry)
    chosen = True if actors is None else known["actor_id"].isin(actors)
    known = known[chosen & (known["certainty"] >= least_certainty)]  # the holders stay the same
    text = sentences[["doc_id", "sent_id", "start", "text"]].rename(columns={"start": "offset"})
    frame = known.merge(text, on=["doc_id", "sent_id"], how="left").set_index(known.index)
    everybody: dict[tuple[str, int], tuple[Named, ...]] = {}
    by_name = named_only(mentions).sort_values(["start", "end"])
    for key, rows in by_name.groupby(["doc_id", "sent_id"]):
        everybody[key] = tuple(_named(row, registry) for row in rows.itertuples())
    items = []
    for row in frame.itertuples():
        there = [*everybody.get((row.doc_id, row.sent_id), ())]
        if not any(n.start < row.end and row.start < n.end for n in there):
            there.append(_named(row, registry))  # meant without being named
        there = [n._replace(start=n.start - row.offset, end=n.end - row.offset) for n in there]
        if language[row.doc_id] != "en":
            there = _with_cases(there, row.text, language[row.doc_id], registry)
        place, kind = (row.start - row.offset, row.end - row.offset), _kind(row.actor_id, registry)
        where = (row.doc_id, row.start, row.end, row.actor_id)
        items.append(Item(row.text, *place, kind, tuple(there), language[row.doc_id], where))
    out = known[["doc_id", "sent_id", "start", "end", "actor_id"]].assign(
        holder_id=held.reindex(known.index).fillna(UNKNOWN),
        **_columns(scorer.score(items), scorer),
        hedged=[
            item.language == "en" and bool(hedges(item.sentence, start=item.start, end=item.end))
            for item in items
        ],
    )
    return tables.check(out.sort_values(["doc_id", "start", "end", "actor_id"]), "opinions")


def _kind(actor: str, registry: Registry) -> str:
    return registry.actors[actor].kind if actor in registry else ""


def _named(row: Any, registry: Registry) -> Named:
    """A mention as a scorer is told of it; one whose name is ambiguous is called by that name."""
    actor = row.actor_id or f"?{row.surface.casefold()}"
    return Named(row.start, row.end, actor, _kind(row.actor_id, registry))


def _with_cases(
    there: Sequence[Named], text: str, language: str, registry: Registry
) -> list[Named]:
    cases = {(a, b): case for a, b, _, _, case in named(text, language=language, registry=registry)}
    return [name._replace(case=cases.get((name.start, name.end), "")) for name in there]


def _columns(p: np.ndarray, scorer: Scorer) -> dict[str, object]:
    """The columns of a table that a scorer's probabilities fill."""
    shares = dict(zip(("p_negative", "p_neutral", "p_positive"), p.T, strict=True))
    return shares | {"score": p[:, 2] - p[:, 0], "label": scorer.label(p), "scorer": scorer.name}


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
    language: str = "en",
) -> pd.DataFrame:
    """Score how a sentence speaks of a target in it, or several sentences, each for its target.

    Parameters
    ----------
    sentences, targets : str or sequence of str
        Sentences, and in each the words that are its target; their first place counts.
    scorer : str or Scorer
        A name that `load_scorer` knows, or a scorer.
    kind : str, optional
        What the targets are: person, state, organisation or armed-force. Without it the bundled
        registry says so where it knows the name.
    language : str
        Of the sentences, such as "en" or "ru".

    Returns
    -------
    DataFrame
        One row per sentence: sentence, target, label, p_negative, p_neutral, p_positive, score
        (from -1 to 1) and scorer.

    Raises
    ------
    InputError
        If a target is empty or does not occur in its sentence.
    ScorerError
        If the scorer does not read the language.

    Examples
    --------
    >>> row = score("Baku accused Yerevan of delay.", "Yerevan").iloc[0]
    >>> row["label"], row["score"] < 0
    ('negative', np.True_)
    """
    if isinstance(sentences, str):
        sentences, targets = [sentences], [str(targets)]
    pairs = list(zip(sentences, targets, strict=True))
    reader = _loaded(scorer) if isinstance(scorer, str) else scorer
    items = [
        Item(text, *_place(text, target), kind or "", language=language) for text, target in pairs
    ]
    columns = ["sentence", "target", "label", "p_negative", "p_neutral", "p_positive", "score"]
    p = reader.score(with_everybody(items, reader))
    rows = pd.DataFrame(pairs, columns=columns[:2]).assign(**_columns(p, reader))
    return rows[[*columns, "scorer"]]


def with_everybody(items: Sequence[Item], scorer: Scorer) -> list[Item]:
    """Name everybody in the items' sentences whom the bundled registry knows, and the target's kind
    where none is given.

    Raises
    ------
    ScorerError
        If the scorer does not read an item's language.
    """
    registry = _bundled()
    out = []
    everybody = cache(lambda text, language: _everybody(text, language, registry))
    for item in items:
        if item.language not in scorer.languages:
            read = ", ".join(sorted(scorer.languages))
            where, what = f"language '{item.language}'", f"not read by {scorer.name}"
            raise ScorerError(where, what, f"one of: {read}")
        kind = item.kind or _kind(registry.find(item.target), registry)
        out.append(replace(item, kind=kind, named=everybody(item.sentence, item.language)))
    return out


def _everybody(text: str, language: str, registry: Registry) -> tuple[Named, ...]:
    found = named(text, language=language, registry=registry)
    return tuple(Named(a, b, actor, _kind(actor, registry), case) for a, b, actor, _, case in found)


def _place(sentence: str, target: str) -> tuple[int, int]:
    match = re.search(rf"(?<!\w){re.escape(target)}(?!\w)", sentence) if target.strip() else None
    if match is None:
        problem = f"it does not occur in '{sentence}'"
        remedy = "write the name as the sentence writes it"
        raise InputError(f"target '{target}'", problem, remedy)
    return match.span()
