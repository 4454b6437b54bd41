"""One event → trace: every sentence that tells of it, with its words for the time, what happens in
it, and how sure it is.
"""

from __future__ import annotations

import pandas as pd

from standpoint import tables
from standpoint.chronology.modality import modality
from standpoint.chronology.triggers import triggers
from standpoint.errors import StandpointError, nearest

COLUMNS = (
    "source",
    "published",
    "title",
    "sentence",
    "time words",
    "read as",
    "counted from",
    "what happens",
)


def event_provenance(
    events: pd.DataFrame,
    *,
    event_id: str,
    sentences: pd.DataFrame,
    times: pd.DataFrame,
    documents: pd.DataFrame,
) -> pd.DataFrame:
    """The way of one event from its sentences: one row a sentence, in order of publication, then of
    source and place.

    Columns in: events, sentences, times, documents of their schemas. Columns out, all text:
    `source` and `published` of the document; `title`, where it is read together with the sentence
    because that is the document's first; `sentence`; `time words`, the expressions in it that meet
    the event's days, or a dash where the document's own date is taken; `read as`, the days they
    stand for; `counted from`, their anchor; `what happens`, each trigger with its kind and
    modality. Errors: StandpointError where there is no such event."""
    found = events[events["event_id"] == event_id]
    if found.empty:
        raise StandpointError(
            "trace of an event", f"no event '{event_id}'", nearest(event_id, events["event_id"])
        )
    event = found.iloc[0]
    text = sentences.set_index(sentences["doc_id"] + ":" + sentences["sent_id"].astype(str))["text"]
    home = documents.set_index("doc_id")
    by_sentence = times[times["begin"].notna()].groupby(["doc_id", "sent_id"])
    rows = []
    for key in tables.split_cell(event["sentences"]):
        doc_id, _, place = key.rpartition(":")
        if key not in text.index or doc_id not in home.index:
            continue
        met = (
            by_sentence.get_group((doc_id, int(place)))
            if (doc_id, int(place)) in by_sentence.groups
            else times.iloc[:0]
        )
        title = home.at[doc_id, "title"] if place == "0" else ""
        rows.append(
            _row(
                home.loc[doc_id],
                title,
                text[key],
                met[(met["begin"] <= event["end_date"]) & (met["end_date"] >= event["begin"])],
            )
        )
    out = pd.DataFrame(rows, columns=list(COLUMNS)).astype("str")
    return out.sort_values(["published", "source"], kind="stable").reset_index(drop=True)


def _row(document: pd.Series, title: str, sentence: str, met: pd.DataFrame) -> tuple[str, ...]:
    published = _days(document["published_start"], document["published_end"])
    told = [
        f"{t.words}: {t.kind or t.plover.lower() or 'other'},"
        f" {modality(s, start=t.start, end=t.end)}"
        for s in (title, sentence)
        for t in triggers(s)
    ]
    if met.empty:
        time = ("–", published, "the document's date")
    else:
        time = (
            "; ".join(met["surface"]),
            "; ".join(_days(row.begin, row.end_date) for row in met.itertuples()),
            "; ".join(met["anchor"]),
        )
    return (document["source"], published, title, sentence, *time, "; ".join(told) or "–")


def _days(first: pd.Timestamp, last: pd.Timestamp) -> str:
    if pd.isna(first):
        return "undated"
    begin, end = (f"{day.year:04}-{day:%m-%d}" for day in (first, last))
    return begin if begin == end else f"{begin} to {end}"
