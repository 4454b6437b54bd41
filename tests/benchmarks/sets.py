"""Sets that benchmarks measure on and training does not read: pairs in news, the digest."""

import re
from pathlib import Path

import numpy as np
import pandas as pd

from standpoint.actors.registry import read_registry
from standpoint_training.corpora import Entity, Example, Sources, named, read_by

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"
SOURCES = Sources(ROOT / "data" / "training", SHARED, read_registry(ROOT / "data" / "actors.yml"))
# Neither; p praises q; q praises p; p blames q; q blames p: signs toward p and toward q.
_SIGNS = {"0": (0, 0), "1": (0, 1), "2": (1, 0), "3": (0, -1), "4": (-1, 0)}


def directed(path: Path) -> list[Example]:
    """Read lines of a sentence with [p] and [q], p, q and a class (Park, Pan & Joo 2021)."""
    out = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip():
            continue
        marked, _, _, answer = line.rsplit("\t", 3)
        parts = re.split(r"\[([^\[\]]*)\]", marked)  # text, name, text, name, text
        if len(parts) == 5 and parts[1] and parts[3]:
            ends = [sum(map(len, parts[: k + 1])) for k in range(4)]
            toward = _SIGNS[answer.strip()]
            entities = (
                Entity(((ends[2 * k], ends[2 * k + 1], ""),), held={1 - k: toward[k]})
                for k in (0, 1)
            )
            out.append(Example("".join(parts), tuple(entities), marked))
    return out


def of_entries(labels: pd.DataFrame) -> list[Example]:
    """Examples of labels (id, target, label, holder_1) of the digest: the whole summary is one."""
    digest = pd.read_csv(ROOT / "data" / "digest.csv", dtype=str).set_index("id")
    registry, out = SOURCES.registry, []
    kinds = {key: actor.kind for key, actor in registry.actors.items()}
    for key, rows in labels.groupby("id", sort=False):
        text, answers = digest.loc[key, "summary"], {}
        for row in rows.itertuples():
            holder = getattr(row, "holder_1", "")
            actor = registry.find(row.target) or row.target
            answers[actor] = (int(row.label), registry.find(holder) or holder)
        (places,) = named([text], registry, published=digest.loc[key, "date"])
        example = read_by(answers, text, places, kinds, group=key)
        if any(entity.label is not None for entity in example.entities):
            out.append(example)
    return out


def digest() -> dict[str, list[Example]]:
    """Labels of the digest from which the bundled model did not learn, and those read once."""
    out, path = {}, SHARED / "digest" / "gold_opinions.csv"
    if path.is_file():
        labels = pd.read_csv(path, dtype=str).fillna("").query("label != ''")
        known = pd.read_csv(ROOT / "data" / "annotations" / "opinions.csv", dtype=str)
        known = known[known["used_in_training"] == "False"]
        SOURCES.refuse("digest", known["doc_id"])
        out["digest"] = of_entries(labels[labels["id"].isin(known["doc_id"])])
    read = pd.read_csv(ROOT / "data" / "training" / "digest_labels.csv", dtype=str)
    SOURCES.refuse("digest", read["entry"])
    read = read.query("label != 'x'").rename(columns={"entry": "id"})
    return out | {"digest, read once": of_entries(read)}


def calibration_error(p: np.ndarray, right: np.ndarray, *, bins: int = 10) -> float:
    """Average the gap between confidence and accuracy over bins, weighted by size (Guo et al.)."""
    confidence = p.max(1)
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    return float(np.abs(np.bincount(place, right - confidence)).sum() / len(p))
