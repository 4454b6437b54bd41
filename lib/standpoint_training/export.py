"""From a fitted network to the files that the library reads: eight-bit weights, a vocabulary of the
pieces that are needed, a calibrated config.json."""

import copy
import hashlib
import json
import tempfile
import unicodedata
import warnings
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax
from tokenizers import Tokenizer
from torch import nn

from standpoint import tables
from standpoint.inference.annotations import P
from standpoint_training.measures import macro_f1
from standpoint_training.network import Network

SCRIPTS = ("LATIN", "CYRILLIC", "ARMENIAN", "")
ATTITUDES = np.array([1, 0, 1])  # negative and positive


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

    def forward(
        self, ids: torch.Tensor, mask: torch.Tensor, places: torch.Tensor
    ) -> tuple[torch.Tensor, ...]:
        words = self.words[ids].float() * self.scale[ids]
        return self.network.read(words, mask, places)


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
    many = {0: "batch", 1: "length"}
    axes = {"ids": many, "mask": many, "places": {0: "batch", 1: "rows", 2: "length"}}
    axes |= {"labels": {0: "batch", 1: "actors"}, "pairs": {0: "batch", 1: "rows", 2: "actors"}}
    names = {"input_names": ["ids", "mask", "places"], "output_names": ["labels", "pairs"]}
    way = {"dynamic_axes": axes, "opset_version": 17, "dynamo": False}
    # Seven of the eight bits, so that processors with and without wide sums give the same.
    quality = {"weight_type": QuantType.QInt8, "per_channel": True, "reduce_range": True}
    only = {"op_types_to_quantize": ["MatMul"], "extra_options": {"MatMulConstBOnly": True}}
    with tempfile.TemporaryDirectory() as aside, warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # the exporter warns of shapes that are constant here
        whole = str(Path(aside) / "whole.onnx")
        net = _Small(network.eval(), kept)
        torch.onnx.export(net, (ids, mask, places), whole, **names, **way)
        quantize_dynamic(whole, str(folder / "model.onnx"), **quality, **only)
    files = [folder / name for name in ("model.onnx", "tokenizer.json")]
    sums = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    config = {"version": version, "languages": list(languages), "first_mark": len(kept)}
    _write(folder, config | {"adjustment": 0.0, "temperature": 1.0, "sha256": sums})


def _short_vocabulary(
    tokenizer: Tokenizer, texts: Iterable[str], pieces: int
) -> tuple[list[int], Tokenizer]:
    """Numbers of the pieces kept, and a tokenizer of these alone."""
    whole = json.loads(tokenizer.to_str())
    vocabulary = whole["model"]["vocab"]
    scripts = [_script(piece) for piece, _ in vocabulary]
    known = {k for k, script in enumerate(scripts) if script in SCRIPTS}
    counts = Counter(k for part in tokenizer.encode_batch(list(texts)) for k in part.ids)
    kept = {k for k, n in counts.items() if n > 1} & known  # what comes once is put together
    kept |= {token["id"] for token in whole["added_tokens"]}
    kept |= {k for k in known if len(vocabulary[k][0].strip("▁")) <= 1 or scripts[k] == "ARMENIAN"}
    frequent = sorted(known - kept)  # the vocabulary is in order of frequency
    order = sorted(kept | set(frequent[: max(0, pieces - len(kept))]))
    number = {old: new for new, old in enumerate(order)}
    short = copy.deepcopy(whole)
    short["model"]["vocab"] = [vocabulary[k] for k in order]
    short["model"]["unk_id"] = number[whole["model"]["unk_id"]]
    for token in short["added_tokens"]:
        token["id"] = number[token["id"]]
    short["post_processor"] = None  # sentences are opened and closed by `mask`
    return order, Tokenizer.from_str(json.dumps(short, ensure_ascii=False))


def _script(piece: str) -> str:
    """The script of a piece's letters; empty without letters, "mixed" with several."""
    found = {unicodedata.name(c, "?").split()[0] for c in piece if c.isalpha()}
    return found.pop() if len(found) == 1 else "mixed" if found else ""


def calibrate(folder: str | Path, found: Sequence[pd.DataFrame]) -> tuple[float, float]:
    """Find the adjustment and the temperature of the answers, and write them to config.json.

    The most likely answer passes rare labels by. So the logits of both attitudes are adjusted, by
    the number with the largest macro-F1, averaged over the sets of answers (as from `answers`). The
    temperature is then the one under which the right labels are most likely.

    References
    ----------
    Menon et al. 2021, "Long-tail learning via logit adjustment";
    Guo et al. 2017, "On calibration of modern neural networks".
    """
    logits = [np.log(rows[P].to_numpy(float).clip(1e-12)) for rows in found]
    right = [rows["reference_label"].map(tables.LABELS.index).to_numpy() for rows in found]

    def macro(amount: float) -> float:
        pairs = zip(right, logits, strict=True)
        return np.mean([macro_f1(y, (x + amount * ATTITUDES).argmax(1)) for y, x in pairs])

    def unlikely(temperature: float) -> float:
        return -log_softmax(adjusted / temperature, axis=1)[np.arange(len(every)), every].mean()

    adjustment = max(np.linspace(0, 1, 21), key=macro)
    adjusted, every = np.concatenate(logits) + adjustment * ATTITUDES, np.concatenate(right)
    temperature = minimize_scalar(unlikely, bounds=(0.5, 4), method="bounded").x
    config = json.loads((Path(folder) / "config.json").read_text(encoding="utf-8"))
    config |= {"adjustment": round(float(adjustment), 2), "temperature": round(temperature, 4)}
    _write(Path(folder), config)
    return config["adjustment"], config["temperature"]


def _write(folder: Path, config: dict) -> None:
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
