"""The bundled model: a small encoder that reads a sentence once and sees everybody in it, offline
and without torch.

Every name of a known actor is replaced by a token for its kind and one for who it is in this
sentence (`standpoint.attitude.scorers.masking`), so that exchanging names changes nothing. From the
states of these tokens come attitudes toward each actor and between each two of them. What it was
trained on, its figures and its failures stand in the card beside its files in data/models/."""

import hashlib
import json
from collections.abc import Hashable, Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from standpoint.attitude.scorers import Item, Named, most_likely
from standpoint.attitude.scorers.masking import CANDIDATES, Masked, marks_from, mask
from standpoint.errors import ScorerError
from standpoint.project import data_path


class Reading(NamedTuple):
    """What the model sees in a sentence: probabilities of negative, neutral and positive.

    `attitudes` maps an actor to those of the attitude toward it; `held` maps a holder (an actor,
    author, speaker or other) and an actor to those of the attitude that the one holds toward the
    other."""

    attitudes: dict[Hashable, np.ndarray]
    held: dict[tuple[Hashable, Hashable], np.ndarray]

    def holder(self, actor: Hashable, label: int) -> tuple[Hashable, float]:
        """Who most likely holds an attitude of this label (0 negative, 2 positive) toward an actor,
        and how likely that is beside the other candidates.
        """
        of = {holder: p[label] for (holder, target), p in self.held.items() if target == actor}
        best = max(of, key=of.__getitem__)
        return best, float(of[best] / sum(of.values()))


class Encoder:
    """The model in a folder of data/models: model.onnx, tokenizer.json and config.json.

    Sentences are read one at a time: the values that weights are multiplied with are rounded to
    eight bits by a scale of their sentence, so a batch would change the scores of its members, and
    on a processor it is no faster."""

    def __init__(self, folder: str | Path | None = None, *, threads: int = 0) -> None:
        self.folder = Path(folder) if folder else data_path("models/encoder")
        self.threads = threads  # zero takes every core
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
        self.languages = frozenset(self.config["languages"])
        self.marks = marks_from(self.config["first_mark"])

    @cached_property
    def _loaded(self) -> tuple[Any, Any]:
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
        options.intra_op_num_threads = self.threads
        session = onnxruntime.InferenceSession(
            str(self.folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        return session, Tokenizer.from_file(str(self.folder / "tokenizer.json"))

    def score(self, items: Sequence[Item]) -> np.ndarray:
        """Score items, calibrated.

        Raises
        ------
        ScorerError
            If the model's files are missing or altered.
        """
        everybody = [item.everybody() for item in items]
        asked = dict.fromkeys(
            (item.sentence, named) for item, (named, _) in zip(items, everybody, strict=True)
        )
        readings = dict(zip(asked, self.read(list(asked)), strict=True))
        out = [
            readings[item.sentence, named].attitudes[actor]
            for item, (named, actor) in zip(items, everybody, strict=True)
        ]
        return np.array(out).reshape(len(items), 3)

    def label(self, p: np.ndarray) -> np.ndarray:
        """The most likely label."""
        return most_likely(p)

    def read(self, sentences: Sequence[tuple[str, Sequence[Named]]]) -> list[Reading]:
        """Read sentences with everybody named in them.

        A sentence that is longer than the model's window, or names more actors than it tells apart,
        is read as often as it takes to see every actor.

        Raises
        ------
        ScorerError
            If the model's files are missing or altered.
        """
        _, tokenizer = self._loaded
        readings = [Reading({}, {}) for _ in sentences]
        missing = {
            k: list(dict.fromkeys(name.actor for name in named))
            for k, (_, named) in enumerate(sentences)
        }
        while missing := {k: actors for k, actors in missing.items() if actors}:
            places = list(missing)
            masked = [mask(*sentences[k], tokenizer, self.marks, first=missing[k]) for k in places]
            for k, one, (attitudes, held) in zip(places, masked, self._run(masked), strict=True):
                _fill(readings[k], one.actors, attitudes, held)
                seen = readings[k].attitudes
                missing[k] = [actor for actor in missing[k] if actor not in seen]
        return readings

    def _run(self, masked: list[Masked]) -> Iterable[tuple[np.ndarray, np.ndarray]]:
        """Probabilities of each masked sentence [k, 3] and [candidates + k, k, 3]; alike are read
        once."""
        session, _ = self._loaded
        rare = np.array([1, 0, 1]) * self.config["adjustment"]  # or they would be passed by
        keys = [one.ids.tobytes() for one in masked]
        first = dict(zip(keys, range(len(keys)), strict=True))  # alike: any of them will do
        found: dict[bytes, tuple[np.ndarray, np.ndarray]] = {}
        for key, k in first.items():
            ids, _, places = masked[k]
            fed = {"ids": ids, "mask": np.ones(len(ids), np.float32), "places": places}
            attitudes, held = session.run(None, {name: value[None] for name, value in fed.items()})
            found[key] = self._shares(attitudes[0] + rare), self._shares(held[0])
        return (found[key] for key in keys)

    def _shares(self, logits: np.ndarray) -> np.ndarray:
        """Probabilities that sum to one, calibrated."""
        logits = logits.astype(np.float64) / self.config["temperature"]
        weights = np.exp(logits - logits.max(-1, keepdims=True))
        return weights / weights.sum(-1, keepdims=True)


def _fill(reading: Reading, actors: list, attitudes: np.ndarray, held: np.ndarray) -> None:
    holders = [*CANDIDATES, *actors]
    for column, actor in enumerate(actors):
        if actor not in reading.attitudes:
            reading.attitudes[actor] = attitudes[column]
            for row, holder in enumerate(holders):
                if holder != actor:
                    reading.held[holder, actor] = held[row, column]
