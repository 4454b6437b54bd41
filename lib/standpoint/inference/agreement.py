"""Labelled passages in, agreement out: how far model and coders say the same, for whom and when.

References
----------
Cohen 1960, "A coefficient of agreement for nominal scales" (kappa, of model and coders);
Krippendorff 2011, "Computing Krippendorff's alpha-reliability" (of any number of coders). Bias is
the mean of the model's score minus the coders' label. Intervals resample documents.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from standpoint import tables
from standpoint.actors.registry import Registry
from standpoint.inference.annotations import AGREED, ITEM, VALUE, P, match_labels
from standpoint.inference.ppi import MINIMUM, ppi_means
from standpoint.inference.resampling import mean_interval, percentiles, resample
from standpoint.inference.series import dated, with_intervals

BINS = 10  # of confidence, of equal width, as in Guo et al. 2017
COMPARED = ("accuracy", "macro-f1", "kappa")
_PLACE = {label: place for place, label in enumerate(tables.LABELS)}


def agreement(
    labelled: pd.DataFrame,
    *,
    documents: pd.DataFrame | None = None,
    period: str = "year",
    minimum: int = 1,
    seed: int = 0,
) -> pd.DataFrame:
    """Measure agreement on all passages, on those held out from training, by actor and by period.

    Without `documents` there are no periods. Groups in fewer than `minimum` documents are left out.

    Returns
    -------
    DataFrame
        The agreement table. A measure that is not defined (a label that nobody gave) is missing,
        and macro-F1 is the mean of what is defined. `bias` is on the scale -2..2;
        `bias-beside-others` is the bias minus that of all other passages.
    """
    known = _with_label(labelled).reset_index(drop=True)
    rows: list[dict] = []
    for kind, group, part in _groups(known, documents, period):
        if part.any() and known.loc[part, "doc_id"].nunique() >= minimum:
            rows += _measured(known, part, kind, group, seed)
    return tables.make(rows, "agreement")


def confusion(labelled: pd.DataFrame) -> pd.DataFrame:
    """Count the coders' labels (rows) by the model's (columns), negative, neutral, positive."""
    counts = _counts(_with_label(labelled)).sum(axis=0).astype(int)
    rows, columns = (pd.Index(tables.LABELS, name=name) for name in ("labels", "model"))
    return pd.DataFrame(counts, index=rows, columns=columns)


def reliability_table(labelled: pd.DataFrame) -> pd.DataFrame:
    """Compare confidence with accuracy, by bin of the model's highest probability (Guo et al. 2017,
    "On calibration of modern neural networks").

    Returns
    -------
    DataFrame
        confidence (mean probability of the likeliest label), accuracy (share of these labels that
        the coders gave), low, high (its 95 % interval), n, n_docs; bins without passages are left
        out.
    """
    known = _with_label(labelled)
    p = known[P].to_numpy(float)
    confidence = pd.Series(p.max(axis=1), index=known.index)
    right = known["reference_label"].map(_PLACE).eq(p.argmax(axis=1)).astype(float)
    rows = []
    for _, sure in confidence.groupby((confidence * BINS).astype(int).clip(upper=BINS - 1)):
        accuracy = mean_interval(right[sure.index], known.loc[sure.index, "doc_id"])
        rows.append({"confidence": sure.mean(), "n": len(sure)} | accuracy)
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


def between_coders(labels: pd.DataFrame, *, of: str = "label", seed: int = 0) -> dict[str, float]:
    """Measure how far the coders agree among themselves: Krippendorff's alpha with its interval.

    `of` is label or holder. Undecided labels, holders nobody was asked for, items with one coder,
    and what coders agreed on later say nothing and are left out; without others alpha is missing.
    `n` counts passages and actors.
    """
    rows = labels[(labels[of] != "") & ~labels["coder"].str.startswith(AGREED)]
    rows = rows[rows.groupby(ITEM)["coder"].transform("size") > 1]
    counts = rows.groupby([*ITEM, of]).size().unstack(fill_value=0)
    agreed = (counts * (counts - 1)).sum(axis=1) / (counts.sum(axis=1) - 1)
    passages = counts.assign(agreed=agreed).groupby("passage").sum().to_numpy(float)
    alpha = _alpha(_weights(len(passages), "coders", seed) @ passages)
    low, high = percentiles(alpha[1:], n_documents=len(passages))
    sizes = {"n": len(counts), "n_docs": len(passages), "coders": rows["coder"].nunique()}
    return sizes | {"alpha": float(alpha[0]), "alpha_low": low, "alpha_high": high}


def between_coders_by_kind(
    labels: pd.DataFrame, *, registry: Registry, seed: int = 0
) -> pd.DataFrame:
    """Measure `between_coders` for all targets and for each kind of them, label and holder apart.

    Returns
    -------
    DataFrame
        A row for each group and each of label and holder (its index): n, n_docs, coders, alpha,
        alpha_low, alpha_high.
    """
    known = registry.actors
    kinds = labels["actor_id"].map({key: known[key].kind for key in known}).fillna("unknown")
    parts = {"all": labels} | {kind: labels[kinds == kind] for kind in sorted(set(kinds))}
    rows = {
        (name, of): between_coders(part, of=of, seed=seed)
        for name, part in parts.items()
        for of in ("label", "holder")
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(["targets", "of"])


def compare_scorers(
    opinions: Mapping[str, pd.DataFrame],
    *,
    labels: pd.DataFrame,
    documents: pd.DataFrame,
    sentences: pd.DataFrame,
    actors: Sequence[str],
    unit: str = "",
    minimum: int = MINIMUM,
    seed: int = 0,
) -> pd.DataFrame:
    """Compare scorers by the labels that none of them learnt from, and by the corrected means.

    `opinions` maps each name to its opinions of one corpus. Corrected means of two scorers estimate
    the same; that of a scorer that agrees better usually has the narrower interval.

    Returns
    -------
    DataFrame
        In words, a row for each scorer: how many labels it was tested by, accuracy, macro-F1 and
        kappa with their intervals, and the corrected mean of each actor.
    """
    given = {"documents": documents, "sentences": sentences, "unit": unit}
    learnt = labels.loc[labels["used_in_training"], "passage"]
    fresh, rows = labels[~labels["passage"].isin(learnt)], {}
    for name, table in opinions.items():
        alike = agreement(match_labels(table, labels=fresh, **given), seed=seed)
        alike = alike[(alike["group"] == "all") & alike["measure"].isin(COMPARED)]
        labelled = match_labels(table, labels=labels, **given)
        means = ppi_means(labelled, documents=documents, minimum=minimum)
        means = means[means["method"] == "ppi"].set_index("actor_id").reindex(actors)
        words = with_intervals(alike.set_index("measure"), value="value").reindex(COMPARED)
        row = {"labels": alike["n"].max()} | words.to_dict() | with_intervals(means).to_dict()
        rows[name] = row
    found = pd.DataFrame.from_dict(rows, orient="index").astype(object)
    return found.fillna("–").rename_axis("scorer")


def _with_label(labelled: pd.DataFrame) -> pd.DataFrame:
    return labelled[labelled["reference_label"] != ""]


def _groups(
    known: pd.DataFrame, documents: pd.DataFrame | None, period: str
) -> Iterator[tuple[str, str, np.ndarray]]:
    seen = known["used_in_training"].to_numpy(bool)
    yield "training", "all", np.ones(len(known), bool)
    yield "training", "held_out", ~seen
    yield "training", "seen", seen
    for actor in sorted(set(known["actor_id"])):
        yield "actor", actor, known["actor_id"].eq(actor).to_numpy()
    if documents is not None and len(known):
        periods = dated(documents, period=period).set_index("doc_id")["period"]
        start = known["doc_id"].map(periods)
        for day in sorted(set(start.dropna())):
            yield "period", f"{day:%Y-%m-%d}", start.eq(day).to_numpy()


def _measured(
    known: pd.DataFrame, part: np.ndarray, kind: str, group: str, seed: int
) -> list[dict]:
    these = known[part]
    counts, n_all = _counts(these), known["doc_id"].nunique()
    own, every = (_weights(n, f"{kind}|{group}", seed) for n in (len(counts), n_all))
    found = _measures(np.einsum("dg,gtp->dtp", own, counts)) | _bias(known, part, every)
    row = {"by": kind, "group": group, "n": len(these), "n_docs": len(counts)}
    row["n_trained"] = int(these["used_in_training"].sum())
    rows = []
    for (measure, label), values in found.items():
        low, high = percentiles(values[1:], n_documents=len(counts))
        ends = {"value": float(values[0]), "low": low, "high": high}
        rows.append(row | {"measure": measure, "label": label} | ends)
    return rows


def _weights(n: int, key: str, seed: int) -> np.ndarray:
    """How often each document counts: once in the first row, then as the bootstrap draws them."""
    return np.vstack([np.ones((1, n)), resample(n, key=key, seed=seed)])


def _counts(known: pd.DataFrame) -> np.ndarray:
    """[documents, coders' label, model's label]."""
    codes, names = pd.factorize(known["doc_id"], sort=True)
    true, predicted = (
        known[name].map(_PLACE).to_numpy(int) for name in ("reference_label", "predicted")
    )
    out = np.zeros((len(names), 3, 3))
    np.add.at(out, (codes, true, predicted), 1)
    return out


def _measures(table: np.ndarray) -> dict[tuple[str, str], np.ndarray]:
    """Every measure of a stack of tables [draws, coders, model]; missing where not defined.

    The first table is the real one: its labels are those that macro-F1 takes the mean of.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        total, hit = table.sum(axis=(1, 2)), np.einsum("dkk->dk", table)
        true, predicted = table.sum(axis=2), table.sum(axis=1)
        f1 = 2 * hit / (true + predicted)
        chance = (true * predicted).sum(axis=1) / total**2
        right = hit.sum(axis=1) / total
        out = {
            ("accuracy", ""): right,
            ("macro-f1", ""): f1[:, ~np.isnan(f1[0])].mean(axis=1),
            ("kappa", ""): (right - chance) / (1 - chance),
        }
        for name, values in (("precision", hit / predicted), ("recall", hit / true), ("f1", f1)):
            out |= {(name, label): values[:, place] for label, place in _PLACE.items()}
    return out


def _alpha(sums: np.ndarray) -> np.ndarray:
    """1 - observed / expected disagreement, from columns: how often each label, agreeing pairs."""
    counts, agreed = sums[:, :-1], sums[:, -1]
    total = counts.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return 1 - (total - 1) * (total - agreed) / (total**2 - (counts**2).sum(axis=1))


def _bias(known: pd.DataFrame, part: np.ndarray, weights: np.ndarray) -> dict:
    """The bias of a group, and that bias minus everybody else's, under weights of the documents."""
    gap = (known["score"] - known["reference_label"].map(VALUE)).to_numpy(float)
    codes = pd.factorize(known["doc_id"], sort=True)[0]
    with np.errstate(invalid="ignore", divide="ignore"):
        own, others = (
            (weights @ np.bincount(codes, gap * inside)) / (weights @ np.bincount(codes, inside))
            for inside in (part.astype(float), 1.0 - part)
        )
    out = {("bias", ""): own}
    return out if part.all() else out | {("bias-beside-others", ""): own - others}
