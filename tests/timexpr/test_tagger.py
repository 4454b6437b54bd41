"""Time expressions: cases by hand, bad input, names as anchors, and properties of any text."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from timex_phrases import PIECES, phrase

from timexpr import Expression, NamedPeriod, Names, Tagger, TimexprError, find_times, read_date
from timexpr.engine import Match, Tokens
from timexpr.tables import load_tables

HERE = Path(__file__).parent
CASES = yaml.safe_load((HERE / "time_cases.yml").read_text(encoding="utf-8"))


def said(found: list[Expression]) -> list[str]:
    return [f"{e.surface} = {e.type} {e.value}" for e in found]


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(c, id=f"{group}-{i}")
        for group, cases in CASES.items()
        for i, c in enumerate(cases)
    ],
)
def test_case(case: dict) -> None:
    found = find_times(case["text"], date=case.get("date"))
    assert said(found) == case["expect"]
    if "flags" in case:
        assert [";".join(e.flags) for e in found] == case["flags"]


def test_every_case_of_bad_input_says_its_flags() -> None:
    for group in ("impossible", "other_calendars", "named_with_a_flag"):
        for case in CASES[group]:
            assert all(case["flags"]) or case.get("sure"), case["text"]


def one(text: str, date: str | None = None, **more) -> Expression:
    found = find_times(text, date=date, **more)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "begin", "end", "granularity"),
    [
        ("in December 2022", "2022-12-01", "2022-12-31", "month"),
        ("in 2020", "2020-01-01", "2020-12-31", "year"),
        ("in the winter of 2022", "2022-12-01", "2023-02-28", "season"),
        ("in Q4 2020", "2020-10-01", "2020-12-31", "quarter"),
        ("in the second half of 2020", "2020-07-01", "2020-12-31", "half"),
        ("in the 1990s", "1990-01-01", "1999-12-31", "decade"),
        ("in the 20th century", "1901-01-01", "2000-12-31", "century"),
        ("on 13-14 September 2022", "2022-09-13", "2022-09-14", "range"),
        ("last week", "2023-01-02", "2023-01-08", "week"),
        ("over the last three months", "2022-10-12", "2023-01-12", "range"),
        ("this morning", "2023-01-12", "2023-01-12", "time"),
        ("now", "2023-01-12", "2023-01-12", "day"),
    ],
)
def test_begin_end_precision(text: str, begin: str, end: str, granularity: str) -> None:
    found = one(text, "2023-01-12")
    assert (str(found.begin), str(found.end_date), found.granularity) == (begin, end, granularity)


@pytest.mark.parametrize(
    ("text", "date", "anchor", "flag"),
    [
        ("on 10 November 2020", None, "absolute", None),
        ("on 10.11.2020", None, "absolute", "ambiguous-day-month"),
        ("yesterday", "2023-01-12", "document", None),
        ("yesterday", None, "none", "undated-document"),
        ("in early 1990", None, "absolute", "early"),
        ("about two years ago", "2023-01-12", "document", "approximate"),
        ("on 31.02.2020", None, "none", "impossible-date"),
        ("on 14 Ramadan 1444", None, "none", "other-calendar"),
        ("in fiscal 2013", None, "absolute", "fiscal-year"),
        ("in the summer of '98 it rained, in '98", None, None, None),
    ],
)
def test_anchor_and_flags(
    text: str, date: str | None, anchor: str | None, flag: str | None
) -> None:
    found = find_times(text, date=date)
    assert found
    if anchor:
        assert found[0].anchor == anchor
        assert found[0].flags == ((flag,) if flag else ())
        assert (found[0].begin is None) == (anchor == "none")


def test_a_range_of_two_expressions_is_flagged() -> None:
    first, last = find_times("It lasted from 2018 to 2020.")
    assert (first.flags, last.flags) == (("range-start",), ("range-end",))
    assert (first.begin, last.end_date) == (dt.date(2018, 1, 1), dt.date(2020, 12, 31))
    assert [e.flags for e in find_times("He came in 2018 and 2020.")] == [(), ()]


def test_narrative_anchor_is_named() -> None:
    assert [
        e.anchor
        for e in find_times("On 1 May 2018 he came. The next day he left.", date="2020-01-01")
    ] == ["absolute", "narrative"]


def test_a_document_dated_to_a_month_resolves_only_what_the_month_decides() -> None:
    found = {
        e.surface: e
        for e in find_times(
            "Last year, this month, yesterday, last week and now.", date=read_date("December 2022")
        )
    }
    assert (found["Last year"].value, found["this month"].value) == ("2021", "2022-12")
    assert (found["yesterday"].begin, found["yesterday"].flags) == (
        None,
        ("imprecise-document-date",),
    )
    assert found["last week"].value == "XXXX-WXX"
    assert (found["now"].begin, found["now"].end_date) == (
        dt.date(2022, 12, 1),
        dt.date(2022, 12, 31),
    )


def test_a_date_that_is_none_is_refused() -> None:
    with pytest.raises(TimexprError, match="February 2023 has 28 days"):
        find_times("today", date="2023-02-30")


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(TimexprError, match="language 'xx'.*there are some for en"):
        find_times("today", language="xx")


# names
NAMES = Names(
    NamedPeriod(name, dt.date(*begin), dt.date(*end), granularity, anchor)
    for name, begin, end, granularity, anchor in (
        ("Velvet Revolution", (2018, 3, 31), (2018, 5, 8), "range", "event:revolution"),
        ("44-day war", (2020, 9, 27), (2020, 11, 10), "range", "event:war"),
        ("the trilateral statement", (2020, 11, 10), (2020, 11, 10), "day", "event:statement"),
        ("the", (2020, 11, 10), (2020, 11, 10), "day", "no name"),
    )
)


def test_names_are_expressions_with_their_own_anchor() -> None:
    found = find_times(
        "After the Velvet Revolution and before the 44-day war, in 2019, a trilateral statement was"
        " no topic.",
        names=NAMES,
    )
    assert [(e.surface, e.anchor, e.flags) for e in found] == [
        ("the Velvet Revolution", "event:revolution", ("after-event",)),
        ("the 44-day war", "event:war", ("before-event",)),
        ("2019", "absolute", ()),
        ("trilateral statement", "event:statement", ()),
    ]
    assert found[1].value == "2020-09-27/2020-11-10"
    assert (found[3].begin, found[3].granularity, found[3].value) == (
        dt.date(2020, 11, 10),
        "day",
        "2020-11-10",
    )


def test_without_its_name_a_war_is_only_a_duration() -> None:
    assert said(find_times("After the 44-day war.")) == ["44-day = DURATION P44D"]


# properties
GRANULARITIES = set("time day week month quarter season half year decade century range".split()) | {
    ""
}
_DAY = r"(?:\d{4}|XXXX)-(?:\d\d|XX)-(?:\d\d|XX)"
_PERIOD = (
    rf"(?:{_DAY}|\d{{4}}-\d\d|XXXX-\d\d|XXXX-XX|(?:\d{{4}}|XXXX)-W(?:\d\d|XX)(?:-WE|-\d)?"
    r"|(?:\d{4}|XXXX)-(?:Q[1-4X]|H[12]|SP|SU|FA|WI)|\d{2,4}|X{2,4}|BC\d{2,4})"
)
_TIME = r"T(?:\d\d:\d\d|MO|AF|EV|NI)"
_LENGTH = (
    r"P(?:T?(?:\d+(?:\.\d+)?|X)(?:Y|M|W|D|H|S|Q|WE|SP|SU|FA|WI|MO|AF|EV|NI))+|PX(?:DE|CE|ML|X)"
)
VALUE = re.compile(
    rf"{_PERIOD}(?:{_TIME})?|{_PERIOD}/{_PERIOD}|(?:PRESENT|PAST|FUTURE)_REF|{_LENGTH}"
)


def check(text: str, date: str | None) -> None:
    found = find_times(text, date=date, names=NAMES)
    assert found == find_times(text, date=date, names=NAMES)
    last = 0
    for e in found:
        assert text[e.start : e.end] == e.surface and e.surface.strip()
        assert e.start >= last, "expressions overlap"
        last = e.end
        assert (e.begin is None) == (e.end_date is None)
        assert e.begin is None or e.begin <= e.end_date
        assert e.type in ("DATE", "TIME", "DURATION", "SET")
        assert VALUE.fullmatch(e.value), e.value
        assert e.granularity in GRANULARITIES
        assert (e.begin is not None) or e.anchor == "none"
        if date is None and e.begin is not None:
            assert e.anchor == "absolute" or e.anchor.startswith("event:")


DATES = st.sampled_from(
    [
        None,
        "2023-01-12",
        "2020-02-29",
        "1999-12-31",
        "0001-01-01",
        "9999-12-31",
        "December 2022",
        "2022",
    ]
)


@settings(max_examples=250, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join), DATES)
def test_almost_dates_never_break(text: str, date: str | None) -> None:
    check(text, date)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200), DATES)
def test_any_text_never_breaks(text: str, date: str | None) -> None:
    check(text, date)


def test_mutated_texts_never_break() -> None:
    rng = random.Random(7)
    texts = [c["text"] for cases in CASES.values() for c in cases]
    for _ in range(400):
        text = list(rng.choice(texts) + " " + rng.choice(texts))
        for _ in range(rng.randint(1, 12)):
            place = rng.randrange(len(text))
            text[place : place + rng.randint(0, 2)] = rng.choice(PIECES)
        check("".join(text), rng.choice([None, "2023-01-12", "9999-12-31", "0001-01-01", "2022"]))


def test_phrases_of_every_rule_never_break() -> None:
    rng = random.Random(11)
    grammar = Tagger(load_tables("en")).grammar
    for _, pattern, _ in grammar.tables.rules:
        for _ in range(4):
            words = phrase(pattern, grammar, rng)
            text = (
                " ".join(w.capitalize() for w in words) if rng.random() < 0.4 else " ".join(words)
            )
            text = (
                rng.choice(["", "He came on 3 May 2018. ", "In "])
                + text
                + rng.choice(["", ".", " of it", " will go", " 2020"])
            )
            check(text, rng.choice([None, "2023-01-12", "9999-12-31", "0001-01-01", "2022"]))


@pytest.mark.parametrize(
    "piece", ["1", "the ", "May ", "12-", "a", "two ", "2020-", "\n", "on Monday and ", "2020, "]
)
def test_a_text_twice_as_long_gives_twice_the_work(
    piece: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tagger = Tagger(load_tables("en"))
    matches: list[Match] = []
    words_read: list[int] = []
    find, word = tagger.grammar.find, Match.word

    def counted(tokens: Tokens) -> Iterator[Match]:
        for match in find(tokens):
            matches.append(match)
            yield match

    def read(match: Match, index: int) -> str:
        words_read.append(index)
        return word(match, index)

    monkeypatch.setattr(tagger.grammar, "find", counted)
    monkeypatch.setattr(Match, "word", read)
    work = []
    for count in (500, 1000):
        matches.clear()
        words_read.clear()
        tagger.find(piece * count, read_date("2023-01-12"))
        work.append(len(matches) + len(words_read))
    assert work[1] <= 2.2 * work[0] + 100
