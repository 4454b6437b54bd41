"""Written dates and their days: one reading of dates for metadata and for running text.

Everything is the Gregorian calendar, years 1 to 9999. What cannot be a date (31 February, month 13,
year 0) is an error with a sentence that says why. A date in another calendar is recognised and
refused, never converted by guess.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from typing import NamedTuple

from timexpr.months import OTHER_CALENDARS, WEEKDAYS, month_numbers

MONTH_NUMBER = month_numbers()
# Meteorological seasons of the northern hemisphere, (first month, months): winter 2022 runs to
# February 2023.
SEASONS = {"SP": (3, 3), "SU": (6, 3), "FA": (9, 3), "WI": (12, 3)}
SEASON_NAME = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
# A year of two digits: POSIX reads 69–99 as 1969–1999 and 00–68 as 2000–2068.
TWO_DIGIT_PIVOT = 69

# Nisan is a month of the Hebrew calendar and Turkish for April: the year decides.
LAST_PLAUSIBLE_YEAR = 2500
LONGEST_DATE = 80  # characters


class TimexprError(ValueError):
    """A text that is no date, or a language without tables; the message says why."""


class Dated(NamedTuple):
    """First and last day (both included), granularity, and flags.

    Flags are `ambiguous-day-month` and `two-digit-year`.
    """

    start: dt.date
    end: dt.date
    granularity: str
    flags: tuple[str, ...] = ()


def read_date(text: str, *, day_first: bool = True) -> Dated:
    """Read one written date as it stands in metadata, in a column or in a file name.

    A time of day and its zone are dropped, and the local date is kept.

    Parameters
    ----------
    text : str
        The date, in figures or in words of one of the languages of `months`.
    day_first : bool
        How to read 10.11.2020 and 10/11/2020. Where both readings are possible, the flag
        `ambiguous-day-month` says so.

    Raises
    ------
    TimexprError
        If the text is no date, no possible date, or of another calendar; the message says which.

    Examples
    --------
    >>> read_date("12 Jan 2023").start
    datetime.date(2023, 1, 12)
    >>> read_date("December 2022")[1:3]
    (datetime.date(2022, 12, 31), 'month')
    >>> read_date("10.11.2020").flags
    ('ambiguous-day-month',)
    """
    if not isinstance(text, str):
        raise TimexprError(f"{text!r} is no date: it is {type(text).__name__}, not text")
    plain = _plain(text)
    if not plain:
        raise TimexprError("an empty text is no date")
    if len(plain) > LONGEST_DATE:
        long = f"{len(plain)} characters are too many for one"
        raise TimexprError(f"'{plain[:40]}…' is no date: {long}")
    try:
        matches = ((pattern.fullmatch(plain), reader) for pattern, reader in _FORMS)
        dated = next((reader(match, day_first) for match, reader in matches if match), None)
    except ValueError as error:
        raise TimexprError(f"'{text.strip()}' is no date: {error}") from None
    calendar = other_calendar(plain)
    if calendar and (dated is None or dated.start.year > LAST_PLAUSIBLE_YEAR):
        raise TimexprError(
            f"'{text.strip()}' is of the {calendar} calendar, which is not converted here"
        )
    if dated is None:
        raise TimexprError(
            f"'{text.strip()}' is not understood as a date; write it as YYYY, YYYY-MM or YYYY-MM-DD"
        )
    return dated


_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.A)


def read_iso_date(value: str | int | dt.date) -> Dated:
    """Read a date of the form YYYY, YYYY-MM or YYYY-MM-DD, and nothing else.

    Parameters
    ----------
    value : str, int or datetime.date
        The text, or what YAML makes of it: a number of a year, a date.

    Returns
    -------
    Dated
        First and last day, and `year`, `month` or `day` as the granularity.

    Raises
    ------
    TimexprError
        If the text has another form or names no possible date.

    Examples
    --------
    >>> str(read_iso_date("2020-02").end), read_iso_date("2020-02").granularity
    ('2020-02-29', 'month')
    >>> read_iso_date("2020-02-31")
    Traceback (most recent call last):
    timexpr.calendars.TimexprError: '2020-02-31' is no date: February 2020 has 29 days
    """
    if isinstance(value, dt.date):
        return day(value.year, value.month, value.day)
    match = _ISO.fullmatch(str(value).strip())
    if match is None:
        raise TimexprError(f"'{value}' is no date: write YYYY, YYYY-MM or YYYY-MM-DD")
    parts = [int(part) for part in match.groups() if part]
    try:
        return (year, month, day)[len(parts) - 1](*parts)
    except ValueError as error:
        raise TimexprError(f"'{value}' is no date: {error}") from None


def day(year: int, month: int, number: int) -> Dated:
    """One day. Errors: ValueError that says which part is impossible.

    >>> day(2024, 2, 29).granularity
    'day'
    """
    _check_month(year, month)
    days = monthrange(year, month)[1]
    if number == 0:
        raise ValueError("there is no day 0")
    if not 1 <= number <= days:
        raise ValueError(f"{dt.date(year, month, 1):%B} {year} has {days} days")
    date = dt.date(year, month, number)
    return Dated(date, date, "day")


def month(year: int, number: int) -> Dated:
    """One month of a year."""
    _check_month(year, number)
    return Dated(
        dt.date(year, number, 1), dt.date(year, number, monthrange(year, number)[1]), "month"
    )


def year(number: int) -> Dated:
    """One year."""
    _check_year(number)
    return Dated(dt.date(number, 1, 1), dt.date(number, 12, 31), "year")


def months(year_number: int, first: int, count: int, granularity: str) -> Dated:
    """A run of `count` months from month `first`, over the turn of the year where need be: seasons,
    quarters, halves.

    >>> months(2022, 12, 3, "season").end
    datetime.date(2023, 2, 28)
    """
    start = month(year_number, first).start
    last = year_number * 12 + first - 1 + count - 1
    return Dated(start, month(last // 12, last % 12 + 1).end, granularity)


def week(year_number: int, number: int) -> Dated:
    """One ISO week, Monday to Sunday."""
    _check_year(year_number)
    try:
        monday = dt.date.fromisocalendar(year_number, number, 1)
        return Dated(monday, monday + dt.timedelta(days=6), "week")
    except (ValueError, OverflowError):
        raise ValueError(f"{year_number} has no week {number}") from None


def decade(first_year: int) -> Dated:
    """Ten years from a year that ends in 0."""
    start = max(first_year, 1)
    return Dated(year(start).start, year(first_year + 9).end, "decade")


def century(number: int) -> Dated:
    """The Nth century as the calendar counts it: the 20th is 1901 to 2000.

    >>> century(20).start.year, century(20).end.year
    (1901, 2000)
    """
    if not 1 <= number <= 99:
        raise ValueError(f"there is no century {number} between the years 1 and 9999")
    return Dated(year(number * 100 - 99).start, year(number * 100).end, "century")


def other_calendar(text: str) -> str:
    """Which other calendar a written date is of (`Islamic`, `Hebrew`, `Iranian` …), or empty text.

    >>> other_calendar("14 Ramadan 1444"), other_calendar("14 May 2020")
    ('Islamic', '')
    """
    for name, pattern in _OTHER.items():
        if pattern.search(text):
            return name
    return ""


def _check_year(number: int) -> None:
    if number == 0:
        raise ValueError("there is no year 0")
    if not 1 <= number <= 9999:
        raise ValueError(f"the year {number} is outside 1 to 9999")


def _check_month(year_number: int, number: int) -> None:
    _check_year(year_number)
    if not 1 <= number <= 12:
        raise ValueError(f"there is no month {number}")


def _plain(text: str) -> str:
    """One line, plain hyphens and spaces, lower case, without weekday, time of day and zone."""
    plain = re.sub(r"\s+", " ", text.translate(_SIGNS)).strip(" ,;.()").lower()
    plain = _CLOCK.sub("", plain, count=1).strip(" ,")
    plain = _WEEKDAY.sub("", plain, count=1)
    return plain.strip(" ,;.")


def full_year(two_digits: int) -> int:
    """The year that two digits stand for.

    >>> full_year(98), full_year(20)
    (1998, 2020)
    """
    return two_digits + (1900 if two_digits >= TWO_DIGIT_PIVOT else 2000)


def _year(text: str) -> tuple[int, tuple[str, ...]]:
    return (int(text), ()) if len(text) > 2 else (full_year(int(text)), ("two-digit-year",))


def _ymd(match: re.Match, day_first: bool) -> Dated:
    return day(int(match["y"]), int(match["m"]), int(match["d"]))


def _ym(match: re.Match, day_first: bool) -> Dated:
    return month(int(match["y"]), int(match["m"]))


def _y(match: re.Match, day_first: bool) -> Dated:
    return year(int(match["y"]))


def _numeric(match: re.Match, day_first: bool) -> Dated:
    """10.11.2020, 10/11/2020: the first number is the day, unless it cannot be or the caller says
    otherwise.
    """
    first, second = int(match["a"]), int(match["b"])
    number, flags = _year(match["y"])
    both = first <= 12 and second <= 12 and first != second
    if second > 12 or (both and not day_first):
        first, second = second, first
    return day(number, second, first)._replace(flags=flags + ("ambiguous-day-month",) * both)


def _roman(match: re.Match, day_first: bool) -> Dated:
    months = "i ii iii iv v vi vii viii ix x xi xii".split()
    if match["roman"] not in months:
        raise ValueError(f"there is no month {match['roman'].upper()}")
    return day(int(match["y"]), months.index(match["roman"]) + 1, int(match["d"]))


def _worded(match: re.Match, day_first: bool) -> Dated:
    number, flags = _year(match["y"])
    return day(number, MONTH_NUMBER[match["month"]], int(match["d"]))._replace(flags=flags)


def _day_range(match: re.Match, day_first: bool) -> Dated:
    first = day(int(match["y"]), MONTH_NUMBER[match["month"]], int(match["d"]))
    last = day(int(match["y"]), MONTH_NUMBER[match["month"]], int(match["d2"]))
    return _range(first, last)


def _month_year(match: re.Match, day_first: bool) -> Dated:
    return month(int(match["y"]), MONTH_NUMBER[match["month"]])


def _month_range(match: re.Match, day_first: bool) -> Dated:
    number, first, last = (
        int(match["y"]),
        MONTH_NUMBER[match["month"]],
        MONTH_NUMBER[match["month2"]],
    )
    return _range(month(number, first), month(number, last))


def _year_range(match: re.Match, day_first: bool) -> Dated:
    first, last = match["y"], match["y2"]
    return _range(year(int(first)), year(int(first[: 4 - len(last)] + last)))


def _range(first: Dated, last: Dated) -> Dated:
    if last.end < first.start:
        raise ValueError(f"its end, {last.end:%Y-%m-%d}, lies before its start")
    return Dated(first.start, last.end, "range")


def _season(match: re.Match, day_first: bool) -> Dated:
    return season(int(match["y"]), SEASON_NAME[match["season"]])


def season(year_number: int, code: str) -> Dated:
    """A season (SP, SU, FA, WI) of a year, northern hemisphere by months; winter begins in
    December.

    >>> season(2022, "SP").start
    datetime.date(2022, 3, 1)
    """
    first, count = SEASONS[code]
    return months(year_number, first, count, "season")


def _quarter(match: re.Match, day_first: bool) -> Dated:
    return months(int(match["y"]), 3 * int(match["q"]) - 2, 3, "quarter")


def _half(match: re.Match, day_first: bool) -> Dated:
    return months(int(match["y"]), 6 * int(match["h"]) - 5, 6, "half")


def _week(match: re.Match, day_first: bool) -> Dated:
    return week(int(match["y"]), int(match["w"]))


def _decade(match: re.Match, day_first: bool) -> Dated:
    return decade(int(match["y"]))


# Hyphens, dashes and hard spaces that typesetters use in dates.
_SIGNS = (
    {ord(c): "-" for c in "‐‑‒–—−"}
    | {ord(c): " " for c in "\u00a0\u2009\u202f"}
    | {0x200E: None, 0x200F: None, 0xFEFF: None}
)
_NAMES = "|".join(sorted(map(re.escape, MONTH_NUMBER), key=len, reverse=True))
_M = rf"(?P<month>{_NAMES})\.?"
_D = r"(?P<d>[0-3]?\d)(?:st|nd|rd|th|er|º|\.)?"
_Y = r"(?P<y>\d{4})"
_ERA = r"(?: ?(?:г|года?|թ|թվական)\.?)?"
_ZONE = (
    r"(?: ?\(?(?:z|utc|gmt|[a-z]{2,4}t|msk|[+-]\d\d:?\d\d|(?:utc|gmt)[+-]\d{1,2}(?::?\d\d)?)\b\)?)?"
)
_CLOCK = re.compile(
    r"(?:(?<=\d)t|[ ,]+(?:at )?)(?:\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?(?:"
    r" ?[ap]\.?m\.?)?|(?<=t)\d{4}(?:\d\d)?)"
    rf"{_ZONE}(?= |$|,)(?: \([a-z ]+\)?)?"
)
_DAYS = "|".join(re.sub(r",\s*", "|", cell) for cell in WEEKDAYS.values())
# The first alternative forgives a misspelt English weekday ("Thurdsday, February 19, 2015").
_WEEKDAY = re.compile(rf"^(?:[a-z]{{2,6}}day|{_DAYS})\.?,? (?=\S)|,? (?:{_DAYS})$")
_FORMS = tuple(
    (re.compile(pattern), reader)
    for pattern, reader in (
        (rf"{_Y}([-./])(?P<m>\d\d?)\2(?P<d>\d\d?)", _ymd),
        (r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)(?:\d{6}|\d{4})?", _ymd),
        (rf"{_Y}-w(?P<w>\d\d?)", _week),
        (rf"{_Y}[- ]?q(?P<q>[1-4])", _quarter),
        (rf"q(?P<q>[1-4])[ ,/-]+{_Y}", _quarter),
        (rf"{_Y}[- ]?h(?P<h>[12])", _half),
        (rf"h(?P<h>[12])[ ,/-]+{_Y}", _half),
        (rf"{_Y}[-/.](?P<m>\d\d)", _ym),
        (rf"(?P<m>\d\d?)[/.]{_Y}", _ym),
        (rf"{_Y}{_ERA}", _y),
        (r"(?P<a>\d\d?)([-./]) ?(?P<b>\d\d?)\2 ?(?P<y>\d{4}|\d\d)", _numeric),
        (r"(?P<d>\d\d?)[./-](?P<roman>[ivx]{1,4})[./-](?P<y>\d{4})", _roman),
        (rf"{_D}(?: of| de)?[ /-]?{_M}(?: de)?[ ,/-]{{0,2}}(?P<y>\d{{4}}|\d\d){_ERA}", _worded),
        (rf"{_M} ?{_D},? (?P<y>\d{{4}})", _worded),
        (rf"{_Y}[ ,-]+{_M}[ ,-]+{_D}", _worded),
        (rf"{_D} ?-+ ?(?P<d2>[0-3]?\d)(?:st|nd|rd|th)? {_M},? {_Y}", _day_range),
        (rf"{_M} {_D} ?-+ ?(?P<d2>[0-3]?\d)(?:st|nd|rd|th)?,? {_Y}", _day_range),
        (rf"{_M}(?: of| de)?[ ,-]{{1,2}}{_Y}{_ERA}", _month_year),
        (rf"{_Y}[ ,-]{{1,2}}{_M}", _month_year),
        (rf"{_M} ?-+ ?(?P<month2>{_NAMES})\.? {_Y}", _month_range),
        (rf"{_Y} ?[-/]+ ?(?P<y2>\d{{4}}|\d\d)", _year_range),
        (rf"(?P<season>{'|'.join(SEASON_NAME)})(?: of)? {_Y}", _season),
        (r"(?:the )?(?P<y>\d{3}0)'?s", _decade),
    )
)
# Marks of a calendar beside a year, in the order of OTHER_CALENDARS. Hebrew years have four digits:
# 10 AM is an hour.
_MARKS = (
    r"\d{3,4} ?a\.?h\.?(?!\w)|\ba\.?h\.? ?\d{3,4}|\d{4} ?h(?!\w)|(?<!solar )\bhijr[ia]",
    r"\d{4} ?a\.?m\.?$|\b(?:hebrew|jewish)",
    r"\d{4} ?s\.?h\.?(?!\w)|\bs\.?h\.? ?\d{4}|\b(?:persian|iranian|jalali|shamsi|solar hijr[ia])",
    r"an [ivx]+$",
    r"\bo\.? ?s\.?$",
    r"\d{4} ?e\.?c\.?$",
    r"\d{4} ?b\.?e\.?$",
    r"\b[rhs]\d{1,2}$",
)
_OTHER = {
    name: re.compile(rf"(?<![^\W\d_])(?:{forms})(?![^\W\d_])|{marks}", re.I)
    for (name, forms), marks in zip(OTHER_CALENDARS.items(), _MARKS, strict=True)
}
