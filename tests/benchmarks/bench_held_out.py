"""What is held out for tests is labelled nowhere, and training splits as the labels say.

`python tests/benchmarks/bench_held_out.py` reads HELD_OUT.csv and the digest's labels from
../shared/data, prints what it counted, and fails with the first label that should not be there.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from standpoint.actors.registry import read_registry
from standpoint_training import corpora

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data"
SHARED = ROOT.parent / "shared" / "data"


def main() -> int:
    registry = read_registry(DATA / "actors.yml")
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
    where = corpora.sources(ROOT, SHARED, registry=registry)
    train, develop = (part["digest"] for part in corpora.everything(where))
    used = labels.drop_duplicates("doc_id").set_index("doc_id")["used_in_training"]
    assert {used[example.group] for example in train} == {"True"}
    assert {used[example.group] for example in develop} == {"False"}
    print(f"{len(entries)} entries of the digest are held out, and none has a label")
    print(f"{len(train)} labels of the digest to train on, {len(develop)} to develop on")
    return 0


if __name__ == "__main__":
    sys.exit(main())
