"""Recall of reference events: what the text alone says of each, beside what the list says."""

import pandas as pd

COLUMNS = {"id": "str", "listed": "datetime64[us]", "listed_title": "str"}
COLUMNS |= {"begin": "datetime64[us]", "end_date": "datetime64[us]", "granularity": "str"}
COLUMNS |= {"title": "str", "n_docs": "int64", "days_apart": "Int64"}


def reference_recall(
    reference: pd.DataFrame, *, events: pd.DataFrame, alone: pd.DataFrame
) -> pd.DataFrame:
    """Compare every reference event with what the text says of it when the list is not known.

    Parameters
    ----------
    reference
        The reference events; the result keeps their order.
    events
        Events made with the list: they say by which sentences a reference event is told.
    alone
        Events made without it. Of these, the one with most of the same sentences is taken. Ties go
        to the one of the same title, then of more documents, then of the smaller id.

    Returns
    -------
    DataFrame
        `id`, `listed` (first day on the list) and `listed_title`; columns of the text's event,
        blank where there is none; `days_apart`, the days from what the list says to what the text
        says: 0 where they meet, negative where the text is earlier.
    """
    linked = events[events["reference_id"] != ""]
    pairs = _sentences(linked, "reference_id").merge(_sentences(alone, "event_id"), on="key")
    shared = pairs.groupby(["reference_id", "event_id"]).size().rename("shared").reset_index()
    shared = shared.merge(alone.drop(columns="reference_id"), on="event_id")
    titles = set(zip(linked["reference_id"], linked["title"], strict=True))
    own = zip(shared["reference_id"], shared["title"], strict=True)
    shared["same"] = [pair in titles for pair in own]
    best = shared.sort_values(
        ["shared", "same", "n_docs", "event_id"], ascending=[False, False, False, True]
    ).drop_duplicates("reference_id")
    best = best[["reference_id", "begin", "end_date", "granularity", "title", "n_docs"]]
    listed = reference[["id", "begin", "end_date", "title"]].rename(
        columns={"begin": "listed", "end_date": "listed_end", "title": "listed_title"}
    )
    out = listed.merge(best, left_on="id", right_on="reference_id", how="left")
    early = (out["listed"] - out["end_date"]).dt.days.clip(lower=0)
    late = (out["begin"] - out["listed_end"]).dt.days.clip(lower=0)
    out["days_apart"] = (late - early).astype("Int64")
    out = out.fillna({"n_docs": 0, "granularity": "", "title": ""})
    return out[list(COLUMNS)].astype(COLUMNS)


def _sentences(events: pd.DataFrame, name: str) -> pd.DataFrame:
    """One row per event and sentence that tells it."""
    keys = events.assign(key=events["sentences"].str.split(";")).explode("key")
    return keys.loc[keys["key"] != "", [name, "key"]].drop_duplicates().astype("str")
