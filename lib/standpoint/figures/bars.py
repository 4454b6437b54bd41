"""Counts: horizontal bars to compare names, stacked columns to see how much there is when."""

from collections.abc import Mapping

import pandas as pd

from standpoint.figures import style

HATCHES = ("", "///", "...", "xx", "\\\\\\", "++")


def plot_bars(counts: Mapping[str, float] | pd.Series, *, label: str) -> "style.Drawing":
    """Draw horizontal bars with their numbers, the first name on top; `label` says what counts."""
    counts = pd.Series(counts)[::-1]
    with style.new_drawing(7.2, 0.27 * len(counts) + 0.7) as drawing:
        axis = drawing.subplots()
        drawn = axis.barh(range(len(counts)), counts.to_numpy(), color=style.PALETTE[0], height=0.7)
        axis.bar_label(drawn, fmt="%g", padding=3, fontsize=8)
        axis.set_yticks(range(len(counts)), [str(name) for name in counts.index])
        axis.set_xlabel(label)
        axis.grid(axis="y", visible=False)
        axis.margins(x=0.08)
    return drawing


def plot_columns(
    counts: pd.DataFrame, *, label: str, landmarks: pd.DataFrame | None = None
) -> "style.Drawing":
    """Draw stacked columns per period; `label` says what counts.

    The index of `counts` holds the first days of the periods, and each group is a column.
    `landmarks` are reference events (begin, label), drawn as dashed lines.
    """
    periods = counts.index.to_series()
    width = periods.diff().min() * 0.85 if len(counts) > 1 else pd.Timedelta(days=60)
    base = pd.Series(0.0, index=counts.index)
    with style.new_drawing(9.4, 2.9) as drawing:
        axis = drawing.subplots()
        for place, group in enumerate(counts.columns):
            shade = style.PALETTE[place % len(style.PALETTE)]
            look = {"color": shade, "hatch": HATCHES[place % len(HATCHES)], "width": width}
            look |= {"edgecolor": "white", "linewidth": 0.4, "align": "edge"}
            axis.bar(counts.index, counts[group], bottom=base, label=str(group), **look)
            base = base + counts[group]
        top = base.max() if len(base) else 1
        axis.set_ylim(0, top * 1.3)
        style.draw_landmarks(axis, landmarks, top=top * 1.29, width=22)
        axis.set_ylabel(label)
        axis.grid(axis="x", visible=False)
        if len(counts.columns) > 1:
            axis.legend(frameon=False, fontsize=8, loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return drawing
