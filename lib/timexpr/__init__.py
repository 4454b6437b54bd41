"""Time expressions of English: a text and its date go in, dated expressions come out.

>>> import timexpr
>>> for one in timexpr.find_times("It ended on 10 November, two years ago.", "2022-12-01"):
...     print(one.start, one.end, one.surface, one.type, one.value, one.anchor)
12 23 10 November DATE 2022-11-10 document
25 38 two years ago DATE 2020 document

`read_date` and `read_iso_date` read one written date, as it stands in metadata.
"""

from timexpr.calendars import Dated, TimexprError, read_date, read_iso_date
from timexpr.joining import Expression
from timexpr.names import NamedPeriod, Names
from timexpr.tables import Tables, read_tables
from timexpr.tagger import Tagger, find_times

__all__ = [
    "Dated",
    "Expression",
    "NamedPeriod",
    "Names",
    "Tables",
    "Tagger",
    "TimexprError",
    "find_times",
    "read_date",
    "read_iso_date",
    "read_tables",
]
