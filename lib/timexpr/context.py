"""What every meaning works with: its result, the document and the story around it, and readers of a
match's parts.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from types import ModuleType
from typing import NamedTuple

from timexpr import calendars
from timexpr.calendars import Dated
from timexpr.engine import Found, number
from timexpr.periods import Period, containing, shift

UNIT_KINDS = {
    "day": "day",
    "week": "week",
    "month": "month",
    "year": "year",
    "decade": "decade",
    "century": "century",
    "quarter": "quarter",
    "weekend": "weekend",
    "yr": "year",
    "centuries": "century",
}
SEASON_WORDS = {"spring": 0, "summer": 1, "autumn": 2, "fall": 2, "winter": 3}


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SHORT_WEEKDAYS = {name[:3]: i for i, name in enumerate(WEEKDAYS)}


YEAR_NUMBER = re.compile(r"\d{4}", re.A)
SHORT_YEAR = re.compile(r"['’]\d\d", re.A)


class Meaning(NamedTuple):
    """Type, TIMEX3 value, dates, what it was counted from, flags; `period` is what "that year"
    later counts from.
    """

    type: str
    value: str
    begin: dt.date | None = None
    end: dt.date | None = None
    granularity: str = ""
    anchor: str = "none"
    flags: tuple[str, ...] = ()
    period: Period | None = None


class Unanchored(Exception):
    """There is nothing to count from: the value with its unknown parts as X, and the reason."""

    def __init__(self, value: str, reason: str, kind: str = "DATE") -> None:
        super().__init__(value)
        self.value, self.reason, self.kind = value, reason, kind


_FINENESS = {
    "day": 0,
    "week": 1,
    "weekend": 1,
    "month": 2,
    "quarter": 3,
    "season": 3,
    "half": 4,
    "year": 5,
    "decade": 6,
    "century": 7,
}


# How many of the dates last told a meaning looks back on; bounded, so that no list of dates takes
# long.
RECENT = 50


class Context:
    """What a meaning may ask beyond its match: the document's date, earlier dates of the text, the
    tense around.
    """

    def __init__(
        self,
        tables: ModuleType,
        document: Dated | None,
        tense: Callable[[Found], tuple[str, float]],
    ) -> None:
        self.tables, self.document, self._tense = tables, document, tense
        self.told: list[tuple[int, Period, str]] = []  # sentence, period, anchor
        self.sentence = 0

    def today(self, unknown: str, kind: str = "DATE") -> dt.date:
        """The document's date; Unanchored with the X-value where there is none."""
        if self.document is None:
            raise Unanchored(unknown, "undated-document", kind)
        return self.document.start

    def tense(self, found: Found) -> str:
        """past, present, future, or nothing where no cue stands near."""
        return self._tense(found)[0]

    def pull(self, found: Found) -> float:
        """How much a day or month ahead must be nearer than the one behind to be chosen: 1 without
        a cue of tense.
        """
        tense, distance = self._tense(found)
        weight = NEAR_PULL if distance <= NEAR_CUE else PAST_PULL
        return {"past": weight, "future": 1 / weight}.get(tense, 1)

    def last_told(self, within: int = 1000, unit: str = "century") -> Period | None:
        """The date last told, no more than so many sentences back and no coarser than the unit
        asked for.
        """
        limit = _FINENESS.get(unit, 9)
        for sentence, period, _ in reversed(self.told[-RECENT:]):
            if self.sentence - sentence > within:
                return None
            if _FINENESS[period.kind] <= limit:
                return period
        return None

    def story_month(self, found: Found, number: int, today: dt.date) -> Period | None:
        """The month of that number in the story told just before, where the story lies in an
        earlier year.

        After a bare year only right behind it ("in 2016, in April"); after a month or day with its
        year for STORY_MONTHS on, where the next sentence opens with the month ("In May …")."""
        for sentence, period, anchor in reversed(self.told[-RECENT:]):
            if self.sentence - sentence > 1 or anchor == "document":
                return None
            if period.kind == "year":
                beside = (
                    sentence == self.sentence
                    and period.value in found.tokens.words[max(0, found.first - 3) : found.first]
                )
                return (
                    Period("month", period.year, number)
                    if beside and period.year < today.year
                    else None
                )
            if period.kind in ("month", "day"):
                ahead = (number - period.number) % 12
                old = period.dated.start + dt.timedelta(days=366) < today
                told = Period("month", period.year, period.number)
                opens = sentence < self.sentence and found.tokens.words[
                    max(0, found.first - 2)
                ] in (".", "!", "?")
                return shift(told, ahead) if old and opens and ahead <= STORY_MONTHS else None
        return None

    def story_old(self) -> Period | None:
        """The period told last, in this sentence or the one before, where it lies more than a year
        back.
        """
        for sentence, period, anchor in reversed(self.told[-RECENT:]):
            if self.sentence - sentence > 1 or anchor == "document" or self.document is None:
                return None
            return (
                period if period.dated.end + dt.timedelta(days=366) < self.document.start else None
            )
        return None

    def told_day(self) -> dt.date | None:
        """The latest full date with its year told in this sentence or the two before."""
        for sentence, period, anchor in reversed(self.told[-RECENT:]):
            if self.sentence - sentence > 2:
                return None
            if anchor in ("absolute", "narrative"):
                # A month or a year told since then has taken the story elsewhere.
                return period.dated.start if period.kind == "day" else None
        return None

    def told_month(self) -> dt.date | None:
        """First day of the month with its year that was told last, in this sentence or the two
        before.
        """
        for sentence, period, anchor in reversed(self.told[-RECENT:]):
            if self.sentence - sentence > 2:
                return None
            if anchor in ("absolute", "narrative"):
                return (
                    period.dated.start.replace(day=1) if period.kind in ("month", "day") else None
                )
        return None


# How far a story goes on in the year of a month told with its year: "in April 2018 … in May … in
# December".
STORY_MONTHS = 8


def of(
    period: Period,
    anchor: str,
    *,
    kind: str = "DATE",
    suffix: str = "",
    flags: tuple[str, ...] = (),
) -> Meaning:
    """The meaning of a calendar period."""
    span = period.dated
    granularity = "time" if kind == "TIME" else span.granularity
    return Meaning(
        kind, period.value + suffix, span.start, span.end, granularity, anchor, flags, period
    )


def read_month(found: Found, name: str = "m") -> int:
    """The month a part names, as a number."""
    for word in found.words(name):
        if word in calendars.MONTH_NUMBER:
            return calendars.MONTH_NUMBER[word]
    raise ValueError("no month is named")


def read_number(found: Found, name: str, context: Context) -> float | None:
    """The number a part says, None where it stays open."""
    return number(found.words(name), context.tables)


def read_year(found: Found, context: Context, name: str = "y") -> int | None:
    """The year a part says in digits or words, None where there is none."""
    words = found.words(name)
    if not words:
        return None
    if len(words) == 1 and YEAR_NUMBER.fullmatch(words[0]):
        return int(words[0])
    if len(words) == 1 and words[0].isdecimal():
        return int(words[0])
    if len(words) == 1 and SHORT_YEAR.fullmatch(words[0]):
        two = int(words[0][1:])
        return two + (1900 if two >= calendars.TWO_DIGIT_PIVOT else 2000)
    if len(words) > 1 and words[0] in ("eighteen", "nineteen", "twenty"):  # nineteen ninety-six
        return 100 * number(words[:1], context.tables) + int(number(words[1:], context.tables))
    value = number(words, context.tables)
    return int(value) if value and value == int(value) else None


def read_weekday(words: list[str]) -> int | None:
    """The weekday among some words, Monday 0, or None."""
    for word in words:
        index = SHORT_WEEKDAYS.get(word.rstrip("s")[:3])
        if index is not None and (word.rstrip("s") in WEEKDAYS or len(word) <= 5):
            return index
    return None


def read_unit(found: Found, name: str = "u") -> str:
    """The unit a part names, in the terms of periods and durations."""
    word = next((w for w in found.words(name) if w.isalpha()), "")
    for form in (word, word[:-1] if word.endswith("s") else word):
        if form in UNIT_KINDS or form in (
            "hour",
            "minute",
            "second",
            "min",
            "sec",
            "hr",
            "fortnight",
            "millennium",
        ):
            return UNIT_KINDS.get(form, form)
        if form in SEASON_WORDS:
            return form
    return "millennium" if word == "millennia" else word


def prefix_flags(found: Found) -> tuple[str, ...]:
    """Which part of the period is meant, or that it is meant roughly: early, late, mid, start, end,
    approximate.
    """
    flags = []
    for word in found.tokens.words[found.first : found.last]:
        flag = "two-digit-year" if SHORT_YEAR.fullmatch(word) else _PREFIX_FLAGS.get(word)
        if flag and flag not in flags:
            flags.append(flag)
    return tuple(flags)


_PREFIX_FLAGS = {
    "early": "early",
    "earlier": "early",
    "late": "late",
    "later": "late",
    "mid": "mid",
    "middle": "mid",
    "beginning": "start",
    "start": "start",
    "end": "end",
    "close": "end",
    "dawn": "start",
    "turn": "start",
    "about": "approximate",
    "around": "approximate",
    "nearly": "approximate",
    "almost": "approximate",
    "roughly": "approximate",
    "approximately": "approximate",
}


def by_tense(dates: list[dt.date], today: dt.date, pull: float) -> dt.date:
    """Of the same day in several years the one that the tense (as `Context.pull` weighs it) and the
    distance ask for.
    """
    past = [d for d in dates if d <= today]
    ahead = [d for d in dates if d >= today]
    if not past or not ahead:
        return dates[0] if ahead else dates[-1]
    return ahead[0] if (ahead[0] - today).days * pull < (today - past[-1]).days else past[-1]


# Measured on the development documents: a past verb yields to a day ahead only where that is far
# nearer; a verb within three words ("on 9 November, I signed") hardly yields at all.
PAST_PULL, NEAR_PULL, NEAR_CUE = 4, 30, 4.5


def relative_year(found: Found, context: Context, unknown: str) -> tuple[int, str]:
    """The year that "last year", "the same year" … say, and what it was counted from."""
    said = found.said("rel")
    today = context.today(unknown)
    told = (
        context.last_told()
        if any(w in said for w in ("same", "that", "previous", "following", "preceding", "prior"))
        else None
    )
    base, anchor = (
        (told.dated.start.year, "narrative") if told is not None else (today.year, "document")
    )
    if any(w in said for w in ("last", "past", "previous", "preceding", "prior")):
        return base - 1, anchor
    return (base + 1 if any(w in said for w in ("next", "following", "coming")) else base), anchor


def read_part(found: Found, context: Context, name: str = "p") -> str:
    """The part of the day a part names, as TIMEX3 writes it: TMO, TNI, T12:00."""
    word = next((w for w in found.words(name) if w.rstrip("s") in context.tables.PARTS_OF_DAY), "")
    return "T" + context.tables.PARTS_OF_DAY[word.rstrip("s")]


X_VALUES = {
    "day": "XXXX-XX-XX",
    "week": "XXXX-WXX",
    "weekend": "XXXX-WXX-WE",
    "month": "XXXX-XX",
    "quarter": "XXXX-QX",
    "year": "XXXX",
    "decade": "XXX",
    "century": "XX",
}


BACK = ("last", "past", "previous", "preceding", "prior", "this last", "this past")
AHEAD = (
    "next",
    "coming",
    "upcoming",
    "following",
    "ensuing",
    "subsequent",
    "this next",
    "this coming",
    "this upcoming",
)


_TOLD = (
    "previous",
    "preceding",
    "prior",
    "following",
    "ensuing",
    "subsequent",
    "that",
    "same",
    "the same",
    "this same",
    "that same",
    "the",
)


def relative_unit(context: Context, unit: str, rel: str, flags: tuple[str, ...]) -> Meaning:
    """A period counted from the document's date or the date told."""
    base, anchor = counted_from(context, rel, unit)
    steps = -1 if rel in BACK or rel == "latest" else 1 if rel in AHEAD else 0
    return of(shift(containing(unit, base), steps), anchor, flags=flags)


def counted_from(context: Context, rel: str, unit: str) -> tuple[dt.date, str]:
    """What a relative period counts from: the date last told where the words point back into the
    text, else the document.
    """
    if rel in _TOLD or (rel == "next" and unit == "day"):
        told = context.last_told(within=8, unit=unit)
        if context.document is not None and told is not None and rel != "the":
            return told.dated.start, "narrative"
    today = context.today(X_VALUES[unit])
    if rel == "the" and unit in ("month", "year"):  # "in April 2018 … by the end of the month"
        story = context.story_old()
        if story is not None and story.kind in ("month", "day"):
            return story.dated.start, "narrative"
    return today, "document"
