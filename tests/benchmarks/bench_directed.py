"""Who holds an attitude toward whom, in news sentences with two marked names: micro-, macro- and
per-class F1.

`python tests/benchmarks/bench_directed.py` reads `directed/valid.txt` (Park, Pan & Joo 2021) from
../shared/data. The bundled model reads each sentence once and answers for the pair; nothing is
fitted to this set, whose training part it learnt from."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from standpoint.attitude.scorers.encoder import Encoder
from standpoint_training.corpora import Example

sys.path.insert(0, str(Path(__file__).parent))
from sets import SHARED, directed

NAMES = ("none", "first + second", "second + first", "first - second", "second - first")
DRAWS = 2000


def answer(example: Example) -> int:
    """The class of a labelled sentence."""
    toward_first, toward_second = (e.held[1 - k] for k, e in enumerate(example.entities))
    return {1: 1, -1: 3}.get(toward_second, 0) or {1: 2, -1: 4}.get(toward_first, 0)


def f1(true: np.ndarray, given: np.ndarray) -> np.ndarray:
    """F1 of each class."""
    found = np.array([((true == c) & (given == c)).sum() for c in range(5)], float)
    asked = np.array([(true == c).sum() + (given == c).sum() for c in range(5)], float)
    return np.divide(2 * found, asked, out=np.zeros(5), where=asked > 0)


def main() -> int:
    path = SHARED / "directed" / "valid.txt"
    if not path.is_file():
        print("no directed sentences in ../shared/data: skipped")
        return 0
    examples = directed(path)
    true = np.array([answer(example) for example in examples])
    given = []
    for reading in Encoder().read([(example.sentence, example.named()) for example in examples]):
        forward, back = reading.held[0, 1], reading.held[1, 0]
        none = forward[1] * back[1]
        given.append(
            np.argmax(
                [
                    none,
                    forward[2] * back[1],
                    back[2] * forward[1],
                    forward[0] * back[1],
                    back[0] * forward[1],
                ]
            )
        )
    given = np.array(given)
    drawn = np.random.default_rng(0).integers(0, len(true), (DRAWS, len(true)))
    each = np.array([f1(true[d], given[d]) for d in drawn])
    rows = {"micro-F1": ((true == given).mean(), (true[drawn] == given[drawn]).mean(1))}
    rows["macro-F1"] = (f1(true, given).mean(), each.mean(1))
    rows |= {name: (f1(true, given)[c], each[:, c]) for c, name in enumerate(NAMES)}
    for name, (value, spread) in rows.items():
        low, high = 100 * np.quantile(spread, [0.025, 0.975])
        print(f"{name:15} {100 * value:.1f} [{low:.1f}, {high:.1f}]")
    return 0


if __name__ == "__main__":
    sys.exit(main())
