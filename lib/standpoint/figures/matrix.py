"""Who speaks how of whom: a matrix of holders and targets."""

from collections.abc import Sequence

import pandas as pd

from standpoint.actors.registry import Registry
from standpoint.figures import style
from standpoint.inference.resampling import MIN_DOCUMENTS
from standpoint.inference.series import differs_from_zero


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


def _shade(mean: float) -> tuple[float, ...]:
    """Blend a mean into white, which is zero; from 0.8 on the colour is full."""
    from matplotlib.colors import to_rgb

    weight = min(abs(mean), 0.8) / 0.8 * 0.75
    full = to_rgb(style.BELOW if mean < 0 else style.ABOVE)
    return tuple(1 - weight * (1 - part) for part in full)
