"""How often 95 % intervals hold the truth, on the scores and labels of the bundled study.

`python tests/benchmarks/bench_intervals.py` draws documents from those of the study: of all scores
for the model's own mean, of the labelled passages that it did not learn from for corrected means,
differences of two targets and changes at an event, of which a third is then labelled. Their error
is the model's own, so it differs from target to target. Draws in which all labels are the same are
refused by the library and not counted."""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd

import standpoint as sp
from standpoint.inference.annotations import VALUE
from standpoint.inference.event_study import event_study
from standpoint.inference.ppi import difference, estimates
from standpoint.inference.resampling import interval

TARGETS = ("all", "armenia", "azerbaijan", "turkey", "csto", "vladimir-putin")
PAIRS = (("azerbaijan", "turkey"), ("russia", "csto"), ("vladimir-putin", "armenia"))
SIZES = (8, 10, 12, 20, 50)
DRAWS = 2000


def model_alone(rows: pd.DataFrame, n: int, generator: np.random.Generator) -> float:
    """Coverage of the interval of a mean score."""
    parts = rows.groupby("doc_id")["score"].agg(["sum", "count"]).to_numpy(float)
    truth, hits = parts[:, 0].sum() / parts[:, 1].sum(), 0
    for _ in range(DRAWS):
        low, high = interval(*generator.choice(parts, n).T)
        hits += low <= truth <= high
    return hits / DRAWS


def corrected(rows: pd.DataFrame, n: int, generator: np.random.Generator) -> float:
    """Coverage of a corrected mean, where n of 3 n passages are labelled."""
    label, score = rows["reference_label"].map(VALUE).to_numpy(float), rows["score"].to_numpy(float)
    hits = counted = 0
    for _ in range(DRAWS):
        drawn = generator.integers(0, len(rows), 3 * n)
        seen = np.where(np.arange(3 * n) < n, label[drawn], np.nan)
        if np.nanmin(seen) < np.nanmax(seen):
            found = estimates(seen, score[drawn], clusters=np.arange(3 * n))["ppi"]
            hits += found.low <= label.mean() <= found.high
            counted += 1
    return hits / counted


def corrected_difference(
    one: pd.DataFrame, other: pd.DataFrame, n: int, generator: np.random.Generator
) -> float:
    """Coverage of a corrected difference of two means, where n of 3 n passages are labelled.

    It is that of a change, too, where the passages of one lie before an event.
    """
    truth = np.subtract(*(side["reference_label"].map(VALUE).mean() for side in (one, other)))
    first, hits, counted = np.arange(6 * n) < 3 * n, 0, 0
    for _ in range(DRAWS):
        drawn = [side.iloc[generator.integers(0, len(side), 3 * n)] for side in (one, other)]
        rows = pd.concat(drawn, ignore_index=True)
        seen = np.tile(np.arange(3 * n) < n, 2)
        rows["doc_id"] = rows.index.astype("str")
        rows["reference_label"] = rows["reference_label"].where(seen, "")
        made = difference(rows, one=first, other=~first, minimum=n).set_index("method").loc["ppi"]
        if not made["refused"]:
            hits += made["low"] <= truth <= made["high"]
            counted += 1
    return hits / counted


def change_of_scores(
    one: pd.DataFrame, other: pd.DataFrame, n: int, generator: np.random.Generator
) -> float:
    """Coverage of the event study's interval, of the change in the model's own scores."""
    days = pd.date_range("2020-01-01", periods=2 * n).astype("datetime64[us]")
    table = pd.DataFrame({"published_start": days, "published_end": days, "share": 1.0})
    table = table.assign(holder_id="all", doc_id=range(2 * n))
    sides = one["score"].to_numpy(), other["score"].to_numpy()
    many = [
        table.assign(
            actor_id=str(draw), score=np.concatenate([generator.choice(side, n) for side in sides])
        )
        for draw in range(DRAWS // 5)
    ]
    options = {"events": [f"{days[n]:%Y-%m-%d}"], "measures": ["sentiment"], "minimum": n}
    made = event_study(pd.concat(many, ignore_index=True), **options)
    truth = sides[1].mean() - sides[0].mean()
    return float(((made["low"] <= truth) & (truth <= made["high"])).mean())


def main() -> int:
    corpus = sp.Corpus.from_study("armenia")
    opinions = corpus.opinions()
    labels = sp.read_annotations(*sp.workspace("armenia").annotation_files)
    labelled = corpus.call(sp.match_labels, opinions, labels=labels)
    known = (labelled["reference_label"] != "") & ~labelled["used_in_training"]
    labelled = labelled[known]
    of = dict(iter(labelled.groupby("actor_id")))
    generator = np.random.default_rng(0)
    for measure, rows in ((model_alone, opinions), (corrected, labelled)):
        print(f"{measure.__name__}, {DRAWS} draws, by number of documents or labels")
        for target in TARGETS:
            part = rows if target == "all" else rows[rows["actor_id"] == target]
            shares = ", ".join(f"{n}: {measure(part, n, generator):.1%}" for n in SIZES)
            print(f"  {target} ({part['doc_id'].nunique()} documents): {shares}", flush=True)
    for measure in (corrected_difference, change_of_scores):
        print(f"{measure.__name__}, by number of labels or documents on each side")
        for one, other in PAIRS:
            found = [f"{n}: {measure(of[one], of[other], n, generator):.1%}" for n in SIZES]
            print(f"  {one} and {other}: {', '.join(found)}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
