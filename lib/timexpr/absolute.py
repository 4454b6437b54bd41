"""Meanings of dates that name their place in the calendar, with the year or from the document's:
days to centuries.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange

from timexpr import calendars, periods
from timexpr.context import (
    NEAR_PULL,
    SEASON_WORDS,
    SHORT_WEEKDAYS,
    YEAR_NUMBER,
    Context,
    Meaning,
    by_tense,
    of,
    prefix_flags,
    read_month,
    read_number,
    read_weekday,
    read_year,
    relative_year,
)
from timexpr.engine import Found
from timexpr.periods import Period, containing, shift


def iso(found: Found, context: Context) -> Meaning:
    """As in "2020-11-10", "2020-11-10T09:30:00+04:00" (the local time is kept)."""
    text = found.tokens.text[found.start : found.end]
    dated = calendars.read_date(text)
    clock = re.search(r"T(\d\d:\d\d)", text)
    period = periods.on(dated.start)
    return of(
        period, "absolute", kind="TIME" if clock else "DATE", suffix=f"T{clock[1]}" if clock else ""
    )


def numeric_date(found: Found, context: Context) -> Meaning:
    """As in "10.11.2020", day first; flagged where both readings are possible."""
    dated = calendars.read_date(found.said("x"))
    return of(periods.on(dated.start), "absolute", flags=dated.flags)


def day(found: Found, context: Context) -> Meaning | None:
    """As in "10 November 2020", "Nov. 10", "the 9th of November of last year"."""
    settings = found.rule.settings
    value = read_number(found, "d", context)
    if value is None or value != int(value):
        return None
    month = read_month(found)
    year, anchor = read_year(found, context), "absolute"
    if year is None and found.span("rel"):
        year, anchor = relative_year(found, context, f"XXXX-{month:02d}-{int(value):02d}")
    if year is None and (settings.get("bare") or settings.get("part")):
        year = next(
            (int(w) for w in found.all_words() if YEAR_NUMBER.fullmatch(w)), None
        ) or _year_ahead(found)
    if year is not None:
        dated = calendars.day(year, month, int(value))
        return of(periods.on(dated.start), anchor, flags=prefix_flags(found))
    return _day_without_year(found, context, month, int(value))


def _year_ahead(found: Found) -> int | None:
    words = found.tokens.words[found.last : found.last + 6]
    return next((int(w) for w in words if YEAR_NUMBER.fullmatch(w) and 1000 <= int(w) < 2200), None)


def _day_without_year(found: Found, context: Context, month: int, value: int) -> Meaning:
    if not 1 <= value <= monthrange(2000, month)[1]:
        raise ValueError(f"there is no day {value} in that month")
    unknown = f"XXXX-{month:02d}-{value:02d}"
    if (year := _year_of_range(found, month)) is not None:
        return of(
            periods.on(calendars.day(year, month, value).start),
            "absolute",
            flags=prefix_flags(found),
        )
    if " ".join(found.tokens.words[max(0, found.first - 3) : found.first]) in (
        "every year on",
        "each year on",
    ):
        return Meaning("SET", unknown)
    today = context.today(unknown)
    around = context.told_month()
    if (
        around is not None
        and around.month == month
        and around <= today
        and value <= monthrange(around.year, month)[1]
    ):
        return of(
            periods.on(dt.date(around.year, month, value)), "narrative", flags=prefix_flags(found)
        )
    told = context.told_day()
    if (
        told is not None
        and told < today
        and "born" not in found.tokens.words[max(0, found.first - BIRTH_REACH) : found.first]
        and context.tense(found) != "future"
        and value <= monthrange(told.year, month)[1]
    ):
        following = dt.date(told.year, month, value)
        if dt.timedelta(0) <= following - told <= dt.timedelta(days=STORY_DAYS):
            return of(periods.on(following), "narrative", flags=prefix_flags(found))
    years = [
        y
        for y in (today.year - 1, today.year, today.year + 1)
        if 1 <= y <= 9999 and value <= monthrange(y, month)[1]
    ]
    if not years:
        raise ValueError("that day is not in the calendar of these years")
    dates = [dt.date(y, month, value) for y in years]
    weekday = read_weekday(
        [w for w in found.tokens.words[found.first : found.last] if w[:3] in SHORT_WEEKDAYS]
    )
    matching = [d for d in dates if weekday is not None and d.weekday() == weekday]
    pull = NEAR_PULL if heads_entry(found) else context.pull(found)
    chosen = matching[0] if len(matching) == 1 else by_tense(dates, today, pull)
    return of(periods.on(chosen), "document", flags=prefix_flags(found))


def _year_of_range(found: Found, month: int) -> int | None:
    """ "from 1 January to 30 June 2020": the year of the second day holds for the first."""
    words = found.tokens.words[found.last : found.last + 8]
    if not words or words[0] not in ("to", "and", "until", "till", "through", "or", "-", "–", "—"):
        return None
    rest = [word for word in words[1:] if word not in ("the", "of", ",", ".")][:3]
    if (
        rest[:1]
        and rest[0][:1].isdigit()
        and len(rest) > 1
        and YEAR_NUMBER.fullmatch(rest[1])
        and len(rest[0]) < 3
    ):
        return int(rest[1]) if 1000 <= int(rest[1]) < 2200 else None  # September 13 and 15, 2003
    if len(rest) < 3 or not YEAR_NUMBER.fullmatch(rest[2]) or not 1000 <= int(rest[2]) < 2200:
        return None
    second = next(
        (calendars.MONTH_NUMBER[word] for word in rest[:2] if word in calendars.MONTH_NUMBER), None
    )
    if second is None or not any(word[:1].isdigit() for word in rest[:2]):
        return None
    return int(rest[2]) - (second < month)


def heads_entry(found: Found) -> bool:
    """ "… . 24 February – Militias take control": the head of an entry of a chronicle, which tells
    what was.
    """
    words = found.tokens.words
    before, after = (
        words[found.first - 1] if found.first else "",
        words[found.last : found.last + 1],
    )
    return (before in ("", ".", "•", "*") or "\n" in before) and after in (
        ["-"],
        ["–"],
        ["—"],
        [":"],
    )


# "Born on 10 October 1930 in London, he died on 24 December": a birth tells no story of its year.
BIRTH_REACH = 16
# "On 27 September 2020 … on 9 November": how far a story goes on in the year of a full date told
# just before.
STORY_DAYS = 150


def day_range(found: Found, context: Context) -> Meaning | None:
    """As in "13–14 September 2022": one expression from the first day to the last."""
    first_day, last_day = (int(read_number(found, name, context)) for name in ("d", "d2"))
    first_month = read_month(found)
    last_month = read_month(found, "m2") if found.span("m2") else first_month
    year = read_year(found, context)
    anchor = "absolute"
    if year is None:
        start = _day_without_year(found, context, first_month, first_day)
        year, anchor = start.begin.year, start.anchor
    first = calendars.day(year, first_month, first_day).start
    last = calendars.day(year, last_month, last_day).start
    if last < first:
        raise ValueError("the range ends before it starts")
    value = f"{periods.on(first).value}/{periods.on(last).value}"
    return Meaning("DATE", value, first, last, "range", anchor, (), periods.on(last))


def day_of_month(found: Found, context: Context) -> Meaning | None:
    """As in "the 10th of this month"."""
    value, steps = (
        read_number(found, "d", context),
        {"last": -1, "past": -1, "this": 0}.get(found.said("rel"), 1),
    )
    if value is None:
        return None
    whole = shift(containing("month", context.today(f"XXXX-XX-{int(value):02d}")), steps)
    return of(periods.on(calendars.day(whole.year, whole.number, int(value)).start), "document")


def dual_date(found: Found, context: Context) -> Meaning:
    """ "25 October (7 November) 1917": of the two the Gregorian one, which is the later."""
    year_number = read_year(found, context)
    dates = [
        calendars.day(year_number, read_month(found, m), int(read_number(found, d, context))).start
        for m, d in (("m", "d"), ("m2", "d2"))
    ]
    return of(periods.on(max(dates)), "absolute", flags=("old-style",))


def named_day(found: Found, context: Context) -> Meaning:
    """A day whose date is its name: "9/11", "the September 11 attacks"."""
    return of(periods.on(dt.date(*found.rule.settings["date"])), "absolute", flags=("named-day",))


def other_calendar(found: Found, context: Context) -> Meaning:
    """A date of another calendar is recognised and not converted."""
    return Meaning("DATE", "XXXX-XX-XX", flags=("other-calendar",))


def era(found: Found, context: Context) -> Meaning | None:
    """As in "AD 301" and "500 BC"; what lies before the year 1 has a value and no dates."""
    value, name = (
        int(read_number(found, "y", context)),
        "".join(w for w in found.words("era") if w != "."),
    )
    if name in ("bc", "bce"):
        return (
            Meaning("DATE", f"BC{value:04d}", flags=("before-year-1",))
            if 1 <= value <= 9999
            else None
        )
    return of(Period("year", value), "absolute")


def month_of_year(found: Found, context: Context) -> Meaning | None:
    """As in "December 2022", "April of this year"."""
    number_ = read_month(found)
    if found.span("rel"):
        year_number, anchor = relative_year(found, context, f"XXXX-{number_:02d}")
        return of(Period("month", year_number, number_), anchor, flags=prefix_flags(found))
    return of(
        Period("month", read_year(found, context), number_), "absolute", flags=prefix_flags(found)
    )


def month_range(found: Found, context: Context) -> Meaning:
    """As in "February-March 2022", "January-August" of the document's year or, where that lies
    ahead, of the one before.
    """
    numbers = [read_month(found, name) for name in ("m", "m2")]
    year, anchor = read_year(found, context), "absolute"
    if year is None and found.span("rel"):
        year, anchor = relative_year(found, context, f"XXXX-{numbers[0]:02d}/XXXX-{numbers[1]:02d}")
    elif year is None:
        today, anchor = context.today(f"XXXX-{numbers[0]:02d}/XXXX-{numbers[1]:02d}"), "document"
        year = today.year + (numbers[1] < numbers[0])
        if numbers[0] > today.month and context.tense(found) != "future":
            year -= 1
    first, last = (Period("month", year, number) for number in numbers)
    if last.number < first.number:
        first = first._replace(year=year - 1)
    return Meaning(
        "DATE",
        f"{first.value}/{last.value}",
        first.dated.start,
        last.dated.end,
        "range",
        anchor,
        (),
        last,
    )


def year(found: Found, context: Context) -> Meaning | None:
    """As in "2020", "fiscal 2013", "nineteen ninety-six"."""
    value = read_year(found, context)
    if found.rule.settings.get("zero"):
        raise ValueError("there is no year 0")
    if not value or not 1000 <= value < 2200:
        return None
    flags = prefix_flags(found)
    if any(w in ("fiscal", "financial") for w in found.all_words()):
        flags += ("fiscal-year",)
    after = found.tokens.words[found.last : found.last + 1]
    if (
        found.rule.settings.get("bare")
        and after
        and after[0] in context.tables.LEXICON["COUNTED"].split()
    ):
        flags += ("may-be-a-count",)  # "in 2020 troops left"
    return of(Period("year", value), "absolute", flags=flags)


def short_year(found: Found, context: Context) -> Meaning:
    """As in "'98" after a word that asks for a year."""
    two = int(found.said("x")[1:])
    return of(
        Period("year", two + (1900 if two >= calendars.TWO_DIGIT_PIVOT else 2000)),
        "absolute",
        flags=("two-digit-year",),
    )


def year_range(found: Found, context: Context) -> Meaning | None:
    """As in "1988-1994", "2010/11"; flagged where 2001-02 could also be a month."""
    first, last = re.findall(r"\d+", found.said("x"))
    first_year, last_year = int(first), int(first[: 4 - len(last)] + last)
    if (
        len(last) == 2 and 1 <= int(last) <= 12 and last_year <= first_year
    ):  # 2022-12 cannot be a run of years
        return of(Period("month", first_year, int(last)), "absolute")
    if last_year <= first_year:
        return None
    begin, end = Period("year", first_year), Period("year", last_year)
    flags = ("ambiguous-month-or-years",) if len(last) == 2 and 1 <= int(last) <= 12 else ()
    return Meaning(
        "DATE",
        f"{begin.value}/{end.value}",
        begin.dated.start,
        end.dated.end,
        "range",
        "absolute",
        flags,
        end,
    )


def fiscal_year(found: Found, context: Context) -> Meaning:
    """As in "FY2013", as the calendar year of that number."""
    digits = found.said("x")[2:]
    value = (
        int(digits)
        if len(digits) == 4
        else int(digits) + (1900 if int(digits) >= calendars.TWO_DIGIT_PIVOT else 2000)
    )
    return of(Period("year", value), "absolute", flags=("fiscal-year",))


def _decade_of(found: Found, context: Context) -> int:
    said = found.said("x")
    digits = re.sub(r"\D", "", said)
    if len(digits) == 4:
        return int(digits)
    # "the 80s" is the latest such decade before the document, the twentieth century's where nothing
    # is known.
    tens = (
        int(digits)
        if digits
        else {
            "twenties": 20,
            "thirties": 30,
            "forties": 40,
            "fifties": 50,
            "sixties": 60,
            "seventies": 70,
            "eighties": 80,
            "nineties": 90,
        }[said]
    )
    return 1900 + tens


def decade(found: Found, context: Context) -> Meaning:
    """As in "the 1990s", "the early nineties"."""
    return of(Period("decade", _decade_of(found, context)), "absolute", flags=prefix_flags(found))


def half_of(found: Found, context: Context) -> Meaning:
    """As in "the second half of the 1980s", "the first half of the twentieth century": the whole,
    flagged early or late.
    """
    if found.span("c"):
        return century(found, context)
    words = found.all_words()
    part = "early" if "first" in words else "late"
    return decade(found, context)._replace(flags=(part,))


def century(found: Found, context: Context) -> Meaning | None:
    """As in "the 19th century", which is 18 in TIMEX3."""
    value = read_number(found, "c", context)
    if value is None or not 1 <= value <= 30:
        return None
    if found.span("era"):
        return Meaning(
            "DATE", f"BC{int(value) - 1:02d}", flags=("before-year-1", *prefix_flags(found))
        )
    return of(Period("century", int(value) - 1), "absolute", flags=prefix_flags(found))


def decade_of_century(found: Found, context: Context) -> Meaning | None:
    """As in "the first decade of the twenty-first century"."""
    hundreds, count = read_number(found, "c", context), read_number(found, "n", context)
    nth = 10 if count is None else int(count)
    if hundreds is None or not (1 <= hundreds <= 30 and 1 <= nth <= 10):
        return None
    return of(
        Period("decade", int(hundreds - 1) * 100 + (nth - 1) * 10),
        "absolute",
        flags=prefix_flags(found),
    )


def season(found: Found, context: Context) -> Meaning | None:
    """As in "the spring of 2018", "last summer", "this fall"."""
    word = found.words("s")[0]
    index = SEASON_WORDS[word]
    code = periods.SEASON_ORDER[index]
    if found.span("y"):
        return of(
            Period("season", read_year(found, context), index),
            "absolute",
            flags=prefix_flags(found),
        )
    if found.span("r"):
        return of(
            Period("season", int(found.said("r")[:4]), index), "absolute", flags=prefix_flags(found)
        )
    rel = found.said("rel")
    if "year" in found.all_words():
        year_number, anchor = relative_year(found, context, f"XXXX-{code}")
        return of(Period("season", year_number, index), anchor, flags=prefix_flags(found))
    if rel in ("every", "each"):
        return Meaning("SET", f"XXXX-{code}")
    today = context.today(f"XXXX-{code}")
    return of(
        _season_near(index, today, rel, context.tense(found)), "document", flags=prefix_flags(found)
    )


def _season_near(index: int, today: dt.date, rel: str, tense: str) -> Period:
    current = containing("season", today)
    this = Period("season", current.year if current.number == index else today.year, index)
    if rel in ("this", "this past", "this coming", "", "the"):
        if rel == "this past" or (
            rel in ("", "the") and tense == "past" and this.dated.start > today
        ):
            return this if this.dated.start <= today else shift(this, -4)
        if rel in ("", "the") and tense == "future" and this.dated.end < today:
            return shift(this, 4)
        return this
    if rel in ("next", "coming", "upcoming", "following"):
        return this if this.dated.start > today else shift(this, 4)
    return this if this.dated.end < today else shift(this, -4)  # last, past


def quarter(found: Found, context: Context) -> Meaning | None:
    """As in "the third quarter of 2020", "Q1 2019"; without a year the latest one that has begun."""
    if found.span("x"):
        code = found.said("x").upper()
        kind, index = ("half" if code[0] == "H" else "quarter"), int(code[1])
    else:
        value = found.rule.settings.get("q") or read_number(found, "q", context)
        if value is None or not 1 <= value <= 4:
            return None
        kind, index = "quarter", int(value)
    if found.span("y"):
        return of(
            Period(kind, read_year(found, context), index), "absolute", flags=prefix_flags(found)
        )
    unknown = f"XXXX-{kind[0].upper()}{index}"
    if found.span("rel"):
        year_number, anchor = relative_year(found, context, unknown)
        return of(Period(kind, year_number, index), anchor, flags=prefix_flags(found))
    today = context.today(unknown)
    this = Period(kind, today.year, index)
    if this.dated.start > today and context.tense(found) != "future":
        this = this._replace(year=today.year - 1)
    return of(this, "document", flags=prefix_flags(found))


def half(found: Found, context: Context) -> Meaning:
    """As in "the first half of 2021"."""
    index = 1 if found.said("h") == "first" else 2
    if found.span("y"):
        return of(Period("half", read_year(found, context), index), "absolute")
    if found.span("rel"):
        year_number, anchor = relative_year(found, context, f"XXXX-H{index}")
        return of(Period("half", year_number, index), anchor)
    return of(Period("half", context.today(f"XXXX-H{index}").year, index), "document")


def half_year(found: Found, context: Context) -> Meaning:
    """As in "the first two quarters of 1990"."""
    return of(Period("half", read_year(found, context), 1), "absolute")
