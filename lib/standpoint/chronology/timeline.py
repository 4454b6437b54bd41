"""Timeline: the events that a reader asked for, in order of date."""

from collections.abc import Sequence

import pandas as pd

from standpoint import tables
from standpoint.chronology.kinds import KINDS
from standpoint.errors import StandpointError, nearest


def timeline(
    events: pd.DataFrame,
    *,
    window: tuple[str | None, str | None] = (None, None),
    actors: Sequence[str] = (),
    kinds: Sequence[str] = (),
    granularities: Sequence[str] = (),
    minimum_documents: int = 1,
    modalities: Sequence[str] = ("asserted",),
    most: int | None = None,
) -> pd.DataFrame:
    """Choose events and put them in order of date.

    Parameters
    ----------
    window
        First and last day; events that touch the window stay. None leaves an end open.
    actors, kinds, granularities
        Keep events that name one of the actors, are of one of the kinds, and are dated by one of
        the granularities. An empty sequence asks for everything.
    minimum_documents
        Keep events that at least so many documents tell.
    modalities
        What is not told as a fact (reported, future, conditional, negated) stays out unless it is
        asked for. A row whose modality was never judged stays in. A statement is a happening like
        others: it is asserted, whatever is said in it.
    most
        How many events to keep: those linked to a reference event first, then those told by most
        documents, then those that name most actors. Ties go to the earlier event, then to the
        smaller id.

    Raises
    ------
    StandpointError
        If the window ends before it begins, or a word is unknown.

    Examples
    --------
    >>> timeline(tables.empty("events"), kinds=("protest",)).empty
    True
    """
    first, last = read_window(window, "timeline window")
    words = {
        "modality": (modalities, tables.MODALITIES),
        "kind": (kinds, KINDS),
        "granularity": (granularities, tables.GRANULARITIES),
    }
    for name, (asked, known) in words.items():
        for word in asked:
            if word not in known:
                raise StandpointError("timeline", f"unknown {name} '{word}'", nearest(word, known))
    names = events["actors"].map(tables.split_cell)
    chosen = (events["end_date"] >= first) & (events["begin"] <= last)
    chosen &= events["n_docs"] >= minimum_documents
    if modalities:
        chosen &= events["modality"].isin([*modalities, ""])
    if kinds:
        chosen &= events["kind"].isin(kinds)
    if granularities:
        chosen &= events["granularity"].isin(granularities)
    if actors:
        chosen &= names.map(lambda named: not set(actors).isdisjoint(named)).astype(bool)
    table = events[chosen]
    if most is not None:
        weights = table.assign(linked=table["reference_id"] != "", named=names.map(len))
        order = {"linked": False, "n_docs": False, "named": False, "begin": True, "event_id": True}
        weights = weights.sort_values(list(order), ascending=list(order.values()))
        table = table.loc[weights.index[:most]]
    return tables.check(table.sort_values(["begin", "end_date", "event_id"]), "events")


def read_window(
    window: tuple[str | None, str | None], where: str
) -> tuple[pd.Timestamp, pd.Timestamp]:
    """The first and the last day of a window; an open end is the end of the calendar."""
    first, last = pd.Timestamp(window[0] or "0001-01-01"), pd.Timestamp(window[1] or "9999-12-31")
    if first > last:
        what = f"{first:%Y-%m-%d} lies after {last:%Y-%m-%d}"
        raise StandpointError(where, what, "give the earlier day first")
    return first, last
