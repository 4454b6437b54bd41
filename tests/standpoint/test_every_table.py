"""One property for every table: whatever comes in, offsets lead home and the schema holds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import standpoint as sp
from standpoint import tables
from standpoint.actors.registry import read_registry

ACTORS = Path(__file__).parents[2] / "data" / "actors.yml"
REGISTRY = read_registry(ACTORS)
FEW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))

# Pieces that make sentences about actors and days likely, and odd characters between them.
PIECES = st.one_of(
    st.sampled_from(
        [
            "Russia", "Yerevan", "the Armenian prime minister", "Aliyev", "Moscow’s envoy",
            "Nagorno-Karabakh", "They", "accused", "thanked", "said that", "signed a protocol with",
            "will not", "allegedly", "on 10 November 2020", "in 2018", "last week", "yesterday",
            "since May", "“No,”", "(AP)", "\"", ",", ".", "?", "...", "\n\n", "\u00a0", "\u200b",
            "U.S.", "Mr.", "«", "»", "—", "Ер", "Հայաստան", "🙂", "1,960 troops", "13:45",
        ]
    ),
    st.text(max_size=6).filter(lambda text: text.isprintable()),
)  # fmt: skip
TEXTS = st.lists(
    st.tuples(
        st.lists(PIECES, min_size=1, max_size=14).map(" ".join),
        st.sampled_from(["2018-05-01", "2020-11", "2022", "", "soon", "31 February 2020"]),
        st.sampled_from(["", "Nikol Pashinyan", "a spokesman", "=cmd"]),
    ),
    min_size=1,
    max_size=4,
)


def corpus_of(rows: list[tuple[str, str, str]]) -> sp.Corpus | None:
    """The corpus of these texts, dates and speakers; None where nothing is left to read."""
    frame = pd.DataFrame(rows, columns=["text", "date", "speaker"])
    corpus = sp.Corpus(
        frame, text="text", date="date", speaker="speaker", actors=REGISTRY, scorer="vader"
    )
    try:
        assert len(corpus.documents)
    except sp.InputError:
        return None
    return corpus


def leads_home(table: pd.DataFrame, corpus: sp.Corpus, column: str) -> None:
    """Every span of the table is the words in `column`, in the text of its document."""
    texts = corpus.documents.set_index("doc_id")["text"]
    for row in table.itertuples():
        assert texts[row.doc_id][row.start : row.end] == getattr(row, column)


@FEW
@given(TEXTS)
def test_texts_give_sentences_mentions_and_times_that_lead_home(rows) -> None:
    corpus = corpus_of(rows)
    if corpus is None:
        return
    tables.check(corpus.table("documents"), "documents")
    tables.check(corpus.excluded, "excluded")
    for name, column in (("sentences", "text"), ("mentions", "surface"), ("times", "surface")):
        table = corpus.table(name)
        tables.check(table, name)
        leads_home(table, corpus, column)
    spans = corpus.sentences().set_index(["doc_id", "sent_id"])
    for row in [*corpus.mentions().itertuples(), *corpus.times().itertuples()]:
        sentence = spans.loc[(row.doc_id, row.sent_id)]
        assert sentence["start"] <= row.start < row.end <= sentence["end"]


@FEW
@given(TEXTS)
def test_texts_give_opinions_events_and_what_is_counted_from_them(rows) -> None:
    corpus = corpus_of(rows)
    if corpus is None:
        return
    opinions, mentions = corpus.opinions(), corpus.mentions()
    tables.check(opinions, "opinions")
    probabilities = opinions[["p_negative", "p_neutral", "p_positive"]].sum(axis=1)
    assert np.allclose(probabilities, 1)
    assert len(opinions) == (mentions["actor_id"] != "").sum()
    known = set(REGISTRY.actors) | {"author", "unknown"}
    assert set(opinions["holder_id"]) <= known
    events = corpus.events()
    tables.check(events, "events")
    assert (events["begin"] <= events["end_date"]).all()
    keys = set(corpus.sentences()["doc_id"] + ":" + corpus.sentences()["sent_id"].astype(str))
    named = {key for row in events["sentences"] for key in sp.split_cell(row)}
    assert named <= keys or not len(events)
    tables.check(sp.timeline(events), "events")
    tables.check(sp.salience(corpus.times(), documents=corpus.table("documents")), "salience")
    for period in ("month", "QE", "YE", "all"):
        tables.check(corpus.series(period=period), "series")
    pairs = sp.make_dyads(["all", "armenia"], targets=["russia", "armenia"], registry=REGISTRY)
    tables.check(corpus.dyads(pairs), "dyads")
