"""Labelled passages in, agreement out: how far model and coders say the same, for whom and when.

References
----------
Cohen 1960, "A coefficient of agreement for nominal scales" (kappa); Krippendorff 2011, "Computing
Krippendorff's alpha-reliability", nominal and with the labels in their order (squared distance);
Guo et al. 2017, "On calibration of modern neural networks" (calibration error). Bias is the mean of
the model's score minus the coders' label. Intervals resample documents.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from standpoint import tables
from standpoint.inference.annotations import VALUE, P
from standpoint.inference.resampling import mean_interval, percentiles, resample
from standpoint.inference.series import dated

BINS = 10  # of confidence, of equal width, as in Guo et al. 2017
_PLACE = {label: place for place, label in enumerate(tables.LABELS)}
_NOMINAL = 1.0 - np.eye(3)
_ORDERED = np.subtract.outer(np.arange(3), np.arange(3)) ** 2.0  # squared distance in their order


def agreement(
    labelled: pd.DataFrame,
    *,
    documents: pd.DataFrame | None = None,
    by: Sequence[str] = ("actor", "period"),
    period: str = "year",
    minimum: int = 1,
    seed: int = 0,
) -> pd.DataFrame:
    """Measure agreement on all passages, on those held out from training, and by group.

    `by` is any of actor and period; period needs `documents`. Groups in fewer than `minimum`
    documents are left out.

    Returns
    -------
    DataFrame
        The agreement table. A measure that is not defined (a label that nobody gave) is missing,
        and macro-F1 is the mean of what is defined. `bias` is on the scale -2..2;
        `bias-beside-others` is the bias minus that of all other passages.
    """
    if wrong := set(by) - {"actor", "period"}:
        raise ValueError(f"by '{sorted(wrong)[0]}' is not one of actor, period")
    known = _with_label(labelled).reset_index(drop=True)
    rows: list[dict] = []
    for kind, group, part in _groups(known, documents, by, period):
        if part.any() and known.loc[part, "doc_id"].nunique() >= minimum:
            rows += _measured(known, part, kind, group, seed)
    return tables.make(rows, "agreement")


def confusion(labelled: pd.DataFrame) -> pd.DataFrame:
    """Count the coders' labels (rows) by the model's (columns), negative, neutral, positive."""
    counts = _counts(_with_label(labelled)).sum(axis=0).astype(int)
    rows, columns = (pd.Index(tables.LABELS, name=name) for name in ("coders", "model"))
    return pd.DataFrame(counts, index=rows, columns=columns)


def reliability_table(labelled: pd.DataFrame, *, bins: int = BINS, seed: int = 0) -> pd.DataFrame:
    """Compare confidence with accuracy, by bin of the model's highest probability.

    Returns
    -------
    DataFrame
        confidence (mean probability of the likeliest label), accuracy (share of these labels that
        the coders gave), low, high (its 95 % interval), n, n_docs; bins without passages are left
        out.
    """
    rows = []
    for number, part in _confidence(_with_label(labelled), bins).groupby("bin"):
        key = f"calibration|{number}"
        accuracy = mean_interval(part["right"], part["doc_id"], key=key, seed=seed)
        rows.append({"confidence": part["confidence"].mean(), "n": len(part)} | accuracy)
    columns = ["confidence", "mean", "low", "high", "n", "n_docs"]
    return pd.DataFrame(rows, columns=columns).rename(columns={"mean": "accuracy"})


def agreement_level(agreement: pd.DataFrame) -> pd.DataFrame:
    """Lay an agreement table out to read: measures in rows, groups in columns, with intervals."""
    cells = {}
    for row in agreement.itertuples():
        head = f"{row.group} (n {row.n} in {row.n_docs} documents)"
        cell = "–" if np.isnan(row.value) else f"{row.value:.2f}"
        cell += "" if np.isnan(row.low) else f" [{row.low:.2f}, {row.high:.2f}]"
        cells.setdefault(head, {})[f"{row.measure} {row.label}".strip()] = cell
    return pd.DataFrame(cells).fillna("–")


def between_coders(labels: pd.DataFrame, *, seed: int = 0) -> dict[str, float]:
    """Measure how far the coders agree among themselves.

    Returns
    -------
    dict
        kappa (mean over pairs of coders), alpha with its interval (alpha_low, alpha_high),
        alpha_ordered, n (passages and actors), n_docs, coders. Undecided labels and passages with
        one coder say nothing and are left out; without others the values are missing.
    """
    items = ["passage", "actor_id"]
    rows = labels[labels["label"] != ""]
    rows = rows[rows.groupby(items)["coder"].transform("size") > 1]
    coincident = _coincidences(rows)
    whole = coincident.sum(axis=0)[None]
    drawn = resample(len(coincident), key="coders", seed=seed)
    spread = _alpha(np.einsum("dg,gtp->dtp", drawn, coincident), _NOMINAL)
    low, high = percentiles(spread, n_documents=len(coincident))
    return {
        "n": len(rows[items].drop_duplicates()),
        "n_docs": rows["passage"].nunique(),
        "coders": rows["coder"].nunique(),
        "kappa": _mean_kappa(rows),
        "alpha": float(_alpha(whole, _NOMINAL)[0]),
        "alpha_ordered": float(_alpha(whole, _ORDERED)[0]),
        "alpha_low": low,
        "alpha_high": high,
    }


def _with_label(labelled: pd.DataFrame) -> pd.DataFrame:
    return labelled[labelled["reference_label"] != ""]


def _groups(
    known: pd.DataFrame, documents: pd.DataFrame | None, by: Sequence[str], period: str
) -> Iterator[tuple[str, str, np.ndarray]]:
    seen = known["used_in_training"].to_numpy(bool)
    yield "training", "all", np.ones(len(known), bool)
    yield "training", "held_out", ~seen
    yield "training", "seen", seen
    if "actor" in by:
        for actor in sorted(set(known["actor_id"])):
            yield "actor", actor, known["actor_id"].eq(actor).to_numpy()
    if "period" in by and len(known):
        if documents is None:
            raise ValueError("agreement by period needs the documents table")
        periods = dated(documents, period=period).set_index("doc_id")["period"]
        start = known["doc_id"].map(periods)
        for day in sorted(set(start.dropna())):
            yield "period", f"{day:%Y-%m-%d}", start.eq(day).to_numpy()


def _measured(
    known: pd.DataFrame, part: np.ndarray, kind: str, group: str, seed: int
) -> list[dict]:
    these = known[part]
    sure = _confidence(these, BINS)
    columns = sure.assign(n=1.0)[["n", "right", "confidence"]].to_numpy()
    counts, bins = _counts(these), _sums(these, (sure["bin"],), columns, (BINS, 3))
    n_docs, n_all = len(counts), known["doc_id"].nunique()

    def measure(weights: np.ndarray, weights_of_all: np.ndarray) -> dict:
        out = _measures(np.einsum("dg,gtp->dtp", weights, counts))
        n, right, confidence = np.moveaxis(np.einsum("dg,gbk->dbk", weights, bins), 2, 0)
        gap = np.abs(right - confidence).sum(axis=1) / n.sum(axis=1)
        return out | {("calibration-error", ""): gap} | _bias(known, part, weights_of_all)

    key = f"{kind}|{group}"
    values = measure(np.ones((1, n_docs)), np.ones((1, n_all)))
    drawn = [resample(n, key=key, seed=seed) for n in (n_docs, n_all)]
    row = {"by": kind, "group": group, "n": len(these), "n_docs": n_docs}
    row["n_trained"] = int(these["used_in_training"].sum())
    rows = []
    for (measured, label), spread in measure(*drawn).items():
        low, high = percentiles(spread, n_documents=n_docs)
        ends = {"value": float(values[(measured, label)][0]), "low": low, "high": high}
        rows.append(row | {"measure": measured, "label": label} | ends)
    return rows


def _counts(known: pd.DataFrame) -> np.ndarray:
    """[documents, coders' label, model's label]."""
    places = (known[name].map(_PLACE).to_numpy(int) for name in ("reference_label", "predicted"))
    return _sums(known, tuple(places), 1, (3, 3))


def _sums(
    known: pd.DataFrame, places: tuple, values: np.ndarray | int, shape: tuple[int, ...]
) -> np.ndarray:
    """Sum values over the rows of each document, at their places: [documents, *shape]."""
    codes, names = pd.factorize(known["doc_id"], sort=True)
    out = np.zeros((len(names), *shape))
    np.add.at(out, (codes, *places), values)
    return out


def _measures(table: np.ndarray) -> dict[tuple[str, str], np.ndarray]:
    """Every measure of a stack of tables [draws, coders, model]; missing where not defined."""
    with np.errstate(invalid="ignore", divide="ignore"):
        total, hit = table.sum(axis=(1, 2)), np.einsum("dkk->dk", table)
        true, predicted = table.sum(axis=2), table.sum(axis=1)
        f1 = 2 * hit / (true + predicted)
        chance = (true * predicted).sum(axis=1) / total**2
        right = hit.sum(axis=1) / total
        out = {
            ("accuracy", ""): right,
            ("macro-f1", ""): np.nanmean(f1, axis=1),
            ("kappa", ""): (right - chance) / (1 - chance),
        }
        for name, values in (("precision", hit / predicted), ("recall", hit / true), ("f1", f1)):
            out |= {(name, label): values[:, place] for label, place in _PLACE.items()}
    both = table + table.transpose(0, 2, 1)
    ordered = _alpha(both, _ORDERED)
    return out | {("alpha", ""): _alpha(both, _NOMINAL), ("alpha-ordered", ""): ordered}


def _alpha(coincident: np.ndarray, distance: np.ndarray) -> np.ndarray:
    """1 - observed / expected disagreement, from coincidence matrices [draws, 3, 3]."""
    marginal = coincident.sum(axis=2)
    observed = (coincident * distance).sum(axis=(1, 2))
    expected = np.einsum("dt,tp,dp->d", marginal, distance, marginal)
    with np.errstate(invalid="ignore", divide="ignore"):
        return 1 - (marginal.sum(axis=1) - 1) * observed / expected


def _coincidences(rows: pd.DataFrame) -> np.ndarray:
    """[passages, 3, 3]: pairs of labels of one passage and actor, weighted by 1 / (coders - 1)."""
    codes, names = pd.factorize(rows["passage"], sort=True)
    out = np.zeros((len(names), 3, 3))
    placed = rows.assign(place=codes, value=rows["label"].map(_PLACE))
    for _, item in placed.groupby(["passage", "actor_id"]):
        counts = np.bincount(item["value"], minlength=3).astype(float)
        out[item["place"].iloc[0]] += (np.outer(counts, counts) - np.diag(counts)) / (len(item) - 1)
    return out


def _mean_kappa(rows: pd.DataFrame) -> float:
    """Mean over pairs of coders of Cohen's kappa on what both labelled."""
    wide = rows.assign(value=rows["label"].map(_PLACE)).pivot(
        index=["passage", "actor_id"], columns="coder", values="value"
    )
    kappas = []
    for pair in itertools.combinations(wide.columns, 2):
        shared = wide[list(pair)].dropna().to_numpy(int)
        table = np.zeros((1, 3, 3))
        np.add.at(table[0], tuple(shared.T), 1)
        if len(np.unique(shared)) > 1:
            kappas.append(_measures(table)[("kappa", "")][0])
    return float(np.mean(kappas)) if kappas else np.nan


def _confidence(known: pd.DataFrame, bins: int) -> pd.DataFrame:
    """Highest probability of each row, whether its label is the coders', and its bin."""
    p = known[P].to_numpy(float).reshape(-1, 3)
    confidence = p.max(axis=1, initial=0)
    right = p.argmax(axis=1) == known["reference_label"].map(_PLACE).to_numpy(float)
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    columns = {"confidence": confidence, "right": right.astype(float), "bin": place}
    return known[["doc_id"]].assign(**columns)


def _bias(known: pd.DataFrame, part: np.ndarray, weights: np.ndarray) -> dict:
    """The bias of a group, and that bias minus everybody else's, under weights of the documents."""
    gap = (known["score"] - known["reference_label"].map(VALUE)).to_numpy(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        own, others = (
            (weights @ _sums(known, (), gap * inside, ()))
            / (weights @ _sums(known, (), inside, ()))
            for inside in (part.astype(float), 1.0 - part)
        )
    out = {("bias", ""): own}
    return out if part.all() else out | {("bias-beside-others", ""): own - others}
