"""Means: of actors over time, one small panel each, and a matrix of who speaks how of whom."""

from collections.abc import Sequence

import pandas as pd

from standpoint.actors.registry import Registry
from standpoint.figures import marks, style
from standpoint.inference.resampling import MIN_DOCUMENTS
from standpoint.inference.series import differs_from_zero


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
    known = pd.DataFrame(columns=["actor_id", "period", "mean", "low", "high"])
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
    rows = marks.of_series(series, corrected=known, registry=registry)
    return marks.keep(drawing, "series", rows, landmarks=landmarks)


def plot_matrix(
    series: pd.DataFrame,
    *,
    registry: Registry,
    holders: Sequence[str],
    targets: Sequence[str],
    means: pd.DataFrame,
) -> "style.Drawing":
    """Draw who (rows) speaks how of whom (columns): mean attitude and number of documents.

    `series` is by actor_id and holder_id, of one period, and `means` the ppi_means table by the
    same. Cells are filled where the mean is corrected for the model's errors. Hollow: the model
    alone, of few documents pale and in italics. In bold, with a frame: the corrected mean differs
    from zero, all pairs tested together. Empty cells are pairs on which the corpus is silent.
    """
    from matplotlib.patches import Rectangle

    keys = ["holder_id", "actor_id"]
    known = means[(means["method"] == "ppi") & (means["refused"] == "")]
    known = known.assign(differs=differs_from_zero(known.assign(n_docs=known["n_labelled_docs"])))
    columns = [*keys, "mean", "n_docs", "differs"]
    cells = series[[*keys, "mean", "n_docs"]].merge(
        known[columns], on=keys, how="left", suffixes=("_alone", "")
    )
    cells = cells[cells["holder_id"].isin(holders) & cells["actor_id"].isin(targets)]
    cells = cells.assign(
        x=cells["actor_id"].map(targets.index), y=cells["holder_id"].map(holders.index)
    )
    with style.new_drawing(1.9 + 0.62 * len(targets), 1.3 + 0.42 * len(holders)) as drawing:
        axis = drawing.subplots()
        for cell in cells.itertuples():
            x, y, mean, n = cell.x, cell.y, cell.mean, cell.n_docs
            frame = {"edgecolor": style.FAINT, "linewidth": 0.4, "facecolor": _shade(mean)}
            font = {"color": style.INK}
            if pd.isna(mean):
                mean, n = cell.mean_alone, cell.n_docs_alone
                frame = {"edgecolor": _shade(mean), "linewidth": 1.2, "facecolor": "white"}
                font = {"color": style.FAINT}
                if n < MIN_DOCUMENTS:
                    frame, font = frame | {"alpha": 0.4}, font | {"style": "italic"}
            elif cell.differs:
                frame |= {"edgecolor": style.INK, "linewidth": 1.6}
                font["fontweight"] = "bold"
            axis.add_patch(Rectangle((x - 0.45, y - 0.45), width=0.9, height=0.9, **frame))
            text = f"{mean:+.2f}\nn {n:.0f}"
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
    return marks.keep(drawing, "matrix", marks.of_matrix(cells, registry=registry))


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


def _shade(mean: float) -> tuple[float, ...]:
    """Blend a mean into white, which is zero; from 0.8 on the colour is full."""
    from matplotlib.colors import to_rgb

    mean = 0 if pd.isna(mean) else mean
    weight = min(abs(mean), 0.8) / 0.8 * 0.75
    full = to_rgb(style.BELOW if mean < 0 else style.ABOVE)
    return tuple(1 - weight * (1 - part) for part in full)
