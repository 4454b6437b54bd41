"""Reference events → recovered: what the text alone says of each, beside what the list says."""

from __future__ import annotations

import pandas as pd

COLUMNS = {
    "id": "str", "listed": "datetime64[us]", "listed_title": "str", "begin": "datetime64[us]", "end_date": "datetime64[us]", "granularity": "str",
    "title": "str", "n_docs": "int64", "days_apart": "Int64",
}  # fmt: skip


def reference_recall(
    reference: pd.DataFrame, *, events: pd.DataFrame, alone: pd.DataFrame
) -> pd.DataFrame:
    """Every reference event with the event that the text gives for it when the list is not known.

    `events` were made with the list, `alone` without: an event that was linked to a reference event
    says by which sentences it is told, and of the events `alone` the one with most of these
    sentences is taken (ties: the one of the same title, then of more documents, then of the smaller
    id). Date and title are then the text's own. Columns out: `id`, `listed` (first day on the
    list), `listed_title`; `begin`, `end_date`, `granularity`, `title`, `n_docs` of the text's
    event, missing, empty and 0 where there is none; `days_apart`, days between what the text and
    the list say, 0 where they meet, negative where the text is earlier. In the order of the
    list."""
    linked = events[events["reference_id"] != ""]
    wanted = _told_by(linked, "reference_id")
    shared = (
        wanted.merge(_told_by(alone, "event_id"), on="key")
        .groupby(["reference_id", "event_id"])
        .size()
        .rename("shared")
        .reset_index()
    )
    shared = shared.merge(alone.drop(columns="reference_id"), on="event_id")
    titles = set(zip(linked["reference_id"], linked["title"], strict=True))
    shared["same"] = [
        pair in titles for pair in zip(shared["reference_id"], shared["title"], strict=True)
    ]
    shared = shared.sort_values(
        ["shared", "same", "n_docs", "event_id"], ascending=[False, False, False, True]
    )
    best = shared.drop_duplicates("reference_id")[
        ["reference_id", "begin", "end_date", "granularity", "title", "n_docs"]
    ]
    listed = reference[["id", "begin", "end_date", "title"]].rename(
        columns={"begin": "listed", "end_date": "listed_end", "title": "listed_title"}
    )
    out = listed.merge(best, left_on="id", right_on="reference_id", how="left")
    before, after = (
        (out["listed"] - out["end_date"]).dt.days,
        (out["begin"] - out["listed_end"]).dt.days,
    )
    out["days_apart"] = (after.clip(lower=0) - before.clip(lower=0)).astype("Int64")
    out["n_docs"] = out["n_docs"].fillna(0)
    out[["granularity", "title"]] = out[["granularity", "title"]].fillna("")
    return out[list(COLUMNS)].astype(COLUMNS)


def _told_by(events: pd.DataFrame, name: str) -> pd.DataFrame:
    """One row per event and sentence that tells it."""
    keys = events.assign(key=events["sentences"].str.split(";")).explode("key")
    return keys.loc[keys["key"] != "", [name, "key"]].drop_duplicates().astype("str")
