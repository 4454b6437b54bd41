"""Find the time expressions of one text and give each its value, its days and its anchor."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import lru_cache

from timexpr import absolute, durations, holidays, relative
from timexpr.calendars import Dated, other_calendar, read_date
from timexpr.context import Context, Meaning, Unanchored
from timexpr.engine import Grammar, Match, longest
from timexpr.joining import Expression, join
from timexpr.names import NamedPeriod, Names, name_meaning
from timexpr.refusals import accept
from timexpr.tables import Tables, load_tables
from timexpr.tense import TenseReader

IMPOSSIBLE = "XXXX-XX-XX"
# No sentence ends with "a.m.", a title, a month cut short or an initial.
_SENTENCE_END = re.compile(
    r"(?<![ap]\.m)(?<!\b[A-Z])(?<!\b(?:Mr|Dr|Ms|St|Lt))"
    r"(?<!\b(?:Mrs|Gen|Sen|Rep|Gov|Col|Sgt|Jan|Feb|Mar|Apr|Aug|Sep|Oct|Nov|Dec))(?<!\bSept)"
    r"[.!?…][\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z])|\n\s*\n"
)


def find_times(
    text: str,
    date: str | dt.date | Dated | None = None,
    *,
    names: Names | None = None,
    sentence_starts: Sequence[int] | None = None,
    language: str = "en",
) -> list[Expression]:
    """Find the time expressions of a text.

    Parameters
    ----------
    text : str
        Any text; offsets count its characters.
    date : str, datetime.date or Dated, optional
        The text's own date, from which "last week" is counted; a text is read by `read_date`.
        Without it, only what names its place in the calendar gets days.
    names : Names, optional
        Names of events or periods that are expressions too.
    sentence_starts : sequence of int, optional
        Offsets at which sentences begin; without them, full stops decide.
    language : str
        ISO 639-1 code of the tables to read with.

    Returns
    -------
    list of Expression
        In the order of the text, without overlaps.

    Raises
    ------
    TimexprError
        If `date` is no date, or there are no tables for the language.

    References
    ----------
    UzZaman et al. (2013), SemEval-2013 Task 1: TempEval-3. The conventions of TIMEX3 are those of
    its corpora: "last week" is the ISO week, "two years ago" the year, "the 1990s" 199, "the 19th
    century" 18, "now" PRESENT_REF.

    Examples
    --------
    >>> found = find_times("They met last week and will meet on Friday.", "2013-03-22")
    >>> [(one.surface, one.value) for one in found]
    [('last week', '2013-W11'), ('Friday', '2013-03-22')]
    >>> [(one.value, one.flags) for one in find_times("They met yesterday.")]
    [('XXXX-XX-XX', ('undated-document',))]
    """
    if isinstance(date, str):
        date = read_date(date)
    elif isinstance(date, dt.date):
        day = date.date() if isinstance(date, dt.datetime) else date
        date = Dated(day, day, "day")
    return _tagger(language).find(text, date, names, sentence_starts)


@lru_cache(maxsize=8)
def _tagger(language: str) -> Tagger:
    return Tagger(load_tables(language))


class Tagger:
    """The tables of one language, compiled and ready for many texts."""

    def __init__(self, tables: Tables) -> None:
        self.grammar = Grammar(tables)
        self._tense = TenseReader(self.grammar)
        self._meanings = {meaning: _function(meaning) for meaning, _, _ in tables.rules}

    def find(
        self,
        text: str,
        document: Dated | None = None,
        names: Names | None = None,
        sentence_starts: Sequence[int] | None = None,
    ) -> list[Expression]:
        """Find the time expressions of a text; see `find_times`.

        Of a document that is dated to a month or a year, only what comes out the same from its
        first and its last day is placed.
        """
        starts = sentence_starts
        if starts is None:
            starts = [0, *(m.end() for m in _SENTENCE_END.finditer(text))]
        if document is None or document.start == document.end:
            return self._find(text, document, names, starts)
        first, last = (
            self._find(text, Dated(day, day, "day"), names, starts)
            for day in (document.start, document.end)
        )
        others = {(one.start, one.end): (one.value, one.begin) for one in last}
        blank = {(one.start, one.end): one for one in self._find(text, None, names, starts)}
        out = []
        for one in first:
            span = one.start, one.end
            if one.value == "PRESENT_REF":
                days = {"begin": document.start, "end_date": document.end}
                one = one._replace(granularity=document.granularity, **days)
            elif others.get(span) != (one.value, one.begin):
                one = _unplaced(blank.get(span), one)
            out.append(one)
        return out

    def _find(
        self, text: str, document: Dated | None, names: Names | None, starts: Sequence[int]
    ) -> list[Expression]:
        tokens = self.grammar.tokenise(text)
        named = list(names.find(tokens)) if names is not None else []
        taken = {i for first, last, _ in named for i in range(first, last)}
        matches = longest(
            self.grammar.find(tokens),
            lambda match: taken.isdisjoint(range(match.first, match.last)) and accept(match),
        )
        context = Context(document, lambda match: self._tense.tense(match, starts))
        places: list[tuple[int, int, Match | NamedPeriod]] = [(m.start, m.end, m) for m in matches]
        places += [(tokens.starts[i], tokens.ends[j - 1], period) for i, j, period in named]
        expressions = []
        for start, end, what in sorted(places, key=lambda place: place[:2]):
            context.sentence = bisect_right(starts, start)
            if isinstance(what, Match):
                context.said = self._day_of_saying(what, context)
                meaning = _value(what, context, self._meanings[what.rule.meaning])
            else:
                before = bisect_right(tokens.starts, start) - 2
                meaning = name_meaning(what, tokens.words[max(0, before)])
            if meaning is None:
                continue
            if meaning.period is not None:
                context.earlier.append((context.sentence, meaning.period, meaning.anchor))
                if meaning.anchor == "absolute" and isinstance(what, Match):
                    context.fixed = context.sentence, meaning.period, what.last
            expressions.append(Expression(start, end, text[start:end], *meaning[:-1]))
        return join(text, expressions)

    def _day_of_saying(self, match: Match, context: Context) -> dt.date | None:
        """The date of a verb of saying before the match, from which "tomorrow" counts there."""
        told = context.dated_saying()
        if told is None:
            return None
        period, last = told
        words = match.tokens.words[last : match.first]
        unit_is_year = "year" in match.matched
        if period.kind != "day" and not unit_is_year:
            return None
        said = not self.grammar.tables.nearby["SAYING"].isdisjoint(words)
        return period.dated.start if said else None


def _function(meaning: str) -> Callable[[Match, Context], Meaning | None]:
    """The function that a rule names."""
    for module in (absolute, relative, holidays, durations):
        if hasattr(module, meaning):
            return getattr(module, meaning)
    raise ValueError(f"a rule names the meaning '{meaning}', and no module has it")


def _value(
    match: Match, context: Context, meaning: Callable[[Match, Context], Meaning | None]
) -> Meaning | None:
    """The meaning; what is impossible or has nothing to count from says so, and is not guessed."""
    try:
        return meaning(match, context)
    except Unanchored as reason:
        return Meaning(reason.type, reason.value, flags=(reason.reason,))
    except (ValueError, OverflowError):
        calendar = other_calendar(match.tokens.text[match.start : match.end])
        flag = "other-calendar" if calendar else "impossible-date"
        return Meaning("DATE", IMPOSSIBLE, flags=(flag,))


def _unplaced(blank: Expression | None, one: Expression) -> Expression:
    """An expression whose place the document's date does not decide."""
    plain = blank or one._replace(value=IMPOSSIBLE, flags=("undated-document",))
    flags = tuple(
        "imprecise-document-date" if flag == "undated-document" else flag for flag in plain.flags
    )
    return plain._replace(begin=None, end_date=None, granularity="", anchor="none", flags=flags)
