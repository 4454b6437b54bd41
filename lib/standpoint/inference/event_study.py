"""Voices → turning points: did tone or attention change around a given date, by more than noise?

Main test. The mean of the documents after the event less the mean before it, in a window of so many
days on each side: an interrupted time series with a level and no trend. Its error is robust to
autocorrelation (Newey & West 1987, by statsmodels, with the longer bandwidth and the t distribution
that Lazarus, Lewis, Stock & Watson 2018, "HAR Inference: Recommendations for Practice", ask for),
and its p is the larger of that test's and of a permutation of whole documents. A level alone was
chosen for its power: with 60 documents a side a change of 0.4 was found in 88 of 100 simulated
runs, and in 35 of 100 where each side had a trend of its own.

Two more looks at the same date. The placebo dates: the same estimate at each other day of the
record, and the event's rank among them (Abadie, Diamond & Hainmueller 2015, "Comparative Politics
and the Synthetic Control Method": placebos in time). And the jump: the break that is left when each
side may have a trend of its own (Wagner et al. 2002, "Segmented regression analysis of interrupted
time series studies in medication use research").

True size. Parts of 1200 simulated runs in which there was no break at the event, at the 5 % level
uncorrected; 60 documents a side at random days, one to four mentions in each, the moods of
neighbours alike by r (spread 0.66 in all):

                                            main test   jump   `change at this date`
    independent documents                       3 %      5 %         1 %
    r = 0.3                                     5 %      6 %         2 %
    r = 0.6                                     7 %      9 %         4 %
    r = 0.8                                    14 %     13 %         5 %
    10 documents a side                         2 %      1 %         0 %
    10 documents a side, r = 0.6                7 %      4 %         0 %
    a drift of 0.5 a year, record of 6 years   92 %      5 %        18 %
    a drift of 0.5 a year, record of 2 years   93 %      7 %        45 %

A drift does move the mean, so the main test is right to fire; it is no turning point, and where the
record hardly reaches beyond the window no look at other dates can tell. Then read the jump."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from standpoint import tables
from standpoint.errors import InputError, StudyError, nearest
from standpoint.inference.series import MIN_DOCUMENTS

MEASURES = {"sentiment": "score", "attention": "share"}  # measure: column of the voices table
CORRECTIONS = {"holm": "Holm", "fdr_bh": "Benjamini-Hochberg"}  # as statsmodels names them
LEVEL = 0.05
# a tenth: rank alone is a blunt test, and beyond it many other days would do as well as this one
PLACEBO_LEVEL = 0.10
# documents a side: the least at which the size was measured (above); only changes of 0.9 are then
# found
MINIMUM = 10
# a spread and a trend can be reckoned from no fewer; what such a test is worth is another matter
LEAST = 3
SHIFT = {
    "sentiment": 0.4,
    "attention": 0.2,
}  # what "enough documents" is reckoned for: a fifth of either scale
POWER = 0.8
# permutations: the smallest p is 0.0005, so that Holm over 40 looks can still fall below 5 %
DRAWS = 1999
# Documents that this test needs for each one that a plain t test needs, because it pays for
# autocorrelation that may not be there: 60 a side give the power that 50 give to the t test (1200
# simulated runs each of 51, 54 and 60 a side, spread 0.66, change 0.4).
PRICE = 1.2
DAY = np.timedelta64(1, "D")


@dataclass(frozen=True)
class Event:
    """A date to look at: its first and last day, and the first day that is surely after its
    beginning.
    """

    id: str
    begin: np.datetime64
    end: np.datetime64

    @property
    def after(self) -> np.datetime64:
        """The day of an event of one day counts as after it; of a longer one only what follows its
        last day.
        """
        return self.begin if self.begin == self.end else self.end + DAY


def event_study(
    voices: pd.DataFrame,
    *,
    events: pd.DataFrame | Iterable[str],
    pairs: Sequence[tuple[str, str]] | None = None,
    window: int = 365,
    minimum: int = MINIMUM,
    measures: Sequence[str] = tuple(MEASURES),
    correction: str = "holm",
    seed: int = 0,
) -> pd.DataFrame:
    """The change of sentiment and attention of each pair at each event, with interval, placebo
    dates and finding.

    In: voices; events with id, begin and end_date (`reference_events`) or ISO days; `pairs`
    (holder, target) to have in the table even where they say nothing; `window` in days on each
    side; `minimum` documents a side. Out: the turning_points table, a row for each event, pair and
    measure, with sentiment in -1..1, attention (the mean share of the holder's mentions in a
    document) in 0..1, trends per year. Where there are fewer documents the row is refused: without
    estimate, with the reason and the number needed. A document dated too vaguely to lie before or
    after the event, or on the days of an event of several days, is left out and counted.
    `p_adjusted` is corrected (`correction`: holm, fdr_bh) over all rows that are not refused.
    `finding`: `change at this date` where p_adjusted is at most 5 % and at most a tenth of the
    dates show as large a change; `change, date open` where the first alone holds. Raises StudyError
    for an unknown measure or correction or fewer than three documents a side, and InputError for a
    day that is none. Source of the method: the module's first lines.

    >>> days = pd.date_range("2022-01-01", periods=80, freq="5D")
    >>> said = tables.make([{"holder_id": "all", "actor_id": "russia", "doc_id": f"d{i:02}", "published_start": day, "published_end": day,
    ...     "score": (-1) ** i * 0.3 - 0.5 * (i >= 40), "share": 1.0, "n_mentions": 1} for i, day in enumerate(days)], "dyads")
    >>> event_study(said, events=["2022-07-20"], measures=["sentiment"])[["n_before", "n_after", "change", "finding"]].round(2).values.tolist()
    [[40, 40, -0.5, 'change at this date']]
    """
    for name in measures:
        if name not in MEASURES:
            raise StudyError("measures", f"unknown measure '{name}'", nearest(name, MEASURES))
    if correction not in CORRECTIONS:
        raise StudyError(
            "correction", f"unknown correction '{correction}'", nearest(correction, CORRECTIONS)
        )
    if minimum < LEAST or window < 1:
        raise StudyError(
            "minimum and window",
            f"{minimum} documents in {window} days tell nothing of their spread",
            f"at least {LEAST} documents a side, in at least one day",
        )
    wanted = (
        pairs
        if pairs is not None
        else voices[["holder_id", "actor_id"]].drop_duplicates().values.tolist()
    )
    spread = {
        name: _spread(voices.loc[voices[column].notna(), column].to_numpy(float))
        for name, column in MEASURES.items()
    }
    grouped = dict(
        iter(
            voices.sort_values(
                ["published_start", "published_end", "doc_id"], kind="stable"
            ).groupby(["holder_id", "actor_id"])
        )
    )
    rows = []
    for holder, target in wanted:
        part = grouped.get((holder, target), voices.iloc[:0])
        for measure in measures:
            record = _Record.of(part, MEASURES[measure])
            for event in read_events(events):
                generator = np.random.default_rng(
                    [seed, zlib.crc32(f"{event.id}|{holder}|{target}|{measure}".encode())]
                )
                look = _look(record, event, window, minimum, measure, spread[measure], generator)
                rows.append(
                    {
                        "event_id": event.id,
                        "begin": event.begin,
                        "end_date": event.end,
                        "holder_id": holder,
                        "actor_id": target,
                        "measure": measure,
                    }
                    | look
                )
    return (
        tables.make(_corrected(rows, correction), "event_study")
        if rows
        else tables.empty("event_study")
    )


def read_events(events: pd.DataFrame | Iterable[str]) -> list[Event]:
    """Events as a table (id, begin, end_date) or as ISO days, in order of date.

    >>> read_events(["2022-12-29"])[0].id
    '2022-12-29'
    """
    if isinstance(events, pd.DataFrame):
        rows = [
            Event(str(row.id), np.datetime64(row.begin, "D"), np.datetime64(row.end_date, "D"))
            for row in events.itertuples()
        ]
    else:
        rows = [_day(text) for text in events]
    return sorted(rows, key=lambda event: (event.begin, event.id))


def _day(text: str) -> Event:
    try:
        day = np.datetime64(pd.Timestamp(text).date(), "D")
    except (ValueError, TypeError):
        raise InputError(
            f"event '{text}'",
            "not a day",
            "write YYYY-MM-DD, or give the table of reference events",
        ) from None
    return Event(str(text), day, day)


@dataclass(frozen=True)
class _Record:
    """The documents of one pair that have the measure, in order of date, and the number of undated
    ones.
    """

    start: np.ndarray
    end: np.ndarray
    value: np.ndarray
    n_undated: int

    @staticmethod
    def of(part: pd.DataFrame, column: str) -> _Record:
        part = part[part[column].notna()]
        dated = part[part["published_start"].notna()]
        start, end = (
            dated[name].to_numpy("datetime64[D]") for name in ("published_start", "published_end")
        )
        return _Record(start, end, dated[column].to_numpy(float), len(part) - len(dated))

    def sides(self, event: Event, window: int) -> tuple[np.ndarray, np.ndarray, int]:
        """Which documents lie before and after the event within the window, and how many cannot be
        placed.
        """
        before = (self.end < event.begin) & (self.start >= event.begin - window * DAY)
        after = (self.start >= event.after) & (self.end < event.after + window * DAY)
        astride = (self.start < event.after) & (self.end >= event.begin)
        return before, after, int(astride.sum()) + self.n_undated


def _look(
    record: _Record,
    event: Event,
    window: int,
    minimum: int,
    measure: str,
    pooled: float,
    generator: np.random.Generator,
) -> dict:
    """One event, one pair, one measure: everything but the correction for many looks."""
    before, after, left_out = record.sides(event, window)
    a, b = record.value[before], record.value[after]
    own = _spread(record.value)
    row: dict = {
        "window": window,
        "minimum": minimum,
        "n_before": len(a),
        "n_after": len(b),
        "n_left_out": left_out,
    }
    for name, values in (("mean_before", a), ("mean_after", b)):
        row[name] = values.mean() if len(values) else np.nan
    if min(len(a), len(b)) < minimum:
        needed = documents_needed(
            own if not np.isnan(own) else pooled, shift=SHIFT[measure], minimum=minimum
        )
        return (
            _REFUSED
            | row
            | {
                "needed": needed,
                "reason": _reason(len(a), len(b), minimum, needed, SHIFT[measure], own, pooled),
            }
        )
    if measure == "attention" and (named := int((a > 0).sum() + (b > 0).sum())) < minimum:
        reason = (
            f"spoken of in {named} of {len(a) + len(b)} documents; at least {minimum} are asked"
            " for, or a share that hardly moves looks sure"
        )
        return _REFUSED | row | {"needed": 0, "reason": reason}
    y, post = np.r_[a, b], np.repeat([0.0, 1.0], [len(a), len(b)])
    change, low, high, p_robust = _robust(
        np.column_stack([np.ones(len(y)), post]), y, len(a), len(b)
    )
    p = max(p_robust, _permuted(y, len(a), generator))
    n_dates, rank = _placebo(record, event, window, minimum, _welch(a, b))
    within = np.sqrt((a.var(ddof=1) * (len(a) - 1) + b.var(ddof=1) * (len(b) - 1)) / (len(y) - 2))
    return _REFUSED | row | _jump(record, event, before, after) | {
        "change": change, "low": low, "high": high, "p": p,
        "placebo_dates": n_dates, "placebo_rank": rank, "placebo_p": rank / (n_dates + 1) if n_dates else np.nan,
        "autocorrelation": _neighbours(np.r_[a - a.mean(), b - b.mean()]),
        # 2.8: normal quantiles of 97.5 and 80 %
        "detectable": 2.8 * within * np.sqrt(PRICE * (1 / len(a) + 1 / len(b))),
        "needed": documents_needed(within, shift=SHIFT[measure], minimum=minimum),
        "finding": "", "reason": "",
    }  # fmt: skip


_MISSING = (
    "change",
    "low",
    "high",
    "p",
    "p_adjusted",
    "placebo_p",
    "level_change",
    "level_change_low",
    "level_change_high",
    "slope_before",
    "slope_after",
    "autocorrelation",
    "detectable",
)
_REFUSED: dict = dict.fromkeys(_MISSING, np.nan) | {
    "placebo_dates": 0,
    "placebo_rank": 0,
    "finding": "refused",
}


def _reason(
    n_before: int, n_after: int, minimum: int, needed: int, shift: float, own: float, pooled: float
) -> str:
    told = f"documents: {n_before} before, {n_after} after; at least {minimum} a side are asked for"
    if not needed:
        return f"{told}; how many would find a change of {shift:.1f} cannot be told from so few"
    spread = (
        f"its spread, {own:.2f}" if not np.isnan(own) else f"the spread of all pairs, {pooled:.2f}"
    )
    return (
        f"{told}, and about {needed} to find a change of {shift:.1f} in four cases of five at"
        f" {spread}"
    )


def documents_needed(spread: float, *, shift: float, minimum: int = MINIMUM) -> int:
    """Documents a side that find a change of `shift` with 80 % power at the 5 % level; 0 where the
    spread is unknown.

    >>> documents_needed(0.65, shift=0.4), documents_needed(0.1, shift=0.4), documents_needed(float("nan"), shift=0.4)
    (51, 10, 0)
    """
    if np.isnan(spread):
        return 0
    from scipy.stats import norm

    each = 2 * ((norm.ppf(1 - LEVEL / 2) + norm.ppf(POWER)) * spread / shift) ** 2
    return max(
        int(np.ceil(PRICE * each + 1)), minimum
    )  # the 1 is for the t distribution (Guenther 1981)


def _spread(values: np.ndarray) -> float:
    return float(values.std(ddof=1)) if len(values) >= MIN_DOCUMENTS else np.nan


def _neighbours(residual: np.ndarray) -> float:
    """Correlation of neighbouring documents, in order of date."""
    total = residual @ residual
    return float(residual[1:] @ residual[:-1] / total) if total > 0 else 0.0


def _robust(
    design: np.ndarray, y: np.ndarray, n_before: int, n_after: int
) -> tuple[float, float, float, float]:
    """Second coefficient with its 95 % interval and p, robust to autocorrelation of the documents
    in order.

    Bandwidth three quarters of the root of n: of those tried (Newey & West's rule, the cube root,
    this, and the 1.3 roots of Lazarus et al.) the longest that keeps the power above 85 % at 60
    documents a side. The variance is divided by what a Bartlett window loses when each side has its
    own line (one mean: the part bandwidth / n; a trend: twice it)."""
    import statsmodels.api as sm
    from scipy.special import stdtr, stdtrit

    bandwidth = int(np.ceil(0.75 * np.sqrt(len(y))))
    fitted = sm.OLS(y, design).fit(
        cov_type="HAC", cov_kwds={"maxlags": bandwidth, "use_correction": True}, use_t=True
    )
    lost = (design.shape[1] / 2) * (bandwidth + 1) * (1 / n_before + 1 / n_after) / 2
    error = np.sqrt(max(fitted.cov_params()[1, 1], 0.0) / (1 - min(lost, 0.8)))
    freedom = max(1.5 * len(y) / (bandwidth + 1), 2.0)
    estimate = float(fitted.params[1])
    if error < 1e-9:  # all documents of a side alike
        return estimate, estimate, estimate, float(abs(estimate) < 1e-9)
    half = float(stdtrit(freedom, 1 - LEVEL / 2) * error)
    return (
        estimate,
        estimate - half,
        estimate + half,
        float(2 * stdtr(freedom, -abs(estimate) / error)),
    )


def _permuted(y: np.ndarray, n_before: int, generator: np.random.Generator) -> float:
    """Part of the random divisions of the documents into sides of these sizes that differ at least
    as much.
    """
    sums = np.concatenate(
        [
            _sums(y, n_before, generator.random((draws, len(y))))
            for draws in _portions(DRAWS, len(y))
        ]
    )
    apart = np.abs(sums / n_before - (y.sum() - sums) / (len(y) - n_before))
    seen = abs(y[:n_before].mean() - y[n_before:].mean())
    return float((1 + (apart >= seen - 1e-12).sum()) / (1 + DRAWS))


def _sums(y: np.ndarray, n: int, lots: np.ndarray) -> np.ndarray:
    """Per row of lots, the sum over the n documents that drew the lowest."""
    return (lots <= np.partition(lots, n - 1, axis=1)[:, n - 1 : n]) @ y


def _portions(draws: int, n: int) -> list[int]:
    """Draws in portions of at most some two million numbers, so that a large corpus fits into
    memory.
    """
    at_once = max(1, 2_000_000 // n)
    return [at_once] * (draws // at_once) + [draws % at_once] * (draws % at_once > 0)


def _jump(record: _Record, event: Event, before: np.ndarray, after: np.ndarray) -> dict:
    """The break at the event when each side has a trend of its own; time in years from the event."""
    start = np.r_[record.start[before], record.start[after]]
    y = np.r_[record.value[before], record.value[after]]
    years = (start - event.begin).astype(float) / 365.25
    post = np.repeat([0.0, 1.0], [before.sum(), after.sum()])
    design = np.column_stack([np.ones(len(y)), post, years, post * years])
    if np.linalg.matrix_rank(design) < 4:  # all documents of a side on one day
        return {}
    jump, low, high, _ = _robust(design, y, int(before.sum()), int(after.sum()))
    slopes = np.linalg.lstsq(design, y, rcond=None)[0][2:]
    return {
        "level_change": jump,
        "level_change_low": low,
        "level_change_high": high,
        "slope_before": slopes[0],
        "slope_after": slopes.sum(),
    }


def _welch(a: np.ndarray, b: np.ndarray) -> float:
    error = np.sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b))
    apart = abs(b.mean() - a.mean())
    return float(apart / error) if error > 1e-9 else float("inf") if apart > 1e-9 else 0.0


def _placebo(
    record: _Record, event: Event, window: int, minimum: int, seen: float
) -> tuple[int, int]:
    """How many other days have enough documents on both sides, and the event's rank among them.

    Ranked is the change in units of its own error, because a day with few documents beside it
    swings further. All days at once: what lies between two bounds is a difference of running sums,
    since documents are shorter than the window."""
    kept = (record.end - record.start) < window * DAY
    start, end, value = record.start[kept], record.end[kept], record.value[kept]
    later = start[start >= event.after]
    days = np.unique(start)
    days = days[
        (days < event.begin) | (days > (later.min() if len(later) else event.after))
    ]  # the same division is no other date
    moments = np.column_stack([np.ones_like(value), value, value**2])
    by_start, by_end = (
        np.vstack([np.zeros(3), np.cumsum(moments[np.argsort(key, kind="stable")], axis=0)])
        for key in (start, end)
    )
    starts, ends, span = np.sort(start), np.sort(end), window * DAY
    a = by_end[np.searchsorted(ends, days)] - by_start[np.searchsorted(starts, days - span)]
    b = by_end[np.searchsorted(ends, days + span)] - by_start[np.searchsorted(starts, days)]
    enough = (a[:, 0] >= minimum) & (b[:, 0] >= minimum)
    a, b = a[enough], b[enough]
    mean_a, mean_b = a[:, 1] / a[:, 0], b[:, 1] / b[:, 0]
    error = np.sqrt(
        sum(
            np.maximum(m[:, 2] / m[:, 0] - mean**2, 0) / (m[:, 0] - 1)
            for m, mean in ((a, mean_a), (b, mean_b))
        )
    )
    apart = np.abs(mean_b - mean_a)
    ranked = np.where(
        error > 1e-9, apart / np.maximum(error, 1e-9), np.where(apart > 1e-9, np.inf, 0.0)
    )
    return len(ranked), 1 + int((ranked >= seen - 1e-9).sum())


def _corrected(rows: list[dict], correction: str) -> list[dict]:
    """p adjusted over every look of this call, and the finding that follows."""
    looks = [row for row in rows if row["finding"] != "refused"]
    if looks:
        from statsmodels.stats.multitest import multipletests

        adjusted = multipletests([row["p"] for row in looks], alpha=LEVEL, method=correction)[1]
    told = f"{CORRECTIONS[correction]} over {len(looks)} test{'s' * (len(looks) != 1)}"
    for row, p in zip(looks, adjusted if looks else (), strict=True):
        here = row["placebo_dates"] > 0 and row["placebo_p"] <= PLACEBO_LEVEL
        row |= {
            "p_adjusted": float(p),
            "finding": (
                "no change found"
                if p > LEVEL
                else "change at this date"
                if here
                else "change, date open"
            ),
        }
    return [row | {"correction": told if row["finding"] != "refused" else ""} for row in rows]
