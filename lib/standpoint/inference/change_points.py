"""Dyads in, change points out: where, without a date given, does a new level of tone begin?

Optimal partitioning by the sum of squares over documents in order of date, never over mentions. The
penalty is set by shuffling the same documents, so that the chance of a point where nothing changed
is known; the result is given for other penalties too, and each date has an interval.

References
----------
Truong, Oudre & Vayatis 2020, "Selective review of offline change point detection methods";
Killick, Fearnhead & Eckley 2012, "Optimal detection of changepoints with a linear computational
cost", for the search.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from standpoint import tables
from standpoint.errors import StudyError
from standpoint.inference.dyads import all_dyads
from standpoint.inference.event_study import LEAST, MINIMUM
from standpoint.inference.resampling import generator, portions

FALSE_ALARMS = 0.05  # chance of at least one point anywhere where the documents stand in no order
# Days: a document dated to a month can still be put in order among neighbours months apart.
VAGUE = 31
# At least; more where many pairs share the 5 %, so that ten shuffles or more exceed the penalty.
SHUFFLES = 2000
RESAMPLES = 200
# Of the penalty: from half, where noise is let in, to twice.
MULTIPLES = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)


def change_points(
    dyads: pd.DataFrame,
    *,
    pairs: Sequence[tuple[str, str]] | None = None,
    minimum: int = MINIMUM,
    seed: int = 0,
) -> pd.DataFrame:
    """Find the days on which a pair's mean score takes a new level.

    Documents that are undated or dated more vaguely than a month are left out and counted.

    `pairs` are in the table even where they say nothing; without them those of `dyads` are taken.
    Each stretch has at least `minimum` documents.

    Returns
    -------
    DataFrame
        The change_points table: a row for each point, or one without a date where none was found or
        the pair was refused. `low_date` and `high_date` hold 95 % of the resamples that have the
        point at all. The penalty keeps false alarms at 5 % over all pairs together (Bonferroni).

    Examples
    --------
    >>> days = pd.date_range("2022-01-01", periods=60, freq="7D")
    >>> score = [0.2 * (-1) ** i - 0.6 * (i >= 30) for i in range(60)]
    >>> table = pd.DataFrame({"published_start": days, "published_end": days, "score": score})
    >>> table = table.assign(holder_id="all", actor_id="russia", doc_id=range(60))
    >>> change_points(table)[["date", "n_before", "n_after", "finding"]].values.tolist()
    [[Timestamp('2022-07-30 00:00:00'), 30, 30, 'change point']]
    """
    if minimum < LEAST:
        what = f"a stretch of {minimum} documents is no level"
        raise StudyError("minimum", what, f"at least {LEAST}")
    ready = {pair: _in_order(dyads, *pair) for pair in all_dyads(dyads, pairs)}
    n_pairs = sum(len(part) >= 2 * minimum for part, _ in ready.values())
    shared = f"{n_pairs} pair{'s' * (n_pairs != 1)} together"
    rows = []
    for (holder, target), (part, n_left_out) in ready.items():
        row = tables.blank_row("change_points") | {"holder_id": holder, "actor_id": target}
        row |= {"n_docs": len(part), "n_left_out": n_left_out}
        if len(part) < 2 * minimum:
            asked = f"at least {2 * minimum} are asked for, {minimum} in each of two stretches"
            row |= {"finding": "refused", "reason": f"{len(part)} documents; {asked}"}
            rows.append(row)
            continue
        row["correction"] = f"{FALSE_ALARMS:.0%} false alarms over {shared}"
        stream = generator(f"{holder}|{target}", seed)
        points = _points(part, minimum, FALSE_ALARMS / n_pairs, stream)
        rows += [row | point for point in points]
    return tables.make(rows, "change_points")


def _in_order(dyads: pd.DataFrame, holder: str, target: str) -> tuple[pd.DataFrame, int]:
    mine = (dyads["holder_id"] == holder) & (dyads["actor_id"] == target)
    part = dyads[mine & dyads["score"].notna()]
    length = part["published_end"] - part["published_start"]
    placed = part[length <= pd.Timedelta(days=VAGUE)]  # the length of undated ones is missing
    order = ["published_start", "published_end", "doc_id"]
    return placed.sort_values(order, kind="stable"), len(part) - len(placed)


def _points(
    part: pd.DataFrame, minimum: int, false_alarms: float, stream: np.random.Generator
) -> list[dict]:
    score = part["score"].to_numpy(float)
    day = part["published_start"].to_numpy("datetime64[us]")
    penalty = _penalty(score, minimum, false_alarms, stream)
    found = _breaks(np.tile(score, (len(MULTIPLES), 1)), minimum, penalty * np.array(MULTIPLES))
    swept = dict(zip(MULTIPLES, found, strict=True))
    counts = ";".join(f"{multiple:g}={len(places)}" for multiple, places in swept.items())
    row = {"penalty": penalty, "sweep": counts}
    points = swept[1.0]
    if not points:
        return [row | {"finding": "none found"}]
    row["finding"] = "change point"
    drawn = np.sort(stream.integers(0, len(score), (RESAMPLES, len(score))), axis=1)
    resampled = [
        [places[at] for at in breaks]
        for places, breaks in zip(
            drawn, _breaks(score[drawn], minimum, np.full(RESAMPLES, penalty)), strict=True
        )
    ]
    edges = [0, *points, len(score)]
    best: dict = {}
    for left, point, right in zip(edges, points, edges[2:], strict=False):
        # A point of a resample counts for the nearest of these points.
        near = range((left + point) // 2, (point + right) // 2 + 1)
        dates = []
        for places in resampled:
            if inside := [place for place in places if place in near]:
                dates.append(day[min(inside, key=lambda place: abs(place - point))])
        dates.sort()
        found = row | {"date": day[point], "support": len(dates) / RESAMPLES}
        if dates:
            ends = (dates[int(q * (len(dates) - 1))] for q in (0.025, 0.975))
            found["low_date"], found["high_date"] = ends
        found |= {"n_before": point - left, "n_after": right - point}
        found |= {"mean_before": score[left:point].mean(), "mean_after": score[point:right].mean()}
        found["kept_up_to"] = max(m for m, places in swept.items() if set(places) & set(near))
        # Many documents of one day can make two points of it: the better supported one stays.
        if found["support"] > best.get(day[point], {"support": -1})["support"]:
            best[day[point]] = found
    return list(best.values())


def _penalty(
    score: np.ndarray, minimum: int, false_alarms: float, stream: np.random.Generator
) -> float:
    """What the best single division gains in all but `false_alarms` of the shuffles."""
    n = len(score)
    at = np.arange(minimum, n - minimum + 1)
    best = []
    for size in portions(max(SHUFFLES, int(np.ceil(10 / false_alarms))), width=n):
        rows = np.tile(score - score.mean(), (size, 1))
        sums = np.cumsum(stream.permuted(rows, axis=1), axis=1)[:, at - 1]
        best.append((sums**2 * n / (at * (n - at))).max(axis=1))
    return float(max(np.quantile(np.concatenate(best), 1 - false_alarms), 1e-9))


def _breaks(score: np.ndarray, minimum: int, penalty: np.ndarray) -> list[list[int]]:
    """Places at which a new stretch begins, for each row of `score` under its own penalty.

    The search is PELT, over all rows at once: a start is dropped when no row can use it again, but
    `minimum` ends later, as the stretch that would replace it may be no shorter. The squares of the
    scores themselves sum to the same however they are divided, and are left out.
    """
    rows, n = score.shape
    sums = np.zeros((n + 1, rows))
    np.cumsum((score - score.mean(axis=1, keepdims=True)).T, axis=0, out=sums[1:])
    best = np.full((n + 1, rows), np.inf)
    best[0] = -penalty
    came = np.zeros((n + 1, rows), int)
    starts, kept = np.array([0]), np.array([True])
    for end in range(minimum, n + 1):
        total = sums[end] - sums[starts]
        total *= total
        total /= (end - starts)[:, None]
        np.subtract(best[starts], total, out=total)
        came[end] = starts[total.argmin(axis=0)]
        best[end] = total.min(axis=0) + penalty
        if end % minimum == 0:  # what was doomed last time has had its further ends
            starts, total = starts[kept], total[kept]
            kept = (total <= best[end]).any(axis=1)
        starts, kept = np.append(starts, end - minimum + 1), np.append(kept, True)
    found = []
    for column in came.T:
        places = [n]
        while places[0]:
            places.insert(0, int(column[places[0]]))
        found.append(places[1:-1])
    return found
