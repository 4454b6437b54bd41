"""What the patterns mean: one function per meaning that a grammar table names, from a match to a TIMEX3 value and dates.

The conventions are those of TIMEX3 as TempEval-3's corpora use it: "last week" is the ISO week, "two years ago" the
year, "the last three months" a duration, "the 1990s" 199, "the 19th century" 18, "now" PRESENT_REF.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Callable
from types import ModuleType
from typing import NamedTuple

from standpoint import calendars
from standpoint.calendars import Dated
from standpoint.timegrammar import periods
from standpoint.timegrammar.engine import Found, number
from standpoint.timegrammar.periods import Period, containing, shift

UNIT_KINDS = {
    "day": "day", "week": "week", "month": "month", "year": "year", "decade": "decade", "century": "century", "quarter": "quarter",
    "weekend": "weekend", "yr": "year", "centuries": "century",
}  # fmt: skip
SEASON_WORDS = {"spring": 0, "summer": 1, "autumn": 2, "fall": 2, "winter": 3}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SHORT_WEEKDAYS = {name[:3]: i for i, name in enumerate(WEEKDAYS)}
YEAR_NUMBER = re.compile(r"\d{4}", re.A)


class Meaning(NamedTuple):
    """Type, TIMEX3 value, dates, what it was counted from, flags; `period` is what "that year" later counts from."""

    type: str
    value: str
    begin: dt.date | None = None
    end: dt.date | None = None
    precision: str = ""
    anchor: str = "none"
    flags: tuple[str, ...] = ()
    period: Period | None = None


class Unanchored(Exception):
    """There is nothing to count from: the value with its unknown parts as X, and the reason."""

    def __init__(self, value: str, reason: str, kind: str = "DATE") -> None:
        super().__init__(value)
        self.value, self.reason, self.kind = value, reason, kind


_FINENESS = {"day": 0, "week": 1, "weekend": 1, "month": 2, "quarter": 3, "season": 3, "half": 4, "year": 5, "decade": 6, "century": 7}


class Context:
    """What a meaning may ask beyond its match: the document's date, earlier dates of the text, the tense around."""

    def __init__(self, tables: ModuleType, document: Dated | None, tense: Callable[[Found], str]) -> None:
        self.tables, self.document, self._tense = tables, document, tense
        self.told: list[tuple[int, Period, str]] = []  # sentence, period, anchor
        self.sentence = 0

    def today(self, unknown: str, kind: str = "DATE") -> dt.date:
        """The document's date; Unanchored with the X-value where there is none."""
        if self.document is None:
            raise Unanchored(unknown, "undated-document", kind)
        return self.document.start

    def tense(self, found: Found) -> str:
        return self._tense(found)

    def last_told(self, within: int = 1000, unit: str = "century") -> Period | None:
        """The date last told, no more than so many sentences back and no coarser than the unit asked for."""
        limit = _FINENESS.get(unit, 9)
        for sentence, period, _ in reversed(self.told):
            if self.sentence - sentence > within:
                return None
            if _FINENESS[period.kind] <= limit:
                return period
        return None

    def told_day(self) -> dt.date | None:
        """The latest full date with its year told in this sentence or the two before."""
        for sentence, period, anchor in reversed(self.told):
            if self.sentence - sentence > 2:
                return None
            if anchor in ("absolute", "narrative") and period.kind == "day":
                return period.dated.start
        return None


def of(period: Period, anchor: str, *, kind: str = "DATE", suffix: str = "", flags: tuple[str, ...] = ()) -> Meaning:
    """The meaning of a calendar period."""
    span = period.dated
    precision = "time" if kind == "TIME" else span.precision
    return Meaning(kind, period.value + suffix, span.start, span.end, precision, anchor, flags, period)


# ── helpers that read parts of a match ─────────────────────────────────────────────────────────────
def _month(found: Found, name: str = "m") -> int:
    for word in found.words(name):
        if word in calendars.MONTH_NUMBER:
            return calendars.MONTH_NUMBER[word]
    raise ValueError("no month is named")


def _number(found: Found, name: str, context: Context) -> float | None:
    return number(found.words(name), context.tables)


def _year(found: Found, context: Context, name: str = "y") -> int | None:
    words = found.words(name)
    if not words:
        return None
    if len(words) == 1 and YEAR_NUMBER.fullmatch(words[0]):
        return int(words[0])
    if len(words) == 1 and words[0].isdecimal():
        return int(words[0])
    if words[0] in ("eighteen", "nineteen", "twenty"):  # nineteen ninety-six
        return 100 * number(words[:1], context.tables) + int(number(words[1:], context.tables))
    value = number(words, context.tables)
    return int(value) if value and value == int(value) else None


def _weekday(words: list[str]) -> int | None:
    for word in words:
        index = SHORT_WEEKDAYS.get(word.rstrip("s")[:3])
        if index is not None and (word.rstrip("s") in WEEKDAYS or len(word) <= 5):
            return index
    return None


def _unit(found: Found, name: str = "u") -> str:
    word = next((w for w in found.words(name) if w.isalpha()), "")
    for form in (word, word[:-1] if word.endswith("s") else word):
        if form in UNIT_KINDS or form in ("hour", "minute", "second", "min", "sec", "hr", "fortnight", "millennium"):
            return UNIT_KINDS.get(form, form)
        if form in SEASON_WORDS:
            return form
    return "millennium" if word == "millennia" else word


def prefix_flags(found: Found) -> tuple[str, ...]:
    """Which part of the period is meant, or that it is meant roughly: early, late, mid, start, end, approximate."""
    flags = []
    for word in found.tokens.words[found.first : found.last]:
        flag = _PREFIX_FLAGS.get(word)
        if flag and flag not in flags:
            flags.append(flag)
    return tuple(flags)


_PREFIX_FLAGS = {
    "early": "early", "earlier": "early", "late": "late", "later": "late", "mid": "mid", "middle": "mid", "beginning": "start", "start": "start",
    "end": "end", "close": "end", "dawn": "start", "turn": "start", "about": "approximate", "around": "approximate", "nearly": "approximate",
    "almost": "approximate", "roughly": "approximate", "approximately": "approximate",
}  # fmt: skip


# ── absolute dates ───────────────────────────────────────────────────────────────────────────────
def iso(found: Found, context: Context) -> Meaning:
    text = found.tokens.text[found.start : found.end]
    dated = calendars.read_date(text)
    clock = re.search(r"T(\d\d:\d\d)", text)
    period = periods.on(dated.start)
    return of(period, "absolute", kind="TIME" if clock else "DATE", suffix=f"T{clock[1]}" if clock else "")


def numeric_date(found: Found, context: Context) -> Meaning:
    dated = calendars.read_date(found.said("x"))
    return of(periods.on(dated.start), "absolute", flags=dated.flags)


def day(found: Found, context: Context) -> Meaning | None:
    settings = found.rule.settings
    value = _number(found, "d", context)
    if value is None or value != int(value):
        return None
    month = _month(found)
    year = _year(found, context) or (_rel_year(found, context, f"XXXX-{month:02d}-{int(value):02d}") if found.span("rel") else None)
    if year is None and (settings.get("bare") or settings.get("part")):
        year = next((int(w) for w in found.all_words() if YEAR_NUMBER.fullmatch(w)), None) or _year_ahead(found)
    if year is not None:
        anchor = "document" if found.span("rel") else "absolute"
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
    if " ".join(found.tokens.words[max(0, found.first - 3) : found.first]) in ("every year on", "each year on"):
        return Meaning("SET", unknown)
    today = context.today(unknown)
    told = context.told_day()
    if told is not None and told < today and context.tense(found) != "future" and value <= monthrange(told.year, month)[1]:
        following = dt.date(told.year, month, value)
        if dt.timedelta(0) <= following - told <= dt.timedelta(days=STORY_DAYS):
            return of(periods.on(following), "narrative", flags=prefix_flags(found))
    years = [y for y in (today.year - 1, today.year, today.year + 1) if 1 <= y <= 9999 and value <= monthrange(y, month)[1]]
    if not years:
        raise ValueError("that day is not in the calendar of these years")
    dates = [dt.date(y, month, value) for y in years]
    weekday = _weekday([w for w in found.tokens.words[found.first : found.last] if w[:3] in SHORT_WEEKDAYS])
    matching = [d for d in dates if weekday is not None and d.weekday() == weekday]
    chosen = matching[0] if len(matching) == 1 else _by_tense(dates, today, context.tense(found))
    return of(periods.on(chosen), "document", flags=prefix_flags(found))


# "On 27 September 2020 … on 9 November": how far a story goes on in the year of a full date told just before.
STORY_DAYS = 150


def _by_tense(dates: list[dt.date], today: dt.date, tense: str) -> dt.date:
    past = [d for d in dates if d <= today]
    ahead = [d for d in dates if d >= today]
    if not past or not ahead:
        return dates[0] if ahead else dates[-1]
    # Measured on the development documents: a past verb yields to a day ahead only where that is far nearer.
    weight = {"past": PAST_PULL, "future": 1 / PAST_PULL}.get(tense, 1)
    return ahead[0] if (ahead[0] - today).days * weight < (today - past[-1]).days else past[-1]


PAST_PULL = 4


def _rel_year(found: Found, context: Context, unknown: str, name: str = "rel") -> int:
    said = found.said(name)
    if any(w in said for w in ("same", "that", "previous", "following", "preceding", "prior")) and context.last_told():
        base = context.last_told().dated.start.year
    else:
        base = context.today(unknown).year
    if any(w in said for w in ("last", "past", "previous", "preceding", "prior")):
        return base - 1
    return base + 1 if any(w in said for w in ("next", "following", "coming")) else base


def day_range(found: Found, context: Context) -> Meaning | None:
    first_day, last_day = (int(_number(found, name, context)) for name in ("d", "d2"))
    first_month = _month(found)
    last_month = _month(found, "m2") if found.span("m2") else first_month
    year = _year(found, context)
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


def dual_date(found: Found, context: Context) -> Meaning:
    """"25 October (7 November) 1917": of the two the Gregorian one, which is the later."""
    year_number = _year(found, context)
    dates = [calendars.day(year_number, _month(found, m), int(_number(found, d, context))).start for m, d in (("m", "d"), ("m2", "d2"))]
    return of(periods.on(max(dates)), "absolute", flags=("old-style",))


def other_calendar(found: Found, context: Context) -> Meaning:
    """A date of another calendar is recognised and not converted."""
    return Meaning("DATE", "XXXX-XX-XX", flags=("other-calendar",))


def era(found: Found, context: Context) -> Meaning | None:
    value, name = int(_number(found, "y", context)), found.said("era")
    if name in ("bc", "bce"):
        return Meaning("DATE", f"BC{value:04d}", flags=("before-year-1",)) if 1 <= value <= 9999 else None
    return of(Period("year", value), "absolute")


def month_of_year(found: Found, context: Context) -> Meaning | None:
    number_ = _month(found)
    if found.span("rel"):
        return of(Period("month", _rel_year(found, context, f"XXXX-{number_:02d}"), number_), "document", flags=prefix_flags(found))
    return of(Period("month", _year(found, context), number_), "absolute", flags=prefix_flags(found))


def month_range(found: Found, context: Context) -> Meaning:
    year = _year(found, context)
    first, last = (Period("month", year, _month(found, name)) for name in ("m", "m2"))
    if last.number < first.number:
        first = first._replace(year=year - 1)
    return Meaning("DATE", f"{first.value}/{last.value}", first.dated.start, last.dated.end, "range", "absolute", (), last)


def year(found: Found, context: Context) -> Meaning | None:
    value = _year(found, context)
    if found.rule.settings.get("zero"):
        raise ValueError("there is no year 0")
    if not value or not 1000 <= value < 2200:
        return None
    flags = prefix_flags(found)
    if any(w in ("fiscal", "financial") for w in found.all_words()):
        flags += ("fiscal-year",)
    return of(Period("year", value), "absolute", flags=flags)


def short_year(found: Found, context: Context) -> Meaning:
    two = int(found.said("x")[1:])
    return of(Period("year", two + (1900 if two >= calendars.TWO_DIGIT_PIVOT else 2000)), "absolute", flags=("two-digit-year",))


def year_range(found: Found, context: Context) -> Meaning | None:
    first, last = re.findall(r"\d+", found.said("x"))
    first_year, last_year = int(first), int(first[: 4 - len(last)] + last)
    if len(last) == 2 and 1 <= int(last) <= 12 and last_year <= first_year:  # 2022-12 cannot be a run of years
        return of(Period("month", first_year, int(last)), "absolute")
    if last_year <= first_year:
        return None
    begin, end = Period("year", first_year), Period("year", last_year)
    flags = ("ambiguous-month-or-years",) if len(last) == 2 and 1 <= int(last) <= 12 else ()
    return Meaning("DATE", f"{begin.value}/{end.value}", begin.dated.start, end.dated.end, "range", "absolute", flags, end)


def fiscal_year(found: Found, context: Context) -> Meaning:
    digits = found.said("x")[2:]
    value = int(digits) if len(digits) == 4 else int(digits) + (1900 if int(digits) >= calendars.TWO_DIGIT_PIVOT else 2000)
    return of(Period("year", value), "absolute", flags=("fiscal-year",))


def _decade_of(found: Found, context: Context) -> int:
    said = found.said("x")
    digits = re.sub(r"\D", "", said)
    if len(digits) == 4:
        return int(digits)
    # "the 80s" is the latest such decade before the document, the twentieth century's where nothing is known.
    tens = int(digits) if digits else {"twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70,
                                       "eighties": 80, "nineties": 90}[said]  # fmt: skip
    return 1900 + tens


def decade(found: Found, context: Context) -> Meaning:
    return of(Period("decade", _decade_of(found, context)), "absolute", flags=prefix_flags(found))


def half_of(found: Found, context: Context) -> Meaning:
    if found.span("c"):
        return century(found, context)
    words = found.all_words()
    part = "early" if "first" in words else "late"
    return decade(found, context)._replace(flags=(part,))


def century(found: Found, context: Context) -> Meaning | None:
    value = _number(found, "c", context)
    if value is None or not 1 <= value <= 30:
        return None
    return of(Period("century", int(value) - 1), "absolute", flags=prefix_flags(found))


def season(found: Found, context: Context) -> Meaning | None:
    word = found.words("s")[0]
    index = SEASON_WORDS[word]
    code = periods.SEASON_ORDER[index]
    if found.span("y"):
        return of(Period("season", _year(found, context), index), "absolute", flags=prefix_flags(found))
    if found.span("r"):
        return of(Period("season", int(found.said("r")[:4]), index), "absolute", flags=prefix_flags(found))
    rel = found.said("rel")
    if "year" in found.all_words():
        return of(Period("season", _rel_year(found, context, f"XXXX-{code}"), index), "document", flags=prefix_flags(found))
    if rel in ("every", "each"):
        return Meaning("SET", f"XXXX-{code}")
    today = context.today(f"XXXX-{code}")
    return of(_season_near(index, today, rel, context.tense(found)), "document", flags=prefix_flags(found))


def _season_near(index: int, today: dt.date, rel: str, tense: str) -> Period:
    current = containing("season", today)
    this = Period("season", current.year if current.number == index else today.year, index)
    if rel in ("this", "this past", "this coming", "", "the"):
        if rel == "this past" or (rel in ("", "the") and tense == "past" and this.dated.start > today):
            return this if this.dated.start <= today else shift(this, -4)
        if rel in ("", "the") and tense == "future" and this.dated.end < today:
            return shift(this, 4)
        return this
    if rel in ("next", "coming", "upcoming", "following"):
        return this if this.dated.start > today else shift(this, 4)
    return this if this.dated.end < today else shift(this, -4)  # last, past


def quarter(found: Found, context: Context) -> Meaning | None:
    if found.span("x"):
        code = found.said("x").upper()
        kind, index = ("half" if code[0] == "H" else "quarter"), int(code[1])
    else:
        value = _number(found, "q", context)
        if value is None or not 1 <= value <= 4:
            return None
        kind, index = "quarter", int(value)
    if found.span("y"):
        return of(Period(kind, _year(found, context), index), "absolute", flags=prefix_flags(found))
    unknown = f"XXXX-{kind[0].upper()}{index}"
    if found.span("rel"):
        return of(Period(kind, _rel_year(found, context, unknown), index), "document", flags=prefix_flags(found))
    today = context.today(unknown)
    this = Period(kind, today.year, index)
    if this.dated.start > today and context.tense(found) != "future":
        this = this._replace(year=today.year - 1)
    return of(this, "document", flags=prefix_flags(found))


def half(found: Found, context: Context) -> Meaning:
    index = 1 if found.said("h") == "first" else 2
    if found.span("y"):
        return of(Period("half", _year(found, context), index), "absolute")
    if found.span("rel"):
        return of(Period("half", _rel_year(found, context, f"XXXX-H{index}"), index), "document")
    return of(Period("half", context.today(f"XXXX-H{index}").year, index), "document")


def half_year(found: Found, context: Context) -> Meaning:
    return of(Period("half", _year(found, context), 1), "absolute")


# ── weekdays, months, today ───────────────────────────────────────────────────────────────────────
def _weekday_date(found: Found, context: Context, kind: str = "DATE", tail: str = "") -> dt.date:
    index = _weekday(found.words("w"))
    today = context.today(f"XXXX-WXX-{index + 1}{tail}", kind)
    rel = found.said("rel")
    back, ahead = (today.weekday() - index) % 7, (index - today.weekday()) % 7
    if not rel and (listed := _weekday_before(found)) is not None and context.told and context.told[-1][1].kind == "day":
        last = context.told[-1][1].dated.start  # "on Tuesday and Wednesday": the second follows the first
        if last.weekday() == listed and (index - listed) % 7 <= 3:
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
    if rel in ("previous", "preceding", "prior", "following", "next", "ensuing", "subsequent") and context.last_told():
        base = context.last_told().dated.start
        if rel in ("previous", "preceding", "prior"):
            return base - dt.timedelta(days=(base.weekday() - index) % 7 or 7)
        return base + dt.timedelta(days=(index - base.weekday()) % 7 or 7)
    if rel in ("previous", "preceding", "prior"):
        return today - dt.timedelta(days=(back or 7))
    if rel == "this":
        return today - dt.timedelta(days=back) if context.tense(found) == "past" else today + dt.timedelta(days=ahead)
    if context.tense(found) == "future":
        return today + dt.timedelta(days=ahead)
    return today - dt.timedelta(days=back)


def _weekday_before(found: Found) -> int | None:
    words = found.tokens.words[max(0, found.first - 3) : found.first]
    if len(words) < 2 or words[-1] not in ("and", "or", "to", "through", "-", "–"):
        return None
    return _weekday(words[-2:-1]) if words[-2] in WEEKDAYS else None


def weekday(found: Found, context: Context) -> Meaning:
    return of(periods.on(_weekday_date(found, context)), "document", flags=prefix_flags(found))


def _part(found: Found, context: Context, name: str = "p") -> str:
    word = next((w for w in found.words(name) if w.rstrip("s") in context.tables.PARTS_OF_DAY), "")
    return "T" + context.tables.PARTS_OF_DAY[word.rstrip("s")]


def weekday_part(found: Found, context: Context) -> Meaning:
    tail = _part(found, context)
    date = _weekday_date(found, context, "TIME", tail)
    return of(periods.on(date), "document", kind="TIME", suffix=tail, flags=prefix_flags(found))


def month(found: Found, context: Context) -> Meaning | None:
    index = _month(found)
    rel = found.said("rel")
    year_ahead = (_year_of_pair(found) or _year_behind(found, context, index)) if not rel else None
    if year_ahead is not None:
        return of(Period("month", year_ahead, index), "absolute", flags=prefix_flags(found))
    today = context.today(f"XXXX-{index:02d}")
    tense = context.tense(found)
    this = Period("month", today.year, index)
    if rel in ("last", "past", "this last", "this past", "previous", "preceding", "prior"):
        chosen = this if index < today.month else shift(this, -12)
    elif rel in ("next", "coming", "upcoming", "this coming", "this next", "this upcoming", "following"):
        chosen = this if index > today.month else shift(this, 12)
    elif rel == "this":
        chosen = this
    else:
        chosen = _month_by_tense(this, today, tense)
    return of(chosen, "document", flags=prefix_flags(found))


def _month_by_tense(this: Period, today: dt.date, tense: str) -> Period:
    if this.number == today.month:
        return this
    # Without a cue reports tell what has happened, unless the month to come is much the nearer.
    ahead = (this.number - today.month) % 12
    coming = this if this.number > today.month else shift(this, 12)
    return coming if ahead * {"past": PAST_PULL, "future": 1 / PAST_PULL}.get(tense, 2) < 12 - ahead else shift(coming, -12)


def _year_behind(found: Found, context: Context, index: int) -> int | None:
    """"from September 2020 to November": the year of the first month holds for the second."""
    words = found.tokens.words[max(0, found.first - 3) : found.first]
    if not words or words[-1] not in ("and", "to", "or", "through", "until") or not any(YEAR_NUMBER.fullmatch(w) for w in words):
        return None
    told = context.last_told(within=0)
    if told is None or told.kind not in ("month", "day"):
        return None
    return told.year + (index < told.number)


def _year_of_pair(found: Found) -> int | None:
    """"from September to November 2020": the year that stands with the second month holds for the first."""
    words = found.tokens.words[found.last : found.last + 5]
    if len(words) < 3 or words[0] not in ("and", "to", "or", "through", "until", "-", "–", "—", ","):
        return None
    if words[1] not in calendars.MONTH_NUMBER:
        return None
    rest = [w for w in words[2:] if w not in (".", ",")]
    return int(rest[0]) if rest and YEAR_NUMBER.fullmatch(rest[0]) and 1000 <= int(rest[0]) < 2200 else None


_DAY_STEPS = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1, "before yesterday": -2, "after tomorrow": 2}


def dayword(found: Found, context: Context) -> Meaning:
    said = found.said("x")
    tail = "TNI" if said == "tonight" else ""
    kind = "TIME" if tail else "DATE"
    date = context.today("XXXX-XX-XX" + tail, kind) + dt.timedelta(days=_DAY_STEPS[said])
    return of(periods.on(date), "document", kind=kind, suffix=tail, flags=prefix_flags(found))


def dayword_part(found: Found, context: Context) -> Meaning:
    tail = _part(found, context)
    date = context.today("XXXX-XX-XX" + tail, "TIME") + dt.timedelta(days=_DAY_STEPS[found.said("x")])
    return of(periods.on(date), "document", kind="TIME", suffix=tail, flags=prefix_flags(found))


def overnight(found: Found, context: Context) -> Meaning:
    return of(periods.on(context.today("XXXX-XX-XXTNI", "TIME")), "document", kind="TIME", suffix="TNI")


# ── relative periods ──────────────────────────────────────────────────────────────────────────────
_X_VALUES = {"day": "XXXX-XX-XX", "week": "XXXX-WXX", "weekend": "XXXX-WXX-WE", "month": "XXXX-XX", "quarter": "XXXX-QX", "year": "XXXX",
             "decade": "XXX", "century": "XX"}  # fmt: skip
_BACK = ("last", "past", "previous", "preceding", "prior", "this last", "this past")
_AHEAD = ("next", "coming", "upcoming", "following", "ensuing", "subsequent", "this next", "this coming", "this upcoming")
_TOLD = ("previous", "preceding", "prior", "following", "ensuing", "subsequent", "that", "same", "the same", "this same", "that same", "the")


def relative(found: Found, context: Context) -> Meaning | None:
    unit = found.rule.settings.get("unit") or _unit(found)
    rel = found.rule.settings.get("rel") or found.said("rel")
    if unit not in _X_VALUES:
        return None
    if unit == "quarter" and rel in ("the", "latest", "that"):
        return _reported_quarter(found, context)
    if rel in ("past", "this past"):
        return _past_unit(found, context, unit)
    base, anchor = _base(context, rel, unit)
    steps = -1 if rel in _BACK or rel == "latest" else 1 if rel in _AHEAD else 0
    if unit == "weekend" and rel in ("the", "this", "last") and anchor == "document":
        return of(_weekend(context.today("XXXX-WXX-WE"), rel, context.tense(found)), anchor, flags=prefix_flags(found))
    period = shift(containing(unit, base), steps)
    flags = prefix_flags(found)
    if any(w in ("fiscal", "financial") for w in found.all_words()):
        flags += ("fiscal-year",)
    return of(period, anchor, flags=flags)


def _weekend(today: dt.date, rel: str, tense: str) -> Period:
    this = containing("weekend", today)
    if rel == "last" or (rel == "the" and tense != "future" and today.weekday() < 5):
        return shift(this, -1)
    return this


def _reported_quarter(found: Found, context: Context) -> Meaning:
    """The quarter a report is about: the one last told, else the last full one."""
    today = context.today("XXXX-QX")
    told = next((p for s, p, _ in reversed(context.told) if p.kind == "quarter"), None)
    if told is not None:
        return of(told, "narrative", flags=prefix_flags(found))
    return of(shift(containing("quarter", today), -1), "document", flags=prefix_flags(found))


def _past_unit(found: Found, context: Context, unit: str) -> Meaning:
    return _span_duration(_duration_value(1, unit), context, unit, 1, "last", prefix_flags(found))


def _base(context: Context, rel: str, unit: str) -> tuple[dt.date, str]:
    """What a relative period counts from: the date last told where the words point back into the text, else the document."""
    if rel in _TOLD or (rel == "next" and unit == "day"):
        told = context.last_told(within=8, unit=unit)
        if context.document is not None and told is not None and rel != "the":
            return told.dated.start, "narrative"
    return context.today(_X_VALUES[unit]), "document"


def relative_part(found: Found, context: Context) -> Meaning:
    tail = _part(found, context)
    rel = found.rule.settings.get("rel") or found.said("rel")
    today = context.today("XXXX-XX-XX" + tail, "TIME")
    if rel == "last":
        return of(periods.on(today - dt.timedelta(days=1)), "document", kind="TIME", suffix=tail, flags=prefix_flags(found))
    if rel == "this":
        return of(periods.on(today), "document", kind="TIME", suffix=tail, flags=prefix_flags(found))
    told = context.last_told(within=3)
    told = told if told is not None and told.kind == "day" else None
    base = told.dated.start if told is not None else today
    steps = 1 if any(w in rel for w in ("next", "following")) else -1 if any(w in rel for w in ("previous", "preceding")) else 0
    anchor = "narrative" if told is not None else "document"
    return of(periods.on(base + dt.timedelta(days=steps)), anchor, kind="TIME", suffix=tail, flags=prefix_flags(found))


def days_on(found: Found, context: Context) -> Meaning:
    rel = found.said("rel")
    base, anchor = _base(context, rel, "day")
    return of(shift(periods.on(base), -1 if rel in _BACK else 1), anchor)


def named_week(found: Found, context: Context) -> Meaning:
    unit = _unit(found)
    today = context.today(_X_VALUES[unit])
    date = _nearest_holiday(found.said("x"), today, context.tense(found), context)
    return of(containing(unit, date), "document")


def holiday(found: Found, context: Context) -> Meaning | None:
    name = re.sub(r" ['’] s\b", "'s", found.said("x") or " ".join(found.tokens.words[found.first : found.last]))
    name = next((known for known in sorted(context.tables.HOLIDAYS, key=len, reverse=True) if name.startswith(known)), "")
    if not name:
        return None
    if found.span("y"):
        return of(periods.on(_holiday_date(context.tables.HOLIDAYS[name], _year(found, context))), "absolute")
    rule = context.tables.HOLIDAYS[name]
    unknown = f"XXXX-{rule[0]:02d}-{rule[1]:02d}" if isinstance(rule[0], int) else "XXXX-XX-XX"
    return of(periods.on(_nearest_holiday(name, context.today(unknown), context.tense(found), context)), "document")


def _nearest_holiday(name: str, today: dt.date, tense: str, context: Context) -> dt.date:
    rule = context.tables.HOLIDAYS[name]
    years = [y for y in (today.year - 1, today.year, today.year + 1) if 1 <= y <= 9999]
    return _by_tense([_holiday_date(rule, y) for y in years], today, tense)


def _holiday_date(rule: tuple, year_number: int) -> dt.date:
    if rule[0] == "easter":
        return easter(year_number) + dt.timedelta(days=rule[1])
    if rule[0] == "nth":
        _, month_number, nth, weekday_number = rule
        first = dt.date(year_number, month_number, 1)
        # Election Day: the Tuesday after the first Monday, that is the first Tuesday from the 2nd on.
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
    shift_days = (year_number + year_number // 4 + epact + 2 - century_number + century_number // 4) % 7
    days = epact - shift_days
    month_number = 3 + (days + 40) // 44
    return dt.date(year_number, month_number, days + 28 - 31 * (month_number // 4))


def years_relative(found: Found, context: Context) -> Meaning:
    unit = _unit(found)
    told = context.last_told(within=4)
    today = context.today(_X_VALUES.get(unit, "XXXX"))
    if unit == "year" and (told is not None and told.kind == "quarter" or "quarter" in found.all_words()):
        told = told if told is not None and told.kind == "quarter" else shift(containing("quarter", today), -1)
        return of(shift(told, -4), "narrative")._replace(period=None)  # a comparison; the report stays with its quarter
    return of(shift(containing(unit, today), -1), "document")._replace(period=None)


def same_period(found: Found, context: Context) -> Meaning:
    told = context.last_told(within=3)
    today = context.today("XXXX")
    if told is not None and told.kind in ("quarter", "month", "half", "day"):
        steps = {"quarter": -4, "month": -12, "half": -2, "day": 0}[told.kind]
        if told.kind != "day":
            return of(shift(told, steps), "narrative")
    return of(Period("year", today.year - 1), "document")


# ── ago, earlier, later ───────────────────────────────────────────────────────────────────────────
def offset(found: Found, context: Context) -> Meaning | None:
    unit = _unit(found)
    words = found.words("n")
    count = 1 if words in (["a"], ["an"]) else _count(words, context)
    if found.rule.settings.get("half"):
        count = 0.5
    if found.rule.settings.get("quarter"):
        count = 0.25
    if found.rule.settings.get("eighteen"):
        count, unit = 18, "month"
    if not words and not found.rule.settings:
        count = None
    direction = found.said("dir")
    ahead = direction in ("later", "afterwards", "afterward", "hence", "from now", "from today", "from tomorrow")
    if count is None and direction == "ago":
        return Meaning("DATE", "PAST_REF", flags=("vague",))
    if count is None:
        return Meaning("DURATION", _duration_value(None, unit), flags=("vague",)) if unit in _DURATION_CODES else None
    if unit in ("hour", "minute", "second", "min", "sec", "hr") or unit not in _X_VALUES:
        return Meaning("DURATION", _duration_value(count, unit))
    return _offset_from(found, context, unit, count if ahead else -count, direction)


def _offset_from(found: Found, context: Context, unit: str, count: float, direction: str) -> Meaning:
    anchor, base = "document", None
    if direction in ("earlier", "later", "afterwards", "afterward", "previously"):
        told = context.last_told(within=8, unit=unit)
        if told is None and direction != "earlier":
            return Meaning("DURATION", _duration_value(abs(count), unit), flags=("nothing-to-count-from",))
        if told is not None and context.document is not None:
            anchor, base = "narrative", told
    today = context.today(_X_VALUES[unit])
    if direction == "ago" and unit == "year" and count == -1:  # "rose from 3 % a year ago" compares with the quarter told
        told = context.last_told(within=2)
        base, anchor = (told, "narrative") if told is not None and told.kind == "quarter" else (None, "document")
    if unit == "year" and base is not None and base.kind == "quarter" and count == int(count):
        return of(shift(base, int(4 * count)), anchor)._replace(period=None)
    if unit in ("decade", "century"):
        unit, count = "year", count * (10 if unit == "decade" else 100)
    if count != int(count):
        unit, count = ("month", round(count * 12)) if unit == "year" else ("day", round(count * {"week": 7, "month": 30}.get(unit, 1)))
    start = base.dated.start if base is not None else today
    flags = tuple(flag for flag in prefix_flags(found) if flag == "approximate")
    return of(shift(containing(unit, start), int(count)), anchor, flags=flags)


def offset_day(found: Found, context: Context) -> Meaning | None:
    """"a week ago today": the day itself, not the week."""
    unit, words = _unit(found), found.words("n")
    count = 1 if words in (["a"], ["an"]) else _count(words, context)
    if count is None or unit not in ("day", "week", "month", "year", "decade", "century"):
        return None
    day_word = found.said("x") or "today"
    today = context.today("XXXX-XX-XX") + dt.timedelta(days=_DAY_STEPS[day_word])
    return of(periods.on(periods.moved(today, unit, -count)), "document")


def vague_offset(found: Found, context: Context) -> Meaning:
    return Meaning("DATE", "PAST_REF", flags=("vague",))


# ── durations ─────────────────────────────────────────────────────────────────────────────────────
_DURATION_CODES = {
    "day": ("", "D", 1), "week": ("", "W", 1), "month": ("", "M", 1), "year": ("", "Y", 1), "decade": ("", "Y", 10), "century": ("", "Y", 100),
    "millennium": ("", "Y", 1000), "fortnight": ("", "W", 2), "quarter": ("", "Q", 1), "weekend": ("", "WE", 1), "hour": ("T", "H", 1), "hr": ("T", "H", 1),
    "minute": ("T", "M", 1), "min": ("T", "M", 1), "second": ("T", "S", 1), "sec": ("T", "S", 1), "spring": ("", "SP", 1), "summer": ("", "SU", 1),
    "autumn": ("", "FA", 1), "fall": ("", "FA", 1), "winter": ("", "WI", 1),
}  # fmt: skip
_VAGUE_CODES = {"decade": "PXDE", "century": "PXCE", "millennium": "PXML"}


def _duration_value(count: float | None, unit: str) -> str:
    """P3M, PT30M, P2Y6M; X where the number stays open.

    >>> _duration_value(2.5, "year"), _duration_value(None, "week"), _duration_value(0.5, "hour"), _duration_value(2, "decade")
    ('P2Y6M', 'PXW', 'PT30M', 'P20Y')
    """
    time, code, times = _DURATION_CODES[unit]
    if count is None:
        return _VAGUE_CODES.get(unit, f"P{time}X{code}")
    whole = count * times
    if whole == int(whole):
        return f"P{time}{int(whole)}{code}"
    smaller = {"Y": ("M", 12), "H": ("M", 60), "M": ("S", 60) if time else ("D", 30), "D": ("TH", 24), "W": ("D", 7), "Q": ("M", 3)}.get(code)
    if smaller is None:
        return f"P{time}{whole:g}{code}"
    rest = round((whole - int(whole)) * smaller[1])
    head = f"{int(whole)}{code}" if int(whole) else ""
    tail = f"T{rest}H" if smaller[0] == "TH" else f"{rest}{smaller[0]}"
    return f"P{time}{head}{tail}"


def _count(words: list[str], context: Context) -> float | None:
    if "couple" in words:
        return 2
    if "dozen" in words and "few" not in words:
        return 12
    for mark in ("to", "or", "-", "–", "—"):  # two or three weeks: the larger
        if mark in words:
            cut = words.index(mark)
            left, right = number(words[:cut], context.tables), number(words[cut + 1 :], context.tables)
            if left is not None and right is not None and (mark in ("to", "or") or any(w.isdecimal() for w in words)):
                return max(left, right)
    return number(words, context.tables)


def _span_duration(value: str, context: Context, unit: str, count: float | None, rel: str, flags: tuple[str, ...] = ()) -> Meaning:
    """A duration that reaches to or from the document's date gets its dates."""
    if context.document is None or count is None or unit not in periods.MONTHS_OF | {"day": 0, "week": 0}:
        reason = ("undated-document",) if context.document is None else ("vague",)
        return Meaning("DURATION", value, flags=flags + reason)
    today = context.document.start
    try:
        other = periods.moved(today, unit, count if rel == "next" else -count)
    except (ValueError, OverflowError):
        return Meaning("DURATION", value, flags=(*flags, "beyond-the-calendar"))
    first, last = (today, other) if rel == "next" else (other, today)
    return Meaning("DURATION", value, first, last, "range", "document", flags)


def duration(found: Found, context: Context) -> Meaning | None:
    settings, words, unit = found.rule.settings, found.words("n"), _unit(found)
    if unit not in _DURATION_CODES:
        return None
    count = 1 if settings.get("article") or settings.get("one") else 0.5 if settings.get("half") else _count(words, context)
    if settings.get("quarter"):
        count = 0.75 if "three" in found.all_words() else 0.25
    tail = found.tokens.words[found.first : found.last]
    if " ".join(tail[-3:]) == "and a half" and count is not None:
        count += 0.5
    value = _duration_value(count, unit)
    if words == ["one"] and unit == "day" and found.last - found.first == 2 and _some_day(found, context):
        return Meaning("DATE", "FUTURE_REF", flags=("vague",))
    if settings.get("article") and _is_rate(found):
        return Meaning("SET", value)
    rel = found.said("rel")
    if rel in ("last", "past", "previous", "preceding", "prior", "recent", "this last", "this past"):
        return _span_duration(value, context, unit, count, "last", prefix_flags(found))
    if rel in ("next", "coming", "upcoming", "following", "this next", "this coming"):
        return _span_duration(value, context, unit, count, "next", prefix_flags(found))
    return Meaning("DURATION", value, flags=prefix_flags(found))


def _some_day(found: Found, context: Context) -> bool:
    """"will one day be": some day, not one day long."""
    before = found.tokens.words[found.first - 1] if found.first else ""
    return before not in ("for", "in", "within", "of", "than", "least", "only", "just", "after", "by", "last") and context.tense(found) == "future"


def _is_rate(found: Found) -> bool:
    """"flights a week", "$500 million a year": what stands before is counted."""
    words = found.tokens.words
    before = words[found.first - 1] if found.first else ""
    return before[-1:].isdigit() or before in ("million", "billion", "percent", "%", "once", "twice", "times") or (
        before.endswith("s") and not before.endswith(("ss", "us", "is", "as")) and before.isalpha()
    )


def vague_duration(found: Found, context: Context) -> Meaning | None:
    unit = _unit(found)
    if unit not in _DURATION_CODES:
        return None
    rel = found.rule.settings.get("rel") or found.said("rel")
    value = _duration_value(None, unit)
    return Meaning("DURATION", value, flags=("vague",) if rel else ())


def unknown_duration(found: Found, context: Context) -> Meaning:
    return Meaning("DURATION", "PXX", flags=("vague",))


def all_day(found: Found, context: Context) -> Meaning | None:
    word = found.words("u")[0]
    if word in SEASON_WORDS or word in context.tables.PARTS_OF_DAY:
        code = periods.SEASON_ORDER[SEASON_WORDS[word]] if word in SEASON_WORDS else "T1" + context.tables.PARTS_OF_DAY[word]
        return Meaning("DURATION", f"P1{code}" if word in SEASON_WORDS else f"P{code}")
    return Meaning("DURATION", _duration_value(1, _unit(found)))


# ── sets, clock, vague references ─────────────────────────────────────────────────────────────────
def every(found: Found, context: Context) -> Meaning | None:
    if found.span("w"):
        index = _weekday(found.words("w"))
        tail = _part(found, context) if any(w.rstrip("s") in context.tables.PARTS_OF_DAY for w in found.all_words()) else ""
        return Meaning("SET", f"XXXX-WXX-{index + 1}{tail}")
    if found.span("m"):
        return Meaning("SET", f"XXXX-{_month(found):02d}")
    word = found.words("u")[0]
    if word in context.tables.PARTS_OF_DAY:
        return Meaning("SET", f"XXXX-XX-XXT{context.tables.PARTS_OF_DAY[word]}")
    unit = _unit(found)
    said = found.said("n")
    if unit not in _DURATION_CODES:
        return None
    count = 2 if said == "other" else 1 if said in ("", "single") else _count(found.words("n"), context)
    return Meaning("SET", _duration_value(count, unit))


_SET_CODES = {"daily": "P1D", "weekly": "P1W", "monthly": "P1M", "yearly": "P1Y", "annually": "P1Y", "hourly": "PT1H", "nightly": "P1D"}


def adverb_set(found: Found, context: Context) -> Meaning:
    return Meaning("SET", _SET_CODES[found.tokens.words[found.last - 1]])


def rate(found: Found, context: Context) -> Meaning | None:
    unit = _unit(found)
    return Meaning("SET", _duration_value(1, unit)) if unit in _DURATION_CODES else None


def clock(found: Found, context: Context) -> Meaning | None:
    said = found.said("x")
    if said in ("noon", "midday", "midnight"):
        hour, minute = (24 if said == "midnight" else 12), 0
    else:
        digits = re.findall(r"\d+", said) or [str(int(number([said], context.tables) or 0))]
        hour, minute = int(digits[0]), int(digits[1]) if len(digits) > 1 else 0
        if found.span("ap") and not 1 <= hour <= 12:
            return None
        late = any(w.startswith("p") for w in found.words("ap")) or found.said("p") in ("afternoon", "evening", "night")
        early = any(w.startswith("a") for w in found.words("ap")) or found.said("p") == "morning"
        hour = hour + 12 if late and hour < 12 else 0 if early and hour == 12 else hour
        if hour > 24:
            return None
    tail = f"T{hour:02d}:{minute:02d}"
    today = context.today("XXXX-XX-XX" + tail, "TIME")
    told = context.last_told(within=1)
    date = told.dated.start if told is not None and told.kind == "day" else today
    return of(periods.on(date), "narrative" if told is not None and told.kind == "day" else "document", kind="TIME", suffix=tail)


def present(found: Found, context: Context) -> Meaning:
    return Meaning("DATE", "PRESENT_REF", *_document_dates(context))


def _document_dates(context: Context) -> tuple:
    if context.document is None:
        return None, None, "", "none", ("undated-document",)
    start, end, precision, _ = context.document
    return start, end, precision, "document", ()


def past(found: Found, context: Context) -> Meaning:
    return Meaning("DATE", "PAST_REF", flags=("vague",))


def future(found: Found, context: Context) -> Meaning:
    return Meaning("DATE", "FUTURE_REF", flags=("vague",))


MEANINGS: dict[str, Callable[[Found, Context], Meaning | None]] = {
    f.__name__: f
    for f in (
        half_year, iso, numeric_date, day, day_range, month_of_year, month_range, year, short_year, year_range, fiscal_year, decade, half_of, century, season,
        quarter, half, weekday, weekday_part, month, dayword, dayword_part, overnight, relative, relative_part, days_on, named_week,
        holiday, years_relative, same_period, offset, offset_day, vague_offset, dual_date, other_calendar, era, duration, vague_duration, unknown_duration, all_day, every, adverb_set,
        rate, clock, present, past, future,
    )
}  # fmt: skip
