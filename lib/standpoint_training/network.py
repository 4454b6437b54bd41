"""Examples → word pieces with the target masked, and the network that reads them (PyTorch; imported
here only).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import nn
from transformers import AutoModel, AutoTokenizer, PreTrainedTokenizerBase

from standpoint.attitude.scorers.encoder import WINDOW
from standpoint_training.examples import Example

# One unused token of the base model for each kind of target; each starts as the mean of words of
# its sort.
KINDS = {
    "person": "[unused1]",
    "state": "[unused2]",
    "organisation": "[unused3]",
    "armed-force": "[unused4]",
    "": "[unused5]",
}
SORTS = {
    "person": ("politician", "president", "he"),
    "state": ("country", "government", "nation"),
    "organisation": ("organization", "alliance", "party"),
    "armed-force": ("army", "troops"),
    "": ("they", "someone"),
}


class Encoded(NamedTuple):
    """Word pieces, the piece that stands for the target, class 0..2 and weight."""

    ids: list[int]
    target: int
    label: int
    weight: float


class Network(nn.Module):
    """The base encoder; the target's own state beside the mean of the sentence; one hidden layer;
    three classes.
    """

    def __init__(self, base: str | Path, tokenizer: PreTrainedTokenizerBase) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(
            base, add_pooling_layer=False, attn_implementation="eager"
        )
        words = self.encoder.embeddings.word_embeddings.weight.data
        for kind, sort in SORTS.items():
            known = [tokenizer.convert_tokens_to_ids(word) for word in sort]
            words[tokenizer.convert_tokens_to_ids(KINDS[kind])] = words[known].mean(0)
        size = self.encoder.config.hidden_size
        self.drop, self.hidden, self.out = (
            nn.Dropout(0.1),
            nn.Linear(2 * size, size),
            nn.Linear(size, 3),
        )

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        """ids [b, n], mask [b, n], target [b, n] (1 where the target stands) → logits [b, 3]."""
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        there = (states * target[..., None]).sum(1) / target.sum(1, keepdim=True)
        mean = (states * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        joined = self.drop(torch.cat([there, mean], -1))
        return self.out(self.drop(torch.tanh(self.hidden(joined))))


def tokenizer_of(base: str | Path) -> PreTrainedTokenizerBase:
    """The base model's tokenizer, which now keeps the kinds' tokens whole."""
    tokenizer = AutoTokenizer.from_pretrained(base)
    tokenizer.add_special_tokens({"additional_special_tokens": list(KINDS.values())})
    return tokenizer


def encode(example: Example, tokenizer: PreTrainedTokenizerBase) -> Encoded:
    """All spans of the target masked by the token of its kind; of a long sentence, the window
    around the first.
    """
    token = KINDS.get(example.kind, KINDS[""])
    out, done = "", 0
    for start, end in sorted(example.spans):
        if start >= done:
            out += example.sentence[done:start] + f" {token} "
            done = end
    ids = tokenizer(out + example.sentence[done:], truncation=False, add_special_tokens=False)[
        "input_ids"
    ]
    target = tokenizer.convert_tokens_to_ids(token)
    at = ids.index(target)
    left = max(0, min(at - WINDOW // 2, len(ids) - WINDOW))
    ids = [tokenizer.cls_token_id, *ids[left : left + WINDOW], tokenizer.sep_token_id]
    return Encoded(ids, target, example.label + 1, example.weight)


def batches(
    encoded: Sequence[Encoded], size: int, *, generator: np.random.Generator | None = None
) -> Iterator[tuple[np.ndarray, tuple[torch.Tensor, ...]]]:
    """Batches of similar length; shuffled by `generator`, else in order of length. Yields places
    and tensors.
    """
    order = np.arange(len(encoded)) if generator is None else generator.permutation(len(encoded))
    length = np.array([len(e.ids) for e in encoded])
    pool = len(order) if generator is None else 20 * size
    chunks = []
    for first in range(0, len(order), pool):
        part = order[first : first + pool]
        part = part[np.argsort(length[part], kind="stable")]
        chunks += [part[i : i + size] for i in range(0, len(part), size)]
    if generator is not None:
        generator.shuffle(chunks)
    for chunk in chunks:
        yield chunk, _collate([encoded[i] for i in chunk])


def _collate(batch: Sequence[Encoded]) -> tuple[torch.Tensor, ...]:
    longest = max(len(e.ids) for e in batch)
    ids = torch.zeros(len(batch), longest, dtype=torch.long)
    mask, target = torch.zeros(len(batch), longest), torch.zeros(len(batch), longest)
    for row, e in enumerate(batch):
        pieces = torch.tensor(e.ids)
        ids[row, : len(e.ids)] = pieces
        mask[row, : len(e.ids)] = 1
        target[row, : len(e.ids)] = (pieces == e.target).float()
    return (
        ids,
        mask,
        target,
        torch.tensor([e.label for e in batch]),
        torch.tensor([e.weight for e in batch]),
    )
