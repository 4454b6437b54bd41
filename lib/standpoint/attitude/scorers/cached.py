"""A scorer that remembers: what was scored once by the same version is not scored again."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from standpoint.attitude.scorers import Item, Scorer
from standpoint.project import write_whole


class Cached:
    """A scorer with a Parquet file of its answers beside it.

    Name, languages and labels are the scorer's own; `scored` counts the items it was asked.
    """

    def __init__(self, scorer: Scorer, folder: str | Path) -> None:
        self.scorer = scorer
        self.name, self.languages = scorer.name, scorer.languages
        version = hashlib.sha256(scorer.name.encode()).hexdigest()[:12]
        self.path = Path(folder) / f"{version}.parquet"
        self.scored = 0

    def score(self, items: Sequence[Item]) -> np.ndarray:
        """Score items; only what the file does not hold is asked of the scorer."""
        known = self._read()
        keys = [_key(item) for item in items]
        new = {key: item for key, item in zip(keys, items, strict=True) if key not in known}
        if new:
            known |= dict(zip(new, self.scorer.score(list(new.values())), strict=True))
            self.scored += len(new)
            order = sorted(known)
            p = pd.DataFrame([known[key] for key in order], columns=["n", "u", "p"])
            table = p.assign(key=order)
            write_whole(self.path, lambda aside: table.to_parquet(aside, index=False))
        return np.array([known[key] for key in keys]).reshape(len(items), 3)

    def label(self, p: np.ndarray) -> np.ndarray:
        """The scorer's own labels."""
        return self.scorer.label(p)

    def _read(self) -> dict[str, np.ndarray]:
        try:
            table = pd.read_parquet(self.path)
            return dict(zip(table["key"], table[["n", "u", "p"]].to_numpy(), strict=True))
        except (OSError, ValueError, KeyError):  # not there yet, or damaged: scored again
            return {}


def _key(item: Item) -> str:
    names = "|".join(",".join(map(str, name)) for name in item.named)
    question = f"{item.start}|{item.end}|{item.kind}|{names}|{item.sentence}"
    return hashlib.sha256(question.encode("utf-8", "surrogatepass")).hexdigest()[:32]
