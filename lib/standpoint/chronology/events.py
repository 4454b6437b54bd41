"""Events: what a corpus says happened when, merged over documents and linked to reference events.

An act with its actors and a time is a candidate. The time is the date of the act's own clause, else
that of the narrative, the last one that the paragraph gave, else, for a document's first sentence,
the document's own day. Candidates of one happening are one event.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pandas as pd

from standpoint import tables
from standpoint.actors.nominal import named_only
from standpoint.chronology.dating import (
    Span,
    begin,
    dates_of_acts,
    is_actor,
    main_clause,
    says_when,
    title,
)
from standpoint.chronology.linking import NAMES, Links, stems
from standpoint.chronology.merging import Candidate, merged
from standpoint.chronology.modality import ASSERTED, REPORTED, modality
from standpoint.chronology.times import VAGUE, require_documents
from standpoint.chronology.triggers import CIRCUMSTANCE, PLAIN, Trigger, en, triggers
from standpoint.language.words import NOUN, PARTICIPLE, PAST, bare_words

TITLE_LENGTH = 90


class _Date(NamedTuple):
    begin: pd.Timestamp
    end: pd.Timestamp
    granularity: str
    event: str = ""  # the reference event whose name it is
    start: int = -1  # its place in the sentence; -1 for a date from elsewhere
    stop: int = -1
    dated_by: str = "text"

    @property
    def is_day(self) -> bool:
        return not self.event and self.granularity in ("day", "time")


class _Actor(NamedTuple):
    start: int
    end: int
    actor: str


class _Reading(NamedTuple):
    """A trigger and its modality."""

    trigger: Trigger
    modality: str
    text: str  # of the title or the sentence, in which the trigger stands


class _Sentence(NamedTuple):
    key: str  # doc_id:sent_id
    text: str
    document: tuple  # a row of the documents
    actors: list[_Actor]
    places: list[tuple[int, int]]  # of the days that it states
    readings: list[_Reading]


def events(
    times: pd.DataFrame,
    *,
    sentences: pd.DataFrame,
    mentions: pd.DataFrame,
    documents: pd.DataFrame,
    reference: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Find the events that the documents tell of, in order of date.

    Dates after the document's own are plans, and no events. Copies are not counted. A candidate is
    linked to a reference event where the dates meet and its names, words, actors and kind agree
    (`standpoint.chronology.linking`).

    Returns
    -------
    DataFrame
    The table `events`. `kind` and `plover` are those of the trigger that stands for the event,
        or of its reference event; `modality` is the strongest that any document gives it; `n_docs`
        counts the documents that tell of it. `dated_by` says where the date comes from. `earliest`
        and `latest` are the first and the last day that documents say it began, and `disputed` says
        whether two of these cannot both be right. `sentences` holds those that tell of it first,
        then comments on it.

    Raises
    ------
    TableError
        If a sentence's document is missing.
    """
    require_documents(sentences, documents, name="sentences")
    links = Links(reference)
    candidates = _candidates(times, sentences, mentions, documents, links)
    kinds = {known.id: known.kind for known in links.known.values()}
    return tables.make(merged(candidates, kinds=kinds), "events")


def _candidates(
    times: pd.DataFrame,
    sentences: pd.DataFrame,
    mentions: pd.DataFrame,
    documents: pd.DataFrame,
    links: Links,
) -> Iterator[Candidate]:
    stated, named = _stated(times), _named(named_only(mentions))
    by_document = {row.doc_id: row for row in documents.itertuples()}
    told: _Date | None = None  # the narrative's date
    before = "", 0  # the document, and where its last sentence ended
    for row in sentences.sort_values(["doc_id", "sent_id"]).itertuples():
        key = row.doc_id, row.sent_id
        document = by_document[row.doc_id]
        if before[0] != row.doc_id or "\n\n" in document.text[before[1] : row.start]:
            told = None  # the narrative begins anew with each paragraph
        before = row.doc_id, row.end
        dates = [
            # A time expression may run on into the next sentence.
            date._replace(
                start=date.start - row.start, stop=min(date.stop - row.start, len(row.text))
            )
            for date in stated.get(key, ())
        ]
        if not dates and row.sent_id != 0 and told is None:
            continue
        actors = named.get(key, ())
        if not actors and row.sent_id == 0:
            # A report that begins "Fighting opened in the morning" names its actors next.
            actors = named.get((row.doc_id, 1), ())
        if not actors and en.TAKES_UP.match(row.text):
            actors = named.get((row.doc_id, row.sent_id - 1), ())  # "They signed": of those before
        actors = [_Actor(a.start - row.start, a.end - row.start, a.actor) for a in actors]
        sentence = _Sentence(
            f"{row.doc_id}:{row.sent_id}",
            row.text,
            document,
            actors,
            _places(dates),
            _readings(row.text),
        )
        dated = _dated(dates, sentence, told)
        # "Today … on 1 August 2022": one act whose day is given twice.
        once: dict[tuple, Candidate] = {}
        for date, readings in dated.items():
            for one in _tell(date, readings, sentence, links):
                once.setdefault((one.begin, one.end, one.kind, one.title, one.reference), one)
        yield from once.values()
        told = _narrative(dated, dates, sentence) or told


def _stated(times: pd.DataFrame) -> dict[tuple[str, int], list[_Date]]:
    """The dates of each sentence; "now" and durations are none."""
    dated = times["type"].isin(["DATE", "TIME"]) & ~times["value"].isin(VAGUE)
    placed = times[dated & times["begin"].notna()]
    dates = defaultdict(list)
    for row in placed.itertuples():
        event = row.anchor.removeprefix("event:") if row.anchor.startswith("event:") else ""
        date = _Date(row.begin, row.end_date, row.granularity, event, row.start, row.end)
        dates[row.doc_id, row.sent_id].append(date)
    return dates


def _named(mentions: pd.DataFrame) -> dict[tuple[str, int], list[_Actor]]:
    """The actors of each sentence, by their place in the document."""
    known = mentions[mentions["actor_id"] != ""].sort_values(["doc_id", "start", "end", "actor_id"])
    actors = defaultdict(list)
    for row in known.itertuples():
        actors[row.doc_id, row.sent_id].append(_Actor(row.start, row.end, row.actor_id))
    return actors


def _dated(
    stated: list[_Date], sentence: _Sentence, narrative: _Date | None
) -> dict[_Date, list[_Reading]]:
    """The dates that a sentence can tell an event of, each with the acts that are its own.

    A date that no act has may still belong to a happening that only the reference list knows.
    """
    text, document = sentence.text, sentence.document
    last = document.published_end
    dated: dict[_Date, list[_Reading]] = {date: [] for date in stated if date.event}
    stated = [date for date in stated if not date.event]
    spans = [Span(r.trigger.start, r.trigger.end) for r in sentence.readings]
    found = dates_of_acts(text, acts=spans, dates=[Span(d.start, d.stop) for d in stated])
    when = [says_when(text, Span(date.start, date.stop)) for date in stated]
    undated, settled = [], set()
    for reading, act, places in zip(sentence.readings, spans, found, strict=True):
        past = [stated[n] for n in places if pd.isna(last) or stated[n].begin <= last]
        # Beside a full day, a month or a year is a circumstance: "by June".
        past.sort(key=lambda date: not date.is_day)
        free = [n for n in places if when[n]]
        done = reading.trigger.form in (PAST, PARTICIPLE) and reading.modality == ASSERTED
        if past and (free or past[0].is_day):  # of "the 1997 treaty" nothing is told
            dated.setdefault(past[0], []).append(reading)
        # A date to come is that of a plan; what is done has another.
        own = bool(free) and (bool(past) or not done)
        main = main_clause(text, act)
        if not own:
            undated.append((main, reading))
        elif past or reading.trigger.form != NOUN:
            settled.add(main)
    used = {n for places in found for n in places}
    for n, date in enumerate(stated):
        if n not in used and date.is_day and (pd.isna(last) or date.begin <= last):
            dated.setdefault(date, [])
    # Of a sentence whose own verb tells of no event, what it hands on is all that there is; so it
    # is of "TASS said on 3 March that …".
    acts = [reading for main, reading in undated if main >= 0 and main not in settled]
    handed_on = [reading for main, reading in undated if main < 0]
    if not acts and settled <= {-1}:
        acts = handed_on
    for readings in dated.values():
        if readings and not any(_has_speaker(reading, sentence.actors) for reading in readings):
            readings += handed_on
    if (acts or settled <= {-1}) and (elsewhere := _elsewhere(sentence, acts, narrative)):
        dated.setdefault(elsewhere, []).extend(acts)
    return dated


def _elsewhere(
    sentence: _Sentence, undated: list[_Reading], narrative: _Date | None
) -> _Date | None:
    """The date of acts whose sentence gives none: the narrative's, or that of the document."""
    document = sentence.document
    if not sentence.key.endswith(":0"):
        if narrative is None or not any(_goes_on(reading) for reading in undated):
            return None
        return narrative._replace(start=-1, stop=-1, dated_by="narrative")
    if pd.isna(document.published_start) or (undated and not any(map(_may_be_news, undated))):
        return None
    own = document.published_start, document.published_end, document.published_granularity
    return _Date(*own, dated_by="metadata")


def _auxiliaries(reading: _Reading) -> set[str]:
    """The words of the chain before a verb: "had not", "has been"."""
    words = bare_words(reading.text)
    i = first = words.at(reading.trigger.start)
    while first > 0 and (words.low[first - 1] in en.chain or words.low[first - 1].endswith("ly")):
        first -= 1
    return set(words.low[first:i])


def _goes_on(reading: _Reading) -> bool:
    """Whether an act continues a narrative: in the simple past, and told as a fact."""
    past = reading.trigger.form in (PAST, NOUN, PARTICIPLE)
    away = {"had", "has", "have", "will", "would", "is", "are"}
    return past and reading.modality == ASSERTED and away.isdisjoint(_auxiliaries(reading))


def _may_be_news(reading: _Reading) -> bool:
    """Whether an act may be of the document's own day: what "had" happened lies before it."""
    return "had" not in _auxiliaries(reading)


def _narrative(
    dated: dict[_Date, list[_Reading]], stated: list[_Date], sentence: _Sentence
) -> _Date | None:
    """The date with which a narrative goes on: the last that an act of a main clause has, or that
    says when in a sentence of which no act is known: "The crisis began in May".
    """
    text, last = sentence.text, sentence.document.published_end
    told = [
        date
        for date, readings in dated.items()
        if date.start >= 0
        and any(
            r.modality == ASSERTED and main_clause(text, Span(*r.trigger[:2])) >= 0
            for r in readings
        )
    ]
    if not told and not sentence.readings:
        told = [d for d in stated if not d.event and says_when(text, Span(d.start, d.stop))]
        told = [date for date in told if pd.isna(last) or date.begin <= last]
    return max(told, key=lambda date: date.start, default=None)


def _is_own_day(date: _Date, document: tuple) -> bool:
    """Whether a date is that of the document, of which its title tells; or nobody knows."""
    first, last = document.published_start, document.published_end
    return pd.isna(first) or (date.begin <= last and date.end >= first)


def _places(dates: list[_Date]) -> list[tuple[int, int]]:
    """Where a sentence states days, without overlaps: each may tell of its own happening."""
    places: list[tuple[int, int]] = []
    days = (date for date in dates if date.is_day)
    for date in sorted(days, key=lambda date: (date.start, -date.stop)):
        if not places or date.start >= places[-1][1]:
            places.append((date.start, date.stop))
    return places


def _tell(
    date: _Date, readings: list[_Reading], sentence: _Sentence, links: Links
) -> Iterator[Candidate]:
    """The candidates of one date of a sentence: mostly one, none where nothing happens."""
    text, document = sentence.text, sentence.document
    if date.event:
        name = text[date.start : date.stop]
        candidate = _candidate(date, sentence, _short(name), sentence.actors)
        yield candidate._replace(words=stems(name), reference=date.event, rank=NAMES)
        return
    low, high, head = _stretch(text, date, sentence.places)
    here = [a for a in sentence.actors if low <= a.start < high or a.end <= head]
    here = here or sentence.actors
    if not here:
        return
    own_day = sentence.key.endswith(":0") and _is_own_day(date, document)
    headline = document.title if own_day else ""  # a title tells of the document's own day
    if text.startswith(headline.rstrip(" .…")):
        headline = ""  # it has none, and is called by its first words
    part = text[low:high]  # what stands beside another date says nothing of this one
    for reading in _told(date, readings, headline, text, here):
        trigger = reading.trigger
        whole = f"{headline}. {part}" if headline else part
        inside = reading.text != headline
        speakers = [a.actor for a in here if inside and a.end <= trigger.start]
        act = Span(trigger.start, trigger.end)
        actors = [a for a in here if is_actor(text, act, Span(a.start, a.end))] if inside else here
        words = headline or (title(text, act) if trigger.words else _short(part))
        candidate = _candidate(date, sentence, words, actors or here)._replace(
            kind=trigger.kind,
            plover=trigger.plover,
            modality=reading.modality,
            words=stems(f"{text[:head]} {whole}"),
            spoken=en.BEFORE_OR_AFTER.sub(" ", whole),
            before=f"{text[:head]} {reading.text[: trigger.start]}",
            agent=speakers[-1] if speakers else "",
        )
        candidate = links.linked(candidate)
        if reading.trigger.words or candidate.reference:
            yield candidate


def _candidate(date: _Date, sentence: _Sentence, words: str, actors: list[_Actor]) -> Candidate:
    """A candidate of a date, of which nothing is known yet but who and when."""
    document = sentence.document
    return Candidate(
        date.begin,
        date.end,
        date.granularity,
        words,
        sentence.key,
        document.duplicate_of or document.doc_id,
        frozenset(actor.actor for actor in actors),
        dated_by="reference" if date.event else date.dated_by,
    )


def _stretch(text: str, date: _Date, places: list[tuple[int, int]]) -> tuple[int, int, int]:
    """Which part of a sentence belongs to one of its days, and where the head of all days ends."""
    if len(places) < 2 or (date.start, date.stop) not in places:
        return 0, len(text), 0
    cuts: list[int] = []
    for n, (start, _) in enumerate(places):
        floor = places[n - 1][1] if n else 0
        walls = [match.end() for match in en.STRETCH.finditer(text, floor, start)]
        cuts.append(max(walls, default=start if n else 0))
    n = places.index((date.start, date.stop))
    return cuts[n], cuts[n + 1] if n + 1 < len(cuts) else len(text), cuts[0]


def _readings(text: str) -> list[_Reading]:
    found = []
    for trigger in triggers(text):
        first, last = trigger.start, trigger.end
        told = modality(text, start=first, end=last)
        if told == REPORTED and (at := begin(text, Span(first, last))):
            # What stands before a clause that goes on with the main one does not report it.
            told = modality(text[at:], start=first - at, end=last - at)
        found.append(_Reading(trigger, told, text))
    return found


def _told(
    date: _Date, readings: list[_Reading], title: str, text: str, actors: list[_Actor]
) -> Iterator[_Reading]:
    """The act that stands for a date, and beside a statement the report that it makes."""
    inside = [reading for reading in readings if _has_speaker(reading, actors)]
    headline = _readings(title) if title else []
    best = _best(headline)
    if best is None or best.modality != ASSERTED:
        best = _best(inside) or best
    if best is None:  # it counts only where it tells of a reference event, which knows its kind
        yield _Reading(Trigger(len(text), len(text), "", "", "", "", CIRCUMSTANCE), ASSERTED, text)
        return
    # "The mission starts patrols, Borrell announces": beside the statement stands what it tells of,
    # as a report; and a date before the verb of saying is that of the report.
    verb = best.trigger.start if best.trigger.kind == "statement" else -1
    reported = _best(
        r
        for r in (inside if best.text == text else headline)
        if r.trigger.rank == PLAIN and r.trigger.start < verb and r.modality == REPORTED
    )
    if reported is None or date.start < 0 or date.start > verb:
        yield best
    if reported is not None and (date.start < 0 or date.start < verb):
        yield reported


def _has_speaker(reading: _Reading, actors: list[_Actor]) -> bool:
    """Whether a statement is somebody's: of an actor or a pronoun before its verb, no agency's."""
    trigger = reading.trigger
    if trigger.kind != "statement" or trigger.form == NOUN:
        return True
    before = reading.text[: trigger.start]
    passive = en.PASSIVE.search(before) and not en.BY.match(reading.text, trigger.end)
    if trigger.rank == CIRCUMSTANCE or en.MEDIA.search(before) or passive:
        return False
    return any(a.end <= trigger.start for a in actors) or bool(en.PRONOUN.search(before))


def _best(readings: Iterable[_Reading]) -> _Reading | None:
    """The most prominent: circumstances last, the asserted first, then verbs of the main clause."""
    return min(
        readings,
        key=lambda r: (
            r.trigger.rank == CIRCUMSTANCE,
            r.modality != ASSERTED,
            r.trigger.rank,
            r.trigger.start,
        ),
        default=None,
    )


def _short(text: str) -> str:
    """A text as a title: one line, no loose end, no longer than TITLE_LENGTH."""
    text = re.sub(r"[\s,;:]+(?:and|but)?\s*$", "", " ".join(text.replace("\ufeff", "").split()))
    text = text[:1].upper() + text[1:]
    if len(text) <= TITLE_LENGTH:
        return text.rstrip(".")
    return text[:TITLE_LENGTH].rsplit(" ", 1)[0].rstrip(",;:") + " …"
