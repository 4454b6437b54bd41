"""What is held out for tests is labelled nowhere, and nothing is trained and developed on at once.

`python tests/benchmarks/bench_held_out.py` reads HELD_OUT.csv and the digest's labels from
../shared/data, prints what it counted, and fails with the first label that should not be there.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from standpoint_training import corpora

sys.path.insert(0, str(Path(__file__).parent))
from sets import ROOT, SHARED, SOURCES

DATA = ROOT / "data"


def main() -> int:
    held = pd.read_csv(SHARED / "HELD_OUT.csv", dtype=str)
    entries = set(held.loc[held["source"] == "digest", "document"])
    labels = pd.concat(
        pd.read_csv(path, dtype=str) for path in sorted((DATA / "annotations").glob("*.csv"))
    )
    read = pd.read_csv(DATA / "training" / "digest_labels.csv", dtype=str)
    pages = pd.read_csv(DATA / "training" / "stand_off.csv", dtype=str)
    assert not entries & set(labels["doc_id"]), "annotations"
    assert not entries & set(read["entry"]), "digest_labels.csv"
    keys = {"left_on": ["corpus", "document"], "right_on": ["source", "document"]}
    assert pages.merge(held, **keys).empty, "stand_off.csv"
    train, develop = corpora.everything(SOURCES)  # refuses labels of pages that are held out
    texts = pd.read_csv(DATA / "digest.csv", dtype=str).set_index("id")["summary"]
    read = {kind: part for kind, part in train.items() if kind != "unlabelled"}
    learnt = {example.sentence for part in read.values() for example in part}
    assert not learnt & set(texts), "an entry of the digest is trained on"
    kept = {example.sentence for part in develop.values() for example in part}
    assert not learnt & kept, "a sentence is on both sides"
    print(f"{len(entries)} entries of the digest are held out, and none has a label")
    print(f"{len(learnt)} sentences to train on, {len(kept)} others to develop on")
    return 0


if __name__ == "__main__":
    sys.exit(main())
