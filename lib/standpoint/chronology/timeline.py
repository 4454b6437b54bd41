"""Events → timeline: the events that a reader asked for, in order of date."""

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
    precisions: Sequence[str] = (),
    minimum_documents: int = 1,
    modalities: Sequence[str] = ("asserted",),
    most: int | None = None,
) -> pd.DataFrame:
    """The events inside a window that name one of the actors and are of one of the kinds, in order
    of date.

    In and out: the events table. An empty sequence asks for everything. What is not told as fact
    (`modality` reported, future, conditional or negated) stays out unless `modalities` asks for it;
    a row whose modality was never judged stays in. A statement is a happening like others: it is
    asserted, whatever is said in it. `most` keeps the events that matter most: those linked to a
    reference event, then those told by most documents, then those that name most actors; ties go to
    the earlier event, then to the smaller id. Raises StandpointError for a window or a modality
    that cannot be.

    >>> timeline(tables.empty("events"), kinds=("protest",)).empty
    True
    """
    first, last = (pd.Timestamp(day) if day else None for day in window)
    if first is not None and last is not None and first > last:
        raise StandpointError(
            "timeline window",
            f"{first:%Y-%m-%d} lies after {last:%Y-%m-%d}",
            "give the earlier day first",
        )
    for modality in modalities:
        if modality not in tables.MODALITIES:
            raise StandpointError(
                "timeline modalities",
                f"unknown modality '{modality}'",
                nearest(modality, tables.MODALITIES),
            )
    kept = events[events["n_docs"] >= minimum_documents]
    if modalities:
        kept = kept[kept["modality"].isin([*modalities, ""])]
    if first is not None:
        kept = kept[kept["end_date"] >= first]
    if last is not None:
        kept = kept[kept["begin"] <= last]
    if kinds:
        kept = kept[kept["kind"].isin(kinds)]
    if precisions:
        kept = kept[kept["granularity"].isin(precisions)]
    if actors:
        wanted = set(actors)
        kept = kept[[bool(wanted & set(tables.split_cell(named))) for named in kept["actors"]]]
    if most is not None and len(kept) > most:
        kept = _weightiest(kept).head(most)
    return tables.check(kept.sort_values(["begin", "end_date", "event_id"]), "events")


def _weightiest(events: pd.DataFrame) -> pd.DataFrame:
    order = events.assign(
        linked=events["reference_id"] != "",
        named=events["actors"].map(lambda cell: len(tables.split_cell(cell))),
    ).sort_values(
        ["linked", "n_docs", "named", "begin", "event_id"],
        ascending=[False, False, False, True, True],
    )
    return order[list(events.columns)]
