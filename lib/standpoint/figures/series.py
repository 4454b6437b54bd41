"""Means: of actors over time, one small panel each, and a matrix of who speaks how of whom."""

from collections.abc import Sequence

import pandas as pd

from standpoint.actors.registry import Registry
from standpoint.figures import style
from standpoint.inference.resampling import MIN_DOCUMENTS
from standpoint.inference.series import differs_from_zero


def plot_series(
    series: pd.DataFrame,
    *,
    registry: Registry,
    landmarks: pd.DataFrame | None = None,
    columns: int = 2,
    size: tuple[float, float] | None = None,
) -> "style.Drawing":
    """Draw the mean score of each actor per period, with 95 % intervals and numbers of documents.

    One panel per actor, `columns` side by side. `landmarks` are reference events (begin, label):
    dashed lines, named above the first row. `size` is in inches. Periods of too few
    documents are faint and hollow; a period without documents is not crossed by a line.
    """
    actors = list(dict.fromkeys(series["actor_id"]))
    rows = -(-len(actors) // columns)
    with style.new_drawing(*(size or (4.7 * columns, 2.1 * rows + 0.9))) as drawing:
        axes = drawing.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
        for place, (axis, actor) in enumerate(zip(axes.flat, actors, strict=False)):
            part = series[series["actor_id"] == actor].sort_values("period")
            _panel(axis, in_the_middle(part), style.colour(actor, registry))
            axis.set_title(registry.name_of(actor), loc="left", fontsize=10, fontweight="bold")
            style.draw_landmarks(axis, landmarks, top=1.0 if place < columns else None)
            axis.tick_params(labelbottom=place + columns >= len(actors))
        for axis in axes.flat[len(actors) :]:
            axis.set_visible(False)
        for axis in axes[:, 0]:
            axis.set_ylabel("mean score", fontsize=8)
    return drawing


def plot_matrix(
    series: pd.DataFrame, *, registry: Registry, holders: Sequence[str], targets: Sequence[str]
) -> "style.Drawing":
    """Draw who (rows) speaks how of whom (columns): mean score and number of documents.

    `series` is by actor_id and holder_id, of one period. In bold, with a frame: the mean differs
    from zero, all pairs of the table tested together. Cells of too few documents are pale and in
    italics; empty cells are pairs on which the corpus is silent.
    """
    from matplotlib.patches import Rectangle

    series = series.assign(differs=differs_from_zero(series))
    shown = series[series["holder_id"].isin(holders) & series["actor_id"].isin(targets)]
    with style.new_drawing(1.9 + 0.62 * len(targets), 1.3 + 0.42 * len(holders)) as drawing:
        axis = drawing.subplots()
        for cell in shown.itertuples():
            x, y = targets.index(cell.actor_id), holders.index(cell.holder_id)
            frame = {"edgecolor": style.FAINT, "linewidth": 0.4}
            font = {"color": style.INK}
            if cell.n_docs < MIN_DOCUMENTS:
                frame["alpha"] = 0.3
                font = {"color": style.FAINT, "style": "italic"}
            elif cell.differs:
                frame = {"edgecolor": style.INK, "linewidth": 1.6}
                font["fontweight"] = "bold"
            square = {"width": 0.94, "height": 0.94, "facecolor": _shade(cell.mean)}
            axis.add_patch(Rectangle((x - 0.47, y - 0.47), **square, **frame))
            text = f"{cell.mean:+.2f}\nn {cell.n_docs}"
            axis.text(x, y, text, ha="center", va="center", fontsize=6.5, **font)
        axis.set_xlim(-0.5, len(targets) - 0.5)
        axis.set_ylim(len(holders) - 0.5, -0.5)
        names = [registry.name_of(target) for target in targets]
        axis.set_xticks(range(len(targets)), names, rotation=35, ha="left")
        axis.xaxis.tick_top()
        axis.set_yticks(range(len(holders)), [registry.name_of(holder) for holder in holders])
        axis.tick_params(length=0)
        axis.set_ylabel("speaks of →")
        axis.grid(visible=False)
        axis.spines[:].set_visible(False)
    return drawing


def in_the_middle(part: pd.DataFrame) -> pd.DataFrame:
    """Move each point of a series from the first day of its period to the middle.

    At the first day it would lie on the grid line of the year. One period alone counts as half a
    year.
    """
    length = part["period"].diff().min() if len(part) > 1 else pd.Timedelta(days=180)
    return part.assign(period=part["period"] + length / 2)


def _panel(axis: "style.Axes", part: pd.DataFrame, look: tuple[str, str]) -> None:
    axis.axhline(0, color=style.FAINT, linewidth=0.8)
    step = part["period"].diff()
    for _, run in part.groupby((step > step.min() * 1.5).cumsum()):
        axis.plot(run["period"], run["mean"], color=look[0], linewidth=0.8, alpha=0.35)
    for row in part.itertuples():
        thin = row.n_docs < MIN_DOCUMENTS
        weight = {"size": 22, "hollow": thin, "alpha": 0.45 if thin else 1.0}
        style.draw_estimate(axis, row.period, (row.mean, row.low, row.high), look, **weight)
        number = {"ha": "center", "va": "bottom", "fontsize": 6, "color": style.FAINT}
        axis.annotate(str(row.n_docs), (row.period, -1.02), bbox=style.WHITE_BOX, **number)
    axis.set_ylim(-1.05, 1.05)
    axis.set_yticks([-1, -0.5, 0, 0.5, 1])
    axis.tick_params(labelsize=8)


def _shade(mean: float) -> tuple[float, ...]:
    """Blend a mean into white, which is zero; from 0.8 on the colour is full."""
    from matplotlib.colors import to_rgb

    weight = min(abs(mean), 0.8) / 0.8 * 0.75
    full = to_rgb(style.BELOW if mean < 0 else style.ABOVE)
    return tuple(1 - weight * (1 - part) for part in full)
