"""Sentences → name swaps: does a score move when only the *other* names in the sentence change
places?

Counterfactual swaps as in Garg et al. 2019, "Counterfactual fairness in text classification through
robustness", with real sentences of the corpus: every name of one actor becomes that of another and
the reverse, the target stays, and the target is scored before and after. A scorer that minds roles
and not names gives the same."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from standpoint import tables
from standpoint.actors.registry import Actor, Registry
from standpoint.attitude.scorers import Item, Scorer
from standpoint.inference.resampling import DRAWS, MIN_DOCUMENTS

PAIRS = (
    ("armenia", "azerbaijan"),
    ("russia", "france"),
    ("russia", "turkey"),
    ("nikol-pashinyan", "ilham-aliyev"),
    ("vladimir-putin", "emmanuel-macron"),
    ("armenia", "russia"),
)  # of the bundled study: sides of its conflict and those that stand by them


class _Mention(NamedTuple):
    start: int
    end: int
    actor: str
    via: str


class _Swap(NamedTuple):
    key: dict
    before: Item
    after: Item
    turned: bool  # the second actor of the pair was the first one named


def counterfactual_swaps(
    sentences: pd.DataFrame,
    *,
    mentions: pd.DataFrame,
    registry: Registry,
    scorer: Scorer,
    pairs: Sequence[Sequence[str]] = (),
    most: int = 0,
    seed: int = 0,
) -> pd.DataFrame:
    """The score of each target before and after two other actors' names changed places in its
    sentence.

    In: sentences, mentions. Only forms that compare are exchanged: full name for full name, a
    person's last name for last name; sentences where one of the two stands in another form
    (adjective, office, seat of government) are left out. `pairs` are pairs of ids, empty takes
    `PAIRS`; those whose actors the registry lacks are left out. `most` above 0 draws that many
    targets for each pair, by `seed`. Out: the swaps table; `shift` is the target's score with the
    pair's second actor in the place of the first, minus the score with the first there (where both
    are named: in the place that comes first)."""
    rows: list[dict] = []
    there: dict[tuple[str, int], list[_Mention]] = {}
    for row in mentions.sort_values(["doc_id", "start", "end"]).itertuples():
        there.setdefault((row.doc_id, row.sent_id), []).append(
            _Mention(row.start, row.end, row.actor_id, row.via)
        )
    for one, other in pairs or PAIRS:
        if one not in registry or other not in registry:
            continue
        forms = _forms(registry.actors[one], registry.actors[other])
        found = [
            s
            for row in sentences.itertuples()
            for s in _swaps(
                row, there.get((row.doc_id, row.sent_id), []), (one, other), forms, registry
            )
        ]
        if 0 < most < len(found):
            generator = np.random.default_rng([seed, zlib.crc32(f"{one}|{other}".encode())])
            found = [
                found[place] for place in sorted(generator.choice(len(found), most, replace=False))
            ]
        rows += _scored(found, scorer)
    return tables.make(rows, "counterfactuals") if rows else tables.empty("counterfactuals")


def swap_figures(swaps: pd.DataFrame, *, seed: int = 0) -> pd.DataFrame:
    """Per pair, and for all: mean signed shift and share of labels that change, each with its 95 %
    interval over documents.

    In: the swaps table. Out: pair, shift, shift_low, shift_high, moved (mean size of the shift,
    sign left aside), changed, changed_low, changed_high, n (targets), n_sentences, n_docs. No
    interval below five documents. In `all` the signs are those of the pairs as given, so that its
    mean may hide what they show: read the pairs."""
    groups = [("all", swaps), *swaps.groupby("pair", sort=False)]
    rows = [_figures(name, part, seed) for name, part in groups if len(part)]
    columns = [
        "pair",
        "shift",
        "shift_low",
        "shift_high",
        "moved",
        "changed",
        "changed_low",
        "changed_high",
        "n",
        "n_sentences",
        "n_docs",
    ]
    return pd.DataFrame(rows, columns=columns)


def _figures(name: str, part: pd.DataFrame, seed: int) -> dict:
    changed = part["label"].ne(part["label_swapped"]).astype(float)
    per = (
        pd.DataFrame({"doc": part["doc_id"], "shift": part["shift"], "changed": changed, "n": 1.0})
        .groupby("doc")
        .sum()
    )
    row = {
        "pair": name, "shift": part["shift"].mean(), "moved": part["shift"].abs().mean(), "changed": changed.mean(), "n": len(part),
        "n_sentences": len(part[["doc_id", "sent_id"]].drop_duplicates()), "n_docs": len(per),
    }  # fmt: skip
    generator = np.random.default_rng([seed, zlib.crc32(name.encode())])
    drawn = generator.multinomial(len(per), np.full(len(per), 1 / len(per)), size=DRAWS)
    for measure in ("shift", "changed"):
        values = (drawn @ per[measure].to_numpy()) / (drawn @ per["n"].to_numpy())
        low, high = (
            np.quantile(values, [0.025, 0.975]) if len(per) >= MIN_DOCUMENTS else (np.nan, np.nan)
        )
        row |= {f"{measure}_low": low, f"{measure}_high": high}
    return row


def _forms(one: Actor, other: Actor) -> Mapping[str, str]:
    """Each form of either name → the comparable form of the other."""
    forms = {one.name: other.name, other.name: one.name}
    if one.kind == other.kind == "person":
        last, its = one.name.split()[-1], other.name.split()[-1]
        forms |= {last: its, its: last}
    return forms


def _swaps(
    row: NamedTuple,
    found: Sequence[_Mention],
    pair: tuple[str, str],
    forms: Mapping[str, str],
    registry: Registry,
) -> Iterator[_Swap]:
    """One swap for each other actor that the sentence mentions; none where the names cannot cleanly
    change places.
    """
    there = [m._replace(start=m.start - row.start, end=m.end - row.start) for m in found]
    names = [m for m in there if m.actor in pair]
    spans = {(m.start, m.end) for m in names}
    clean = all(m.via == "name" and row.text[m.start : m.end] in forms for m in names)
    alone = not any(
        a < m.end and m.start < b and (a, b) != (m.start, m.end) for a, b in spans for m in there
    )
    if not (names and clean and alone) or len(_places(row.text, forms)) != len(spans):
        return
    text, moved = _exchanged(row.text, sorted(spans), forms)
    turned = names[0].actor == pair[1]
    for start, end, actor, _ in there:
        if actor and actor not in pair:
            key = {
                "pair": ";".join(pair),
                "doc_id": row.doc_id,
                "sent_id": row.sent_id,
                "start": start + row.start,
                "end": end + row.start,
                "actor_id": actor,
            }
            kind = registry.actors[actor].kind if actor in registry else ""
            others = tuple(dict.fromkeys((a, b) for a, b, *_ in there if (a, b) != (start, end)))
            before = Item(row.text, start, end, kind, others)
            after = Item(
                text, moved(start), moved(end), kind, tuple((moved(a), moved(b)) for a, b in others)
            )
            yield _Swap(key, before, after, turned)


def _places(text: str, forms: Mapping[str, str]) -> list[str]:
    """Every place where one of the forms stands as a word, the longest form first: also those that
    are no mention.
    """
    longest = sorted(forms, key=lambda form: (-len(form), form))
    return re.findall("|".join(rf"\b{re.escape(form)}\b" for form in longest), text)


def _exchanged(text: str, spans: Sequence[tuple[int, int]], forms: Mapping[str, str]):
    """The text with each span's name exchanged, and a function from old places to new ones."""
    parts, done, steps = [], 0, []
    for start, end in spans:
        new = forms[text[start:end]]
        parts += [text[done:start], new]
        steps.append((end, len(new) - (end - start)))
        done = end
    return "".join(
        [*parts, text[done:]]
    ), lambda place: place + sum(step for end, step in steps if end <= place)


def _scored(found: Sequence[_Swap], scorer: Scorer) -> list[dict]:
    if not found:
        return []
    p, q = scorer.score([s.before for s in found]), scorer.score([s.after for s in found])
    before, after = p[:, 2] - p[:, 0], q[:, 2] - q[:, 0]
    signs = np.array([-1.0 if s.turned else 1.0 for s in found])
    return [
        s.key
        | {
            "score": a,
            "score_swapped": b,
            "shift": shift,
            "label": x,
            "label_swapped": y,
            "scorer": scorer.name,
        }
        for s, a, b, shift, x, y in zip(
            found,
            before,
            after,
            (after - before) * signs,
            scorer.label(p),
            scorer.label(q),
            strict=True,
        )
    ]
