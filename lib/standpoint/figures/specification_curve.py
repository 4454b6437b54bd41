"""Specifications → figures: the curve of all estimates over the choices behind each, and the
estimate without each source or speaker.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from standpoint.figures.style import FAINT, GRID, INK, PALETTE, house_style
from standpoint.inference.robustness import CHOICES, EVERY_CHOICE, Choices, option_in_words

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

BINS = (
    75  # columns of the lower panel: enough to see where an option gathers, few enough to be calm
)
BELOW, ABOVE = (
    PALETTE[1],
    PALETTE[0],
)  # orange and blue, as in the matrix: they stay apart for colour-blind readers
NAMES = {
    "scorer": "scorer", "aggregation": "counts once", "window": "each side", "period": "averaged over", "definition": "mentions",
    "duplicates": "copies", "certainty": "certainty ≥", "hedged": "hedged",
}  # fmt: skip


def plot_specification_curve(
    specifications: pd.DataFrame,
    *,
    choices: Choices = EVERY_CHOICE,
    main: Mapping[str, Any] | None = None,
) -> Drawing:
    """All estimates from lowest to highest, each above the choices that made it.

    In: the specifications table; refused ones are left out. Above: the estimates (orange triangles
    where the whole interval lies below zero, blue ones where it lies above, grey where it holds
    zero), their intervals as a band, and the main specification as a diamond. Below: one row per
    option; the darker, the more of the specifications at this place take it, so that a row dark on
    one side is a choice that decides. Raises ValueError where nothing was estimated."""
    drawn = (
        specifications[specifications["refused"] == ""]
        .sort_values("estimate", kind="stable")
        .reset_index(drop=True)
    )
    if drawn.empty:
        raise ValueError("no specification was estimated: there is no curve to draw")
    rows = _rows(drawn, choices)
    with house_style() as new:
        drawing = new(figsize=(9.4, 3.1 + 0.19 * len(rows)))
        upper, lower = drawing.subplots(
            2, 1, sharex=True, height_ratios=(2.6, max(0.17 * len(rows), 0.6))
        )
        _estimates(upper, drawn, main)
        _dashboard(lower, drawn, rows, main)
        drawing.tight_layout(h_pad=0.6)
    return drawing


def plot_leave_one_out(
    left_out: pd.DataFrame,
    *,
    whole: Mapping[str, Any],
    names: Mapping[str, str] | None = None,
    most: int = 12,
) -> Drawing:
    """The main estimate without each source or speaker: the `most` that shift it most, one panel
    for each value of `by`.

    In: the left_out table, and the main specification (`estimate`, `low`, `high`), whose estimate
    is the dashed line and whose interval the band. Hollow and grey: refused, because too few
    documents remain."""
    kinds = list(dict.fromkeys(left_out["by"]))
    if not kinds:
        raise ValueError("nothing was left out: there is no figure to draw")
    parts = {by: left_out[left_out["by"] == by].head(most) for by in kinds}
    with house_style() as new:
        tallest = max(len(part) for part in parts.values())
        drawing = new(figsize=(4.7 * max(len(kinds), 1.5), 0.27 * tallest + 1.2))
        axes = drawing.subplots(1, len(kinds), sharex=True, squeeze=False)[0]
        for axis, (by, part) in zip(axes, parts.items(), strict=True):
            _omission_panel(axis, part, whole, names or {})
            axis.set_title(f"Without one {by}", loc="left", fontsize=10, fontweight="bold")
            axis.set_ylim(tallest - 0.4, -0.6)
        drawing.tight_layout()
    return drawing


def _rows(drawn: pd.DataFrame, choices: Choices) -> list[tuple[str, Any]]:
    """Options in the order of the choices; a choice that nobody had is no row."""
    out = []
    for name in CHOICES:
        present = set(drawn[name])
        options = [o for o in getattr(choices, CHOICES[name]) or sorted(present) if o in present]
        out += [(name, option) for option in options] if len(options) > 1 else []
    return out


def _estimates(axis, drawn: pd.DataFrame, main: Mapping[str, Any] | None) -> None:
    x = np.arange(len(drawn))
    axis.fill_between(x, drawn["low"], drawn["high"], color=GRID, linewidth=0, step="mid")
    axis.axhline(0, color=INK, linewidth=0.8)
    below, above = drawn["high"] < 0, drawn["low"] > 0
    kinds = (
        (~(below | above), FAINT, "o", "interval holds zero"),
        (below, BELOW, "v", "interval below zero"),
        (above, ABOVE, "^", "interval above zero"),
    )
    for which, shade, marker, label in kinds:
        if which.any():
            size = 12 if len(drawn) <= BINS else 7
            axis.scatter(
                x[which],
                drawn.loc[which, "estimate"],
                s=size,
                color=shade,
                marker=marker,
                label=f"{label}: {int(which.sum())}",
                linewidth=0,
                rasterized=True,
            )
    place = _place(drawn, main)
    if place is not None:
        axis.scatter(
            [place],
            [drawn.at[place, "estimate"]],
            marker="D",
            s=42,
            facecolor="white",
            edgecolor=INK,
            linewidth=1.4,
            zorder=5,
            label="main specification",
        )
    axis.set_ylabel("change of mean score", fontsize=8)
    axis.set_xlim(-0.5, len(drawn) - 0.5)
    axis.grid(axis="x", visible=False)
    axis.tick_params(labelsize=8, labelbottom=False)
    axis.legend(frameon=False, fontsize=8, loc="upper left", markerscale=1.6)


def _dashboard(
    axis, drawn: pd.DataFrame, rows: list[tuple[str, Any]], main: Mapping[str, Any] | None
) -> None:
    bins = min(len(drawn), BINS)
    edges = np.linspace(0, len(drawn), bins + 1)
    column = np.minimum(np.searchsorted(edges, np.arange(len(drawn)), side="right") - 1, bins - 1)
    size = np.bincount(column, minlength=bins)
    shares = [
        np.bincount(column, (drawn[name] == option).to_numpy(float), minlength=bins) / size
        for name, option in rows
    ]
    if shares:
        axis.imshow(
            np.array(shares), aspect="auto", cmap="Greys", vmin=0, vmax=1, interpolation="nearest",
            extent=(-0.5, len(drawn) - 0.5, len(rows) - 0.5, -0.5),
        )  # fmt: skip
    for y in range(1, len(rows)):
        edge = rows[y][0] != rows[y - 1][0]
        axis.axhline(y - 0.5, color=INK if edge else "white", linewidth=0.8 if edge else 1.5)
    ticks = []
    for place, (name, option) in enumerate(rows):
        first = place == 0 or rows[place - 1][0] != name
        chosen = " ◆" if main and main.get(name) == option else ""
        ticks.append(
            f"{NAMES[name] + ':  ' if first else ''}{option_in_words(name, option)}{chosen}"
        )
    axis.set_yticks(range(len(rows)), ticks, fontsize=7.5)
    axis.tick_params(axis="y", length=0)
    axis.grid(visible=False)
    axis.set_xlabel(f"{len(drawn)} specifications, lowest estimate first", fontsize=8)
    axis.tick_params(axis="x", labelsize=8)
    for spine in ("left", "bottom"):
        axis.spines[spine].set_visible(False)


def _place(drawn: pd.DataFrame, main: Mapping[str, Any] | None) -> int | None:
    if not main:
        return None
    same = np.logical_and.reduce(
        [(drawn[name] == option).to_numpy() for name, option in main.items() if name in CHOICES]
    )
    return int(np.flatnonzero(same)[0]) if same.any() else None


def _omission_panel(
    axis, part: pd.DataFrame, whole: Mapping[str, Any], names: Mapping[str, str]
) -> None:
    axis.axvspan(whole["low"], whole["high"], color=GRID, alpha=0.6, linewidth=0)
    axis.axvline(whole["estimate"], color=INK, linewidth=0.9, linestyle=(0, (4, 3)))
    axis.axvline(0, color=FAINT, linewidth=0.8)
    labels = []
    for y, row in enumerate(part.itertuples()):
        labels.append(
            f"{textwrap.shorten(names.get(row.left, row.left), 34, placeholder=' …')} (n"
            f" {row.n_docs})"
        )
        if row.refused:
            axis.annotate(
                "too few documents remain",
                (whole["estimate"], y),
                fontsize=7,
                color=FAINT,
                va="center",
                style="italic",
            )
            continue
        holds = row.low <= 0 <= row.high
        shade = FAINT if holds else BELOW if row.estimate < 0 else ABOVE
        axis.hlines(y, row.low, row.high, color=shade, linewidth=2, alpha=0.7)
        axis.scatter(
            [row.estimate],
            [y],
            s=24,
            marker="o" if holds else "v" if row.estimate < 0 else "^",
            facecolor="white" if holds else shade,
            edgecolor=shade,
            zorder=3,
        )
    axis.set_yticks(range(len(labels)), labels, fontsize=7.5)
    axis.tick_params(axis="x", labelsize=8)
    axis.grid(axis="y", visible=False)
    axis.set_xlabel("change of mean score", fontsize=8)
