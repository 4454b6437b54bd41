"""One sentence, one target: offsets are found, and a target that is not there is refused."""

from __future__ import annotations

import pytest

from standpoint.attitude.opinions import score
from standpoint.attitude.scorers import Item
from standpoint.attitude.scorers.vader import Vader
from standpoint.errors import InputError


def test_it_gives_what_the_scorer_gives() -> None:
    sentence = "Baku accused Yerevan of delay."
    (p,) = Vader().score([Item(sentence, 13, 20, "state")])
    row = score(sentence, "Yerevan", scorer="vader").iloc[0]
    assert [row["p_negative"], row["p_neutral"], row["p_positive"]] == list(p)
    assert row["score"] == p[2] - p[0] and row["scorer"] == Vader().name


def test_sentences_and_targets_come_in_pairs() -> None:
    rows = score(["Iran won.", "Iran lost."], ["Iran", "Iran"], scorer=Vader())
    assert list(rows["sentence"]) == ["Iran won.", "Iran lost."] and set(rows["target"]) == {"Iran"}


def test_a_target_that_is_not_in_its_sentence_is_named() -> None:
    with pytest.raises(InputError, match="target 'Iraq'.*Iran won"):
        score(["Iran won."], ["Iraq"], scorer="vader")
