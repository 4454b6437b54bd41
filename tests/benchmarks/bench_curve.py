"""Learning curve: the larger network after one pass over a quarter, a half and all of the labels.

It needs the extra `train` and the data of ../shared/data, and takes about an hour of two cores.
Each share is trained from the base anew, one step for every 32 sentences, and measured by macro-F1
on at most 400 sentences of each development set and of the digest's labels that were read once."""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from standpoint_training import corpora, network
from standpoint_training.measures import macro_f1

sys.path.insert(0, str(Path(__file__).parent))
from sets import SOURCES, digest

MOST = 400  # sentences of each development set


def curve(
    rows: Sequence[corpora.Example],
    develop: Mapping[str, Sequence[corpora.Example]],
    *,
    share: float,
    seed: int,
    batch: int = 32,
) -> dict[str, float]:
    """Macro-F1 on each development set after one pass over a share of the rows."""
    tokenizer = network.load_tokenizer()
    torch.manual_seed(seed)  # the heads start from it
    net = network.Network(network.load_encoder(), tokenizer)
    some = rows[: max(1, round(share * len(rows)))]
    steps = max(1, len(some) // batch)
    network.fit(net, lambda seed: some, tokenizer, steps=steps, batch=batch, seed=seed)
    return {name: figure(net, part[:MOST], tokenizer) for name, part in develop.items()}


def figure(
    net: network.Network, examples: Sequence[corpora.Example], tokenizer: Tokenizer
) -> float:
    """Macro-F1 of the labels."""
    net.eval()
    encoded = sorted(network.encode(examples, tokenizer), key=lambda one: len(one["ids"]))
    true, predicted = [], []
    for first in range(0, len(encoded), 64):
        part = network.joined(encoded[first : first + 64])
        with torch.no_grad():
            logits = net(net.vectors(part["ids"]), part["mask"], part["places"])[0]
        known = part["labels"] != network.UNKNOWN
        true.append(part["labels"][known].numpy())
        predicted.append(logits.argmax(-1)[known].numpy())
    return macro_f1(np.concatenate(true), np.concatenate(predicted))


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    shares = {"nargs": "*", "type": float, "default": [0.25, 0.5, 1.0], "metavar": "SHARE"}
    parser.add_argument("shares", help="of the labelled sentences (0.25 0.5 1.0)", **shares)
    parser.add_argument("--seed", type=int, default=1, help="of the heads, batches and identities")
    options = parser.parse_args(arguments)
    train, develop = corpora.everything(SOURCES)
    develop |= {name: rows for name, rows in digest().items() if name == "digest, read once"}
    train.pop("unlabelled", None)
    rows = [example for part in train.values() for example in part]
    random.Random(3).shuffle(rows)
    for share in options.shares:
        figures = curve(rows, develop, share=share, seed=options.seed)
        print(f"{round(share * len(rows))} sentences, seed {options.seed}:")
        for name, value in figures.items():
            print(f"  {name}: {100 * value:.1f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
