"""Robustness: all estimates of one claim, over the choices behind each (Simonsohn, Simmons & Nelson
2020, Nature Human Behaviour 4).
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from standpoint.figures import style
from standpoint.inference.robustness import (
    EVERY_CHOICE,
    Choices,
    option_in_words,
    options_drawn,
    voting,
)

# Columns of the lower panel: enough to see where an option gathers, few enough to be calm.
BINS = 75
NAMES = {
    "aggregation": "counts once",
    "window": "each side",
    "period": "periods",
    "definition": "mentions",
    "duplicates": "copies",
    "certainty": "certainty ≥",
}  # other choices are called by their name


def plot_specification_curve(
    specifications: pd.DataFrame, *, choices: Choices = EVERY_CHOICE
) -> "style.Drawing":
    """Draw all estimates from lowest to highest, above the choices that made them.

    A diamond marks the main specification. Below, a row is the darker, the more of the
    specifications at this place take its option: a row that is dark on one side is a choice that
    decides. Scorers without a vote have a grey panel each beside the curve. Refused specifications
    are left out; without any other, there is no figure but a ValueError.
    """
    ordered = specifications.sort_values("estimate", kind="stable").reset_index(drop=True)
    drawn = voting(ordered).reset_index(drop=True)
    if drawn.empty:
        raise ValueError("no specification was estimated: there is no curve to draw")
    apart = dict(iter(ordered[(ordered["refused"] == "") & ~ordered["votes"]].groupby("scorer")))
    rows = [(name, o) for name, many in options_drawn(drawn, choices).items() for o in many]
    with style.new_drawing(9.4, 3.1 + 0.19 * len(rows), tight=False) as drawing:
        sizes = {"height_ratios": (2.6, max(0.17 * len(rows), 0.6))}
        sizes["width_ratios"] = (5, *[1] * len(apart))
        grid = {"sharex": "col", "sharey": "row", "squeeze": False}
        (upper, *beside), (lower, *below) = drawing.subplots(2, 1 + len(apart), **grid, **sizes)
        _estimates(upper, drawn, choices.main())
        _options(lower, drawn, rows, choices.main())
        for axis, empty, (scorer, part) in zip(beside, below, apart.items(), strict=True):
            _apart(axis, part, scorer)
            empty.set_axis_off()
        drawing.tight_layout(h_pad=0.6)
    return drawing


def _estimates(axis: "style.Axes", drawn: pd.DataFrame, main: Mapping[str, Any]) -> None:
    x = np.arange(len(drawn))
    axis.fill_between(x, drawn["low"], drawn["high"], color=style.GRID, linewidth=0, step="mid")
    axis.axhline(0, color=style.INK, linewidth=0.8)
    below, above = drawn["high"] < 0, drawn["low"] > 0
    size = 12 if len(drawn) <= BINS else 7
    for which, shade, marker, words in (
        (~(below | above), style.FAINT, "o", "interval includes zero"),
        (below, style.BELOW, "v", "interval below zero"),
        (above, style.ABOVE, "^", "interval above zero"),
    ):
        if which.any():
            dots = {"s": size, "color": shade, "marker": marker, "linewidth": 0, "rasterized": True}
            label = f"{words}: {int(which.sum())}"
            axis.scatter(x[which], drawn.loc[which, "estimate"], label=label, **dots)
    place = np.flatnonzero((drawn[list(main)] == pd.Series(main)).all(axis=1))
    diamond = {"marker": "D", "s": 42, "facecolor": "white", "edgecolor": style.INK}
    if len(place):
        diamond |= {"linewidth": 1.4, "zorder": 5, "label": "main specification"}
        axis.scatter(place, drawn["estimate"][place], **diamond)
    axis.set_ylabel("change of mean score", fontsize=8)
    axis.set_xlim(-0.5, len(drawn) - 0.5)
    axis.grid(axis="x", visible=False)
    axis.tick_params(labelsize=8, labelbottom=False)
    axis.legend(frameon=False, fontsize=8, loc="upper left", markerscale=1.6)


def _apart(axis: "style.Axes", part: pd.DataFrame, scorer: str) -> None:
    """The estimates of a scorer without a vote, all in grey."""
    x = np.arange(len(part))
    axis.fill_between(x, part["low"], part["high"], color=style.GRID, linewidth=0, step="mid")
    axis.axhline(0, color=style.INK, linewidth=0.8)
    axis.scatter(x, part["estimate"], s=7, color=style.FAINT, linewidth=0, rasterized=True)
    axis.set_title(f"{scorer}:\nno vote", fontsize=8, loc="left", color=style.FAINT)
    axis.grid(axis="x", visible=False)
    axis.tick_params(labelleft=False, labelbottom=False, length=0)


def _options(
    axis: "style.Axes", drawn: pd.DataFrame, rows: list[tuple[str, Any]], main: Mapping[str, Any]
) -> None:
    bins = min(len(drawn), BINS)
    column = np.arange(len(drawn)) * bins // len(drawn)
    shares = [(drawn[name] == option).groupby(column).mean().to_numpy() for name, option in rows]
    if shares:
        grey = {"cmap": "Greys", "vmin": 0, "vmax": 1, "interpolation": "nearest"}
        extent = (-0.5, len(drawn) - 0.5, len(rows) - 0.5, -0.5)
        axis.imshow(np.array(shares), aspect="auto", extent=extent, **grey)
    ticks, last = [], ""
    for y, (name, option) in enumerate(rows):
        edge = {"color": style.INK, "linewidth": 0.8} if name != last else {"color": "white"}
        if y:
            axis.axhline(y - 0.5, **edge)
        words = option_in_words(name, option) + (" ◆" if main.get(name) == option else "")
        ticks.append(words if name == last else f"{NAMES.get(name, name)}:  {words}")
        last = name
    axis.set_yticks(range(len(rows)), ticks, fontsize=7.5)
    axis.tick_params(axis="y", length=0)
    axis.grid(visible=False)
    axis.set_xlabel(f"{len(drawn)} specifications, lowest estimate first", fontsize=8)
    axis.tick_params(axis="x", labelsize=8)
    for spine in ("left", "bottom"):
        axis.spines[spine].set_visible(False)
