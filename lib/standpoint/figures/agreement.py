"""The model against the labels of coders: whom it scores too harshly, and means that are corrected
for its errors.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from standpoint.figures import marks, style
from standpoint.inference.ppi import METHODS
from standpoint.inference.series import differs_from_zero

# Words, colour and marker of each way to estimate a mean, in the order of METHODS.
WAYS = (
    ("model alone", style.FAINT, "s"),
    ("labels alone", style.PALETTE[7], "D"),
    ("corrected", *style.CORRECTED),
)


def plot_bias(
    agreement: pd.DataFrame, *, names: Mapping[str, str], held_out: pd.DataFrame
) -> "style.Drawing":
    """Draw the bias of the model (its score minus the label) per group, most labels first.

    Of an agreement table the rows of the measure `bias` are drawn; `held_out` has those of
    labels that the model did not learn from, drawn hollow below. Left of zero the model is harsher
    than the labels, right of it kinder. Grey: not shown to differ from zero, all tested together.
    """
    rows, fresh = (
        table.assign(differs=differs_from_zero(table.assign(mean=table["value"])))
        for table in (part[part["measure"] == "bias"] for part in (agreement, held_out))
    )
    rows = rows.sort_values(["n", "group"], ascending=[False, True]).reset_index(drop=True)
    fresh = {row.group: row for row in fresh.itertuples()}
    with style.new_drawing(7.2, 0.36 * max(len(rows), 2) + 1.1) as drawing:
        axis = drawing.subplots()
        axis.axvline(0, color=style.INK, linewidth=0.8)
        labels = []
        for row in rows.itertuples():
            _bias(axis, row.Index - (0.12 if fresh else 0), row)
            if row.group in fresh:
                _bias(axis, row.Index + 0.2, fresh[row.group], size=16, hollow=True)
            name = names.get(row.group, row.group)
            labels.append(f"{name}  ({row.n}, {row.n - row.n_trained} apart)")
        axis.set_yticks(range(len(rows)), labels, fontsize=8)
        axis.set_ylim(len(rows) - 0.5, -0.6)
        ends = np.abs(rows[["value", "low", "high"]].to_numpy(float))
        reach = 1.08 * (max(np.nanmax(ends), 0.25) if len(rows) else 0.5)
        axis.set_xlim(-reach, reach)
        axis.set_xlabel("← harsher than the labels    model score − label    kinder →")
        axis.grid(axis="y", visible=False)
    return drawing


def plot_ppi_means(corrected: pd.DataFrame, *, names: Mapping[str, str]) -> "style.Drawing":
    """Draw each actor's mean: corrected, by the labels, and by the model alone, in grey.

    `corrected` is a ppi_means table of one period, with all methods or some; actors stand in the
    order of its rows. It may be one of differences, with a column `label` for the names. Where no
    correction is possible the model's mean is hollow, and the reason stands above it.
    """
    if "label" not in corrected:
        corrected = corrected.assign(label=corrected["actor_id"].map(lambda a: names.get(a, a)))
    labels = list(dict.fromkeys(corrected["label"]))
    ways = [k for k, method in enumerate(METHODS) if method in set(corrected["method"])]
    bare = set(corrected.loc[(corrected["method"] == "ppi") & (corrected["refused"] != "")].label)
    with style.new_drawing(8.6, 0.62 * max(len(labels), 2) + 1.3) as drawing:
        axis = drawing.subplots()
        axis.axvline(0, color=style.INK, linewidth=0.8)
        for row in corrected.itertuples():
            way = METHODS.index(row.method)
            y = labels.index(row.label) + 0.5 * (ways[-1] - way) / (len(METHODS) - 1) - 0.25
            if row.refused:
                reason = "not corrected: " * (row.method == "ppi") + row.refused.partition(",")[0]
                font = {"fontsize": 6.5, "color": style.FAINT, "va": "center", "style": "italic"}
                axis.annotate(reason, (0, y), xytext=(4, 0), textcoords="offset points", **font)
                continue
            own = row.method == "machine"
            weight = {"size": 16 if own else 34, "hollow": own and row.label in bare}
            estimate = (row.mean, row.low, row.high)
            style.draw_estimate(axis, y, estimate, WAYS[way][1:], across=True, **weight)
        axis.set_yticks(range(len(labels)), labels)
        axis.set_ylim(len(labels) - 0.4, -0.6)
        axis.set_xlim(-1.02, 1.02)
        axis.set_xlabel("← criticism    mean attitude    praise →")
        axis.grid(axis="y", visible=False)
        for words, shade, marker in (WAYS[way] for way in reversed(ways)):
            axis.scatter([], [], marker=marker, color=shade, s=30, label=words)
        place = {"loc": "lower center", "bbox_to_anchor": (0.5, 1.0)}
        axis.legend(ncols=len(ways), frameon=False, fontsize=8, **place)
    return marks.keep(drawing, "means", marks.of_means(corrected))


def _bias(
    axis: "style.Axes", y: float, row: Any, *, size: float = 30, hollow: bool = False
) -> None:
    ends = (row.low, row.high) if row.differs else (np.nan, np.nan)
    estimate, look = (row.value, row.low, row.high), style.sign_look(*ends)
    style.draw_estimate(axis, y, estimate, look, size=size, hollow=hollow, across=True)
