"""Who speaks how of whom: a matrix of holders and targets."""

from collections.abc import Sequence

import pandas as pd

from standpoint.actors.registry import Registry
from standpoint.figures import style
from standpoint.inference.resampling import MIN_DOCUMENTS
from standpoint.inference.series import differs_from_zero


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
    with style.new_drawing(1.9 + 0.62 * len(targets), 1.3 + 0.42 * len(holders)) as drawing:
        axis = drawing.subplots()
        for cell in cells.itertuples():
            x, y = targets.index(cell.actor_id), holders.index(cell.holder_id)
            mean, n = cell.mean, cell.n_docs
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
    return drawing


def _shade(mean: float) -> tuple[float, ...]:
    """Blend a mean into white, which is zero; from 0.8 on the colour is full."""
    from matplotlib.colors import to_rgb

    mean = 0 if pd.isna(mean) else mean
    weight = min(abs(mean), 0.8) / 0.8 * 0.75
    full = to_rgb(style.BELOW if mean < 0 else style.ABOVE)
    return tuple(1 - weight * (1 - part) for part in full)
