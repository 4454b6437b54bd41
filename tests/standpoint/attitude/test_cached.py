"""A second run scores nothing twice, another version everything again."""

from __future__ import annotations

import numpy as np

from standpoint.attitude.scorers import Item
from standpoint.attitude.scorers.cached import Cached
from standpoint.attitude.scorers.vader import Vader

ITEMS = [
    Item("Baku praised Ankara.", 0, 4),
    Item("Baku praised Ankara.", 13, 19),
    Item("Baku praised Ankara.", 0, 4),
]


def test_scored_once_then_remembered_across_runs(tmp_path) -> None:
    first = Cached(Vader(), tmp_path)
    p = first.score(ITEMS)
    assert first.scored == 2, "the same question twice is one question"
    again = Cached(Vader(), tmp_path)
    assert np.array_equal(again.score(ITEMS[::-1])[::-1], p) and again.scored == 0
    assert np.array_equal(p, Vader().score(ITEMS)) and first.name == Vader.name


def test_another_version_asks_again(tmp_path) -> None:
    Cached(Vader(), tmp_path).score(ITEMS)
    other = Vader()
    other.name = "vader-clause 3"
    newer = Cached(other, tmp_path)
    newer.score(ITEMS)
    assert newer.scored == 2


def test_a_file_cut_short_is_scored_again(tmp_path) -> None:
    first = Cached(Vader(), tmp_path)
    p = first.score(ITEMS)
    first.path.write_bytes(first.path.read_bytes()[:50])
    again = Cached(Vader(), tmp_path)
    assert np.array_equal(again.score(ITEMS), p) and again.scored == 2


def test_nothing_asked_nothing_answered(tmp_path) -> None:
    assert Cached(Vader(), tmp_path).score([]).shape == (0, 3)
