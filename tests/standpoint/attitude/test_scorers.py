"""The protocol, and the VADER baseline against VADER itself."""

from __future__ import annotations

import numpy as np
import pytest

from standpoint.attitude.scorers import Item, load_scorer, most_likely
from standpoint.attitude.scorers.vader import Vader, _analyser
from standpoint.errors import ScorerError

SENTENCES = [
    "Baku praised Ankara, but Yerevan condemned the brutal strikes.",
    "The talks were held in Sochi.",
    "Russia's betrayal was a disaster!",
    "France and Armenia signed a very good agreement.",
]


def items() -> list[Item]:
    return [Item(text, 0, len(text.split()[0])) for text in SENTENCES]


def test_compound_is_that_of_the_original_package() -> None:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    original = SentimentIntensityAnalyzer()
    for text in SENTENCES:
        assert _analyser().polarity_scores(text)["compound"] == pytest.approx(
            original.polarity_scores(text)["compound"], abs=0.05
        )


def test_probabilities_sum_to_one_and_do_not_depend_on_the_batch() -> None:
    together = Vader().score(items())
    assert np.allclose(together.sum(axis=1), 1) and (together >= 0).all()
    alone = np.vstack([Vader().score([item]) for item in reversed(items())])[::-1]
    assert np.array_equal(together, alone)


def test_the_clause_of_the_target_is_read_not_the_sentence() -> None:
    text = SENTENCES[0]
    p = Vader().score([Item(text, 13, 19), Item(text, 25, 32)])
    assert Vader().label(p).tolist() == ["positive", "negative"]


@pytest.mark.parametrize("span", [(0, 0), (5, 3), (-1, 4), (0, 100)])
def test_a_span_outside_the_sentence_is_refused(span: tuple[int, int]) -> None:
    with pytest.raises(ScorerError, match="not inside the sentence of 4 characters"):
        Item("Baku", *span)


def test_unknown_scorer_is_refused_by_name() -> None:
    with pytest.raises(ScorerError, match="'vadr': no such scorer. Remedy: one of: encoder, vader"):
        load_scorer("vadr")


def test_neutral_wins_a_tie() -> None:
    assert most_likely(np.array([[0.4, 0.4, 0.2], [0.2, 0.4, 0.4], [0.5, 0.0, 0.5]])).tolist()[
        :2
    ] == ["neutral", "neutral"]
    assert most_likely(np.empty((0, 3))).tolist() == []


def test_emoji_right_to_left_and_long_texts_are_scored() -> None:
    long = "Armenia " + "and so on " * 4000
    texts = ["Armenia 😀👍", "ارمنستان and Armenia", long]
    p = Vader().score([Item(t, t.index("Armenia"), t.index("Armenia") + 7) for t in texts])
    assert np.isfinite(p).all() and np.allclose(p.sum(axis=1), 1)
