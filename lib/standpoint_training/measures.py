"""How good a scorer is: macro-F1 with its interval, and calibration."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from standpoint.attitude.scorers.encoder import Encoder
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


def macro_f1_interval(
    true: np.ndarray, predicted: np.ndarray, *, groups: Sequence[str], seed: int, draws: int = 1000
) -> tuple[float, float]:
    """Bootstrap macro-F1 by groups (documents or sentences): a 95 % percentile interval."""
    _, place = np.unique(np.array(groups), return_inverse=True)
    counts = np.zeros((place.max() + 1, 3, 3))
    np.add.at(counts, (place, true, predicted), 1)
    generator = np.random.default_rng(seed)
    drawn = generator.multinomial(len(counts), np.full(len(counts), 1 / len(counts)), size=draws)
    table = np.einsum("dg,gtp->dtp", drawn, counts)
    hit = np.einsum("dkk->dk", table)
    scores = (2 * hit / np.maximum(table.sum(2) + table.sum(1), 1)).mean(1)
    low, high = np.quantile(scores, [0.025, 0.975])
    return float(low), float(high)


def expected_calibration_error(p: np.ndarray, label: np.ndarray, *, bins: int = 10) -> float:
    """Average the gap between confidence and accuracy over bins of equal width, weighted by size.

    References
    ----------
    Guo et al. 2017, "On calibration of modern neural networks".

    Examples
    --------
    >>> expected_calibration_error(np.array([[1.0, 0, 0], [1.0, 0, 0]]), np.array([0, 1]))
    0.5
    """
    confidence, right = p.max(1), p.argmax(1) == label
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = np.bincount(place, right - confidence)
    return float(np.abs(gaps).sum() / len(p))


def answers(scorer: Encoder, examples: Sequence[Example]) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities [n, 3] and classes 0..2 of every label of the examples, in their order."""
    examples = [e for e in examples if any(entity.label is not None for entity in e.entities)]
    readings = scorer.read([(example.sentence, example.named()) for example in examples])
    rows, true = [], []
    for example, reading in zip(examples, readings, strict=True):
        for k, entity in enumerate(example.entities):
            if entity.label is not None:
                rows.append(reading.attitudes[k])
                true.append(entity.label + 1)
    return np.array(rows).reshape(-1, 3), np.array(true)


def groups(examples: Sequence[Example]) -> list[str]:
    """The sentence or document of every label, in the order of `answers`."""
    return [e.group for e in examples for entity in e.entities if entity.label is not None]
