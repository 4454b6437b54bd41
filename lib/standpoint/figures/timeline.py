"""The timeline as a figure: one lane per kind of event or per actor, one row per event.

Places are counted in points (1/72 inch), and labels are measured before they are drawn.
"""

import textwrap
from functools import lru_cache
from typing import Any

import pandas as pd

from standpoint import tables
from standpoint.actors.registry import Registry
from standpoint.errors import StandpointError
from standpoint.figures import marks, style
from standpoint.figures.listings import EXACT, is_disputed, is_fact, when

BY = ("kind", "actor")
MOST_EVENTS = 60  # on one page
MOST_LANES = 12  # the rest share one lane: more names on the left are a list
LISTED = "*"  # the mark of a date that the reference list gives
GREY = style.PALETTE[7]  # for what is not a fact, and for the lane of the rest
LONGEST, LEAST = 68, 24  # letters of a title in a label, fewer where there is no room
SIZE = 8.0  # of the letters; all sizes from here on are points
SLANT = 1.03  # slanted letters are that much wider than upright ones, which are measured
WIDTH, LEFT, RIGHT = 720.0, 88.0, 8.0  # the page, the names of the lanes, the right rim
OVER, UNDER = 18.0, 48.0  # room for the axis above, for axis and legend below
ROW, PAD = 15.0, 5.0  # height of a row, rim of a lane
AWAY = 5.0  # between mark and label
POINT, SHORTEST = 8.0, 5.0  # width of a point, and of the shortest bar that can be seen


def plot_timeline(
    events: pd.DataFrame, *, by: str = "kind", registry: Registry | None = None
) -> "style.Drawing":
    """Draw 1 to 60 events with one lane for each kind, or for the actor named first (`by`).

    `timeline` chooses the events; the registry gives actors their names and colours. A day is a
    point, a span of known days a bar. A vaguer date is a hatched bar with a dashed rim: the event
    lies somewhere in it. A line with two ends and a question mark: documents disagree. Filled: the
    text gives the date; hollow: it is the document's own day; a star: a name on the reference list
    gives it; grey: not told as a fact.
    """
    if by not in BY:
        problem = f"'{by}' is not one of {', '.join(BY)}"
        raise StandpointError("figure of a timeline, by", problem, "choose kind or actor")
    if not 1 <= len(events) <= MOST_EVENTS:
        problem = f"{len(events)} events do not fit on one page"
        problem = problem if len(events) else "no events to draw"
        remedy = f"choose 1 to {MOST_EVENTS} with `timeline(..., most={MOST_EVENTS})`"
        raise StandpointError("figure of a timeline", problem, remedy)
    rows = events.sort_values(["begin", "end_date", "event_id"])
    lanes = _lanes(rows, by)
    total = sum(_height(lane) for lane in lanes.values())
    page = total + OVER + UNDER
    scale = _Scale(rows)
    with style.new_drawing(WIDTH / 72, page / 72, tight=False) as drawing:
        place = (LEFT / WIDTH, UNDER / page, scale.width / WIDTH, total / page)
        axis = drawing.add_axes(place, xlim=(0, scale.width), ylim=(total, 0))
        top = 0.0
        for number, (name, lane) in enumerate(lanes.items()):
            look = _look(name, number, registry if by == "actor" else None)
            words = registry.name_of(name) if registry and by == "actor" else name
            _draw_lane(axis, words or "other", top, _height(lane), look[0], odd=number % 2)
            for row, event in enumerate(lane.itertuples()):
                _draw_event(axis, event, top + PAD + ROW * (row + 0.5), scale, look)
            top += _height(lane)
        _draw_dates(axis, scale)
        _draw_legend(axis, rows)
    lane = pd.concat([part["event_id"].map(lambda _, n=name: n) for name, part in lanes.items()])
    return marks.keep(drawing, "timeline", marks.of_timeline(rows, lane=lane[rows.index]))


def _height(lane: pd.DataFrame) -> float:
    return ROW * len(lane) + 2 * PAD


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


def _lanes(rows: pd.DataFrame, by: str) -> dict[str, pd.DataFrame]:
    """The lanes, fullest first, ties by name; what has no lane of its own comes last."""
    keys = rows["kind"]
    if by == "actor":
        keys = rows["actors"].map(lambda cell: next(iter(tables.split_cell(cell)), ""))
    counts = keys[keys != ""].value_counts()
    names = sorted(counts.index, key=lambda name: (-counts[name], name))
    names = names if len(names) <= MOST_LANES else names[: MOST_LANES - 1]
    keys = keys.where(keys.isin(names), "")
    return {name: rows[keys == name] for name in [*names, ""] if (keys == name).any()}


def _look(name: str, number: int, registry: Registry | None) -> tuple[str, str]:
    if not name:
        return GREY, "o"
    if registry is not None:
        return style.colour(name, registry)
    shades = [shade for shade in style.PALETTE if shade != GREY]
    return shades[number % len(shades)], style.MARKERS[number % len(style.MARKERS)]


def _is_point(event: Any) -> bool:
    return event.begin == event.end_date and event.granularity in EXACT


def _extent(event: Any, scale: _Scale) -> tuple[float, float]:
    """The ends of what is drawn for an event, the spread of disputed dates included."""
    first, last = scale(event.begin), scale(event.end_date, days=1)
    least = POINT if _is_point(event) else SHORTEST
    if last - first < least:
        first, last = (first + last - least) / 2, (first + last + least) / 2
    if is_disputed(event):
        first = min(first, scale(event.earliest) - 2)
        last = max(last, scale(event.latest, days=1) + 2)
    return first, last


def _label(event: Any, first: float, last: float, width: float) -> tuple[str, float]:
    """The label of a mark, and where it begins: right of the mark, else left of it, with a shorter
    title where there is room for neither; a bar that fills the axis carries its label.
    """
    for letters in range(LONGEST, LEAST - 1, -4):
        text = _words(event, letters)
        length = _length(text)
        if last + AWAY + length <= width:
            return text, last + AWAY
        if first - AWAY - length >= 0:
            return text, first - AWAY - length
    return text, max(0.0, min(first + AWAY, width - length))


def _words(event: Any, letters: int) -> str:
    """Title, date as exactly as it is known, and number of documents where it is not one."""
    title = _drawable(event.title) or event.event_id
    short = textwrap.shorten(title, letters, placeholder=" …")
    if len(short) <= letters // 3 and short != title:  # the first word fills it all
        short = title[: letters - 1] + "…"
    doubt = "" if is_fact(event) else f"{event.modality}: "
    date = when(event, month="%b", to=" – ") + "?" * event.disputed
    many = f" · n {event.n_docs}" if event.n_docs > 1 else ""
    return f"{doubt}{short} · {date}{many}"


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
def _draw_lane(
    axis: "style.Axes", name: str, top: float, height: float, shade: str, *, odd: int
) -> None:
    axis.axhspan(top, top + height, color="#f4f6f8" if odd else "white", zorder=0)
    axis.axhline(top, color=style.GRID, linewidth=0.8, zorder=1)
    ends = [top + 3, top + height - 3]
    axis.plot([-3, -3], ends, color=shade, linewidth=2.5, clip_on=False, solid_capstyle="butt")
    font = {"ha": "right", "va": "center", "fontsize": 8, "fontweight": "bold"}
    text, place = textwrap.fill(_drawable(name), 15), (-8, top + PAD + ROW / 2)
    axis.annotate(text, place, annotation_clip=False, parse_math=False, **font)


def _draw_event(
    axis: "style.Axes", event: Any, y: float, scale: _Scale, look: tuple[str, str]
) -> None:
    first, last = _extent(event, scale)
    shade = look[0] if is_fact(event) else GREY
    face = shade if event.dated_by != "metadata" and is_fact(event) else "white"
    if is_disputed(event):
        ends = {"marker": "|", "markersize": 6, "zorder": 2, "gid": "disputed"}
        axis.plot([first, last], [y, y], color=shade, linewidth=1, **ends)
    if _is_point(event):
        rim = {"edgecolor": shade, "linewidth": 1.1, "zorder": 3}
        x = scale(event.begin, days=0.5)
        marker = LISTED if event.dated_by == "reference" else look[1]
        axis.scatter([x], [y], marker=marker, s=26, facecolor=face, **rim)
    else:
        bar = {"facecolor": face, "linestyle": "-"}
        if event.granularity not in EXACT:
            dense = "//////" if face == shade else "//"
            bar = {"facecolor": "white", "linestyle": (0, (2, 1.5)), "hatch": dense}
        rim = {"edgecolor": shade, "linewidth": 1, "alpha": 0.85, "zorder": 2}
        axis.barh(y, last - first, left=first, height=7, **bar, **rim)
    text, at = _label(event, first, last, scale.width)
    font = {"color": style.INK} if is_fact(event) else {"color": "#555555", "style": "italic"}
    if first < at < last:
        font["bbox"] = style.WHITE_BOX | {"alpha": 0.85}
    place = {"ha": "left", "va": "center_baseline", "zorder": 4, "gid": "label"}
    axis.text(at, y, text, fontsize=SIZE, parse_math=False, **place, **font)


def _draw_dates(axis: "style.Axes", scale: _Scale) -> None:
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


def _draw_legend(axis: "style.Axes", rows: pd.DataFrame) -> None:
    """Explain what is in the figure, and nothing else."""
    from matplotlib.patches import Patch

    given = {event.dated_by for event in rows.itertuples() if _is_point(event)}
    sure = [event.granularity in EXACT for event in rows.itertuples() if not _is_point(event)]
    bar = {"facecolor": "white", "edgecolor": style.INK}
    vague = bar | {"hatch": "//", "linestyle": "--"}
    ends = {"marker": "|", "linestyle": "-", "linewidth": 1, "markersize": 6}
    hollow = {"markersize": 5, "markerfacecolor": "white"}
    looks = [
        (
            given & {"text", "narrative"},
            style.legend_entry("the text gives the date", markersize=5),
        ),
        ("metadata" in given, style.legend_entry("the document's own day", **hollow)),
        ("reference" in given, style.legend_entry("the reference list", marker=LISTED)),
        (any(sure), Patch(label="lasted so long", **bar)),
        (not all(sure), Patch(label="some time in it", **vague)),
        (rows["disputed"].any(), style.legend_entry("documents disagree (?)", **ends)),
    ]
    handles = [handle for is_there, handle in looks if is_there]
    place = {"loc": "upper center", "bbox_to_anchor": (0.5, -22 / axis.get_ylim()[0])}
    axis.legend(handles=handles, ncols=len(handles), frameon=False, fontsize=8, **place)
