"""Label and holder both right, of attitudes that are not neutral; and who names holders better, the
rules or the model.

`python tests/benchmarks/bench_both.py` runs the library as the notebooks do, sentence by sentence,
on the digest entries of data/annotations: those of which the model learnt, and those kept from it.
An attitude counts where most coders agree on its label; its holder is right where one of them names
it (a body and its state count as one). An actor's mentions in an entry share its weight; intervals
resample entries."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from bench_holders import _state as state
from bench_holders import entries, interval

from standpoint.actors.mentions import mentions
from standpoint.actors.registry import Registry, read_registry
from standpoint.attitude.opinions import _named, opinions
from standpoint.attitude.scorers.encoder import Encoder
from standpoint.language.sentences import sentences

DATA = Path(__file__).parents[2] / "data"
ITEM = ["doc_id", "actor_id"]


def told() -> tuple[pd.DataFrame, Registry]:
    """One row per mention: what coders said of its actor, and what the library says of it."""
    registry = read_registry(DATA / "actors.yml")
    labels = pd.read_csv(DATA / "annotations" / "opinions.csv", dtype=str, keep_default_na=False)
    labels = labels[labels["label"] != ""]
    votes = labels.groupby([*ITEM, "label"])["holder"].agg(["size", set]).reset_index()
    coders = labels.groupby(ITEM).size().rename("coders").reset_index()
    agreed = votes.merge(coders, on=ITEM).query("size * 2 > coders and label != 'neutral'")
    learnt = set(labels.loc[labels["used_in_training"] == "True", "doc_id"])
    documents = entries()
    documents = documents[documents["doc_id"].isin(agreed["doc_id"])]
    cut = sentences(documents)
    found = mentions(cut, documents=documents, registry=registry)
    model = Encoder()
    made = opinions(found, sentences=cut, documents=documents, registry=registry, scorer=model)
    rows = agreed.merge(made, on=ITEM, suffixes=("_told", ""))
    rows["pair"] = pairs_of(model, rows, found, cut, documents, registry)
    states = [{state(who, registry) for who in holders} for holders in rows["set"]]
    for column, who in (("rules", "holder_id"), ("model", "pair")):
        named = [state(each, registry) for each in rows[who]]
        rows[column] = [float(a in b) for a, b in zip(named, states, strict=True)]
    rows["label_right"] = (rows["label"] == rows["label_told"]).astype(float)
    rows["both_right"] = rows["label_right"] * rows["rules"]
    return rows.assign(learnt=rows["doc_id"].isin(learnt)), registry


def pairs_of(
    model: Encoder,
    rows: pd.DataFrame,
    found: pd.DataFrame,
    cut: pd.DataFrame,
    documents: pd.DataFrame,
    registry: Registry,
) -> list[str]:
    """The holder of each labelled attitude as the model reads it."""
    text = cut.set_index(["doc_id", "sent_id"])
    speakers = {
        row.doc_id: registry.find(row.speaker) or "unknown"
        for row in documents.itertuples()
        if row.speaker
    }
    read = {}
    for key, here in found[found["actor_id"] != ""].groupby(["doc_id", "sent_id"]):
        first = text.loc[key, "start"]
        named = [_named(row, registry) for row in here.sort_values("start").itertuples()]
        named = [n._replace(start=n.start - first, end=n.end - first) for n in named]
        (read[key],) = model.read([(text.loc[key, "text"], named)])
    out = []
    for row in rows.itertuples():
        sign = 0 if row.label_told == "negative" else 2
        who, _ = read[row.doc_id, row.sent_id].holder(row.actor_id, sign)
        said = {"speaker": speakers.get(row.doc_id, "author"), "other": "unknown"}
        out.append(str(said.get(who, who)))
    return out


def main() -> None:
    rows, _ = told()
    for learnt, name in ((False, "kept from training"), (True, "learnt from")):
        part = rows[rows["learnt"] == learnt]
        entry = part.groupby(ITEM)[["label_right", "rules", "model", "both_right"]].mean()
        entry = entry.reset_index()
        print(f"{name}: {len(entry)} attitudes in {entry['doc_id'].nunique()} entries")
        for column in ("label_right", "rules", "model", "both_right"):
            low, high = interval(entry[column], entry["doc_id"])
            mean = 100 * np.mean(entry[column])
            print(f"  {column:12} {mean:.1f} [{100 * low:.1f}, {100 * high:.1f}]")


if __name__ == "__main__":
    main()
