"""How good a model is: macro-F1, and its answers beside the labels in the library's form."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from standpoint import tables
from standpoint.attitude.scorers.encoder import Encoder
from standpoint.inference.annotations import P
from standpoint_training.examples import Example


def macro_f1(true: np.ndarray, predicted: np.ndarray) -> float:
    """Average F1 over negative, neutral, positive.

    Examples
    --------
    >>> macro_f1(np.array([0, 1, 2, 2]), np.array([0, 1, 2, 1]))
    0.7777777777777777
    """
    scores = []
    for label in range(3):
        both = np.sum((true == label) & (predicted == label))
        scores.append(2 * both / max(np.sum(true == label) + np.sum(predicted == label), 1))
    return float(np.mean(scores))


def answers(scorer: Encoder, examples: Sequence[Example]) -> pd.DataFrame:
    """Set a model's answers beside the labels of examples.

    Returns
    -------
    DataFrame
        A row for each label, in the form that `standpoint.agreement` and `reliability_table` take:
        doc_id (the group of the example), actor_id (blank), score, three probabilities,
        predicted, reference_label, used_in_training (False).
    """
    examples = [e for e in examples if any(entity.label is not None for entity in e.entities)]
    readings = scorer.read([(example.sentence, example.named()) for example in examples])
    rows = []
    for example, reading in zip(examples, readings, strict=True):
        for k, entity in enumerate(example.entities):
            if entity.label is not None:
                p = reading.attitudes[k]
                likeliest, label = tables.LABELS[p.argmax()], tables.LABELS[entity.label + 1]
                rows.append((example.group, "", p[2] - p[0], *p, likeliest, label, False))
    columns = ["doc_id", "actor_id", "score", *P, "predicted", "reference_label"]
    return pd.DataFrame(rows, columns=[*columns, "used_in_training"])
