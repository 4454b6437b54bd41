"""The bundled model on its development sets: macro-F1 with intervals, calibration, targets per
second, name swaps.

`python tests/benchmarks/bench_model.py` prints the table; with `--card` it is written into the
model's card. The sets are what training kept aside: NewsMTSC's own development sets, one Kremlin
page or UN speech in five, one digest entry in four of those with gold labels, and the entries that
have none and were read once. What is held out for tests is not among them. Data that are not there
are named and skipped."""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

import numpy as np

from standpoint.actors.registry import read_registry
from standpoint.attitude.scorers import Item
from standpoint.attitude.scorers.encoder import Encoder
from standpoint.attitude.scorers.vader import Vader
from standpoint.inference.counterfactuals import counterfactual_summary
from standpoint_training import corpora, examples
from standpoint_training.measures import expected_calibration_error, macro_f1, macro_f1_interval

ROOT = Path(__file__).parents[2]
CARD = ROOT / "data" / "models" / "encoder" / "README.md"
BEGIN, END = (
    "<!-- figures: made by tests/benchmarks/bench_model.py --card -->",
    "<!-- end of the figures -->",
)
# Sides of the digest's conflict, and those that stand by them.
SWAPS = (
    ("armenia", "azerbaijan"),
    ("russia", "france"),
    ("russia", "turkey"),
    ("nikol-pashinyan", "ilham-aliyev"),
    ("vladimir-putin", "emmanuel-macron"),
    ("armenia", "russia"),
)


def item(example: examples.Example) -> Item:
    """The first mention of the target, as a scorer is asked at run time."""
    start, end = example.spans[0]
    return Item(example.sentence, start, end, example.kind)


def swapped(model: Encoder, *, n: int = 400) -> tuple[float, float]:
    """Authored sentences filled twice with other names: share of labels that change, mean change of
    the score.
    """
    names = examples.name_lists(ROOT / "data" / "training" / "names.yml")
    path = ROOT / "data" / "training" / "authored.jsonl"
    one, other = (
        examples.authored([path], names=names, seed=seed)[::27][:n] for seed in (101, 102)
    )
    p, q = (model.score([item(e) for e in filled]) for filled in (one, other))
    return float(np.mean(p.argmax(1) != q.argmax(1))), float(
        np.abs((p - q)[:, 2] - (p - q)[:, 0]).mean()
    )


def swapped_in_the_corpus(model: Encoder) -> list[str]:
    """Pairs of other names exchanged in the digest's sentences: signed shift of the score and
    labels that change, a row for each pair.
    """
    import standpoint as sp

    study = sp.read_study("armenia")
    registry = read_registry(study.actors)
    documents = sp.documents(study.corpus).documents
    sentences = sp.sentences(documents)
    found = sp.mentions(sentences, documents=documents, registry=registry)
    figures = counterfactual_summary(
        sp.counterfactual_swaps(
            sentences, mentions=found, registry=registry, scorer=model, pairs=SWAPS
        )
    )
    rows = [
        (
            "| other names exchanged | sentences | targets | shift of the score, signed [95 %"
            " interval] | labels that change |"
        ),
        "|---|---|---|---|---|",
    ]
    for row in figures.itertuples():
        rows.append(
            f"| {row.pair.replace(';', ' ↔ ')} | {row.n_sentences} | {row.n} | {row.shift:+.3f}"
            f" [{row.shift_low:+.3f}, {row.shift_high:+.3f}] | {row.changed:.1%} |"
        )
    return rows


def abstaining(p: np.ndarray, true: np.ndarray) -> list[str]:
    """What it buys to call a label uncertain below a probability: share kept, accuracy and macro-F1
    of the rest.
    """
    rows = ["| least probability | labels kept | accuracy | macro-F1 |", "|---|---|---|---|"]
    for least in (0.0, 0.5, 0.6, 0.7, 0.8):
        kept = p.max(1) >= least
        rows.append(
            f"| {least:.1f} | {kept.mean():.0%} | {(p.argmax(1) == true)[kept].mean():.0%} |"
            f" {100 * macro_f1(true[kept], p[kept].argmax(1)):.1f} |"
        )
    return rows


def main(arguments: list[str]) -> int:
    model, baseline = Encoder(), Vader()
    registry = read_registry(ROOT / "data" / "actors.yml")
    where = corpora.sources(ROOT, ROOT.parent / "shared" / "data")
    _, sets = corpora.news(where)
    sets["Kremlin pages, UN speeches"] = corpora.hand_read(where, registry=registry)[1]
    sets["digest, gold, kept quarter"] = corpora.digest(where, root=ROOT, registry=registry)[1]
    sets["digest, other entries, one reading"] = corpora.single_reading(
        where, root=ROOT, registry=registry
    )
    rows = [
        (
            "| development set | n | macro-F1 [95 % interval] | accuracy | VADER, macro-F1 |"
            " calibration error |"
        ),
        "|---|---|---|---|---|---|",
    ]
    asked, took, every = 0, 0.0, []
    for name, held in sets.items():
        if not held:
            print(f"{name}: its data are not in ../shared/data, skipped")
            continue
        items, true = [item(e) for e in held], np.array([e.label + 1 for e in held])
        began = time.process_time()
        p = model.score(items)
        took, asked = took + time.process_time() - began, asked + len(items)
        every.append((p, true))
        low, high = macro_f1_interval(true, p.argmax(1), groups=[e.group for e in held], seed=0)
        label = {"negative": 0, "neutral": 1, "positive": 2}
        plain = np.array([label[x] for x in baseline.label(baseline.score(items))])
        f1 = 100 * macro_f1(true, p.argmax(1))
        rows.append(
            f"| {name} | {len(held)} | {f1:.1f} [{100 * low:.1f}, {100 * high:.1f}] |"
            f" {(p.argmax(1) == true).mean():.1%} | {100 * macro_f1(true, plain):.1f} |"
            f" {expected_calibration_error(p, true):.3f} |"
        )
    if every:
        rows += ["", "Calling a label uncertain below a probability, all these sets together:", ""]
        rows += abstaining(*(np.concatenate(parts) for parts in zip(*every, strict=True)))
    rows += [
        "",
        "Names of the bundled study exchanged in its own sentences, the target untouched:",
        "",
        *swapped_in_the_corpus(model),
    ]
    changed, moved = swapped(model)
    rows += [
        "",
        (
            f"Other names in the same sentence: {changed:.1%} of the labels change, the score moves"
            f" by {moved:.3f} in the mean (400 authored targets, filled twice)."
        ),
    ]
    rows += (
        [f"Speed on one core, where this was measured: {asked / took:.0f} targets per second."]
        if took
        else []
    )
    print("\n".join(rows))
    if "--card" in arguments:
        text = CARD.read_text(encoding="utf-8")
        made = "\n".join([BEGIN, *rows, END])
        old = (
            re.escape(BEGIN) + ".*?" + re.escape(END)
            if END in text
            else re.escape("<!-- figures -->")
        )
        CARD.write_text(re.sub(old, lambda _: made, text, flags=re.DOTALL), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
