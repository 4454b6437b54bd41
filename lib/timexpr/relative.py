"""Meanings counted from the document's date or from a date told before.

Weekdays, months, "last week", "two days later". Each public function is the meaning of rules of the
same name in the tables.
"""

from __future__ import annotations

import datetime as dt

from timexpr import calendars, periods
from timexpr.absolute import month_of_year, year
from timexpr.context import (
    BACK,
    FOLLOWING,
    LAST,
    NEXT,
    PREVIOUS,
    SEASON_WORDS,
    SMALL_UNITS,
    WEEKDAYS,
    X_VALUES,
    YEAR_NUMBER,
    Context,
    Meaning,
    counted_from,
    is_year,
    of,
    prefix_flags,
    read_month,
    read_number,
    read_part,
    read_relation,
    read_unit,
    read_weekday,
    relative_unit,
)
from timexpr.durations import DURATION_CODES, duration_value, read_count, span_duration
from timexpr.engine import Match
from timexpr.periods import Period, containing, on, shift

_BETWEEN_MONTHS = ("and", "to", "or", "through", "until", "-", "–", "—", ",")
_DAY_STEPS = {
    "today": 0,
    "tonight": 0,
    "yesterday": -1,
    "tomorrow": 1,
    "before yesterday": -2,
    "after tomorrow": 2,
}
HALF_QUARTER = dt.timedelta(days=45)


def days(count: int) -> dt.timedelta:
    """So many days."""
    return dt.timedelta(days=count)


def nth_of(match: Match, context: Context) -> Meaning | None:
    """As in "the first week of May", "the last day of 2020"."""
    if match.span("m"):
        whole = month_of_year(match, context) if match.span("y") else month(match, context)
    elif match.span("y"):
        whole = year(match, context)
    else:
        whole = relative_unit(context, read_unit(match, "u2"), match.text("rel") or "the", ())
    if whole is None or whole.begin is None:
        return whole
    count, unit = read_number(match, "n"), read_unit(match)
    if count is None:  # the last one
        return of(containing(unit, whole.end), whole.anchor)
    return of(shift(containing(unit, whole.begin), int(count) - 1), whole.anchor)


def weekday(match: Match, context: Context) -> Meaning:
    """As in "Monday", by tense; "last Friday", "Monday of next week"."""
    return of(on(_weekday_date(match, context)), "document", flags=prefix_flags(match))


def weekday_part(match: Match, context: Context) -> Meaning:
    """As in "Friday night", "last Tuesday morning"."""
    part = read_part(match)
    date = _weekday_date(match, context, "TIME", part)
    return of(on(date), "document", type="TIME", suffix=part, flags=prefix_flags(match))


def _weekday_date(match: Match, context: Context, type: str = "DATE", part: str = "") -> dt.date:
    index = read_weekday(match.words("w"))
    today = context.today(f"XXXX-WXX-{index + 1}{part}", type)
    relation = match.text("rel")
    last = today - days((today.weekday() - index) % 7)
    coming = today + days((index - today.weekday()) % 7)
    if not relation and (listed := _weekday_of_list(match, context, index)) is not None:
        return listed
    if match.setting("rel_back"):
        return last - days(7)
    if match.setting("ahead"):  # "Friday week", "Tuesday fortnight"
        next_one = coming if coming > today else coming + days(7)
        return next_one + days(14 if "fortnight" in match.matched else 7)
    if match.setting("week") or "week" in match.matched:
        weeks = -1 if relation in LAST else 1 if relation in NEXT else 0
        return today + days(index - today.weekday() + 7 * weeks)
    if relation in LAST:
        return last if last < today else last - days(7)
    if relation in NEXT:
        return coming if coming > today else coming + days(7)
    if relation in PREVIOUS | FOLLOWING and (told := context.last_date()):
        base = told.dated.start
        if relation in PREVIOUS:
            return base - days((base.weekday() - index) % 7 or 7)
        return base + days((index - base.weekday()) % 7 or 7)
    if relation in PREVIOUS:
        return last if last < today else last - days(7)
    if relation == "this":
        return last if context.tense(match) == "past" else coming
    if "earlier" in (*match.words_before(2), *match.marked):  # earlier on Friday
        return last
    planned = {"is", "are"} & set(match.words_before(2))  # "the vote is on Sunday"
    return coming if planned or context.tense(match) == "future" else last


def _weekday_of_list(match: Match, context: Context, index: int) -> dt.date | None:
    """ "on Tuesday and Wednesday": the second day follows the first."""
    words = match.words_before(3)
    if len(words) < 2 or words[-1] not in ("and", "or", "to", "through", "-", "–"):
        return None
    if words[-2] not in WEEKDAYS or not context.earlier or context.earlier[-1][1].kind != "day":
        return None
    last = context.earlier[-1][1].dated.start
    ahead = (index - last.weekday()) % 7
    follows = last.weekday() == WEEKDAYS.index(words[-2])
    return (
        last + days(ahead) if follows and (ahead <= 3 or words[-1] not in ("and", "or")) else None
    )


def month(match: Match, context: Context) -> Meaning | None:
    """As in "September", by tense or by the year that stands with its neighbour; "last May"."""
    index, relation, flags = read_month(match), match.text("rel"), prefix_flags(match)
    if not relation:
        year = (
            _year_of_pair(match)
            or _relative_year_of_pair(match, context)
            or _year_behind(match, context, index)
        )
        if year is not None:
            return of(Period("month", year, index), "absolute", flags=flags)
    today = context.today(f"XXXX-{index:02d}")
    this = Period("month", today.year, index)
    if relation in BACK:
        return of(this if index < today.month else shift(this, -12), "document", flags=flags)
    if relation in NEXT | {"following"}:
        return of(this if index > today.month else shift(this, 12), "document", flags=flags)
    if relation == "this":
        return of(this, "document", flags=flags)
    behind = _month_behind(match, context) if not relation else None
    if behind is not None:
        return of(shift(behind, (index - behind.number) % 12), "document", flags=flags)
    if not relation and context.tense(match) != "future":
        story = context.story_month(match, index, today)
        if story is not None:
            return of(story, "narrative", flags=flags)
    return of(_month_by_tense(this, today, context.pull(match)), "document", flags=flags)


def _month_by_tense(this: Period, today: dt.date, pull: float) -> Period:
    if this.number == today.month:
        return this
    # Without a cue reports tell what has happened, unless the month to come is much the nearer.
    ahead = (this.number - today.month) % 12
    coming = this if this.number > today.month else shift(this, 12)
    return coming if ahead * (2 if pull == 1 else pull) < 12 - ahead else shift(coming, -12)


def _year_behind(match: Match, context: Context, index: int) -> int | None:
    """ "from September 2020 to November": the year of the first month holds for the second."""
    words = match.words_before(3)
    joined = words and words[-1] in ("and", "to", "or", "through", "until")
    if not joined or not any(YEAR_NUMBER.fullmatch(word) for word in words):
        return None
    told = context.last_date(within=0)
    if told is None or told.kind not in ("month", "day"):
        return None
    return told.year + (index < told.number)


def _month_behind(match: Match, context: Context) -> Period | None:
    """ "from September to December": the second month follows the first."""
    words = match.words_before(2)
    if len(words) < 2 or words[1] not in ("to", "through", "until", "till", "-", "–"):
        return None
    told = context.last_date(within=0)
    if told is None or told.kind != "month":
        return None
    return told if calendars.MONTH_NUMBER.get(words[0]) == told.number else None


def _relative_year_of_pair(match: Match, context: Context) -> int | None:
    """ "in April and May this year": what is said of the second month holds for the first."""
    words = match.words_after(5)
    if len(words) < 4 or words[0] not in _BETWEEN_MONTHS or words[1] not in calendars.MONTH_NUMBER:
        return None
    rest = [word for word in words[2:] if word != "of"]
    steps = {"last": -1, "this": 0, "next": 1}
    if rest[1:2] != ["year"] or rest[0] not in steps:
        return None
    return context.today("XXXX").year + steps[rest[0]]


def _year_of_pair(match: Match) -> int | None:
    """ "from September to November 2020": the year of the second month holds for the first."""
    words = match.words_after(10)
    parts = ("day", *match.tables.parts_of_day)
    if words[:1] and words[0] in parts and words[1:2] in (["in"], ["of"]):
        words = [",", *words[2:]]  # a February day in 1988
    words.append("")
    index = 0
    while words[index] in (*_BETWEEN_MONTHS, "."):
        index += 1
        if words[index] == "the":
            index += 1
        if words[index] in calendars.MONTH_NUMBER or words[index] in SEASON_WORDS:
            index += 1
        if words[index] == "of":
            index += 1
        if is_year(words[index]):
            return int(words[index])
    return None


def dayword(match: Match, context: Context) -> Meaning:
    """As in "today", "yesterday", "the day after tomorrow", "tonight"."""
    word = match.text("x")
    part, type = ("TNI", "TIME") if word == "tonight" else ("", "DATE")
    date = context.today("XXXX-XX-XX" + part, type) + days(_DAY_STEPS[word])
    return of(on(date), "document", type=type, suffix=part, flags=prefix_flags(match))


def dayword_part(match: Match, context: Context) -> Meaning:
    """As in "yesterday evening", "tomorrow morning"."""
    part = read_part(match)
    date = context.today("XXXX-XX-XX" + part, "TIME") + days(_DAY_STEPS[match.text("x")])
    return of(on(date), "document", type="TIME", suffix=part, flags=prefix_flags(match))


def overnight(match: Match, context: Context) -> Meaning:
    """As in "overnight": the night of the document's date."""
    return of(on(context.today("XXXX-XX-XXTNI", "TIME")), "document", type="TIME", suffix="TNI")


def relative(match: Match, context: Context) -> Meaning | None:
    """As in "last week", "this year", "the following month", "that day"."""
    unit = match.setting("unit") or read_unit(match)
    relation, flags = read_relation(match), prefix_flags(match)
    if unit not in X_VALUES:
        return None
    if unit == "quarter" and relation in ("the", "latest", "that"):
        return _reported_quarter(match, context)
    if relation in ("past", "this past"):
        return span_duration(duration_value(1, unit), context, unit, 1, ahead=False, flags=flags)
    if unit == "weekend" and relation in ("the", "this", "last", *NEXT - {"next"}):
        weekend = _weekend(context.today("XXXX-WXX-WE"), relation, context.tense(match))
        return of(weekend, "document", flags=flags)
    if any(word in ("fiscal", "financial") for word in match.matched):
        flags += ("fiscal-year",)
    return relative_unit(context, unit, relation, flags)


def _weekend(today: dt.date, relation: str, tense: str) -> Period:
    this = containing("weekend", today)
    if relation in NEXT:
        return this if today.weekday() < 5 else shift(this, 1)
    if relation == "last" or (relation == "the" and tense != "future" and today.weekday() < 5):
        return shift(this, -1)
    return this


def _reported_quarter(match: Match, context: Context) -> Meaning:
    """The quarter a report is about: the one told last, else the last full one."""
    today, flags = context.today("XXXX-QX"), prefix_flags(match)
    for _, period, _ in context.recent():
        if period.kind == "quarter":
            return of(period, "narrative", flags=flags)
    closed = _quarter_closed(match, today) or shift(containing("quarter", today), -1)
    return of(closed, "document", flags=flags)


def _quarter_closed(match: Match, today: dt.date) -> Period | None:
    """ "the quarter ended 31 July": the calendar quarter that holds the middle of it."""
    words = [word for word in match.words_after(5) if word != "."]
    if words[:1] not in (["ended"], ["ending"]):
        return None
    months = (calendars.MONTH_NUMBER[w] for w in words[1:3] if w in calendars.MONTH_NUMBER)
    number = next(months, None)
    if number is None:
        return None
    ahead = number > today.month and words[0] == "ended"
    return containing("quarter", calendars.month(today.year - ahead, number).end - HALF_QUARTER)


def relative_part(match: Match, context: Context) -> Meaning:
    """As in "this morning", "last night", "that afternoon"."""
    part, relation = read_part(match), read_relation(match)
    today, anchor = context.today("XXXX-XX-XX" + part, "TIME"), "document"
    words = set(relation.split())
    steps = 1 if words & {"next", "following"} else -1 if words & {"previous", "preceding"} else 0
    if relation == "last":
        steps = -1
    elif relation != "this" and (told := context.last_day(within=3)):
        today, anchor = told.dated.start, "narrative"
    date = today + days(steps)
    return of(on(date), anchor, type="TIME", suffix=part, flags=prefix_flags(match))


def days_on(match: Match, context: Context) -> Meaning:
    """As in "the next day", "the previous day"."""
    relation = match.text("rel")
    base, anchor = counted_from(context, relation, "day")
    return of(shift(on(base), -1 if relation in BACK else 1), anchor)


def years_relative(match: Match, context: Context) -> Meaning:
    """As in "the year-earlier quarter", "year-ago": of the quarter told, else the year before.

    It is a comparison: what follows does not count from it.
    """
    unit = read_unit(match)
    told = context.last_date(within=4)
    today = context.today(X_VALUES.get(unit, "XXXX"))
    in_quarter = told is not None and told.kind == "quarter"
    if unit == "year" and (in_quarter or "quarter" in match.matched):
        quarter = told if in_quarter else shift(containing("quarter", today), -1)
        return of(shift(quarter, -4), "narrative")._replace(period=None)
    return of(shift(containing(unit, today), -1), "document")._replace(period=None)


def same_period(match: Match, context: Context) -> Meaning:
    """As in "the same period last year"."""
    today = context.today("XXXX")
    steps = {"quarter": -4, "month": -12, "half": -2}
    for _, period, _ in context.recent(within=3):
        if period.kind in steps:
            return of(shift(period, steps[period.kind]), "narrative")
    return of(Period("year", today.year - 1), "document")


def offset(match: Match, context: Context) -> Meaning | None:
    """As in "two years ago", "three days later", "a month from now"."""
    unit, direction = read_unit(match), match.text("dir")
    count = read_count(match)
    if match.setting("eighteen"):
        count, unit = 18, "month"
    elif match.setting("half") or match.setting("quarter"):
        count = 0.5 if match.setting("half") else 0.25
    if count is None and direction == "ago":
        return Meaning("DATE", "PAST_REF", flags=("vague",))
    if count is None and unit in DURATION_CODES:
        return Meaning("DURATION", duration_value(None, unit), flags=("vague",))
    if count is None:
        return None
    if unit in SMALL_UNITS or unit not in X_VALUES:
        return Meaning("DURATION", duration_value(count, unit))
    ahead = direction in ("later", "afterwards", "afterward", "hence") or "from" in direction
    return _offset_from(match, context, unit, count if ahead else -count, direction)


def _offset_from(
    match: Match, context: Context, unit: str, count: float, direction: str
) -> Meaning:
    base, anchor = _base_of_offset(context, unit, count, direction)
    if base is None and direction in ("later", "afterwards", "afterward", "previously"):
        value = duration_value(abs(count), unit)
        return Meaning("DURATION", value, flags=("nothing-to-count-from",))
    today = context.today(X_VALUES[unit])
    if unit == "year" and base is not None and base.kind == "quarter" and count == int(count):
        return of(shift(base, int(4 * count)), anchor)._replace(period=None)
    if unit in ("decade", "century"):
        unit, count = "year", count * (10 if unit == "decade" else 100)
    if count != int(count) and unit == "year":
        unit, count = "month", round(count * 12)
    elif count != int(count):
        unit, count = "day", round(count * {"week": 7, "month": 30}.get(unit, 1))
    start = today if base is None else base.dated.start
    if unit == "year" and start.year + count < 1:
        before = 1 - start.year - int(count)  # there is no year 0
        value = f"BC{before:04d}" if before <= 9999 else "PAST_REF"
        return Meaning("DATE", value, flags=("before-year-1",))
    flags = tuple(flag for flag in prefix_flags(match) if flag == "approximate")
    return of(shift(containing(unit, start), int(count)), anchor, flags=flags)


def _base_of_offset(
    context: Context, unit: str, count: float, direction: str
) -> tuple[Period | None, str]:
    """The date told from which an offset counts, or None; and the name of the anchor."""
    told = None
    if direction in ("earlier", "later", "afterwards", "afterward", "previously"):
        told = context.last_date(within=8, unit=unit)
    elif direction == "ago" and unit == "year" and count == -1:
        # "rose from 3 % a year ago" compares with the quarter told.
        told = context.last_date(within=2)
        told = told if told is not None and told.kind == "quarter" else None
    return told, "document" if told is None else "narrative"


def offset_day(match: Match, context: Context) -> Meaning | None:
    """As in "a week ago today": the day itself, not the week."""
    unit, count = read_unit(match), read_count(match)
    if count is None or unit not in ("day", "week", "month", "year", "decade", "century"):
        return None
    today = context.today("XXXX-XX-XX") + days(_DAY_STEPS[match.text("x") or "today"])
    return of(on(periods.moved(today, unit, -count)), "document")


def vague_offset(match: Match, context: Context) -> Meaning:
    """As in "long ago", "some time ago"."""
    return Meaning("DATE", "PAST_REF", flags=("vague",))
