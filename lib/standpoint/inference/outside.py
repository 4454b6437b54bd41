"""Beside other sources: which days two lists share, and whether two monthly series go together.

References
----------
Dean & Pagano 2015, "Evaluating confidence interval methods for binomial proportions in clustered
surveys", *Journal of Survey Statistics and Methodology* 3 (4): Wilson's interval with the
effective number. Pyper & Peterman 1998, "Comparison of methods to account for autocorrelation in
correlation analyses of fish data", *Canadian Journal of Fisheries and Aquatic Sciences* 55 (9).
Fieller, Hartley & Pearson 1957, "Tests for rank correlation coefficients", *Biometrika* 44.
"""

import itertools
from collections.abc import Sequence

import numpy as np
import pandas as pd

from standpoint.actors.registry import Registry
from standpoint.inference.series import format_interval

LAGS = (-2, -1, 0, 1, 2)
# Months that both must have: with fewer an interval of a rank correlation spans nearly everything.
MONTHS = 24
# A span of ours longer than this is no day.
LONGEST = 7
TOLERANCE = 1  # days apart at which two dates are one: reports are dated a day late
DAY = pd.Timedelta(days=1)


def days_in_common(
    events: pd.DataFrame, *, listed: pd.DataFrame, tolerance: int = TOLERANCE
) -> pd.DataFrame:
    """Compare the days of our events with those of a list, both ways, kind by kind.

    Only the period that both cover counts, and of our events those dated to a week or better. The
    interval allows for days of one month that come together.

    Parameters
    ----------
    listed
        A list as `event_list` reads it.
    tolerance
        Days apart at which two dates still are the same.

    Returns
    -------
    DataFrame
        One row per `plover` and `of`: `their days` (how many of them our texts tell of),
        `their inexact dates` (the same, for dates known to a week or less well), `our days` (how
        many of ours the list has); with n, found, share, low, high and `months`.
    """
    rows = []
    for kind, theirs in listed[listed["plover"] != ""].groupby("plover"):
        ours = events[(events["plover"] == kind) & _exact(events)]
        ours, theirs = _within(ours, theirs), _within(theirs, events)
        sure = theirs[theirs["exact"]]
        for of, some, others in (
            ("their days", sure, ours),
            ("their inexact dates", theirs[~theirs["exact"]], ours),
            ("our days", ours, theirs),
        ):
            spans = some.drop_duplicates(["begin", "end_date"])
            found = ~missed(spans, others, tolerance=tolerance)
            rows.append({"plover": kind, "of": of} | _share(found, spans["begin"]))
    columns = ["plover", "of", "n", "found", "share", "low", "high", "months"]
    return pd.DataFrame(rows, columns=columns)


def missed(some: pd.DataFrame, others: pd.DataFrame, *, tolerance: int = TOLERANCE) -> pd.Series:
    """Say of each date (begin, end_date) whether no other date comes so near."""
    near = pd.Timedelta(days=tolerance)
    begin, end = (others[name].to_numpy() for name in ("begin", "end_date"))
    return pd.Series(
        [
            not ((begin <= row.end_date + near) & (end >= row.begin - near)).any()
            for row in some.itertuples()
        ],
        index=some.index,
        dtype="bool",
    )


def lagged_correlations(
    ours: pd.Series, *, theirs: pd.Series, lags: Sequence[int] = LAGS, minimum: int = MONTHS
) -> pd.DataFrame:
    """Rank correlation of two monthly series at each lag, with an interval that covers.

    At lag 1 our month stands beside their next one: where that is highest, ours runs ahead. A month
    that either lacks counts at no lag. Neighbouring months are alike, so the interval rests on the
    effective number of months.

    Parameters
    ----------
    ours, theirs
        Values by first day of the month; missing months are missing, never zero.
    minimum
        Months in common below which there is no interval.

    Returns
    -------
    DataFrame
        lag, correlation, low, high (95 %), n (months in common), n_effective, and `differs`:
        whether zero is left out when all lags are tested together (Bonferroni).

    Examples
    --------
    >>> months = pd.date_range("2018-01-01", periods=60, freq="MS")
    >>> theirs = pd.Series([(i * 7) % 13 for i in range(60)], index=months)
    >>> made = lagged_correlations(theirs.shift(1), theirs=theirs)  # we tell it a month late
    >>> made.loc[made["correlation"].idxmax(), "lag"]
    np.int64(-1)
    """
    from scipy.stats import norm

    both = pd.concat({"ours": ours, "theirs": theirs}, axis=1).astype(float).asfreq("MS")
    rows = []
    for lag in lags:
        pairs = both.assign(theirs=both["theirs"].shift(-lag))
        ranks = pairs.where(pairs.notna().all(axis=1)).rank()
        n = int(ranks["ours"].notna().sum())
        row = {"lag": lag, "correlation": np.nan, "low": np.nan, "high": np.nan, "n": n}
        row |= {"n_effective": np.nan, "differs": False}
        if n >= minimum and (ranks.std() > 0).all():
            row["correlation"] = found = float(ranks["ours"].corr(ranks["theirs"]))
            row["n_effective"] = effective = _effective(ranks, n)
            z, error = np.arctanh(np.clip(found, -0.9999, 0.9999)), 1.03 / np.sqrt(effective - 3)
            row["low"], row["high"] = np.tanh(z + norm.ppf([0.025, 0.975]) * error)
            row["differs"] = bool(2 * norm.sf(abs(z) / error) * len(lags) < 0.05)
        rows.append(row)
    return pd.DataFrame(rows)


def month_scores(scores: pd.DataFrame, *, states: Sequence[str], registry: Registry) -> pd.Series:
    """Pick the monthly scores of two states from a table of pairs (month, a, b, score, days …).

    The table names states by their ISO codes. A month of which less than half the days are there is
    missing.
    """
    codes = [registry.actors[key].country for key in states]
    of_pair = scores["a"].isin(codes) & scores["b"].isin(codes)
    rows = scores[of_pair & (scores["days"] >= scores["of_days"] / 2)]
    return rows.set_index(pd.to_datetime(rows["month"]))["score"]


def fights_by_month(
    events: pd.DataFrame, *, states: Sequence[str], registry: Registry, documents: pd.DataFrame
) -> pd.Series:
    """Count the events of violence that name two states, by month of the period of the texts.

    Whoever belongs to a state stands for it. A month without such an event counts as zero.
    """
    violent = events[events["plover"] == "ASSAULT"]
    named = violent.assign(actor=violent["actors"].str.split(";")).explode("actor")
    named["state"] = [registry.state_of(key) if key in registry else "" for key in named["actor"]]
    both = named[named["state"].isin(states)].groupby("event_id")["state"].nunique() == len(states)
    begin = violent.loc[violent["event_id"].isin(both.index[both]), "begin"]
    days = documents["published_start"].dropna()
    if days.empty:
        return pd.Series(dtype=float)
    span = pd.date_range(days.min().to_period("M").start_time, days.max(), freq="MS")
    return begin.dt.to_period("M").dt.start_time.value_counts().reindex(span, fill_value=0)


def tones_beside(
    opinions: pd.DataFrame,
    *,
    scores: pd.DataFrame,
    states: Sequence[str],
    documents: pd.DataFrame,
    registry: Registry,
    minimum: int = MONTHS,
) -> pd.DataFrame:
    """Lagged correlations of our monthly tone between each two states with a table of their scores.

    Our tone is the mean over documents of the opinions that either state, with its people, holds of
    the other, because such scores have no direction. Copies and texts not dated to a month are left
    out. The columns are those of `lagged_correlations` behind `a` and `b`.
    """
    known = documents[documents["duplicate_of"] == ""].dropna(subset="published_start")
    month = known["published_start"].dt.to_period("M")
    known = known.assign(month=month.dt.start_time)[
        month == known["published_end"].dt.to_period("M")
    ]
    frame = opinions.merge(known[["doc_id", "month"]], on="doc_id")
    for name in ("holder", "target"):
        ids = frame["holder_id" if name == "holder" else "actor_id"]
        frame[name] = [registry.state_of(key) if key in registry else "" for key in ids]
    tables = []
    for a, b in itertools.combinations(states, 2):
        between = frame[frame["holder"].isin([a, b]) & frame["target"].isin([a, b])]
        between = between[between["holder"] != between["target"]]
        tone = between.groupby(["month", "doc_id"])["score"].mean().groupby("month").mean()
        theirs = month_scores(scores, states=[a, b], registry=registry)
        made = lagged_correlations(tone, theirs=theirs, minimum=minimum)
        tables.append(made.assign(a=a, b=b))
    columns = ["a", "b", "lag", "correlation", "low", "high", "n", "n_effective", "differs"]
    return pd.concat(tables)[columns] if tables else pd.DataFrame(columns=columns)


def describe_days_in_common(shares: pd.DataFrame, *, name: str) -> list[str]:
    """Say how many of a list's days the texts tell of, and the reverse."""
    words = {"ASSAULT": "violence", "PROTEST": "protest"}
    sentences = []
    for row in shares[shares["n"] > 0].itertuples():
        here, there = ("the texts", name) if row.of != "our days" else (name, "the texts")
        kind = "days" if row.of != "their inexact dates" else "inexact dates"
        verb = "know" if here == "the texts" else "knows"
        share = f"{row.share:.0%} [{row.low:.0%}, {row.high:.0%}]"
        sentences.append(
            f"Of {row.n:,} {kind} with {words[row.plover]} in {there}, {here} {verb} {row.found:,}:"
            f" {share}, over {row.months} months."
        )
    return sentences or [f"{name} and the texts have no day of one kind in one period to compare."]


def describe_lags(table: pd.DataFrame, *, what: str) -> list[str]:
    """Say at which lag two monthly series go together, or that nothing shows it."""
    known = table.dropna(subset="correlation")
    if known.empty:
        n = int(table["n"].max()) if len(table) else 0
        if not n:
            return [f"{what}: no month in common, so there is nothing to compare."]
        return [f"{what}: {n} months in common, too few, or nothing in them changes."]
    rows = known.assign(size=known["correlation"].abs())
    best = rows.sort_values(["differs", "size"], ascending=False).iloc[0]
    lag = int(best["lag"])
    when = {0: "in the same month"}.get(lag, f"{abs(lag)} month{'s' * (abs(lag) > 1)}")
    when += f" {'before' if lag > 0 else 'after'} them" if lag else ""
    interval = format_interval(best["correlation"], best["low"], best["high"])
    verdict = (
        f"the texts go with it {when}: rank correlation {interval}"
        if best["differs"]
        else f"no lag shows that the two go together; largest {when}, {interval}"
    )
    return [
        f"{what}: {verdict}, over {int(best['n'])} months that count as"
        f" {best['n_effective']:.0f}; {int(rows['differs'].sum())} of {len(table)} lags differ from"
        " zero when all are tested together."
    ]


def _exact(events: pd.DataFrame) -> pd.Series:
    known = events["granularity"].isin(["day", "time", "range", "week"])
    return known & (events["end_date"] - events["begin"] < LONGEST * DAY)


def _within(rows: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """The rows that touch the period of the others."""
    if others.empty:
        return rows.iloc[:0]
    first, last = others["begin"].min(), others["end_date"].max()
    return rows[(rows["end_date"] >= first) & (rows["begin"] <= last)]


def _share(found: pd.Series, begin: pd.Series) -> dict[str, float]:
    """A share of dates with Wilson's interval, months as clusters."""
    from scipy.stats import norm, t
    from statsmodels.stats.proportion import proportion_confint

    n, k = len(found), int(found.sum())
    row = {"n": n, "found": k, "share": np.nan, "low": np.nan, "high": np.nan, "months": 0}
    if not n:
        return row
    months = found.groupby(begin.dt.to_period("M")).agg(["sum", "size"])
    share, m = k / n, len(months)
    effective = float(m)  # where all are alike, nothing tells that days of one month differ
    if 0 < share < 1 and m > 1:
        variance = ((months["sum"] - share * months["size"]) ** 2).sum() * m / (m - 1) / n**2
        effective = min(n, share * (1 - share) / variance) if variance > 0 else float(n)
        effective *= (norm.ppf(0.975) / t.ppf(0.975, m - 1)) ** 2
    low, high = proportion_confint(share * effective, effective, method="wilson")
    return row | {"share": share, "low": low, "high": high, "months": m}


def _effective(ranks: pd.DataFrame, n: int) -> float:
    """How many independent months so many are worth, by the autocorrelation of both series."""
    total = 0.0
    for lag in range(1, n // 5 + 1):
        with np.errstate(divide="ignore", invalid="ignore"):
            each = [ranks[name].autocorr(lag) for name in ("ours", "theirs")]
        total += (1 - lag / n) * float(np.nan_to_num(each[0] * each[1]))
    return float(np.clip(n / max(1 + 2 * total, 1.0), 5, n))
