"""Voices and turning points → small multiples: who speaks how of whom, and what changed at which
event.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from standpoint.actors.registry import Registry
from standpoint.errors import StudyError, nearest
from standpoint.figures.style import FAINT, INK, colour, house_style
from standpoint.inference.dyads import source_label
from standpoint.inference.event_study import MINIMUM
from standpoint.inference.resampling import MIN_DOCUMENTS, interval
from standpoint.inference.series import FREQUENCIES, MONTHS, dated

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

WIDTH = (
    7.0  # inches: on a telephone of 390 pixels the smallest letters are then still five pixels high
)
NUMBERS, VERDICTS, TOP = (
    -1.32,
    1.12,
    1.72,
)  # heights in a panel of scores -1..1: counts below, what was found above


def plot_event_study(
    voices: pd.DataFrame,
    *,
    turning_points: pd.DataFrame,
    registry: Registry,
    landmarks: pd.DataFrame,
    period: str = "half",
) -> Drawing:
    """One column per holder, one panel per target: documents, means per period, and the levels on
    both sides of each event.

    In: voices; the turning_points table of the same pairs (its sentiment rows are used); landmarks
    (id, begin, label); `period` is month, quarter, half or year. A panel shows each document as a
    dot, the mean of each period with its interval (hollow and without interval below five
    documents) and its number, and for each event a word: the change where one was found, `no
    change` where none was, `too few` where it was refused. Only where it was not refused are the
    levels before and after drawn, as bars that end at the event and at the window. No line joins
    anything across. Raises StudyError for another period and ValueError where nobody speaks of
    anybody."""
    if FREQUENCIES.get(period, "all") == "all":
        raise StudyError(
            "period",
            f"'{period}' is no length of a period",
            nearest(period, [name for name in MONTHS if name != "all"]),
        )
    period = FREQUENCIES[period]
    said = voices[voices["score"].notna() & voices["published_start"].notna()]
    if said.empty:
        raise ValueError(
            "no dated document in which a holder speaks of a target: there is nothing to draw"
        )
    columns = _columns(voices)
    rows = max(len(column) for column in columns)
    with house_style() as new:
        drawing = new(figsize=(WIDTH, 1.06 * rows + 1.15))
        axes = drawing.subplots(
            rows,
            len(columns),
            sharex=True,
            sharey=True,
            squeeze=False,
            gridspec_kw={"hspace": 0.34, "wspace": 0.1},
        )
        looks = turning_points[turning_points["measure"] == "sentiment"]
        limits = _limits(said, landmarks)
        for x, column in enumerate(columns):
            for y in range(rows):
                axis = axes[y, x]
                if y >= len(column):
                    axis.set_axis_off()
                    continue
                holder, target = column[y]
                part = said[(said["holder_id"] == holder) & (said["actor_id"] == target)]
                _panel(
                    axis,
                    part,
                    looks[(looks["holder_id"] == holder) & (looks["actor_id"] == target)],
                    period,
                    colour(target, registry),
                )
                _frame(axis, limits, landmarks, last=y == len(column) - 1, first=x == 0)
                name = registry.actors[target].name if target in registry else target
                axis.set_title(
                    f"of {name}", loc="left", fontsize=9, fontweight="bold", pad=3.5, color=INK
                )
                axis.set_title(
                    f"{len(part)} document{'s' * (len(part) != 1)}",
                    loc="right",
                    fontsize=7.5,
                    pad=3.5,
                    color=FAINT,
                )
            again = x > 0 and columns[x - 1][0][0] == column[0][0]
            _heading(
                axes[0, x],
                "" if again else f"{source_label(column[0][0], registry=registry)} speak",
                landmarks,
            )
        _key(drawing, axes, columns, int(looks["minimum"].max()) if len(looks) else MINIMUM)
    return drawing


def _columns(voices: pd.DataFrame) -> list[list[tuple[str, str]]]:
    """The pairs by holder, in order of appearance; one holder's many targets stand in two columns."""
    pairs = list(
        voices[["holder_id", "actor_id"]].drop_duplicates().itertuples(index=False, name=None)
    )
    holders = list(dict.fromkeys(holder for holder, _ in pairs))
    if len(holders) == 1 and len(pairs) > 3:
        half = -(-len(pairs) // 2)
        return [pairs[:half], pairs[half:]]
    return [[pair for pair in pairs if pair[0] == holder] for holder in holders]


def _limits(said: pd.DataFrame, landmarks: pd.DataFrame) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Whole years around every document and event."""
    first = min([said["published_start"].min(), *landmarks["begin"]])
    last = max([said["published_start"].max(), *landmarks["begin"]])
    return pd.Timestamp(first.year, 1, 1), pd.Timestamp(last.year + 1, 1, 1)


def _panel(
    axis: Axes, part: pd.DataFrame, looks: pd.DataFrame, period: str, style: tuple[str, str]
) -> None:
    shade, marker = style
    axis.scatter(
        part["published_start"], part["score"], s=5, color=shade, alpha=0.3, linewidth=0, zorder=2
    )
    for row in _means(part, period).itertuples():
        firm = row.n >= MIN_DOCUMENTS
        axis.vlines(row.middle, row.low, row.high, color=shade, linewidth=1.2, alpha=0.7, zorder=3)
        axis.scatter(
            [row.middle],
            [row.mean],
            s=19,
            marker=marker,
            facecolor=shade if firm else "white",
            edgecolor=shade,
            linewidth=0.9,
            alpha=1 if firm else 0.55,
            zorder=4,
        )
        axis.annotate(
            f"{row.n}",
            (row.middle, NUMBERS),
            ha="center",
            va="bottom",
            fontsize=6.5,
            color=INK if firm else FAINT,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.4},
        )
    for look in looks.itertuples():
        _levels(axis, look, shade)


def _means(part: pd.DataFrame, period: str) -> pd.DataFrame:
    """Mean of the documents of each period, its interval, and the day in its middle."""
    counted = dated(part.assign(duplicate_of=""), period=period)
    rows = []
    for start, group in counted.groupby("period"):
        scores = group["score"].to_numpy(float)
        low, high = interval(scores, np.ones(len(scores)), key=f"panel|{start:%Y-%m-%d}")
        rows.append(
            {
                "middle": start + pd.DateOffset(days=round(MONTHS[period] * 15.2)),
                "mean": scores.mean(),
                "low": low,
                "high": high,
                "n": len(scores),
            }
        )
    return pd.DataFrame(rows, columns=["middle", "mean", "low", "high", "n"])


def _levels(axis: Axes, look, shade: str) -> None:
    """The word for the look, and the levels on both sides where it was not refused."""
    found = look.finding.startswith("change")
    words = {"refused": "too few", "no change found": "no change found"}
    said = words.get(
        look.finding, f"{look.change:+.2f}{'' if look.finding == 'change at this date' else ' ?'}"
    )
    refused = look.finding == "refused"
    axis.annotate(
        said, (look.begin, VERDICTS), ha="center", va="bottom", fontsize=7,
        color=FAINT if refused else INK, style="italic" if refused else "normal", fontweight="bold" if found else "normal",
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.3}, zorder=5,
    )  # fmt: skip
    if refused:
        return
    year = pd.Timedelta(days=look.window)
    dash = "-" if found else (0, (2.2, 1.2))
    for level, begin, end in (
        (look.mean_before, look.begin - year, look.begin),
        (look.mean_after, look.end_date, look.end_date + year),
    ):
        axis.hlines(
            level,
            begin,
            end,
            color=shade if found else INK,
            linewidth=3 if found else 1.3,
            linestyle=dash,
            zorder=2.5,
        )


def _frame(
    axis: Axes,
    limits: tuple[pd.Timestamp, pd.Timestamp],
    landmarks: pd.DataFrame,
    *,
    last: bool,
    first: bool,
) -> None:
    import matplotlib.dates as mdates

    axis.axhline(0, color=FAINT, linewidth=0.7, zorder=1)
    for day in landmarks["begin"]:
        axis.axvline(day, ymax=0.8, color=INK, linewidth=0.8, linestyle=(0, (4, 3)), zorder=1)
    axis.set_xlim(*limits)
    axis.set_ylim(NUMBERS - 0.05, TOP)
    axis.set_yticks([-1, 0, 1], ["negative", "0", "positive"])
    axis.set_xticks(pd.date_range(*limits, freq="YS")[:-1])
    axis.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))
    axis.tick_params(labelsize=7.5, length=2, labelbottom=last, labelleft=first)
    for label in axis.get_xticklabels():
        label.set_horizontalalignment("left")


def _heading(axis: Axes, text: str, landmarks: pd.DataFrame) -> None:
    """The holder over its column, and the events over their lines."""
    for row in landmarks.itertuples():
        lines = textwrap.wrap(row.label, 14)
        lines += [f"{row.begin:%b %Y}"] if f"{row.begin:%Y}" not in row.label else []
        axis.annotate(
            "\n".join(lines),
            (row.begin, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(0, 14),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=7,
        )
    axis.annotate(
        text,
        (0, 1.0),
        xycoords="axes fraction",
        xytext=(0, 52),
        textcoords="offset points",
        ha="left",
        va="bottom",
        fontsize=11,
        fontweight="bold",
    )


def _key(
    drawing: Drawing, axes: np.ndarray, columns: list[list[tuple[str, str]]], minimum: int
) -> None:
    """How to read it, in the empty places of the shortest column, else below."""
    from matplotlib.lines import Line2D

    plain = {"color": INK, "linestyle": ""}
    handles = [
        Line2D([], [], marker="o", markersize=2.5, alpha=0.5, label="one document", **plain),
        Line2D(
            [],
            [],
            marker="o",
            markersize=5,
            label="mean, 95 % interval, number of documents",
            **plain,
        ),
        Line2D(
            [],
            [],
            marker="o",
            markersize=5,
            markerfacecolor="white",
            alpha=0.6,
            label=f"fewer than {MIN_DOCUMENTS} documents: no interval",
            **plain,
        ),
        Line2D(
            [],
            [],
            color=INK,
            linewidth=1.3,
            linestyle=(0, (2.2, 1.2)),
            label="level before and after: no change found",
        ),
        Line2D([], [], color=INK, linewidth=2.4, label="change found (?: as large at many dates)"),
        Line2D([], [], linestyle="", label=f"too few: under {minimum} documents on a side"),
    ]
    shortest = min(range(len(columns)), key=lambda place: len(columns[place]))
    free = len(axes) - len(columns[shortest])
    if free >= 2:
        place = {"loc": "upper left", "bbox_to_anchor": (0, 0.75), "borderaxespad": 0}
        title = {"title": "How to read it", "title_fontproperties": {"weight": "bold", "size": 9}}
        axes[-free, shortest].legend(
            handles=handles, frameon=False, fontsize=7.5, alignment="left", **place, **title
        )
    else:
        drawing.legend(
            handles=handles,
            loc="upper center",
            bbox_to_anchor=(0.5, 0.04),
            ncols=2,
            frameon=False,
            fontsize=7.5,
        )
