"""Meanings of durations, repeated times, times of the clock and vague references (now, recently,
the future).
"""

from __future__ import annotations

import re

from timexpr import periods
from timexpr.context import (
    SEASON_WORDS,
    Context,
    Meaning,
    of,
    prefix_flags,
    read_month,
    read_part,
    read_unit,
    read_weekday,
)
from timexpr.engine import Found, number

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
    "spring": ("", "SP", 1),
    "summer": ("", "SU", 1),
    "autumn": ("", "FA", 1),
    "fall": ("", "FA", 1),
    "winter": ("", "WI", 1),
}
_VAGUE_CODES = {"decade": "PXDE", "century": "PXCE", "millennium": "PXML"}


def duration_value(count: float | None, unit: str) -> str:
    """P3M, PT30M, P2Y6M; X where the number stays open.

    >>> duration_value(2.5, "year"), duration_value(None, "week"), duration_value(0.5, "hour"), duration_value(2, "decade")
    ('P2Y6M', 'PXW', 'PT30M', 'P20Y')
    """
    time, code, times = DURATION_CODES[unit]
    if count is None:
        return _VAGUE_CODES.get(unit, f"P{time}X{code}")
    whole = count * times
    if whole == int(whole):
        return f"P{time}{int(whole)}{code}"
    smaller = {
        "Y": ("M", 12),
        "H": ("M", 60),
        "M": ("S", 60) if time else ("D", 30),
        "D": ("TH", 24),
        "W": ("D", 7),
        "Q": ("M", 3),
    }.get(code)
    if smaller is None:
        return f"P{time}{whole:g}{code}"
    rest = round((whole - int(whole)) * smaller[1])
    head = f"{int(whole)}{code}" if int(whole) else ""
    tail = f"T{rest}H" if smaller[0] == "TH" else f"{rest}{smaller[0]}"
    return f"P{time}{head}{tail}"


def read_count(words: list[str], context: Context) -> float | None:
    """The number of a duration: a couple is 2, "two or three" the larger, None where it stays open."""
    plain = [word for word in words if word not in ("-", "–", "‑")]
    if plain[-3:] == ["and", "a", "half"]:  # two and a half, two-and-a-half
        whole = number(plain[:-3], context.tables)
        return None if whole is None else whole + 0.5
    if "couple" in words:
        return 2
    if "dozen" in words and "few" not in words:
        return 12
    for mark in ("to", "or", "-", "–", "—"):  # two or three weeks: the larger
        if mark in words:
            cut = words.index(mark)
            left, right = (
                number(words[:cut], context.tables),
                number(words[cut + 1 :], context.tables),
            )
            if (
                left is not None
                and right is not None
                and (mark in ("to", "or") or any(w.isdecimal() for w in words))
            ):
                return max(left, right)
    return number(words, context.tables)


def span_duration(
    value: str,
    context: Context,
    unit: str,
    count: float | None,
    rel: str,
    flags: tuple[str, ...] = (),
) -> Meaning:
    """A duration that reaches to or from the document's date gets its dates."""
    if context.document is None or count is None:
        return Meaning(
            "DURATION",
            value,
            flags=(*flags, "undated-document" if context.document is None else "vague"),
        )
    if unit not in periods.MONTHS_OF | {"day": 0, "week": 0}:
        return Meaning("DURATION", value, flags=flags)
    today = context.document.start
    try:
        other = periods.moved(today, unit, count if rel == "next" else -count)
    except (ValueError, OverflowError):
        return Meaning("DURATION", value, flags=(*flags, "beyond-the-calendar"))
    first, last = (today, other) if rel == "next" else (other, today)
    return Meaning("DURATION", value, first, last, "range", "document", flags)


def duration(found: Found, context: Context) -> Meaning | None:
    """As in "44 days", "the past three decades", "a six-month ban", "half an hour"."""
    settings, words, unit = found.rule.settings, found.words("n"), read_unit(found)
    if settings.get("word"):
        return Meaning(
            "DURATION", duration_value(1, found.tokens.words[found.last - 1].removesuffix("long"))
        )
    if unit not in DURATION_CODES:
        return None
    count = (
        1
        if settings.get("article") or settings.get("one")
        else 0.5
        if settings.get("half")
        else read_count(words, context)
    )
    if settings.get("quarter"):
        count = 0.75 if "three" in found.all_words() else 0.25
    if settings.get("and_half"):
        count = 1.5
    tail = found.tokens.words[found.first : found.last]
    if " ".join(tail[-3:]) == "and a half" and count is not None and not settings.get("and_half"):
        count += 0.5
    value = duration_value(count, unit)
    if (
        words == ["one"]
        and unit == "day"
        and found.last - found.first == 2
        and _some_day(found, context)
    ):
        return Meaning("DATE", "FUTURE_REF", flags=("vague",))
    if settings.get("article") and _is_rate(found):
        return Meaning("SET", value)
    rel = found.said("rel")
    if rel in (
        "last",
        "past",
        "previous",
        "preceding",
        "prior",
        "recent",
        "this last",
        "this past",
    ):
        return span_duration(value, context, unit, count, "last", prefix_flags(found))
    if rel in ("next", "coming", "upcoming", "following", "this next", "this coming"):
        return span_duration(value, context, unit, count, "next", prefix_flags(found))
    return Meaning("DURATION", value, flags=prefix_flags(found))


def compound_duration(found: Found, context: Context) -> Meaning | None:
    """ "one hour and 40 minutes", "two years, three months"."""
    words = found.words("n")
    count = 1 if words in (["a"], ["an"]) else read_count(words, context)
    first, second = (DURATION_CODES.get(read_unit(found, name)) for name in ("u", "u2"))
    small = read_count(found.words("n2"), context)
    order = [("", "Y"), ("", "M"), ("", "W"), ("", "D"), ("T", "H"), ("T", "M"), ("T", "S")]
    if (
        None in (first, second, count, small)
        or first[2] != 1
        or second[2] != 1
        or int(count) != count
        or int(small) != small
    ):
        return None
    if (
        first[:2] not in order
        or second[:2] not in order
        or not 1 <= order.index(second[:2]) - order.index(first[:2]) <= 2
    ):
        return None
    time = "T" if second[0] and not first[0] else ""
    return Meaning("DURATION", f"P{first[0]}{count}{first[1]}{time}{small}{second[1]}")


def _some_day(found: Found, context: Context) -> bool:
    """ "will one day be": some day, not one day long."""
    before = found.tokens.words[found.first - 1] if found.first else ""
    return (
        before
        not in (
            "for",
            "in",
            "within",
            "of",
            "than",
            "least",
            "only",
            "just",
            "after",
            "by",
            "last",
        )
        and context.tense(found) == "future"
    )


def _is_rate(found: Found) -> bool:
    """ "flights a week", "$500 million a year": what stands before is counted."""
    words = found.tokens.words
    before = words[found.first - 1] if found.first else ""
    return (
        before[-1:].isdigit()
        or before in ("million", "billion", "percent", "%", "once", "twice", "times")
        or (
            before.endswith("s")
            and not before.endswith(("ss", "us", "is", "as"))
            and before.isalpha()
        )
    )


def vague_duration(found: Found, context: Context) -> Meaning | None:
    """As in "for decades", "several weeks", "the past months": X for the number."""
    unit = read_unit(found)
    if unit not in DURATION_CODES:
        return None
    rel = found.rule.settings.get("rel") or found.said("rel")
    value = duration_value(None, unit)
    return Meaning("DURATION", value, flags=("vague",) if rel else ())


def unknown_duration(found: Found, context: Context) -> Meaning:
    """As in "a while", "a long time"."""
    return Meaning("DURATION", "PXX", flags=("vague",))


def all_day(found: Found, context: Context) -> Meaning | None:
    """As in "all day", "all summer long"."""
    word = found.words("u")[0]
    if word in SEASON_WORDS or word in context.tables.PARTS_OF_DAY:
        code = (
            periods.SEASON_ORDER[SEASON_WORDS[word]]
            if word in SEASON_WORDS
            else "T1" + context.tables.PARTS_OF_DAY[word]
        )
        return Meaning("DURATION", f"P1{code}" if word in SEASON_WORDS else f"P{code}")
    return Meaning("DURATION", duration_value(1, read_unit(found)))


def every(found: Found, context: Context) -> Meaning | None:
    """As in "every day", "every other week", "each Thursday", "on Mondays"."""
    if found.span("w"):
        index = read_weekday(found.words("w"))
        tail = (
            read_part(found, context)
            if any(w.rstrip("s") in context.tables.PARTS_OF_DAY for w in found.all_words())
            else ""
        )
        return Meaning("SET", f"XXXX-WXX-{index + 1}{tail}")
    if found.span("m"):
        return Meaning("SET", f"XXXX-{read_month(found):02d}")
    word = found.words("u")[0]
    if word in context.tables.PARTS_OF_DAY:
        return Meaning("SET", f"XXXX-XX-XXT{context.tables.PARTS_OF_DAY[word]}")
    unit = read_unit(found)
    said = found.said("n")
    if unit not in DURATION_CODES:
        return None
    count = (
        2
        if said == "other"
        else 1
        if said in ("", "single")
        else read_count(found.words("n"), context)
    )
    return Meaning("SET", duration_value(count, unit))


_SET_CODES = {
    "daily": "P1D",
    "weekly": "P1W",
    "monthly": "P1M",
    "yearly": "P1Y",
    "annually": "P1Y",
    "hourly": "PT1H",
    "nightly": "P1D",
    "annual": "P1Y",
    "fortnightly": "P2W",
}


def adverb_set(found: Found, context: Context) -> Meaning:
    """As in "daily", "annually"."""
    return Meaning("SET", _SET_CODES[found.tokens.words[found.last - 1]])


def rate(found: Found, context: Context) -> Meaning | None:
    """As in "twice a month"."""
    unit = read_unit(found)
    return Meaning("SET", duration_value(1, unit)) if unit in DURATION_CODES else None


def clock(found: Found, context: Context) -> Meaning | None:
    """As in "10:30 a.m.", "5 o'clock", "noon": on the day told in the sentence before, else on the
    document's.
    """
    said = found.said("x")
    if said in ("noon", "midday", "midnight"):
        hour, minute = (24 if said == "midnight" else 12), 0
    elif found.rule.settings.get("military"):
        hour, minute = int(said[:2]), int(said[2:])
    else:
        digits = re.findall(r"\d+", said) or [str(int(number([said], context.tables) or 0))]
        hour, minute = int(digits[0]), int(digits[1]) if len(digits) > 1 else 0
        if found.span("ap") and not 1 <= hour <= 12:
            return None
        late = any(w.startswith("p") for w in found.words("ap")) or found.said("p") in (
            "afternoon",
            "evening",
            "night",
        )
        early = any(w.startswith("a") for w in found.words("ap")) or found.said("p") == "morning"
        hour = hour + 12 if late and hour < 12 else 0 if early and hour == 12 else hour
        if hour > 24:
            return None
    tail = f"T{hour:02d}:{minute:02d}"
    today = context.today("XXXX-XX-XX" + tail, "TIME")
    told = context.last_told(within=1)
    date = told.dated.start if told is not None and told.kind == "day" else today
    return of(
        periods.on(date),
        "narrative" if told is not None and told.kind == "day" else "document",
        kind="TIME",
        suffix=tail,
    )


def present(found: Found, context: Context) -> Meaning:
    """As in "now", "currently", "these days"."""
    return Meaning("DATE", "PRESENT_REF", *_document_dates(context))


def _document_dates(context: Context) -> tuple:
    if context.document is None:
        return None, None, "", "none", ("undated-document",)
    start, end, granularity, _ = context.document
    return start, end, granularity, "document", ()


def past(found: Found, context: Context) -> Meaning:
    """As in "recently", "the past", "recent years"."""
    return Meaning("DATE", "PAST_REF", flags=("vague",))


def future(found: Found, context: Context) -> Meaning:
    """As in "the future", "the coming days"."""
    return Meaning("DATE", "FUTURE_REF", flags=("vague",))
