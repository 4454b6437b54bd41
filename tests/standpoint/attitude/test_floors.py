"""Floors for the default model and the holders, on labels that lie in the repository.

Each floor is just under today's figure and belongs to the data whose checksum stands beside it:
other labels need another floor, and none is lowered in silence. The labels are those of language
models (data/annotations/README.md); the figures in the model's card are on other data.
"""

from __future__ import annotations

import hashlib
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
CHECKSUM = "8db59225aacbf669"
FLOORS = {"all": 0.76, "not used in training": 0.65}
HOLDERS_FLOOR = 0.885


@pytest.fixture(scope="module")
def judged() -> SimpleNamespace:
    """The labels on which most coders agree, and the opinions of the entries that they are of."""
    labels = pd.read_csv(LABELS, dtype=str, keep_default_na=False)
    item = ["doc_id", "actor_id"]
    counts = labels.groupby([*item, "label"]).size().rename("votes").reset_index()
    coders = labels.groupby(item).size().rename("coders").reset_index()
    agreed = counts.merge(coders, on=item).query("votes * 2 > coders and label != ''")
    documents = entries()
    documents = documents[documents["doc_id"].isin(agreed["doc_id"])]
    registry = read_registry(DATA / "actors.yml")
    cut = sentences(documents)
    found = mentions(cut, documents=documents, registry=registry)
    made = opinions(
        found, sentences=cut, documents=documents, registry=registry, scorer=load_scorer()
    )
    return SimpleNamespace(labels=labels, agreed=agreed, opinions=made, registry=registry)


def test_the_labels_are_those_that_the_floors_were_measured_on() -> None:
    assert hashlib.sha256(LABELS.read_bytes()).hexdigest()[:16] == CHECKSUM


@pytest.mark.parametrize("part", FLOORS)
def test_the_default_model_does_not_fall(judged: SimpleNamespace, part: str) -> None:
    """Macro-F1 over actors and entries; an actor's first mention in an entry counts."""
    first = judged.opinions.drop_duplicates(["doc_id", "actor_id"])
    both = judged.agreed.merge(first, on=["doc_id", "actor_id"], suffixes=("_read", ""))
    if part == "not used in training":
        seen = judged.labels.loc[judged.labels["used_in_training"] == "True", "doc_id"]
        both = both[~both["doc_id"].isin(seen)]
    place = {"negative": 0, "neutral": 1, "positive": 2}
    true, given = (both[name].map(place).to_numpy() for name in ("label_read", "label"))
    figure = macro_f1(true, given)
    assert len(both) > 100
    assert figure >= FLOORS[part], f"{figure:.4f} on {len(both)} items"


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
