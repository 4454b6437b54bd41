"""Dated sentences → events: what a corpus says happened when, merged over documents and linked to
reference events.

A sentence becomes a candidate through its trigger (`standpoint.chronology.triggers`), the
registry's actors that it names, and a time: a date that it states, or, for the first sentence of a
dated document, the document's date. Each candidate has a modality
(`standpoint.chronology.modality`). Candidates of many documents that tell the same happening are
one event (`standpoint.chronology.merging`); the strongest modality that any of them has is the
event's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pandas as pd

from standpoint import tables
from standpoint.chronology import kinds as eventgrammar
from standpoint.chronology.linking import NAMES, Links, stems
from standpoint.chronology.merging import Candidate, merged
from standpoint.chronology.modality import ASSERTED, REPORTED, modality
from standpoint.chronology.triggers import CIRCUMSTANCE, PLAIN, Trigger, en, triggers
from standpoint.errors import TableError
from standpoint.language.clauses import clause
from standpoint.language.words import NOUN

KINDS = tuple(eventgrammar.KINDS)
TITLE_LENGTH = 90
_MEDIA = re.compile(en.media_pattern)
WEEK = pd.Timedelta(days=7)
_BEFORE_OR_AFTER = re.compile(
    r"\b(?:after|before|since|following|ahead of|until)\s+(?:the\s+)?[^,.;:]{0,60}", re.IGNORECASE
)
_PRONOUN = re.compile(r"\b(?:he|she|they|it|both|the two)\b", re.IGNORECASE)
_PASSIVE = re.compile(r"\b(?:is|are|was|were|been|being|be)(?: \w+ly| not| also)? $", re.IGNORECASE)
_BY = re.compile(r"(?: \w+)?(?: \w+)? by\b")
# Where the stretch of a sentence that belongs to one of several dates begins.
_STRETCH = re.compile(r"[;:—–]\s*|,\s+(?:and\s+)?|\s+and\s+(?=(?:on|in)\b)|\s+but\s+")


class _Date(NamedTuple):
    begin: pd.Timestamp
    end: pd.Timestamp
    granularity: str
    event: str = ""  # the reference event whose name it is
    start: int = -1  # its place in the sentence; -1 for the document's own day
    stop: int = -1


class _Named(NamedTuple):
    start: int
    end: int
    actor: str


class _Reading(NamedTuple):
    """The trigger that a candidate stands on."""

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
    """Times, sentences, mentions, documents → the events table, in order of date.

    `kind` and `plover` are those of the trigger that stands for the event (a linked event has its
    reference's kind), `modality` is the strongest that any document gives it, `n_docs` counts the
    documents that tell of it. `earliest` and `latest` are the first and last of the first days that
    documents give it, `disputed` says whether two of them cannot both be right. `sentences` holds
    those that tell of it first, then comments on it. `reference` is the table of reference events;
    a candidate is linked to one where the dates meet and its names, words, actors and kind agree
    (`standpoint.chronology.linking`). Dates after the document's own are plans, and no events.
    Copies (`duplicate_of`) are not counted. Errors: TableError where a sentence's document is
    missing."""
    links = Links(reference) if reference is not None and len(reference) else None
    candidates = list(_candidates(times, sentences, mentions, documents, links))
    rows = merged(
        candidates, kinds={known.id: known.kind for known in links.known.values()} if links else {}
    )
    return tables.make(rows, "events") if rows else tables.empty("events")


def kind_of(text: str) -> str:
    """The kind of event that a text tells of, by its most prominent trigger; empty where it has
    none.

    >>> kind_of("Thousands rallied near the base."), kind_of("The two ministers met in Sochi.")
    ('protest', 'meeting')
    """
    reading = _best(_readings(text))
    return reading.trigger.kind if reading else ""


def _candidates(
    times: pd.DataFrame,
    sentences: pd.DataFrame,
    mentions: pd.DataFrame,
    documents: pd.DataFrame,
    links: Links | None,
) -> Iterator[Candidate]:
    stated = _stated(times)
    named = _mentioned(mentions)
    by_document = {row.doc_id: row for row in documents.itertuples()}
    unknown = set(sentences["doc_id"]) - by_document.keys()
    if unknown:
        raise TableError(
            "table 'sentences'",
            f"document '{min(unknown)}' is not in the documents",
            "pass the documents the sentences were cut from",
        )
    columns = (sentences[column] for column in ("doc_id", "sent_id", "start", "text"))
    for doc_id, sent_id, start, text in zip(*columns, strict=True):
        # A time expression may run on into the next sentence.
        dates = [
            d._replace(start=d.start - start, stop=min(d.stop - start, len(text)))
            for d in stated.get((doc_id, sent_id), ())
        ]
        if not dates and sent_id != 0:
            continue
        document = by_document[doc_id]
        who = [
            _Named(m.start - start, m.end - start, m.actor)
            for m in named.get((doc_id, sent_id), ())
        ]
        if (
            not who and sent_id == 0
        ):  # a report that begins "Fighting opened in the morning" names its actors next
            who = [
                _Named(m.start - start, m.end - start, m.actor) for m in named.get((doc_id, 1), ())
            ]
        places = _places(dates)
        for date in _dates(dates, document, sent_id):
            yield from _tell(date, places, text, who, document, f"{doc_id}:{sent_id}", links)


def _stated(times: pd.DataFrame) -> dict[tuple[str, int], list[_Date]]:
    placed = times[
        times["begin"].notna()
        & times["type"].isin(["DATE", "TIME"])
        & ~times["value"].isin(["PRESENT_REF", "PAST_REF", "FUTURE_REF"])
    ]
    found: dict[tuple[str, int], list[_Date]] = {}
    for row in placed.itertuples():
        event = row.anchor.removeprefix("event:") if row.anchor.startswith("event:") else ""
        found.setdefault((row.doc_id, row.sent_id), []).append(
            _Date(row.begin, row.end_date, row.granularity, event, row.start, row.end)
        )
    return found


def _mentioned(mentions: pd.DataFrame) -> dict[tuple[str, int], list[_Named]]:
    found: dict[tuple[str, int], list[_Named]] = {}
    known = mentions[mentions["actor_id"] != ""].sort_values(["doc_id", "start", "end", "actor_id"])
    columns = (known[column] for column in ("doc_id", "sent_id", "start", "end", "actor_id"))
    for doc_id, sent_id, start, end, actor in zip(*columns, strict=True):
        found.setdefault((doc_id, sent_id), []).append(_Named(start, end, actor))
    return found


def _dates(stated: list[_Date], document: object, sent_id: int) -> Iterable[_Date]:
    """The dates of a sentence that it can tell an event of."""
    if pd.notna(document.published_end):
        stated = [date for date in stated if date.begin <= document.published_end]
    own = [date for date in stated if date.granularity in ("day", "time") and not date.event]
    if own or sent_id == 0:
        # Beside a full day, or in a report of its own day, a month or a year is a circumstance:
        # "the 1997 treaty", "by June".
        stated = [date for date in stated if date in own or date.event or _own_day(date, document)]
    if sent_id == 0 and pd.notna(document.published_start) and not own:
        stated.append(
            _Date(document.published_start, document.published_end, document.published_granularity)
        )
    return dict.fromkeys(stated)


def _own_day(date: _Date, document: object) -> bool:
    if pd.isna(document.published_start):
        return True
    return (
        date.begin <= document.published_end + WEEK
        and date.end >= document.published_start - WEEK
        and date.end - date.begin <= 8 * WEEK
    )


def _places(dates: list[_Date]) -> list[tuple[int, int]]:
    """Where a sentence states days, in order and without overlaps: each may tell of a happening of
    its own.
    """
    places: list[tuple[int, int]] = []
    for date in sorted(
        (d for d in dates if not d.event and d.granularity in ("day", "time")),
        key=lambda d: (d.start, -d.stop),
    ):
        if not places or date.start >= places[-1][1]:
            places.append((date.start, date.stop))
    return places


def _tell(
    date: _Date,
    places: list[tuple[int, int]],
    text: str,
    who: list[_Named],
    document: object,
    key: str,
    links: Links | None,
) -> Iterator[Candidate]:
    """The candidates of one date of one sentence: mostly one, none where nothing is told to happen."""
    if date.event:
        surface = text[date.start : date.stop]
        actors = frozenset(m.actor for m in who)
        yield Candidate(
            date.begin, date.end, date.granularity, _short(surface), key, document.duplicate_of or document.doc_id, actors, "", "", ASSERTED, stems(surface),
            reference=date.event, rank=NAMES,
        )  # fmt: skip
        return
    low, high, head = _stretch(text, date, places)
    here = [m for m in who if low <= m.start < high or m.end <= head] or who
    if not here:
        return
    title = (
        document.title if key.endswith(":0") and _own_day(date, document) else ""
    )  # a title tells of the document's own day
    for reading in _readings_of_date(date, text, low, high, title, here):
        candidate = _candidate(
            reading, date, text[low:high], title, here, key, document, links, text[:head]
        )
        if reading.trigger.words or candidate.reference:
            yield candidate


def _stretch(text: str, date: _Date, places: list[tuple[int, int]]) -> tuple[int, int, int]:
    """Which part of a sentence belongs to a date, and where the head ends that all its dates share.

    All of it where it states one day; where it states several, from one to the next: "On 3 May they
    met, on 5 May they parted"."""
    if len(places) < 2 or (date.start, date.stop) not in places:
        return 0, len(text), 0
    cuts: list[int] = []
    for n, (start, _) in enumerate(places):
        floor = places[n - 1][1] if n else 0
        walls = [m.end() for m in _STRETCH.finditer(text, floor, start)]
        cuts.append(max(walls, default=start if n else 0))
    n = places.index((date.start, date.stop))
    return cuts[n], cuts[n + 1] if n + 1 < len(cuts) else len(text), cuts[0]


def _readings(text: str) -> list[_Reading]:
    return [
        _Reading(trigger, modality(text, start=trigger.start, end=trigger.end), text)
        for trigger in triggers(text)
    ]


def _readings_of_date(
    date: _Date, text: str, low: int, high: int, title: str, who: list[_Named]
) -> Iterator[_Reading]:
    """The trigger of a date: in its clause if one is there; of a document's own day, the title's
    before the sentence's.
    """
    part = text[low:high]  # what stands beside another date says nothing of this one
    inside = [
        r
        for r in _readings(part)
        if _has_speaker(r, [m._replace(start=m.start - low, end=m.end - low) for m in who])
    ]
    if date.start >= 0:
        first, last = clause(part, date.start - low, date.stop - low)
        inside = [r for r in inside if first <= r.trigger.start < last] or inside
    headline = _readings(title) if title else []
    best = _best(headline) if headline else None
    told = best if best and best.modality == ASSERTED else _best(inside) or best
    if told is None:  # kept only where it tells of a reference event, which knows what kind it is
        yield _Reading(Trigger(len(part), len(part), "", "", "", "", CIRCUMSTANCE), ASSERTED, part)
        return
    # "The mission starts patrols, Borrell announces": beside the statement stands what it tells of,
    # as a report; and a date before the verb of saying is that of the report.
    said = told.trigger.start if told.trigger.kind == "statement" else -1
    reported = _best(
        [
            r
            for r in (inside if told.text == part else headline)
            if r.trigger.rank == PLAIN and r.trigger.start < said and r.modality == REPORTED
        ]
    )
    if reported is None or date.start < 0 or date.start - low > said:
        yield told
    if reported is not None and (date.start < 0 or date.start - low < said):
        yield reported


def _has_speaker(reading: _Reading, who: list[_Named]) -> bool:
    """Whether a statement is somebody's: of an actor or a pronoun before its verb, not of a news
    agency.
    """
    trigger = reading.trigger
    if trigger.kind != "statement" or trigger.form == NOUN:
        return True
    before = reading.text[: trigger.start]
    if (
        trigger.rank == CIRCUMSTANCE
        or _MEDIA.search(before)
        or (_PASSIVE.search(before) and not _BY.match(reading.text, trigger.end))
    ):
        return False
    return any(m.end <= reading.trigger.start for m in who) or bool(_PRONOUN.search(before))


def _best(readings: list[_Reading]) -> _Reading | None:
    """The most prominent: circumstances last, what is asserted before what is not, verbs of the
    main clause first.
    """
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


def _candidate(
    reading: _Reading,
    date: _Date,
    text: str,
    title: str,
    who: list[_Named],
    key: str,
    document: object,
    links: Links | None,
    head: str,
) -> Candidate:
    trigger = reading.trigger
    whole = f"{title}. {text}" if title else text
    before = reading.text[: trigger.start]
    candidate = Candidate(
        date.begin,
        date.end,
        date.granularity,
        title or _short(text),
        key,
        document.duplicate_of or document.doc_id,
        frozenset(m.actor for m in who),
        trigger.kind,
        trigger.plover,
        reading.modality,
        stems(f"{head} {whole}"),
        spoken=_BEFORE_OR_AFTER.sub(" ", whole),
        before=f"{head} {before}",
        agent=(
            next((m.actor for m in reversed(who) if m.end <= trigger.start), "")
            if reading.text != title
            else ""
        ),
        stated=date.start >= 0,
    )
    found = links.find(candidate) if links else []
    if found and found[0].rank == 0:
        candidate = candidate._replace(reference=found[0].reference, fit=found[0].fit)
    return candidate._replace(comments=tuple(link.reference for link in found if link.rank != 0))


def _short(text: str) -> str:
    text = re.sub(r"[\s,;:]+(?:and|but)?\s*$", "", " ".join(text.replace("\ufeff", "").split()))
    text = text[:1].upper() + text[1:]
    if len(text) <= TITLE_LENGTH:
        return text.rstrip(".")
    return text[:TITLE_LENGTH].rsplit(" ", 1)[0].rstrip(",;:") + " …"
