"""The tone of actors over time: one small panel per actor."""

import pandas as pd

from standpoint.actors.registry import Registry
from standpoint.figures import style
from standpoint.inference.resampling import MIN_DOCUMENTS


def plot_series(
    series: pd.DataFrame,
    *,
    registry: Registry,
    means: pd.DataFrame | None = None,
    landmarks: pd.DataFrame | None = None,
    columns: int = 2,
    size: tuple[float, float] | None = None,
) -> "style.Drawing":
    """Draw the mean score of each actor per period, with 95 % intervals and numbers of documents.

    One panel per actor, `columns` side by side. `landmarks` are reference events (begin, label):
    dashed lines, named above the first row. `size` is in inches. Periods of too few
    documents are faint and hollow; a period without documents is not crossed by a line.

    With `means`, the ppi_means table by the same periods, what is corrected for the model's errors
    is drawn in blue and the model alone left of it in grey, hollow where nothing corrects it.
    """
    known = pd.DataFrame(columns=["actor_id", "period"])
    if means is not None:
        known = means[(means["method"] == "ppi") & (means["refused"] == "")]
    actors = list(dict.fromkeys(series["actor_id"]))
    rows = -(-len(actors) // columns)
    with style.new_drawing(*(size or (4.7 * columns, 2.1 * rows + 0.9))) as drawing:
        axes = drawing.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
        for place, (axis, actor) in enumerate(zip(axes.flat, actors, strict=False)):
            part = series[series["actor_id"] == actor].sort_values("period")
            corrected = part[["period"]].merge(known[known["actor_id"] == actor], how="left")
            part = in_the_middle(part.reset_index(drop=True))
            if means is None:
                look = style.colour(actor, registry)
                _panel(axis, part, look, hollow=part["n_docs"] < MIN_DOCUMENTS)
            else:
                bare = corrected["mean"].isna()
                _panel(axis, part, (style.FAINT, "s"), hollow=bare, size=12)
                beside = part["period"] + (part["period"] - corrected["period"]) / 6
                for row in corrected.assign(period=beside)[~bare].itertuples():
                    estimate = (row.mean, row.low, row.high)
                    style.draw_estimate(axis, row.period, estimate, style.CORRECTED, size=34)
            axis.set_title(registry.name_of(actor), loc="left", fontsize=10, fontweight="bold")
            style.draw_landmarks(axis, landmarks, top=1.0 if place < columns else None)
            axis.tick_params(labelbottom=place + columns >= len(actors))
        for axis in axes.flat[len(actors) :]:
            axis.set_visible(False)
        for axis in axes[:, 0]:
            axis.set_ylabel("mean attitude", fontsize=8)
    return drawing


def in_the_middle(part: pd.DataFrame) -> pd.DataFrame:
    """Move each point of a series from the first day of its period to the middle.

    At the first day it would lie on the grid line of the year. One period alone counts as half a
    year.
    """
    length = part["period"].diff().min() if len(part) > 1 else pd.Timedelta(days=180)
    return part.assign(period=part["period"] + length / 2)


def _panel(
    axis: "style.Axes",
    part: pd.DataFrame,
    look: tuple[str, str],
    *,
    hollow: pd.Series,
    size: float = 22,
) -> None:
    axis.axhline(0, color=style.FAINT, linewidth=0.8)
    step = part["period"].diff()
    for _, run in part.groupby((step > step.min() * 1.5).cumsum()):
        axis.plot(run["period"], run["mean"], color=look[0], linewidth=0.8, alpha=0.35)
    for row in part.itertuples():
        faint = 0.45 if row.n_docs < MIN_DOCUMENTS else 1.0
        weight = {"size": size, "hollow": hollow[row.Index], "alpha": faint}
        style.draw_estimate(axis, row.period, (row.mean, row.low, row.high), look, **weight)
        number = {"ha": "center", "va": "bottom", "fontsize": 6, "color": style.FAINT}
        axis.annotate(str(row.n_docs), (row.period, -1.02), bbox=style.WHITE_BOX, **number)
    axis.set_ylim(-1.05, 1.05)
    axis.set_yticks([-1, -0.5, 0, 0.5, 1])
    axis.tick_params(labelsize=8)
