"""The TempEval-3 scorer for time expressions and readers for its corpora: test code, importable by
the benchmark.

After UzZaman et al. 2013, "SemEval-2013 Task 1: TempEval-3", section 4: a strict match has the same
span, a relaxed match overlaps; each gold expression is matched with at most one of the system's and
the reverse. The F1 of an attribute is the relaxed F1 times the accuracy of the attribute on the
matched expressions. The document creation time is not scored."""

from __future__ import annotations

import hashlib
import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

MEASURES = ("strict", "relaxed", "type", "value")


class Timex(NamedTuple):
    """One time expression: offsets into the text, TIMEX3 type and value."""

    start: int
    end: int
    type: str
    value: str


class Annotated(NamedTuple):
    """One document with its gold; only expressions that start before `gold_until` are scored."""

    doc_id: str
    text: str
    date: str
    gold: tuple[Timex, ...]
    gold_until: int


class Counts(NamedTuple):
    """What one document adds to the score: sizes and matches."""

    gold: int
    system: int
    strict: int
    relaxed: int
    type: int
    value: int


class Score(NamedTuple):
    """Precision, recall and F1, 0 to 1."""

    precision: float
    recall: float
    f1: float


def match(gold: Sequence[Timex], system: Sequence[Timex]) -> list[tuple[Timex, Timex]]:
    """Pairs of overlapping expressions, each used once; identical spans first, then the largest
    overlap.
    """
    overlaps = sorted(
        (
            (
                (g.start, g.end) != (s.start, s.end),
                -(min(g.end, s.end) - max(g.start, s.start)),
                i,
                j,
            )
            for i, g in enumerate(gold)
            for j, s in enumerate(system)
            if min(g.end, s.end) > max(g.start, s.start)
        )
    )
    used_gold, used_system, pairs = set(), set(), []
    for _, _, i, j in overlaps:
        if i not in used_gold and j not in used_system:
            used_gold.add(i)
            used_system.add(j)
            pairs.append((gold[i], system[j]))
    return pairs


def count(gold: Sequence[Timex], system: Sequence[Timex]) -> Counts:
    """Counts of one document."""
    pairs = match(gold, system)
    return Counts(
        len(gold),
        len(system),
        sum((g.start, g.end) == (s.start, s.end) for g, s in pairs),
        len(pairs),
        sum(g.type == s.type for g, s in pairs),
        sum(g.value == s.value for g, s in pairs),
    )


def score(counts: Sequence[Counts]) -> dict[str, Score]:
    """Micro-averaged precision, recall and F1 of each measure over documents; 0 where there is
    nothing to divide by.
    """
    total = np.asarray(counts, dtype=float).reshape(-1, 6).sum(axis=0)
    gold, system = total[0], total[1]
    out = {}
    for name, correct in zip(MEASURES, total[2:], strict=True):
        precision, recall = (correct / n if n else 0.0 for n in (system, gold))
        f1 = 2 * precision * recall / (precision + recall) if correct else 0.0
        out[name] = Score(float(precision), float(recall), float(f1))
    return out


def intervals(
    counts: Sequence[Counts], *, seed: int = 20130614, draws: int = 2000
) -> dict[str, tuple[float, float]]:
    """95 % bootstrap intervals of each F1, documents resampled."""
    rng = np.random.default_rng(seed)
    table = np.asarray(counts, dtype=float).reshape(-1, 6)
    sums = np.stack(
        [table[rng.integers(0, len(table), len(table))].sum(axis=0) for _ in range(draws)]
    )
    sizes = np.maximum(sums[:, 0] + sums[:, 1], 1)
    return {
        name: tuple(np.quantile(2 * sums[:, 2 + i] / sizes, (0.025, 0.975)).tolist())
        for i, name in enumerate(MEASURES)
    }


def read_tml(path: Path) -> Annotated:
    """One TimeML file: the text of TEXT with its TIMEX3 spans, and the creation time's value."""
    root = ElementTree.parse(path).getroot()
    dct = root.find("DCT/TIMEX3")
    parts: list[str] = []
    gold: list[Timex] = []

    def walk(node, offset: int) -> int:
        begin = offset
        for piece in (node.text, *node):
            if isinstance(piece, str):
                parts.append(piece)
                offset += len(piece)
            elif piece is not None:
                offset = walk(piece, offset)
                parts.append(piece.tail or "")
                offset += len(piece.tail or "")
        if node.tag == "TIMEX3":
            gold.append(Timex(begin, offset, node.get("type", ""), node.get("value", "")))
        return offset

    length = walk(root.find("TEXT"), 0)
    date = dct.get("value", "") if dct is not None else ""
    return Annotated(path.stem, "".join(parts), date, tuple(sorted(gold)), length)


def read_tbaq(folder: Path, *, held_out: bool) -> list[Annotated]:
    """TimeBank and AQUAINT: the third whose name hashes to 0 modulo 3 is held out, the rest is for
    development.
    """
    chosen = [
        path
        for path in sorted(folder.glob("*/*.tml"))
        if (int(hashlib.sha256(path.stem.encode()).hexdigest(), 16) % 3 == 0) == held_out
    ]
    return [read_tml(path) for path in chosen]


def fingerprint(corpus: Sequence[Annotated]) -> str:
    """Twelve hex digits that change when a text or its gold does: floors are pinned to it."""
    return hashlib.sha256(repr([(d.text, d.date, d.gold) for d in corpus]).encode()).hexdigest()[
        :12
    ]


def read_meantime(path: Path) -> list[Annotated]:
    """MEANTIME as JSON Lines; one line of text is one sentence, and the gold covers the first six
    (0–5).
    """
    out = []
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        gold = tuple(
            sorted(
                Timex(t["start"], t["end"], t.get("type", ""), t.get("value", ""))
                for t in record["timexes"]
            )
        )
        lines = record["text"].split("\n")
        out.append(
            Annotated(
                record["doc_id"], record["text"], record["dct"], gold, len("\n".join(lines[:6]))
            )
        )
    return out
