"""A sentence with its actors masked, and the network that reads them all in one pass."""

from collections.abc import Iterator, Mapping, Sequence
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
UNKNOWN = -100  # a label that nobody gave: cross_entropy passes it by


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
        weight = self.weight
        if self.rounding:
            scale = weight.abs().amax(1, keepdim=True).clamp_min(1e-8) / 63
            weight = weight + ((weight / scale).round() * scale - weight).detach()
            inside = tuple(range(1, values.dim()))
            low = values.detach().amin(inside, keepdim=True).clamp_max(0)
            step = (values.detach().amax(inside, keepdim=True).clamp_min(0) - low) / 255
            step = step.clamp_min(1e-8)
            whole = ((values / step).round() + (-low / step).round()).clamp(0, 255)
            near = (whole - (-low / step).round()) * step
            values = values + (near - values).detach()
        return functional.linear(values, weight, self.bias)


class Network(nn.Module):
    """The base encoder with two heads: attitudes toward actors, and attitudes between them."""

    def __init__(self, encoder: BertModel, tokenizer: Tokenizer, marks: Marks) -> None:
        super().__init__()
        self.encoder = encoder
        words = encoder.embeddings.word_embeddings.weight.data
        encoder.embeddings.word_embeddings.weight.requires_grad = False
        generator = torch.Generator().manual_seed(5)
        centre, spread = words[1000:30000].mean(0), words[1000:30000].std()
        for token in marks.all():
            noise = torch.randn(words.shape[1], generator=generator)
            words[token] = centre + 0.7 * spread * noise
        for name, start in STARTS.items():
            known = [tokenizer.encode(word, add_special_tokens=False).ids[0] for word in start]
            token = marks.kinds[name] if name in marks.kinds else marks.candidates[name]
            words[token] = words[known].mean(0)
        # Only these few learn; all other words stay where the base has them.
        self.first = marks.first
        self.marks = nn.Parameter(words[self.first : self.first + len(marks.all())].clone())
        size = encoder.config.hidden_size
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
        """Read sentences given as the vectors of their words [b, n, size]."""
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
    example: Example,
    tokenizer: Tokenizer,
    marks: Marks,
    generator: np.random.Generator | None = None,
) -> Encoded:
    """Mask the actors of an example; `generator` shuffles who gets which token of identity."""
    first = [k for k, entity in enumerate(example.entities) if entity.label is not None]
    named = example.named()
    masked = mask(example.sentence, named, tokenizer, marks, first=first, generator=generator)
    n, places = len(masked.actors), {k: place for place, k in enumerate(masked.actors)}
    labels, weights = np.full(n, UNKNOWN), np.ones(n, np.float32)
    pairs = np.full((len(CANDIDATES) + n, n), UNKNOWN)
    row = {name: k for k, name in enumerate(CANDIDATES)}
    row |= {k: len(CANDIDATES) + place for k, place in places.items()}
    for k, place in places.items():
        entity = example.entities[k]
        weights[place] = entity.weight
        if entity.label is not None:
            labels[place] = entity.label + 1
        if entity.held is not None:  # whose attitude is which; who is not named has none
            for holder, at in row.items():
                if holder != k and (entity.held_by is None or holder in entity.held_by):
                    pairs[at, place] = entity.held.get(holder, 0) + 1
    return Encoded(masked, labels, weights, pairs)


def encode_all(
    examples: Sequence[Example],
    tokenizer: Tokenizer,
    marks: Marks,
    generator: np.random.Generator | None = None,
) -> list[Encoded]:
    """Encode examples one by one."""
    return [encode(example, tokenizer, marks, generator) for example in examples]


class Epochs:
    """Draws the examples of an epoch by its number, and shuffles who has which identity."""

    def __init__(
        self,
        train: Mapping[str, Sequence[Example]],
        tokenizer: Tokenizer,
        marks: Marks,
        *,
        size: int,
        seed: int,
    ) -> None:
        self.train, self.known, self.size, self.seed = train, (tokenizer, marks), size, seed

    def __call__(self, number: int) -> list[Encoded]:
        """The encoded examples of an epoch."""
        seed = 1000 * self.seed + number
        drawn = draw(self.train, self.size, seed=seed)
        return encode_all(drawn, *self.known, np.random.default_rng(seed))


def batches(
    encoded: Sequence[Encoded], size: int, *, generator: np.random.Generator | None = None
) -> Iterator[tuple[np.ndarray, dict[str, torch.Tensor]]]:
    """Yield batches of similar length, as places and tensors.

    They are shuffled by `generator`, else in order of length.
    """
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
        yield chunk, _collate([encoded[i] for i in chunk])


def _collate(batch: Sequence[Encoded]) -> dict[str, torch.Tensor]:
    n, longest = len(batch), max(len(e.masked.ids) for e in batch)
    actors, fixed = max(1, *(len(e.labels) for e in batch)), len(CANDIDATES)
    out = {
        "ids": np.ones((n, longest), np.int64),
        "mask": np.zeros((n, longest), np.float32),
        "places": np.zeros((n, fixed + actors, longest), np.float32),
        "labels": np.full((n, actors), UNKNOWN),
        "weights": np.ones((n, actors), np.float32),
        "pairs": np.full((n, fixed + actors, actors), UNKNOWN),
    }
    for row, e in enumerate(batch):
        length, k = len(e.masked.ids), len(e.labels)
        out["ids"][row, :length] = e.masked.ids
        out["mask"][row, :length] = 1
        out["places"][row, : fixed + k, :length] = e.masked.places
        out["labels"][row, :k], out["weights"][row, :k] = e.labels, e.weights
        out["pairs"][row, : fixed + k, :k] = e.pairs
    return {name: torch.from_numpy(values) for name, values in out.items()}
