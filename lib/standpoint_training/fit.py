"""Fit the network to examples: one run, deterministic for a seed and a number of threads."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional
from torch.nn.utils import clip_grad_norm_
from transformers import PreTrainedTokenizerBase

from standpoint_training.examples import Example
from standpoint_training.measures import macro_f1
from standpoint_training.network import Encoded, Network, batches, encode

# Share of the steps, as usual for BERT-like encoders (Devlin et al. 2019 use 0.1, RoBERTa 0.06).
WARM_UP = 0.06
DECAY_BY_LAYER = 0.9  # lower layers learn more slowly (Howard & Ruder 2018)
SMOOTHING = 0.05  # of the labels (Szegedy et al. 2016): readers differ on about as many
AVERAGE = 0.998  # of the weights over steps (Polyak & Juditsky 1992); steadier than the last step


def fit(
    network: Network,
    tokenizer: PreTrainedTokenizerBase,
    examples: Callable[[int], Iterable[Example]],
    *,
    develop: Mapping[str, Sequence[Example]],
    epochs: int = 3,
    batch: int = 32,
    rate: float = 5e-5,
    seed: int = 1,
    report: Callable[[str], None] = print,
) -> list[dict[str, float]]:
    """Fit the network in place and leave it with its weights averaged over the steps.

    Parameters
    ----------
    examples : callable
        Gives the examples of an epoch; slots are filled anew each time.
    develop : mapping
        Name of each development set to its examples.

    Returns
    -------
    list of dict
        Macro-F1 on each development set, after each epoch.
    """
    torch.manual_seed(seed)
    generator = np.random.default_rng(seed)
    held = {name: [encode(e, tokenizer) for e in rows] for name, rows in develop.items()}
    data = [encode(e, tokenizer) for e in examples(0)]
    steps = math.ceil(len(data) / batch) * epochs
    optimiser = torch.optim.AdamW(_groups(network, rate))
    rates = [group["lr"] for group in optimiser.param_groups]
    average = {name: value.clone() for name, value in network.state_dict().items()}
    step, history = 0, []
    for epoch in range(epochs):
        data = data if epoch == 0 else [encode(e, tokenizer) for e in examples(epoch)]
        for _, (ids, mask, target, label, weight) in batches(data, batch, generator=generator):
            network.train()
            pace = min(1.0, (step + 1) / (WARM_UP * steps)) * max(0.02, 1 - step / steps)
            for group, own in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = own * pace
            loss = functional.cross_entropy(
                network(ids, mask, target), label, reduction="none", label_smoothing=SMOOTHING
            )
            optimiser.zero_grad()
            (loss * weight).mean().backward()
            clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            step += 1
            _blend(average, network, min(AVERAGE, (step + 1) / (step + 10)))
        now = {name: value.clone() for name, value in network.state_dict().items()}
        network.load_state_dict(average)
        scores = {
            name: macro_f1(labels(rows), logits(network, rows).argmax(1))
            for name, rows in held.items()
        }
        history.append(scores)
        words = ", ".join(f"{name} {100 * value:.1f}" for name, value in scores.items())
        report(f"epoch {epoch + 1}: {words}")
        if epoch + 1 < epochs:
            network.load_state_dict(now)
    return history


def logits(network: Network, encoded: Sequence[Encoded]) -> np.ndarray:
    """Logits [n, 3] of encoded examples, in their order."""
    network.eval()
    out = np.zeros((len(encoded), 3), np.float32)
    with torch.no_grad():
        for places, (ids, mask, target, _, _) in batches(encoded, 64):
            out[places] = network(ids, mask, target).numpy()
    return out


def labels(encoded: Sequence[Encoded]) -> np.ndarray:
    """Classes 0..2 of encoded examples."""
    return np.array([e.label for e in encoded])


def save(network: Network, path: str | Path) -> None:
    """Keep the weights, to go on from or to export."""
    torch.save(network.state_dict(), path)


def _groups(network: Network, rate: float) -> list[dict]:
    groups = []
    for name, parameter in network.named_parameters():
        layer = re.search(r"layer\.(\d+)\.", name)
        depth = int(layer.group(1)) + 1 if layer else 0 if "embeddings" in name else 7
        plain = "bias" in name or "LayerNorm" in name
        head = 5.0 if depth == 7 else 1.0  # the new layers start from nothing
        group = {"params": [parameter], "weight_decay": 0.0 if plain else 0.01}
        groups.append(group | {"lr": rate * DECAY_BY_LAYER ** (7 - depth) * head})
    return groups


def _blend(average: dict[str, torch.Tensor], network: Network, keep: float) -> None:
    with torch.no_grad():
        for name, value in network.state_dict().items():
            if value.dtype.is_floating_point:
                average[name].mul_(keep).add_(value, alpha=1 - keep)
