"""Tables → figures: one style, one helper that keeps caption and alt text with the picture,
wherever it goes.
"""

from __future__ import annotations

import base64
import html
import io
import json
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from standpoint.actors.registry import Registry
from standpoint.inference.resampling import MIN_DOCUMENTS
from standpoint.inference.series import frequency

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

# Okabe & Ito 2008, the palette that stays apart for colour-blind readers; yellow left out (too pale
# on white); the last three are of Tol 2021.
PALETTE = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#CC79A7",
    "#E69F00",
    "#56B4E9",
    "#000000",
    "#7F7F7F",
    "#332288",
    "#882255",
    "#117733",
)
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
INK, FAINT, GRID = "#222222", "#8a8a8a", "#e3e3e3"
# So that the same figure is the same file: no date, no random ids.
_STYLE = {
    "svg.hashsalt": "standpoint",
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.grid": True,
    "grid.color": GRID,
    "axes.axisbelow": True,
    "figure.dpi": 110,
}


@dataclass(frozen=True)
class Figure:
    """A saved figure that shows itself in a notebook as an HTML figure, with caption and alt text."""

    name: str
    title: str
    caption: str
    alt: str
    svg: bytes

    def _repr_html_(self) -> str:
        data = base64.b64encode(self.svg).decode()
        return (
            f'<figure data-figure="{html.escape(self.name, quote=True)}" style="margin:1em'
            f' 0;max-width:100%"><img alt="{html.escape(self.alt, quote=True)}"'
            ' style="max-width:100%;height:auto"'
            f' src="data:image/svg+xml;base64,{data}"><figcaption'
            f' style="color:#444;max-width:50em"><strong>{html.escape(self.title)}</strong>'
            f" {html.escape(self.caption)}</figcaption></figure>"
        )


def save(
    drawing: Drawing, *, folder: str | Path, name: str, title: str, caption: str, alt: str
) -> Figure:
    """Write `name.svg`, `name.png` and `name.json` (title, caption, alt) into `folder`; the
    returned Figure shows itself.

    Raises ValueError where caption or alt text is missing: a figure must speak for itself.
    """
    if not (title.strip() and caption.strip() and alt.strip()):
        raise ValueError(f"figure '{name}' needs a title, a caption and an alt text")
    import matplotlib as mpl

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    svg = io.BytesIO()
    with mpl.rc_context(_STYLE):
        drawing.savefig(
            svg, format="svg", bbox_inches="tight", metadata={"Date": None, "Creator": None}
        )
        drawing.savefig(
            folder / f"{name}.png", dpi=160, bbox_inches="tight", metadata={"Software": None}
        )
    (folder / f"{name}.svg").write_bytes(svg.getvalue())
    words = {"title": title, "caption": caption, "alt": alt}
    (folder / f"{name}.json").write_text(
        json.dumps(words, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    return Figure(name, title, caption, alt, svg.getvalue())


def period_name(period: str) -> str:
    """The word for the length of a period, as a caption has it.

    >>> period_name("half"), period_name("YE"), period_name("all")
    ('half-year', 'year', 'whole span')
    """
    name = frequency(period)
    return {"half": "half-year", "all": "whole span"}.get(name, name)


def colour(actor_id: str, registry: Registry) -> tuple[str, str]:
    """Colour and marker of an actor: its place in the registry, the same in every figure."""
    place = (
        list(registry.actors).index(actor_id) if actor_id in registry.actors else len(PALETTE) - 1
    )
    return PALETTE[place % len(PALETTE)], MARKERS[place // len(PALETTE) % len(MARKERS)]


def plot_series(
    series: pd.DataFrame,
    *,
    registry: Registry,
    landmarks: pd.DataFrame | None = None,
    columns: int = 2,
    size: tuple[float, float] | None = None,
) -> Drawing:
    """One small panel per actor: mean score per period with its 95 % interval; thin periods faint
    and hollow.

    In: a series table of one or more actors; landmarks: reference events (begin, label) drawn as
    dashed lines and named above the first row. The number under each point is its count of
    documents."""
    with house_style() as new:
        actors = list(dict.fromkeys(series["actor_id"]))
        rows = -(-len(actors) // columns)
        drawing = new(figsize=size or (4.7 * columns, 2.1 * rows + 0.9))
        axes = drawing.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
        for place, axis in enumerate(axes.flat):
            if place >= len(actors):
                axis.set_visible(False)
                continue
            part = series[series["actor_id"] == actors[place]].sort_values("period")
            _tone_panel(axis, _centred(part), *colour(actors[place], registry))
            axis.set_title(
                _name(actors[place], registry), loc="left", fontsize=10, fontweight="bold"
            )
            _landmarks(axis, landmarks, named=place < columns)
        for axis in axes[:, 0]:
            axis.set_ylabel("mean score", fontsize=8)
        for place in range(max(len(actors) - columns, 0), len(actors)):
            axes.flat[place].tick_params(labelbottom=True)
        drawing.tight_layout()
    return drawing


def _centred(part: pd.DataFrame) -> pd.DataFrame:
    """Points in the middle of their period: at its first day they would lie on the year's grid
    line.
    """
    length = part["period"].diff().min() if len(part) > 1 else pd.Timedelta(days=180)
    return part.assign(period=part["period"] + length / 2)


def _without_gaps(part: pd.DataFrame) -> list[pd.DataFrame]:
    """Stretches of neighbouring periods: a period of which the corpus says nothing is not crossed
    by a line.
    """
    step = part["period"].diff()
    return [run for _, run in part.groupby((step > step.min() * 1.5).cumsum())]


def _tone_panel(axis, part: pd.DataFrame, shade: str, marker: str) -> None:
    axis.axhline(0, color=FAINT, linewidth=0.8)
    solid = part["n_docs"] >= MIN_DOCUMENTS
    for run in _without_gaps(part):
        axis.plot(run["period"], run["mean"], color=shade, linewidth=0.8, alpha=0.35)
    for firm, alpha in ((True, 1.0), (False, 0.45)):
        these = part[solid == firm]
        face = shade if firm else "white"
        axis.vlines(
            these["period"],
            these["low"],
            these["high"],
            color=shade,
            alpha=alpha * 0.6,
            linewidth=2 if firm else 1,
        )
        axis.scatter(
            these["period"],
            these["mean"],
            s=22,
            marker=marker,
            facecolor=face,
            edgecolor=shade,
            alpha=alpha,
            zorder=3,
        )
    for row in part.itertuples():
        box = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
        axis.annotate(
            str(row.n_docs),
            (row.period, -1.02),
            ha="center",
            va="bottom",
            fontsize=6,
            color=FAINT,
            bbox=box,
        )
    axis.set_ylim(-1.05, 1.05)
    axis.set_yticks([-1, -0.5, 0, 0.5, 1])
    axis.tick_params(labelsize=8)


def _landmarks(
    axis, landmarks: pd.DataFrame | None, *, named: bool, top: float = 1.0, width: int = 15
) -> None:
    """Dashed lines at the landmarks; their names to the right of them, or to the left near the
    right edge.
    """
    rows = list(landmarks.itertuples()) if landmarks is not None else []
    first, last = axis.dataLim.intervalx if rows else (0, 1)
    for row in rows:
        axis.axvline(row.begin, color=INK, linewidth=0.8, linestyle=(0, (4, 3)), zorder=1)
        if named:
            import matplotlib.dates as mdates

            late = (mdates.date2num(row.begin) - first) > 0.75 * (last - first)
            lines = textwrap.wrap(row.label, width) + (
                [f"{row.begin:%b %Y}"] if f"{row.begin:%Y}" not in row.label else []
            )
            axis.annotate(
                "\n".join(lines), (row.begin, top), xytext=(-3 if late else 3, 0), textcoords="offset points",
                fontsize=6, va="top", ha="right" if late else "left", color=INK,
            )  # fmt: skip


def plot_bars(counts: Mapping[str, float] | pd.Series, *, label: str) -> Drawing:
    """Horizontal bars with their numbers, longest name in full: for counts that a reader wants to
    compare.
    """
    with house_style() as new:
        counts = pd.Series(counts)[::-1]
        drawing = new(figsize=(7.2, 0.27 * len(counts) + 0.7))
        axis = drawing.subplots()
        drawn = axis.barh(range(len(counts)), counts.to_numpy(), color=PALETTE[0], height=0.7)
        axis.bar_label(drawn, fmt="%g", padding=3, fontsize=8)
        axis.set_yticks(range(len(counts)), [str(name) for name in counts.index])
        axis.set_xlabel(label)
        axis.grid(axis="y", visible=False)
        axis.margins(x=0.08)
        drawing.tight_layout()
    return drawing


def plot_columns(
    counts: pd.DataFrame, *, label: str, landmarks: pd.DataFrame | None = None
) -> Drawing:
    """Stacked columns per period (index: dates, one column a group): how much there is, and when
    there is little.
    """
    with house_style() as new:
        drawing = new(figsize=(9.4, 2.9))
        axis = drawing.subplots()
        width = (
            counts.index.to_series().diff().min() * 0.85
            if len(counts) > 1
            else pd.Timedelta(days=60)
        )
        base = pd.Series(0.0, index=counts.index)
        hatches = ("", "///", "...", "xx", "\\\\\\", "++")
        for place, group in enumerate(counts.columns):
            axis.bar(
                counts.index,
                counts[group],
                width=width,
                bottom=base,
                align="edge",
                label=str(group),
                linewidth=0.4,
                color=PALETTE[place % len(PALETTE)],
                edgecolor="white",
                hatch=hatches[place % len(hatches)],
            )
            base = base + counts[group]
        top = base.max() if len(base) else 1
        axis.set_ylim(0, top * 1.3)
        _landmarks(axis, landmarks, named=True, top=top * 1.29, width=22)
        axis.set_ylabel(label)
        axis.grid(axis="x", visible=False)
        if len(counts.columns) > 1:
            axis.legend(frameon=False, fontsize=8, loc="upper left", bbox_to_anchor=(1.0, 1.0))
        drawing.tight_layout()
    return drawing


def plot_matrix(
    series: pd.DataFrame, *, registry: Registry, holders: Sequence[str], targets: Sequence[str]
) -> Drawing:
    """Who (rows) speaks how of whom (columns): each cell its mean and number of documents, thin
    cells pale and in italics.

    In: a series by actor_id and holder_id of one period. Empty cells are pairs of which the corpus
    says nothing."""
    with house_style() as new:
        cells = series.set_index(["holder_id", "actor_id"])
        drawing = new(figsize=(1.9 + 0.62 * len(targets), 1.3 + 0.42 * len(holders)))
        axis = drawing.subplots()
        for y, holder in enumerate(holders):
            for x, target in enumerate(targets):
                if (holder, target) not in cells.index:
                    continue
                cell = cells.loc[(holder, target)]
                firm = cell["n_docs"] >= MIN_DOCUMENTS
                axis.add_patch(_square(x, y, _shade(cell["mean"]), 1.0 if firm else 0.3))
                said = f"{cell['mean']:+.2f}\nn {cell['n_docs']}"
                axis.text(
                    x,
                    y,
                    said,
                    ha="center",
                    va="center",
                    fontsize=6.5,
                    style="normal" if firm else "italic",
                    color=INK if firm else FAINT,
                )
        axis.set_xlim(-0.5, len(targets) - 0.5)
        axis.set_ylim(len(holders) - 0.5, -0.5)
        axis.set_xticks(
            range(len(targets)), [_name(t, registry) for t in targets], rotation=35, ha="left"
        )
        axis.xaxis.tick_top()
        axis.set_yticks(range(len(holders)), [_name(h, registry) for h in holders])
        axis.tick_params(length=0)
        axis.set_ylabel("speaks of →")
        axis.grid(visible=False)
        for side in axis.spines.values():
            side.set_visible(False)
        drawing.tight_layout()
    return drawing


def _square(x: float, y: float, shade: tuple[float, ...], alpha: float):
    from matplotlib.patches import Rectangle

    return Rectangle(
        (x - 0.48, y - 0.48),
        0.96,
        0.96,
        facecolor=shade,
        alpha=alpha,
        edgecolor=FAINT,
        linewidth=0.4,
    )


def _shade(mean: float) -> tuple[float, ...]:
    """Orange for negative, blue for positive: a pair that colour-blind readers tell apart; white is
    zero.
    """
    from matplotlib.colors import to_rgb

    end = to_rgb(PALETTE[1] if mean < 0 else PALETTE[0])
    weight = min(abs(mean), 0.8) / 0.8 * 0.75
    return tuple(1 - weight * (1 - part) for part in end)


def plot_network(
    series: pd.DataFrame,
    *,
    registry: Registry,
    actors: Sequence[str],
    minimum_documents: int = MIN_DOCUMENTS,
) -> Drawing:
    """Actors on a circle, an arrow from each holder to each target it speaks of in enough
    documents.

    Orange and dashed: negative mean whose interval leaves out zero; blue: positive; grey and thin:
    zero lies inside."""
    with house_style() as new:
        from matplotlib.patches import FancyArrowPatch

        drawing = new(figsize=(7.4, 6.6))
        axis = drawing.subplots()
        turn = 2 * np.pi / max(len(actors), 1)
        place = {key: (np.sin(i * turn), np.cos(i * turn)) for i, key in enumerate(actors)}
        shown = series[
            series["holder_id"].isin(actors)
            & series["actor_id"].isin(actors)
            & (series["holder_id"] != series["actor_id"])
        ]
        for row in shown[shown["n_docs"] >= minimum_documents].itertuples():
            clear = row.low > 0 or row.high < 0
            shade = FAINT if not clear else PALETTE[1] if row.mean < 0 else PALETTE[0]
            arrow = FancyArrowPatch(
                place[row.holder_id], place[row.actor_id], connectionstyle="arc3,rad=0.16", arrowstyle="-|>", mutation_scale=11,
                shrinkA=13, shrinkB=13, color=shade, linewidth=(0.6 + 0.45 * np.sqrt(row.n_docs)) if clear else 0.7,
                linestyle="--" if clear and row.mean < 0 else "-", alpha=0.9 if clear else 0.5,
            )  # fmt: skip
            axis.add_patch(arrow)
        for key, (x, y) in place.items():
            shade, marker = colour(key, registry)
            axis.scatter([x], [y], s=150, marker=marker, color=shade, zorder=3, edgecolor="white")
            ha = "center" if abs(x) < 0.2 else "left" if x > 0 else "right"
            axis.annotate(
                _name(key, registry),
                (x, y),
                xytext=(x * 13, y * 13),
                textcoords="offset points",
                ha=ha,
                va="center",
                fontsize=8.5,
            )
        axis.set_xlim(-1.75, 1.75)
        axis.set_ylim(-1.2, 1.2)
        axis.set_axis_off()
        drawing.tight_layout()
    return drawing


def _name(actor_id: str, registry: Registry) -> str:
    return registry.actors[actor_id].name if actor_id in registry.actors else actor_id


class house_style:
    """The house style around a new drawing, `with house_style() as new: drawing = new(figsize=(6,
    3))`; every figure begins with it.

    No pyplot, so that nothing is shown twice and nothing is left open; on leaving, matplotlib's
    settings are what they were.

    >>> with house_style() as new:
    ...     drawing = new(figsize=(6, 3))
    >>> drawing.get_size_inches().tolist()
    [6.0, 3.0]
    """

    def __enter__(self) -> type[Drawing]:
        import matplotlib as mpl
        from matplotlib.figure import Figure as Drawing

        self.context = mpl.rc_context(_STYLE)
        self.context.__enter__()
        return Drawing

    def __exit__(self, *error: object) -> None:
        self.context.__exit__(*error)
