"""Who speaks how of whom: a matrix of holders and targets."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from standpoint.actors.registry import Registry
from standpoint.figures import style
from standpoint.inference.resampling import MIN_DOCUMENTS


def plot_matrix(
    series: pd.DataFrame, *, registry: Registry, holders: Sequence[str], targets: Sequence[str]
) -> style.Drawing:
    """Draw who (rows) speaks how of whom (columns): mean score and number of documents.

    `series` is by actor_id and holder_id, of one period. Cells of fewer than five documents are
    pale and in italics; empty cells are pairs on which the corpus is silent.
    """
    from matplotlib.patches import Rectangle

    cells = series.set_index(["holder_id", "actor_id"])
    with style.new_drawing(1.9 + 0.62 * len(targets), 1.3 + 0.42 * len(holders)) as drawing:
        axis = drawing.subplots()
        for y, holder in enumerate(holders):
            for x, target in enumerate(targets):
                if (holder, target) not in cells.index:
                    continue
                cell = cells.loc[(holder, target)]
                thin = cell["n_docs"] < MIN_DOCUMENTS
                frame = {"edgecolor": style.FAINT, "linewidth": 0.4, "alpha": 0.3 if thin else 1.0}
                place = (x - 0.48, y - 0.48)
                axis.add_patch(
                    Rectangle(place, 0.96, 0.96, facecolor=_shade(cell["mean"]), **frame)
                )
                text = f"{cell['mean']:+.2f}\nn {cell['n_docs']}"
                font = {"style": "italic", "color": style.FAINT} if thin else {"color": style.INK}
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
        for side in axis.spines.values():
            side.set_visible(False)
    return drawing


def _shade(mean: float) -> tuple[float, ...]:
    """Blend a mean into white, which is zero; from 0.8 on the colour is full."""
    from matplotlib.colors import to_rgb

    weight = min(abs(mean), 0.8) / 0.8 * 0.75
    return tuple(
        1 - weight * (1 - part) for part in to_rgb(style.BELOW if mean < 0 else style.ABOVE)
    )
