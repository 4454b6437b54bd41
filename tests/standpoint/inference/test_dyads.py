"""Dyads: what a holder says of a target, one row per document."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standpoint import tables
from standpoint.actors.registry import read_registry
from standpoint.errors import StudyError
from standpoint.inference.dyads import dyads, make_dyads, select_dyad, source_label

REGISTRY = read_registry(Path(__file__).parents[3] / "data" / "actors.yml")


@pytest.fixture(scope="module")
def registry():
    return REGISTRY


def opinion(doc: str, place: int, holder: str, actor: str, score: float) -> dict:
    return {
        "doc_id": doc,
        "start": place,
        "end": place + 3,
        "holder_id": holder,
        "actor_id": actor,
        "score": score,
        "label": "neutral",
        "scorer": "t",
    }


def test_voices_are_documents_and_a_state_speaks_with_all_its_people(registry) -> None:
    opinions = tables.make(
        [
            opinion("a", 0, "nikol-pashinyan", "russia", -0.6),
            opinion("a", 10, "armenia", "russia", 0.0),
            opinion("a", 20, "armenia", "csto", 0.5),
            opinion("b", 0, "ararat-mirzoyan", "france", 0.4),
            opinion("c", 0, "vladimir-putin", "russia", 0.9),
            opinion("d", 0, "armenia", "russia", -1.0),
        ],
        "opinions",
    )
    days = {"a": "2022-12-29", "b": "2023-01-01", "c": "2023-01-02", "d": "2022-12-30"}
    documents = tables.make(
        [
            {
                "doc_id": d,
                "published_start": pd.Timestamp(day),
                "published_end": pd.Timestamp(day),
                "duplicate_of": "a" * (d == "d"),
            }
            for d, day in days.items()
        ],
        "documents",
    )
    said = dyads(opinions, documents=documents, registry=registry, pairs=[("armenia", "russia")])
    assert said["doc_id"].tolist() == ["a", "b"], "the copy and the other side do not count"
    assert said["score"].tolist()[0] == pytest.approx(-0.3) and np.isnan(said["score"][1])
    assert said["share"].tolist() == pytest.approx([2 / 3, 0]) and said["n_mentions"].tolist() == [
        2,
        0,
    ]
    one = dyads(
        opinions, documents=documents, registry=registry, pairs=[("ararat-mirzoyan", "france")]
    )
    assert one["doc_id"].tolist() == ["b"], "a person speaks for one person"
    everyone = dyads(opinions, documents=documents, registry=registry, pairs=[("all", "russia")])
    assert everyone["doc_id"].tolist() == ["a", "b", "c"]
    assert select_dyad(opinions, holder="armenia", target="russia", registry=registry)[
        "doc_id"
    ].tolist() == ["a", "a", "d"]


def test_holders_and_targets_are_paired_one_to_one(registry) -> None:
    assert make_dyads(["armenia"], targets=["russia", "csto"], registry=registry) == [
        ("armenia", "russia"),
        ("armenia", "csto"),
    ]
    with pytest.raises(StudyError, match="2 holders for 3 targets"):
        make_dyads(["armenia", "russia"], targets=["russia", "csto", "france"], registry=registry)
    with pytest.raises(StudyError, match="unknown actor 'rusia'"):
        make_dyads(["all"], targets=["rusia"], registry=registry)
    assert [source_label(key, registry=registry) for key in ("armenia", "csto", "all")] == [
        "Armenian voices",
        "CSTO",
        "All voices",
    ]


def test_attention_is_a_share_of_what_this_holder_says_in_the_document(registry) -> None:
    """Of five mentions in one document three are Armenian, and two of these are of Russia."""
    said = [
        opinion("a", 0, "armenia", "russia", 0.0),
        opinion("a", 10, "nikol-pashinyan", "russia", 0.0),
        opinion("a", 20, "armenia", "csto", 0.0),
        opinion("a", 30, "vladimir-putin", "russia", 0.0),
        opinion("a", 40, "author", "france", 0.0),
        opinion("b", 0, "armenia", "russia", 0.0),
    ]
    made = dyads(
        tables.make(said, "opinions"),
        documents=tables.make([{"doc_id": "a"}, {"doc_id": "b"}], "documents"),
        registry=registry,
        pairs=[("armenia", "russia"), ("all", "russia")],
    )
    assert made["share"].tolist() == pytest.approx([2 / 3, 1.0, 3 / 5, 1.0])


@given(
    mentioned=st.lists(
        st.tuples(
            st.sampled_from(["a", "b", "c"]),
            st.sampled_from(["armenia", "nikol-pashinyan", "russia", "author"]),
            st.sampled_from(["russia", "csto", "armenia"]),
            st.floats(-1, 1),
        ),
        max_size=30,
    ),
    days=st.lists(st.sampled_from(["", "2020-01-31", "2021-02-02"]), min_size=3, max_size=3),
    copies=st.sets(st.sampled_from(["b", "c"])),
)
@settings(max_examples=60, deadline=None)
def test_whatever_comes_in_the_shares_of_all_targets_add_up_to_one(mentioned, days, copies) -> None:
    opinions = tables.make(
        [opinion(doc, place * 5, *rest) for place, (doc, *rest) in enumerate(mentioned)], "opinions"
    )
    documents = tables.make(
        [
            {
                "doc_id": doc,
                "published_start": pd.Timestamp(day or pd.NaT),
                "published_end": pd.Timestamp(day or pd.NaT),
                "duplicate_of": "a" * (doc in copies),
            }
            for doc, day in zip("abc", days, strict=True)
        ],
        "documents",
    )
    targets = ["russia", "csto", "armenia"]
    pairs = make_dyads(["armenia"], targets=targets, registry=REGISTRY)
    made = dyads(opinions, documents=documents, registry=REGISTRY, pairs=pairs)
    pd.testing.assert_frame_equal(made, tables.check(made, "dyads"))
    assert np.allclose(made.groupby("doc_id")["share"].sum(), 1)
    assert (made["score"].isna() == (made["n_mentions"] == 0)).all()
    assert not set(made["doc_id"]) & copies
    holders = {"armenia", "nikol-pashinyan"}
    counted = sum(holder in holders and doc not in copies for doc, holder, _, _ in mentioned)
    assert made["n_mentions"].sum() == counted
