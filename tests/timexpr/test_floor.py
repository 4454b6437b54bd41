"""How good the tagger is on authored sentences, and that the scorer counts rightly."""

from __future__ import annotations

from pathlib import Path

import pytest
import timex_scoring as scoring
import yaml

from timexpr import find_times

SENTENCES = yaml.safe_load((Path(__file__).parent / "authored.yml").read_text(encoding="utf-8"))
# Just under what was reached when the sentences were written; each of 108 expressions counts for
# about 0.01. The figures on other people's corpora come from tests/benchmarks/bench_times.py.
FLOORS = {"strict": 0.87, "relaxed": 0.94, "value": 0.85}


def annotated(case: dict) -> list[scoring.Timex]:
    """The expressions that a case expects, with their places in its text."""
    expected, place = [], 0
    for line in case["expect"]:
        surface, _, type_and_value = line.rpartition(" = ")
        start = case["text"].index(surface, place)
        place = start + len(surface)
        expected.append(scoring.Timex(start, place, *type_and_value.split(" ")))
    return expected


def test_the_sentences_are_many_and_of_every_type() -> None:
    types = {timex.type for case in SENTENCES for timex in annotated(case)}
    assert len({case["text"] for case in SENTENCES}) == len(SENTENCES) >= 70
    assert types == {"DATE", "TIME", "DURATION", "SET"}


def test_the_floor_on_authored_sentences() -> None:
    counts = []
    for case in SENTENCES:
        found = find_times(case["text"], str(case["date"]) if "date" in case else None)
        system = [scoring.Timex(e.start, e.end, e.type, e.value) for e in found]
        counts.append(scoring.count(annotated(case), system))
    reached = scoring.score(counts)
    below = {name for name, floor in FLOORS.items() if reached[name].f1 < floor}
    assert not below, reached


def timex(start: int, end: int, value: str = "2020", kind: str = "DATE") -> scoring.Timex:
    return scoring.Timex(start, end, kind, value)


def test_scorer_counts_strict_relaxed_and_values() -> None:
    gold = [timex(0, 4), timex(10, 20, "2021"), timex(30, 34)]
    system = [timex(0, 4), timex(12, 20, "2021", "SET"), timex(50, 60)]
    assert scoring.count(gold, system) == (3, 3, 1, 2, 1, 2)
    reached = scoring.score([scoring.count(gold, system)])
    assert reached["strict"].f1 == pytest.approx(1 / 3)
    assert reached["relaxed"].f1 == pytest.approx(2 / 3)
    # Value F1 = relaxed F1 × accuracy on the matched: both values are right, one of two types.
    assert reached["value"].f1 == pytest.approx(2 / 3 * 1.0)
    assert reached["type"].f1 == pytest.approx(2 / 3 * 0.5)


def test_scorer_matches_each_expression_once() -> None:
    assert scoring.count([timex(0, 20)], [timex(0, 5), timex(6, 20)]).relaxed == 1
    assert scoring.count([timex(0, 5), timex(6, 20)], [timex(0, 20)]).relaxed == 1
    # The identical span is taken before a larger overlap.
    pairs = scoring.match([timex(0, 5), timex(0, 30)], [timex(0, 30)])
    assert pairs == [(timex(0, 30), timex(0, 30))]


def test_scorer_without_anything() -> None:
    assert scoring.score([])["relaxed"] == (0.0, 0.0, 0.0)
    assert scoring.score([scoring.count([timex(0, 4)], [])])["strict"] == (0.0, 0.0, 0.0)
    assert scoring.count([timex(0, 4)], [timex(4, 8)]).relaxed == 0, (
        "spans that only touch do not overlap"
    )


def test_scorer_precision_and_recall() -> None:
    reached = scoring.score(
        [scoring.count([timex(0, 4)], [timex(0, 4), timex(5, 9), timex(10, 14), timex(15, 19)])]
    )
    assert (reached["strict"].precision, reached["strict"].recall) == (0.25, 1.0)


def test_intervals_hold_the_score_and_repeat() -> None:
    counts = [scoring.count([timex(0, 4), timex(9, 12)], [timex(0, 4)])] * 3 + [
        scoring.count([timex(0, 4)], [timex(0, 4)])
    ] * 4
    low, high = scoring.intervals(counts)["strict"]
    assert low <= scoring.score(counts)["strict"].f1 <= high
    assert scoring.intervals(counts) == scoring.intervals(counts)


def test_reader_keeps_spans_of_timeml(tmp_path: Path) -> None:
    path = tmp_path / "a.tml"
    path.write_text(
        '<TimeML><DCT><TIMEX3 tid="t0" type="DATE" value="2013-03-22">x</TIMEX3></DCT><TEXT>On'
        ' <TIMEX3 tid="t1" type="DATE" value="2013-03-22"><EVENT>Fri</EVENT>day</TIMEX3> &amp;'
        " on.</TEXT></TimeML>"
    )
    read = scoring.read_tml(path)
    assert (read.text, read.date, read.gold) == (
        "On Friday & on.",
        "2013-03-22",
        (timex(3, 9, "2013-03-22"),),
    )
