"""Sets that benchmarks measure on and training does not read: pairs in news, the digest."""

import re
from pathlib import Path

import numpy as np
import pandas as pd

from standpoint.actors.registry import read_registry
from standpoint_training.corpora import Sources, named
from standpoint_training.examples import Entity, Example, with_answers

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"
SOURCES = Sources(ROOT, SHARED, read_registry(ROOT / "data" / "actors.yml"))
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
            spans, toward = ((ends[0], ends[1]), (ends[2], ends[3])), _SIGNS[answer.strip()]
            entities = (Entity((spans[k],), held={1 - k: toward[k]}) for k in (0, 1))
            out.append(Example("".join(parts), tuple(entities), marked))
    return out


def of_entries(labels: pd.DataFrame, where: Sources = SOURCES) -> list[Example]:
    """Examples of labels (id, target, label, holder_1) of the digest: the whole summary is one."""
    digest = pd.read_csv(ROOT / "data" / "digest.csv", dtype=str).set_index("id")
    entries = digest.loc[list(dict.fromkeys(labels["id"]))]
    find, out = where.registry.find, []
    actors = named(list(entries["summary"]), where, dates=list(entries["date"]))
    for (key, text), found in zip(entries["summary"].items(), actors, strict=True):
        answers = {}
        for row in labels[labels["id"] == key].itertuples():
            holder = getattr(row, "holder_1", None)
            who = find(row.target) or row.target, holder and (find(holder) or holder)
            answers[who[0]] = (int(row.label), who[1], 1.0, None)
        example = with_answers(text, found, answers, where.kinds, group=key)
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
