"""Who speaks how of whom: a network of arrows."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, sin, sqrt

import pandas as pd

from standpoint.actors.registry import Registry
from standpoint.figures import style
from standpoint.inference.resampling import MIN_DOCUMENTS

ARROW = {"connectionstyle": "arc3,rad=0.16", "arrowstyle": "-|>", "mutation_scale": 11}
ARROW |= {"shrinkA": 13, "shrinkB": 13}  # points between an arrow and the marks at its ends


def plot_network(
    series: pd.DataFrame,
    *,
    registry: Registry,
    actors: Sequence[str],
    minimum_documents: int = MIN_DOCUMENTS,
) -> style.Drawing:
    """Draw actors on a circle, with an arrow from each holder to each target it speaks of.

    `series` is by actor_id and holder_id, of one period; pairs in fewer than `minimum_documents`
    get no arrow. Orange and dashed: the interval lies below zero. Blue: above. Grey and thin: it
    includes zero.
    """
    from matplotlib.patches import FancyArrowPatch

    angles = [2 * pi * place / max(len(actors), 1) for place in range(len(actors))]
    places = {key: (sin(a), cos(a)) for key, a in zip(actors, angles, strict=True)}
    shown = series[
        series["holder_id"].isin(actors)
        & series["actor_id"].isin(actors)
        & (series["holder_id"] != series["actor_id"])
        & (series["n_docs"] >= minimum_documents)
    ]
    with style.new_drawing(7.4, 6.6) as drawing:
        axis = drawing.subplots()
        for row in shown.itertuples():
            shade, _ = style.sign_look(row.low, row.high)
            look = {"linewidth": 0.6 + 0.45 * sqrt(row.n_docs), "alpha": 0.9}
            look = {"linewidth": 0.7, "alpha": 0.5} if shade == style.FAINT else look
            look |= {"color": shade, "linestyle": "--" if shade == style.BELOW else "-"}
            ends = places[row.holder_id], places[row.actor_id]
            axis.add_patch(FancyArrowPatch(*ends, **ARROW, **look))
        for key, (x, y) in places.items():
            shade, marker = style.colour(key, registry)
            axis.scatter([x], [y], s=150, marker=marker, color=shade, zorder=3, edgecolor="white")
            side = "center" if abs(x) < 0.2 else "left" if x > 0 else "right"
            place = {"xytext": (x * 13, y * 13), "textcoords": "offset points"}
            name = registry.name_of(key)
            axis.annotate(name, (x, y), ha=side, va="center", fontsize=8.5, **place)
        axis.set_xlim(-1.75, 1.75)
        axis.set_ylim(-1.2, 1.2)
        axis.set_axis_off()
    return drawing
