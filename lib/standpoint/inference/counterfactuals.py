"""Sentences in, counterfactuals out: does a score move when only other names change places?

Every name of one actor becomes that of another and the reverse, in real sentences of the corpus;
the target stays and is scored before and after (Garg et al. 2019, "Counterfactual fairness in text
classification through robustness").
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from standpoint import tables
from standpoint.actors.nominal import named_only
from standpoint.actors.registry import Actor, Registry
from standpoint.attitude.scorers import Item, Scorer
from standpoint.inference.resampling import generator, mean_interval

MOST_PAIRS = 6


class _Swap(NamedTuple):
    key: dict
    before: Item
    after: Item
    sign: float  # -1 where the second actor of the pair was the first one named


def frequent_pairs(
    mentions: pd.DataFrame, *, registry: Registry, most: int = MOST_PAIRS
) -> list[tuple[str, str]]:
    """Pair actors of one kind that most documents mention, the less frequent of the two counted."""
    counts = mentions.groupby("actor_id")["doc_id"].nunique()
    known = [key for key in counts.index if key in registry]
    ordered = sorted(known, key=lambda key: (-counts[key], key))
    pairs = [
        pair
        for pair in itertools.combinations(ordered, 2)
        if registry.actors[pair[0]].kind == registry.actors[pair[1]].kind
    ]
    return sorted(pairs, key=lambda pair: -counts[pair[1]])[:most]


def counterfactual_swaps(
    sentences: pd.DataFrame,
    *,
    mentions: pd.DataFrame,
    registry: Registry,
    scorer: Scorer,
    pairs: Sequence[Sequence[str]] | None = None,
    most: int = 0,
    seed: int = 0,
) -> pd.DataFrame:
    """Score each target before and after two other actors' names changed places in its sentence.

    Only forms that compare are exchanged: full name for full name, a person's last name for last
    name. Sentences where one of the two stands in another form (adjective, office, seat of
    government) are left out.

    Without `pairs` of ids, `frequent_pairs` are taken; pairs that the registry lacks are left out.
    Above 0, `most` targets are drawn for each pair.

    Returns
    -------
    DataFrame
        The counterfactuals table. `shift` is the score with the pair's second actor in the place of
        the first, minus that with the first there (where both are named: in the first place).
    """
    mentions = named_only(mentions)
    in_sentence: dict[tuple[str, int], list[Any]] = {}
    for mention in mentions.sort_values(["doc_id", "start", "end"]).itertuples():
        in_sentence.setdefault((mention.doc_id, mention.sent_id), []).append(mention)
    rows: list[dict] = []
    for pair in frequent_pairs(mentions, registry=registry) if pairs is None else pairs:
        if not all(actor in registry for actor in pair):
            continue
        swaps: list[_Swap] = []
        for row in sentences.itertuples():
            inside = in_sentence.get((row.doc_id, row.sent_id), [])
            swaps += _swaps(row, inside, tuple(pair), registry)
        if 0 < most < len(swaps):
            places = generator("|".join(pair), seed).choice(len(swaps), most, replace=False)
            swaps = [swaps[place] for place in sorted(places)]
        rows += _scored(swaps, scorer) if swaps else []
    return tables.make(rows, "counterfactuals")


def counterfactual_summary(swaps: pd.DataFrame, *, seed: int = 0) -> pd.DataFrame:
    """Average the shift and the share of labels that change, over all (`all`) and by pair.

    `moved` is the mean size of the shift, without its sign; `n` counts targets. In `all` the signs
    are those of the pairs as given, so its mean may hide what they show.
    """
    columns = ["pair", "shift", "shift_low", "shift_high", "moved", "changed", "changed_low"]
    columns += ["changed_high", "n", "n_sentences", "n_docs"]
    swaps = swaps.assign(changed=swaps["label"].ne(swaps["label_swapped"]).astype(float))
    groups = [("all", swaps), *swaps.groupby("pair", sort=False)] if len(swaps) else []
    rows = []
    for name, part in groups:
        row = {"pair": name, "moved": part["shift"].abs().mean(), "n": len(part)}
        row["n_sentences"] = len(part[["doc_id", "sent_id"]].drop_duplicates())
        for measure in ("shift", "changed"):
            found = mean_interval(part[measure], part["doc_id"], key=name, seed=seed)
            row |= {measure: found["mean"], "n_docs": found["n_docs"]}
            row |= {f"{measure}_{end}": found[end] for end in ("low", "high")}
        rows.append(row)
    return pd.DataFrame(rows, columns=columns)


def _forms(one: Actor, other: Actor) -> Mapping[str, str]:
    """Each form of either name, with the comparable form of the other."""
    names = [(one.name, other.name)]
    if one.kind == other.kind == "person":
        names.append((one.name.split()[-1], other.name.split()[-1]))
    return dict(names) | {b: a for a, b in names}


def _swaps(
    row: Any, inside: Sequence[Any], pair: tuple[str, str], registry: Registry
) -> Iterator[_Swap]:
    """One swap for each other actor of a sentence in which the names can cleanly change places."""
    there = [m._replace(start=m.start - row.start, end=m.end - row.start) for m in inside]
    names = [m for m in there if m.actor_id in pair]
    if not names:
        return
    forms = _forms(*(registry.actors[actor] for actor in pair))
    spans = sorted({(m.start, m.end) for m in names})
    alone = not any(
        a < m.end and m.start < b and (a, b) != (m.start, m.end) for a, b in spans for m in there
    )
    # A form may also stand where it is no mention; then the exchange would be half done.
    longest = sorted(forms, key=lambda form: (-len(form), form))
    standing = re.finditer("|".join(rf"\b{re.escape(form)}\b" for form in longest), row.text)
    clean = all(m.via == "name" for m in names) and [m.span() for m in standing] == spans
    if not (clean and alone):
        return
    text, moved = _exchanged(row.text, spans, forms)
    sign = -1.0 if names[0].actor_id == pair[1] else 1.0
    places = dict.fromkeys((m.start, m.end) for m in there)
    for mention, whole in zip(there, inside, strict=True):
        start, end, actor = mention.start, mention.end, mention.actor_id
        if actor and actor not in pair:
            key = {"pair": ";".join(pair), "doc_id": row.doc_id, "sent_id": row.sent_id}
            key |= {"start": whole.start, "end": whole.end, "actor_id": actor}
            kind = registry.actors[actor].kind if actor in registry else ""
            others = tuple(place for place in places if place != (start, end))
            before = Item(row.text, start, end, kind, others)
            others = tuple((moved(a), moved(b)) for a, b in others)
            yield _Swap(key, before, Item(text, moved(start), moved(end), kind, others), sign)


def _exchanged(
    text: str, spans: Sequence[tuple[int, int]], forms: Mapping[str, str]
) -> tuple[str, Callable[[int], int]]:
    """The text with each span's name exchanged, and a function from old places to new ones."""
    parts, done, steps = [], 0, []
    for start, end in spans:
        new = forms[text[start:end]]
        parts += [text[done:start], new]
        steps.append((end, len(new) - (end - start)))
        done = end

    def moved(place: int) -> int:
        return place + sum(step for end, step in steps if end <= place)

    return "".join([*parts, text[done:]]), moved


def _scored(swaps: Sequence[_Swap], scorer: Scorer) -> list[dict]:
    p, q = (scorer.score([getattr(s, name) for s in swaps]) for name in ("before", "after"))
    scores = pd.DataFrame([s.key for s in swaps])
    scores["score"], scores["score_swapped"] = p[:, 2] - p[:, 0], q[:, 2] - q[:, 0]
    signs = np.array([s.sign for s in swaps])
    scores["shift"] = (scores["score_swapped"] - scores["score"]) * signs
    scores["label"], scores["label_swapped"] = scorer.label(p), scorer.label(q)
    return scores.assign(scorer=scorer.name).to_dict("records")
