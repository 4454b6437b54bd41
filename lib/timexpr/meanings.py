"""What the patterns mean: the functions that a grammar table names, from a match to a TIMEX3 value
and dates.

The conventions are those of TIMEX3 as TempEval-3's corpora use it: "last week" is the ISO week,
"two years ago" the year, "the last three months" a duration, "the 1990s" 199, "the 19th century"
18, "now" PRESENT_REF."""

from __future__ import annotations

from collections.abc import Callable

from timexpr import absolute, durations, holidays, relative
from timexpr.context import Context, Meaning
from timexpr.engine import Found

_NAMES = {
    absolute: (
        "half_year iso numeric_date day day_of_month day_range month_of_year month_range year"
        " short_year year_range fiscal_year decade half_of century season quarter half dual_date"
        " named_day other_calendar era decade_of_century"
    ),
    relative: (
        "weekday weekday_part month dayword dayword_part overnight relative relative_part days_on"
        " years_relative same_period nth_of offset offset_day vague_offset"
    ),
    holidays: "named_week holiday",
    durations: (
        "duration compound_duration vague_duration unknown_duration all_day every adverb_set rate"
        " clock present past future"
    ),
}

MEANINGS: dict[str, Callable[[Found, Context], Meaning | None]] = {
    name: getattr(module, name) for module, names in _NAMES.items() for name in names.split()
}
