"""Sentences → time expressions: exact span, TIMEX3 type and value, first and last day, and what
they were counted from.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import lru_cache
from types import ModuleType
from typing import NamedTuple

import pandas as pd

from standpoint import tables
from timexpr import calendars, english, periods
from timexpr.calendars import Dated
from timexpr.context import Context, Meaning, Unanchored
from timexpr.engine import Found, Grammar, Tokens, grammar, longest
from timexpr.meanings import MEANINGS
from timexpr.refusals import Refusals

# ISO 639-1 → tables of the grammar; to add a language, write its tables beside english.py.
LANGUAGES: dict[str, ModuleType] = {"en": english}
IMPOSSIBLE = "XXXX-XX-XX"


class Expression(NamedTuple):
    """One time expression of a text, with offsets into it."""

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


class Named(NamedTuple):
    """One name of a reference event, as words, with what it stands for."""

    words: tuple[str, ...]
    event_id: str
    begin: dt.date
    end: dt.date
    granularity: str


def times(
    sentences: pd.DataFrame, *, documents: pd.DataFrame, reference: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Find every time expression of the sentences and place it in the calendar.

    Columns in: `sentences` and `documents` of their schemas; `reference` (optional) id, title,
    begin, end_date, granularity, words (joined by `;`), through whose names "after the Velvet
    Revolution" is dated. Columns out: the schema `times`; `begin` and `end_date` are missing where
    an expression could not be placed, and `flags` says why (`undated-document`, `impossible-date`,
    `other-calendar`, `vague` …). Errors: TableError where a sentence's document is missing or a
    schema is not kept. Method: rules of our own after the TIMEX3 conventions of TempEval-3 (UzZaman
    et al. 2013).

    >>> docs = tables.make([{"doc_id": "a", "text": "It ended on 10 November 2020.", "language": "en"}], "documents")
    >>> sents = tables.make([{"doc_id": "a", "sent_id": 0, "start": 0, "end": 29, "text": docs.text[0]}], "sentences")
    >>> times(sents, documents=docs)[["surface", "type", "value", "anchor"]].iloc[0].tolist()
    ['10 November 2020', 'DATE', '2020-11-10', 'absolute']
    """
    named = _names(reference)
    by_id = documents.set_index("doc_id")
    unknown = set(sentences["doc_id"]) - set(by_id.index)
    if unknown:
        from standpoint.errors import TableError

        raise TableError(
            "table 'sentences'",
            f"document '{min(unknown)}' is not in the documents",
            "pass the documents the sentences were cut from",
        )
    rows: list[dict] = []
    for doc_id, cut in sentences.groupby("doc_id", sort=False):
        record = by_id.loc[doc_id]
        bounds = sorted(zip(cut["start"], cut["end"], cut["sent_id"], strict=True))
        starts = [int(b[0]) for b in bounds]
        language = record["language"] if record["language"] in LANGUAGES else "en"
        found = _tag(record["text"], _published(record), named, starts, language)
        if record["language"] not in (language, "", "und"):  # dates in digits can still be read
            found = [one._replace(flags=(*one.flags, f"read-as-{language}")) for one in found]
        for one in found:
            place = bisect_right(starts, one.start) - 1
            if place >= 0 and one.start < bounds[place][1]:
                rows.append({"doc_id": doc_id, "sent_id": int(bounds[place][2]), **_row(one)})
    return tables.make(rows, "times") if rows else tables.empty("times")


def tag_text(
    text: str,
    *,
    date: str | dt.date | Dated | None = None,
    reference: pd.DataFrame | None = None,
    sentence_starts: Sequence[int] | None = None,
    language: str = "en",
) -> list[Expression]:
    """Find the time expressions of one text: what `times` and the command `tag` use.

    `date` is the text's own date (a text is read by `calendars.read_date`); without it only what is
    absolute is placed. `sentence_starts` are the offsets of the sentences; without them full stops
    decide. Errors: ValueError where `date` is no date.

    >>> [(e.surface, e.value) for e in tag_text("They met last week and will meet on Friday.", date="2013-03-22")]
    [('last week', '2013-W11'), ('Friday', '2013-03-22')]
    >>> [(e.value, e.flags) for e in tag_text("They met yesterday.")]
    [('XXXX-XX-XX', ('undated-document',))]
    """
    if isinstance(date, str):
        date = calendars.read_date(date)
    elif isinstance(date, dt.datetime):
        date = Dated(date.date(), date.date(), "day")
    elif isinstance(date, dt.date):
        date = Dated(date, date, "day")
    return _tag(text, date, _names(reference), sentence_starts, language)


def _tag(
    text: str,
    document: Dated | None,
    named: dict[str, list[Named]],
    starts: Sequence[int] | None,
    language: str,
) -> list[Expression]:
    if document is not None and document.start != document.end:
        return _tag_coarsely(text, document, named, starts, language)
    return _tag_once(text, document, named, starts, language)


def _tag_coarsely(
    text: str,
    document: Dated,
    named: dict[str, list[Named]],
    starts: Sequence[int] | None,
    language: str,
) -> list[Expression]:
    """A document dated to a month or year: what comes out the same from its first and last day is
    known, the rest is not.
    """
    first, last, blank = (
        _tag_once(text, date, named, starts, language)
        for date in (
            Dated(document.start, document.start, "day"),
            Dated(document.end, document.end, "day"),
            None,
        )
    )
    others = {(e.start, e.end): e for e in last}
    unplaced = {(e.start, e.end): e for e in blank}
    out = []
    for one in first:
        other = others.get((one.start, one.end))
        if one.value == "PRESENT_REF":
            one = one._replace(
                begin=document.start, end_date=document.end, granularity=document.granularity
            )
        elif other is None or (other.value, other.begin) != (one.value, one.begin):
            plain = unplaced.get(
                (one.start, one.end), one._replace(value=IMPOSSIBLE, flags=("undated-document",))
            )
            flags = tuple(
                "imprecise-document-date" if f == "undated-document" else f for f in plain.flags
            )
            one = plain._replace(
                begin=None, end_date=None, granularity="", anchor="none", flags=flags
            )
        out.append(one)
    return out


def _tag_once(
    text: str,
    document: Dated | None,
    named: dict[str, list[Named]],
    starts: Sequence[int] | None,
    language: str,
) -> list[Expression]:
    compiled, refusals, tense_of = _language(language)
    tokens = compiled.tokenise(text)
    if starts is None:
        starts = [0, *(m.end() for m in _SENTENCE_END.finditer(text))]
    events = _events(tokens, named)
    taken = {i for first, last, _ in events for i in range(first, last)}
    kept = longest(
        compiled.find(tokens),
        lambda found: taken.isdisjoint(range(found.first, found.last)) and refusals.accept(found),
    )
    context = Context(compiled.tables, document, lambda found: tense_of(found, starts))
    placed = [(found.start, found.end, found) for found in kept]
    placed += [(tokens.starts[first], tokens.ends[last - 1], name) for first, last, name in events]
    placed.sort(key=lambda item: item[:2])
    out: list[Expression] = []
    for start, end, what in placed:
        context.sentence = bisect_right(starts, start)
        meaning = (
            _event_meaning(what, tokens, start)
            if isinstance(what, Named)
            else _meaning(what, context)
        )
        if meaning is None:
            continue
        if meaning.period is not None:
            context.told.append((context.sentence, meaning.period, meaning.anchor))
        out.append(_expression(text, start, end, meaning))
    return _join(text, out)


# No sentence ends with "a.m.", a title, a month cut short or an initial.
_SENTENCE_END = re.compile(
    r"(?<![ap]\.m)(?<!\b[A-Z])(?<!\b(?:Mr|Dr|Ms|St|Lt))(?<!\b(?:Mrs|Gen|Sen|Rep|Gov|Col|Sgt|Jan|Feb|Mar|Apr|Aug|Sep|Oct|Nov|Dec))(?<!\bSept)"
    r"[.!?…][\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z])|\n\s*\n"
)


def _meaning(found: Found, context: Context) -> Meaning | None:
    """The meaning; what is impossible or cannot be counted from anything is said, not guessed."""
    try:
        return MEANINGS[found.rule.meaning](found, context)
    except Unanchored as reason:
        return Meaning(reason.kind, reason.value, flags=(reason.reason,))
    except (ValueError, OverflowError):
        calendar = calendars.other_calendar(found.tokens.text[found.start : found.end])
        return Meaning(
            "DATE", IMPOSSIBLE, flags=("other-calendar" if calendar else "impossible-date",)
        )


def _expression(text: str, start: int, end: int, meaning: Meaning) -> Expression:
    return Expression(
        start,
        end,
        text[start:end],
        meaning.type,
        meaning.value,
        meaning.begin,
        meaning.end,
        meaning.granularity,
        meaning.anchor,
        meaning.flags,
    )


@lru_cache(maxsize=8)
def _language(code: str) -> tuple[Grammar, Refusals, Callable]:
    if code not in LANGUAGES:
        raise ValueError(
            f"no grammar of time expressions for language '{code}'; there is one for"
            f" {', '.join(LANGUAGES)}"
        )
    compiled = grammar(LANGUAGES[code])
    return compiled, Refusals(compiled), _tense_reader(compiled)


# ── tense ─────────────────────────────────────────────────────────────────────────────────────────
# How many words from the expression a verb still counts as its own; measured on the development
# documents.
TENSE_WINDOW = 24


def _tense_reader(compiled: Grammar) -> Callable[[Found, Sequence[int]], tuple[str, float]]:
    """A reader of the tense around a match, and of how many words away its cue stands, without
    parts of speech.

    The nearest cue counts, those before the match preferred.
    """
    cues = {}
    for tense, names in (
        ("present", ("BE",)),
        ("past", ("WAS", "ED")),
        ("future", ("WILL", "PLANS")),
    ):
        cues |= dict.fromkeys(compiled.symbols(*names), tense)
    for char in compiled.symbols("NOED"):
        cues.pop(char, None)
    clock = set(compiled.symbols("AMPM", "DIG", "CLOCK", "ZONE"))
    # "initially scheduled for 24 October" may lie behind: a plan counts as near only where it "is"
    # one.
    timetable = set(compiled.symbols("TIMETABLE"))
    plans = set(compiled.symbols("PLANS")) - set(compiled.symbols("WILL"))
    stops = set(compiled.symbols("COMMA", "DOT", "=and", "QUOTE", "DASH", "PARA"))

    def cue(tokens: Tokens, index: int) -> str:
        said = cues.get(tokens.classes[index], "")
        if said == "future" and tokens.words[max(0, index - 2) : index] == ["had", "been"]:
            return "past"  # it had been due to end on Friday
        if tokens.words[index] == "may" and tokens.text[tokens.starts[index]] == "M":
            return ""  # the month
        if (
            said == "past"
            and tokens.words[index][:2] == "un"
            and tokens.words[index] not in _UNDONE
        ):
            return ""
        if said == "past" and index:
            # Forms like "hit" are past only on their own: not after "to" or "will", and "set to" is
            # a plan.
            before, after = tokens.classes[index - 1], tokens.words[index + 1 : index + 2]
            if (
                tokens.words[index - 1] == "to"
                or cues.get(before) == "future"
                or (tokens.words[index] == "set" and after in (["to"], ["for"]))
            ):
                return "future"
        return said

    def plan(tokens: Tokens, index: int) -> bool:
        return tokens.classes[index] in plans and (
            not index or tokens.words[index - 1] not in ("is", "are", "s", "be")
        )

    def tense(found: Found, starts: Sequence[int]) -> tuple[str, float]:
        tokens = found.tokens
        before = found.first - 1
        while before >= 0 and tokens.classes[before] in clock:  # until 9 a.m. Tuesday
            before -= 1
        bound = _BOUND_WORDS.get(tokens.words[before], "") if before >= 0 else ""
        place = bisect_right(starts, found.start)
        low = starts[place - 1] if place else 0
        high = starts[place] if place < len(starts) else len(tokens.text)
        if bound == "past" or (bound and not _had(tokens, before - 12, found.last + 6, low, high)):
            return bound, TENSE_WINDOW
        if before > 0 and tokens.words[before] == "to" and tokens.words[before - 1] in _MOVED:
            return "future", 1  # the offer was extended to 16 November
        if any(
            tokens.classes[index] in timetable and tokens.words[index - 1] != "to"
            for index in range(max(1, found.first - 3), found.first)
        ):
            return "future", TENSE_WINDOW  # the parliament meets again on Tuesday
        back = ahead = None
        for index in range(found.first - 1, max(-1, found.first - TENSE_WINDOW), -1):
            if tokens.starts[index] < low:
                break
            if said := cue(tokens, index):
                back = (found.first - index, said, plan(tokens, index))
                break
        for index in range(found.last, min(len(tokens.words), found.last + TENSE_WINDOW)):
            if tokens.starts[index] >= high or (back and tokens.classes[index] in stops):
                break
            if said := cue(tokens, index):
                ahead = (1.5 * (index - found.last + 1), said, plan(tokens, index))
                break
        distance, said, planned = min((cue for cue in (back, ahead) if cue), default=(0, "", False))
        return said, TENSE_WINDOW if planned else distance

    return tense


def _had(tokens: Tokens, first: int, last: int, low: int, high: int) -> bool:
    """ "had" stands among these tokens, within the sentence."""
    return any(
        tokens.words[i] == "had" and low <= tokens.starts[i] < high
        for i in range(max(0, first), min(last, len(tokens.words)))
    )


# A deadline lies ahead and a beginning behind, whatever the verb.
_BOUND_WORDS = {
    "by": "future",
    "until": "future",
    "till": "future",
    "through": "future",
    "since": "past",
}
_MOVED = (
    "extended",
    "postponed",
    "delayed",
    "moved",
    "adjourned",
    "rescheduled",
    "deferred",
    "prolonged",
    "pushed",
)
# "a still unspecified date": an adjective, no verb of the past; these are verbs.
_UNDONE = (
    "unveiled",
    "unleashed",
    "unloaded",
    "unfolded",
    "uncovered",
    "unearthed",
    "united",
    "unified",
)


# ── reference events ──────────────────────────────────────────────────────────────────────────────
def _names(reference: pd.DataFrame | None) -> dict[str, list[Named]]:
    """First word → names that begin with it, longest first."""
    out: dict[str, list[Named]] = {}
    if reference is None:
        return out
    for row in reference.to_dict("records"):
        if pd.isna(row["begin"]):
            continue
        begin, end = pd.Timestamp(row["begin"]).date(), pd.Timestamp(row["end_date"]).date()
        for name in {row["title"], *tables.split_cell(row["words"])}:
            words = tuple(_NAME_WORD.findall(str(name).lower()))
            words = words[1:] if words[:1] == ("the",) else words
            if words:
                out.setdefault(words[0], []).append(
                    Named(words, row["id"], begin, end, row["granularity"])
                )
    for names in out.values():
        names.sort(key=lambda n: (-len(n.words), n.event_id))
    return out


_NAME_WORD = re.compile(r"[^\W\d_]+|\d+|[^\w\s]")


def _events(tokens: Tokens, named: dict[str, list[Named]]) -> list[tuple[int, int, Named]]:
    """Where names of reference events stand: first token, last token, name; an article before
    belongs to the name.
    """
    if not named:
        return []
    out, index, words = [], 0, tokens.words
    while index < len(words):
        hit = next(
            (
                n
                for n in named.get(words[index], ())
                if tuple(words[index : index + len(n.words)]) == n.words
            ),
            None,
        )
        if hit is None:
            index += 1
            continue
        first = index - 1 if index and words[index - 1] == "the" else index
        index += len(hit.words)
        out.append((first, index, hit))
    return out


_RELATIONS = {
    "after": "after",
    "since": "after",
    "following": "after",
    "before": "before",
    "until": "before",
    "during": "during",
}


def _event_meaning(name: Named, tokens: Tokens, start: int) -> Meaning:
    before = tokens.words[max(0, bisect_right(tokens.starts, start) - 2)]
    value = (
        name.begin.isoformat()
        if name.begin == name.end
        else f"{name.begin.isoformat()}/{name.end.isoformat()}"
    )
    flags = (f"{_RELATIONS[before]}-event",) if before in _RELATIONS else ()
    return Meaning(
        "DATE", value, name.begin, name.end, name.granularity, f"event:{name.event_id}", flags
    )


# ── joining neighbours ────────────────────────────────────────────────────────────────────────────
def _join(text: str, found: list[Expression]) -> list[Expression]:
    """ "5 p.m. EST, Nov. 6" and "the week of March 6" are one expression each."""
    out: list[Expression] = []
    for one in found:
        last = out[-1] if out else None
        joined = _joined(text, last, one) if last is not None and last.end <= one.start else None
        if joined is not None:
            out[-1] = _with_hours_before(text, out, joined)
            continue
        if (
            last is not None
            and one.granularity == "day"
            and _CLOCK_VALUE.search(last.value)
            and re.fullmatch(r",?\s+on\s+", text[last.end : one.start])
        ):
            out[-1] = last._replace(
                value=one.value + _CLOCK_VALUE.search(last.value)[0],
                begin=one.begin,
                end_date=one.end_date,
                anchor=one.anchor,
            )
        out.append(one)
    return _mark_ranges(text, out)


def _with_hours_before(text: str, out: list[Expression], joined: Expression) -> Expression:
    """ "from 9 a.m. to 5 p.m. Monday": the first hour is of the same day as the second."""
    before = out[-2] if len(out) > 1 else None
    clock = (
        _CLOCK_VALUE.search(before.value)
        if before is not None and before.type == joined.type == "TIME"
        else None
    )
    if (
        clock
        and _CLOCK_VALUE.search(joined.value)
        and _TO.fullmatch(text[before.end : joined.start])
    ):
        out[-2] = before._replace(
            value=joined.value[:10] + clock[0],
            begin=joined.begin,
            end_date=joined.end_date,
            anchor=joined.anchor,
        )
    return joined


_TO = re.compile(r"\s+(?:to|and|until|till|through)\s+(?:the\s+)?|\s*[-–—]\s*")
_FROM = re.compile(r"(?:^|\W)(?:from|between)\s+(?:the\s+)?$", re.I)


def _mark_ranges(text: str, found: list[Expression]) -> list[Expression]:
    """ "from 2018 to 2020": two expressions, flagged as the start and the end of one range, or as a
    range that runs back.
    """
    out = list(found)
    for i in range(len(out) - 1):
        left, right = out[i], out[i + 1]
        if (
            left.begin
            and right.begin
            and _TO.fullmatch(text[left.end : right.start])
            and _FROM.search(text[max(0, left.start - 14) : left.start])
        ):
            if left.begin > right.begin and "TIME" in (left.type, right.type):
                continue
            marks = (
                ("range-start", "range-end")
                if left.begin <= right.begin
                else ("range-runs-back",) * 2
            )
            out[i] = left._replace(flags=(*left.flags, marks[0]))
            out[i + 1] = right._replace(flags=(*right.flags, marks[1]))
    return out


_CLOCK_VALUE = re.compile(r"T(\d\d):\d\d$")


def _joined(text: str, left: Expression, right: Expression) -> Expression | None:
    """The two as one, or None; a clock time before "on Monday" stays apart and takes the day (see
    `_join`).
    """
    between, whole = text[left.end : right.start], text[left.start : right.end]
    clock = _CLOCK_VALUE.search(left.value) if left.type == "TIME" else None
    if right.type == "DATE" and right.granularity == "day" and right.flags == ():
        if (
            clock
            and re.fullmatch(r",?\s+", between)
            or left.type == "TIME"
            and re.fullmatch(r"\s+of\s+", between)
        ):
            value = right.value + left.value[left.value.index("T") :]
            return right._replace(
                start=left.start, surface=whole, type="TIME", value=value, granularity="time"
            )
        if re.fullmatch(r"\s+of\s+", between) and left.surface.lower() == "the week":
            return _week_of(right, left.start, whole)
    if (
        left.value.endswith("TNI")
        and right.granularity == "range"
        and (right.end_date - right.begin).days == 1
        and re.fullmatch(r"\s+of\s+", between)
    ):
        return right._replace(
            start=left.start,
            surface=whole,
            type="TIME",
            value=f"{right.begin}TNI",
            granularity="time",
        )  # the night of 27–28 November
    if (
        left.value.endswith("TNI")
        and left.surface.lower().startswith("the night of")
        and right.granularity == "day"
        and right.begin - left.begin == dt.timedelta(days=1)
        and re.fullmatch(r"\s+(?:to|and)\s+(?:the\s+)?", between)
    ):
        return left._replace(end=right.end, surface=whole)  # the night of 12 to 13 September
    if (
        clock
        and right.type == "TIME"
        and not _CLOCK_VALUE.search(right.value)
        and re.fullmatch(r"\s+", between)
    ):
        hour = int(clock[1]) + (
            12 if right.value[-2:] in ("AF", "EV", "NI") and int(clock[1]) < 12 else 0
        )
        return right._replace(
            start=left.start, surface=whole, value=f"{right.value[:10]}T{hour:02d}{clock[0][3:]}"
        )
    return None


def _week_of(day: Expression, start: int, surface: str) -> Expression:
    week = periods.containing("week", day.begin)
    return day._replace(
        start=start,
        surface=surface,
        value=week.value,
        begin=week.dated.start,
        end_date=week.dated.end,
        granularity="week",
    )


def _published(record: pd.Series) -> Dated | None:
    if pd.isna(record["published_start"]):
        return None
    end = (
        record["published_end"]
        if not pd.isna(record["published_end"])
        else record["published_start"]
    )
    return Dated(record["published_start"].date(), end.date(), record["published_granularity"])


def _row(one: Expression) -> dict:
    values = one._asdict()
    return values | {
        "begin": pd.Timestamp(one.begin) if one.begin else pd.NaT,
        "end_date": pd.Timestamp(one.end_date) if one.end_date else pd.NaT,
        "flags": ";".join(one.flags),
    }
