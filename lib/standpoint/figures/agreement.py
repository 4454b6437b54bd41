"""Agreement and corrected estimates → figures: how sure beside how right, who is scored too
harshly, one mean three ways.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from standpoint.figures.style import FAINT, INK, PALETTE, house_style
from standpoint.inference.ppi import METHODS
from standpoint.inference.resampling import MIN_DOCUMENTS

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

# Shape and shade of each way to estimate: the machine alone, readers alone, both.
LOOKS = {
    "machine": ("s", PALETTE[1], "machine alone"),
    "human": ("D", PALETTE[7], "hand labels alone"),
    "ppi": ("o", PALETTE[0], "corrected"),
}


def plot_calibration(bins: pd.DataFrame) -> Drawing:
    """How often the machine is right (up) by how sure it is (right); on the dashed line both are
    the same.

    In: what `standpoint.inference.agreement.calibration` gives. Below the line the machine is surer
    than it should be. The number at each point is its count of labels; hollow points rest on fewer
    than five documents."""
    with house_style() as new:
        drawing = new(figsize=(5.0, 4.2))
        axis = drawing.subplots()
        axis.plot([0, 1], [0, 1], color=FAINT, linewidth=0.9, linestyle=(0, (4, 3)))
        firm = bins["n_docs"] >= MIN_DOCUMENTS
        axis.vlines(
            bins["confidence"], bins["low"], bins["high"], color=PALETTE[0], alpha=0.55, linewidth=2
        )
        axis.plot(bins["confidence"], bins["accuracy"], color=PALETTE[0], linewidth=0.8, alpha=0.4)
        for these, face in ((firm, PALETTE[0]), (~firm, "white")):
            axis.scatter(
                bins.loc[these, "confidence"],
                bins.loc[these, "accuracy"],
                s=30,
                facecolor=face,
                edgecolor=PALETTE[0],
                zorder=3,
            )
        for row in bins.itertuples():
            axis.annotate(
                f"n {row.n}", (row.confidence, 0.02), ha="center", fontsize=6.5, color=FAINT
            )
        axis.set_xlim(0.3, 1.02)
        axis.set_ylim(0, 1.04)
        axis.set_xlabel("how sure: probability of the likeliest label")
        axis.set_ylabel("how often readers gave that label")
        drawing.tight_layout()
    return drawing


def plot_bias(
    agreement: pd.DataFrame, *, names: dict[str, str], apart: pd.DataFrame | None = None
) -> Drawing:
    """One row per group: the mean of machine score minus readers' label, left of zero harsher than
    readers, right of it kinder.

    In: rows of an agreement table, of which those of the measure `lean` are drawn, most labels
    first; `apart`: the same from labels that the machine did not learn from, drawn hollow below.
    Grey: the interval holds zero, or there is none."""
    rows = (
        agreement[agreement["measure"] == "bias"]
        .sort_values(["n", "group"], ascending=[False, True])
        .reset_index(drop=True)
    )
    fresh = (
        apart[apart["measure"] == "bias"].set_index("group")
        if apart is not None
        else pd.DataFrame()
    )
    with house_style() as new:
        drawing = new(figsize=(7.2, 0.36 * max(len(rows), 2) + 1.1))
        axis = drawing.subplots()
        axis.axvline(0, color=INK, linewidth=0.8)
        for y, row in rows.iterrows():
            _lean(axis, y - (0.12 if len(fresh) else 0), row, hollow=False)
            if row["group"] in fresh.index:
                _lean(axis, y + 0.2, fresh.loc[row["group"]], hollow=True)
        labels = [
            f"{names.get(row.group, row.group)}  ({row.n}, {row.n - row.n_trained} apart)"
            for row in rows.itertuples()
        ]
        axis.set_yticks(range(len(rows)), labels, fontsize=8)
        axis.set_ylim(len(rows) - 0.5, -0.6)
        reach = (
            np.nanmax(np.abs(rows[["value", "low", "high"]].to_numpy(float))) if len(rows) else 0.5
        )
        axis.set_xlim(-max(reach, 0.25) * 1.08, max(reach, 0.25) * 1.08)
        axis.set_xlabel("← harsher than readers    machine score − readers' label    kinder →")
        axis.grid(axis="y", visible=False)
        drawing.tight_layout()
    return drawing


def _lean(axis, y: float, row: pd.Series, *, hollow: bool) -> None:
    clear = row["low"] > 0 or row["high"] < 0
    shade = FAINT if not clear else PALETTE[1] if row["value"] < 0 else PALETTE[0]
    axis.hlines(y, row["low"], row["high"], color=shade, linewidth=1 if hollow else 2, alpha=0.7)
    marker = "o" if not clear else "v" if row["value"] < 0 else "^"
    axis.scatter(
        [row["value"]],
        [y],
        s=16 if hollow else 30,
        marker=marker,
        facecolor="white" if hollow else shade,
        edgecolor=shade,
        zorder=3,
    )


def plot_ppi_means(corrected: pd.DataFrame, *, names: dict[str, str]) -> Drawing:
    """One row per actor: the mean of the machine alone, of the hand labels alone, and corrected,
    each with its interval.

    In: a corrected table of one period, in the order of rows. Where an estimate was refused, the
    reason stands instead, up to its first comma."""
    actors = list(dict.fromkeys(corrected["actor_id"]))
    with house_style() as new:
        drawing = new(figsize=(8.6, 0.62 * max(len(actors), 2) + 1.3))
        axis = drawing.subplots()
        axis.axvline(0, color=INK, linewidth=0.8)
        for row in corrected.itertuples():
            y = actors.index(row.actor_id) + 0.25 * (METHODS.index(row.method) - 1)
            marker, shade, _ = LOOKS[row.method]
            if row.refused:
                axis.annotate(
                    row.refused.partition(",")[0],
                    (0.0, y),
                    xytext=(4, 0),
                    textcoords="offset points",
                    fontsize=6.5,
                    color=FAINT,
                    va="center",
                    style="italic",
                )
                continue
            axis.hlines(y, row.low, row.high, color=shade, linewidth=2, alpha=0.7)
            axis.scatter(
                [row.mean],
                [y],
                marker=marker,
                s=32,
                color=shade,
                zorder=3,
                edgecolor="white",
                linewidth=0.5,
            )
        axis.set_yticks(range(len(actors)), [names.get(actor, actor) for actor in actors])
        axis.set_ylim(len(actors) - 0.4, -0.6)
        axis.set_xlim(-1.02, 1.02)
        axis.set_xlabel("← criticism    mean attitude    praise →")
        axis.grid(axis="y", visible=False)
        handles = [
            axis.scatter([], [], marker=marker, color=shade, s=30, label=label)
            for marker, shade, label in LOOKS.values()
        ]
        axis.legend(
            handles=handles,
            ncols=3,
            loc="lower center",
            bbox_to_anchor=(0.5, 1.0),
            frameon=False,
            fontsize=8,
        )
        drawing.tight_layout()
    return drawing
