"""Fit the network to examples, or a smaller one to a larger one; figures while it learns."""

import re
import time
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import torch
from torch.nn import functional
from torch.nn.utils import clip_grad_norm_

from standpoint.attitude.scorers.masking import CANDIDATES
from standpoint_training.measures import macro_f1
from standpoint_training.network import UNKNOWN, Encoded, Network, batches

WARM_UP = 60  # steps
DECAY_BY_LAYER = 0.93  # lower layers learn more slowly (Howard & Ruder 2018)
SMOOTHING = 0.05  # of the labels (Szegedy et al. 2016): readers differ on about as many
AVERAGE = 0.998  # of the weights over steps (Polyak & Juditsky 1992); steadier than the last step
PAIRS = 0.5  # weight of the attitudes between pairs beside the labels
SOFT = 1.5  # temperature at which a teacher's answers are learnt (Hinton et al. 2015)


def fit(
    network: Network,
    draw: Callable[[int], Sequence[Encoded]],
    *,
    steps: int,
    develop: Mapping[str, Sequence[Encoded]],
    teacher: Network | None = None,
    states: Sequence[int] = (),
    rounding_from: int | None = None,
    batch: int = 32,
    rate: float = 7e-5,
    seed: int = 1,
    report: Callable[[str], None] = print,
) -> dict[str, float]:
    """Fit the network in place and leave it with its weights averaged over the steps.

    Parameters
    ----------
    draw : callable
        Gives the examples of an epoch by its number, with identities shuffled anew.
    develop : mapping
        Name of each development set to its examples.
    teacher : Network, optional
        A larger network whose answers are learnt beside the labels.
    states : sequence of int
        Layers of the teacher whose states the network's layers shall meet: with them the labels
        do not count yet (Jiao et al. 2020, "TinyBERT").
    rounding_from : int, optional
        Step from which values are rounded as in the shipped model.

    Returns
    -------
    dict
        Macro-F1 on each development set.
    """
    torch.manual_seed(seed)
    generator = np.random.default_rng(seed)
    optimiser = torch.optim.AdamW(_groups(network, rate))
    rates = [group["lr"] for group in optimiser.param_groups]
    learnt = {name: p for name, p in network.named_parameters() if p.requires_grad}
    average = {name: p.detach().clone() for name, p in learnt.items()}
    began, step = time.monotonic(), 0
    for epoch in range(steps):
        for _, part in batches(draw(epoch), batch, generator=generator):
            network.round_values(rounding_from is not None and step >= rounding_from)
            network.train()
            pace = min(1.0, (step + 1) / WARM_UP) * max(0.02, 1 - step / steps)
            for group, own in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = own * pace
            optimiser.zero_grad()
            loss = _loss(network, part, teacher, states)
            loss.backward()
            clip_grad_norm_(learnt.values(), 1.0)
            optimiser.step()
            step += 1
            share = min(AVERAGE, (step + 1) / (step + 10))
            with torch.no_grad():
                for name, value in learnt.items():
                    average[name].mul_(share).add_(value, alpha=1 - share)
            if step % 100 == 0:
                took = time.monotonic() - began
                report(f"step {step} of {steps}: loss {loss.item():.3f}, {took:.0f} s")
            if step == steps:
                break
        if step == steps:
            break
    with torch.no_grad():
        for name, value in average.items():
            learnt[name].copy_(value)
    figures = {name: figure(network, rows) for name, rows in develop.items()}
    network.round_values(False)
    return figures


def _loss(
    network: Network, part: dict[str, torch.Tensor], teacher: Network | None, states: Sequence[int]
) -> torch.Tensor:
    """Cross-entropy of what is known, and the distance from the teacher's answers and states."""
    out, own = _read(network, part, range(len(states)))
    total = torch.zeros(())
    if not states:
        for logits, answer, weight in zip(out, ("labels", "pairs"), (1.0, PAIRS), strict=True):
            known = part[answer] != UNKNOWN
            if known.any():
                right = part[answer][known]
                each = functional.cross_entropy(
                    logits[known], right, reduction="none", label_smoothing=SMOOTHING
                )
                each = each * part["weights"][known] if answer == "labels" else each
                total = total + weight * each.mean()
    if teacher is not None:
        with torch.no_grad():
            said, theirs = _read(teacher.eval(), part, states)
        there = part["places"].sum(-1) > 0
        actors = there[:, len(CANDIDATES) :]
        pairs = there[:, :, None] & actors[:, None]
        pairs[:, len(CANDIDATES) :].diagonal(dim1=1, dim2=2).fill_(
            False
        )  # nobody holds one to himself
        weight = 1.0 if states else 0.5
        total = total + weight * _apart(out[0], said[0], actors)
        total = total + weight * PAIRS * _apart(out[1], said[1], pairs)
        words = part["mask"].bool()
        for mine, other in zip(own, theirs, strict=True):
            spread = other[words].var()
            distance = functional.mse_loss(mine[words], other[words]) / spread
            total = total + 2 * distance / len(states)
    return total


def _read(
    network: Network, part: dict[str, torch.Tensor], layers: Sequence[int]
) -> tuple[list[torch.Tensor], list[torch.Tensor]]:
    """Logits of labels and pairs, and the states that the layers leave."""
    states: list[torch.Tensor] = []

    def keep(_: object, __: object, out: torch.Tensor | tuple[torch.Tensor, ...]) -> None:
        states.append((out[0] if isinstance(out, tuple) else out).float())

    hooks = [network.encoder.encoder.layer[k].register_forward_hook(keep) for k in layers]
    with torch.autocast("cpu", torch.bfloat16):
        logits = network(part["ids"], part["mask"], part["places"])
    for hook in hooks:
        hook.remove()
    return [each.float() for each in logits], states


def _apart(mine: torch.Tensor, other: torch.Tensor, known: torch.Tensor) -> torch.Tensor:
    """Kullback-Leibler divergence of the answers from the teacher's, softened."""
    if not known.any():
        return torch.zeros(())
    mine, other = ((x[known] / SOFT).log_softmax(-1) for x in (mine, other))
    return (other.exp() * (other - mine)).sum(-1).mean() * SOFT**2


def figure(network: Network, encoded: Sequence[Encoded]) -> float:
    """Macro-F1 of the labels; of the pairs, where nobody gave labels."""
    network.eval()
    answer = "labels" if any((e.labels != UNKNOWN).any() for e in encoded) else "pairs"
    true, given = [], []
    for _, part in batches(encoded, 64):
        with torch.no_grad():
            logits = _read(network, part, ())[0][answer == "pairs"]
        known = part[answer] != UNKNOWN
        true.append(part[answer][known].numpy())
        given.append(logits.argmax(-1)[known].numpy())
    return macro_f1(np.concatenate(true), np.concatenate(given))


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
