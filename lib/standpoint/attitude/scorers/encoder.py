"""The bundled model: a small encoder that reads a sentence with its target masked, offline and
without torch.

The target's name is replaced by a token for its kind (person, state, organisation, armed force), so
that it cannot tip the score. To the encoder's logits comes what the attitude frames say
(standpoint.attitude.scorers.frames), with a weight fixed in config.json: the encoder has read more,
the frames know who does what to whom. What it was trained on, its figures and its failures stand in
the card beside its files in data/models/."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from standpoint.attitude.scorers import Item, most_likely
from standpoint.attitude.scorers.frames import NO_FRAME, Frames
from standpoint.errors import ScorerError
from standpoint.project import data_path

# Word pieces around the target that the model sees, beside the two that open and close a sequence.
WINDOW = 126


class Encoder:
    """The model in a folder of data/models: model.onnx, tokenizer.json and config.json.

    When to abstain: of labels whose probability is at least 0.6 (87 % of them on the development
    sets) 83 % are right, at least 0.8 (59 %) 91 %, of all 79 %; call what lies below your choice
    uncertain. The card beside the model holds the whole table.

    Items are scored one at a time: the weights are quantised with scales taken from each input, so
    a batch would change the scores of its members, and on a processor it is no faster."""

    languages = frozenset({"en"})

    def __init__(self, folder: str | Path | None = None) -> None:
        self.folder = Path(folder) if folder else data_path("models/encoder")
        try:
            self.config: dict[str, Any] = json.loads(
                (self.folder / "config.json").read_text(encoding="utf-8")
            )
        except (OSError, ValueError) as error:
            raise ScorerError(
                f"model '{self.folder.name}'",
                f"cannot be read: {error}",
                "restore data/models from the repository, or use another scorer",
            ) from error
        self.name = f"encoder {self.config['version']}"

    @cached_property
    def _loaded(self) -> tuple[Any, Any, dict[str, int]]:
        for file, expected in self.config["sha256"].items():
            path = self.folder / file
            if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != expected:
                raise ScorerError(
                    f"model file '{path.name}'",
                    "missing or altered: its checksum is not the one in config.json",
                    "restore data/models from the repository",
                )
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        session = onnxruntime.InferenceSession(
            str(self.folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        kinds = {kind: tokenizer.token_to_id(token) for kind, token in self.config["kinds"].items()}
        return session, tokenizer, kinds

    @cached_property
    def _frames(self) -> Frames:
        return Frames()

    def score(self, items: Sequence[Item]) -> np.ndarray:
        """Score items, calibrated.

        Raises
        ------
        ScorerError
            If the model's files are missing or altered.
        """
        known = {item: self._one(item) for item in dict.fromkeys(items)}
        return np.array([known[item] for item in items]).reshape(len(items), 3)

    def label(self, p: np.ndarray) -> np.ndarray:
        """The most likely label."""
        return most_likely(p)

    def _one(self, item: Item) -> np.ndarray:
        session, _, _ = self._loaded
        ids, target = self._pieces(item)
        mask = np.ones((1, len(ids)), np.float32)
        fed = {"ids": ids[None], "mask": mask, "target": target[None]}
        logits = session.run(None, fed)[0][0].astype(np.float64)
        if self.config["frames"]:
            (framed,) = self._frames.score([item])
            logits += self.config["frames"] * np.log(framed / NO_FRAME)
        logits /= self.config["temperature"]
        weights = np.exp(logits - logits.max())
        return weights / weights.sum()

    def _pieces(self, item: Item) -> tuple[np.ndarray, np.ndarray]:
        """Word pieces around the target, its own place masked, and where that is."""
        _, tokenizer, kinds = self._loaded
        before, after = (
            tokenizer.encode(part, add_special_tokens=False).ids
            for part in (item.sentence[: item.start], item.sentence[item.end :])
        )
        room = WINDOW - 1
        left = min(len(before), max(room // 2, room - len(after)))
        mask = kinds.get(item.kind, kinds[""])
        window = [*before[len(before) - left :], mask, *after[: room - left]]
        first, last = (tokenizer.token_to_id(token) for token in ("[CLS]", "[SEP]"))
        ids = np.array([first, *window, last], dtype=np.int64)
        target = np.zeros(len(ids), dtype=np.float32)
        target[1 + left] = 1
        return ids, target
