"""Neighbouring expressions that are one: "5 p.m. EST, Nov. 6", "the week of March 6"."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from timexpr.periods import containing

_CLOCK = re.compile(r"T(\d\d):\d\d$")
_COMMA = re.compile(r",?\s+")
_ON = re.compile(r",?\s+on\s+")
_OF = re.compile(r"\s+of\s+")
_AND = re.compile(r"\s+(?:to|and)\s+(?:the\s+)?")
_TO = re.compile(r"\s+(?:to|and|until|till|through)\s+(?:the\s+)?|\s*[-–—]\s*")
_FROM = re.compile(r"(?:^|\W)(?:from|between)\s+(?:the\s+)?$", re.I)


class Expression(NamedTuple):
    """One time expression of a text.

    `start` and `end` are offsets into the text, `type` is DATE, TIME, DURATION or SET, `value` the
    TIMEX3 value. `begin` and `end_date` are its first and last day, None where it could not be
    placed; then `flags` say why. `granularity` is day, week, month, quarter, season, half, year,
    decade, century, time, range or empty. `anchor` says what it was counted from: absolute,
    document, narrative (a date told before), none, or the anchor of a name.
    """

    start: int
    end: int
    surface: str
    type: str
    value: str
    begin: dt.date | None
    end_date: dt.date | None
    granularity: str
    anchor: str
    flags: tuple[str, ...]


def join(text: str, expressions: list[Expression]) -> list[Expression]:
    """Join neighbours that are one expression, and flag the two ends of a range."""
    out: list[Expression] = []
    for one in expressions:
        last = out[-1] if out else None
        between = text[last.end : one.start] if last is not None else ""
        if last is not None and last.end <= one.start:
            whole = _joined(last, one, between)
            if whole is not None:
                surface = text[whole.start : whole.end]
                out[-1] = whole._replace(surface=surface)
                _share_day(text, out)
                continue
            if _is_day(one) and _CLOCK.search(last.value) and _ON.fullmatch(between):
                out[-1] = _on_day(last, one)
        out.append(one)
    _mark_ranges(text, out)
    return out


def _is_day(one: Expression) -> bool:
    """Whether an expression is one day of the calendar; "now" is none."""
    return one.type == "DATE" and one.granularity == "day" and one.value != "PRESENT_REF"


def _joined(left: Expression, right: Expression, between: str) -> Expression | None:
    """The two as one, or None."""
    clock = _CLOCK.search(left.value) if left.type == "TIME" else None
    of, night = _OF.fullmatch(between), left.value.endswith("TNI")
    whole = right._replace(start=left.start)
    if _is_day(right) and not right.flags:
        if (clock and _COMMA.fullmatch(between)) or (left.type == "TIME" and of):
            value = right.value + left.value[left.value.index("T") :]
            return whole._replace(type="TIME", value=value, granularity="time")
        if of and left.surface.lower() == "the week":
            week = containing("week", right.begin)
            days = {"begin": week.dated.start, "end_date": week.dated.end}
            return whole._replace(value=week.value, granularity="week", **days)
    if night and of and right.granularity == "range" and (right.end_date - right.begin).days == 1:
        value = f"{right.begin}TNI"  # the night of 27–28 November
        return whole._replace(type="TIME", value=value, granularity="time")
    nightly = night and left.surface.lower().startswith("the night of")
    if nightly and _is_day(right) and _AND.fullmatch(between):
        next_day = right.begin - left.begin == dt.timedelta(days=1)
        return left._replace(end=right.end) if next_day else None  # the night of 12 to 13 September
    if clock and right.type == "TIME" and not _CLOCK.search(right.value) and between.isspace():
        late = right.value[-2:] in ("AF", "EV", "NI") and int(clock[1]) < 12
        hour = int(clock[1]) + 12 * late
        return whole._replace(value=f"{right.value[:10]}T{hour:02d}{clock[0][3:]}")
    return None


def _on_day(time: Expression, day: Expression) -> Expression:
    """A time of the clock on another day than it was counted from."""
    return time._replace(
        value=day.value[:10] + _CLOCK.search(time.value)[0],
        begin=day.begin,
        end_date=day.end_date,
        anchor=day.anchor,
    )


def _share_day(text: str, out: list[Expression]) -> None:
    """ "from 9 a.m. to 5 p.m. Monday": the first hour is of the same day as the second."""
    if len(out) < 2 or not out[-2].type == out[-1].type == "TIME":
        return
    clocks = _CLOCK.search(out[-2].value) and _CLOCK.search(out[-1].value)
    if clocks and _TO.fullmatch(text[out[-2].end : out[-1].start]):
        out[-2] = _on_day(out[-2], out[-1])


def _mark_ranges(text: str, out: list[Expression]) -> None:
    """ "from 2018 to 2020": flag the two as the ends of one range, or as one that runs back."""
    for i in range(len(out) - 1):
        left, right = out[i], out[i + 1]
        if not (left.begin and right.begin and _TO.fullmatch(text[left.end : right.start])):
            continue
        if not _FROM.search(text[max(0, left.start - 14) : left.start]):
            continue
        marks = ("range-start", "range-end")
        if left.begin > right.begin:
            if "TIME" in (left.type, right.type):
                continue
            marks = ("range-runs-back", "range-runs-back")
        out[i] = left._replace(flags=(*left.flags, marks[0]))
        out[i + 1] = right._replace(flags=(*right.flags, marks[1]))
