"""Who holds an attitude toward whom, in news sentences with two marked names: micro-, macro- and
per-class F1.

`python tests/benchmarks/bench_directed.py [--train N]` reads `directed/` (Park, Pan & Joo 2021)
from ../shared/data. Classes: 0 none, 1 positive and 3 negative of the first named toward the
second, 2 and 4 the reverse. Two answers are measured:

as shipped  the bundled scorer asked about either name, the rules for the holder, and nothing
            fitted: an attitude toward the second is the first's unless the rules say otherwise
fitted      a multinomial logit (statsmodels) on the scorer's log probabilities and the rules' word,
            fitted on N sentences of the training part. It is a measure of what the parts know
            together; it is not shipped.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parent))

from bench_holders import SHARED, _unbracket, directed

from standpoint.attitude.scorers import Item
from standpoint.attitude.scorers.encoder import Encoder

NAMES = ("none", "first + second", "second + first", "first - second", "second - first")
DRAWS = 2000


def features(
    path: Path, *, rows: int | None, model: Encoder
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """p toward the first and toward the second [n, 2, 3], the rules' direction [n] (0 none, 1 first
    holds, 2 second holds), class [n].
    """
    told = directed(path)
    told = (
        told
        if rows is None
        else told.iloc[np.linspace(0, len(told) - 1, min(rows, len(told))).astype(int)]
    )
    lines = path.read_text(encoding="utf-8").splitlines()
    asked = []
    for place in told["doc_id"].astype(int):
        spans, plain = _unbracket(lines[place].rsplit("\t", 3)[0])
        asked += [Item(plain, start, end, "person") for start, end in spans]
    p = model.score(asked).reshape(-1, 2, 3)
    return p, told["said"].map({"none": 0, "p→q": 1, "q→p": 2}).to_numpy(), told["label"].to_numpy()


def as_shipped(p: np.ndarray, said: np.ndarray) -> np.ndarray:
    """The likeliest of five answers: toward which name is there an attitude, which one, and may
    that direction be.
    """
    first, second = p[:, 0], p[:, 1]
    forward, back = (said != 2)[:, None], (said == 2)[:, None]
    toward_second, toward_first = (
        second[:, [2, 0]] * first[:, 1:2] * forward,
        first[:, [2, 0]] * second[:, 1:2] * back,
    )
    none = first[:, 1] * second[:, 1]
    every = np.stack(
        [none, toward_second[:, 0], toward_first[:, 0], toward_second[:, 1], toward_first[:, 1]], 1
    )
    return every.argmax(1)


def design(p: np.ndarray, said: np.ndarray) -> np.ndarray:
    """What the logit is fitted on: log odds against neutral of either name, the rules' word, and
    their products.
    """
    odds = np.log(p[:, :, [0, 2]] / p[:, :, 1:2]).reshape(len(p), 4)
    rules = np.stack([said == 1, said == 2], 1).astype(float)
    crossed = (odds[:, :, None] * rules[:, None, :]).reshape(len(p), -1)
    return np.column_stack([np.ones(len(p)), odds, rules, crossed])


def f1(true: np.ndarray, given: np.ndarray) -> np.ndarray:
    """F1 of each class."""
    found = np.array([((true == c) & (given == c)).sum() for c in range(5)], float)
    asked = np.array([(true == c).sum() + (given == c).sum() for c in range(5)], float)
    return np.divide(2 * found, asked, out=np.zeros(5), where=asked > 0)


def show(name: str, true: np.ndarray, given: np.ndarray) -> None:
    """Micro-, macro- and per-class F1 with 95 % intervals, sentences resampled."""
    drawn = np.random.default_rng(0).integers(0, len(true), (DRAWS, len(true)))
    each = np.array([f1(true[d], given[d]) for d in drawn])
    micro = (true[drawn] == given[drawn]).mean(1)
    band = lambda values: "[{:.1f}, {:.1f}]".format(*(100 * np.quantile(values, [0.025, 0.975])))  # noqa: E731
    print(
        f"\n{name}: n {len(true)}\n  micro-F1 {100 * (true == given).mean():.1f} {band(micro)}  "
        f" macro-F1 {100 * f1(true, given).mean():.1f} {band(each.mean(1))}"
    )
    for c, (label, value) in enumerate(zip(NAMES, f1(true, given), strict=True)):
        print(
            f"  {c} {label:15} n {int((true == c).sum()):4}  F1 {100 * value:5.1f}"
            f" {band(each[:, c])}"
        )


def main() -> int:
    """Print both answers on `valid`."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--train",
        type=int,
        default=3000,
        help="sentences of the training part for the logit; 0: none",
    )
    asked = parser.parse_args()
    folder = SHARED / "directed"
    if not (folder / "valid.txt").is_file():
        print(f"no directed sentences at {SHARED.name}/directed: skipped")
        return 0
    model = Encoder()
    p, said, true = features(folder / "valid.txt", rows=None, model=model)
    print(
        "most frequent class always: micro-F1"
        f" {100 * pd.Series(true).value_counts(normalize=True).max():.1f}"
    )
    show("as shipped", true, as_shipped(p, said))
    if asked.train:
        from statsmodels.discrete.discrete_model import MNLogit

        known = features(folder / "train.txt", rows=asked.train, model=model)
        fitted = MNLogit(known[2], design(*known[:2])).fit_regularized(alpha=1.0, disp=0)
        show(
            f"fitted on {len(known[2])} training sentences",
            true,
            fitted.predict(design(p, said)).argmax(1),
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
