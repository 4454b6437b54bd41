"""Meanings of dates that name their place in the calendar, from days to centuries.

Each public function is the meaning of rules of the same name in the tables.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange

from timexpr import calendars
from timexpr.context import (
    AHEAD,
    BACK,
    NEAR_PULL,
    SEASON_WORDS,
    SHORT_WEEKDAYS,
    YEAR_NUMBER,
    Context,
    Meaning,
    by_tense,
    from_to,
    is_year,
    of,
    prefix_flags,
    read_month,
    read_number,
    read_weekday,
    read_year,
    relative_year,
)
from timexpr.engine import Match
from timexpr.periods import SEASON_ORDER, Period, containing, on, shift

# "Born on 10 October 1930 in London, he died on 24 December": a birth tells no story of its year.
BIRTH_REACH = 16
# "On 27 September 2020 … on 9 November": how far a story goes on in the year of a full date.
STORY_DAYS = 150


def iso(match: Match, context: Context) -> Meaning:
    """As in "2020-11-10", "2020-11-10T09:30:00+04:00" (the local time is kept)."""
    text = match.tokens.text[match.start : match.end]
    day = on(calendars.read_date(text).start)
    clock = re.search(r"T\d\d:\d\d", text)
    return of(day, "absolute", type="TIME", suffix=clock[0]) if clock else of(day, "absolute")


def numeric_date(match: Match, context: Context) -> Meaning:
    """As in "10.11.2020", day first; flagged where both readings are possible."""
    date = calendars.read_date(match.text("x"))
    return of(on(date.start), "absolute", flags=date.flags)


def day(match: Match, context: Context) -> Meaning | None:
    """As in "10 November 2020", "Nov. 10", "the 9th of November of last year"."""
    number = read_number(match, "d")
    if number is None or number != int(number):
        return None
    month, number = read_month(match), int(number)
    year, anchor = read_year(match), "absolute"
    if year is None and match.span("rel"):
        year, anchor = relative_year(match, context, f"XXXX-{month:02d}-{number:02d}")
    if year is None and (match.setting("bare") or match.setting("part")):
        year = _year_in(match)
    if year is None:
        return _day_without_year(match, context, month, number)
    return of(Period("day", year, month, number), anchor, flags=prefix_flags(match))


def _year_in(match: Match) -> int | None:
    """The year that stands with a neighbouring day: "13 and 14 September 2022"."""
    inside = (int(word) for word in match.matched if YEAR_NUMBER.fullmatch(word))
    ahead = (int(word) for word in match.words_after(6) if is_year(word))
    return next(inside, None) or next(ahead, None)


def _day_without_year(match: Match, context: Context, month: int, number: int) -> Meaning:
    if not 1 <= number <= monthrange(2000, month)[1]:
        raise ValueError(f"there is no day {number} in that month")
    flags = prefix_flags(match)
    unknown = f"XXXX-{month:02d}-{number:02d}"
    if (year := _year_of_range(match, month)) is not None:
        return of(Period("day", year, month, number), "absolute", flags=flags)
    if " ".join(match.words_before(3)) in ("every year on", "each year on"):
        return Meaning("SET", unknown)
    today = context.today(unknown)
    if (story := _day_of_story(match, context, month, number, today)) is not None:
        return of(on(story), "narrative", flags=flags)
    years = (y for y in (today.year - 1, today.year, today.year + 1) if 1 <= y <= 9999)
    dates = [dt.date(y, month, number) for y in years if number <= monthrange(y, month)[1]]
    if not dates:
        raise ValueError("that day is not in the calendar of these years")
    weekday = read_weekday([word for word in match.marked if word[:3] in SHORT_WEEKDAYS])
    of_weekday = [d for d in dates if weekday is not None and d.weekday() == weekday]
    pull = NEAR_PULL if heads_entry(match) else context.pull(match)
    chosen = of_weekday[0] if len(of_weekday) == 1 else by_tense(dates, today, pull)
    return of(on(chosen), "document", flags=flags)


def _day_of_story(
    match: Match, context: Context, month: int, number: int, today: dt.date
) -> dt.date | None:
    """The day in the year of the story told just before: in its month, or soon after its day."""
    told = context.story_date()
    if told is None or told.kind not in ("day", "month"):
        return None
    begin = told.dated.start
    if number > monthrange(begin.year, month)[1]:
        return None
    date = dt.date(begin.year, month, number)
    if begin.month == month and begin.replace(day=1) <= today:
        return date
    goes_on = dt.timedelta(0) <= date - begin <= dt.timedelta(days=STORY_DAYS)
    if told.kind == "month" or begin >= today or not goes_on:
        return None
    born = "born" in match.words_before(BIRTH_REACH)
    return None if born or context.tense(match) == "future" else date


def _year_of_range(match: Match, month: int) -> int | None:
    """ "from 1 January to 30 June 2020": the year of the second day holds for the first."""
    words = match.words_after(8)
    if not words or words[0] not in ("to", "and", "until", "till", "through", "or", "-", "–", "—"):
        return None
    rest = [word for word in words[1:] if word not in ("the", "of", ",", ".")][:3]
    day_first = rest[:1] and rest[0][:1].isdigit() and len(rest[0]) < 3
    if day_first and len(rest) > 1 and YEAR_NUMBER.fullmatch(rest[1]):
        return int(rest[1]) if is_year(rest[1]) else None  # September 13 and 15, 2003
    if len(rest) < 3 or not is_year(rest[2]) or not any(w[:1].isdigit() for w in rest[:2]):
        return None
    months = (calendars.MONTH_NUMBER[w] for w in rest[:2] if w in calendars.MONTH_NUMBER)
    second = next(months, None)
    return None if second is None else int(rest[2]) - (second < month)


def heads_entry(match: Match) -> bool:
    """Whether the match is the head of an entry of a chronicle: "24 February – Militias …"."""
    before = match.before()
    opens = before in ("", ".", "•", "*") or "\n" in before
    return opens and match.after() in ("-", "–", "—", ":")


def day_range(match: Match, context: Context) -> Meaning | None:
    """As in "13–14 September 2022": one expression from the first day to the last."""
    first_day, last_day = (int(read_number(match, name)) for name in ("d", "d2"))
    first_month = read_month(match)
    last_month = read_month(match, "m2") if match.span("m2") else first_month
    year, anchor = read_year(match), "absolute"
    if year is None:
        start = _day_without_year(match, context, first_month, first_day)
        year, anchor = start.begin.year, start.anchor
    first, last = (
        Period("day", year, first_month, first_day),
        Period("day", year, last_month, last_day),
    )
    if last.dated.start < first.dated.start:
        raise ValueError("the range ends before it starts")
    return from_to(first, last, anchor)


def day_of_month(match: Match, context: Context) -> Meaning | None:
    """As in "the 10th of this month"."""
    number = read_number(match, "d")
    if number is None:
        return None
    steps = {"last": -1, "past": -1, "this": 0}.get(match.text("rel"), 1)
    month = shift(containing("month", context.today(f"XXXX-XX-{int(number):02d}")), steps)
    return of(Period("day", month.year, month.number, int(number)), "document")


def nth_day(match: Match, context: Context) -> Meaning | None:
    """As in "on the 13th", of the month told last; "the 13th floor" is none."""
    after, number = match.after(), int(read_number(match, "d"))
    if after.isalpha() and after not in match.tables.nearby["PHRASE_END"]:
        return None
    told, anchor = context.last_date(within=3, unit="month"), "narrative"
    if told is None:
        today, anchor = context.today(f"XXXX-XX-{number:02d}"), "document"
        month = containing("month", today)
        ahead = number > today.day and context.tense(match) != "future"
        month = shift(month, -1) if ahead else month
    else:
        month = containing("month", told.dated.start)
        if told.kind == "day" and number < told.dated.start.day - 20:
            month = shift(month, 1)  # "on 30 May …, on the 2nd"
    return of(Period("day", month.year, month.number, number), anchor)


def nth_weekday(match: Match, context: Context) -> Meaning | None:
    """As in "the first Monday of September 2022", "the last Friday in March"."""
    month, index = read_month(match), read_weekday(match.words("w"))
    is_last = match.text("n") in ("last", "past")
    nth = None if is_last else int(read_number(match, "n"))
    unknown = f"XXXX-{month:02d}-WXX-{index + 1}"

    def in_year(year: int) -> dt.date:
        every = range(1, monthrange(year, month)[1] + 1)
        fits = [d for d in every if dt.date(year, month, d).weekday() == index]
        if nth is not None and nth > len(fits):
            raise ValueError("that month has fewer of these weekdays")
        return dt.date(year, month, fits[-1] if nth is None else fits[nth - 1])

    if (year := read_year(match)) is not None:
        return of(on(in_year(year)), "absolute", flags=prefix_flags(match))
    today = context.today(unknown)
    dates = [in_year(year) for year in (today.year - 1, today.year, today.year + 1)]
    return of(on(by_tense(dates, today, context.pull(match))), "document")


def dual_date(match: Match, context: Context) -> Meaning:
    """As in "25 October (7 November) 1917": of the two the Gregorian one, which is the later."""
    days = [
        Period("day", read_year(match), read_month(match, month), int(read_number(match, number)))
        for month, number in (("m", "d"), ("m2", "d2"))
    ]
    return of(max(days, key=lambda day: day.dated.start), "absolute", flags=("old-style",))


def named_day(match: Match, context: Context) -> Meaning:
    """A day whose date is its name: "9/11", "the September 11 attacks"."""
    date = dt.date.fromisoformat(match.setting("date"))
    return of(on(date), "absolute", flags=("named-day",))


def other_calendar(match: Match, context: Context) -> Meaning:
    """A date of another calendar is recognised and not converted."""
    return Meaning("DATE", "XXXX-XX-XX", flags=("other-calendar",))


def era(match: Match, context: Context) -> Meaning | None:
    """As in "AD 301" and "500 BC"; what lies before the year 1 has a value and no dates."""
    year = int(read_number(match, "y"))
    if "".join(word for word in match.words("era") if word != ".") not in ("bc", "bce"):
        return of(Period("year", year), "absolute")
    if not 1 <= year <= 9999:
        return None
    return Meaning("DATE", f"BC{year:04d}", flags=("before-year-1",))


def month_of_year(match: Match, context: Context) -> Meaning | None:
    """As in "December 2022", "April of this year"."""
    month = read_month(match)
    if match.span("rel"):
        year, anchor = relative_year(match, context, f"XXXX-{month:02d}")
    else:
        year, anchor = read_year(match), "absolute"
    return of(Period("month", year, month), anchor, flags=prefix_flags(match))


def month_range(match: Match, context: Context) -> Meaning:
    """As in "February-March 2022", "January-August".

    Without a year it is the document's or, where that lies ahead, the one before.
    """
    first, last = (read_month(match, name) for name in ("m", "m2"))
    unknown = f"XXXX-{first:02d}/XXXX-{last:02d}"
    year, anchor = read_year(match), "absolute"
    if year is None and match.span("rel"):
        year, anchor = relative_year(match, context, unknown)
    elif year is None:
        today, anchor = context.today(unknown), "document"
        year = today.year + (last < first)
        if first > today.month and context.tense(match) != "future":
            year -= 1
    return from_to(
        Period("month", year - (last < first), first), Period("month", year, last), anchor
    )


def year(match: Match, context: Context) -> Meaning | None:
    """As in "2020", "fiscal 2013", "nineteen ninety-six"."""
    number = read_year(match)
    if match.setting("zero"):
        raise ValueError("there is no year 0")
    if not number or not 1000 <= number < 2200:
        return None
    flags = prefix_flags(match)
    if any(word in ("fiscal", "financial") for word in match.matched):
        flags += ("fiscal-year",)
    if match.setting("bare") and match.after() in match.tables.words["COUNTED"]:
        flags += ("may-be-a-count",)  # "in 2020 troops left"
    return of(Period("year", number), "absolute", flags=flags)


def short_year(match: Match, context: Context) -> Meaning:
    """As in "'98" after a word that asks for a year."""
    year = calendars.full_year(int(match.text("x")[1:]))
    return of(Period("year", year), "absolute", flags=("two-digit-year",))


def year_range(match: Match, context: Context) -> Meaning | None:
    """As in "1988-1994", "2010/11"; flagged where 2001-02 could also be a month."""
    first, last = re.findall(r"\d+", match.text("x"))
    first_year, last_year = int(first), int(first[: 4 - len(last)] + last)
    may_be_month = len(last) == 2 and 1 <= int(last) <= 12
    if last_year > first_year:
        flags = ("ambiguous-month-or-years",) if may_be_month else ()
        return from_to(Period("year", first_year), Period("year", last_year), "absolute", flags)
    if may_be_month:  # 2022-12 cannot be a run of years
        return of(Period("month", first_year, int(last)), "absolute")
    return None


def fiscal_year(match: Match, context: Context) -> Meaning:
    """As in "FY2013", as the calendar year of that number."""
    digits = match.text("x")[2:]
    year = int(digits) if len(digits) == 4 else calendars.full_year(int(digits))
    return of(Period("year", year), "absolute", flags=("fiscal-year",))


def decade(match: Match, context: Context) -> Meaning:
    """As in "the 1990s", "the early nineties"; "the 80s" are those of the twentieth century."""
    text = match.text("x")
    digits = re.sub(r"\D", "", text)
    if len(digits) == 4:
        first = int(digits)
    elif digits:
        first = 1900 + int(digits)
    else:
        first = 1920 + 10 * match.tables.words["DECADEW"].index(text)
    return of(Period("decade", first), "absolute", flags=prefix_flags(match))


def half_of(match: Match, context: Context) -> Meaning | None:
    """As in "the second half of the 1980s": the whole decade, flagged early or late."""
    if match.span("c"):
        return century(match, context)
    part = "early" if "first" in match.matched else "late"
    return decade(match, context)._replace(flags=(part,))


def century(match: Match, context: Context) -> Meaning | None:
    """As in "the 19th century", which is 18 in TIMEX3."""
    number = read_number(match, "c")
    if number is None or not 1 <= number <= 30:
        return None
    flags = prefix_flags(match)
    if match.span("era"):
        return Meaning("DATE", f"BC{int(number) - 1:02d}", flags=("before-year-1", *flags))
    return of(Period("century", int(number) - 1), "absolute", flags=flags)


def decade_of_century(match: Match, context: Context) -> Meaning | None:
    """As in "the first decade of the twenty-first century"."""
    hundreds, count = read_number(match, "c"), read_number(match, "n")
    nth = 10 if count is None else int(count)
    if hundreds is None or not (1 <= hundreds <= 30 and 1 <= nth <= 10):
        return None
    first = int(hundreds - 1) * 100 + (nth - 1) * 10
    return of(Period("decade", first), "absolute", flags=prefix_flags(match))


def season(match: Match, context: Context) -> Meaning | None:
    """As in "the spring of 2018", "last summer", "this fall"."""
    index = SEASON_WORDS[match.words("s")[0]]
    code, flags = SEASON_ORDER[index], prefix_flags(match)
    if match.span("y"):
        return of(Period("season", read_year(match), index), "absolute", flags=flags)
    if match.span("r"):
        return of(Period("season", int(match.text("r")[:4]), index), "absolute", flags=flags)
    relation = match.text("rel")
    if "year" in match.matched:
        year, anchor = relative_year(match, context, f"XXXX-{code}")
        return of(Period("season", year, index), anchor, flags=flags)
    if relation in ("every", "each"):
        return Meaning("SET", f"XXXX-{code}")
    today = context.today(f"XXXX-{code}")
    return of(_season_near(index, today, relation, context.tense(match)), "document", flags=flags)


def _season_near(index: int, today: dt.date, relation: str, tense: str) -> Period:
    current = containing("season", today)
    this = Period("season", current.year if current.number == index else today.year, index)
    ahead, behind = this.dated.start > today, this.dated.end < today
    if relation in AHEAD:
        return this if ahead else shift(this, 4)
    if relation in BACK:
        return this if behind else shift(this, -4)
    if relation != "this" and tense == "past" and ahead:
        return shift(this, -4)
    if relation != "this" and tense == "future" and behind:
        return shift(this, 4)
    return this


def quarter(match: Match, context: Context) -> Meaning | None:
    """As in "the third quarter of 2020", "Q1 2019"; without a year the latest that has begun."""
    kind, number = "quarter", match.setting("q") or read_number(match, "q")
    if match.span("x"):
        code = match.text("x")
        kind, number = "half" if code[0] == "h" else "quarter", code[1]
    if number is None or not 1 <= int(number) <= 4:
        return None
    this = _part_of_year(match, context, kind, int(number))
    if this.anchor == "document" and not match.span("rel"):
        ahead = this.begin > context.document.start
        if ahead and context.tense(match) != "future":
            last_year = shift(this.period, -4 if kind == "quarter" else -2)
            return of(last_year, "document", flags=this.flags)
    return this


def half(match: Match, context: Context) -> Meaning:
    """As in "the first half of 2021"."""
    return _part_of_year(match, context, "half", 1 if match.text("h") == "first" else 2)


def half_year(match: Match, context: Context) -> Meaning:
    """As in "the first two quarters of 1990"."""
    return of(Period("half", read_year(match), 1), "absolute")


def _part_of_year(match: Match, context: Context, kind: str, number: int) -> Meaning:
    unknown, flags = f"XXXX-{kind[0].upper()}{number}", prefix_flags(match)
    if match.span("y"):
        return of(Period(kind, read_year(match), number), "absolute", flags=flags)
    if match.span("rel"):
        year, anchor = relative_year(match, context, unknown)
        return of(Period(kind, year, number), anchor, flags=flags)
    return of(Period(kind, context.today(unknown).year, number), "document", flags=flags)
