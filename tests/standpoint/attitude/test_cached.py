"""A second run scores nothing twice, another version everything again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from standpoint.attitude.scorers import Item, Named
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


@pytest.mark.parametrize(
    "other",
    [
        Item("Baku praised Ankara.", 13, 19, "person"),
        Item("Baku praised Ankara.", 13, 19, "state", (Named(0, 4, "azerbaijan"),)),
        Item("Baku praised Ankara.", 0, 4, "state"),
        Item("Baku praised Ankara!", 13, 19, "state"),
    ],
    ids=["kind", "others", "place", "sentence"],
)
def test_whatever_a_scorer_may_look_at_is_another_question(tmp_path: Path, other: Item) -> None:
    scorer = Cached(Vader(), tmp_path)
    scorer.score([Item("Baku praised Ankara.", 13, 19, "state")])
    scorer.score([other])
    assert scorer.scored == 2


def test_what_was_scored_before_a_stop_is_kept(tmp_path: Path, monkeypatch) -> None:
    """A cell that meets its time limit, or Ctrl-C: the next run goes on from there."""
    monkeypatch.setattr("standpoint.attitude.scorers.cached.PART", 2)
    items = [Item(f"Baku praised Ankara {n} times.", 0, 4) for n in range(5)]
    whole = Cached(Vader(), tmp_path / "whole").score(items)

    class Stopped(Vader):
        asked = 0

        def score(self, items):
            self.asked += 1
            if self.asked == 3:
                raise KeyboardInterrupt
            return super().score(items)

    with pytest.raises(KeyboardInterrupt):
        Cached(Stopped(), tmp_path).score(items)
    again = Cached(Vader(), tmp_path)
    assert np.array_equal(again.score(items), whole) and again.scored == 1
