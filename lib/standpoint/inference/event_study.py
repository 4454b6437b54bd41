"""Dyads in, event study out: did tone or attention change at a given date, by more than noise?

The main test compares the mean of the documents after the event with the mean before it, in a
window of so many days on each side. Its error is robust to autocorrelation, and its p is the larger
of that test's and of a permutation of whole documents. The placebo dates give the same estimate at
each other day of the record; the level change is the break that is left when each side may have a
trend of its own. README.md in this folder says how often these tests find what is not there.

References
----------
Newey & West 1987 (by statsmodels), with the bandwidth and t distribution that Lazarus, Lewis, Stock
& Watson 2018 ask for, "HAR inference: Recommendations for practice". Abadie, Diamond & Hainmueller
2015, "Comparative politics and the synthetic control method": placebos in time. Wagner et al. 2002,
"Segmented regression analysis of interrupted time series studies in medication use research".
"""

import itertools
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from standpoint import tables
from standpoint.errors import InputError, StudyError, nearest
from standpoint.inference.annotations import VALUE
from standpoint.inference.dyads import all_dyads
from standpoint.inference.resampling import MIN_DOCUMENTS, generator, portions

MEASURES = {"sentiment": "score", "attention": "share"}  # measure: column of the dyads table
CORRECTIONS = {"holm": "Holm", "fdr_bh": "Benjamini-Hochberg"}  # as statsmodels names them
LEVEL = 0.05
# A tenth: rank alone is a blunt test, and beyond it many other days would do as well as this one.
PLACEBO_LEVEL = 0.10
# Documents a side: the fewest at which the size was measured (README.md).
MINIMUM = 10
# A spread and a trend need at least so many; what such a test is worth is another matter.
LEAST = 3
# The change that "enough documents" refers to: a fifth of either scale, of the labels in sentiment.
SHIFT = {"sentiment": 0.4, "attention": 0.2}
# Permutations: the smallest p is 0.0005, so that Holm over 40 tests can still fall below 5 %.
PERMUTATIONS = 1999
# Documents that this test needs for each one that a plain t test needs, because it pays for
# autocorrelation that may not be there: 60 a side give the power that 50 give to the t test (1200
# simulated runs each of 51, 54 and 60 a side, spread 0.66, change 0.4).
PRICE = 1.2
DAY = np.timedelta64(1, "D")


class Event(NamedTuple):
    """A date to test, with its first and last day."""

    id: str
    begin: np.datetime64
    end: np.datetime64

    @property
    def after(self) -> np.datetime64:
        """First day that counts as after: a single day itself, else the day behind the last one."""
        return self.begin if self.begin == self.end else self.end + DAY


def event_study(
    dyads: pd.DataFrame,
    *,
    events: pd.DataFrame | Iterable[str],
    pairs: Sequence[tuple[str, str]] | None = None,
    window: int = 365,
    minimum: int = MINIMUM,
    measures: Sequence[str] = tuple(MEASURES),
    correction: str = "holm",
    attenuation: float = 1.0,
    seed: int = 0,
) -> pd.DataFrame:
    """Test each pair at each event for a change of sentiment and of attention.

    `events` are reference events (id, begin, end_date) or ISO days; `pairs`, of holder and target,
    are in the table even where they say nothing, and without them those of `dyads` are taken.
    `window` is in days on each side; below `minimum` documents a side a test is refused. Measures
    are sentiment (mean score, -1..1) and attention (mean share of the holder's mentions, 0..1). The
    correction, holm or fdr_bh, is over all tests that are not refused. With the slope of
    `attenuation`, the columns detectable and needed of sentiment are told for a change of the
    coders' labels; with 1, or where it is missing, for one of the model's scores.

    Returns
    -------
    DataFrame
        The event_study table: a row for each event, pair and measure. `finding` is `change at this
        date` where p_adjusted is at most 5 % and at most a tenth of the dates show as large a
        change, and `change, date open` where only the first holds.

    Examples
    --------
    >>> days = pd.date_range("2022-01-01", periods=80, freq="5D")
    >>> score = [(-1) ** i * 0.3 - 0.5 * (i >= 40) for i in range(80)]
    >>> table = pd.DataFrame({"published_start": days, "published_end": days, "score": score})
    >>> table = table.assign(holder_id="all", actor_id="russia", doc_id=range(80))
    >>> found = event_study(table, events=["2022-07-20"], measures=["sentiment"])
    >>> found[["n_before", "n_after", "change", "finding"]].round(2).values.tolist()
    [[40, 40, -0.5, 'change at this date']]
    """
    for name in measures:
        if name not in MEASURES:
            raise StudyError("measures", f"unknown measure '{name}'", nearest(name, MEASURES))
    if correction not in CORRECTIONS:
        hint = nearest(correction, CORRECTIONS)
        raise StudyError("correction", f"unknown correction '{correction}'", hint)
    if minimum < LEAST or window < 1:
        raise StudyError(
            "minimum and window",
            f"{minimum} documents in {window} days tell nothing of their spread",
            f"at least {LEAST} documents a side, in at least one day",
        )
    if attenuation <= 0:
        what = f"{attenuation} is no scale: the score would fall where the label rises"
        raise StudyError("attenuation", what, "give 1, for power on the scale of the model")
    known = 1.0 if np.isnan(attenuation) else attenuation
    order = ["published_start", "published_end", "doc_id"]
    grouped = dict(iter(dyads.sort_values(order, kind="stable").groupby(["holder_id", "actor_id"])))
    tested = read_events(events)
    rows = []
    for (holder, target), measure in itertools.product(all_dyads(dyads, pairs), measures):
        part = grouped.get((holder, target), dyads.iloc[:0])
        record = _Record(part, MEASURES[measure])
        scale = known if measure == "sentiment" else 1.0  # no scorer takes part in attention
        for event in tested:
            stream = generator(f"{event.id}|{holder}|{target}|{measure}", seed)
            row = _test(record, event, window, minimum, measure, scale, stream)
            key = {"event_id": event.id, "begin": event.begin, "end_date": event.end}
            rows.append(row | key | {"holder_id": holder, "actor_id": target, "measure": measure})
    _adjust(rows, correction)
    return tables.make(rows, "event_study")


def read_events(events: pd.DataFrame | Iterable[str]) -> list[Event]:
    """Read events from a table (id, begin, end_date) or from ISO days, in order of date."""
    if not isinstance(events, pd.DataFrame):
        days = list(events)
        events = pd.DataFrame({"id": days, "begin": days, "end_date": days})

    def day(written: str | pd.Timestamp) -> np.datetime64:
        try:
            return np.datetime64(pd.Timestamp(written).date(), "D")
        except (ValueError, TypeError):
            remedy = "write YYYY-MM-DD, or give the table of reference events"
            raise InputError(f"event '{written}'", "not a day", remedy) from None

    read = [Event(str(row.id), day(row.begin), day(row.end_date)) for row in events.itertuples()]
    return sorted(read, key=lambda event: (event.begin, event.id))


class _Record:
    """The documents of one pair that have the measure, in order of date."""

    def __init__(self, part: pd.DataFrame, column: str) -> None:
        part = part[part[column].notna()]
        dated = part[part["published_start"].notna()]
        self.start = dated["published_start"].to_numpy("datetime64[D]")
        self.end = dated["published_end"].to_numpy("datetime64[D]")
        self.value = dated[column].to_numpy(float)
        self.n_undated = len(part) - len(dated)

    def sides(self, event: Event, window: int) -> tuple[np.ndarray, np.ndarray, int]:
        """Which documents lie before and after the event, and how many cannot be placed."""
        before = (self.end < event.begin) & (self.start >= event.begin - window * DAY)
        after = (self.start >= event.after) & (self.end < event.after + window * DAY)
        astride = (self.start < event.after) & (self.end >= event.begin)
        return before, after, int(astride.sum()) + self.n_undated


def _test(
    record: _Record,
    event: Event,
    window: int,
    minimum: int,
    measure: str,
    scale: float,
    stream: np.random.Generator,
) -> dict:
    """One event, one pair, one measure: everything but the correction for many tests."""
    before, after, n_left_out = record.sides(event, window)
    a, b = record.value[before], record.value[after]
    shift = SHIFT[measure] * scale
    row = tables.blank_row("event_study") | {"window": window, "minimum": minimum}
    row |= {"attenuation": scale, "n_before": len(a), "n_after": len(b), "n_left_out": n_left_out}
    row["mean_before"], row["mean_after"] = (x.mean() if len(x) else np.nan for x in (a, b))
    if min(len(a), len(b)) < minimum:
        row["needed"] = documents_needed(_spread(record.value), shift, minimum)
        counts = f"documents: {len(a)} before, {len(b)} after"
        return row | {
            "finding": "refused",
            "reason": f"{counts}; at least {minimum} a side are asked for",
        }
    y = np.r_[a, b]
    if measure == "attention" and (named := int((y > 0).sum())) < minimum:
        reason = (
            f"spoken of in {named} of {len(y)} documents; at least {minimum} are asked for, or a"
            " share that hardly moves looks sure"
        )
        return row | {"finding": "refused", "reason": reason}
    post = np.repeat([0.0, 1.0], [len(a), len(b)])
    fit = _robust(np.column_stack([np.ones(len(y)), post]), y, len(a), len(b))
    row["change"], row["low"], row["high"], p_robust = fit
    row["p"] = max(p_robust, _permuted(y, len(a), stream))
    error = np.sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b))
    seen = _standardised(abs(b.mean() - a.mean()), error)
    n_dates, rank = _placebo(record, event, window, minimum, seen)
    p_rank = rank / (n_dates + 1) if n_dates else np.nan
    row |= {"placebo_dates": n_dates, "placebo_rank": rank, "placebo_p": p_rank}
    within = np.sqrt((a.var(ddof=1) * (len(a) - 1) + b.var(ddof=1) * (len(b) - 1)) / (len(y) - 2))
    # 2.8: the normal quantiles of 97.5 and 80 %.
    row["detectable"] = 2.8 * within * np.sqrt(PRICE * (1 / len(a) + 1 / len(b))) / scale
    row["needed"] = documents_needed(within, shift, minimum)
    start = np.r_[record.start[before], record.start[after]]
    return row | _level_change(start - event.begin, y, post)


def documents_needed(spread: float, shift: float, minimum: int = MINIMUM) -> int:
    """Say how many documents a side find a change of `shift` with 80 % power at the 5 % level; 0
    where the spread is unknown. The one that is added is for the t distribution (Guenther 1981).
    """
    if np.isnan(spread):
        return 0
    from scipy.stats import norm

    each = 2 * ((norm.ppf(1 - LEVEL / 2) + norm.ppf(0.8)) * spread / shift) ** 2
    return max(int(np.ceil(PRICE * each + 1)), minimum)


def attenuation(labelled: pd.DataFrame) -> dict[str, float]:
    """Measure how far the model's score moves where the coders' label moves by one.

    A change of the labels shows in the scores only in this part, so that power on the scale of the
    labels is that on the scale of the model divided by it. It is the slope of a regression of score
    on label over the `labelled` passages that the model did not learn from, those drawn because
    they were uncertain left out.

    Returns
    -------
    dict
        slope, low, high (95 %, documents as clusters), n, n_docs. The first three are missing with
        fewer than 10 documents, and where the score does not rise with the label.

    Examples
    --------
    >>> table = pd.DataFrame({"doc_id": range(12), "reference_label": ["negative", "positive"] * 6})
    >>> table = table.assign(score=[-0.5, 0.3] * 6, used_in_training=False, drawn="random")
    >>> round(attenuation(table)["slope"], 2)
    0.4
    """
    known = labelled[~labelled["used_in_training"] & (labelled["drawn"] != "uncertain")]
    label = known["reference_label"].map(VALUE).astype(float)
    known, label = known[label.notna()], label.dropna()
    n_docs = known["doc_id"].nunique()
    out = {"slope": np.nan, "low": np.nan, "high": np.nan, "n": len(known), "n_docs": n_docs}
    if n_docs < MINIMUM or label.nunique() < 2:
        return out
    import statsmodels.api as sm

    clusters = {"groups": pd.factorize(known["doc_id"])[0]}
    design = sm.add_constant(label.to_numpy())
    score = known["score"].to_numpy(float)
    fit = sm.OLS(score, design).fit(cov_type="cluster", cov_kwds=clusters, use_t=True)
    slope, (low, high) = fit.params[1], fit.conf_int()[1]
    found = {"slope": float(slope), "low": float(low), "high": float(high)}
    return out | found if slope > 0 else out


def _spread(values: np.ndarray) -> float:
    return float(values.std(ddof=1)) if len(values) >= MIN_DOCUMENTS else np.nan


def _robust(
    design: np.ndarray, y: np.ndarray, n_before: int, n_after: int
) -> tuple[float, float, float, float]:
    """Second coefficient with its 95 % interval and p, robust to autocorrelation in order of date.

    The bandwidth is three quarters of the root of n: of those tried (Newey & West's rule, the cube
    root, this, and the 1.3 roots of Lazarus et al.) the longest that keeps the power above 85 % at
    60 documents a side. The variance is divided by what a Bartlett window loses when each side has
    its own line (one mean: the part bandwidth / n; a trend: twice it).
    """
    import statsmodels.api as sm
    from scipy.special import stdtr, stdtrit

    bandwidth = int(np.ceil(0.75 * np.sqrt(len(y))))
    kernel = {"maxlags": bandwidth, "use_correction": True}
    fitted = sm.OLS(y, design).fit(cov_type="HAC", cov_kwds=kernel, use_t=True)
    lost = (design.shape[1] / 2) * (bandwidth + 1) * (1 / n_before + 1 / n_after) / 2
    error = np.sqrt(max(fitted.cov_params()[1, 1], 0.0) / (1 - min(lost, 0.8)))
    freedom = max(1.5 * len(y) / (bandwidth + 1), 2.0)
    estimate = float(fitted.params[1])
    if error < 1e-9:  # all documents of a side alike
        return estimate, estimate, estimate, float(abs(estimate) < 1e-9)
    half = float(stdtrit(freedom, 1 - LEVEL / 2) * error)
    p = float(2 * stdtr(freedom, -abs(estimate) / error))
    return estimate, estimate - half, estimate + half, p


def _permuted(y: np.ndarray, n_before: int, stream: np.random.Generator) -> float:
    """Share of random divisions into sides of these sizes that differ at least as much."""
    seen = abs(y[:n_before].mean() - y[n_before:].mean())
    extreme = 0
    for size in portions(PERMUTATIONS, width=len(y)):
        lots = stream.random((size, len(y)))
        lowest = lots <= np.partition(lots, n_before - 1, axis=1)[:, n_before - 1 : n_before]
        sums = lowest @ y
        gaps = np.abs(sums / n_before - (y.sum() - sums) / (len(y) - n_before))
        extreme += int((gaps >= seen - 1e-12).sum())
    return (1 + extreme) / (1 + PERMUTATIONS)


def _level_change(days: np.ndarray, y: np.ndarray, post: np.ndarray) -> dict:
    """The break at the event when each side has a trend of its own; `days` since the event."""
    years = days.astype(float) / 365.25
    design = np.column_stack([np.ones(len(y)), post, years, post * years])
    if np.linalg.matrix_rank(design) < 4:  # all documents of a side on one day
        return {}
    n_after = int(post.sum())
    change, low, high, _ = _robust(design, y, len(y) - n_after, n_after)
    slopes = np.linalg.lstsq(design, y, rcond=None)[0][2:]
    row = {"level_change": change, "level_change_low": low, "level_change_high": high}
    return row | {"slope_before": slopes[0], "slope_after": slopes.sum()}


def _standardised(gap: np.ndarray | float, error: np.ndarray | float) -> np.ndarray:
    """A difference in units of its error; without any error, infinite where there is a gap."""
    sure = np.where(np.asarray(gap) > 1e-9, np.inf, 0.0)
    return np.where(np.asarray(error) > 1e-9, gap / np.maximum(error, 1e-9), sure)


def _placebo(
    record: _Record, event: Event, window: int, minimum: int, seen: np.ndarray
) -> tuple[int, int]:
    """How many other days have enough documents on both sides, and the event's rank among them.

    Changes are ranked in units of their own error, because a day with few documents beside it
    swings further. All days are reckoned at once: what lies between two bounds is a difference of
    running sums, since documents are shorter than the window.
    """
    short = (record.end - record.start) < window * DAY
    start, end, value = record.start[short], record.end[short], record.value[short]
    moments = np.column_stack([np.ones_like(value), value, value**2])

    def sums_until(dates: np.ndarray, days: np.ndarray) -> np.ndarray:
        order = np.argsort(dates, kind="stable")
        running = np.vstack([np.zeros(3), np.cumsum(moments[order], axis=0)])
        return running[np.searchsorted(dates[order], days)]

    # Days up to the first document after the event divide the record as the event does.
    same = start[start >= event.after].min() if (start >= event.after).any() else event.after
    days = np.unique(start)
    days = days[(days < event.begin) | (days > same)]
    a = sums_until(end, days) - sums_until(start, days - window * DAY)
    b = sums_until(end, days + window * DAY) - sums_until(start, days)
    enough = (a[:, 0] >= minimum) & (b[:, 0] >= minimum)
    means, variances = [], []
    for n, total, squares in (a[enough].T, b[enough].T):
        means.append(total / n)
        variances.append(np.maximum(squares / n - means[-1] ** 2, 0) / (n - 1))
    ranked = _standardised(np.abs(means[1] - means[0]), np.sqrt(sum(variances)))
    return len(ranked), 1 + int((ranked >= seen - 1e-9).sum())


def _adjust(rows: list[dict], correction: str) -> None:
    """Set p_adjusted, over every test of this call, and the finding that follows from it."""
    tests = [row for row in rows if row["finding"] != "refused"]
    if not tests:
        return
    from statsmodels.stats.multitest import multipletests

    adjusted = multipletests([row["p"] for row in tests], alpha=LEVEL, method=correction)[1]
    note = f"{CORRECTIONS[correction]} over {len(tests)} test{'s' * (len(tests) != 1)}"
    for row, p in zip(tests, adjusted, strict=True):
        here = row["placebo_dates"] > 0 and row["placebo_p"] <= PLACEBO_LEVEL
        changed = "change at this date" if here else "change, date open"
        row |= {"p_adjusted": float(p), "correction": note}
        row["finding"] = "no change found" if p > LEVEL else changed
