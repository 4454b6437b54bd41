"""Meanings counted from the document's date or from a date told before: weekdays, months, "last
week", "two days later".
"""

from __future__ import annotations

import datetime as dt

from timexpr import calendars, periods
from timexpr.absolute import month_of_year, year
from timexpr.context import (
    BACK,
    RECENT,
    SEASON_WORDS,
    WEEKDAYS,
    X_VALUES,
    YEAR_NUMBER,
    Context,
    Meaning,
    counted_from,
    of,
    prefix_flags,
    read_month,
    read_number,
    read_part,
    read_unit,
    read_weekday,
    relative_unit,
)
from timexpr.durations import (
    DURATION_CODES,
    duration_value,
    read_count,
    span_duration,
)
from timexpr.engine import Found
from timexpr.periods import Period, containing, shift


def nth_of(found: Found, context: Context) -> Meaning | None:
    """ "the first week of May", "the last day of 2020"."""
    if found.span("m"):
        whole = month_of_year(found, context) if found.span("y") else month(found, context)
    elif found.span("y"):
        whole = year(found, context)
    else:
        whole = relative_unit(context, read_unit(found, "u2"), found.said("rel") or "the", ())
    if whole is None or whole.begin is None:
        return whole
    count, unit = read_number(found, "n", context), read_unit(found)
    last = count is None
    if unit == "week":
        date = whole.end if last else whole.begin + dt.timedelta(days=7 * (int(count) - 1))
        return of(containing("week", date), whole.anchor)
    if unit == "month":
        return of(
            containing(
                "month", whole.end if last else periods.add_months(whole.begin, int(count) - 1)
            ),
            whole.anchor,
        )
    return of(
        periods.on(whole.end if last else whole.begin + dt.timedelta(days=int(count) - 1)),
        whole.anchor,
    )


def _weekday_date(found: Found, context: Context, kind: str = "DATE", tail: str = "") -> dt.date:
    index = read_weekday(found.words("w"))
    today = context.today(f"XXXX-WXX-{index + 1}{tail}", kind)
    rel = found.said("rel")
    back, ahead = (today.weekday() - index) % 7, (index - today.weekday()) % 7
    if (
        not rel
        and (listed := _weekday_before(found)) is not None
        and context.told
        and context.told[-1][1].kind == "day"
    ):
        last = context.told[-1][
            1
        ].dated.start  # "on Tuesday and Wednesday": the second follows the first
        joined = found.tokens.words[found.first - 1]
        if last.weekday() == listed and ((index - listed) % 7 <= 3 or joined not in ("and", "or")):
            return last + dt.timedelta(days=(index - listed) % 7)
    if found.rule.settings.get("week") or "week" in found.all_words():
        weeks = -1 if rel in ("last", "past") else 1 if rel in ("next", "coming", "upcoming") else 0
        if found.rule.settings.get("rel_back"):
            return today - dt.timedelta(days=back + 7)
        return today + dt.timedelta(days=index - today.weekday() + 7 * weeks)
    if rel in ("last", "past", "this last", "this past"):
        return today - dt.timedelta(days=back or 7)
    if rel in ("next", "coming", "upcoming", "this coming", "this next", "this upcoming"):
        return today + dt.timedelta(days=ahead or 7)
    if (
        rel in ("previous", "preceding", "prior", "following", "next", "ensuing", "subsequent")
        and context.last_told()
    ):
        base = context.last_told().dated.start
        if rel in ("previous", "preceding", "prior"):
            return base - dt.timedelta(days=(base.weekday() - index) % 7 or 7)
        return base + dt.timedelta(days=(index - base.weekday()) % 7 or 7)
    if rel in ("previous", "preceding", "prior"):
        return today - dt.timedelta(days=(back or 7))
    if rel == "this":
        return (
            today - dt.timedelta(days=back)
            if context.tense(found) == "past"
            else today + dt.timedelta(days=ahead)
        )
    if "earlier" in found.tokens.words[max(0, found.first - 2) : found.last]:  # earlier on Friday
        return today - dt.timedelta(days=back)
    planned = {"is", "are"} & set(
        found.tokens.words[max(0, found.first - 2) : found.first]
    )  # "the vote is on Sunday"
    if planned or context.tense(found) == "future":
        return today + dt.timedelta(days=ahead)
    return today - dt.timedelta(days=back)


def _weekday_before(found: Found) -> int | None:
    words = found.tokens.words[max(0, found.first - 3) : found.first]
    if len(words) < 2 or words[-1] not in ("and", "or", "to", "through", "-", "–"):
        return None
    return read_weekday(words[-2:-1]) if words[-2] in WEEKDAYS else None


def weekday(found: Found, context: Context) -> Meaning:
    """As in "Monday", by tense; "last Friday", "Monday of next week"."""
    return of(periods.on(_weekday_date(found, context)), "document", flags=prefix_flags(found))


def weekday_part(found: Found, context: Context) -> Meaning:
    """As in "Friday night", "last Tuesday morning"."""
    tail = read_part(found, context)
    date = _weekday_date(found, context, "TIME", tail)
    return of(periods.on(date), "document", kind="TIME", suffix=tail, flags=prefix_flags(found))


def month(found: Found, context: Context) -> Meaning | None:
    """As in "September", by tense, or by the year that stands with a neighbouring month; "last
    May".
    """
    index = read_month(found)
    rel = found.said("rel")
    year_ahead = (
        (
            _year_of_pair(found)
            or _relative_year_of_pair(found, context)
            or _year_behind(found, context, index)
        )
        if not rel
        else None
    )
    if year_ahead is not None:
        return of(Period("month", year_ahead, index), "absolute", flags=prefix_flags(found))
    today = context.today(f"XXXX-{index:02d}")
    behind = _month_behind(found, context) if not rel else None
    if behind is not None:
        ahead = (index - behind.number) % 12
        return of(shift(behind, ahead), "document", flags=prefix_flags(found))
    story = (
        context.story_month(found, index, today)
        if not rel and context.tense(found) != "future"
        else None
    )
    if story is not None:
        return of(story, "narrative", flags=prefix_flags(found))
    this = Period("month", today.year, index)
    if rel in ("last", "past", "this last", "this past", "previous", "preceding", "prior"):
        chosen = this if index < today.month else shift(this, -12)
    elif rel in (
        "next",
        "coming",
        "upcoming",
        "this coming",
        "this next",
        "this upcoming",
        "following",
    ):
        chosen = this if index > today.month else shift(this, 12)
    elif rel == "this":
        chosen = this
    else:
        chosen = _month_by_tense(this, today, context.pull(found))
    return of(chosen, "document", flags=prefix_flags(found))


def _month_by_tense(this: Period, today: dt.date, pull: float) -> Period:
    if this.number == today.month:
        return this
    # Without a cue reports tell what has happened, unless the month to come is much the nearer.
    ahead = (this.number - today.month) % 12
    coming = this if this.number > today.month else shift(this, 12)
    return coming if ahead * (2 if pull == 1 else pull) < 12 - ahead else shift(coming, -12)


def _year_behind(found: Found, context: Context, index: int) -> int | None:
    """ "from September 2020 to November": the year of the first month holds for the second."""
    words = found.tokens.words[max(0, found.first - 3) : found.first]
    if (
        not words
        or words[-1] not in ("and", "to", "or", "through", "until")
        or not any(YEAR_NUMBER.fullmatch(w) for w in words)
    ):
        return None
    told = context.last_told(within=0)
    if told is None or told.kind not in ("month", "day"):
        return None
    return told.year + (index < told.number)


def _month_behind(found: Found, context: Context) -> Period | None:
    """ "from September to December": the second month follows the first."""
    words = found.tokens.words[max(0, found.first - 2) : found.first]
    if (
        words[1:] not in (["to"], ["through"], ["until"], ["till"], ["-"], ["–"])
        or not context.told
    ):
        return None
    sentence, period, _ = context.told[-1]
    same = sentence == context.sentence and period.kind == "month"
    return period if same and calendars.MONTH_NUMBER.get(words[0]) == period.number else None


def _relative_year_of_pair(found: Found, context: Context) -> int | None:
    """ "in April and May this year": what is said of the second month holds for the first."""
    words = found.tokens.words[found.last : found.last + 5]
    if len(words) < 4 or words[0] not in _BETWEEN_MONTHS or words[1] not in calendars.MONTH_NUMBER:
        return None
    rest = [word for word in words[2:] if word != "of"]
    if rest[1:2] != ["year"] or rest[0] not in ("last", "this", "next"):
        return None
    today = context.today("XXXX")
    return today.year + {"last": -1, "this": 0, "next": 1}[rest[0]]


_BETWEEN_MONTHS = ("and", "to", "or", "through", "until", "-", "–", "—", ",")


def _year_of_pair(found: Found) -> int | None:
    """ "from September to November 2020": the year that stands with the second month holds for the
    first.
    """
    words = found.tokens.words[found.last : found.last + 10]
    if words[:1] in (["day"], ["morning"], ["evening"], ["night"], ["afternoon"]) and words[
        1:2
    ] in (["in"], ["of"]):
        words = [",", *words[2:]]  # a February day in 1988
    index = 0
    while words[index : index + 1] and words[index] in (*_BETWEEN_MONTHS, "."):
        index += 1
        if words[index : index + 1] == ["the"]:
            index += 1
        if index < len(words) and (
            words[index] in calendars.MONTH_NUMBER or words[index] in SEASON_WORDS
        ):
            index += 1
        if words[index : index + 1] == ["of"]:
            index += 1
        rest = words[index] if index < len(words) else ""
        if index > 0 and YEAR_NUMBER.fullmatch(rest) and 1000 <= int(rest) < 2200:
            return int(rest)
    return None


_DAY_STEPS = {
    "today": 0,
    "tonight": 0,
    "yesterday": -1,
    "tomorrow": 1,
    "before yesterday": -2,
    "after tomorrow": 2,
}


def dayword(found: Found, context: Context) -> Meaning:
    """As in "today", "yesterday", "the day after tomorrow", "tonight"."""
    said = found.said("x")
    tail = "TNI" if said == "tonight" else ""
    kind = "TIME" if tail else "DATE"
    date = context.today("XXXX-XX-XX" + tail, kind) + dt.timedelta(days=_DAY_STEPS[said])
    return of(periods.on(date), "document", kind=kind, suffix=tail, flags=prefix_flags(found))


def dayword_part(found: Found, context: Context) -> Meaning:
    """As in "yesterday evening", "tomorrow morning"."""
    tail = read_part(found, context)
    date = context.today("XXXX-XX-XX" + tail, "TIME") + dt.timedelta(
        days=_DAY_STEPS[found.said("x")]
    )
    return of(periods.on(date), "document", kind="TIME", suffix=tail, flags=prefix_flags(found))


def overnight(found: Found, context: Context) -> Meaning:
    """As in "overnight": the night of the document's date."""
    return of(
        periods.on(context.today("XXXX-XX-XXTNI", "TIME")), "document", kind="TIME", suffix="TNI"
    )


def relative(found: Found, context: Context) -> Meaning | None:
    """As in "last week", "this year", "the following month", "that day"."""
    unit = found.rule.settings.get("unit") or read_unit(found)
    rel = found.rule.settings.get("rel") or found.said("rel")
    if unit not in X_VALUES:
        return None
    if unit == "quarter" and rel in ("the", "latest", "that"):
        return _reported_quarter(found, context)
    if rel in ("past", "this past"):
        return _past_unit(found, context, unit)
    flags = prefix_flags(found)
    if unit == "weekend" and rel in ("the", "this", "last", "coming", "upcoming", "this coming"):
        return of(
            _weekend(context.today("XXXX-WXX-WE"), rel, context.tense(found)),
            "document",
            flags=flags,
        )
    if any(w in ("fiscal", "financial") for w in found.all_words()):
        flags += ("fiscal-year",)
    return relative_unit(context, unit, rel, flags)


def _weekend(today: dt.date, rel: str, tense: str) -> Period:
    this = containing("weekend", today)
    if rel.endswith("coming"):
        return this if today.weekday() < 5 else shift(this, 1)
    if rel == "last" or (rel == "the" and tense != "future" and today.weekday() < 5):
        return shift(this, -1)
    return this


def _reported_quarter(found: Found, context: Context) -> Meaning:
    """The quarter a report is about: the one last told, else the last full one."""
    today = context.today("XXXX-QX")
    told = next((p for s, p, _ in reversed(context.told[-RECENT:]) if p.kind == "quarter"), None)
    if told is not None:
        return of(told, "narrative", flags=prefix_flags(found))
    closed = _quarter_closed(found, today) or shift(containing("quarter", today), -1)
    return of(closed, "document", flags=prefix_flags(found))


def _quarter_closed(found: Found, today: dt.date) -> Period | None:
    """ "the quarter ended 31 July": the calendar quarter that holds the middle of it."""
    words = [w for w in found.tokens.words[found.last : found.last + 5] if w != "."]
    if words[:1] not in (["ended"], ["ending"]):
        return None
    number = next(
        (calendars.MONTH_NUMBER[w] for w in words[1:3] if w in calendars.MONTH_NUMBER), None
    )
    if number is None:
        return None
    ahead = number > today.month and words[0] == "ended"
    last = calendars.month(today.year - ahead, number).end
    return containing("quarter", last - dt.timedelta(days=HALF_QUARTER))


HALF_QUARTER = 45


def _past_unit(found: Found, context: Context, unit: str) -> Meaning:
    return span_duration(duration_value(1, unit), context, unit, 1, "last", prefix_flags(found))


def relative_part(found: Found, context: Context) -> Meaning:
    """As in "this morning", "last night", "that afternoon"."""
    tail = read_part(found, context)
    rel = found.rule.settings.get("rel") or found.said("rel")
    today = context.today("XXXX-XX-XX" + tail, "TIME")
    if rel == "last":
        return of(
            periods.on(today - dt.timedelta(days=1)),
            "document",
            kind="TIME",
            suffix=tail,
            flags=prefix_flags(found),
        )
    if rel == "this":
        return of(
            periods.on(today), "document", kind="TIME", suffix=tail, flags=prefix_flags(found)
        )
    told = context.last_told(within=3)
    told = told if told is not None and told.kind == "day" else None
    base = told.dated.start if told is not None else today
    steps = (
        1
        if any(w in rel for w in ("next", "following"))
        else -1
        if any(w in rel for w in ("previous", "preceding"))
        else 0
    )
    anchor = "narrative" if told is not None else "document"
    return of(
        periods.on(base + dt.timedelta(days=steps)),
        anchor,
        kind="TIME",
        suffix=tail,
        flags=prefix_flags(found),
    )


def days_on(found: Found, context: Context) -> Meaning:
    """As in "the next day", "the previous day"."""
    rel = found.said("rel")
    base, anchor = counted_from(context, rel, "day")
    return of(shift(periods.on(base), -1 if rel in BACK else 1), anchor)


def years_relative(found: Found, context: Context) -> Meaning:
    """As in "the year-earlier quarter", "year-ago": of the quarter told, else the year before."""
    unit = read_unit(found)
    told = context.last_told(within=4)
    today = context.today(X_VALUES.get(unit, "XXXX"))
    if unit == "year" and (
        told is not None and told.kind == "quarter" or "quarter" in found.all_words()
    ):
        told = (
            told
            if told is not None and told.kind == "quarter"
            else shift(containing("quarter", today), -1)
        )
        return of(shift(told, -4), "narrative")._replace(
            period=None
        )  # a comparison; the report stays with its quarter
    return of(shift(containing(unit, today), -1), "document")._replace(period=None)


def same_period(found: Found, context: Context) -> Meaning:
    """As in "the same period last year"."""
    today = context.today("XXXX")
    steps = {"quarter": -4, "month": -12, "half": -2}
    near = (p for s, p, _ in reversed(context.told[-RECENT:]) if context.sentence - s <= 3)
    told = next((period for period in near if period.kind in steps), None)
    if told is not None:
        return of(shift(told, steps[told.kind]), "narrative")
    return of(Period("year", today.year - 1), "document")


def offset(found: Found, context: Context) -> Meaning | None:
    """As in "two years ago", "three days later", "a month from now"."""
    unit = read_unit(found)
    words = found.words("n")
    count = 1 if words in (["a"], ["an"]) else read_count(words, context)
    if found.rule.settings.get("half"):
        count = 0.5
    if found.rule.settings.get("quarter"):
        count = 0.25
    if found.rule.settings.get("eighteen"):
        count, unit = 18, "month"
    if not words and not found.rule.settings:
        count = None
    direction = found.said("dir")
    ahead = direction in (
        "later",
        "afterwards",
        "afterward",
        "hence",
        "from now",
        "from today",
        "from tomorrow",
    )
    if count is None and direction == "ago":
        return Meaning("DATE", "PAST_REF", flags=("vague",))
    if count is None:
        return (
            Meaning("DURATION", duration_value(None, unit), flags=("vague",))
            if unit in DURATION_CODES
            else None
        )
    if unit in ("hour", "minute", "second", "min", "sec", "hr") or unit not in X_VALUES:
        return Meaning("DURATION", duration_value(count, unit))
    return _offset_from(found, context, unit, count if ahead else -count, direction)


def _offset_from(
    found: Found, context: Context, unit: str, count: float, direction: str
) -> Meaning:
    anchor, base = "document", None
    if direction in ("earlier", "later", "afterwards", "afterward", "previously"):
        told = context.last_told(within=8, unit=unit)
        if told is None and direction != "earlier":
            return Meaning(
                "DURATION", duration_value(abs(count), unit), flags=("nothing-to-count-from",)
            )
        if told is not None and context.document is not None:
            anchor, base = "narrative", told
    today = context.today(X_VALUES[unit])
    if (
        direction == "ago" and unit == "year" and count == -1
    ):  # "rose from 3 % a year ago" compares with the quarter told
        told = context.last_told(within=2)
        base, anchor = (
            (told, "narrative")
            if told is not None and told.kind == "quarter"
            else (None, "document")
        )
    if unit == "year" and base is not None and base.kind == "quarter" and count == int(count):
        return of(shift(base, int(4 * count)), anchor)._replace(period=None)
    if unit in ("decade", "century"):
        unit, count = "year", count * (10 if unit == "decade" else 100)
    if count != int(count):
        unit, count = (
            ("month", round(count * 12))
            if unit == "year"
            else ("day", round(count * {"week": 7, "month": 30}.get(unit, 1)))
        )
    start = base.dated.start if base is not None else today
    if unit == "year" and start.year + count < 1:  # there is no year 0
        return Meaning("DATE", f"BC{1 - start.year - int(count):04d}", flags=("before-year-1",))
    flags = tuple(flag for flag in prefix_flags(found) if flag == "approximate")
    return of(shift(containing(unit, start), int(count)), anchor, flags=flags)


def offset_day(found: Found, context: Context) -> Meaning | None:
    """ "a week ago today": the day itself, not the week."""
    unit, words = read_unit(found), found.words("n")
    count = 1 if words in (["a"], ["an"]) else read_count(words, context)
    if count is None or unit not in ("day", "week", "month", "year", "decade", "century"):
        return None
    day_word = found.said("x") or "today"
    today = context.today("XXXX-XX-XX") + dt.timedelta(days=_DAY_STEPS[day_word])
    return of(periods.on(periods.moved(today, unit, -count)), "document")


def vague_offset(found: Found, context: Context) -> Meaning:
    """As in "long ago", "some time ago"."""
    return Meaning("DATE", "PAST_REF", flags=("vague",))
