"""What a figure draws, as data, so that a page can draw it again and open each mark to the
sentences behind it.

A drawing carries its marks, and `style.save` keeps them beside the picture. A form of figure is a
Vega-Lite specification in the folder templates, and a mark is one row of its data.
"""

from typing import TYPE_CHECKING, Any

import pandas as pd

from standpoint.actors.registry import Registry
from standpoint.chronology.findings import DATED_BY
from standpoint.figures.listings import is_fact, when
from standpoint.inference.resampling import MIN_DOCUMENTS
from standpoint.inference.series import with_intervals

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

CORRECTED, ALONE = "corrected", "model alone"


def keep(
    drawing: "Drawing",
    form: str,
    rows: list[dict[str, Any]],
    *,
    landmarks: pd.DataFrame | None = None,
) -> "Drawing":
    """Attach the marks of a figure; `form` names the specification that draws them."""
    drawing.marks = {"form": form, "rows": rows}
    if landmarks is not None:
        lines = [{"day": _iso(row.begin), "label": row.label} for row in landmarks.itertuples()]
        drawing.marks["landmarks"] = lines
    return drawing


def of_means(means: pd.DataFrame) -> list[dict[str, Any]]:
    """One mark for each estimate of a ppi_means table, or of one of differences, with a `label`."""
    ways = {"ppi": CORRECTED, "machine": ALONE}
    means = means[means["mean"].notna() & (means["refused"] == "") & means["method"].isin(ways)]
    known = set(means.loc[means["method"] == "ppi", "label"])
    rows, named = [], set()
    for row in means.itertuples():
        way = ways[row.method]
        mark = _estimate(row, way, hollow=row.label not in known)
        mark |= {"label": row.label, "told": f"{' '.join(row.label.split())}, {mark['told']}"}
        mark |= {"actor_id": row.actor_id, "holder_id": getattr(row, "holder_id", "all")}
        mark["direct"] = "" if way in named else way  # named beside its first mark, not in a legend
        named.add(way)
        rows.append(mark)
    return rows


def of_series(
    series: pd.DataFrame, *, corrected: pd.DataFrame, registry: Registry
) -> list[dict[str, Any]]:
    """Two marks for each period of each actor: corrected where it is, and the model alone."""
    keys = ["actor_id", "period"]
    known = {(row.actor_id, row.period): row for row in corrected.itertuples()}
    rows = []
    for actor, part in series.sort_values(keys).groupby("actor_id", sort=False):
        length = part["period"].diff().min()
        for row in part.itertuples():
            end = row.period + (pd.Timedelta(days=365) if pd.isna(length) else length)
            name = registry.name_of(actor)
            place = {"label": name, "actor_id": actor, "holder_id": "all"}
            place |= {"begin": _iso(row.period), "end": _iso(end)}
            better = known.get((actor, row.period))
            each = [(row, ALONE)] + ([(better, CORRECTED)] if better else [])
            for estimate, way in each:
                mark = _estimate(estimate, way, hollow=not better)
                # In the middle of the period; of two, side by side.
                aside = (0 if not better else 1 if way == CORRECTED else -1) / 20
                mark["when"] = _iso(row.period + (end - row.period) * (0.5 + aside))
                mark["told"] = f"{name} from {row.period:%Y-%m-%d}, {mark['told']}"
                rows.append(mark | place | {"thin": bool(row.n_docs < MIN_DOCUMENTS)})
    return rows


def of_matrix(cells: pd.DataFrame, *, registry: Registry) -> list[dict[str, Any]]:
    """One mark for each cell, placed by x and y: its corrected mean, or that of the model alone."""
    rows = []
    for cell in cells.itertuples():
        way = ALONE if pd.isna(cell.mean) else CORRECTED
        mean, n = (cell.mean, cell.n_docs)
        if way == ALONE:
            mean, n = cell.mean_alone, cell.n_docs_alone
        holder, target = registry.name_of(cell.holder_id), registry.name_of(cell.actor_id)
        told = f"{holder} on {target}: {mean:+.2f}, {way}, {_documents(n)}"
        rows.append(
            {
                **{"holder": holder, "target": target, "mean": float(mean), "way": way},
                **{"n": f"n {n:.0f}", "differs": way == CORRECTED and bool(cell.differs)},
                **{"thin": bool(n < MIN_DOCUMENTS), "told": told},
                **{"only": cell.holder_id, "actor_id": cell.actor_id, "x": cell.x, "y": cell.y},
            }
        )
    return rows


def of_timeline(events: pd.DataFrame, *, lane: pd.Series) -> list[dict[str, Any]]:
    """One mark for each event, in order of date; `lane` names the kind or the actor of each."""
    rows = []
    for row, name in zip(events.itertuples(), lane, strict=True):
        doubt = "" if is_fact(row) else f"{row.modality}: "
        by = f" by {DATED_BY[row.dated_by]}" if row.dated_by else ""
        told = f"{doubt}{row.title}, {when(row)}{by}, {_documents(row.n_docs)}"
        many = f" · n {row.n_docs}" if row.n_docs > 1 else ""
        date = when(row, month="%b", to=" – ")
        rows.append(
            {
                **{"begin": _iso(row.begin), "end": _iso(row.end_date + pd.Timedelta(days=1))},
                **{"lane": name or "other", "order": len(rows), "told": told},
                "text": f"{doubt}{row.title} · {date}{many} · {row.kind}",
                **{"own_day": row.dated_by == "metadata", "sentences": row.sentences},
            }
        )
    return rows


def _estimate(row: Any, way: str, *, hollow: bool) -> dict[str, Any]:
    words = with_intervals(pd.DataFrame([{"mean": row.mean, "low": row.low, "high": row.high}]))
    n = getattr(row, "n_docs", None)
    told = f"{words.iloc[0]}, {way}" + (f", {_documents(n)}" if n else "")
    ends = {"low": row.low, "high": row.high}
    ends = {key: None if pd.isna(end) else round(float(end), 3) for key, end in ends.items()}
    mean = round(float(row.mean), 3)
    return ends | {"mean": mean, "way": way, "hollow": hollow, "told": told, "value": words.iloc[0]}


def _documents(n: float) -> str:
    return f"{n:.0f} document{'s' * (n != 1)}"


def _iso(day: pd.Timestamp) -> str:
    return f"{day:%Y-%m-%d}"
