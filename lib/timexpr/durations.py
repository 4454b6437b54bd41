"""Meanings of durations, repeated times, times of the clock and vague references.

Each public function of a match and a context is the meaning of rules of the same name.
"""

from __future__ import annotations

import re

from timexpr import periods
from timexpr.context import (
    BACK,
    NEXT,
    SEASON_WORDS,
    Context,
    Meaning,
    of,
    prefix_flags,
    read_month,
    read_part,
    read_relation,
    read_unit,
    read_weekday,
)
from timexpr.engine import Match, number

# Unit → what stands before its letter, the letter, and how many of them it is.
DURATION_CODES = {
    "day": ("", "D", 1),
    "week": ("", "W", 1),
    "month": ("", "M", 1),
    "year": ("", "Y", 1),
    "decade": ("", "Y", 10),
    "century": ("", "Y", 100),
    "millennium": ("", "Y", 1000),
    "fortnight": ("", "W", 2),
    "quarter": ("", "Q", 1),
    "weekend": ("", "WE", 1),
    "hour": ("T", "H", 1),
    "hr": ("T", "H", 1),
    "minute": ("T", "M", 1),
    "min": ("T", "M", 1),
    "second": ("T", "S", 1),
    "sec": ("T", "S", 1),
} | {season: ("", periods.SEASON_ORDER[i], 1) for season, i in SEASON_WORDS.items()}
_VAGUE_CODES = {"decade": "PXDE", "century": "PXCE", "millennium": "PXML"}
# Letter → the smaller one that a fraction of it is written in, and how many make one.
_SMALLER = {
    "Y": ("{}M", 12),
    "M": ("{}D", 30),
    "W": ("{}D", 7),
    "D": ("T{}H", 24),
    "Q": ("{}M", 3),
    "TH": ("{}M", 60),
    "TM": ("{}S", 60),
}
_SET_CODES = {
    "daily": "P1D",
    "nightly": "P1D",
    "weekly": "P1W",
    "fortnightly": "P2W",
    "monthly": "P1M",
    "yearly": "P1Y",
    "annually": "P1Y",
    "annual": "P1Y",
    "hourly": "PT1H",
}


def duration_value(count: float | None, unit: str) -> str:
    """P3M, PT30M, P2Y6M; X where the number stays open.

    >>> duration_value(2.5, "year"), duration_value(None, "week"), duration_value(0.5, "hour")
    ('P2Y6M', 'PXW', 'PT30M')
    """
    time, code, times = DURATION_CODES[unit]
    if count is None:
        return _VAGUE_CODES.get(unit, f"P{time}X{code}")
    whole = count * times
    if whole == int(whole):
        return f"P{time}{int(whole)}{code}"
    if time + code not in _SMALLER:
        return f"P{time}{whole:g}{code}"
    form, per_unit = _SMALLER[time + code]
    head = f"{int(whole)}{code}" if whole >= 1 else ""
    return f"P{time}{head}" + form.format(round((whole - int(whole)) * per_unit))


def read_count(match: Match, name: str = "n") -> float | None:
    """The number of a duration: a couple is 2, "two or three" the larger, None where it is open."""
    words, values = match.words(name), match.tables.numbers
    plain = [word for word in words if word not in ("-", "–", "‑")]
    if plain in (["a"], ["an"]):
        return 1
    if plain[-3:] == ["and", "a", "half"]:  # two and a half, two-and-a-half
        whole = number(plain[:-3], values)
        return None if whole is None else whole + 0.5
    if "couple" in words:
        return 2
    if "dozen" in words and "few" not in words:
        return 12
    for mark in ("to", "or", "-", "–", "—"):
        cut = words.index(mark) if mark in words else 0
        left, right = number(words[:cut], values), number(words[cut + 1 :], values)
        in_words = mark in ("to", "or") or any(word.isdecimal() for word in words)
        if left is not None and right is not None and in_words:
            return max(left, right)
    return number(words, values)


def span_duration(
    value: str,
    context: Context,
    unit: str,
    count: float | None,
    *,
    ahead: bool,
    flags: tuple[str, ...] = (),
) -> Meaning:
    """A duration that reaches to or from the document's date gets its dates."""
    if context.document is None:
        return Meaning("DURATION", value, flags=(*flags, "undated-document"))
    if count is None:
        return Meaning("DURATION", value, flags=(*flags, "vague"))
    if unit not in ("day", "week", *periods.MONTHS_OF):
        return Meaning("DURATION", value, flags=flags)
    today = context.document.start
    try:
        other = periods.moved(today, unit, count if ahead else -count)
    except (ValueError, OverflowError):
        return Meaning("DURATION", value, flags=(*flags, "beyond-the-calendar"))
    first, last = sorted((today, other))
    return Meaning("DURATION", value, first, last, "range", "document", flags)


def duration(match: Match, context: Context) -> Meaning | None:
    """As in "44 days", "the past three decades", "a six-month ban", "half an hour"."""
    if match.setting("word"):
        return Meaning("DURATION", duration_value(1, match.marked[-1].removesuffix("long")))
    unit, flags = read_unit(match), prefix_flags(match)
    if unit not in DURATION_CODES:
        return None
    count = _count(match)
    value = duration_value(count, unit)
    if match.marked == ["one", "day"] and _some_day(match, context):
        return Meaning("DATE", "FUTURE_REF", flags=("vague",))
    if match.setting("article") and _is_rate(match):
        return Meaning("SET", value)
    relation = match.text("rel")
    if relation in BACK or relation == "recent":
        return span_duration(value, context, unit, count, ahead=False, flags=flags)
    if relation in NEXT | {"following"}:
        return span_duration(value, context, unit, count, ahead=True, flags=flags)
    return Meaning("DURATION", value, flags=flags)


def _count(match: Match) -> float | None:
    """How many units a match says, by the rule it was found by or by its words."""
    if match.setting("quarter"):
        return 0.75 if "three" in match.matched else 0.25
    if match.setting("and_half"):
        return 1.5
    if match.setting("half"):
        return 0.5
    count = 1 if match.setting("article") or match.setting("one") else read_count(match)
    if count is not None and match.marked[-3:] == ["and", "a", "half"]:
        count += 0.5
    return count


def compound_duration(match: Match, context: Context) -> Meaning | None:
    """As in "one hour and 40 minutes", "two years, three months"."""
    counts = [read_count(match), read_count(match, "n2")]
    if None in counts or any(count != int(count) for count in counts):
        return None
    (time, first, _), (small_time, second, _) = (
        DURATION_CODES[read_unit(match, name)] for name in ("u", "u2")
    )
    mark = "T" if small_time and not time else ""
    return Meaning("DURATION", f"P{time}{counts[0]}{first}{mark}{counts[1]}{second}")


def _some_day(match: Match, context: Context) -> bool:
    """Whether "one day" is some day to come, not one day long."""
    if match.before() in match.tables.nearby["ONE_DAY_BEFORE"]:
        return False
    return context.tense(match) == "future"


def _is_rate(match: Match) -> bool:
    """Whether what stands before is counted: "flights a week", "$500 million a year"."""
    before = match.before()
    if before[-1:].isdigit() or before in match.tables.nearby["RATE_BEFORE"]:
        return True
    plural = before.endswith("s") and not before.endswith(("ss", "us", "is", "as"))
    return plural and before.isalpha()


def vague_duration(match: Match, context: Context) -> Meaning | None:
    """As in "for decades", "several weeks", "the past months": X for the number."""
    unit = read_unit(match)
    if unit not in DURATION_CODES:
        return None
    flags = ("vague",) if read_relation(match) else ()
    return Meaning("DURATION", duration_value(None, unit), flags=flags)


def unknown_duration(match: Match, context: Context) -> Meaning:
    """As in "a while", "a long time"."""
    return Meaning("DURATION", "PXX", flags=("vague",))


def all_day(match: Match, context: Context) -> Meaning | None:
    """As in "all day", "all summer long"."""
    part = match.tables.parts_of_day.get(match.text("u"))
    return Meaning("DURATION", f"PT1{part}" if part else duration_value(1, read_unit(match)))


def every(match: Match, context: Context) -> Meaning | None:
    """As in "every day", "every other week", "each Thursday", "on Mondays"."""
    if match.span("w"):
        return Meaning("SET", f"XXXX-WXX-{read_weekday(match.words('w')) + 1}{read_part(match)}")
    if match.span("m"):
        return Meaning("SET", f"XXXX-{read_month(match):02d}")
    if part := read_part(match, "u"):
        return Meaning("SET", f"XXXX-XX-XX{part}")
    unit = read_unit(match)
    if unit not in DURATION_CODES:
        return None
    count = {"other": 2, "": 1, "single": 1}.get(match.text("n")) or read_count(match)
    return Meaning("SET", duration_value(count, unit))


def adverb_set(match: Match, context: Context) -> Meaning:
    """As in "daily", "annually"."""
    return Meaning("SET", _SET_CODES[match.marked[-1]])


def rate(match: Match, context: Context) -> Meaning | None:
    """As in "twice a month"."""
    unit = read_unit(match)
    return Meaning("SET", duration_value(1, unit)) if unit in DURATION_CODES else None


def clock(match: Match, context: Context) -> Meaning | None:
    """As in "10:30 a.m.", "5 o'clock", "noon": on the day told just before, else the document's."""
    hour, minute = _hour_and_minute(match)
    if hour is None:
        return None
    tail = f"T{hour:02d}:{minute:02d}"
    today = context.today("XXXX-XX-XX" + tail, "TIME")
    told = context.last_day(within=1)
    anchor = "document" if told is None else "narrative"
    return of(told or periods.on(today), anchor, type="TIME", suffix=tail)


def _hour_and_minute(match: Match) -> tuple[int | None, int]:
    text = match.text("x")
    if text in ("noon", "midday", "midnight"):
        return (24 if text == "midnight" else 12), 0
    if match.setting("military"):
        return int(text[:2]), int(text[2:])
    digits = re.findall(r"\d+", text) or [number([text], match.tables.numbers) or 0]
    hour, minute = int(digits[0]), int(digits[1]) if len(digits) > 1 else 0
    if match.span("ap") and not 1 <= hour <= 12:
        return None, 0
    half, part = match.text("ap")[:1], match.text("p")
    if (half == "p" or part in ("afternoon", "evening", "night")) and hour < 12:
        hour += 12
    elif (half == "a" or part == "morning") and hour == 12:
        hour = 0
    return (hour, minute) if hour <= 24 else (None, 0)


def present(match: Match, context: Context) -> Meaning:
    """As in "now", "currently", "these days"."""
    if context.document is None:
        return Meaning("DATE", "PRESENT_REF", flags=("undated-document",))
    start, end, granularity, _ = context.document
    return Meaning("DATE", "PRESENT_REF", start, end, granularity, "document")


def past(match: Match, context: Context) -> Meaning:
    """As in "recently", "the past", "recent years"."""
    return Meaning("DATE", "PAST_REF", flags=("vague",))


def future(match: Match, context: Context) -> Meaning:
    """As in "the future", "the coming days"."""
    return Meaning("DATE", "FUTURE_REF", flags=("vague",))
