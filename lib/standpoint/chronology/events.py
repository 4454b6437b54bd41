"""Events: what a corpus says happened when, merged over documents and linked to reference events.

A sentence with a trigger, actors and a time is a candidate; the time is a date that it states or,
for a document's first sentence, the document's own. Candidates of one happening are one event.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pandas as pd

from standpoint import tables
from standpoint.actors.nominal import named_only
from standpoint.chronology.linking import NAMES, Links, stems
from standpoint.chronology.merging import Candidate, merged
from standpoint.chronology.modality import ASSERTED, REPORTED, modality
from standpoint.chronology.times import VAGUE, require_documents
from standpoint.chronology.triggers import CIRCUMSTANCE, PLAIN, Trigger, en, triggers
from standpoint.language.clauses import clause
from standpoint.language.words import NOUN

TITLE_LENGTH = 90
WEEK = pd.Timedelta(days=7)


class _Date(NamedTuple):
    begin: pd.Timestamp
    end: pd.Timestamp
    granularity: str
    event: str = ""  # the reference event whose name it is
    start: int = -1  # its place in the sentence; -1 for the document's own day
    stop: int = -1

    @property
    def is_day(self) -> bool:
        return not self.event and self.granularity in ("day", "time")


class _Actor(NamedTuple):
    start: int
    end: int
    actor: str


class _Sentence(NamedTuple):
    key: str  # doc_id:sent_id
    text: str
    document: tuple  # a row of the documents
    actors: list[_Actor]
    places: list[tuple[int, int]]  # of the days that it states


class _Reading(NamedTuple):
    """A trigger and its modality."""

    trigger: Trigger
    modality: str
    text: str  # of the title or the sentence, in which the trigger stands


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
        counts the documents that tell of it. `earliest` and `latest` are the first and the last
        day that documents say it began, and `disputed` says whether two of these cannot both be
        right. `sentences` holds those that tell of it first, then comments on it.

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
    for row in sentences.itertuples():
        key = row.doc_id, row.sent_id
        dates = [
            # A time expression may run on into the next sentence.
            date._replace(
                start=date.start - row.start, stop=min(date.stop - row.start, len(row.text))
            )
            for date in stated.get(key, ())
        ]
        if not dates and row.sent_id != 0:
            continue
        actors = named.get(key, ())
        if not actors and row.sent_id == 0:
            # A report that begins "Fighting opened in the morning" names its actors next.
            actors = named.get((row.doc_id, 1), ())
        actors = [_Actor(a.start - row.start, a.end - row.start, a.actor) for a in actors]
        document = by_document[row.doc_id]
        sentence = _Sentence(
            f"{row.doc_id}:{row.sent_id}", row.text, document, actors, _places(dates)
        )
        for date in _dates(dates, document, row.sent_id):
            yield from _tell(date, sentence, links)


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


def _dates(stated: list[_Date], document: tuple, sent_id: int) -> Iterable[_Date]:
    """The dates of a sentence that it can tell an event of."""
    if pd.notna(document.published_end):
        stated = [date for date in stated if date.begin <= document.published_end]
    days = [date for date in stated if date.is_day]
    if days or sent_id == 0:
        # Beside a full day, or in a report of its own day, a month or a year is a circumstance:
        # "the 1997 treaty", "by June".
        stated = [d for d in stated if d.is_day or d.event or _is_own_day(d, document)]
    if sent_id == 0 and pd.notna(document.published_start) and not days:
        own = document.published_start, document.published_end
        stated.append(_Date(*own, document.published_granularity))
    return dict.fromkeys(stated)


def _is_own_day(date: _Date, document: tuple) -> bool:
    first, last = document.published_start, document.published_end
    near = date.begin <= last + WEEK and date.end >= first - WEEK
    return pd.isna(first) or (near and date.end - date.begin <= 8 * WEEK)


def _places(dates: list[_Date]) -> list[tuple[int, int]]:
    """Where a sentence states days, without overlaps: each may tell of its own happening."""
    places: list[tuple[int, int]] = []
    days = (date for date in dates if date.is_day)
    for date in sorted(days, key=lambda date: (date.start, -date.stop)):
        if not places or date.start >= places[-1][1]:
            places.append((date.start, date.stop))
    return places


def _tell(date: _Date, sentence: _Sentence, links: Links) -> Iterator[Candidate]:
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
    title = document.title if own_day else ""  # a title tells of the document's own day
    part = text[low:high]  # what stands beside another date says nothing of this one
    for reading in _readings_of_date(date, part, low, title, here):
        trigger = reading.trigger
        whole = f"{title}. {part}" if title else part
        speakers = [a.actor for a in here if a.end <= trigger.start and reading.text != title]
        candidate = _candidate(date, sentence, title or _short(part), here)._replace(
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


def _candidate(date: _Date, sentence: _Sentence, title: str, actors: list[_Actor]) -> Candidate:
    """A candidate of a date, of which nothing is known yet but who and when."""
    document = sentence.document
    return Candidate(
        date.begin,
        date.end,
        date.granularity,
        title,
        sentence.key,
        document.duplicate_of or document.doc_id,
        frozenset(actor.actor for actor in actors),
        stated=date.start >= 0,
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
    return [
        _Reading(trigger, modality(text, start=trigger.start, end=trigger.end), text)
        for trigger in triggers(text)
    ]


def _readings_of_date(
    date: _Date, part: str, low: int, title: str, actors: list[_Actor]
) -> Iterator[_Reading]:
    """The trigger of a date in its clause of the part that begins at `low`, else in the part."""
    here = [a._replace(start=a.start - low, end=a.end - low) for a in actors]
    inside = [reading for reading in _readings(part) if _has_speaker(reading, here)]
    if date.start >= 0:
        first, last = clause(part, date.start - low, date.stop - low)
        inside = [r for r in inside if first <= r.trigger.start < last] or inside
    headline = _readings(title) if title else []
    best = _best(headline)
    if best is None or best.modality != ASSERTED:
        best = _best(inside) or best
    if best is None:  # it counts only where it tells of a reference event, which knows its kind
        yield _Reading(Trigger(len(part), len(part), "", "", "", "", CIRCUMSTANCE), ASSERTED, part)
        return
    # "The mission starts patrols, Borrell announces": beside the statement stands what it tells of,
    # as a report; and a date before the verb of saying is that of the report.
    verb = best.trigger.start if best.trigger.kind == "statement" else -1
    reported = _best(
        r
        for r in (inside if best.text == part else headline)
        if r.trigger.rank == PLAIN and r.trigger.start < verb and r.modality == REPORTED
    )
    if reported is None or date.start < 0 or date.start - low > verb:
        yield best
    if reported is not None and (date.start < 0 or date.start - low < verb):
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
