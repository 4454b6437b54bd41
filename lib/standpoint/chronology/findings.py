"""What happened when, in sentences for a report."""

from collections.abc import Sequence

import pandas as pd

from standpoint.chronology.timeline import timeline

# Where the date of an event comes from, in words.
DATED_BY = {
    "text": "the text",
    "narrative": "what stands before",
    "metadata": "the document's own day",
    "reference": "the reference list",
}


def describe_times(times: pd.DataFrame) -> list[str]:
    """How many time expressions could be placed.

    >>> describe_times(pd.DataFrame({"begin": pd.to_datetime(["2020-11-10", None])}))
    ['1 of 2 time expressions could be placed in the calendar.']
    """
    placed = times["begin"].notna().sum()
    return [f"{placed:,} of {len(times):,} time expressions could be placed in the calendar."]


def describe_dating(events: pd.DataFrame) -> str:
    """Say of how many events the date comes from the text, and of how many from elsewhere."""
    counts = events["dated_by"].value_counts()
    told = [f"{counts[by]:,} by {words}" for by, words in DATED_BY.items() if by in counts]
    return f"Dated {', '.join(told)}." if told else "No event is dated."


def describe_fits(events: pd.DataFrame) -> str:
    """Say which statements fit several reference events, so that they are linked to none."""
    open_ones = events[events["fits"] != ""]
    each = [f"“{e.title}” ({e.fits.replace(';', ', ')})" for e in open_ones.itertuples()]
    many = f"{len(each)} statements fit several reference events and are linked to none"
    return f"{many}{': ' if each else '.'}{'; '.join(each)}"


def describe_events(events: pd.DataFrame) -> list[str]:
    """How many events are told as facts, how many otherwise, and where dates come from."""
    facts = timeline(events)
    return [
        f"The texts tell of {len(facts):,} dated events as facts and of"
        f" {len(events) - len(facts):,} otherwise; {facts['disputed'].sum()} have disputed dates.",
        describe_dating(facts),
    ]


def describe_dates(events: pd.DataFrame, *, dates: Sequence[str]) -> list[str]:
    """What happened in each year, month or day asked for; no sentence where nothing is told."""
    day = events["begin"].dt.strftime("%Y-%m-%d")
    titles = {date: "; ".join(events.loc[day.str.startswith(date), "title"]) for date in dates}
    return [f"{date}: {listed}" for date, listed in titles.items() if listed]


def describe_recall(recall: pd.DataFrame, *, events: pd.DataFrame) -> list[str]:
    """How many reference events the texts tell of, with the list and without it.

    `recall` is what `reference_recall` gives, `events` were made with the list.
    """
    if recall.empty:
        return ["This study has no reference list."]
    linked = recall["id"].isin(events["reference_id"]).sum()
    met = (recall["days_apart"] == 0).sum()
    return [
        f"{linked} of {len(recall)} reference events are found in the text. Read without the list,"
        f" {met} stand on the days that the list gives."
    ]


def describe_recalled(recall: pd.DataFrame) -> list[str]:
    """What the text alone says of each reference event, one sentence each."""
    return [
        f"From the text alone, {row.begin:%Y-%m-%d}: {row.title} (documents: {row.n_docs}; the list"
        f" says {row.listed:%Y-%m-%d})."
        for row in recall[recall["begin"].notna()].itertuples()
    ]


def describe_busiest(salience: pd.DataFrame, *, n_documents: int) -> list[str]:
    """The day that the corpus tells most about.

    >>> days = pd.DataFrame({"day": pd.to_datetime(["2020-11-10"]), "n_docs": [7]})
    >>> describe_busiest(days, n_documents=418)
    ['The texts tell most about 2020-11-10: 7 of 418 documents.']
    """
    return [
        f"The texts tell most about {row.day:%Y-%m-%d}: {row.n_docs} of {n_documents:,} documents."
        for row in salience.head(1).itertuples()
    ]
