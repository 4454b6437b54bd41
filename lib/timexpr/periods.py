"""Periods of the calendar, from a day to a century: TIMEX3 values, dates, arithmetic."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from timexpr import calendars
from timexpr.calendars import Dated

SEASON_ORDER = ("SP", "SU", "FA", "WI")
MONTHS_OF = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}


_TAILS = {
    "day": "-{:02d}-{:02d}",
    "week": "-W{:02d}",
    "weekend": "-W{:02d}-WE",
    "month": "-{:02d}",
    "quarter": "-Q{}",
    "half": "-H{}",
    "year": "",
}


class Period(NamedTuple):
    """A span of the calendar that has a name.

    `number` is the month of a day or a month, or the number of a week, quarter, half or season
    (spring is 0); a decade has its first year, a century its first two digits as the year.
    """

    kind: str
    year: int
    number: int = 0
    day: int = 0

    @property
    def value(self) -> str:
        """The TIMEX3 value; ValueError where the calendar has no such period.

        >>> Period("week", 2013, 12).value, Period("decade", 1990).value
        ('2013-W12', '199')
        """
        kind, year, number, day = self
        if kind == "century":
            return f"{year:02d}"
        if not 1 <= year <= 9999:
            raise ValueError(f"the year {year} is outside 1 to 9999")
        if kind == "decade":
            return f"{year // 10:03d}"
        if kind == "season":
            return f"{year:04d}-{SEASON_ORDER[number]}"
        return f"{year:04d}" + _TAILS[kind].format(number, day)

    @property
    def dated(self) -> Dated:
        """First and last day with granularity; ValueError where the calendar has no such period."""
        kind, year, number, day = self
        if kind == "day":
            return calendars.day(year, number, day)
        if kind == "week":
            return calendars.week(year, number)
        if kind == "weekend":
            week = calendars.week(year, number)
            return Dated(week.start + dt.timedelta(days=5), week.end, "range")
        if kind == "season":
            return calendars.season(year, SEASON_ORDER[number])
        if kind == "century":
            return calendars.century(year + 1)
        if kind in ("month", "quarter", "half"):
            length = MONTHS_OF[kind]
            return calendars.months(year, (number - 1) * length + 1, length, kind)
        return calendars.year(year) if kind == "year" else calendars.decade(year)


def on(date: dt.date) -> Period:
    """The day itself."""
    return Period("day", date.year, date.month, date.day)


def containing(kind: str, date: dt.date) -> Period:
    """The period of a kind that holds a date.

    >>> containing("season", dt.date(2013, 1, 5)).value
    '2012-WI'
    """
    if kind == "day":
        return on(date)
    if kind in ("week", "weekend"):
        year, number, _ = date.isocalendar()
        return Period(kind, year, number)
    if kind == "season":
        return Period(kind, date.year - (date.month < 3), (date.month // 3 - 1) % 4)
    if kind == "decade":
        return Period(kind, date.year // 10 * 10)
    if kind == "century":
        return Period(kind, (date.year - 1) // 100)
    if kind == "year":
        return Period(kind, date.year)
    return Period(kind, date.year, (date.month - 1) // MONTHS_OF[kind] + 1)


def shift(period: Period, steps: int) -> Period:
    """The period `steps` later (earlier where negative); ValueError or OverflowError past the years
    1 to 9999.

    >>> shift(Period("month", 2013, 1), -1)
    Period(kind='month', year=2012, number=12, day=0)
    """
    kind, year, number, day = period
    if kind == "day":
        return on(dt.date(year, number, day) + dt.timedelta(days=steps))
    if kind in ("week", "weekend"):
        return containing(
            kind, dt.date.fromisocalendar(year, number, 1) + dt.timedelta(weeks=steps)
        )
    if kind == "decade":
        return Period(kind, year + 10 * steps)
    if kind in ("year", "century"):
        return Period(kind, year + steps)
    count = 4 if kind == "season" else 12 // MONTHS_OF[kind]
    base = 0 if kind == "season" else 1
    years, rest = divmod(number - base + steps, count)
    return Period(kind, year + years, rest + base)


def add_months(date: dt.date, months: int) -> dt.date:
    """The same day `months` later, the last of the month where there is no such day.

    >>> add_months(dt.date(2023, 1, 31), 1)
    datetime.date(2023, 2, 28)
    """
    number = date.year * 12 + date.month - 1 + months
    last = calendars.month(number // 12, number % 12 + 1).end
    return last.replace(day=min(date.day, last.day))


def moved(date: dt.date, unit: str, count: float) -> dt.date:
    """A date moved by a number of units (day, week, month, quarter, year, decade, century)."""
    if unit in ("day", "week", "weekend"):
        return date + dt.timedelta(days=round(count * (1 if unit == "day" else 7)))
    return add_months(date, round(count * MONTHS_OF[unit]))
