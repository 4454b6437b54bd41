"""Salience: which days of a corpus matter, by how many documents tell of them."""

import pandas as pd

from standpoint import tables
from standpoint.chronology.timeline import read_window
from standpoint.chronology.times import VAGUE, require_documents

# Sentences that count as a document's opening, as in the date selection of Ghalandari & Ifrim 2020
# (`clip_sents`); their counts are features of a regression, here nothing is fitted.
LEAD = 5
# What a day gains when a document opens with it. A quarter, a half and the whole give .600, .593
# and .589 on five timelines of Timeline17, nothing gives .583: told apart by no interval
# (tests/benchmarks/bench_timelines.py).
LEAD_BONUS = 0.5


def salience(
    times: pd.DataFrame,
    *,
    documents: pd.DataFrame,
    window: tuple[str | None, str | None] = (None, None),
) -> pd.DataFrame:
    """Rank the days that documents tell of, the day that matters most first.

    A document tells of a day if it states the day or was published on it. Copies (`duplicate_of`)
    do not count.

    Parameters
    ----------
    window : pair of str
        First and last day to keep; None leaves an end open.

    Returns
    -------
    DataFrame
        The table `salience`. `score` is `n_docs` and half of `n_lead`, which counts the documents
        that tell of the day within their first five sentences or by their own date. Of days with
        one score the earlier is first.

    Raises
    ------
    StandpointError
        If a document of `times` is missing, or the window ends before it begins.

    Examples
    --------
    >>> day = {"published_start": "2020-11-11", "published_end": "2020-11-11"}
    >>> docs = tables.make([{"doc_id": "a", **day}, {"doc_id": "b"}], "documents")
    >>> date = {"type": "DATE", "value": "2020-11-10", "granularity": "day", "end": 10,
    ...         "begin": "2020-11-10", "end_date": "2020-11-10"}
    >>> times = tables.make([{"doc_id": "a", **date}, {"doc_id": "b", **date}], "times")
    >>> salience(times, documents=docs)[["score", "n_docs"]].values.tolist()
    [[3.0, 2.0], [1.5, 1.0]]
    """
    first, last = read_window(window, "salience window")
    require_documents(times, documents, name="times")
    originals = documents[documents["duplicate_of"] == ""]
    # Months, spans and "now" state no day; a sentence states a day once.
    exact = times["type"].isin(["DATE", "TIME"]) & times["granularity"].isin(["day", "time"])
    exact &= (times["begin"] == times["end_date"]) & ~times["value"].isin(VAGUE)
    stated = times[exact & times["doc_id"].isin(originals["doc_id"])]
    stated = stated.drop_duplicates(["doc_id", "sent_id", "begin"]).rename(columns={"begin": "day"})
    stated = stated.assign(lead=stated["sent_id"] < LEAD)[["doc_id", "day", "lead"]]
    published = originals[originals["published_start"] == originals["published_end"]]
    published = published.rename(columns={"published_start": "day"})[["doc_id", "day"]]
    both = pd.concat([stated, published.assign(lead=True)])
    days = pd.DataFrame(
        {
            "n_docs": both.groupby("day")["doc_id"].nunique(),
            "n_lead": both[both["lead"]].groupby("day")["doc_id"].nunique(),
            "n_mentions": stated.groupby("day").size(),
            "n_published": published.groupby("day").size(),
        }
    ).fillna(0)
    days["score"] = days["n_docs"] + LEAD_BONUS * days["n_lead"]
    days = days.rename_axis("day").reset_index()
    days = days[days["day"].between(first, last)]
    return tables.check(days.sort_values(["score", "day"], ascending=[False, True]), "salience")
