"""Floors for the default model and the holders, on labels that lie in the repository.

Each floor is just under today's figure and belongs to the data whose checksum stands beside it:
other labels need another floor, and none is lowered in silence. The labels are those of language
models (data/annotations/README.md); the figures in the model's card are on other data.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from bench_holders import entries

from chain_for_tests import DATA
from standpoint.actors.mentions import mentions
from standpoint.actors.registry import read_registry
from standpoint.attitude.opinions import opinions
from standpoint.attitude.scorers import load_scorer
from standpoint.language.sentences import sentences
from standpoint_training.measures import macro_f1

LABELS = DATA / "annotations" / "opinions.csv"
READ_ONCE = DATA / "training" / "digest_labels.csv"
CHECKSUMS = {LABELS: "054991767058925d", READ_ONCE: "6730b9ec8591f495"}
# Of the first set 390 of 532 labels were learnt from: it says that the files are whole, not how
# good they are. Encoder 1 had 0.760 and 0.681 on these. The second set was the 142 labels of
# several coders alone until encoder 2: there it has 0.645 [0.53, 0.75] where encoder 1 had 0.652
# [0.56, 0.74], too few to tell the two apart. Now the 661 that were read once are in it as well.
# Some summaries were reworded after they were labelled (reworded.csv). On the others the floors are
# those of before; the plainer words of the reworded ones cost the model 0.02 and 0.01 over all.
FLOORS = {
    ("several coders", "worded as when labelled"): 0.88,
    ("not used in training", "worded as when labelled"): 0.68,
    ("several coders", "as they stand"): 0.865,
    ("not used in training", "as they stand"): 0.668,
}
HOLDERS_FLOOR = 0.885


@pytest.fixture(scope="module")
def judged() -> SimpleNamespace:
    """The labels on which most coders agree, and the opinions of the entries that they are of."""
    labels = pd.read_csv(LABELS, dtype=str, keep_default_na=False)
    item = ["doc_id", "actor_id"]
    once = (
        pd.read_csv(READ_ONCE, dtype=str).query("label != 'x'").set_axis([*item, "label"], axis=1)
    )
    once["label"] = once["label"].map({"-1": "negative", "0": "neutral", "1": "positive"})
    counts = labels.groupby([*item, "label"]).size().rename("votes").reset_index()
    coders = labels.groupby(item).size().rename("coders").reset_index()
    agreed = counts.merge(coders, on=item).query("votes * 2 > coders and label != ''")
    documents = entries()
    documents = documents[documents["doc_id"].isin({*agreed["doc_id"], *once["doc_id"]})]
    registry = read_registry(DATA / "actors.yml")
    cut = sentences(documents)
    found = mentions(cut, documents=documents, registry=registry)
    tables = {"sentences": cut, "documents": documents, "registry": registry}
    # The floors were measured on every mention that has a label, however uncertain.
    made = opinions(found, **tables, scorer=load_scorer(), least_certainty=0.0)
    return SimpleNamespace(
        labels=labels, agreed=agreed, once=once, opinions=made, registry=registry
    )


@pytest.mark.parametrize("path", CHECKSUMS, ids=lambda path: path.name)
def test_the_labels_are_those_that_the_floors_were_measured_on(path: Path) -> None:
    assert hashlib.sha256(path.read_bytes()).hexdigest()[:16] == CHECKSUMS[path]


@pytest.mark.parametrize(("part", "wording"), FLOORS)
def test_the_default_model_does_not_fall(judged: SimpleNamespace, part: str, wording: str) -> None:
    """Macro-F1 over actors and entries; an actor's first mention in an entry counts."""
    items = judged.agreed
    if part == "not used in training":
        seen = judged.labels.loc[judged.labels["used_in_training"] == "True", "doc_id"]
        items = pd.concat([items[~items["doc_id"].isin(seen)], judged.once])
    if wording == "worded as when labelled":
        reworded = pd.read_csv(DATA / "training" / "reworded.csv", dtype=str)["entry"]
        items = items[~items["doc_id"].isin(reworded)]
    first = judged.opinions.drop_duplicates(["doc_id", "actor_id"])
    both = items.merge(first, on=["doc_id", "actor_id"], suffixes=("_read", ""))
    place = {"negative": 0, "neutral": 1, "positive": 2}
    true, given = (both[name].map(place).to_numpy() for name in ("label_read", "label"))
    figure = macro_f1(true, given)
    assert len(both) > 430
    assert figure >= FLOORS[part, wording], f"{figure:.4f} on {len(both)} items"


def test_the_holders_do_not_fall(judged: SimpleNamespace) -> None:
    """The share of mentions with an attitude whose holder a coder names; a body and its state
    count as one."""
    registry = judged.registry

    def state(who: str) -> str:
        if who not in registry or registry.actors[who].kind == "person":
            return who
        return registry.state_of(who) or who

    item = ["doc_id", "actor_id"]
    attitudes = judged.agreed.query("label != 'neutral'")[[*item, "label"]]
    named = judged.labels[judged.labels["holder"] != ""].merge(attitudes, on=[*item, "label"])
    answers = named.groupby(item)["holder"].agg(lambda names: {state(name) for name in names})
    both = judged.opinions.merge(answers.rename("answers"), on=item)
    right = [state(row.holder_id) in row.answers for row in both.itertuples()]
    share = pd.Series(right).groupby([both["doc_id"], both["actor_id"]]).mean().mean()
    assert len(answers) > 100
    assert share >= HOLDERS_FLOOR, f"{share:.4f} on {len(answers)} items"
