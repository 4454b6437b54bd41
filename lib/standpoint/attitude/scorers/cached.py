"""A scorer that remembers: what was scored once by the same version is not scored again."""

import hashlib
from collections.abc import Sequence
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np
import pandas as pd

from standpoint.attitude.scorers import Item, Scorer
from standpoint.project import write_whole

PART = 4096  # new items after which all is written down: a run that is stopped goes on from there


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
        for first in range(0, len(new), PART):
            part = dict(islice(new.items(), first, first + PART))
            known |= dict(zip(part, self.scorer.score(list(part.values())), strict=True))
            self.scored += len(part)
            order = sorted(known)
            table = pd.DataFrame([known[key] for key in order], columns=["n", "u", "p"])
            table = table.assign(key=order)
            write_whole(self.path, partial(table.to_parquet, index=False))
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
