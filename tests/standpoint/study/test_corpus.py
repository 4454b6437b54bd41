"""A corpus of typed sentences, and functions that get its tables without being handed them."""

from __future__ import annotations

import pandas as pd
import pytest

from standpoint.errors import InputError
from standpoint.project import data_path
from standpoint.study.corpus import Corpus


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    texts = [
        "Russia deployed peacekeepers on 10 November 2020. Armenia thanked Russia.",
        "Armenia accused Russia of delay.",
    ]
    actors = data_path("actors.yml")
    return Corpus.from_texts(texts, published="2020-12-01", actors=actors, scorer="vader")


def test_typed_sentences_are_dated_and_searched(corpus: Corpus) -> None:
    assert list(corpus.documents["doc_id"]) == ["1", "2"] and corpus.excluded.empty
    assert set(corpus.documents["published_start"].astype("str")) == {"2020-12-01"}
    assert {"armenia", "russia"} <= set(corpus.mentions()["actor_id"])
    holders = corpus.holders()
    assert list(holders.columns) == [*corpus.mentions().columns, "holder_id"]
    accused = holders[(holders["doc_id"] == "2") & (holders["actor_id"] == "russia")]
    assert list(accused["holder_id"]) == ["armenia"]


def test_a_call_hands_over_the_tables_that_a_function_asks_for(corpus: Corpus) -> None:
    def shapes(first: int, *, documents, sentences, names, registry, other: int = 1) -> list[int]:
        return [first, len(documents), len(sentences), len(names) - len(registry.actors), other]

    assert corpus.call(shapes, 7) == [7, 2, 3, 0, 1]
    given = pd.DataFrame({"a": [1]})
    assert corpus.call(shapes, 7, sentences=given, other=5) == [7, 2, 1, 0, 5]


def test_another_scorer_leaves_the_opinions_as_they_were(corpus: Corpus) -> None:
    first = corpus.opinions()
    assert set(corpus.opinions("encoder")["scorer"]) != set(first["scorer"])
    assert corpus.opinions() is first


def test_a_dyad_can_be_taken_from_a_choice_of_opinions(corpus: Corpus) -> None:
    ((holder, target),) = corpus.pairs(["armenia"], ["russia"])
    assert len(corpus.dyad(holder, target)) >= 1
    assert corpus.dyad(holder, target, corpus.opinions().head(0)).empty
    table = corpus.dyads([(holder, target)], corpus.opinions())
    assert set(table["actor_id"]) == {"russia"}


def test_without_reference_the_texts_speak_alone(corpus: Corpus) -> None:
    listed = Corpus.from_texts(
        ["After the Velvet Revolution Russia left."],
        published="2020-12-01",
        actors=data_path("actors.yml"),
        events=data_path("events.yml"),
    )
    alone = listed.without_reference()
    assert len(listed.reference) and alone.reference.empty
    assert alone.mentions() is listed.mentions()
    assert list(listed.times()["anchor"]) == ["event:velvet-revolution-2018"]
    assert alone.times().empty


def test_tables_that_are_at_hand_are_not_made_again(corpus: Corpus) -> None:
    mentions = corpus.mentions().head(1)
    again = Corpus.from_documents(
        corpus.documents, actors=corpus.registry, scorer="vader", mentions=mentions
    )
    assert again.mentions() is mentions
    assert len(again.opinions()) == 1 and len(again.sentences()) == len(corpus.sentences())


def test_a_table_that_no_corpus_makes_is_refused(corpus: Corpus) -> None:
    with pytest.raises(InputError, match="one of documents, excluded, repeated, sentences"):
        corpus.table("dyads")
