"""One property for every table: whatever comes in, offsets lead home and the schema holds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import standpoint as sp
from standpoint import tables
from standpoint.actors.registry import read_registry
from standpoint.inference.annotations import passage_key
from standpoint.inference.robustness import Choices, Claim, claimed

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


def corpus_of(rows: list[tuple[str, str, str]]) -> sp.Corpus:
    """The corpus of these texts, dates and speakers, read by the quick scorer."""
    frame = pd.DataFrame(rows, columns=["text", "date", "speaker"])
    return sp.Corpus(
        frame, text="text", date="date", speaker="speaker", actors=REGISTRY, scorer="vader"
    )


def leads_home(table: pd.DataFrame, corpus: sp.Corpus, column: str) -> None:
    """Every span of the table is the words in `column`, in the text of its document."""
    texts = corpus.documents.set_index("doc_id")["text"]
    for row in table.itertuples():
        assert texts[row.doc_id][row.start : row.end] == getattr(row, column)


@FEW
@given(TEXTS)
def test_texts_give_sentences_mentions_and_times_that_lead_home(rows) -> None:
    corpus = corpus_of(rows)
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
    opinions, mentions = corpus.opinions(), corpus.mentions()
    tables.check(opinions, "opinions")
    probabilities = opinions[["p_negative", "p_neutral", "p_positive"]].sum(axis=1)
    assert np.allclose(probabilities, 1)
    language = corpus.documents.set_index("doc_id")["language"]
    read = mentions["doc_id"].map(language).isin(corpus.scorer.languages)
    assert len(opinions) == (read & (mentions["actor_id"] != "")).sum()
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


# ---- tables that are counted from opinions, whatever these are ----

OPINIONS = st.lists(
    st.tuples(
        st.integers(0, 900),  # days after 2019-01-01
        st.sampled_from(["armenia", "nikol-pashinyan", "russia", "author"]),
        st.sampled_from(["russia", "azerbaijan"]),
        st.sampled_from([-1.0, -0.4, 0.0, 0.4, 1.0]),
        st.booleans(),  # hedged
        st.booleans(),  # with a label by a coder
    ),
    min_size=0,
    max_size=60,
)


def opinions_of(rows) -> dict[str, pd.DataFrame]:
    """Documents of one sentence with one mention each, their opinions and their labels."""
    documents, sentences, mentions, opinions, labels = [], [], [], [], []
    for n, (day, holder, target, score, hedged, labelled) in enumerate(rows):
        date = pd.Timestamp("2019-01-01") + pd.Timedelta(days=day)
        text = f"Sentence {n} about {target}."
        spot = {"doc_id": f"d{n}", "start": 0, "end": len(text), "sent_id": 0}
        positive, negative = max(score, 0), max(-score, 0)
        label = "positive" if score > 0 else "negative" if score < 0 else "neutral"
        dated = {"published_start": date, "published_end": date, "published_granularity": "day"}
        documents.append({"doc_id": f"d{n}", "text": text, "language": "en"} | dated)
        sentences.append(spot | {"text": text, "in_quote": False})
        name = {"surface": target, "actor_id": target, "via": "name", "certainty": 1.0}
        mentions.append(spot | name)
        opinions.append(
            spot
            | {"actor_id": target, "holder_id": holder, "hedged": hedged, "scorer": "made 1"}
            | {"p_negative": negative, "p_neutral": 1 - negative - positive}
            | {"p_positive": positive, "score": score, "label": label}
        )
        if labelled:
            coded = {"coder": "a", "label": label, "passage": passage_key(text)}
            labels.append(
                {k: spot[k] for k in ("doc_id", "start", "end")} | coded | {"actor_id": target}
            )
    made = zip(
        ("documents", "sentences", "mentions", "opinions", "annotations"),
        (documents, sentences, mentions, opinions, labels),
        strict=True,
    )
    return {name: tables.make(rows, name) if rows else tables.empty(name) for name, rows in made}


@FEW
@given(OPINIONS)
def test_whatever_the_opinions_are_comparisons_hold_their_schema(rows) -> None:
    given_tables = opinions_of(rows)
    opinions, documents = given_tables["opinions"], given_tables["documents"]
    by_document = sp.dyads(
        opinions, documents=documents, registry=REGISTRY, pairs=[("armenia", "russia")]
    )
    tables.check(by_document, "dyads")
    tests = sp.event_study(by_document, events=["2020-03-01"], minimum=3)
    tables.check(tests, "event_study")
    assert (tests["p"].isna() | tests["p"].between(0, 1)).all()
    assert (tests["low"].isna() | (tests["low"] <= tests["high"])).all()
    points = sp.change_points(by_document, minimum=5)
    tables.check(points, "change_points")
    choices = Choices(scorer=("made 1",), window=(0,), period=("all",), certainty=(0.0,))
    rows = claimed(
        opinions,
        mentions=given_tables["mentions"],
        documents=documents,
        registry=REGISTRY,
        claim=Claim("armenia", "russia", "2020-03-01"),
    )
    tables.check(sp.specifications(rows, choices=choices), "specifications")
    tables.check(sp.leave_one_out(rows, choices=choices, by="holder"), "leave_one_out")


@FEW
@given(OPINIONS)
def test_whatever_the_labels_are_corrections_hold_their_schema(rows) -> None:
    given_tables = opinions_of(rows)
    tables.check(given_tables["annotations"], "annotations")
    labelled = sp.match_labels(
        given_tables["opinions"],
        labels=given_tables["annotations"],
        documents=given_tables["documents"],
        sentences=given_tables["sentences"],
    )
    tables.check(labelled, "labelled")
    assert (labelled["reference_label"] != "").sum() <= len(given_tables["annotations"])
    tables.check(sp.agreement(labelled, documents=given_tables["documents"]), "agreement")
    means = sp.ppi_means(labelled, documents=given_tables["documents"])
    tables.check(means, "ppi_means")
    inside = means["mean"].isna() | means["mean"].between(-1, 1)
    assert inside[means["method"] != "ppi"].all()


@pytest.mark.parametrize("name", list(tables.SCHEMAS))
def test_every_table_has_its_property(name: str) -> None:
    source = Path(__file__).read_text(encoding="utf-8")
    elsewhere = {"fetched"}  # made from pages of the web: tests/standpoint/reading/test_fetching.py
    assert name in elsewhere or f'"{name}")' in source or f'("{name}",' in source
