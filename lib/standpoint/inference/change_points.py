"""Voices → change points: where, without a date given beforehand, does a new level of tone begin?

Optimal partitioning by the sum of squares (ruptures: Truong, Oudre & Vayatis 2020, "Selective
review of offline change point detection methods"; Killick, Fearnhead & Eckley 2012 for the search)
over documents in order of date, never over mentions. Two things that usually stay hidden are part
of the answer: the penalty is set by shuffling the same documents, so that the chance of finding a
point where nothing changed is known, and the result is given for other penalties too; and each date
has an interval from resampled documents."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
import pandas as pd

from standpoint import tables
from standpoint.errors import StudyError, nearest
from standpoint.inference.event_study import LEAST, MINIMUM

COSTS = ("l2", "rank")
FALSE_ALARMS = 0.05  # chance of at least one point anywhere where the documents stand in no order
VAGUE = (
    31  # days: a document dated to a month can still be put in order among neighbours months apart
)
# at least; more where many pairs share the 5 %, so that ten shuffles or more lie beyond the penalty
SHUFFLES = 2000
RESAMPLES = 200
MULTIPLES = (
    0.5,
    0.75,
    1.0,
    1.25,
    1.5,
    2.0,
)  # of the penalty: from half, where noise is let in, to twice


def change_points(
    voices: pd.DataFrame,
    *,
    pairs: Sequence[tuple[str, str]] | None = None,
    cost: str = "l2",
    minimum: int = MINIMUM,
    seed: int = 0,
) -> pd.DataFrame:
    """The days on which a pair's mean score takes a new level, each with an interval and the
    penalties it survives.

    In: voices; `pairs` (holder, target) to have in the table even where they say nothing; `cost` l2
    (means of scores) or rank (means of their ranks, which one extreme document moves less);
    `minimum` documents in each stretch. Out: the change_points table: one row for each point, or
    one without a date where none was found or there are fewer than two stretches of documents
    (refused, with the reason). `low_date` and `high_date` hold 95 % of the resamples that have the
    point at all, and `support` says how many do. Documents that are undated or dated more vaguely
    than a month are left out and counted. The penalty keeps false alarms at 5 % over all pairs
    together (Bonferroni). Raises StudyError for an unknown cost or fewer than three documents a
    stretch. Source of the method: the module's first lines.

    >>> days = pd.date_range("2022-01-01", periods=60, freq="7D")
    >>> said = tables.make([{"holder_id": "all", "actor_id": "russia", "doc_id": f"d{i:02}", "published_start": day, "published_end": day,
    ...     "score": 0.2 * (-1) ** i - 0.6 * (i >= 30), "share": 1.0, "n_mentions": 1} for i, day in enumerate(days)], "dyads")
    >>> change_points(said)[["date", "n_before", "n_after", "finding"]].values.tolist()
    [[Timestamp('2022-07-30 00:00:00'), 30, 30, 'change point']]
    """
    if cost not in COSTS:
        raise StudyError("cost", f"unknown cost '{cost}'", nearest(cost, COSTS))
    if minimum < LEAST:
        raise StudyError(
            "minimum", f"a stretch of {minimum} documents is no level", f"at least {LEAST}"
        )
    wanted = (
        pairs
        if pairs is not None
        else [
            tuple(pair)
            for pair in voices[["holder_id", "actor_id"]].drop_duplicates().values.tolist()
        ]
    )
    said = voices[voices["score"].notna()]
    ready = {
        pair: _in_order(said[(said["holder_id"] == pair[0]) & (said["actor_id"] == pair[1])])
        for pair in wanted
    }
    asked = sum(len(part) >= 2 * minimum for part, _ in ready.values())
    correction = f"{FALSE_ALARMS:.0%} false alarms over {asked} pair{'s' * (asked != 1)} together"
    rows = []
    for (holder, target), (part, left_out) in ready.items():
        common = {
            "holder_id": holder,
            "actor_id": target,
            "n_docs": len(part),
            "n_left_out": left_out,
        }
        if len(part) < 2 * minimum:
            reason = (
                f"{len(part)} documents; at least {2 * minimum} are asked for, {minimum} in each of"
                " two stretches"
            )
            rows.append(_NOTHING | common | {"finding": "refused", "reason": reason})
            continue
        generator = np.random.default_rng([seed, zlib.crc32(f"{holder}|{target}".encode())])
        found = _points(
            part["score"].to_numpy(float),
            part["published_start"].to_numpy("datetime64[us]"),
            cost,
            minimum,
            FALSE_ALARMS / asked,
            generator,
        )
        rows += [_NOTHING | common | {"correction": correction} | row for row in found]
    return tables.make(rows, "change_points") if rows else tables.empty("change_points")


_NOTHING: dict = {
    "date": pd.NaT, "low_date": pd.NaT, "high_date": pd.NaT, "support": np.nan, "n_before": 0, "n_after": 0, "mean_before": np.nan,
    "mean_after": np.nan, "penalty": np.nan, "kept_up_to": np.nan, "sweep": "", "correction": "", "reason": "",
}  # fmt: skip


def _in_order(part: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    vague = part["published_start"].isna() | (
        part["published_end"] - part["published_start"] > pd.Timedelta(days=VAGUE)
    )
    return part[~vague].sort_values(
        ["published_start", "published_end", "doc_id"], kind="stable"
    ), int(vague.sum())


def _points(
    score: np.ndarray,
    day: np.ndarray,
    cost: str,
    minimum: int,
    false_alarms: float,
    generator: np.random.Generator,
) -> list[dict]:
    signal = _signal(score, cost)
    penalty = _penalty(signal, minimum, false_alarms, generator)
    swept = {multiple: _breaks(signal, minimum, penalty * multiple) for multiple in MULTIPLES}
    told = ";".join(f"{multiple:g}={len(found)}" for multiple, found in swept.items())
    points = swept[1.0]
    if not points:
        return [{"penalty": penalty, "sweep": told, "finding": "none found"}]
    resampled = _resampled(score, cost, minimum, penalty, generator)
    edges = [0, *points, len(score)]
    rows = []
    for place, point in enumerate(points):
        left, right = edges[place], edges[place + 2]
        stretch = (
            (left + point) // 2,
            (point + right) // 2,
        )  # a point of a resample counts for the nearest of these
        dates = np.sort(
            [
                day[min(near, key=lambda at: abs(at - point))]
                for found in resampled
                if (near := _within(found, stretch))
            ]
        )
        kept = [multiple for multiple, found in swept.items() if _within(found, stretch)]
        ends = (
            [dates[int(q * (len(dates) - 1))] for q in (0.025, 0.975)]
            if len(dates)
            else [pd.NaT, pd.NaT]
        )
        rows.append(
            {
                "date": day[point],
                "low_date": ends[0],
                "high_date": ends[1],
                "support": len(dates) / RESAMPLES,
                "n_before": point - left,
                "n_after": right - point,
                "mean_before": score[left:point].mean(),
                "mean_after": score[point:right].mean(),
                "penalty": penalty,
                "kept_up_to": max(kept),
                "sweep": told,
                "finding": "change point",
            }  # fmt: skip
        )
    return _one_a_day(rows)


def _one_a_day(rows: list[dict]) -> list[dict]:
    """Two points on one day, which only many documents of that day can make, are one date: the
    better supported stays.
    """
    best: dict = {}
    for row in rows:
        if row["date"] not in best or row["support"] > best[row["date"]]["support"]:
            best[row["date"]] = row
    return list(best.values())


def _signal(score: np.ndarray, cost: str) -> np.ndarray:
    if cost == "l2":
        return score
    from scipy.stats import rankdata

    return rankdata(score)


def _penalty(
    signal: np.ndarray, minimum: int, false_alarms: float, generator: np.random.Generator
) -> float:
    """What the best single division of shuffled documents gains in all but `false_alarms` of the
    shuffles.
    """
    n = len(signal)
    at = np.arange(minimum, n - minimum + 1)
    best, draws = [], max(SHUFFLES, int(np.ceil(10 / false_alarms)))
    for first in range(0, draws, portion := max(1, 2_000_000 // n)):
        shuffled = generator.permuted(
            np.tile(signal - signal.mean(), (min(portion, draws - first), 1)), axis=1
        )
        sums = np.cumsum(shuffled, axis=1)[:, at - 1]
        best.append((sums**2 * n / (at * (n - at))).max(axis=1))
    return float(max(np.quantile(np.concatenate(best), 1 - false_alarms), 1e-9))


def _breaks(signal: np.ndarray, minimum: int, penalty: float) -> list[int]:
    """Places at which a new stretch begins, by ruptures; the linear kernel is the sum of squares,
    searched in C.
    """
    import ruptures

    return (
        ruptures.KernelCPD(kernel="linear", min_size=minimum)
        .fit(signal.reshape(-1, 1))
        .predict(pen=penalty)[:-1]
    )


def _resampled(
    score: np.ndarray, cost: str, minimum: int, penalty: float, generator: np.random.Generator
) -> list[list[int]]:
    """The places found in resamples of the documents, as places in the record: each document keeps
    its date.
    """
    drawn = np.sort(generator.integers(0, len(score), (RESAMPLES, len(score))), axis=1)
    return [
        [int(places[at]) for at in _breaks(_signal(score[places], cost), minimum, penalty)]
        for places in drawn
    ]


def _within(found: list[int], stretch: tuple[int, int]) -> list[int]:
    return [at for at in found if stretch[0] <= at <= stretch[1]]
