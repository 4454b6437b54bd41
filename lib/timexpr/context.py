"""What every meaning works with: its result, the dates told so far, and readers of parts."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from timexpr import calendars
from timexpr.calendars import Dated
from timexpr.engine import Match, number
from timexpr.periods import Period, containing, shift

SMALL_UNITS = ("hour", "minute", "second", "min", "sec", "hr")
SEASON_WORDS = {"spring": 0, "summer": 1, "autumn": 2, "fall": 2, "winter": 3}
_UNITS = frozenset(
    "day week weekend fortnight month quarter year decade century millennium".split()
).union(SMALL_UNITS, SEASON_WORDS)
_OTHER_FORMS = {"yr": "year", "yrs": "year", "centuries": "century", "millennia": "millennium"}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SHORT_WEEKDAYS = {name[:3]: i for i, name in enumerate(WEEKDAYS)}
YEAR_NUMBER = re.compile(r"\d{4}", re.A)
SHORT_YEAR = re.compile(r"['’]\d\d", re.A)

# Words of relation: LAST and NEXT count from the document, the others from what the text told.
LAST = frozenset(("last", "past", "this last", "this past"))
PREVIOUS = frozenset(("previous", "preceding", "prior"))
NEXT = frozenset(("next", "coming", "upcoming", "this next", "this coming", "this upcoming"))
FOLLOWING = frozenset(("following", "ensuing", "subsequent"))
SAME = frozenset(("that", "same", "the same", "this same", "that same", "the"))
BACK = LAST | PREVIOUS
AHEAD = NEXT | FOLLOWING

# The TIMEX3 value of a unit that cannot be placed.
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
# How many of the dates told last a meaning looks back on; bounded, so that no list takes long.
RECENT = 50
# How long a story goes on in the year of a month: "in April 2018 … in May … in December".
STORY_MONTHS = 8
# Measured on the development documents: a past verb yields to a day ahead only where that is far
# nearer; a verb within three words ("on 9 November, I signed") hardly yields at all.
PAST_PULL, NEAR_PULL, NEAR_CUE = 4, 30, 4.5


class Meaning(NamedTuple):
    """Type, TIMEX3 value, dates, anchor and flags; "that year" later counts from `period`."""

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

    def __init__(self, value: str, reason: str, type: str = "DATE") -> None:
        super().__init__(value)
        self.value, self.reason, self.type = value, reason, type


class Context:
    """What a meaning may ask beyond its match: the document's date, earlier dates, the tense."""

    def __init__(self, document: Dated | None, tense: Callable[[Match], tuple[str, float]]) -> None:
        self.document, self._tense = document, tense
        self.earlier: list[tuple[int, Period, str]] = []  # sentence, period, anchor
        self.sentence = 0
        self.said: dt.date | None = None  # the date of the saying that the match stands in
        self.fixed: tuple[int, Period, int] | None = None  # sentence, date in full, its last word

    def today(self, unknown: str, type: str = "DATE") -> dt.date:
        """The document's date; Unanchored with the X-value where there is none."""
        if self.said is not None:
            return self.said
        if self.document is None:
            raise Unanchored(unknown, "undated-document", type)
        return self.document.start

    def dated_saying(self) -> tuple[Period, int] | None:
        """The date in full that this sentence has told last, and the word behind it."""
        if self.fixed is None or self.fixed[0] != self.sentence:
            return None
        return self.fixed[1:]

    def tense(self, match: Match) -> str:
        """Past, present or future; empty where no cue stands near."""
        return self._tense(match)[0]

    def pull(self, match: Match) -> float:
        """How much nearer a day ahead must be than the one behind; 1 without a cue of tense."""
        tense, distance = self._tense(match)
        weight = NEAR_PULL if distance <= NEAR_CUE else PAST_PULL
        return {"past": weight, "future": 1 / weight}.get(tense, 1)

    def recent(self, within: float = math.inf) -> Iterator[tuple[int, Period, str]]:
        """The dates told in this sentence and so many before it, the last one first."""
        for entry in reversed(self.earlier[-RECENT:]):
            if self.sentence - entry[0] > within:
                return
            yield entry

    def last_date(self, within: float = math.inf, unit: str = "century") -> Period | None:
        """The date told last, within so many sentences and no coarser than the unit."""
        limit = _FINENESS.get(unit, 9)
        periods = (period for _, period, _ in self.recent(within))
        return next((period for period in periods if _FINENESS[period.kind] <= limit), None)

    def last_day(self, within: int) -> Period | None:
        """The date told last within so many sentences, if it is a day."""
        told = self.last_date(within)
        return told if told is not None and told.kind == "day" else None

    def story_month(self, match: Match, number: int, today: dt.date) -> Period | None:
        """The month of that number in the story told just before, if that lies in an earlier year.

        After a bare year only right behind it ("in 2016, in April"). After a month or a day with
        its year for STORY_MONTHS on, where the next sentence opens with the month ("In May …").
        """
        for sentence, period, anchor in self.recent(1):
            if anchor == "document":
                return None
            if period.kind == "year":
                beside = sentence == self.sentence and period.value in match.words_before(3)
                old = beside and period.year < today.year
                return Period("month", period.year, number) if old else None
            if period.kind in ("month", "day"):
                ahead = (number - period.number) % 12
                old = period.dated.start + dt.timedelta(days=366) < today
                opens = sentence < self.sentence and match.word(max(0, match.first - 2)) in ".!?"
                month = Period("month", period.year, period.number)
                return shift(month, ahead) if old and opens and ahead <= STORY_MONTHS else None
        return None

    def old_story(self) -> Period | None:
        """The period told last, just before, if it lies more than a year back."""
        _, period, anchor = next(self.recent(1), (0, None, "document"))
        if anchor == "document" or self.document is None:
            return None
        old = period.dated.end + dt.timedelta(days=366) < self.document.start
        return period if old else None

    def story_date(self) -> Period | None:
        """The date with its year told last in this sentence or the two before."""
        told = (p for _, p, anchor in self.recent(2) if anchor in ("absolute", "narrative"))
        return next(told, None)


def of(
    period: Period,
    anchor: str,
    *,
    type: str = "DATE",
    suffix: str = "",
    flags: tuple[str, ...] = (),
) -> Meaning:
    """The meaning of a calendar period."""
    span = period.dated
    granularity = "time" if type == "TIME" else span.granularity
    return Meaning(
        type, period.value + suffix, span.start, span.end, granularity, anchor, flags, period
    )


def from_to(first: Period, last: Period, anchor: str, flags: tuple[str, ...] = ()) -> Meaning:
    """The meaning of a run from one period to another."""
    value = f"{first.value}/{last.value}"
    return Meaning("DATE", value, first.dated.start, last.dated.end, "range", anchor, flags, last)


def read_month(match: Match, name: str = "m") -> int:
    """The month a part names, as a number."""
    for word in match.words(name):
        if word in calendars.MONTH_NUMBER:
            return calendars.MONTH_NUMBER[word]
    raise ValueError("no month is named")


def read_number(match: Match, name: str) -> float | None:
    """The number a part says, None where it stays open."""
    return number(match.words(name), match.tables.numbers)


def read_year(match: Match, name: str = "y") -> int | None:
    """The year a part says in digits or words, None where there is none."""
    words = match.words(name)
    if not words:
        return None
    if len(words) == 1 and words[0].isdecimal():
        return int(words[0])
    if len(words) == 1 and SHORT_YEAR.fullmatch(words[0]):
        return calendars.full_year(int(words[0][1:]))
    values = match.tables.numbers
    if len(words) > 1 and words[0] in ("eighteen", "nineteen", "twenty"):  # nineteen ninety-six
        return 100 * number(words[:1], values) + int(number(words[1:], values))
    value = number(words, values)
    return int(value) if value and value == int(value) else None


def is_year(word: str) -> bool:
    """Whether a word is four digits that can be a year of our time."""
    return bool(YEAR_NUMBER.fullmatch(word)) and 1000 <= int(word) < 2200


def read_weekday(words: list[str]) -> int | None:
    """The weekday among some words, Monday 0, or None."""
    for word in words:
        index = SHORT_WEEKDAYS.get(word.rstrip("s")[:3])
        if index is not None and (word.rstrip("s") in WEEKDAYS or len(word) <= 5):
            return index
    return None


def read_unit(match: Match, name: str = "u") -> str:
    """The unit a part names, in the terms of periods and durations."""
    word = next((w for w in match.words(name) if w.isalpha()), "")
    word = _OTHER_FORMS.get(word, word)
    return next((form for form in (word, word.removesuffix("s")) if form in _UNITS), word)


def read_relation(match: Match) -> str:
    """The words of relation: those that the rule sets, else the part `rel`."""
    return match.setting("rel") or match.text("rel")


def read_part(match: Match, name: str = "p") -> str:
    """The part of the day a part names, as TIMEX3 writes it: TMO, TNI, T12:00."""
    codes = match.tables.parts_of_day
    words = (word.rstrip("s") for word in match.words(name))
    return next((f"T{codes[word]}" for word in words if word in codes), "")


def prefix_flags(match: Match) -> tuple[str, ...]:
    """Which part of the period is meant, or that it is meant roughly: early, late, approximate …"""
    flags = {}
    for word in match.marked:
        flag = "two-digit-year" if SHORT_YEAR.fullmatch(word) else match.tables.flags.get(word)
        if flag:
            flags[flag] = True
    return tuple(flags)


def by_tense(dates: list[dt.date], today: dt.date, pull: float) -> dt.date:
    """Of the same day in several years the one that tense (see `Context.pull`) and distance ask."""
    past = [d for d in dates if d <= today]
    ahead = [d for d in dates if d >= today]
    if not past or not ahead:
        return dates[0] if ahead else dates[-1]
    return ahead[0] if (ahead[0] - today).days * pull < (today - past[-1]).days else past[-1]


def relative_year(match: Match, context: Context, unknown: str) -> tuple[int, str]:
    """The year that "last year", "the same year" … say, and what it was counted from."""
    relation = set(match.words("rel"))
    today = context.today(unknown)
    year, anchor = today.year, "document"
    if relation & (PREVIOUS | FOLLOWING | SAME) and (told := context.last_date()):
        year, anchor = told.dated.start.year, "narrative"
    if relation & BACK:
        return year - 1, anchor
    return year + bool(relation & AHEAD), anchor


def relative_unit(context: Context, unit: str, relation: str, flags: tuple[str, ...]) -> Meaning:
    """A period counted from the document's date or the date told last."""
    base, anchor = counted_from(context, relation, unit)
    steps = -1 if relation in BACK or relation == "latest" else 1 if relation in AHEAD else 0
    return of(shift(containing(unit, base), steps), anchor, flags=flags)


def counted_from(context: Context, relation: str, unit: str) -> tuple[dt.date, str]:
    """What a relative period counts from.

    That is the date told last where the words point back into the text, else the document.
    """
    if relation in PREVIOUS | FOLLOWING | SAME or (relation == "next" and unit == "day"):
        told = context.last_date(within=8, unit=unit)
        if context.document is not None and told is not None and relation != "the":
            return told.dated.start, "narrative"
    today = context.today(X_VALUES[unit])
    if relation == "the" and unit in ("month", "year"):  # "in April 2018 … by the end of the month"
        story = context.old_story()
        if story is not None and story.kind in ("month", "day"):
            return story.dated.start, "narrative"
    return today, "document"
