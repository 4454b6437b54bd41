"""Timeline: the events that a reader asked for, in order of date."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from standpoint import tables
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
    events : DataFrame
        The table `events`; the result has its columns.
    window : pair of str
        First and last day; events that touch the window stay. None leaves an end open.
    actors, kinds, granularities : sequence of str
        Keep events that name one of the actors, are of one of the kinds, and are dated as finely
        as one of these. An empty sequence asks for everything.
    minimum_documents : int
        Keep events that at least so many documents tell.
    modalities : sequence of str
        What is not told as a fact (reported, future, conditional, negated) stays out unless it is
        asked for. A row whose modality was never judged stays in. A statement is a happening like
        others: it is asserted, whatever is said in it.
    most : int, optional
        How many events to keep: those linked to a reference event first, then those told by most
        documents, then those that name most actors. Ties go to the earlier event, then to the
        smaller id.

    Raises
    ------
    StandpointError
        If the window ends before it begins, or a modality is unknown.

    Examples
    --------
    >>> timeline(tables.empty("events"), kinds=("protest",)).empty
    True
    """
    first, last = read_window(window, "timeline window")
    for modality in modalities:
        if modality not in tables.MODALITIES:
            message = f"unknown modality '{modality}'"
            raise StandpointError(
                "timeline modalities", message, nearest(modality, tables.MODALITIES)
            )
    names = events["actors"].map(tables.split_cell)
    chosen = (
        (events["n_docs"] >= minimum_documents)
        & (events["end_date"] >= first)
        & (events["begin"] <= last)
    )
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
        weights = weights.sort_values(
            ["linked", "n_docs", "named", "begin", "event_id"],
            ascending=[False, False, False, True, True],
        )
        table = table.loc[weights.index[:most]]
    return tables.check(table.sort_values(["begin", "end_date", "event_id"]), "events")


def read_window(
    window: tuple[str | None, str | None], where: str
) -> tuple[pd.Timestamp, pd.Timestamp]:
    """The first and the last day of a window; an open end is the end of the calendar.

    Raises
    ------
    StandpointError
        If the window ends before it begins.
    """
    open_ends = pd.Timestamp("0001-01-01"), pd.Timestamp("9999-12-31")
    first, last = (
        pd.Timestamp(day) if day else end for day, end in zip(window, open_ends, strict=True)
    )
    if first > last:
        message = f"{first:%Y-%m-%d} lies after {last:%Y-%m-%d}"
        raise StandpointError(where, message, "give the earlier day first")
    return first, last
