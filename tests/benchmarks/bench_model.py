"""The bundled model on its development sets: labels by people first, then by language models; per
language, per kind of error; calibration and speed.

`python tests/benchmarks/bench_model.py` prints the tables; with `--card` they are written into the
model's card. The sets are what training kept aside (`standpoint_training.corpora`) and `umuc/`,
human labels of criticism in UN Security Council speeches, on which nothing was ever trained. What
is held out for tests is not among them. Data that are not there are skipped."""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from standpoint import tables
from standpoint.attitude.opinions import with_everybody
from standpoint.attitude.scorers import Item
from standpoint.attitude.scorers.encoder import Encoder
from standpoint.inference.agreement import agreement
from standpoint.inference.annotations import P
from standpoint_training import corpora
from standpoint_training.measures import answers, macro_f1

sys.path.insert(0, str(Path(__file__).parent))
from sets import ROOT, SHARED, SOURCES, calibration_error, digest

CARD = ROOT / "data" / "models" / "encoder" / "README.md"
BEGIN = "<!-- figures: made by tests/benchmarks/bench_model.py --card -->"
END = "<!-- end of the figures -->"
HUMAN = ("NewsMTSC rw", "NewsMTSC mt", "Russian news")
DRAWS = 1000


def line(name: str, found: pd.DataFrame) -> str:
    table = agreement(found).query("group == 'all'").set_index(["measure", "label"])
    f1, recall = table.loc[("macro-f1", "")], table.loc[("recall", "negative"), "value"]
    p, right = found[P].to_numpy(float), found["predicted"] == found["reference_label"]
    return (
        f"| {name} | {len(found)} | {100 * f1['value']:.1f}"
        f" [{100 * f1['low']:.1f}, {100 * f1['high']:.1f}] | {right.mean():.1%} |"
        f" {recall:.0%} |"
        f" {calibration_error(p, right.to_numpy()):.3f} |"
    )


def criticism(model: Encoder) -> list[str]:
    """F1 of negative and area under the curve on UN Security Council speeches, human labels."""
    path = SHARED / "umuc" / "dev.jsonl"
    if not path.is_file():
        return []
    rows = [json.loads(text) for text in path.read_text(encoding="utf-8").splitlines()]
    items = [Item(row["sentence"], row["start"], row["end"], row["kind"]) for row in rows]
    p = model.score(with_everybody(items, model))
    true, of = np.array([row["negative"] for row in rows]), np.array([r["speech"] for r in rows])
    f1, area = _f1(true, p.argmax(1) == 0), _area(true, p[:, 0])
    speeches, generator = np.unique(of), np.random.default_rng(0)
    places = {speech: np.flatnonzero(of == speech) for speech in speeches}
    drawn = []
    for _ in range(DRAWS):
        at = np.concatenate([places[s] for s in generator.choice(speeches, len(speeches))])
        drawn.append((_f1(true[at], p[at].argmax(1) == 0), _area(true[at], p[at, 0])))
    low, high = np.percentile(np.array(drawn), [2.5, 97.5], axis=0)
    return [
        "",
        f"UN Security Council, criticism ({len(rows)} pairs, {true.sum()} of them critical):"
        f" F1 of negative {100 * f1:.1f} [{100 * low[0]:.1f}, {100 * high[0]:.1f}], area under the"
        f" curve {area:.2f} [{low[1]:.2f}, {high[1]:.2f}].",
    ]


def _f1(true: np.ndarray, found: np.ndarray) -> float:
    return 2 * (true & found).sum() / max(true.sum() + found.sum(), 1)


def _area(true: np.ndarray, value: np.ndarray) -> float:
    above = value[true][:, None] - value[~true][None]
    return float((above > 0).mean() + (above == 0).mean() / 2) if above.size else float("nan")


def abstaining(found: pd.DataFrame) -> list[str]:
    """What it buys to call a label uncertain below a probability."""
    p = found[P].to_numpy(float)
    true = found["reference_label"].map(tables.LABELS.index).to_numpy()
    rows = ["| least probability | labels kept | accuracy | macro-F1 |", "|---|---|---|---|"]
    for least in (0.0, 0.5, 0.6, 0.7, 0.8):
        kept = p.max(1) >= least
        rows.append(
            f"| {least:.1f} | {kept.mean():.0%} | {(p.argmax(1) == true)[kept].mean():.0%} |"
            f" {100 * macro_f1(true[kept], p[kept].argmax(1)):.1f} |"
        )
    return rows


def main(arguments: list[str]) -> int:
    model = Encoder(threads=1)
    develop = corpora.everything(SOURCES)[1] | digest()
    found = {name: answers(model, part) for name, part in develop.items()}
    head = (
        "| set | n | macro-F1 [95 % interval] | accuracy | recall of negative | calibration error |"
    )
    rows = ["Labels by people:", "", head, "|---|---|---|---|---|---|"]
    rows += [line(name, found[name]) for name in HUMAN if name in found]
    rows += criticism(model)
    rows += ["", "Labels by language models:", "", head, "|---|---|---|---|---|---|"]
    rows += [line(name, each) for name, each in found.items() if name not in HUMAN]
    rows += ["", "By kind of error (sentences kept apart, both of a pair):", "", head]
    rows += ["|---|---|---|---|---|---|"]
    for family in sorted({e.family for e in develop.get("families", [])}):
        part = [e for e in develop["families"] if e.family == family]
        rows.append(line(family, answers(model, part)))
    rows += ["", "Calling a label uncertain below a probability, all sets together:", ""]
    rows += abstaining(pd.concat(found.values()))
    sentences = [(e.sentence, e.named()) for part in develop.values() for e in part][::4]
    began = time.process_time()
    readings = model.read(sentences)
    took, targets = time.process_time() - began, sum(len(r.attitudes) for r in readings)
    rows += [
        "",
        f"Speed on one core, where this was measured: {len(sentences) / took:.0f} sentences and"
        f" {targets / took:.0f} targets per second.",
    ]
    print("\n".join(rows))
    if "--card" in arguments:
        text = CARD.read_text(encoding="utf-8")
        made = "\n".join([BEGIN, *rows, END])
        old = re.escape(BEGIN) + ".*?" + re.escape(END)
        CARD.write_text(re.sub(old, lambda _: made, text, flags=re.DOTALL), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
