"""Written dates: what is read, what is flagged, and what is refused with which reason."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timexpr import calendars
from timexpr.calendars import Dated, TimexprError, read_date, read_iso_date


@pytest.mark.parametrize(
    ("text", "start", "end", "granularity"),
    [
        ("2023-01-12", "2023-01-12", "2023-01-12", "day"),
        ("2023-01-12T10:00:00+04:00", "2023-01-12", "2023-01-12", "day"),
        ("2023-01-12T23:59:59.123Z", "2023-01-12", "2023-01-12", "day"),
        ("2023-01-12 10:00", "2023-01-12", "2023-01-12", "day"),
        ("20230112", "2023-01-12", "2023-01-12", "day"),
        ("20230112103000", "2023-01-12", "2023-01-12", "day"),
        ("20230112T103000Z", "2023-01-12", "2023-01-12", "day"),
        ("2023/1/2", "2023-01-02", "2023-01-02", "day"),
        ("12 Jan 2023", "2023-01-12", "2023-01-12", "day"),
        ("12-JAN-2023", "2023-01-12", "2023-01-12", "day"),
        ("Jan. 12, 2023", "2023-01-12", "2023-01-12", "day"),
        ("the 12th", None, None, None),
        ("12th of January, 2023", "2023-01-12", "2023-01-12", "day"),
        ("Thu, 12 Jan 2023 10:00:00 +0400", "2023-01-12", "2023-01-12", "day"),
        ("Sat, 07 Sep 2002 00:00:01 GMT", "2002-09-07", "2002-09-07", "day"),
        ("January 12, 2023 Thursday 10:01 PM GMT", "2023-01-12", "2023-01-12", "day"),
        ("Thurdsday, February 19, 2015  13:10", "2015-02-19", "2015-02-19", "day"),
        ("  12\u00a0January\n2023 ", "2023-01-12", "2023-01-12", "day"),
        ("12 января 2023 г.", "2023-01-12", "2023-01-12", "day"),
        ("12 հունվարի 2023", "2023-01-12", "2023-01-12", "day"),
        ("jeudi 12 janvier 2023", "2023-01-12", "2023-01-12", "day"),
        ("12. März 2023", "2023-03-12", "2023-03-12", "day"),
        ("12 de enero de 2023", "2023-01-12", "2023-01-12", "day"),
        ("29 February 2024", "2024-02-29", "2024-02-29", "day"),
        ("2022-12", "2022-12-01", "2022-12-31", "month"),
        ("December 2022", "2022-12-01", "2022-12-31", "month"),
        ("Dec. 2022", "2022-12-01", "2022-12-31", "month"),
        ("12/2022", "2022-12-01", "2022-12-31", "month"),
        ("2022", "2022-01-01", "2022-12-31", "year"),
        ("2023 թ.", "2023-01-01", "2023-12-31", "year"),
        ("2022-W52", "2022-12-26", "2023-01-01", "week"),
        ("2022-Q1", "2022-01-01", "2022-03-31", "quarter"),
        ("Q4 2022", "2022-10-01", "2022-12-31", "quarter"),
        ("H2 2022", "2022-07-01", "2022-12-31", "half"),
        ("winter 2022", "2022-12-01", "2023-02-28", "season"),
        ("1990s", "1990-01-01", "1999-12-31", "decade"),
        ("13–14 September 2022", "2022-09-13", "2022-09-14", "range"),
        ("September 13-14, 2022", "2022-09-13", "2022-09-14", "range"),
        ("July-August 2022", "2022-07-01", "2022-08-31", "range"),
        ("2018–2020", "2018-01-01", "2020-12-31", "range"),
    ],
)
def test_read_date(text: str, start: str | None, end: str | None, granularity: str | None) -> None:
    if start is None:
        with pytest.raises(ValueError, match="not understood"):
            read_date(text)
        return
    expected = Dated(dt.date.fromisoformat(start), dt.date.fromisoformat(end), granularity)
    assert read_date(text) == expected


@pytest.mark.parametrize(
    ("text", "day_first", "date", "flags"),
    [
        ("10.11.2020", True, "2020-11-10", ("ambiguous-day-month",)),
        ("10.11.2020", False, "2020-10-11", ("ambiguous-day-month",)),
        ("11/10/2020", True, "2020-10-11", ("ambiguous-day-month",)),
        ("25.12.2020", True, "2020-12-25", ()),
        ("12/25/2020", True, "2020-12-25", ()),
        ("10.10.2020", True, "2020-10-10", ()),
        ("12-Jan-23", True, "2023-01-12", ("two-digit-year",)),
        ("31.12.99", True, "1999-12-31", ("two-digit-year",)),
    ],
)
def test_flags_say_what_was_decided(
    text: str, day_first: bool, date: str, flags: tuple[str, ...]
) -> None:
    found = read_date(text, day_first=day_first)
    assert (str(found.start), found.flags) == (date, flags)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2020-02-31", "February 2020 has 29 days"),
        ("29 February 2023", "February 2023 has 28 days"),
        ("31.02.2020", "February 2020 has 29 days"),
        ("June 31, 2010", "June 2010 has 30 days"),
        ("2020-13", "there is no month 13"),
        ("2020-13-01", "there is no month 13"),
        ("2022-00-10", "there is no month 0"),
        ("00.05.2020", "there is no day 0"),
        ("0000", "there is no year 0"),
        ("0000-01-01", "there is no year 0"),
        ("2022-W60", "2022 has no week 60"),
        ("2020-2018", "lies before its start"),
        ("14 Ramadan 1444", "Islamic calendar"),
        ("5 Tishri 5783", "Hebrew calendar"),
        ("14 Nisan 5783", "Hebrew calendar"),
        ("18 brumaire an VIII", "French Republican calendar"),
        ("22 Khordad 1400", "Iranian calendar"),
        ("Hijri 1442", "Islamic calendar"),
        ("1442 H", "Islamic calendar"),
        ("AH 1442", "Islamic calendar"),
        ("Persian year 1399", "Iranian calendar"),
        ("Solar Hijri 1399", "Iranian calendar"),
        ("SH 1399", "Iranian calendar"),
        ("25 October 1917 (Old Style)", "Julian calendar"),
        ("25 October 1917 O.S.", "Julian calendar"),
        ("Hebrew year 5783", "Hebrew calendar"),
        ("5783 AM", "Hebrew calendar"),
        ("10 AM", "not understood"),
        ("Reiwa 2", "Japanese calendar"),
        ("2563 BE", "Buddhist calendar"),
        ("Ethiopian year 2012", "Ethiopian calendar"),
        ("", "empty"),
        ("   ", "empty"),
        ("hello", "not understood.*write it as"),
        ("tomorrow", "not understood"),
        ("10:30", "not understood"),
        ("3000000", "not understood"),
        ("x" * 500, "500 characters are too many"),
    ],
)
def test_what_is_no_date_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_date(text)


@pytest.mark.parametrize(
    ("value", "start", "end", "granularity"),
    [
        ("2020-02-29", "2020-02-29", "2020-02-29", "day"),
        ("2020-02", "2020-02-01", "2020-02-29", "month"),
        ("2020", "2020-01-01", "2020-12-31", "year"),
        (2020, "2020-01-01", "2020-12-31", "year"),
        (" 2020-12 ", "2020-12-01", "2020-12-31", "month"),
        (dt.date(2020, 2, 29), "2020-02-29", "2020-02-29", "day"),
        (dt.datetime(2020, 2, 29, 23, 59), "2020-02-29", "2020-02-29", "day"),
    ],
)
def test_iso_dates_and_what_yaml_makes_of_them(
    value: str | int | dt.date, start: str, end: str, granularity: str
) -> None:
    found = read_iso_date(value)
    assert (str(found.start), str(found.end), found.granularity) == (start, end, granularity)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("2021-02-29", "February 2021 has 28 days"),
        ("2021-13", "there is no month 13"),
        ("0000", "there is no year 0"),
        ("2021-00-01", "there is no month 0"),
        ("21-01-01", "write YYYY"),
        ("2021-1-1", "write YYYY"),
        ("2021-01-01T10:00", "write YYYY"),
        ("20210101", "write YYYY"),
        ("May 2021", "write YYYY"),
        ("٢٠٢٠", "write YYYY"),
        ("", "write YYYY"),
        (20.5, "write YYYY"),
        (None, "write YYYY"),
    ],
)
def test_what_is_no_iso_date_is_refused(value: object, reason: str) -> None:
    with pytest.raises(TimexprError, match=reason):
        read_iso_date(value)


@given(st.dates())
def test_every_day_is_read_from_its_iso_form(date: dt.date) -> None:
    assert read_iso_date(date.isoformat()) == read_date(date.isoformat())


def test_what_is_no_text_is_refused() -> None:
    for value in (None, 2022, 2022.0, dt.date(2022, 1, 1)):
        with pytest.raises(ValueError, match="not text"):
            read_date(value)


@given(st.dates())
def test_every_day_is_read_in_every_form(date: dt.date) -> None:
    for form in (
        date.isoformat(),
        f"{date.day} {date:%B} {date.year:04d}",
        f"{date:%b}. {date.day}, {date.year:04d}",
        date.isoformat().replace("-", ""),
    ):
        assert read_date(form) == (date, date, "day", ())


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = read_date(text)
    except ValueError as error:
        assert str(error)
        return
    assert found.start <= found.end


@given(st.text(alphabet="0123456789-./ Tqw:", max_size=14))
def test_any_digits_are_read_or_refused(text: str) -> None:
    try:
        found = read_date(text)
    except ValueError:
        return
    assert found.start <= found.end and found.granularity


def test_periods_at_the_ends_of_the_calendar() -> None:
    assert calendars.century(20) == (dt.date(1901, 1, 1), dt.date(2000, 12, 31), "century", ())
    assert calendars.decade(0).start == dt.date(1, 1, 1)
    assert calendars.week(2020, 53).end == dt.date(2021, 1, 3)
    for impossible in (
        lambda: calendars.century(0),
        lambda: calendars.season(9999, "WI"),
        lambda: calendars.week(9999, 53),
        lambda: calendars.year(10_000),
    ):
        with pytest.raises(ValueError, match=r"."):
            impossible()
