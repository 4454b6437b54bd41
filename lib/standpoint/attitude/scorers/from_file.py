"""Scores that were made elsewhere: by another model, a language model, or people.

A CSV file (UTF-8) with one row per mention. Columns say what was scored and how:

* `doc_id`, `start`, `end`, `actor_id`, as in the table opinions; or `sentence`, `target`
* `p_negative`, `p_neutral`, `p_positive`; or `score` (-1..1); or `label`; the first that is there
* `language`, optional: ISO 639-1, else `en`

So a table opinions.csv of this project is such a file. Every mention must have its row: a mean over
what somebody happened to score would pass for one over all. Labels correct these scores as
they do any others; a file whose scorer has learnt from the bundled labels must say so by a name
that begins with `taught`.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from standpoint.attitude.scorers import LABELS, Item, most_likely
from standpoint.errors import InputError, ScorerError

PLACE, WORDS = ["doc_id", "start", "end", "actor_id"], ["sentence", "target"]
SHARES = ["p_negative", "p_neutral", "p_positive"]
ROUNDED = 0.02  # three shares, each rounded to two places, are at most 0.015 away from 1 together
FORM = f"give {', '.join(PLACE)} (or {', '.join(WORDS)}), and {', '.join(SHARES)}, score or label"


class FromFile:
    """The scores in a CSV file; a sentence typed by hand that is not in it has none.

    Raises
    ------
    InputError
        If the file cannot be used, with the line; ScorerError where an item has no row in it.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "made.csv"
    >>> _ = path.write_text("sentence,target,score\\nBaku accused Yerevan.,Yerevan,-0.8\\n")
    >>> FromFile(path).score([Item("Baku accused Yerevan.", 13, 20)]).round(2).tolist()
    [[0.8, 0.2, 0.0]]
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        try:
            data = self.path.read_bytes()
            rows = pd.read_csv(self.path, dtype=str, keep_default_na=False, encoding="utf-8")
        except (OSError, ValueError) as error:
            raise InputError(self.path.name, f"cannot be read as CSV: {error}", FORM) from error
        self.name = f"csv:{self.path.name} {hashlib.sha256(data).hexdigest()[:8]}"
        self.keys = next((keys for keys in (PLACE, WORDS) if {*keys} <= {*rows}), None)
        if self.keys is None:
            raise InputError(self.path.name, "its columns do not say what was scored", FORM)
        self.languages = frozenset(rows["language"]) if "language" in rows else frozenset({"en"})
        keys = list(rows[self.keys].itertuples(index=False, name=None))
        self._known: dict[tuple[str, ...], np.ndarray] = {}
        for place, (key, p) in enumerate(zip(keys, self._shares(rows), strict=True)):
            if not np.array_equal(self._known.setdefault(key, p), p):
                raise self._fault(place, f"scores {', '.join(key)} otherwise than a line above")

    def score(self, items: Sequence[Item]) -> np.ndarray:
        """Look the items up; a ScorerError counts those that the file does not hold."""
        by_place = self.keys == PLACE
        asked = [
            tuple(map(str, item.place)) if by_place else (item.sentence, item.target)
            for item in items
        ]
        nothing = np.full(3, np.nan)
        there = [key for key, item in zip(asked, items, strict=True) if item.place]
        if missing := [key for key in there if key not in self._known]:
            first = ", ".join(f"{k} '{v}'" for k, v in zip(self.keys, missing[0], strict=False))
            what = f"{len(missing)} of {len(items)} mentions have no row; the first: {first}"
            raise ScorerError(self.path.name, what, "score them too, and add their rows")
        return np.array([self._known.get(key, nothing) for key in asked]).reshape(len(items), 3)

    def label(self, p: np.ndarray) -> np.ndarray:
        """The most likely label; empty where there is no score."""
        return np.where(np.isnan(p[:, 1]), "", most_likely(p))

    def _shares(self, rows: pd.DataFrame) -> np.ndarray:
        if {*SHARES} <= {*rows}:
            p = rows[SHARES].apply(pd.to_numeric, errors="coerce").to_numpy(float)
            total = p.sum(axis=1)
            good = (p >= 0).all(axis=1) & (np.abs(total - 1) <= ROUNDED)
            p, what = p / np.where(good, total, 1)[:, None], "its shares are not 0..1, 1 in sum"
        elif "score" in rows:
            score = pd.to_numeric(rows["score"], errors="coerce").to_numpy(float)
            good, what = np.abs(score) <= 1, "its score is not a number from -1 to 1"
            p = np.column_stack([np.maximum(-score, 0), 1 - np.abs(score), np.maximum(score, 0)])
        elif "label" in rows:
            p = (rows["label"].to_numpy()[:, None] == LABELS).astype(float)
            good, what = p.any(axis=1), f"its label is none of {', '.join(LABELS)}"
        else:
            raise InputError(self.path.name, "its columns do not say how", FORM)
        if not good.all():
            raise self._fault(int(np.argmin(good)), what)
        return p

    def _fault(self, place: int, what: str) -> InputError:
        return InputError(f"{self.path.name}, line {place + 2}", what, "correct or remove the line")
