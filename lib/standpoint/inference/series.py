"""Opinions in, series out: the mean score per actor and period, with counts and an interval."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from standpoint import tables
from standpoint.errors import InputError
from standpoint.inference.resampling import interval

# Calendar months in a period; 0 does not divide.
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "all": 0}
# As pandas writes them: the end and the start of a period, and the old letter.
FREQUENCIES = {name: name for name in MONTHS} | {
    f"{letter}{side}": name
    for letter, name in (("M", "month"), ("Q", "quarter"), ("Y", "year"))
    for side in ("", "E", "S")
}


def frequency(name: str) -> str:
    """Read the name of a period, ours or that of pandas.

    Raises
    ------
    InputError
        Where it is neither; the message lists the choices.

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
    seed: int = 0,
) -> pd.DataFrame:
    """Average the scores of each group in each period.

    Parameters
    ----------
    documents : DataFrame
        Undated ones, those dated more vaguely than the period, and copies do not count.
    period : str or sequence of str
        month, quarter, half, year or all, or as pandas writes it; or the days on which a new
        period begins.
    by : sequence of str
        ("actor_id",), ("holder_id",) or both; the other column then reads `all`.

    Returns
    -------
    DataFrame
        The series table; below five documents there is no interval (`resampling`).

    Raises
    ------
    InputError
        For an unknown period.
    """
    counted = dated(documents, period=period)
    frame = opinions.merge(counted[["doc_id", "period"]], on="doc_id")
    keys = ["actor_id", "holder_id"]
    frame = frame.assign(**{key: "all" for key in keys if key not in by})
    keys.append("period")
    per_document = frame.groupby([*keys, "doc_id"])["score"].agg(["sum", "count"]).reset_index()
    rows = []
    for values, group in per_document.groupby(keys):
        sums, counts = group["sum"].to_numpy(), group["count"].to_numpy(float)
        key = f"{values[0]}|{values[1]}|{values[2]:%Y-%m-%d}"
        low, high = interval(sums, counts, key=key, seed=seed)
        row = dict(zip(keys, values, strict=True)) | {"low": low, "high": high}
        row["mean"] = group["sum"].sum() / group["count"].sum()
        rows.append(row | {"n_mentions": group["count"].sum(), "n_docs": len(group)})
    return tables.make(rows, "series") if rows else tables.empty("series")


def dated(documents: pd.DataFrame, *, period: str | Sequence[str] = "quarter") -> pd.DataFrame:
    """Select the documents that a series may count, with the first day of their period.

    Returns
    -------
    DataFrame
        The documents that lie in one period, without copies, and a column `period`. Where `period`
        is a list of days, the first period begins with the first document.

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
    dates = (rows["published_start"], rows["published_end"])
    if months:
        first, last = (_first_day(days, months) for days in dates)
    else:
        edges = pd.DatetimeIndex([begin, *pd.to_datetime(list(period))]).unique().sort_values()
        first, last = (_period_of(days, edges) for days in dates)
    return rows.assign(period=first)[first == last]


def format_interval(mean: float, low: float, high: float) -> str:
    """Write a mean with its interval, or say why it has none.

    Examples
    --------
    >>> format_interval(0.123, -0.04, 0.3), format_interval(-0.5, np.nan, np.nan)
    ('+0.12 [-0.04, +0.30]', '-0.50 [no interval, too few documents]')
    """
    ends = "no interval, too few documents" if np.isnan(low) else f"{low:+.2f}, {high:+.2f}"
    return f"{mean:+.2f} [{ends}]"


def _period_of(dates: pd.Series, edges: pd.DatetimeIndex) -> pd.Series:
    place = np.maximum(edges.searchsorted(dates.to_numpy(), side="right") - 1, 0)
    return pd.Series(edges[place], index=dates.index, dtype=tables.DATE)


def _first_day(dates: pd.Series, months: int) -> pd.Series:
    month = (dates.dt.month - 1) // months * months + 1
    days = pd.to_datetime({"year": dates.dt.year, "month": month, "day": 1})
    return days.astype(tables.DATE)
