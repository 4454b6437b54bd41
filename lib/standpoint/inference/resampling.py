"""The bootstrap over documents, drawn whole because mentions in one are not independent.

References
----------
Efron & Tibshirani 1993, *An Introduction to the Bootstrap*; Cameron, Gelbach & Miller 2008,
"Bootstrap-based improvements for inference with clustered errors", *Review of Economics and
Statistics* 90 (3).
"""

import zlib

import numpy as np
import pandas as pd

# Resamples: the ends of a 95 % interval then move by about 0.01 from seed to seed.
DRAWS = 2000
ENDS = (0.025, 0.975)
# A bootstrap of fewer documents than this is far too narrow, so it gives no interval, and figures
# draw such means faint.
MIN_DOCUMENTS = 5


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


def interval(
    sums: np.ndarray, counts: np.ndarray, *, key: str = "", seed: int = 0
) -> tuple[float, float]:
    """Bootstrap the 95 % interval of sum(sums) / sum(counts), which stand one for each document.

    Examples
    --------
    >>> low, high = interval(np.array([1.0, 0.0, 1.0, 0.0, 0.0, 1.0]), np.ones(6))
    >>> 0 <= low < 0.5 < high <= 1
    True
    """
    if len(sums) < MIN_DOCUMENTS:
        return np.nan, np.nan
    drawn = resample(len(sums), key=key, seed=seed)
    return percentiles((drawn @ sums) / (drawn @ counts), n_documents=len(sums))


def mean_interval(
    values: pd.Series, doc_id: pd.Series, *, key: str = "", seed: int = 0
) -> dict[str, float]:
    """Average values over all rows: mean, low, high and n_docs, with documents as clusters."""
    parts = values.groupby(doc_id).agg(["sum", "count"])
    low, high = interval(
        parts["sum"].to_numpy(), parts["count"].to_numpy(float), key=key, seed=seed
    )
    mean = parts["sum"].sum() / parts["count"].sum()
    return {"mean": mean, "low": low, "high": high, "n_docs": len(parts)}
