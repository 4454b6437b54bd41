"""Learning curve: the larger network after one pass over a quarter, a half and all of the labels.

`python tests/benchmarks/bench_curve.py [SHARE …]` needs the extra `train` and the data of
../shared/data, and takes about an hour of two cores. Each share is trained from the base anew, one
step for every 32 sentences."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import numpy as np

from standpoint.attitude.scorers.masking import marks_from
from standpoint_training import base, corpora, fit, network
from standpoint_training.measures import macro_f1

sys.path.insert(0, str(Path(__file__).parent))
from sets import SOURCES

SHARES = (0.25, 0.5, 1.0)
MOST = 400  # sentences of each development set


def figure(net: network.Network, encoded: list[network.Encoded]) -> float:
    """Macro-F1 of the labels."""
    net.eval()
    true, predicted = [], []
    for part in network.batches(encoded, 64):
        logits = net(part["ids"], part["mask"], part["places"])[0].detach()
        known = part["labels"] != network.UNKNOWN
        true.append(part["labels"][known].numpy())
        predicted.append(logits.argmax(-1)[known].numpy())
    return macro_f1(np.concatenate(true), np.concatenate(predicted))


def main(arguments: list[str]) -> int:
    train, develop = corpora.everything(SOURCES)
    train.pop("unlabelled", None)
    rows = [example for part in train.values() for example in part]
    random.Random(3).shuffle(rows)
    known = base.load_tokenizer(), marks_from(base.FREE)
    sets = {name: network.encode(part[:MOST], *known) for name, part in develop.items()}
    for share in map(float, arguments or SHARES):
        some = rows[: round(share * len(rows))]
        net = network.Network(base.load_encoder(), *known)
        fit.fit(
            net,
            lambda number, some=some: network.encode(some, *known, np.random.default_rng(number)),
            steps=max(1, len(some) // 32),
        )
        print(f"{len(some)} sentences:")
        for name, encoded in sets.items():
            print(f"  {name}: {100 * figure(net, encoded):.1f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
