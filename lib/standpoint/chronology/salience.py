"""Times → salience: which days of a corpus matter, by how many documents tell of them."""

from __future__ import annotations

import pandas as pd

from standpoint import tables
from standpoint.errors import StandpointError, TableError

# Sentences that count as a document's opening, as in the date selection of Ghalandari & Ifrim 2020
# (`clip_sents`).
LEAD = 5
# What a day gains when a document opens with it. A quarter, a half and the whole give .600, .593
# and .589 on five timelines of Timeline17, nothing gives .583: told apart by no interval
# (tests/benchmarks/bench_timelines.py).
LEAD_BONUS = 0.5
_VAGUE = ("PRESENT_REF", "PAST_REF", "FUTURE_REF")


def salience(
    times: pd.DataFrame,
    *,
    documents: pd.DataFrame,
    window: tuple[str | None, str | None] = (None, None),
) -> pd.DataFrame:
    """Times and documents → one row per day that some document tells of, the day that matters most
    first.

    A document tells of a day if it states it to the day or was published on it; copies
    (`duplicate_of`) do not count. Columns in: `times`, `documents` of their schemas. Columns out,
    the schema `salience`: `day`; `score` = `n_docs` + half of `n_lead`; `n_docs`, documents that
    tell of it; `n_lead`, those that do within their first five sentences or by their own date;
    `n_mentions`, sentences that state it; `n_published`, documents of that day. Ties: the earlier
    day first. `window` keeps days from its first to its last, both included. Errors: TableError
    where a document of `times` is missing; StandpointError where the window ends before it begins.
    Method: mention counts per document (Ghalandari & Ifrim 2020 count them as features of a
    regression), with the publication as one more way to tell of a day and the opening weighed up;
    nothing is fitted.

    >>> docs = tables.make([{"doc_id": "a", "published_start": "2020-11-11", "published_end": "2020-11-11",
    ...                      "published_granularity": "day"}, {"doc_id": "b"}], "documents")
    >>> told = [{"doc_id": d, "start": s, "end": s + 1, "type": "DATE", "value": "2020-11-10", "granularity": "day",
    ...          "begin": "2020-11-10", "end_date": "2020-11-10"} for d, s in [("a", 0), ("a", 9), ("b", 0)]]
    >>> salience(tables.make(told, "times"), documents=docs)[["day", "score", "n_docs"]].values.tolist()
    [[Timestamp('2020-11-10 00:00:00'), 3.0, 2], [Timestamp('2020-11-11 00:00:00'), 1.5, 1]]
    """
    first, last = (pd.Timestamp(day) if day else None for day in window)
    if first is not None and last is not None and first > last:
        raise StandpointError(
            "salience window",
            f"{first:%Y-%m-%d} lies after {last:%Y-%m-%d}",
            "give the earlier day first",
        )
    unknown = set(times["doc_id"]) - set(documents["doc_id"])
    if unknown:
        raise TableError(
            "table 'times'",
            f"document '{min(unknown)}' is not in the documents",
            "pass the documents the times were read in",
        )
    originals = documents[documents["duplicate_of"] == ""]
    stated, published = _stated(times, originals), _published(originals)
    both = pd.concat([stated, published])
    told = pd.DataFrame(
        {
            "n_docs": both.groupby("day")["doc_id"].nunique(),
            "n_lead": both[both["lead"]].groupby("day")["doc_id"].nunique(),
            "n_mentions": stated.groupby("day").size(),
            "n_published": published.groupby("day").size(),
        }
    ).fillna(0)
    told["score"] = told["n_docs"] + LEAD_BONUS * told["n_lead"]
    told = told.rename_axis("day").reset_index()
    if first is not None:
        told = told[told["day"] >= first]
    if last is not None:
        told = told[told["day"] <= last]
    return tables.check(told.sort_values(["score", "day"], ascending=[False, True]), "salience")


def _stated(times: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """One row per sentence and day that it states; months, spans and "now" state no day."""
    exact = (
        times["type"].isin(["DATE", "TIME"])
        & times["granularity"].isin(["day", "time"])
        & (times["begin"] == times["end_date"])
    )
    known = times["doc_id"].isin(documents["doc_id"]) & ~times["value"].isin(_VAGUE)
    rows = times[exact & known].drop_duplicates(["doc_id", "sent_id", "begin"])
    return pd.DataFrame(
        {"doc_id": rows["doc_id"], "day": rows["begin"], "lead": rows["sent_id"] < LEAD}
    )


def _published(documents: pd.DataFrame) -> pd.DataFrame:
    rows = documents[
        documents["published_start"].notna()
        & (documents["published_start"] == documents["published_end"])
    ]
    return pd.DataFrame({"doc_id": rows["doc_id"], "day": rows["published_start"], "lead": True})
