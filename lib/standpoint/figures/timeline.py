"""The timeline as a figure: one lane per kind of event or per actor, and no label lies on another.

Places are counted in points (1/72 inch) before anything is drawn: every label is measured, and an
event goes into the first row of its lane where its mark and its label have room.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING, Any

import pandas as pd

from standpoint import tables
from standpoint.actors.registry import Registry
from standpoint.errors import StandpointError
from standpoint.figures.style import (
    GRID,
    INK,
    MARKERS,
    PALETTE,
    WHITE_BOX,
    colour,
    house_style,
    legend_entry,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

BY = ("kind", "actor")
MOST_EVENTS = 60  # on one page
MOST_LANES = 12  # the rest share one lane: more names on the left are a list
GREY = PALETTE[7]  # for what is not a fact, and for the lane of the rest
LONGEST, LEAST = 68, 24  # letters of a title in a label, fewer where there is no room
SIZE = 8.0  # of the letters; all sizes from here on are points
SLANT = 1.03  # slanted letters are that much wider than upright ones, which are measured
WIDTH, LEFT, RIGHT = 720.0, 88.0, 8.0  # the page, the names of the lanes, the right rim
OVER, UNDER = 18.0, 48.0  # room for the axis above, for axis and legend below
ROW, PAD = 15.0, 5.0  # height of a row, rim of a lane
GAP, AWAY = 9.0, 5.0  # between events, between mark and label
MARK, SHORTEST = 4.0, 5.0  # half a point, and the shortest bar that can be seen
EXACT = ("day", "time", "range")  # granularities of known days; other dates lie in their bar


@dataclass
class _Item:
    """One event with its place: ends of the mark, row of the lane, and where the label begins."""

    event: Any
    first: float
    last: float
    row: int = 0
    label: str = ""
    at: float = 0.0

    @property
    def is_point(self) -> bool:
        return _is_day(self.event) and self.event.granularity in EXACT

    @property
    def is_fact(self) -> bool:
        return self.event.modality in ("", "asserted")


def plot_timeline(
    events: pd.DataFrame, *, by: str = "kind", registry: Registry | None = None
) -> Drawing:
    """Draw a timeline with one lane for each kind of event, or for the actor named first.

    Parameters
    ----------
    events : DataFrame
        An events table of 1 to 60 rows; choose them with `timeline`.
    by : {"kind", "actor"}
        What a lane stands for.
    registry : Registry, optional
        Gives actors their names and colours.

    Raises
    ------
    StandpointError
        For no event, too many events, or an unknown `by`.

    Notes
    -----
    A day is a point, a span of known days a bar. A vaguer date is a hatched bar with a dashed rim:
    the event lies somewhere in it. A line with two ends and a question mark: documents disagree.
    Filled: on the reference list; hollow: from the text only; grey: not told as a fact.
    """
    if by not in BY:
        problem = f"'{by}' is not one of {', '.join(BY)}"
        raise StandpointError("figure of a timeline, by", problem, "choose kind or actor")
    if not 1 <= len(events) <= MOST_EVENTS:
        problem = (
            f"{len(events)} events do not fit on one page" if len(events) else "no events to draw"
        )
        remedy = f"choose 1 to {MOST_EVENTS} with `timeline(..., most={MOST_EVENTS})`"
        raise StandpointError("figure of a timeline", problem, remedy)
    rows = events.sort_values(["begin", "end_date", "event_id"])
    with house_style() as new:
        scale = _Scale(rows)
        lanes = {name: _placed(part, scale) for name, part in _lanes(rows, by)}
        heights = [ROW * (1 + max(item.row for item in lane)) + 2 * PAD for lane in lanes.values()]
        total = sum(heights)
        page = total + OVER + UNDER
        drawing = new(figsize=(WIDTH / 72, page / 72))
        place = (LEFT / WIDTH, UNDER / page, scale.width / WIDTH, total / page)
        axis = drawing.add_axes(place, xlim=(0, scale.width), ylim=(total, 0))
        top = 0.0
        for number, (name, lane) in enumerate(lanes.items()):
            look = _look(name, number, registry if by == "actor" else None)
            words = registry.name_of(name) if registry and by == "actor" else name
            _draw_lane(axis, words or "other", top, heights[number], look[0], odd=number % 2)
            for item in lane:
                _draw_event(axis, item, top + PAD + ROW * (item.row + 0.5), scale, look)
            top += heights[number]
        _draw_dates(axis, scale)
        _draw_legend(axis, [item for lane in lanes.values() for item in lane])
    return drawing


class _Scale:
    """Turns dates into points from the left of the axis."""

    def __init__(self, rows: pd.DataFrame) -> None:
        day = pd.Timedelta(days=1)
        self.width = WIDTH - LEFT - RIGHT
        self.first = rows[["begin", "earliest"]].min().min()
        self.last = rows[["end_date", "latest"]].max().max() + day
        rim = max((self.last - self.first) * 0.02, 7 * day)
        self.first, self.last = self.first - rim, self.last + rim

    def __call__(self, day: pd.Timestamp, *, days: float = 0) -> float:
        since = day + pd.Timedelta(days=days) - self.first
        return since / (self.last - self.first) * self.width


def _lanes(rows: pd.DataFrame, by: str) -> list[tuple[str, pd.DataFrame]]:
    """The lanes, fullest first, ties by name; what has no lane of its own comes last."""
    keys = rows["kind"]
    if by == "actor":
        keys = rows["actors"].map(lambda cell: next(iter(tables.split_cell(cell)), ""))
    counts = keys[keys != ""].value_counts()
    names = sorted(counts.index, key=lambda name: (-counts[name], name))
    names = names if len(names) <= MOST_LANES else names[: MOST_LANES - 1]
    keys = keys.where(keys.isin(names), "")
    return [(name, rows[keys == name]) for name in [*names, ""] if (keys == name).any()]


def _look(name: str, number: int, registry: Registry | None) -> tuple[str, str]:
    if not name:
        return GREY, "o"
    if registry is not None:
        return colour(name, registry)
    shades = [shade for shade in PALETTE if shade != GREY]
    return shades[number % len(shades)], MARKERS[number % len(MARKERS)]


# ── places ────────────────────────────────────────────────────────────────────────────────────────
def _placed(part: pd.DataFrame, scale: _Scale) -> list[_Item]:
    """Put the events of a lane, in order of date, into the first rows where they have room."""
    taken: list[list[tuple[float, float]]] = []
    items = []
    for event in part.itertuples():
        item = _Item(event, *_extent(event, scale))
        item.label, spots = _spots(item, scale.width)
        for item.row in count():
            if item.row == len(taken):
                taken.append([])
            free = [spot for spot in spots if _is_free(spot[1], taken[item.row])]
            if free:
                item.at, room = free[0]
                taken[item.row].append(room)
                break
        items.append(item)
    return items


def _spots(item: _Item, width: float) -> tuple[str, list[tuple[float, tuple[float, float]]]]:
    """Choose the label, and where it may begin, with the room of mark and label together.

    Best is right of the mark, then left of it, with a shorter title where there is room for
    neither; a bar that fills the axis carries its label.
    """
    for letters in range(LONGEST, LEAST - 1, -4):
        label = _label(item.event, letters)
        length = _length(label)
        right, left = item.last + AWAY + length, item.first - AWAY - length
        spots = [(item.last + AWAY, (item.first, right))] if right <= width else []
        spots += [(left, (left, item.last))] if left >= 0 else []
        if spots:
            return label, spots
    at = max(0.0, min(item.first + AWAY, width - length))
    return label, [(at, (min(item.first, at), max(item.last, at + length)))]


def _is_free(room: tuple[float, float], taken: list[tuple[float, float]]) -> bool:
    return all(room[1] + GAP <= first or room[0] - GAP >= last for first, last in taken)


def _extent(event: Any, scale: _Scale) -> tuple[float, float]:
    """The ends of what is drawn for an event, the spread of disputed dates included."""
    first, last = scale(event.begin), scale(event.end_date, days=1)
    least = 2 * MARK if _is_day(event) and event.granularity in EXACT else SHORTEST
    if last - first < least:
        first, last = (first + last - least) / 2, (first + last + least) / 2
    if _is_disputed(event):
        first = min(first, scale(event.earliest) - 2)
        last = max(last, scale(event.latest, days=1) + 2)
    return first, last


def _is_day(event: Any) -> bool:
    return event.begin == event.end_date


def _is_disputed(event: Any) -> bool:
    return event.disputed and pd.notna(event.earliest) and pd.notna(event.latest)


def _label(event: Any, letters: int) -> str:
    """Title, date as exactly as it is known, and number of documents where it is not one."""
    title = _drawable(event.title) or event.event_id
    short = textwrap.shorten(title, letters, placeholder=" …")
    if len(short) <= letters // 3 and short != title:  # the first word fills it all
        short = title[: letters - 1] + "…"
    doubt = f"{event.modality}: " if event.modality not in ("", "asserted") else ""
    many = f" · n {event.n_docs}" if event.n_docs > 1 else ""
    return f"{doubt}{short} · {_when(event)}{'?' if event.disputed else ''}{many}"


def _when(event: Any) -> str:
    begin, end = event.begin, event.end_date
    if event.granularity in ("year", "month"):
        return f"{begin:%b} {begin.year}" if event.granularity == "month" else f"{begin.year}"
    last = f"{end.day} {end:%b} {end.year}"
    if _is_day(event):
        return last
    first = f"{begin.day} {begin:%b} {begin.year}"
    if begin.year == end.year:
        first = f"{begin.day}" if begin.month == end.month else f"{begin.day} {begin:%b}"
    return f"{first} – {last}"


@lru_cache(maxsize=1)
def _font() -> tuple[Any, frozenset[int]]:
    from matplotlib.font_manager import FontProperties, findfont, get_font

    properties = FontProperties(family="DejaVu Sans", size=SIZE)
    return properties, frozenset(get_font(findfont(properties)).get_charmap())


def _drawable(text: str) -> str:
    """The text with an empty box for each letter that the font does not have."""
    known = _font()[1]
    return "".join(letter if ord(letter) in known or letter.isspace() else "▯" for letter in text)


def _length(label: str) -> float:
    from matplotlib.textpath import text_to_path

    return text_to_path.get_text_width_height_descent(label, _font()[0], False)[0] * SLANT


# ── drawing ───────────────────────────────────────────────────────────────────────────────────────
def _draw_lane(axis: Axes, name: str, top: float, height: float, shade: str, *, odd: int) -> None:
    axis.axhspan(top, top + height, color="#f4f6f8" if odd else "white", zorder=0)
    axis.axhline(top, color=GRID, linewidth=0.8, zorder=1)
    ends = [top + 3, top + height - 3]
    axis.plot([-3, -3], ends, color=shade, linewidth=2.5, clip_on=False, solid_capstyle="butt")
    style = {"ha": "right", "va": "center", "fontsize": 8, "fontweight": "bold"}
    text, place = textwrap.fill(_drawable(name), 15), (-8, top + PAD + ROW / 2)
    axis.annotate(text, place, annotation_clip=False, parse_math=False, **style)


def _draw_event(axis: Axes, item: _Item, y: float, scale: _Scale, look: tuple[str, str]) -> None:
    event, sure = item.event, item.event.granularity in EXACT
    shade = look[0] if item.is_fact else GREY
    face = shade if event.reference_id and item.is_fact else "white"
    if _is_disputed(event):
        ends = {"marker": "|", "markersize": 6, "zorder": 2, "gid": "disputed"}
        axis.plot([item.first, item.last], [y, y], color=shade, linewidth=1, **ends)
    if item.is_point:
        rim = {"edgecolor": shade, "linewidth": 1.1, "zorder": 3}
        x = scale(event.begin, days=0.5)
        axis.scatter([x], [y], marker=look[1], s=26, facecolor=face, **rim)
    else:
        axis.barh(
            y,
            item.last - item.first,
            left=item.first,
            height=7,
            facecolor=face if sure else "white",
            edgecolor=shade,
            linewidth=1,
            linestyle="-" if sure else (0, (2, 1.5)),
            hatch=None if sure else "//////" if face == shade else "//",
            alpha=0.85,
            zorder=2,
        )
    style = {"color": INK} if item.is_fact else {"color": "#555555", "style": "italic"}
    if item.first < item.at < item.last:
        style["bbox"] = WHITE_BOX | {"alpha": 0.85}
    place = {"ha": "left", "va": "center_baseline", "zorder": 4, "gid": "label"}
    axis.text(item.at, y, item.label, fontsize=SIZE, parse_math=False, **place, **style)


def _draw_dates(axis: Axes, scale: _Scale) -> None:
    """Mark years, months or days, whichever gives a reader four to nine of them."""
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num, num2date

    locator = AutoDateLocator(minticks=4, maxticks=9)
    formats = ["%Y", "%b", "%d %b", "%H:%M", "%H:%M", "%S"]
    zeros = ["", "%Y", "%b\n%Y", "%d %b", "%H:%M", "%H:%M"]
    formatter = ConciseDateFormatter(
        locator, show_offset=False, formats=formats, zero_formats=zeros
    )
    first, last = date2num(scale.first), date2num(scale.last)
    days = [day for day in locator.tick_values(scale.first, scale.last) if first <= day <= last]
    places = [scale(pd.Timestamp(num2date(day)).tz_localize(None)) for day in days]
    axis.set_xticks(places, formatter.format_ticks(days))
    axis.set_yticks([])
    axis.tick_params(axis="x", length=0, labelsize=8, labeltop=True, labelbottom=True)
    axis.grid(axis="y", visible=False)
    for side in ("left", "bottom"):
        axis.spines[side].set_visible(False)


def _draw_legend(axis: Axes, items: list[_Item]) -> None:
    """Explain what is in the figure, and nothing else."""
    from matplotlib.patches import Patch

    listed = [bool(item.event.reference_id) for item in items if item.is_point]
    sure = [item.event.granularity in EXACT for item in items if not item.is_point]
    bar = {"facecolor": "white", "edgecolor": INK}
    vague = bar | {"hatch": "//", "linestyle": "--"}
    ends = {"marker": "|", "linestyle": "-", "linewidth": 1, "markersize": 6}
    looks = [
        (any(listed), legend_entry("on the reference list", markersize=5)),
        (
            not all(listed),
            legend_entry("from the text only", markersize=5, markerfacecolor="white"),
        ),
        (any(sure), Patch(label="lasted so long", **bar)),
        (not all(sure), Patch(label="some time in it", **vague)),
        (any(i.event.disputed for i in items), legend_entry("documents disagree (?)", **ends)),
    ]
    handles = [handle for is_there, handle in looks if is_there]
    place = {"loc": "upper center", "bbox_to_anchor": (0.5, -22 / axis.get_ylim()[0])}
    axis.legend(handles=handles, ncols=len(handles), frameon=False, fontsize=8, **place)
