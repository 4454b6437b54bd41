"""The transparent baseline: VADER's rules and words on the clause around the target.

"United", "peace" and "security" are words of praise in the list and parts of names in this field:
every known name is read as "it", so that an actor is not scored by what it is called.

Source of the method: Hutto & Gilbert 2014, "VADER: A Parsimonious Rule-based Model for Sentiment
Analysis of Social Media Text" (ICWSM); the implementation is NLTK's, the lexicon the one that the
vaderSentiment package ships. It counts words and knows nothing of who does what to whom: it is here
to be compared with."""

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


def _without_names(item: Item) -> str:
    """The clause around the target, with every known name read as "it"."""
    first, last = clause(item.sentence, item.start, item.end)
    out, done = "", first
    for start, end, *_ in sorted(item.everybody()[0]):
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
        """Score items; p_positive - p_negative is VADER's compound score."""
        parts = [_without_names(item) for item in items]
        polarity = _analyser().polarity_scores
        known = {part: polarity(part)["compound"] for part in dict.fromkeys(parts)}
        compound = np.array([known[part] for part in parts], dtype=float)
        sides = np.maximum(-compound, 0), 1 - np.abs(compound), np.maximum(compound, 0)
        return np.column_stack(sides)

    def label(self, p: np.ndarray) -> np.ndarray:
        """Negative or positive from a compound score of ±0.05 on."""
        compound = p[:, 2] - p[:, 0]
        return LABELS[
            1 + (compound >= THRESHOLD).astype(int) - (compound <= -THRESHOLD).astype(int)
        ]
