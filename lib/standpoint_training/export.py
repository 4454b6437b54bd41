"""Write a fitted network as a model: quantised weights, tokenizer, temperature, checksums."""

from __future__ import annotations

import hashlib
import json
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from transformers import PreTrainedTokenizerBase

from standpoint.attitude.scorers import Item
from standpoint.attitude.scorers.encoder import Encoder
from standpoint_training.examples import Example
from standpoint_training.network import KINDS, Network


def export(
    network: Network,
    tokenizer: PreTrainedTokenizerBase,
    folder: str | Path,
    *,
    version: str,
    frames: float = 0.6,
) -> Path:
    """Write model.onnx, tokenizer.json and config.json into a folder; returns the folder.

    The weights are int8, with one scale a channel and seven bits used, so that no processor
    saturates. The temperature is 1 until `calibrate`.

    Parameters
    ----------
    frames : float
        Weight of the attitude frames beside the encoder. 0.6 is a cautious choice: the lexicon was
        written with the development data in view, which favour more.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    network.eval()
    known = network.encoder.config.vocab_size
    ids, mask, target = torch.arange(20)[None] % known, torch.ones(1, 20), torch.zeros(1, 20)
    target[0, 5] = 1
    with tempfile.TemporaryDirectory() as aside, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter warns of shapes that are constant here
        whole = Path(aside) / "whole.onnx"
        length = {0: "batch", 1: "length"}
        inputs = ["ids", "mask", "target"]
        names = {"input_names": inputs, "output_names": ["logits"]}
        axes = dict.fromkeys(inputs, length) | {"logits": {0: "batch"}}
        way = {"dynamic_axes": axes, "opset_version": 17, "dynamo": False}
        torch.onnx.export(network, (ids, mask, target), str(whole), **names, **way)
        quality = {"weight_type": QuantType.QInt8, "per_channel": True, "reduce_range": True}
        quantize_dynamic(str(whole), str(folder / "model.onnx"), **quality)
    tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))
    sums = {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
        for name in ("model.onnx", "tokenizer.json")
    }
    config = {"version": version, "languages": ["en"], "kinds": KINDS, "frames": frames}
    _write(folder, config | {"temperature": 1.0, "sha256": sums})
    return folder


def calibrate(folder: str | Path, examples: Sequence[Example]) -> float:
    """Find the temperature that makes the examples most likely, and write it to config.json.

    References
    ----------
    Guo et al. 2017, "On calibration of modern neural networks".
    """
    p = Encoder(folder).score([item(e) for e in examples])
    label = np.array([e.label + 1 for e in examples])
    raw = np.log(np.clip(p, 1e-12, 1))
    tried = np.geomspace(0.5, 4.0, 141)
    losses = []
    for temperature in tried:
        scaled = raw / temperature
        scaled -= np.log(np.exp(scaled).sum(1, keepdims=True))
        losses.append(-scaled[np.arange(len(label)), label].mean())
    config = json.loads((Path(folder) / "config.json").read_text(encoding="utf-8"))
    config["temperature"] = round(float(config["temperature"] * tried[int(np.argmin(losses))]), 4)
    _write(Path(folder), config)
    return config["temperature"]


def item(example: Example) -> Item:
    """An example as a question to a scorer: its first span."""
    start, end = example.spans[0]
    return Item(example.sentence, start, end, example.kind)


def _write(folder: Path, config: dict) -> None:
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
