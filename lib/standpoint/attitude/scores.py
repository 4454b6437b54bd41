"""Sentences typed by hand: how does each speak of a target in it?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from standpoint.attitude.scorers import Item, load_scorer
from standpoint.errors import InputError

if TYPE_CHECKING:
    from standpoint.attitude.scorers import Scorer


def score(
    sentences: str | Sequence[str],
    targets: str | Sequence[str],
    *,
    scorer: str | Scorer = "encoder",
    kind: str = "state",
) -> pd.DataFrame:
    """Score one sentence or several, each for one target.

    Parameters
    ----------
    sentences, targets
        A sentence and the words in it that are the target, or as many of both.
    scorer
        A scorer or its name; see `load_scorer`.
    kind
        What the targets are: person, state, organisation or armed-force.

    Returns
    -------
    DataFrame
        One row per sentence: sentence, target, score (−1 to 1), label, the three probabilities,
        and the scorer.

    Raises
    ------
    InputError
        If a target does not stand in its sentence.

    Examples
    --------
    >>> score("Baku accused Yerevan of delay.", "Yerevan", scorer="vader")[["target", "label"]]
        target     label
    0  Yerevan  negative
    """
    if isinstance(sentences, str):
        sentences, targets = [sentences], [str(targets)]
    for sentence, target in zip(sentences, targets, strict=True):
        if target not in sentence:
            raise InputError(
                f"target '{target}'", f"not in “{sentence}”", "write it as the sentence has it"
            )
    items = [
        Item(sentence, sentence.index(target), sentence.index(target) + len(target), kind)
        for sentence, target in zip(sentences, targets, strict=True)
    ]
    reader = load_scorer(scorer) if isinstance(scorer, str) else scorer
    p = reader.score(items)
    return pd.DataFrame(
        {
            "sentence": list(sentences),
            "target": list(targets),
            "score": p[:, 2] - p[:, 0],
            "label": reader.label(p),
            "p_negative": p[:, 0],
            "p_neutral": p[:, 1],
            "p_positive": p[:, 2],
            "scorer": reader.name,
        }
    )
