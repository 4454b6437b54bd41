"""How often 95 % intervals hold the truth, on the scores and labels of the bundled study.

`python tests/benchmarks/bench_intervals.py` draws documents from those of the study: of all scores
for the model's own mean, of the labelled passages for the corrected one, of which a third is then
labelled. Their error is the model's own, so it differs from target to target. Draws in which all
labels are the same are refused by the library and not counted."""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd

import standpoint as sp
from standpoint.inference.annotations import VALUE
from standpoint.inference.ppi import estimates
from standpoint.inference.resampling import interval

TARGETS = ("all", "armenia", "russia", "azerbaijan", "turkey", "csto")
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


def main() -> int:
    corpus = sp.Corpus.from_study("armenia")
    opinions = corpus.opinions()
    labels = sp.read_annotations(*sp.workspace("armenia").annotation_files)
    labelled = corpus.call(sp.match_labels, opinions, labels=labels)
    labelled = labelled[labelled["reference_label"] != ""]
    generator = np.random.default_rng(0)
    for measure, rows in ((model_alone, opinions), (corrected, labelled)):
        print(f"{measure.__name__}, {DRAWS} draws, by number of documents or labels")
        for target in TARGETS:
            part = rows if target == "all" else rows[rows["actor_id"] == target]
            shares = ", ".join(f"{n}: {measure(part, n, generator):.1%}" for n in SIZES)
            print(f"  {target} ({part['doc_id'].nunique()} documents): {shares}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
