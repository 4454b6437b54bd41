"""Opinions in, series out: the mean score per actor and period, with counts and an interval."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from standpoint import tables
from standpoint.errors import InputError
from standpoint.inference.resampling import ENDS, mean_interval

LEVEL = 0.05
# Calendar months in a period; 0 does not divide.
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "all": 0}
# As pandas writes them: the end and the start of a period, and the old letter.
FREQUENCIES = {name: name for name in MONTHS} | {
    f"{letter}{side}": name
    for letter, name in (("M", "month"), ("Q", "quarter"), ("Y", "year"))
    for side in ("", "E", "S")
}


def frequency(name: str) -> str:
    """Read the name of a period, ours or that of pandas; another is an InputError.

    Examples
    --------
    >>> frequency("quarter"), frequency("QE"), frequency("M")
    ('quarter', 'quarter', 'month')
    """
    if name not in FREQUENCIES:
        raise InputError(
            f"period '{name}'",
            "no such period",
            f"take one of {', '.join(MONTHS)}, or M, Q, Y, ME, QE, YE as in pandas",
        )
    return FREQUENCIES[name]


def series(
    opinions: pd.DataFrame,
    *,
    documents: pd.DataFrame,
    period: str | Sequence[str] = "quarter",
    by: Sequence[str] = ("actor_id",),
) -> pd.DataFrame:
    """Average the scores of each group in each period.

    Parameters
    ----------
    period : str or sequence of str
        month, quarter, half, year or all, or as pandas writes it; or the days on which a new
        period begins. Documents that `dated` leaves out do not count.
    by : sequence of str
        ("actor_id",), ("holder_id",) or both; the other column then reads `all`.
    """
    counted = dated(documents, period=period)
    frame = opinions.merge(counted[["doc_id", "period"]], on="doc_id")
    keys = ["actor_id", "holder_id"]
    frame = frame.assign(**{key: "all" for key in keys if key not in by})
    rows = []
    for (actor, holder, start), group in frame.groupby([*keys, "period"]):
        row = {"actor_id": actor, "holder_id": holder, "period": start, "n_mentions": len(group)}
        rows.append(row | mean_interval(group["score"], group["doc_id"]))
    return tables.make(rows, "series")


def dated(documents: pd.DataFrame, *, period: str | Sequence[str] = "quarter") -> pd.DataFrame:
    """Select the documents that lie in one period, with its first day in a column `period`.

    Undated documents, those dated more vaguely than the period, and copies are left out. Where
    `period` is a list of days, the first period begins with the first document.

    Examples
    --------
    >>> day = pd.to_datetime(["2020-11-10"])
    >>> frame = pd.DataFrame({"doc_id": ["a"], "published_start": day, "published_end": day})
    >>> dated(frame.assign(duplicate_of=""))["period"].dt.date.tolist()
    [datetime.date(2020, 10, 1)]
    """
    rows = documents[documents["published_start"].notna() & (documents["duplicate_of"] == "")]
    begin = rows["published_start"].min()
    months = MONTHS[frequency(period)] if isinstance(period, str) else None
    if months == 0:
        return rows.assign(period=begin)
    if not months:
        edges = pd.DatetimeIndex([begin, *pd.to_datetime(list(period))]).unique().sort_values()

    def first_day(dates: pd.Series) -> pd.Series:
        if months:
            month = (dates.dt.month - 1) // months * months + 1
            parts = {"year": dates.dt.year, "month": month, "day": 1}
            return pd.to_datetime(parts).astype(tables.DATE)
        place = np.maximum(edges.searchsorted(dates.to_numpy(), side="right") - 1, 0)
        return pd.Series(edges[place], index=dates.index, dtype=tables.DATE)

    first, last = first_day(rows["published_start"]), first_day(rows["published_end"])
    return rows.assign(period=first)[first == last]


def differs_from_zero(means: pd.DataFrame) -> pd.Series:
    """Say which means differ from zero, where each is one of several answers (Benjamini & Hochberg
    1995, 5 %); one without an interval does not.
    """
    from scipy.special import stdtr
    from scipy.stats import false_discovery_control

    out, known = pd.Series(False, index=means.index), means.dropna(subset="low")
    if len(known):
        error, freedom = _errors(known)
        with np.errstate(divide="ignore", invalid="ignore"):  # a census may know it exactly
            t = np.nan_to_num(np.abs(known["mean"].to_numpy()) / error)
        out[known.index] = false_discovery_control(2 * stdtr(freedom, -t)) <= LEVEL
    return out


def shrunken(means: pd.DataFrame) -> pd.Series:
    """Pull means that have intervals toward the mean of all, each the more the less sure it is.

    The lowest of many means is low partly by chance; after this it is no longer lower than it
    should be on average (empirical Bayes, Efron & Morris 1975; the spread between the true means by
    DerSimonian & Laird 1986). Fewer than three means stay as they are.

    Examples
    --------
    >>> table = pd.DataFrame({"mean": [-0.5, 0.0, 0.1, 0.2], "n_docs": 10})
    >>> shrunken(table.assign(low=table["mean"] - 0.4, high=table["mean"] + 0.4)).round(2).tolist()
    [-0.35, -0.02, 0.05, 0.12]
    """
    from statsmodels.stats.meta_analysis import combine_effects

    if len(means) < 3:
        return means["mean"]
    error = np.maximum(_errors(means)[0], 1e-6)
    pooled = combine_effects(means["mean"].to_numpy(), error**2, method_re="dl")
    spread = max(float(pooled.tau2), 0.0)
    middle = float(pooled.mean_effect_re)
    return middle + spread / (spread + error**2) * (means["mean"] - middle)


def _errors(means: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Standard errors and degrees of freedom, read back from the intervals of t."""
    from scipy.special import stdtrit

    freedom = np.maximum(means["n_docs"].to_numpy(float) - 1, 1)
    half = (means["high"] - means["mean"]).to_numpy(float)
    return half / stdtrit(freedom, ENDS[1]), freedom


def format_interval(mean: float, low: float, high: float, form: str = "{:+.2f}") -> str:
    """Write a mean with its interval, or say why it has none; a share has the form "{:.0%}".

    Examples
    --------
    >>> format_interval(0.123, -0.04, 0.3), format_interval(-0.5, np.nan, np.nan)
    ('+0.12 [-0.04, +0.30]', '-0.50 [no interval: few documents, or all alike]')
    """
    ends = ", ".join(map(form.format, (low, high)))
    ends = "no interval: few documents, or all alike" if np.isnan(low) else ends
    return f"{form.format(mean)} [{ends}]"


def with_intervals(
    table: pd.DataFrame,
    *,
    value: str = "mean",
    low: str = "low",
    high: str = "high",
    form: str = "{:+.2f}",
) -> pd.Series:
    """Write the values of a table with their intervals, or else the value alone, or else a dash.

    Where an estimate was refused (column `refused`), the reason stands instead.

    Examples
    --------
    >>> rows = {"mean": [0.1, -0.5, None], "low": [-0.1, None, None], "high": [0.3, None, None]}
    >>> with_intervals(pd.DataFrame(rows)).tolist()
    ['+0.10 [-0.10, +0.30]', '-0.50', '–']
    """
    numbers = table[[value, low, high]].astype(float)
    written = [format_interval(*row, form) for row in numbers.itertuples(index=False)]
    cells = pd.Series(written, index=table.index, dtype="str")
    cells = cells.where(numbers[low].notna(), numbers[value].map(form.format))
    cells = cells.where(numbers[value].notna(), "–")
    return cells.where(table["refused"] == "", table["refused"]) if "refused" in table else cells
