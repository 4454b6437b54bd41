"""Opinions → series: the mean score per actor and period, with n and an interval."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
import pandas as pd

from standpoint import tables

MONTHS = {
    "month": 1,
    "quarter": 3,
    "half": 6,
    "year": 12,
    "all": 0,
}  # calendar months in a period; 0: no division
DRAWS = (
    2000  # bootstrap resamples: the ends of a 95 % interval then move by about 0.01 between seeds
)
# fewer documents than this: drawn faint and without interval, because a bootstrap of so few is far
# too narrow
MIN_DOCUMENTS = 5


def series(
    opinions: pd.DataFrame,
    *,
    documents: pd.DataFrame,
    period: str | Sequence[str] = "quarter",
    by: Sequence[str] = ("actor_id",),
    seed: int = 0,
) -> pd.DataFrame:
    """Mean score per group and period with a 95 % percentile bootstrap over documents.

    In: opinions, documents. Out: the series table. `by` is ("actor_id",), ("actor_id", "holder_id")
    or ("holder_id",); what is not grouped by reads `all`. Undated documents, documents dated more
    vaguely than the period, and copies (`duplicate_of`) do not count. `period` is month, quarter,
    half, year or all (ValueError otherwise), or a list of days on each of which a new period
    begins. The interval is missing where there are fewer than five documents: too few to tell their
    spread. Source of the method: Efron & Tibshirani 1993, "An Introduction to the Bootstrap", with
    documents as the units because mentions in one document are not independent."""
    counted = dated(documents, period=period)
    frame = opinions.merge(counted[["doc_id", "period"]], on="doc_id")
    for key in ("actor_id", "holder_id"):
        if key not in by:
            frame = frame.assign(**{key: "all"})
    keys = ["actor_id", "holder_id", "period"]
    per_document = frame.groupby([*keys, "doc_id"])["score"].agg(["sum", "count"]).reset_index()
    rows = []
    for (actor, holder, start), group in per_document.groupby(keys):
        low, high = interval(
            group["sum"].to_numpy(),
            group["count"].to_numpy(float),
            key=f"{actor}|{holder}|{start:%Y-%m-%d}",
            seed=seed,
        )
        rows.append(
            {
                "actor_id": actor,
                "holder_id": holder,
                "period": start,
                "mean": group["sum"].sum() / group["count"].sum(),
                "low": low,
                "high": high,
                "n_mentions": group["count"].sum(),
                "n_docs": len(group),
            }
        )
    return tables.make(rows, "series") if rows else tables.empty("series")


def dated(documents: pd.DataFrame, *, period: str | Sequence[str] = "quarter") -> pd.DataFrame:
    """Documents that a series may count, with the first day of their period in a column `period`.

    Where `period` is a list of days, the first period begins with the first document.

    >>> frame = pd.DataFrame({"doc_id": ["a"], "published_start": pd.to_datetime(["2020-11-10"]),
    ...     "published_end": pd.to_datetime(["2020-11-10"]), "duplicate_of": [""]})
    >>> dated(frame)["period"].dt.date.tolist()
    [datetime.date(2020, 10, 1)]
    """
    if isinstance(period, str) and period not in MONTHS:
        raise ValueError(f"period '{period}' is not one of {', '.join(MONTHS)}")
    kept = documents[documents["published_start"].notna() & (documents["duplicate_of"] == "")]
    if period == "all":
        return kept.assign(period=kept["published_start"].min())
    if not isinstance(period, str):
        edges = (
            pd.DatetimeIndex([kept["published_start"].min(), *pd.to_datetime(list(period))])
            .unique()
            .sort_values()
        )
        first, last = (
            _period_of(kept[column], edges) for column in ("published_start", "published_end")
        )
        return kept.assign(period=first)[first == last]
    first, last = (
        _first_day(kept[column], period) for column in ("published_start", "published_end")
    )
    return kept.assign(period=first)[first == last]


def interval(
    sums: np.ndarray, counts: np.ndarray, *, key: str = "", seed: int = 0
) -> tuple[float, float]:
    """95 % percentile bootstrap of sum(sums) / sum(counts), resampling the entries together.

    The stream of random numbers depends on `seed` and `key` alone, so that one group's interval
    does not change when another is added.

    >>> low, high = interval(np.array([1.0, 0.0, 1.0, 0.0, 0.0, 1.0]), np.ones(6))
    >>> 0 <= low < 0.5 < high <= 1
    True
    """
    n = len(sums)
    if n < MIN_DOCUMENTS:
        return np.nan, np.nan
    generator = np.random.default_rng([seed, zlib.crc32(key.encode())])
    weights = generator.multinomial(n, np.full(n, 1 / n), size=DRAWS)
    means = (weights @ sums) / (weights @ counts)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)


def format_interval(mean: float, low: float, high: float) -> str:
    """A mean with its interval, or why it has none.

    >>> format_interval(0.123, -0.04, 0.3), format_interval(-0.5, np.nan, np.nan)
    ('+0.12 [-0.04, +0.30]', '-0.50 [no interval, too few documents]')
    """
    told = "no interval, too few documents" if np.isnan(low) else f"{low:+.2f}, {high:+.2f}"
    return f"{mean:+.2f} [{told}]"


def _period_of(dates: pd.Series, edges: pd.DatetimeIndex) -> pd.Series:
    place = np.maximum(edges.searchsorted(dates.to_numpy(), side="right") - 1, 0)
    return pd.Series(edges[place], index=dates.index, dtype=tables.DATE)


def _first_day(dates: pd.Series, period: str) -> pd.Series:
    months = MONTHS[period]
    first_month = (dates.dt.month - 1) // months * months + 1
    return pd.to_datetime({"year": dates.dt.year, "month": first_month, "day": 1}).astype(
        tables.DATE
    )
