"""Word pieces with the target masked, and the network that reads them."""

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

# An unused token of the base model for each kind of target; it starts as the mean of such words.
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
    """The base encoder, one hidden layer over the target's state and the mean of the sentence, and
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
        self.drop = nn.Dropout(0.1)
        self.hidden, self.out = nn.Linear(2 * size, size), nn.Linear(size, 3)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        """Logits [b, 3] from ids, mask and target [b, n]; target is 1 where the target stands."""
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        there = (states * target[..., None]).sum(1) / target.sum(1, keepdim=True)
        mean = (states * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        joined = self.drop(torch.cat([there, mean], -1))
        return self.out(self.drop(torch.tanh(self.hidden(joined))))


def tokenizer_of(base: str | Path) -> PreTrainedTokenizerBase:
    """Load the base model's tokenizer and make it keep the kinds' tokens whole."""
    tokenizer = AutoTokenizer.from_pretrained(base)
    tokenizer.add_special_tokens({"additional_special_tokens": list(KINDS.values())})
    return tokenizer


def encode(example: Example, tokenizer: PreTrainedTokenizerBase) -> Encoded:
    """Mask all spans of the target by the token of its kind.

    Of a long sentence only the window around the first span is kept.
    """
    token = KINDS.get(example.kind, KINDS[""])
    out, done = "", 0
    for start, end in sorted(example.spans):
        if start >= done:
            out += example.sentence[done:start] + f" {token} "
            done = end
    text = out + example.sentence[done:]
    ids = tokenizer(text, truncation=False, add_special_tokens=False)["input_ids"]
    target = tokenizer.convert_tokens_to_ids(token)
    at = ids.index(target)
    left = max(0, min(at - WINDOW // 2, len(ids) - WINDOW))
    ids = [tokenizer.cls_token_id, *ids[left : left + WINDOW], tokenizer.sep_token_id]
    return Encoded(ids, target, example.label + 1, example.weight)


def batches(
    encoded: Sequence[Encoded], size: int, *, generator: np.random.Generator | None = None
) -> Iterator[tuple[np.ndarray, tuple[torch.Tensor, ...]]]:
    """Yield batches of similar length, as places and tensors.

    They are shuffled by `generator`, else in order of length.
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
    label, weight = (
        torch.tensor([getattr(e, name) for e in batch]) for name in ("label", "weight")
    )
    return ids, mask, target, label, weight
