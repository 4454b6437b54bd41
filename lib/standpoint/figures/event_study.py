"""Small multiples: who speaks how of whom, and what changed at which event."""

from typing import Any

import numpy as np
import pandas as pd

from standpoint.actors.registry import Registry
from standpoint.figures import style
from standpoint.inference.dyads import source_label
from standpoint.inference.event_study import MINIMUM
from standpoint.inference.resampling import MIN_DOCUMENTS, interval
from standpoint.inference.series import MONTHS, dated, frequency

# Inches of a column: of two, the smallest letters are five pixels high on a telephone of 390.
WIDTH = 3.5
# Heights in a panel of scores from -1 to 1: numbers of documents, results of the tests, upper edge.
NUMBERS, RESULTS, TOP = -1.32, 1.12, 1.72
SHORT_DASHES = (0, (2.2, 1.2))


def plot_event_study(
    dyads: pd.DataFrame,
    *,
    tests: pd.DataFrame,
    registry: Registry,
    landmarks: pd.DataFrame,
    period: str = "half",
) -> "style.Drawing":
    """Draw one column per holder and one panel per target, with the levels around each event.

    `tests` is the event_study table of the same pairs, of which the measure `sentiment` is used;
    `landmarks` are the events (begin, label), and `period` is month, quarter, half or year. A panel
    shows each document as a dot, the mean of each period with its interval and its number of
    documents, and for each event the change, `no change found`, or `too few`. Only where there were
    enough documents are the levels before and after drawn, up to the event and the window. No line
    joins anything across an event.
    """
    period = frequency(period)
    scored = dyads[dyads["score"].notna() & dyads["published_start"].notna()]
    if scored.empty:
        raise ValueError("nothing to draw: no dated document has a holder who speaks of a target")
    tests = tests[tests["measure"] == "sentiment"]
    columns = _columns(dyads)
    rows = max(len(column) for column in columns)
    grid = {"gridspec_kw": {"hspace": 0.34, "wspace": 0.1}, "sharex": True, "sharey": True}
    size = (WIDTH * max(len(columns), 2), 1.06 * rows + 1.15)
    with style.new_drawing(*size, tight=False) as drawing:
        axes = drawing.subplots(rows, len(columns), squeeze=False, **grid)
        _set_scales(axes[0, 0], scored, landmarks)
        for x, column in enumerate(columns):
            for y, (holder, target) in enumerate(column):
                pair = {"holder_id": holder, "actor_id": target}
                documents = _rows_of(scored, pair)
                _panel(axes[y, x], documents, period, style.colour(target, registry))
                for test in _rows_of(tests, pair).itertuples():
                    _levels(axes[y, x], test, style.colour(target, registry)[0])
                style.draw_landmarks(axes[y, x], landmarks, ymax=0.8)
                bottom = y == len(column) - 1
                axes[y, x].tick_params(labelsize=7.5, length=2, labelbottom=bottom)
                _titles(axes[y, x], f"of {registry.name_of(target)}", len(documents))
            for axis in axes[len(column) :, x]:
                axis.set_axis_off()
            is_new = x == 0 or columns[x - 1][0][0] != column[0][0]
            words = f"{source_label(column[0][0], registry=registry)} speak" if is_new else ""
            _heading(axes[0, x], words, landmarks)
        _key(drawing, axes, columns, int(tests["minimum"].max()) if len(tests) else MINIMUM)
    return drawing


def _columns(dyads: pd.DataFrame) -> list[list[tuple[str, str]]]:
    """The pairs by holder, in order of appearance; many targets of one holder take two columns."""
    unique = dyads[["holder_id", "actor_id"]].drop_duplicates()
    pairs = list(unique.itertuples(index=False, name=None))
    holders = list(dict.fromkeys(holder for holder, _ in pairs))
    if len(holders) == 1 and len(pairs) > 3:
        half = -(-len(pairs) // 2)
        return [pairs[:half], pairs[half:]]
    return [[pair for pair in pairs if pair[0] == holder] for holder in holders]


def _rows_of(table: pd.DataFrame, pair: dict[str, str]) -> pd.DataFrame:
    return table[(table[list(pair)] == pd.Series(pair)).all(axis=1)]


def _panel(axis: "style.Axes", documents: pd.DataFrame, period: str, look: tuple[str, str]) -> None:
    axis.axhline(0, color=style.FAINT, linewidth=0.7, zorder=1)
    dots = {"s": 5, "color": look[0], "alpha": 0.3, "linewidth": 0, "zorder": 2}
    axis.scatter(documents["published_start"], documents["score"], **dots)
    for start, group in dated(documents.assign(duplicate_of=""), period=period).groupby("period"):
        scores, n = group["score"].to_numpy(float), len(group)
        low, high = interval(scores, np.ones(n))
        middle = start + pd.DateOffset(days=round(MONTHS[period] * 15.2))
        thin = n < MIN_DOCUMENTS
        weight = {"size": 19, "hollow": thin, "alpha": 0.55 if thin else 1}
        style.draw_estimate(axis, middle, (scores.mean(), low, high), look, **weight)
        font = {"ha": "center", "va": "bottom", "fontsize": 6.5, "bbox": style.WHITE_BOX}
        axis.annotate(f"{n}", (middle, NUMBERS), color=style.FAINT if thin else style.INK, **font)


def _levels(axis: "style.Axes", test: Any, shade: str) -> None:
    """The result of a test in words, and the levels on both sides where it was not refused."""
    is_change = test.finding.startswith("change")
    doubt = "" if test.finding == "change at this date" else " ?"
    words = {"refused": "too few", "no change found": "no change found"}
    font = {"color": style.INK, "fontweight": "bold" if is_change else "normal"}
    if test.finding == "refused":
        font = {"color": style.FAINT, "style": "italic"}
    place = {"ha": "center", "va": "bottom", "zorder": 5, "bbox": style.WHITE_BOX}
    text = words.get(test.finding, f"{test.change:+.2f}{doubt}")
    axis.annotate(text, (test.begin, RESULTS), fontsize=7, **place, **font)
    if test.finding == "refused":
        return
    window = pd.Timedelta(days=test.window)
    line = {"color": style.INK, "linewidth": 1.3, "linestyle": SHORT_DASHES}
    if is_change:
        line = {"color": shade, "linewidth": 3}
    axis.hlines(test.mean_before, test.begin - window, test.begin, zorder=2.5, **line)
    axis.hlines(test.mean_after, test.end_date, test.end_date + window, zorder=2.5, **line)


def _set_scales(axis: "style.Axes", scored: pd.DataFrame, landmarks: pd.DataFrame) -> None:
    """Set what all panels share: whole years around every document and event."""
    from matplotlib.dates import DateFormatter

    days = pd.concat([scored["published_start"], landmarks["begin"]])
    first = pd.Timestamp(days.min().year, 1, 1)
    last = pd.Timestamp(days.max().year + 1, 1, 1)
    axis.set_xlim(first, last)
    axis.set_ylim(NUMBERS - 0.05, TOP)
    axis.set_yticks([-1, 0, 1], ["negative", "0", "positive"])
    axis.set_xticks(pd.date_range(first, last, freq="YS")[:-1])
    axis.xaxis.set_major_formatter(DateFormatter("%Y"))


def _titles(axis: "style.Axes", text: str, n: int) -> None:
    axis.set_title(text, loc="left", fontsize=9, fontweight="bold", pad=3.5, color=style.INK)
    number = f"{n} document{'s' * (n != 1)}"
    axis.set_title(number, loc="right", fontsize=7.5, pad=3.5, color=style.FAINT)
    for label in axis.get_xticklabels():
        label.set_horizontalalignment("left")


def _heading(axis: "style.Axes", text: str, landmarks: pd.DataFrame) -> None:
    """The holder over its column, and the events over their lines."""
    over = {"textcoords": "offset points", "va": "bottom"}
    for row in landmarks.itertuples():
        place = {"xycoords": ("data", "axes fraction"), "xytext": (0, 14), "ha": "center"}
        axis.annotate(style.landmark_text(row, 14), (row.begin, 1.0), fontsize=7, **place, **over)
    place = {"xycoords": "axes fraction", "xytext": (0, 52), "ha": "left"}
    axis.annotate(text, (0, 1.0), fontsize=11, fontweight="bold", **place, **over)


def _key(
    drawing: "style.Drawing", axes: np.ndarray, columns: list[list[tuple[str, str]]], minimum: int
) -> None:
    """Say how to read it, in the empty places of the shortest column, else below."""
    hollow = {"markerfacecolor": "white", "alpha": 0.6}
    line = {"marker": "", "linewidth": 1.3, "linestyle": SHORT_DASHES}
    solid = {"marker": "", "linewidth": 2.4, "linestyle": "-"}
    handles = [
        style.legend_entry("one document", markersize=2.5, alpha=0.5),
        style.legend_entry("mean, 95 % interval, number of documents", markersize=5),
        style.legend_entry(
            f"fewer than {MIN_DOCUMENTS} documents: no interval", markersize=5, **hollow
        ),
        style.legend_entry("level before and after: no change found", **line),
        style.legend_entry("change found (?: as large at many dates)", **solid),
        style.legend_entry(f"too few: under {minimum} documents on a side", marker=""),
    ]
    font = {"handles": handles, "frameon": False, "fontsize": 7.5}
    lengths = [len(column) for column in columns]
    shortest = lengths.index(min(lengths))
    if len(axes) - lengths[shortest] >= 2:
        place = {"loc": "upper left", "bbox_to_anchor": (0, 0.75), "borderaxespad": 0}
        bold = {"title_fontproperties": {"weight": "bold", "size": 9}, "alignment": "left"}
        axis = axes[lengths[shortest], shortest]
        axis.legend(title="How to read it", **font, **place, **bold)
    else:
        drawing.legend(loc="upper center", bbox_to_anchor=(0.5, 0.04), ncols=2, **font)
