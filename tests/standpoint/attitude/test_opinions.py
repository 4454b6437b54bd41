"""Holders, hedges and the opinions table."""

from __future__ import annotations

import pandas as pd
import pytest

from chain_for_tests import chain, document
from standpoint.attitude.opinions import score, with_everybody
from standpoint.attitude.scorers import Item, load_scorer
from standpoint.attitude.scorers.vader import Vader
from standpoint.errors import InputError
from standpoint.project import data_path
from standpoint.study.corpus import Corpus


@pytest.mark.parametrize(
    ("text", "target", "holder"),
    [
        ("Pashinyan said that Russia's presence creates a threat.", "russia", "nikol-pashinyan"),
        ("Baku believes that Pashinyan misled the West.", "nikol-pashinyan", "azerbaijan"),
        ("According to Lavrov, France undermined the talks.", "france", "sergey-lavrov"),
        ("The Kremlin's distrust toward Pashinyan grew.", "nikol-pashinyan", "russia"),
        (
            "Zakharova accused the European Union of interference.",
            "european-union",
            "maria-zakharova",
        ),
        ("The protesters demanded that Russia leave.", "russia", "unknown"),
        ("Russia failed its obligations.", "russia", "author"),
        ("Russia was accused by Baku.", "russia", "azerbaijan"),
    ],
)
def test_holder(text: str, target: str, holder: str) -> None:
    opinions = chain(document(text)).opinions
    assert set(opinions.loc[opinions["actor_id"] == target, "holder_id"]) == {holder}


def test_speaker_of_a_speech_is_the_holder_where_the_text_names_nobody() -> None:
    opinions = chain(document("France let the region down.", speaker="Sergey Lavrov")).opinions
    assert opinions["holder_id"].tolist() == ["sergey-lavrov"]


def test_a_speaker_outside_the_registry_is_unknown_not_the_author() -> None:
    opinions = chain(document("France let the region down.", speaker="Somebody Else")).opinions
    assert opinions["holder_id"].tolist() == ["unknown"]


@pytest.mark.parametrize(
    ("text", "hedged"),
    [
        ("Russia allegedly passed data to Turkey.", True),
        ("Based on unconfirmed reports, Russia passed data.", True),
        ("Russia may withdraw.", True),
        ("Russia withdrew in May.", False),
        ("Azerbaijan shelled the village.", False),
    ],
)
def test_hedged(text: str, hedged: bool) -> None:
    assert chain(document(text)).opinions["hedged"].iloc[0] == hedged


def test_ambiguous_mentions_and_foreign_languages_have_no_opinion_but_stay_in_their_tables() -> (
    None
):
    made = chain(
        document("Simonyan thanked France."), document("Russia praised France.", language="fr")
    )
    assert (made.mentions["actor_id"] == "").sum() == 1
    assert made.opinions[["doc_id", "actor_id"]].values.tolist() == [["d0", "france"]]


def test_a_mention_of_little_certainty_has_an_opinion_only_where_it_is_asked_for() -> None:
    made = chain(document("Armenians thanked Russia, and the Kremlin praised France."))
    assert made.mentions["certainty"].min() < 0.5
    assert set(made.opinions["actor_id"]) == {"russia", "france"}
    corpus = Corpus.from_documents(made.documents, actors=made.registry, scorer="vader")
    first = corpus.opinions()
    every = corpus.opinions(least_certainty=0.0)
    assert set(every["actor_id"]) == {"armenia", "russia", "france"}
    sure = every[every["actor_id"] != "armenia"].reset_index(drop=True)
    pd.testing.assert_frame_equal(sure, first)
    assert corpus.opinions(least_certainty=1.0)["actor_id"].tolist() == ["russia", "france"]
    assert corpus.opinions() is first
    with pytest.raises(InputError, match="least_certainty=50.*from 0 to 1"):
        corpus.opinions(least_certainty=50)


def test_every_row_leads_back_to_its_words_and_names_its_scorer() -> None:
    made = chain(
        document("Ankara backed Baku. Paris objected sharply."), document("Moscow warned Tbilisi.")
    )
    text = made.documents.set_index("doc_id")["text"]
    assert len(made.opinions) == 5
    for row in made.opinions.itertuples():
        assert text[row.doc_id][row.start : row.end] in {
            "Ankara",
            "Baku",
            "Paris",
            "Moscow",
            "Tbilisi",
        }
        assert row.score == pytest.approx(row.p_positive - row.p_negative)
        assert row.scorer == "vader-clause 2"


def test_order_of_documents_does_not_change_an_opinion() -> None:
    rows = [document("Ankara backed Baku."), document("Paris criticised Ankara.")]
    one, other = chain(*rows).opinions, chain(*rows[::-1]).opinions
    key = ["start", "actor_id", "holder_id", "score", "label"]
    assert one[key].sort_values(key).values.tolist() == other[key].sort_values(key).values.tolist()


def test_no_mention_no_opinion() -> None:
    assert chain(document("It rained.")).opinions.empty


def test_one_sentence_is_scored_in_one_readable_row() -> None:
    sentence = "Yerevanians said that Baku accused Yerevan of delay."
    (row,) = score(sentence, "Yerevan").itertuples(index=False)
    assert (row.sentence, row.target, row.label) == (sentence, "Yerevan", "negative")
    assert row.score == pytest.approx(row.p_positive - row.p_negative)
    scorer = load_scorer()
    start = sentence.rindex("Yerevan")
    p = scorer.score(with_everybody([Item(sentence, start, start + 7)], scorer))[0]
    assert [row.p_negative, row.p_neutral, row.p_positive] == p.tolist()
    assert row.scorer == scorer.name


def test_the_kind_of_a_target_is_the_registrys() -> None:
    asked = []

    class Asked:
        name, languages = "asked", frozenset({"en"})

        def score(self, items):
            asked.extend(item.kind for item in items)
            return load_scorer("vader").score(items)

        def label(self, p):
            return load_scorer("vader").label(p)

    for target in ("Lavrov", "Baku", "CSTO", "Nobody Known"):
        score(f"Then {target} left.", target, scorer=Asked())
    assert asked == ["person", "state", "organisation", ""]


@pytest.mark.parametrize("target", ["", " ", "Tbilisi", "Yere", "yerevan"])
def test_a_target_that_is_not_in_the_sentence_is_refused(target: str) -> None:
    with pytest.raises(InputError, match="does not occur.*Remedy: write the name"):
        score("Baku accused Yerevan of delay.", target, scorer="vader")


def test_what_a_scorer_is_asked_grows_with_the_text_not_with_its_square() -> None:
    """Names without a full stop: four times the text, four times the words and names looked at."""

    class Counting(Vader):
        seen = 0

        def score(self, items):
            self.seen += sum(len(item.sentence) + len(item.named) for item in items)
            return super().score(items)

    costs = []
    for n in (400, 1600):
        scorer, text = Counting(), "Russia Armenia Iran " * n
        actors = data_path("actors.yml")
        corpus = Corpus.from_texts([text], actors=actors, published="2022-10-01", scorer=scorer)
        assert len(corpus.opinions()) == 3 * n
        costs.append(scorer.seen)
    assert costs[1] <= 4.5 * costs[0]
