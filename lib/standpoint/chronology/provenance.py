"""Provenance of one event: its sentences, their words for the time, and what happens in them."""

import pandas as pd

from standpoint import tables
from standpoint.chronology.modality import modality
from standpoint.chronology.triggers import triggers
from standpoint.errors import StandpointError, nearest

COLUMNS = ("source", "published", "title", "sentence")
COLUMNS += ("time words", "read as", "counted from", "what happens")


def event_provenance(
    events: pd.DataFrame,
    *,
    event_id: str,
    sentences: pd.DataFrame,
    times: pd.DataFrame,
    documents: pd.DataFrame,
) -> pd.DataFrame:
    """Show where an event comes from: one row a sentence, in order of publication.

    Returns
    -------
    DataFrame
        All text: `source` and `published` of the document; `title`, where it is read together with
        the sentence because that is the document's first; `sentence`; `time words`, the
        expressions in it that meet the event's days, or a dash where the document's own date is
        taken; `read as`, the days they stand for; `counted from`, their anchor; `what happens`,
        each trigger with its kind and modality.

    Raises
    ------
    StandpointError
        If there is no such event.
    """
    chosen = events[events["event_id"] == event_id]
    if chosen.empty:
        remedy = nearest(event_id, events["event_id"])
        raise StandpointError("provenance of an event", f"no event '{event_id}'", remedy)
    event = chosen.iloc[0]
    keys = sentences["doc_id"] + ":" + sentences["sent_id"].astype("str")
    text = sentences.set_index(keys)["text"]
    home = documents.set_index("doc_id")
    meets = (times["begin"] <= event["end_date"]) & (times["end_date"] >= event["begin"])
    times = times[meets]
    rows = []
    for key in tables.split_cell(event["sentences"]):
        doc_id, _, place = key.rpartition(":")
        if key in text.index and doc_id in home.index:
            title = home.at[doc_id, "title"] if place == "0" else ""
            here = times[(times["doc_id"] == doc_id) & (times["sent_id"] == int(place))]
            rows.append(_row(home.loc[doc_id], title, text[key], here))
    out = pd.DataFrame(rows, columns=list(COLUMNS)).astype("str")
    return out.sort_values(["published", "source"], kind="stable", ignore_index=True)


def _row(document: pd.Series, title: str, sentence: str, times: pd.DataFrame) -> tuple[str, ...]:
    published = _days(document["published_start"], document["published_end"])
    happenings = [
        f"{t.words}: {t.kind or t.plover.lower() or 'other'},"
        f" {modality(text, start=t.start, end=t.end)}"
        for text in (title, sentence)
        for t in triggers(text)
    ]
    if times.empty:
        when = ("–", published, "the document's date")
    else:
        days = "; ".join(_days(row.begin, row.end_date) for row in times.itertuples())
        when = ("; ".join(times["surface"]), days, "; ".join(times["anchor"]))
    return document["source"], published, title, sentence, *when, "; ".join(happenings) or "–"


def _days(first: pd.Timestamp, last: pd.Timestamp) -> str:
    if pd.isna(first):
        return "undated"
    begin, end = first.date().isoformat(), last.date().isoformat()
    return begin if begin == end else f"{begin} to {end}"
