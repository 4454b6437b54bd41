"""The tables of English, mistakes in tables, and a language that is added by tables alone."""

from __future__ import annotations

import inspect

import pytest

from timexpr import Tagger, absolute, durations, holidays, read_date, read_tables, relative
from timexpr.tables import load_tables

FRENCH = """
[words]
ONES: un deux trois quatre cinq
TEN: vingt trente
ORDW: premier
NW: ONES TEN
MONTH: novembre décembre
DAYWORD: hier demain
UNIT: semaine
UNITS: ans
LAST: dernière
[same as]
hier: yesterday
demain: tomorrow
semaine: week
dernière: last
ans: years
[holidays]
noël: 12-25
[rules]
day: d:DAYN m:MONTH (y:YEAR)?
dayword: x:DAYWORD
relative: la? u:UNIT rel:LAST
holiday: x:HOLIDAYNAME y:YEAR
"""


def test_repeats_in_patterns_are_bounded() -> None:
    tables = load_tables("en")
    patterns = [pattern for _, pattern, _ in tables.rules] + list(tables.macros.values())
    for pattern in patterns:
        assert "*" not in pattern and "+" not in pattern, f"unbounded repeat in '{pattern}'"


def test_every_meaning_is_used_by_a_rule() -> None:
    meanings = set()
    for module in (absolute, relative, holidays, durations):
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if name[0] != "_" and list(inspect.signature(function).parameters) == [
                "match",
                "context",
            ]:
                meanings.add(name)
    assert meanings == {meaning for meaning, _, _ in load_tables("en").rules}


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("year: y:YEARR", r"rule 0 \(year\).*no word of class YEARR"),
        ("year: y:YEAR )", r"rule 0 \(year\).*unbalanced parenthesis"),
        ("yaer: y:YEAR", "the meaning 'yaer', and no module has it"),
    ],
)
def test_a_mistake_in_a_rule_is_named(rule: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Tagger(read_tables(f"[rules]\n{rule}"))


def test_a_line_that_is_no_entry_is_named() -> None:
    with pytest.raises(ValueError, match="line 2 of the tables is no entry"):
        read_tables("[words]\nthree words only")


def test_a_language_is_added_by_tables_alone() -> None:
    found = Tagger(read_tables(FRENCH)).find(
        "Signé le 10 novembre 2020. Hier, la semaine dernière, noël 2019.",
        read_date("2013-03-22"),
    )
    assert [(one.surface, one.type, one.value) for one in found] == [
        ("10 novembre 2020", "DATE", "2020-11-10"),
        ("Hier", "DATE", "2013-03-21"),
        ("la semaine dernière", "DATE", "2013-W11"),
        ("noël 2019", "DATE", "2019-12-25"),
    ]
