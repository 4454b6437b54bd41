"""Judged passages → corrected: means that know the machine's error, beside those of hand labels
alone and of the machine alone.

The mean of machine scores over all passages is precise and may be wrong; the mean of a few hand
labels is right and imprecise. Prediction-powered inference takes the first and subtracts the error
measured where both are known: Angelopoulos, Bates, Fannjiang, Jordan & Zrnic 2023,
"Prediction-powered inference", *Science* 382, with the tuning of Angelopoulos, Duchi & Zrnic 2023,
"PPI++: Efficient prediction-powered inference", arXiv:2311.01453. Documents are clusters:
influences are summed within a document before they are squared, as in Cameron & Miller 2015, "A
practitioner's guide to cluster-robust inference", *Journal of Human Resources* 50 (2); intervals
use t with the labelled documents less one.

Labels that the machine learnt from say how readers judge but not how wrong the machine is. They
enter the hand labels' mean and never the correction: estimate = mean(Y, all labelled) + c (mean(F,
unlabelled) - mean(F, labelled, not learnt from)). Without such labels this is PPI++."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from standpoint import tables
from standpoint.inference.annotations import VALUE
from standpoint.inference.series import dated

METHODS = ("machine", "human", "ppi")
# labelled documents below which nothing is estimated: in a simulation 95 % intervals of 10 held the
# truth in 92.5 % of 1,000 runs, of 8 in 91.7
MINIMUM = 10
LEVEL = 0.975


class Estimate(NamedTuple):
    """One mean with its interval; `influence` is what each document contributes to its error."""

    mean: float
    low: float
    high: float
    tuning: float
    influence: np.ndarray  # [documents]
    sample: np.ndarray  # [documents]: 0 not in the group, 1 in it, 2 with a label


class _Cell(NamedTuple):
    """Passages of one group: document codes, machine's score, readers' label as a number (missing:
    none), learnt from or not.
    """

    document: np.ndarray
    score: np.ndarray
    truth: np.ndarray
    learnt: np.ndarray

    @property
    def labelled(self) -> np.ndarray:
        return ~np.isnan(self.truth)

    def documents(self, inside: np.ndarray) -> int:
        return len(np.unique(self.document[inside]))


def ppi_means(
    judged: pd.DataFrame,
    *,
    documents: pd.DataFrame,
    by: Sequence[str] = ("actor_id",),
    period: str | Sequence[str] = "all",
    strata: str = "",
    minimum: int = MINIMUM,
) -> pd.DataFrame:
    """The mean attitude toward each actor in each period, three ways: naive, classical (hand labels
    only), corrected.

    In: a judged table, documents. Out: the corrected table, means on the scale from -1 to 1 with 95
    % intervals. `by` is ("actor_id",) or () for all actors together; `period` as in `series`
    (undated documents and copies do not count). `strata` is empty, actor_id, or month, quarter,
    half or year: the estimate is then the mean of the strata's estimates, each with its share of
    the passages, which is right where labels are unevenly spread over them. An estimate is refused,
    with numbers, where fewer than `minimum` documents (of any stratum) are labelled or all labels
    are the same. The labelled passages must be a random choice of all (or of each stratum's):
    labels of passages `drawn` because they were uncertain are not used, and a passage whose coders
    disagree counts as unlabelled. Raises ValueError for unknown `by`, `strata` or `period`."""
    if set(by) - {"actor_id"} or strata not in ("", "actor_id", "month", "quarter", "half", "year"):
        raise ValueError(
            f"by {list(by)}, strata '{strata}': by is actor_id or nothing, strata empty, actor_id,"
            " month, quarter, half or year"
        )
    counted = dated(documents, period=period).set_index("doc_id")["period"]
    frame = judged[judged["doc_id"].isin(counted.index)].reset_index(drop=True)
    if frame.empty:
        return tables.empty("ppi_means")
    frame = frame.assign(
        period=frame["doc_id"].map(counted), stratum=_strata(frame, documents, strata)
    )
    frame = frame[frame["stratum"].notna()]
    if not by:
        frame = frame.assign(actor_id="all")
    rows = []
    for (actor, start), group in frame.groupby(["actor_id", "period"]):
        rows += [{"actor_id": actor, "period": start} | row for row in _three(group, minimum)]
    return tables.make(rows, "ppi_means") if rows else tables.empty("ppi_means")


def difference(
    judged: pd.DataFrame, *, one: np.ndarray, other: np.ndarray, minimum: int = MINIMUM
) -> pd.DataFrame:
    """The mean of one group of passages minus that of another, three ways, with documents that
    stand in both counted once.

    In: a judged table and two boolean arrays over its rows. Out: method, mean, low, high, refused.
    The scale is -2 to 2."""
    codes = pd.factorize(judged["doc_id"], sort=True)[0]
    cells = [
        _cell(judged[np.asarray(inside, bool)], codes[np.asarray(inside, bool)])
        for inside in (one, other)
    ]
    rows = []
    for method in METHODS:
        refused = "; ".join(filter(None, (_refusal(cell, method, minimum) for cell in cells)))
        row = {"method": method, "mean": np.nan, "low": np.nan, "high": np.nan, "refused": refused}
        if not refused:
            a, b = (_estimate(cell, method, codes.max() + 1) for cell in cells)
            both = _interval(
                a.mean - b.mean,
                a.influence - b.influence,
                np.maximum(a.sample, b.sample),
                method,
                np.nan,
            )
            row |= {"mean": both.mean, "low": both.low, "high": both.high}
        rows.append(row)
    return pd.DataFrame(rows)


def estimates(
    truth: np.ndarray, score: np.ndarray, *, clusters: np.ndarray, learnt: np.ndarray | None = None
) -> dict[str, Estimate]:
    """The three estimates of a mean from plain arrays; `truth` is missing (nan) where there is no
    label.

    >>> found = estimates(np.array([1, 0, 0, np.nan, np.nan]), np.array([0.9, 0.4, 0.3, 0.8, 0.4]), clusters=np.arange(5))
    >>> [round(found[method].mean, 3) for method in METHODS]
    [0.56, 0.333, 0.378]
    """
    cell = _Cell(
        np.unique(clusters, return_inverse=True)[1],
        score,
        truth,
        np.zeros(len(score), bool) if learnt is None else learnt,
    )
    return {method: _estimate(cell, method, cell.document.max() + 1) for method in METHODS}


def labels_needed(
    judged: pd.DataFrame, *, half_width: float, actors: Sequence[str] = (), minimum: int = MINIMUM
) -> pd.DataFrame:
    """How many documents must be labelled for an interval of ± `half_width` about each actor, from
    the spread of the labels there are.

    In: a judged table; `half_width` on the scale from -1 to 1; `actors`: ids, empty takes all with
    enough labels. Out: actor_id, method (classical or corrected), n_labelled_docs (so far, those
    that the machine learnt from left out), half_width (so far, all labels), needed (documents to be
    labelled in all, none of which the machine learns from), refused: why there is no number, or
    what the corpus could give at best. The corrected interval cannot become narrower than the
    unlabelled rest of the corpus allows. Raises ValueError where `half_width` is not above 0."""
    if not half_width > 0:
        raise ValueError(f"half_width {half_width} is not above 0")
    rows = []
    for actor, group in judged.groupby("actor_id"):
        cell = _cell(group)
        if (actors and actor not in actors) or (not actors and _refusal(cell, "ppi", minimum)):
            continue
        rows += [
            {"actor_id": actor} | _needed(cell, method, half_width, minimum)
            for method in ("human", "ppi")
        ]
    return pd.DataFrame(
        rows, columns=["actor_id", "method", "n_labelled_docs", "half_width", "needed", "refused"]
    )


def _three(group: pd.DataFrame, minimum: int) -> list[dict]:
    """Rows of one group, strata put together by their share of the passages."""
    codes = pd.factorize(group["doc_id"], sort=True)[0]
    names = sorted(set(group["stratum"]))
    inside = [group["stratum"].eq(name).to_numpy() for name in names]
    cells = [_cell(group[part], codes[part]) for part in inside]
    shares = np.array([part.mean() for part in inside])
    whole = _cell(group, codes)
    size = {
        "n_labelled": int(whole.labelled.sum()), "n_labelled_docs": whole.documents(whole.labelled), "n": len(group), "n_docs": codes.max() + 1,
    }  # fmt: skip
    rows = []
    for method in METHODS:
        said = [
            (name, _refusal(cell, method, minimum)) for name, cell in zip(names, cells, strict=True)
        ]
        refused = "; ".join(f"{name}: {why}" if name else why for name, why in said if why)
        row = {
            "method": method,
            "mean": np.nan,
            "low": np.nan,
            "high": np.nan,
            "tuning": np.nan,
            "refused": refused,
        } | size
        if not refused:
            parts = [_estimate(cell, method, codes.max() + 1) for cell in cells]
            influence = sum(
                share * part.influence for share, part in zip(shares, parts, strict=True)
            )
            sample = np.maximum.reduce([part.sample for part in parts])
            mean, tuning = (
                float(shares @ [getattr(part, name) for part in parts])
                for name in ("mean", "tuning")
            )
            found = _interval(mean, influence, sample, method, tuning)
            row |= {
                "mean": found.mean,
                "low": found.low,
                "high": found.high,
                "tuning": found.tuning,
            }
        rows.append(row)
    return rows


def _refusal(cell: _Cell, method: str, minimum: int) -> str:
    """Why there can be no estimate, with what there is and what would be needed; empty where there
    can.
    """
    if method == "machine":
        there = cell.documents(np.ones(len(cell.score), bool))
        return "" if there >= minimum else f"{there} of {minimum} documents needed"
    every, fresh = cell.documents(cell.labelled), cell.documents(cell.labelled & ~cell.learnt)
    if every < minimum:
        return f"{every} of {minimum} labelled documents needed"
    if method == "ppi" and fresh < minimum:
        return (
            f"{fresh} of {minimum} labelled documents needed, not counting {every - fresh} that the"
            " machine learnt from"
        )
    known = cell.truth[cell.labelled]
    return (
        ""
        if known.min() < known.max()
        else f"all {len(known)} labels are the same: their spread cannot be told"
    )


def _estimate(cell: _Cell, method: str, n_documents: int) -> Estimate:
    total = np.zeros(n_documents)
    labelled = cell.labelled
    sample = np.zeros(n_documents, int)
    sample[cell.document], sample[cell.document[labelled]] = 1, 2
    if method == "machine":
        everywhere = np.ones(len(cell.score), bool)
        mean, influence = _mean(cell.score, everywhere, cell, total)
        return _interval(mean, influence, sample, method, 1.0)
    hand, by_hand = _mean(cell.truth, labelled, cell, total)
    fresh, rest = labelled & ~cell.learnt, ~labelled & ~cell.learnt
    if method == "human" or not (fresh.any() and rest.any()):
        return _interval(hand, by_hand, sample, method, 0.0)
    (here, by_here), (there, by_there) = (
        _mean(cell.score, fresh, cell, total),
        _mean(cell.score, rest, cell, total),
    )
    tuning = _tuning(cell, by_hand, by_here, fresh, rest)
    return _interval(
        hand + tuning * (there - here),
        by_hand + tuning * (by_there - by_here),
        sample,
        method,
        tuning,
    )


def _mean(
    values: np.ndarray, inside: np.ndarray, cell: _Cell, total: np.ndarray
) -> tuple[float, np.ndarray]:
    """The mean of the passages inside, and each document's share of its error."""
    mean = float(values[inside].mean())
    gaps = (values[inside] - mean) / inside.sum()
    return mean, np.bincount(cell.document[inside], weights=gaps, minlength=len(total))


def _tuning(
    cell: _Cell, by_hand: np.ndarray, by_here: np.ndarray, fresh: np.ndarray, rest: np.ndarray
) -> float:
    """The weight of the machine that makes the interval narrowest, between 0 and 1 (PPI++, equation
    6, with clusters).
    """
    together = fresh | rest
    gaps = np.bincount(
        cell.document[together], weights=cell.score[together] - cell.score[together].mean()
    )
    seen = np.unique(cell.document[together])
    spread = (gaps[seen] ** 2).sum() / max(len(seen) - 1, 1)
    n, m = cell.documents(fresh), cell.documents(rest)
    variance = spread * (n / fresh.sum() ** 2 + m / rest.sum() ** 2)
    return float(np.clip((by_hand * by_here).sum() / variance, 0, 1)) if variance > 0 else 0.0


def _interval(
    mean: float, influence: np.ndarray, sample: np.ndarray, method: str, tuning: float
) -> Estimate:
    """Labelled and unlabelled documents are two samples: the squares of each are summed and grow by
    n / (n - 1).
    """
    from scipy.special import stdtrit

    variance = 0.0
    for these in [sample > 0] if method == "machine" else [sample == 2, sample == 1]:
        n = int(these.sum())
        variance += (influence[these] ** 2).sum() * (n / (n - 1) if n > 1 else 1)
    freedom = int((sample > 0 if method == "machine" else sample == 2).sum()) - 1
    half = float(stdtrit(max(freedom, 1), LEVEL) * np.sqrt(variance))
    return Estimate(mean, mean - half, mean + half, tuning, influence, sample)


def _needed(cell: _Cell, method: str, wanted: float, minimum: int) -> dict:
    from scipy.special import stdtrit

    fresh = cell.documents(cell.labelled & ~cell.learnt)
    row = {
        "method": method,
        "n_labelled_docs": fresh,
        "half_width": np.nan,
        "needed": pd.NA,
        "refused": _refusal(cell, method, minimum),
    }
    if row["refused"]:
        return row
    n_documents = int(cell.document.max()) + 1
    found = _estimate(cell, method, n_documents)
    spread_y, spread_f, shared = _spreads(cell)
    many = np.arange(minimum, n_documents)  # at least one document stays unlabelled
    rest = n_documents - many
    tuned = (
        np.clip(shared / (spread_f * (1 + many / rest)), 0, 1)
        if method == "ppi" and spread_f > 0
        else np.zeros(len(many))
    )
    variance = (
        spread_y - 2 * tuned * shared + tuned**2 * spread_f
    ) / many + tuned**2 * spread_f / rest
    half = stdtrit(many - 1.0, LEVEL) * np.sqrt(variance)
    row["half_width"] = found.high - found.mean
    if (half <= wanted).any():
        return row | {"needed": int(many[np.argmax(half <= wanted)])}
    return row | {
        "refused": (
            f"±{half.min():.2f} at best, with {many[np.argmin(half)]} of {n_documents} documents"
            " labelled"
        )
    }


def _spreads(cell: _Cell) -> tuple[float, float, float]:
    """Variance of a document's labels, of its scores, and their covariance, so that each divided by
    n is that of a mean.

    Their correlation is that of the labels which the machine did not learn from; the spread of
    labels is that of all."""
    every = np.ones(len(cell.score), bool)
    size, n_documents = len(cell.score) / cell.documents(every), int(cell.document.max()) + 1

    def gaps(values: np.ndarray, inside: np.ndarray) -> np.ndarray:
        return (
            np.bincount(
                cell.document[inside],
                weights=values[inside] - values[inside].mean(),
                minlength=n_documents,
            )
            / size
        )

    fresh = cell.labelled & ~cell.learnt
    y, f, own = gaps(cell.truth, fresh), gaps(cell.score, fresh), gaps(cell.truth, cell.labelled)
    length = np.sqrt((y @ y) * (f @ f))
    alike = float(y @ f / length) if length > 0 else 0.0
    spread_y = float(own @ own) / (cell.documents(cell.labelled) - 1)
    spread_f = float((gaps(cell.score, every) ** 2).sum()) / (n_documents - 1)
    return spread_y, spread_f, alike * np.sqrt(spread_y * spread_f)


def _cell(group: pd.DataFrame, codes: np.ndarray | None = None) -> _Cell:
    codes = pd.factorize(group["doc_id"], sort=True)[0] if codes is None else codes
    truth = (
        group["reference_label"]
        .where(group["drawn"] != "uncertain")
        .map(VALUE)
        .to_numpy(float, na_value=np.nan)
    )
    return _Cell(
        codes, group["score"].to_numpy(float), truth, group["used_in_training"].to_numpy(bool)
    )


def _strata(frame: pd.DataFrame, documents: pd.DataFrame, strata: str) -> pd.Series:
    if strata in ("", "actor_id"):
        return frame["actor_id"] if strata else pd.Series("", index=frame.index)
    start = dated(documents, period=strata).set_index("doc_id")["period"]
    return frame["doc_id"].map(start.dt.strftime("%Y-%m-%d"))
