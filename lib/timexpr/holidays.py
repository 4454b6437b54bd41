"""Meanings of holidays: fixed days, nth weekdays of a month, and what is counted from Easter."""

from __future__ import annotations

import datetime as dt
import re

from timexpr import periods
from timexpr.context import (
    X_VALUES,
    Context,
    Meaning,
    by_tense,
    of,
    read_unit,
    read_year,
)
from timexpr.engine import Found
from timexpr.periods import containing


def named_week(found: Found, context: Context) -> Meaning:
    """As in "Easter week", "the Christmas weekend"."""
    unit = read_unit(found)
    today = context.today(X_VALUES[unit])
    date = nearest_holiday(found.said("x"), today, context.pull(found), context)
    return of(containing(unit, date), "document")


def holiday(found: Found, context: Context) -> Meaning | None:
    """As in "Thanksgiving Day", "Christmas 2012"; without a year the one that the tense asks for."""
    name = re.sub(
        r" ['’] s\b",
        "'s",
        found.said("x") or " ".join(found.tokens.words[found.first : found.last]),
    )
    name = next(
        (
            known
            for known in sorted(context.tables.HOLIDAYS, key=len, reverse=True)
            if name.startswith(known)
        ),
        "",
    )
    if not name:
        return None
    if found.span("y"):
        return of(
            periods.on(_holiday_date(context.tables.HOLIDAYS[name], read_year(found, context))),
            "absolute",
        )
    rule = context.tables.HOLIDAYS[name]
    unknown = f"XXXX-{rule[0]:02d}-{rule[1]:02d}" if isinstance(rule[0], int) else "XXXX-XX-XX"
    return of(
        periods.on(nearest_holiday(name, context.today(unknown), context.pull(found), context)),
        "document",
    )


def nearest_holiday(name: str, today: dt.date, pull: float, context: Context) -> dt.date:
    """The holiday of the year that the tense and the distance ask for."""
    rule = context.tables.HOLIDAYS[name]
    years = [y for y in (today.year - 1, today.year, today.year + 1) if 1 <= y <= 9999]
    return by_tense([_holiday_date(rule, y) for y in years], today, pull)


def _holiday_date(rule: tuple, year_number: int) -> dt.date:
    if rule[0] == "easter":
        return easter(year_number) + dt.timedelta(days=rule[1])
    if rule[0] == "nth":
        _, month_number, nth, weekday_number = rule
        first = dt.date(year_number, month_number, 1)
        # Election Day: the Tuesday after the first Monday, that is the first Tuesday from the 2nd
        # on.
        if (nth, weekday_number, month_number) == (2, 1, 11):
            return first + dt.timedelta(days=(0 - first.weekday()) % 7 + 1)
        return first + dt.timedelta(days=(weekday_number - 1 - first.weekday()) % 7 + 7 * (nth - 1))
    return dt.date(year_number, *rule)


def easter(year_number: int) -> dt.date:
    """Western Easter Sunday (the anonymous Gregorian computus).

    >>> easter(2000)
    datetime.date(2000, 4, 23)
    """
    golden, century_number = year_number % 19, year_number // 100
    skipped = century_number - century_number // 4 - (8 * century_number + 13) // 25
    epact = (skipped + 19 * golden + 15) % 30
    epact -= epact // 28 * (1 - epact // 28 * (29 // (epact + 1)) * ((21 - golden) // 11))
    shift_days = (
        year_number + year_number // 4 + epact + 2 - century_number + century_number // 4
    ) % 7
    days = epact - shift_days
    month_number = 3 + (days + 40) // 44
    return dt.date(year_number, month_number, days + 28 - 31 * (month_number // 4))
