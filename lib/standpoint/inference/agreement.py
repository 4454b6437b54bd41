"""Judged passages → agreement: how far machine and readers say the same, for whom and when they do
not.

Measures: precision, recall and F1 of each label, their mean (macro-F1), accuracy; Cohen 1960, "A
coefficient of agreement for nominal scales"; Krippendorff 2011, "Computing Krippendorff's
alpha-reliability", nominal and with the labels in their order (squared distance); the calibration
error of Guo et al. 2017, "On calibration of modern neural networks"; and the lean, the mean of
machine score minus readers' label: who is scored too harshly or too kindly. Intervals resample
documents."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from standpoint import tables
from standpoint.inference.annotations import VALUE
from standpoint.inference.resampling import DRAWS, MIN_DOCUMENTS
from standpoint.inference.series import dated

BINS = 10  # of confidence, of equal width, as in Guo et al. 2017
WIDTH = (0.025, 0.975)
_PLACE = {label: place for place, label in enumerate(tables.LABELS)}
_ORDERED = (
    np.subtract.outer(np.arange(3), np.arange(3)) ** 2.0
)  # squared distance of labels in their order
_NOMINAL = 1.0 - np.eye(3)


def agreement(
    judged: pd.DataFrame,
    *,
    documents: pd.DataFrame | None = None,
    by: Sequence[str] = ("actor", "period"),
    period: str = "year",
    minimum: int = 1,
    seed: int = 0,
) -> pd.DataFrame:
    """How far machine and readers agree: over all, by whether the model learnt from the passage, by
    actor and by period.

    In: a judged table (`standpoint.inference.annotations`), and documents where `by` holds period.
    Out: the agreement table, one row per group, measure and label; groups in fewer than `minimum`
    documents are left out, and in fewer than five (`THIN`) there is no interval. A measure that is
    not defined (a label that nobody gave) is missing, and macro-F1 is the mean of what is defined:
    where readers gave one label only, it says little. `lean` is on the scale of the score, -2..2;
    `bias-beside-others` is the lean minus that of everybody else's passages, so that a harshness
    toward all is no unfairness to one. Nothing labelled gives an empty table. Raises ValueError for
    an unknown `by`.

    >>> agreement(tables.empty("labelled")).empty
    True
    """
    if wrong := set(by) - {"actor", "period"}:
        raise ValueError(f"by '{sorted(wrong)[0]}' is not one of actor, period")
    labelled = judged[judged["reference_label"] != ""].reset_index(drop=True)
    rows: list[dict] = []
    for kind, group, part in _groups(labelled, documents=documents, by=by, period=period):
        if part.any() and labelled.loc[part, "doc_id"].nunique() >= minimum:
            rows += _measured(labelled, part, kind, group, seed)
    return tables.make(rows, "agreement") if rows else tables.empty("agreement")


def confusion(judged: pd.DataFrame) -> pd.DataFrame:
    """Counts of readers' labels (rows) by the machine's (columns), in the order negative, neutral,
    positive.

    >>> int(confusion(tables.empty("labelled")).to_numpy().sum())
    0
    """
    counts = _counts(judged[judged["reference_label"] != ""]).sum(axis=0).astype(int)
    index, columns = (
        pd.Index(tables.LABELS, name="readers"),
        pd.Index(tables.LABELS, name="machine"),
    )
    return pd.DataFrame(counts, index=index, columns=columns)


def reliability_table(judged: pd.DataFrame, *, bins: int = BINS, seed: int = 0) -> pd.DataFrame:
    """Is the machine as often right as it is sure? One row per bin of its highest probability that
    holds anything.

    Out: sure (mean probability of the label it finds likeliest), right (share of these labels that
    readers gave), low, high (95 % interval, documents resampled; missing below five documents), n,
    n_docs."""
    labelled = judged[judged["reference_label"] != ""]
    sure, right, place = _sureness(labelled, bins)
    rows = []
    for number in sorted(set(place)):
        inside = place == number
        sums, sizes = (
            _per_document(labelled.loc[inside, "doc_id"], right[inside]),
            _per_document(labelled.loc[inside, "doc_id"], np.ones(inside.sum())),
        )
        drawn = _weights(len(sums), f"calibration|{number}", seed)
        low, high = _ends((drawn @ sums) / (drawn @ sizes), len(sums))
        rows.append(
            {
                "confidence": sure[inside].mean(),
                "accuracy": right[inside].mean(),
                "low": low,
                "high": high,
                "n": int(inside.sum()),
                "n_docs": len(sums),
            }
        )
    return pd.DataFrame(rows, columns=["confidence", "accuracy", "low", "high", "n", "n_docs"])


def agreement_level(agreement: pd.DataFrame) -> pd.DataFrame:
    """An agreement table to read: one row per measure and label, one column per group with its n,
    cells as `0.78 [0.74, 0.83]`.

    >>> agreement_level(tables.empty("agreement")).empty
    True
    """
    told = agreement.assign(
        cell=[_said(row.value, row.low, row.high) for row in agreement.itertuples()],
        head=[
            f"{row.group} (n {row.n} in {row.n_docs} documents)" for row in agreement.itertuples()
        ],
        row=[f"{row.measure} {row.label}".strip() for row in agreement.itertuples()],
    )
    rows, heads = list(dict.fromkeys(told["row"])), list(dict.fromkeys(told["head"]))
    return (
        told.pivot(index="row", columns="head", values="cell")
        .reindex(index=rows, columns=heads)
        .fillna("–")
        .rename_axis(index=None, columns=None)
    )


def _said(value: float, low: float, high: float) -> str:
    if np.isnan(value):
        return "–"
    return f"{value:.2f}" if np.isnan(low) else f"{value:.2f} [{low:.2f}, {high:.2f}]"


def between_coders(labels: pd.DataFrame, *, seed: int = 0) -> dict[str, float]:
    """How far the coders agree among themselves: kappa (mean over pairs of coders), alpha,
    alpha-ordered, n, n_docs, coders.

    In: the gold table. Passages with one coder say nothing here and are left out, undecided ones
    too. `alpha_low` and `alpha_high` are the 95 % interval of alpha, documents resampled. Values
    are missing where no passage has two coders. The values are those of nltk.metrics.agreement."""
    said = labels[labels["label"] != ""]
    said = said[said.groupby(["passage", "actor_id"])["coder"].transform("size") > 1]
    out: dict[str, float] = {
        "n": len(said[["passage", "actor_id"]].drop_duplicates()),
        "n_docs": said["passage"].nunique(),
        "coders": said["coder"].nunique(),
    }
    if said.empty:
        return out | dict.fromkeys(
            ("kappa", "alpha", "alpha_ordered", "alpha_low", "alpha_high"), np.nan
        )
    triples = list(
        zip(
            said["coder"],
            said["passage"] + "|" + said["actor_id"],
            said["label"].map(_PLACE),
            strict=True,
        )
    )
    kappa, alpha, ordered = _by_library(triples)
    coincident = _coincidences(said)
    drawn = _weights(len(coincident), "coders", seed)
    low, high = _ends(
        _alpha(np.einsum("dg,gtp->dtp", drawn, coincident), _NOMINAL), len(coincident)
    )
    return out | {
        "kappa": kappa,
        "alpha": alpha,
        "alpha_ordered": ordered,
        "alpha_low": low,
        "alpha_high": high,
    }


def _groups(
    labelled: pd.DataFrame, *, documents: pd.DataFrame | None, by: Sequence[str], period: str
) -> Iterator[tuple[str, str, np.ndarray]]:
    used = labelled["used_in_training"].to_numpy(bool)
    yield from (
        ("training", "all", np.ones(len(labelled), bool)),
        ("training", "held_out", ~used),
        ("training", "seen", used),
    )
    if "actor" in by:
        yield from (
            ("actor", actor, labelled["actor_id"].eq(actor).to_numpy())
            for actor in sorted(set(labelled["actor_id"]))
        )
    if "period" in by:
        if documents is None and len(labelled):
            raise ValueError("agreement by period needs the documents table")
        if labelled.empty:
            return
        start = labelled["doc_id"].map(
            dated(documents, period=period).set_index("doc_id")["period"]
        )
        yield from (
            ("period", f"{day:%Y-%m-%d}", start.eq(day).to_numpy())
            for day in sorted(set(start.dropna()))
        )


def _measured(
    labelled: pd.DataFrame, part: np.ndarray, kind: str, group: str, seed: int
) -> list[dict]:
    these = labelled[part]
    counts, bins, lean = _counts(these), _binned(these), _leans(labelled, part)
    point = _measures(counts.sum(axis=0)[None]) | {
        ("calibration-error", ""): _gap(bins.sum(axis=0)[None])
    }
    kappa, alpha, ordered = _by_library(_as_coders(these))
    point |= {("kappa", ""): [kappa], ("alpha", ""): [alpha], ("alpha-ordered", ""): [ordered]}
    key = f"{kind}|{group}"
    drawn = _weights(len(counts), key, seed)
    spread = _measures(np.einsum("dg,gtp->dtp", drawn, counts)) | {
        ("calibration-error", ""): _gap(np.einsum("dg,gbk->dbk", drawn, bins))
    }
    point |= {name: values[:1] for name, values in lean.items()}
    drawn_all = _weights(labelled["doc_id"].nunique(), key, seed)
    spread |= {name: values[1](drawn_all) for name, values in lean.items()}
    size = {
        "n": len(these),
        "n_docs": len(counts),
        "n_trained": int(these["used_in_training"].sum()),
    }
    rows = []
    for (measure, label), values in point.items():
        low, high = _ends(spread[(measure, label)], len(counts))
        rows.append(
            {
                "by": kind,
                "group": group,
                "measure": measure,
                "label": label,
                "value": float(values[0]),
                "low": low,
                "high": high,
            }
            | size
        )
    return rows


def _counts(labelled: pd.DataFrame) -> np.ndarray:
    """[documents, readers' label, machine's label]."""
    codes, names = pd.factorize(labelled["doc_id"], sort=True)
    out = np.zeros((len(names), 3, 3))
    np.add.at(
        out,
        (
            codes,
            labelled["reference_label"].map(_PLACE).to_numpy(int),
            labelled["predicted"].map(_PLACE).to_numpy(int),
        ),
        1,
    )
    return out


def _measures(table: np.ndarray) -> dict[tuple[str, str], np.ndarray]:
    """Every measure of a stack of tables [draws, readers, machine]; missing where it is not
    defined.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        total, hit = table.sum(axis=(1, 2)), np.einsum("dkk->dk", table)
        true, given = table.sum(axis=2), table.sum(axis=1)
        f1 = 2 * hit / (true + given)
        chance = (true * given).sum(axis=1) / total**2
        right = hit.sum(axis=1) / total
        out = {
            ("accuracy", ""): right,
            ("macro-f1", ""): np.nanmean(f1, axis=1),
            ("kappa", ""): (right - chance) / (1 - chance),
        }
        for name, values in (("precision", hit / given), ("recall", hit / true), ("f1", f1)):
            out |= {(name, label): values[:, place] for place, label in enumerate(tables.LABELS)}
    both = table + table.transpose(0, 2, 1)
    return out | {
        ("alpha", ""): _alpha(both, _NOMINAL),
        ("alpha-ordered", ""): _alpha(both, _ORDERED),
    }


def _alpha(coincident: np.ndarray, distance: np.ndarray) -> np.ndarray:
    """1 - observed / expected disagreement, from coincidence matrices [draws, 3, 3]."""
    marginal = coincident.sum(axis=2)
    observed = (coincident * distance).sum(axis=(1, 2))
    expected = np.einsum("dt,tp,dp->d", marginal, distance, marginal)
    with np.errstate(invalid="ignore", divide="ignore"):
        return 1 - (marginal.sum(axis=1) - 1) * observed / expected


def _coincidences(said: pd.DataFrame) -> np.ndarray:
    """[passages, 3, 3]: pairs of labels of one passage and actor, each weighted by one over its
    coders less one.
    """
    codes, names = pd.factorize(said["passage"], sort=True)
    out = np.zeros((len(names), 3, 3))
    for _, item in said.assign(place=codes, value=said["label"].map(_PLACE)).groupby(
        ["passage", "actor_id"]
    ):
        counts = np.bincount(item["value"], minlength=3).astype(float)
        out[item["place"].iloc[0]] += (np.outer(counts, counts) - np.diag(counts)) / (len(item) - 1)
    return out


def _by_library(triples: list[tuple[str, str, int]]) -> tuple[float, float, float]:
    """Cohen's kappa, Krippendorff's alpha, and alpha with labels in their order; missing where
    chance explains everything.
    """
    from nltk.metrics.agreement import AnnotationTask
    from nltk.metrics.distance import interval_distance

    if len({label for _, _, label in triples}) < 2:
        return np.nan, np.nan, np.nan
    task, ordered = (
        AnnotationTask(data=triples),
        AnnotationTask(data=triples, distance=interval_distance),
    )
    return float(_kappa(triples)), float(task.alpha()), float(ordered.alpha())


def _kappa(triples: list[tuple[str, str, int]]) -> float:
    """Mean over pairs of coders of Cohen's kappa on what both labelled: the library's own mean
    wants all to label all.
    """
    from itertools import combinations

    from nltk.metrics.agreement import AnnotationTask

    found: list[float] = []
    for pair in combinations(sorted({coder for coder, _, _ in triples}), 2):
        items = [{item for coder, item, _ in triples if coder == one} for one in pair]
        shared = [t for t in triples if t[0] in pair and t[1] in items[0] & items[1]]
        if len({label for _, _, label in shared}) > 1:
            found.append(AnnotationTask(data=shared).kappa_pairwise(*pair))
    return float(np.mean(found)) if found else np.nan


def _as_coders(labelled: pd.DataFrame) -> list[tuple[str, str, int]]:
    names = [str(place) for place in range(len(labelled))]
    said = (("readers", labelled["reference_label"]), ("machine", labelled["predicted"]))
    return [
        (who, name, _PLACE[label])
        for who, labels in said
        for name, label in zip(names, labels, strict=True)
    ]


def _sureness(labelled: pd.DataFrame, bins: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Highest probability, whether its label is the readers', and its bin."""
    p = labelled[["p_negative", "p_neutral", "p_positive"]].to_numpy(float).reshape(-1, 3)
    sure = p.max(axis=1, initial=0)
    right = (p.argmax(axis=1) == labelled["reference_label"].map(_PLACE).to_numpy(float)).astype(
        float
    )
    return sure, right, np.minimum((sure * bins).astype(int), bins - 1)


def _binned(labelled: pd.DataFrame) -> np.ndarray:
    """[documents, bins, (n, right, sure)]."""
    sure, right, place = _sureness(labelled, BINS)
    codes, names = pd.factorize(labelled["doc_id"], sort=True)
    out = np.zeros((len(names), BINS, 3))
    np.add.at(out, (codes, place), np.stack([np.ones_like(sure), right, sure], axis=1))
    return out


def _gap(bins: np.ndarray) -> np.ndarray:
    """Mean gap between sureness and being right, weighted by size: sum over bins of |right - sure|
    / n.
    """
    return np.abs(bins[:, :, 1] - bins[:, :, 2]).sum(axis=1) / bins[:, :, 0].sum(axis=1)


def _leans(labelled: pd.DataFrame, part: np.ndarray) -> dict:
    """The lean of a group, and that lean minus everybody else's: the value, and a function of drawn
    weights of all documents.
    """
    gap = (labelled["score"] - labelled["reference_label"].map(VALUE)).to_numpy(float)
    inside, outside = part.astype(float), 1.0 - part.astype(float)
    a, n, b, m = (
        _per_document(labelled["doc_id"], values)
        for values in (gap * inside, inside, gap * outside, outside)
    )
    everybody = np.ones((1, len(a)))

    def own(weights: np.ndarray) -> np.ndarray:
        with np.errstate(invalid="ignore", divide="ignore"):
            return (weights @ a) / (weights @ n)

    def beside(weights: np.ndarray) -> np.ndarray:
        with np.errstate(invalid="ignore", divide="ignore"):
            return own(weights) - (weights @ b) / (weights @ m)

    leans = {
        ("bias", ""): (own(everybody)[0], own),
        ("bias-beside-others", ""): (beside(everybody)[0], beside),
    }
    return leans if m.any() else {("bias", ""): leans[("bias", "")]}


def _per_document(doc_id: pd.Series, values: np.ndarray) -> np.ndarray:
    codes, names = pd.factorize(doc_id, sort=True)
    return np.bincount(codes, weights=values, minlength=len(names))


def _weights(n: int, key: str, seed: int) -> np.ndarray:
    """How often each of n documents is drawn, DRAWS times; the stream depends on seed and key
    alone.
    """
    generator = np.random.default_rng([seed, zlib.crc32(key.encode())])
    return generator.multinomial(n, np.full(n, 1 / n), size=DRAWS) if n else np.zeros((DRAWS, 0))


def _ends(values: np.ndarray, n_docs: int) -> tuple[float, float]:
    defined = values[~np.isnan(values)]
    if (
        n_docs < MIN_DOCUMENTS or len(defined) < len(values) / 2
    ):  # a measure that most draws leave undefined has no interval
        return np.nan, np.nan
    low, high = np.quantile(defined, WIDTH)
    return float(low), float(high)
