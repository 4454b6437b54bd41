"""Intervals over whole documents, because mentions in one are not independent.

A mean gets a t interval with the jackknife's error; what is no mean (alpha, macro-F1) a bootstrap.
README.md in this folder says how often the interval of a mean holds the truth.

References
----------
Efron & Tibshirani 1993, *An Introduction to the Bootstrap* (both); Cameron & Miller 2015, "A
practitioner's guide to cluster-robust inference", *Journal of Human Resources* 50 (2).
"""

import zlib

import numpy as np
import pandas as pd

# Resamples: the ends of a 95 % interval then move by about 0.01 from seed to seed.
DRAWS = 2000
ENDS = (0.025, 0.975)
# With fewer documents than this 95 % intervals hold the truth too rarely, so there is none, and
# figures draw such means faint.
MIN_DOCUMENTS = 8


def generator(key: str, seed: int) -> np.random.Generator:
    """Make a stream of random numbers that depends on key and seed alone.

    Each group has a key of its own, so its interval stays when another group is added.
    """
    return np.random.default_rng([seed, zlib.crc32(key.encode())])


def resample(n: int, *, key: str = "", seed: int = 0) -> np.ndarray:
    """Say how often each of n documents (columns) is drawn in each resample (rows)."""
    if not n:
        return np.zeros((DRAWS, 0))
    return generator(key, seed).multinomial(n, np.full(n, 1 / n), size=DRAWS)


def portions(draws: int, *, width: int) -> list[int]:
    """Divide draws of this many values so that each portion of them fits into memory."""
    most = max(1, 2_000_000 // width)
    return [min(most, draws - first) for first in range(0, draws, most)]


def percentiles(values: np.ndarray, *, n_documents: int) -> tuple[float, float]:
    """Give the ends of the 95 % percentile interval of resampled values.

    Both are missing where there are fewer than `MIN_DOCUMENTS` documents, and where most resamples
    leave the value undefined.
    """
    defined = values[~np.isnan(values)]
    if n_documents < MIN_DOCUMENTS or len(defined) < len(values) / 2:
        return np.nan, np.nan
    low, high = np.quantile(defined, ENDS)
    return float(low), float(high)


def interval(sums: np.ndarray, counts: np.ndarray) -> tuple[float, float]:
    """Give the 95 % interval of sum(sums) / sum(counts), which stand one for each document.

    The error is that of the jackknife: each document is left out once. Both ends are missing where
    there are fewer than `MIN_DOCUMENTS` documents, or where all of them say the same, so that
    their spread is unknown.

    Examples
    --------
    >>> low, high = interval(np.array([1, 0, 1, 0, 0, 1, 0, 1]), np.ones(8))
    >>> round(low, 2), round(high, 2)
    (0.05, 0.95)
    """
    from scipy.special import stdtrit

    n = len(sums)
    if n < MIN_DOCUMENTS:
        return np.nan, np.nan
    without = (sums.sum() - sums) / (counts.sum() - counts)
    error = np.sqrt((n - 1) ** 2 / n * without.var(ddof=1))
    if error < 1e-9:
        return np.nan, np.nan
    mean, half = sums.sum() / counts.sum(), stdtrit(n - 1, ENDS[1]) * error
    return float(mean - half), float(mean + half)


def mean_interval(values: pd.Series, doc_id: pd.Series) -> dict[str, float]:
    """Average values over all rows: mean, low, high and n_docs, with documents as clusters."""
    parts = values.groupby(doc_id).agg(["sum", "count"])
    low, high = interval(parts["sum"].to_numpy(float), parts["count"].to_numpy(float))
    mean = parts["sum"].sum() / parts["count"].sum()
    return {"mean": mean, "low": low, "high": high, "n_docs": len(parts)}
