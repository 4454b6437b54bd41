"""A sentence with its actors masked, and the network that reads them all in one pass."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional
from transformers import BertModel

from standpoint.attitude.scorers.masking import CANDIDATES, Marks, Masked, mask
from standpoint_training.corpora import draw
from standpoint_training.examples import Example

# Words whose mean a new token starts from.
STARTS = {
    "person": ("politician", "president", "he"),
    "state": ("country", "government", "nation"),
    "organisation": ("organization", "alliance", "party"),
    "armed-force": ("army", "troops"),
    "": ("they", "someone"),
    "author": ("article", "text"),
    "speaker": ("we", "I"),
    "other": ("others", "people"),
}
UNKNOWN = -100  # a label that nobody gave


class Encoded(NamedTuple):
    """A masked sentence with what is known of its actors and pairs of actors.

    `labels` holds a class 0..2 for each actor, `pairs` one for each candidate holder and actor."""

    masked: Masked
    labels: np.ndarray  # [actors]
    weights: np.ndarray  # [actors]
    pairs: np.ndarray  # [candidates + actors, actors]


class Rounded(nn.Linear):
    """A layer that can count as the shipped model does: values in eight bits, by one scale for each
    sentence, and weights in seven, by one for each column.

    What it learns then bears the rounding; gradients pass it by.

    References
    ----------
    Jacob et al. 2018, "Quantization and training of neural networks for efficient
    integer-arithmetic-only inference".
    """

    rounding = False

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Apply the layer."""
        if not self.rounding:
            return functional.linear(values, self.weight, self.bias)
        scale = self.weight.detach().abs().amax(1).clamp_min(1e-8) / 63
        none = torch.zeros_like(scale, dtype=torch.int32)
        weight = torch.fake_quantize_per_channel_affine(self.weight, scale, none, 0, -63, 63)
        values = values.float()
        inside = tuple(range(1, values.dim()))
        low = values.detach().amin(inside).clamp_max(0)
        step = ((values.detach().amax(inside).clamp_min(0) - low) / 255).clamp_min(1e-8)
        zero = (-low / step).round().to(torch.int32)
        values = torch.fake_quantize_per_channel_affine(values, step, zero, 0, 0, 255)
        return functional.linear(values, weight, self.bias)


class Network(nn.Module):
    """The base encoder with two heads: attitudes toward actors, and attitudes between them."""

    def __init__(self, encoder: BertModel, tokenizer: Tokenizer, marks: Marks) -> None:
        super().__init__()
        self.encoder = encoder
        table = encoder.embeddings.word_embeddings.weight
        table.requires_grad = False
        words, size = table.data, encoder.config.hidden_size
        generator = torch.Generator().manual_seed(5)
        noise = torch.randn(len(marks.all()), size, generator=generator)
        new = words[1000:30000].mean(0) + 0.7 * words[1000:30000].std() * noise
        for name, start in STARTS.items():
            known = [tokenizer.encode(word, add_special_tokens=False).ids[0] for word in start]
            token = marks.kinds[name] if name in marks.kinds else marks.candidates[name]
            new[token - marks.first] = words[known].mean(0)
        # Only these few learn; all other words stay where the base has them.
        self.first, self.marks = marks.first, nn.Parameter(new)
        self.drop = nn.Dropout(0.1)
        self.hidden, self.out = nn.Linear(2 * size, size), nn.Linear(size, 3)
        self.holds, self.pair = nn.Linear(3 * size, size), nn.Linear(size, 3)
        for layer in self.modules():
            if isinstance(layer, nn.Linear):
                layer.__class__ = Rounded

    def forward(
        self, ids: torch.Tensor, mask: torch.Tensor, places: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Read sentences.

        Parameters
        ----------
        ids, mask : Tensor [b, n]
        places : Tensor [b, candidates + k, n]
            For each candidate holder and each actor the weights of its tokens; they sum to one.

        Returns
        -------
        tuple of Tensor
            Logits of attitudes [b, k, 3] and of pairs [b, candidates + k, k, 3].
        """
        words = self.encoder.embeddings.word_embeddings(ids)
        own = ids - self.first
        known = (own >= 0) & (own < len(self.marks))
        words = torch.where(known[..., None], self.marks[own.clamp(0, len(self.marks) - 1)], words)
        return self.read(words, mask, places)

    def read(
        self, words: torch.Tensor, mask: torch.Tensor, places: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Read sentences that come as the vectors of their words [b, n, size]."""
        states = self.encoder(inputs_embeds=words, attention_mask=mask).last_hidden_state
        mean = (states * mask[..., None]).sum(1, keepdim=True) / mask.sum(1)[:, None, None]
        everyone = places @ states
        actors = everyone[:, len(CANDIDATES) :]
        beside = torch.cat([actors, mean.expand_as(actors)], -1)
        labels = self.out(self.drop(torch.tanh(self.hidden(self.drop(beside)))))
        shape = (-1, everyone.shape[1], actors.shape[1], -1)
        holder = everyone[:, :, None].expand(shape)
        target = actors[:, None].expand(shape)
        both = torch.cat([holder, target, holder * target], -1)
        return labels, self.pair(self.drop(torch.tanh(self.holds(self.drop(both)))))

    def round_values(self, rounding: bool) -> None:
        """Count as the shipped model does, or in full."""
        for layer in self.modules():
            if isinstance(layer, Rounded):
                layer.rounding = rounding

    def keep_layers(self, kept: Sequence[int]) -> None:
        """Leave out all other layers of the encoder."""
        layers = self.encoder.encoder.layer
        self.encoder.encoder.layer = nn.ModuleList(layers[k] for k in kept)
        self.encoder.config.num_hidden_layers = len(kept)


def encode(
    examples: Iterable[Example],
    tokenizer: Tokenizer,
    marks: Marks,
    generator: np.random.Generator | None = None,
) -> list[Encoded]:
    """Mask the actors of examples; `generator` shuffles who gets which token of identity."""
    out = []
    for example in examples:
        first = [k for k, entity in enumerate(example.entities) if entity.label is not None]
        named = example.named()
        masked = mask(example.sentence, named, tokenizer, marks, first=first, generator=generator)
        n = len(masked.actors)
        labels, weights = np.full(n, UNKNOWN), np.ones(n, np.float32)
        pairs = np.full((len(CANDIDATES) + n, n), UNKNOWN)
        for place, k in enumerate(masked.actors):
            entity = example.entities[k]
            weights[place] = entity.weight
            if entity.label is not None:
                labels[place] = entity.label + 1
            if entity.held is not None:  # whose attitude is which; who is not named has none
                for at, holder in enumerate((*CANDIDATES, *masked.actors)):
                    if holder != k:
                        pairs[at, place] = entity.held.get(holder, 0) + 1
        out.append(Encoded(masked, labels, weights, pairs))
    return out


def epoch(
    number: int,
    train: Mapping[str, Sequence[Example]],
    tokenizer: Tokenizer,
    marks: Marks,
    *,
    size: int,
    seed: int,
) -> list[Encoded]:
    """Draw the examples of an epoch by its number, and shuffle who has which identity."""
    seed = 1000 * seed + number
    drawn = draw(train, size, seed=seed)
    return encode(drawn, tokenizer, marks, np.random.default_rng(seed))


def batches(
    encoded: Sequence[Encoded], size: int, *, generator: np.random.Generator | None = None
) -> Iterator[dict[str, torch.Tensor]]:
    """Yield batches of similar length, shuffled by `generator` or else in order of length."""
    order = np.arange(len(encoded)) if generator is None else generator.permutation(len(encoded))
    length = np.array([len(e.masked.ids) for e in encoded])
    pool = max(1, len(order) if generator is None else 20 * size)
    chunks = []
    for first in range(0, len(order), pool):
        part = order[first : first + pool]
        part = part[np.argsort(length[part], kind="stable")]
        chunks += [part[i : i + size] for i in range(0, len(part), size)]
    if generator is not None:
        generator.shuffle(chunks)
    for chunk in chunks:
        masked, labels, weights, pairs = zip(*(encoded[i] for i in chunk), strict=True)
        yield {
            "ids": _padded([m.ids for m in masked], 1),
            "mask": _padded([np.ones(len(m.ids), np.float32) for m in masked], 0),
            "places": _padded([m.places for m in masked], 0),
            "labels": _padded(labels, UNKNOWN),
            "weights": _padded(weights, 1),
            "pairs": _padded(pairs, UNKNOWN),
        }


def _padded(arrays: Sequence[np.ndarray], blank: int) -> torch.Tensor:
    """Arrays of different sizes as one tensor, blank where one ends."""
    shape = np.max([each.shape for each in arrays], axis=0)
    out = np.full((len(arrays), *shape), blank, arrays[0].dtype)
    for row, each in zip(out, arrays, strict=True):
        row[tuple(map(slice, each.shape))] = each
    return torch.from_numpy(out)
