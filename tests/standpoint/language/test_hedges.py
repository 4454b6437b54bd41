"""Hedges: what the text marks as unconfirmed, alleged, possible or denied, and how far the mark
reaches.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from standpoint.language.hedges import _ANY, CUES, en, hedges

CASES = list(
    csv.DictReader(
        (Path(__file__).parent / "hedge_cases.csv").read_text(encoding="utf-8").splitlines()
    )
)


def marked(text: str) -> tuple[str, int, int]:
    """A sentence with its target in square brackets → the sentence and the span."""
    start, end = text.index("["), text.index("]") - 1
    return text.replace("[", "").replace("]", ""), start, end


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['group']}: {case['text'][:50]}")
def test_case(case: dict[str, str]) -> None:
    sentence, start, end = marked(case["text"])
    found = hedges(sentence, start=start, end=end)
    assert bool(found) is (case["hedged"] == "yes"), [hedge.words for hedge in found]


def test_the_cases_are_enough_and_a_third_of_them_are_no_hedges() -> None:
    answers = Counter(case["hedged"] for case in CASES)
    assert sum(answers.values()) >= 80 and answers["no"] >= sum(answers.values()) / 3
    assert len({case["text"] for case in CASES}) == len(CASES)


def test_a_hedge_says_where_it_stands_and_what_it_marks() -> None:
    sentence, start, end = marked("Paris denied that [Russia] may have won.")
    assert [
        (sentence[h.start : h.end], h.marks) for h in hedges(sentence, start=start, end=end)
    ] == [
        ("denied that", "denied"),
        ("may", "possible"),
    ]


def test_every_cue_has_a_source_a_mark_and_can_be_reached() -> None:
    for cue in CUES:
        assert set(cue.source.split()) <= {"F10", "H98", "S09", "own"} and cue.source
        assert cue.marks in {"unconfirmed", "alleged", "possible", "denied"}
        re.compile(cue.pattern)
    reached = {
        hedge.marks
        for case in CASES
        for hedge in hedges(
            *marked(case["text"])[:1],
            **dict(zip(("start", "end"), marked(case["text"])[1:], strict=True)),
        )
    }
    assert reached == {"unconfirmed", "alleged", "possible", "denied"}


def test_the_gate_before_the_cues_hides_none() -> None:
    for sentence, _, _ in (marked(case["text"]) for case in CASES):
        assert en.GATE.search(sentence) or not _ANY.search(sentence)


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (0, 0), (5, 4), (0, 99)])
def test_a_span_outside_the_sentence_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="not inside a sentence"):
        hedges("Russia left.", start=start, end=end)


def test_long_and_odd_sentences_are_read() -> None:
    odd = [
        "may " * 3000 + "Russia",
        "Russia " + "not " * 4000,
        "😀 Russia ‏روسيا may leave",
        "denied " * 2000 + "Russia",
        "Russia," * 4000,
    ]
    found = []
    for sentence in odd:
        at = sentence.index("Russia")
        found.append(bool(hedges(sentence, start=at, end=at + 6)))
    assert found == [True, False, True, True, False]
