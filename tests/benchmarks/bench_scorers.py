"""How good and how fast the scorers are: macro-F1 with intervals, each class, calibration, targets
per second.

Run it from the root of the project: `python tests/benchmarks/bench_scorers.py [scorer ...]`
(default: vader frames; any name that `load_scorer` knows). NewsMTSC and the digest's gold are read
from ../shared/data, the authored sentences from data/training; what is not there is named and
skipped. No text is printed. Held-out documents are left out.

Authored sentences: the third that the frames were not developed on (by a hash of the sentence),
each filled once with names. A scorer that was trained on them (a model's card says so) must be
asked with `--authored` and a folder of others. The bundled encoder was also trained on three in
four of the digest's entries: its figure is that of bench_model.py."""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import random
import re
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import yaml

from standpoint.attitude.scorers import LABELS, Item, Scorer, load_scorer
from standpoint.errors import ScorerError
from standpoint_training.measures import macro_f1_interval

ROOT = Path(__file__).parents[2]
SEED = 20201110  # of the bootstrap
SHARED = ROOT.parent / "shared" / "data"
TRAINING = ROOT / "data" / "training"
SLOT = re.compile(r"\{(STATE|ADJ|CAPITAL|LEADER|MINISTER|ORG|PLACE)(\d)\}")
KINDS = {"STATE": "state", "LEADER": "person", "MINISTER": "person", "ORG": "organisation"}


class Case(NamedTuple):
    """A question to a scorer, its answer, and the document it comes from."""

    item: Item
    label: int
    document: str


def newsmtsc(name: str) -> list[Case]:
    cases = []
    for line in (SHARED / "newsmtsc" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        others = tuple(
            (a, b) for a, b in json.loads(row["further"]) if 0 <= a < b <= len(row["sentence"])
        )
        cases.append(
            Case(
                Item(row["sentence"], row["start"], row["end"], "", others),
                row["label"],
                row["sentence"],
            )
        )
    return cases


def digest() -> list[Case]:
    """Gold items of entries that are not held out; the target is the actor's first mention in the
    summary.
    """
    import pandas as pd

    from standpoint import tables
    from standpoint.actors.mentions import mentions
    from standpoint.actors.registry import read_registry
    from standpoint.language.sentences import sentences

    def rows(path: Path) -> list[dict[str, str]]:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    held = {r["document"] for r in rows(SHARED / "HELD_OUT.csv") if r["source"] == "digest"}
    entries = {r["id"]: r for r in rows(SHARED / "digest" / "digest.csv")}
    gold = [
        r
        for r in rows(SHARED / "digest" / "gold_opinions.csv")
        if r["label"] and r["id"] not in held
    ]
    documents = []
    for doc_id in sorted({r["id"] for r in gold}):
        day = pd.Timestamp(entries[doc_id]["date"])
        dated = {"published_start": day, "published_end": day, "published_granularity": "day"}
        documents.append(
            {
                "doc_id": doc_id,
                "source": doc_id,
                "text": entries[doc_id]["summary"],
                "language": "en",
            }
            | dated
        )
    docs = tables.make(documents, "documents")
    registry = read_registry(ROOT / "data" / "actors.yml")
    found = mentions(sentences(docs), documents=docs, registry=registry)
    first = (
        found[found.actor_id != ""]
        .sort_values(["doc_id", "start"])
        .groupby(["doc_id", "actor_id"])
        .first()
    )
    spans = {
        doc_id: list(zip(part.start, part.end, strict=True))
        for doc_id, part in found.groupby("doc_id")
    }
    ids = {actor.name: actor for actor in registry.actors.values()}
    cases = []
    for r in gold:
        actor = ids.get(r["target"])
        if actor is None or (r["id"], actor.id) not in first.index:
            continue
        start, end = (int(x) for x in first.loc[(r["id"], actor.id), ["start", "end"]])
        others = tuple((int(a), int(b)) for a, b in spans[r["id"]] if (a, b) != (start, end))
        cases.append(
            Case(
                Item(entries[r["id"]]["summary"], start, end, actor.kind, others),
                int(r["label"]),
                r["id"],
            )
        )
    print(
        f"digest: {len(gold) - len(cases)} of {len(gold)} items are left out, their actor is not"
        " named in the summary"
    )
    return cases


def filled(
    sentence: str, names: dict[str, list], rng: random.Random
) -> tuple[str, dict[str, list[tuple[int, int]]]]:
    """A sentence with names in its slots, and where each entity stands."""
    states, people = rng.sample(names["countries"], 3), rng.sample(names["surnames"], 6)
    drawn = {"LEADER": people[:3], "MINISTER": people[3:]}
    drawn |= {"ORG": rng.sample(names["organisations"], 3), "PLACE": rng.sample(names["places"], 3)}
    text, last = "", 0
    spans: dict[str, list[tuple[int, int]]] = {}
    for match in SLOT.finditer(sentence):
        text += sentence[last : match.start()]
        slot, n = match[1], int(match[2]) - 1
        kind = "STATE" if slot in ("STATE", "ADJ", "CAPITAL") else slot
        name = (
            states[n][("STATE", "ADJ", "CAPITAL").index(slot)]
            if kind == "STATE"
            else drawn[slot][n]
        )
        if name.startswith("the "):
            name = name[4:]
            if not re.search(r"\b[Tt]he $", text):
                text += "The " if not text or re.search(r"[.!?] $", text) else "the "
        spans.setdefault(f"{kind}{n + 1}", []).append((len(text), len(text) + len(name)))
        text += name
        last = match.end()
    return text + sentence[last:], spans


def authored(folder: Path, *, kept_back: bool) -> list[Case]:
    """The authored sentences: one third (`kept_back`) or the other two; an entity's first mention
    is the target.
    """
    cases = []
    names = yaml.safe_load((TRAINING / "names.yml").read_text(encoding="utf-8"))
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            number = int(hashlib.md5(row["sentence"].encode()).hexdigest(), 16)
            if (number % 3 == 0) != kept_back:
                continue  # the third that no frame and no word was developed on
            text, spans = filled(row["sentence"], names, random.Random(number))
            for entity, (label, _) in row["labels"].items():
                if entity not in spans:
                    continue
                target, *_ = spans[entity]
                others = tuple(
                    s
                    for key, found in spans.items()
                    for s in found
                    if s != target and not key.startswith("PLACE")
                )
                cases.append(
                    Case(
                        Item(text, *target, KINDS[entity.rstrip("123")], others),
                        label,
                        row["sentence"],
                    )
                )
    return cases


def f1(gold: np.ndarray, said: np.ndarray) -> np.ndarray:
    """Precision, recall and F1 (columns) of negative, neutral, positive (rows)."""
    out = np.zeros((3, 3))
    for n, label in enumerate((-1, 0, 1)):
        hit = float(((gold == label) & (said == label)).sum())
        precision, recall = hit / max((said == label).sum(), 1), hit / max((gold == label).sum(), 1)
        out[n] = precision, recall, 2 * precision * recall / (precision + recall) if hit else 0
    return out


def calibration_error(p: np.ndarray, gold: np.ndarray, said: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error: the gap between the probability of the label given and how often
    it is right.
    """
    confidence = p[np.arange(len(p)), said + 1]
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(confidence[which == b].mean() - (gold == said)[which == b].mean()) * (which == b).mean()
        for b in set(which)
    ]
    return float(sum(gaps))


def measure(name: str, scorer: Scorer, cases: Sequence[Case]) -> None:
    items = [case.item for case in cases]
    scorer.score([Item("The first use loads what is needed.", 4, 9)])
    started = time.process_time()
    p = scorer.score(items)
    seconds = time.process_time() - started
    gold = np.array([case.label for case in cases])
    said = np.array(
        [{label: n - 1 for n, label in enumerate(LABELS)}[label] for label in scorer.label(p)]
    )
    table = f1(gold, said)
    low, high = macro_f1_interval(
        gold + 1, said + 1, groups=[case.document for case in cases], seed=SEED
    )
    print(
        f"\n{name}, {scorer.name}: {len(cases)} targets, {len({c.document for c in cases})}"
        " documents or sentences"
    )
    print(
        f"  macro-F1 {100 * table[:, 2].mean():.1f} (95 % {100 * low:.1f} to {100 * high:.1f})  "
        f" calibration error {calibration_error(p, gold, said):.3f}  "
        f" {len(items) / max(seconds, 1e-9):.0f} targets/s"
    )
    for label, (precision, recall, score) in zip(LABELS, 100 * table, strict=True):
        print(f"  {label:9} P {precision:5.1f}  R {recall:5.1f}  F1 {score:5.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scorers", nargs="*", default=["vader", "frames"])
    parser.add_argument(
        "--authored", type=Path, default=TRAINING, help="folder of authored sentences (*.jsonl)"
    )
    parser.add_argument(
        "--developed-on",
        action="store_true",
        help="the two thirds of the authored sentences that the frames were developed on",
    )
    arguments = parser.parse_args()
    try:
        scorers = [load_scorer(name) for name in arguments.scorers]
    except ScorerError as error:
        parser.error(str(error))
    part = "developed on" if arguments.developed_on else "kept back"
    corpora = {
        "NewsMTSC dev_rw": (SHARED / "newsmtsc" / "dev_rw.jsonl", lambda: newsmtsc("dev_rw")),
        "NewsMTSC dev_mt": (SHARED / "newsmtsc" / "dev_mt.jsonl", lambda: newsmtsc("dev_mt")),
        "digest, not held out": (SHARED / "digest" / "gold_opinions.csv", digest),
        f"authored, {part}": (
            arguments.authored,
            lambda: authored(arguments.authored, kept_back=not arguments.developed_on),
        ),
    }
    for name, (path, read) in corpora.items():
        if not path.exists():
            print(f"\nskipped: {name} is not at {path}")
            continue
        cases = read()
        for scorer in scorers:
            measure(name, scorer, cases)


if __name__ == "__main__":
    main()
