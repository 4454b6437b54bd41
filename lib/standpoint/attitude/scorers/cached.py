"""A scorer that remembers: what was scored once by the same version is not scored again."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from standpoint.attitude.scorers import Item, Scorer


class Cached:
    """Any scorer with a Parquet file of its answers beside it; name, languages and labels are the
    scorer's own.
    """

    def __init__(self, scorer: Scorer, folder: str | Path) -> None:
        self.scorer = scorer
        self.name, self.languages = scorer.name, scorer.languages
        self.path = (
            Path(folder) / f"{hashlib.sha256(scorer.name.encode()).hexdigest()[:12]}.parquet"
        )
        self.scored = 0  # how many items the scorer itself was asked

    def score(self, items: Sequence[Item]) -> np.ndarray:
        """Items → p [n, 3]; only what the file does not hold is asked of the scorer."""
        known = self._read()
        keys = [_key(item) for item in items]
        new = {key: item for key, item in zip(keys, items, strict=True) if key not in known}
        if new:
            known |= dict(zip(new, self.scorer.score(list(new.values())), strict=True))
            self.scored += len(new)
            self._write(known)
        return np.array([known[key] for key in keys]).reshape(len(items), 3)

    def label(self, p: np.ndarray) -> np.ndarray:
        """The scorer's own labels."""
        return self.scorer.label(p)

    def _read(self) -> dict[str, np.ndarray]:
        try:
            table = pd.read_parquet(self.path)
            return dict(zip(table["key"], table[["n", "u", "p"]].to_numpy(), strict=True))
        except (
            OSError,
            ValueError,
            KeyError,
        ):  # not there yet, or cut short by an interrupt: scored again
            return {}

    def _write(self, known: dict[str, np.ndarray]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        order = sorted(known)
        table = pd.DataFrame(
            np.array([known[key] for key in order]), columns=["n", "u", "p"]
        ).assign(key=order)
        handle, aside = tempfile.mkstemp(dir=self.path.parent)
        os.close(handle)
        table.to_parquet(aside, index=False)
        os.replace(aside, self.path)


def _key(item: Item) -> str:
    asked = f"{item.start}|{item.end}|{item.kind}|{item.others}|{item.sentence}"
    return hashlib.sha256(asked.encode("utf-8", "surrogatepass")).hexdigest()[:32]
