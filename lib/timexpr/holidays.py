"""Meanings of holidays: fixed days, nth weekdays of a month, and what is counted from Easter."""

from __future__ import annotations

import datetime as dt
import re

from timexpr.context import X_VALUES, Context, Meaning, by_tense, of, read_unit, read_year
from timexpr.engine import Match
from timexpr.periods import containing, on


def named_week(match: Match, context: Context) -> Meaning:
    """As in "Easter week", "the Christmas weekend"."""
    unit = read_unit(match)
    today = context.today(X_VALUES[unit])
    rule = match.tables.holidays[match.text("x")]
    return of(containing(unit, _nearest(rule, today, context.pull(match))), "document")


def holiday(match: Match, context: Context) -> Meaning | None:
    """As in "Thanksgiving Day", "Christmas 2012"; without a year the tense decides."""
    text = re.sub(r" ['’] s\b", "'s", match.text("x"))
    names = sorted(match.tables.holidays, key=len, reverse=True)
    name = next((name for name in names if text.startswith(name)), "")
    if not name:
        return None
    rule = match.tables.holidays[name]
    if match.span("y"):
        return of(on(_date_in(rule, read_year(match))), "absolute")
    today = context.today(f"XXXX-{rule}" if rule[:1].isdigit() else X_VALUES["day"])
    return of(on(_nearest(rule, today, context.pull(match))), "document")


def _nearest(rule: str, today: dt.date, pull: float) -> dt.date:
    years = [y for y in (today.year - 1, today.year, today.year + 1) if 1 <= y <= 9999]
    return by_tense([_date_in(rule, year) for year in years], today, pull)


def _date_in(rule: str, year: int) -> dt.date:
    """The date of a holiday, by its line in the tables: "12-25", "nth 11 4 4", "easter -2"."""
    kind, *numbers = rule.split()
    if kind == "easter":
        return easter(year) + dt.timedelta(days=int(numbers[0]))
    if kind != "nth":
        return dt.date.fromisoformat(f"{year:04d}-{rule}")
    month, nth, weekday = map(int, numbers)
    first = dt.date(year, month, 1)
    if (month, nth, weekday) == (11, 2, 1):  # Election Day: the day after the first Monday
        return first + dt.timedelta(days=-first.weekday() % 7 + 1)
    return first + dt.timedelta(days=(weekday - 1 - first.weekday()) % 7 + 7 * (nth - 1))


def easter(year: int) -> dt.date:
    """Western Easter Sunday, by the anonymous Gregorian computus.

    >>> easter(2000)
    datetime.date(2000, 4, 23)
    """
    golden, hundreds = year % 19, year // 100
    skipped = hundreds - hundreds // 4 - (8 * hundreds + 13) // 25
    epact = (skipped + 19 * golden + 15) % 30
    epact -= epact // 28 * (1 - epact // 28 * (29 // (epact + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + epact + 2 - hundreds + hundreds // 4) % 7
    days = epact - weekday
    month = 3 + (days + 40) // 44
    return dt.date(year, month, days + 28 - 31 * (month // 4))
