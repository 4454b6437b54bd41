"""The transparent baseline: VADER's rules and word list on the clause around the target, names left
out.

"United", "peace" and "security" are words of praise in the list and parts of names in this field:
every known name is read as "it", so that an actor is not scored by what it is called.

Source of the method: Hutto & Gilbert 2014, "VADER: A Parsimonious Rule-based Model for Sentiment
Analysis of Social Media Text" (ICWSM); the implementation is NLTK's, the lexicon the one that the
vaderSentiment package ships. It counts words and knows nothing of who does what to whom: it is here
to be compared with."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import numpy as np

from standpoint.attitude.scorers import LABELS, Item
from standpoint.language.clauses import clause

THRESHOLD = 0.05  # Hutto & Gilbert's own cut on the compound score, for all domains


@cache
def _analyser():
    from nltk.sentiment.vader import SentimentIntensityAnalyzer, VaderConstants

    # The constructor would look for NLTK's data download; the two attributes are all that it sets.
    analyser = SentimentIntensityAnalyzer.__new__(SentimentIntensityAnalyzer)
    analyser.lexicon_file = (
        files("vaderSentiment").joinpath("vader_lexicon.txt").read_text(encoding="utf-8")
    )
    analyser.lexicon = analyser.make_lex_dict()
    analyser.constants = VaderConstants()
    return analyser


def _without_names(item: Item, first: int, last: int) -> str:
    out, done = "", first
    for start, end in sorted({(item.start, item.end), *item.others}):
        if done <= start and end <= last:
            out += item.sentence[done:start] + "it"
            done = end
    return out + item.sentence[done:last]


class Vader:
    """VADER on the clause around the target.

    >>> text = "Baku praised Ankara, but Yerevan condemned the brutal strikes."
    >>> p = Vader().score([Item(text, 13, 19), Item(text, 25, 32)])
    >>> [str(label) for label in Vader().label(p)]
    ['positive', 'negative']
    """

    name = "vader-clause 2"
    languages = frozenset({"en"})

    def score(self, items: Sequence[Item]) -> np.ndarray:
        """Items → p [n, 3] with p_positive - p_negative equal to VADER's compound score."""
        compound = np.empty(len(items))
        analyser = _analyser()
        done: dict[str, float] = {}
        for n, item in enumerate(items):
            first, last = clause(item.sentence, item.start, item.end)
            part = _without_names(item, first, last)
            if part not in done:
                done[part] = analyser.polarity_scores(part)["compound"]
            compound[n] = done[part]
        return np.column_stack(
            [np.maximum(-compound, 0), 1 - np.abs(compound), np.maximum(compound, 0)]
        )

    def label(self, p: np.ndarray) -> np.ndarray:
        """Negative or positive from a compound score of ±0.05 on."""
        compound = p[:, 2] - p[:, 0]
        return LABELS[
            1 + (compound >= THRESHOLD).astype(int) - (compound <= -THRESHOLD).astype(int)
        ]
