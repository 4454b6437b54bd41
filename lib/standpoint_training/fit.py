"""Fit the network to examples, or a smaller one to a larger one."""

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count, islice

import numpy as np
import torch
from torch.nn import functional
from torch.nn.utils import clip_grad_norm_

from standpoint.attitude.scorers.masking import CANDIDATES
from standpoint_training.network import UNKNOWN, Encoded, Network, batches

WARM_UP = 60  # steps
DECAY_BY_LAYER = 0.93  # lower layers learn more slowly (Howard & Ruder 2018)
SMOOTHING = 0.05  # of the labels (Szegedy et al. 2016): readers differ on about as many
AVERAGE = 0.998  # of the weights over steps (Polyak & Juditsky 1992); steadier than the last step
PAIRS = 0.5  # weight of the attitudes between pairs beside the labels
TEACHER = 0.5  # weight of a teacher's answers beside the labels
SOFT = 1.5  # temperature at which a teacher's answers are learnt (Hinton et al. 2015)


def fit(
    network: Network,
    draw: Callable[[int], Sequence[Encoded]],
    *,
    steps: int,
    teacher: Network | None = None,
    rounding_from: int | None = None,
    batch: int = 32,
    rate: float = 7e-5,
    seed: int = 1,
    report: Callable[[str], None] = print,
) -> None:
    """Fit the network in place and leave it with its weights averaged over the steps.

    Parameters
    ----------
    draw : callable
        Gives the examples of an epoch by its number, with identities shuffled anew.
    teacher : Network, optional
        A larger network whose answers are learnt beside the labels.
    rounding_from : int, optional
        Step from which values are rounded as in the shipped model.
    """
    torch.manual_seed(seed)
    optimiser = torch.optim.AdamW(_groups(network, rate))
    pace = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / WARM_UP) * max(0.02, 1 - step / steps)
    )
    learnt = [parameter for parameter in network.parameters() if parameter.requires_grad]
    average = [parameter.detach().clone() for parameter in learnt]
    began = time.monotonic()
    for step, part in enumerate(islice(_parts(draw, batch, seed), steps)):
        network.round_values(rounding_from is not None and step >= rounding_from)
        network.train()
        optimiser.zero_grad()
        loss = _loss(network, part, teacher)
        loss.backward()
        clip_grad_norm_(learnt, 1.0)
        optimiser.step()
        pace.step()
        share = min(AVERAGE, (step + 2) / (step + 11))
        for mean, value in zip(average, learnt, strict=True):
            mean.lerp_(value.detach(), 1 - share)
        if (step + 1) % 100 == 0:
            took = time.monotonic() - began
            report(f"step {step + 1} of {steps}: loss {loss.item():.3f}, {took:.0f} s")
    with torch.no_grad():
        for mean, value in zip(average, learnt, strict=True):
            value.copy_(mean)
    network.round_values(False)


def _parts(
    draw: Callable[[int], Sequence[Encoded]], batch: int, seed: int
) -> Iterator[dict[str, torch.Tensor]]:
    """Batches of one epoch after the other."""
    generator = np.random.default_rng(seed)
    for epoch in count():
        yield from batches(draw(epoch), batch, generator=generator)


def _read(network: Network, part: Mapping[str, torch.Tensor]) -> list[torch.Tensor]:
    """Logits of labels and of pairs."""
    with torch.autocast("cpu", torch.bfloat16):
        logits = network(part["ids"], part["mask"], part["places"])
    return [each.float() for each in logits]


def _loss(
    network: Network, part: Mapping[str, torch.Tensor], teacher: Network | None
) -> torch.Tensor:
    """Cross-entropy of what is known, and the distance from the teacher's answers."""
    labels, pairs = _read(network, part)
    weights = part["weights"]
    total = _entropy(labels, part["labels"], weights)
    total = total + PAIRS * _entropy(pairs, part["pairs"], torch.ones_like(pairs[..., 0]))
    if teacher is not None:
        with torch.no_grad():
            their_labels, their_pairs = _read(teacher.eval(), part)
        there = part["places"].sum(-1) > 0
        actors = there[:, len(CANDIDATES) :]
        each = there[:, :, None] & actors[:, None]
        # Nobody holds an attitude to himself.
        each[:, len(CANDIDATES) :].diagonal(dim1=1, dim2=2).fill_(False)
        total = total + TEACHER * _apart(labels, their_labels, actors)
        total = total + TEACHER * PAIRS * _apart(pairs, their_pairs, each)
    return total


def _entropy(logits: torch.Tensor, right: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """Cross-entropy of the answers that somebody gave."""
    known = right != UNKNOWN
    if not known.any():
        return logits.sum() * 0
    options = {"reduction": "none", "label_smoothing": SMOOTHING}
    each = functional.cross_entropy(logits[known], right[known], **options)
    return (each * weights[known]).mean()


def _apart(mine: torch.Tensor, other: torch.Tensor, known: torch.Tensor) -> torch.Tensor:
    """Kullback-Leibler divergence of the answers from the teacher's, softened."""
    if not known.any():
        return mine.sum() * 0
    mine, other = ((x[known] / SOFT).log_softmax(-1) for x in (mine, other))
    return (other.exp() * (other - mine)).sum(-1).mean() * SOFT**2


def _groups(network: Network, rate: float) -> list[dict]:
    """Parameters with their rates; words stay as they are, so that languages keep their places."""
    top = network.encoder.config.num_hidden_layers + 1
    groups = []
    for name, parameter in network.named_parameters():
        layer = re.search(r"layer\.(\d+)\.", name)
        depth = int(layer.group(1)) + 1 if layer else 0 if "embeddings" in name else top
        plain = "bias" in name or "LayerNorm" in name
        head = 3.0 if depth == top else 1.0  # the new layers start from nothing
        group = {"params": [parameter], "weight_decay": 0.0 if plain else 0.01}
        if parameter.requires_grad:
            groups.append(group | {"lr": rate * DECAY_BY_LAYER ** (top - depth) * head})
    return groups
