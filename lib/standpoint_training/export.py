"""From a fitted network to the files that the library reads: eight-bit weights, a vocabulary of the
pieces that are needed and a config.json."""

import hashlib
import json
import re
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from torch import Tensor, nn

from standpoint_training.network import Network

READABLE = re.compile(r"[\W\d_a-zA-ZÀ-ʯᴀ-ỿЀ-ӿԱ-և]*")  # Latin, Cyrillic, Armenian
ALWAYS = re.compile(r"▁?.?|.*[Ա-ՙա-և].*")  # single characters, and all that is Armenian


class _Small(nn.Module):
    """The network with a short vocabulary, whose rows are eight-bit numbers with a scale each."""

    def __init__(self, network: Network, kept: Sequence[int]) -> None:
        super().__init__()
        self.network = network
        words = network.encoder.embeddings.word_embeddings.weight.data[list(kept)]
        words = torch.cat([words, network.marks.data])
        scale = words.abs().amax(1, keepdim=True) / 127
        self.register_buffer("scale", scale)
        self.register_buffer("words", (words / scale).round().to(torch.int8))

    def forward(self, ids: Tensor, mask: Tensor, places: Tensor) -> tuple[Tensor, Tensor]:
        return self.network(self.words[ids].float() * self.scale[ids], mask, places)


def export(
    network: Network,
    tokenizer: Tokenizer,
    folder: str | Path,
    *,
    texts: Iterable[str],
    pieces: int = 42_000,
    version: str,
    languages: Sequence[str],
) -> None:
    """Write model.onnx, tokenizer.json and config.json into a folder.

    Weights are stored in eight bits with a scale for each column; words with one for each word.

    Parameters
    ----------
    texts : iterable of str
        Texts of every language to be read: their word pieces are kept, and of the rest of the
        vocabulary the most frequent ones, `pieces` together.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    kept, small = _short_vocabulary(tokenizer, texts, pieces)
    small.save(str(folder / "tokenizer.json"))
    ids, mask, places = torch.arange(48).reshape(2, 24), torch.ones(2, 24), torch.zeros(2, 5, 24)
    places[:, :, 2] = 1
    axes = dict.fromkeys(("ids", "mask", "labels"), [0, 1])
    axes |= dict.fromkeys(("places", "pairs"), [0, 1, 2])
    names = {"input_names": ["ids", "mask", "places"], "output_names": ["labels", "pairs"]}
    way = {"dynamic_axes": axes, "opset_version": 17, "dynamo": False}
    # Seven of the eight bits, so that processors with and without wide sums give the same.
    quality = {"weight_type": QuantType.QInt8, "per_channel": True, "reduce_range": True}
    only = {"op_types_to_quantize": ["MatMul"], "extra_options": {"MatMulConstBOnly": True}}
    with tempfile.TemporaryDirectory() as aside, warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # of constant shapes, and of axes without names
        whole = str(Path(aside) / "whole.onnx")
        net = _Small(network.eval(), kept)
        torch.onnx.export(net, (ids, mask, places), whole, **names, **way)
        quantize_dynamic(whole, str(folder / "model.onnx"), **quality, **only)
    files = ("model.onnx", "tokenizer.json")
    sums = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in files}
    config = {"version": version, "languages": list(languages), "first_mark": len(kept)}
    config |= {"adjustment": 0.0, "temperature": 1.0, "sha256": sums}
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")


def _short_vocabulary(
    tokenizer: Tokenizer, texts: Iterable[str], pieces: int
) -> tuple[list[int], Tokenizer]:
    """Numbers of the pieces kept, and a tokenizer of these alone."""
    whole = json.loads(tokenizer.to_str())
    model, added = whole["model"], whole["added_tokens"]
    vocabulary = model["vocab"]
    counts = Counter(k for text in tokenizer.encode_batch(list(texts)) for k in text.ids)
    known = [k for k, (piece, _) in enumerate(vocabulary) if READABLE.fullmatch(piece)]
    needed = {token["id"] for token in added}
    # What comes once is put together. The vocabulary is in order of frequency, and stays so.
    needed |= {k for k in known if counts[k] > 1 or ALWAYS.fullmatch(vocabulary[k][0])}
    others = [k for k in known if k not in needed]
    kept = sorted(needed.union(others[: max(0, pieces - len(needed))]))
    number = {old: new for new, old in enumerate(kept)}
    model |= {"vocab": [vocabulary[k] for k in kept], "unk_id": number[model["unk_id"]]}
    for token in added:
        token["id"] = number[token["id"]]
    whole["post_processor"] = None  # sentences are opened and closed by `mask`
    return kept, Tokenizer.from_str(json.dumps(whole, ensure_ascii=False))
