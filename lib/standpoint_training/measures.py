"""How good a model is: its answers beside the labels, macro-F1, and how sure it may say it is."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax

from standpoint import tables
from standpoint.attitude.scorers.encoder import Encoder
from standpoint.inference.annotations import P
from standpoint_training.corpora import Example

ATTITUDES = np.array([1, 0, 1])  # negative and positive


def macro_f1(true: np.ndarray, predicted: np.ndarray) -> float:
    """Average F1 over negative, neutral, positive.

    Examples
    --------
    >>> macro_f1(np.array([0, 1, 2, 2]), np.array([0, 1, 2, 1]))
    0.7777777777777777
    """
    hits = np.bincount(true[true == predicted], minlength=3)
    each = np.bincount(true, minlength=3) + np.bincount(predicted, minlength=3)
    return float(np.mean(2 * hits / np.maximum(each, 1)))


def answers(scorer: Encoder, examples: Sequence[Example]) -> pd.DataFrame:
    """Set a model's answers beside the labels of examples.

    Returns
    -------
    DataFrame
        A row for each label, in the form that `standpoint.agreement` and `reliability_table` take:
        doc_id (the group of the example), actor_id (blank), score, three probabilities,
        predicted, reference_label, used_in_training (False).
    """
    readings = scorer.read([(example.sentence, example.named()) for example in examples])
    rows = [
        (example.group, tables.LABELS[entity.label + 1], *reading.attitudes[k])
        for example, reading in zip(examples, readings, strict=True)
        for k, entity in enumerate(example.entities)
        if entity.label is not None
    ]
    found = pd.DataFrame(rows, columns=["doc_id", "reference_label", *P])
    p = found[P].to_numpy(float)
    likeliest = np.array(tables.LABELS)[p.argmax(axis=1)]
    score = p[:, 2] - p[:, 0]
    return found.assign(actor_id="", score=score, predicted=likeliest, used_in_training=False)


def calibrate(folder: str | Path, found: Sequence[pd.DataFrame]) -> tuple[float, float]:
    """Find the adjustment and the temperature of the answers, and write them to config.json.

    The most likely answer passes rare labels by. So the logits of both attitudes are adjusted, by
    the number with the largest macro-F1, averaged over the sets of answers (as from `answers`). The
    temperature is then the one under which the right labels are most likely.

    References
    ----------
    Menon et al. 2021, "Long-tail learning via logit adjustment";
    Guo et al. 2017, "On calibration of modern neural networks".
    """
    logits = [np.log(rows[P].to_numpy(float).clip(1e-12)) for rows in found]
    right = [rows["reference_label"].map(tables.LABELS.index).to_numpy() for rows in found]

    def macro(amount: float) -> float:
        pairs = zip(right, logits, strict=True)
        return np.mean([macro_f1(y, (x + amount * ATTITUDES).argmax(1)) for y, x in pairs])

    def unlikely(temperature: float) -> float:
        return -log_softmax(adjusted / temperature, axis=1)[np.arange(len(every)), every].mean()

    adjustment = float(max(np.linspace(0, 1, 21), key=macro))
    adjusted, every = np.concatenate(logits) + adjustment * ATTITUDES, np.concatenate(right)
    temperature = minimize_scalar(unlikely, bounds=(0.5, 4), method="bounded").x
    path = Path(folder) / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    config |= {"adjustment": round(adjustment, 2), "temperature": round(temperature, 4)}
    path.write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
    return config["adjustment"], config["temperature"]
