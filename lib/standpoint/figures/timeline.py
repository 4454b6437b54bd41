"""Events → lanes: the figure of a timeline, one lane a kind or an actor, with labels that never lie
on one another.

Places are counted in points (1/72 inch) before anything is drawn: the width of every label is
measured, and an event goes into the first row of its lane where mark and label are free."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from standpoint import tables
from standpoint.actors.registry import Registry
from standpoint.errors import StandpointError
from standpoint.figures.style import GRID, INK, MARKERS, PALETTE, colour, house_style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

BY = ("kind", "actor")
GREY = "#7F7F7F"
MOST_LANES = 12  # the rest share one lane: more names on the left are a list, not lanes
LONGEST, LEAST = (
    68,
    24,
)  # letters of a title in a label, fewer where there is no room; in full it stands in the table
SIZE = 8.0  # of the letters, in points
ROW, PAD, GAP, AWAY, MARK = (
    15.0,
    5.0,
    9.0,
    5.0,
    4.0,
)  # row, rim of a lane, room between events, between mark and label, half a mark
LEFT, RIGHT, WIDTH = (
    88.0,
    8.0,
    720.0,
)  # names of the lanes, rim, the whole: as wide as the other figures
SLANT = 1.03  # slanted letters are that much wider than upright ones, which are measured
SHORTEST = 5.0  # a month in a decade would be too narrow to be seen as a bar
EXACT = (
    "day",
    "time",
    "range",
)  # precisions of dates that are known; the others lie somewhere in their bar


@dataclass(frozen=True)
class _Placed:
    """One event with its place: row of its lane, ends of its mark, and where its label begins."""

    event: pd.Series
    level: int
    first: float
    last: float
    label: str
    at: float


def plot_timeline(
    events: pd.DataFrame, *, by: str = "kind", registry: Registry | None = None, limit: int = 60
) -> Drawing:
    """A timeline: time runs to the right, one lane for each kind, or for the actor that an event
    names first.

    In: an events table of 1 to `limit` rows (choose with `timeline`); `registry` gives actors their
    names and colours. A day is a point, a span of known days a bar, a date known less exactly a
    hatched bar with a dashed rim: it lies somewhere in there. A line with two ends and a question
    mark: documents disagree, from the first to the last day told. Filled: on the reference list;
    hollow: from the text only. What is not told as a fact is grey and says so. Errors:
    StandpointError for no event, too many events, or an unknown `by`."""
    if by not in BY:
        raise StandpointError(
            "figure of lanes, by", f"'{by}' is not one of {', '.join(BY)}", "choose kind or actor"
        )
    if not 1 <= len(events) <= limit:
        said = (
            "no events to draw" if events.empty else f"{len(events)} events do not fit on one page"
        )
        raise StandpointError(
            "figure of lanes", said, f"choose 1 to {limit} with `timeline(..., most={limit})`"
        )
    with house_style() as new:
        rows = events.sort_values(["begin", "end_date", "event_id"]).reset_index(drop=True)
        scale = _Scale(rows)
        groups = {name: _place(part, scale) for name, part in _grouped(rows, by)}
        heights = {
            name: ROW * (1 + max(one.level for one in placed)) + 2 * PAD
            for name, placed in groups.items()
        }
        total, over, under = sum(heights.values()), 18.0, 48.0
        drawing = new(figsize=(WIDTH / 72, (total + over + under) / 72))
        axis = drawing.add_axes(
            (
                LEFT / WIDTH,
                under / (total + over + under),
                scale.width / WIDTH,
                total / (total + over + under),
            )
        )
        axis.set_xlim(0, scale.width)
        axis.set_ylim(total, 0)
        top = 0.0
        for place, (name, placed) in enumerate(groups.items()):
            shade, marker = _look(name, place, by, registry)
            _lane(axis, _called(name, by, registry), top, heights[name], shade, odd=bool(place % 2))
            for one in placed:
                _event(axis, one, top + PAD + ROW * (one.level + 0.5), shade, marker)
            top += heights[name]
        _ticks(axis, scale)
        _legend(axis, rows)
    return drawing


class _Scale:
    """Dates → points from the left of the axis."""

    def __init__(self, rows: pd.DataFrame) -> None:
        self.width = WIDTH - LEFT - RIGHT
        firsts, lasts = [rows["begin"], rows["earliest"]], [rows["end_date"], rows["latest"]]
        self.first = min(column.min() for column in firsts if column.notna().any())
        self.last = max(column.max() for column in lasts if column.notna().any()) + pd.Timedelta(
            days=1
        )
        rim = max((self.last - self.first) * 0.02, pd.Timedelta(days=7))
        self.first, self.last = self.first - rim, self.last + rim

    def __call__(self, day: pd.Timestamp) -> float:
        return (day - self.first) / (self.last - self.first) * self.width


# ── which lane ────────────────────────────────────────────────────────────────────────────────────
def _grouped(rows: pd.DataFrame, by: str) -> list[tuple[str, pd.DataFrame]]:
    """The lanes, fullest first, ties by name; events without a name of their own last."""
    keys = (
        rows["kind"]
        if by == "kind"
        else rows["actors"].map(lambda cell: next(iter(tables.split_cell(cell)), ""))
    )
    counts = keys[keys != ""].value_counts()
    named = sorted(counts.index, key=lambda name: (-counts[name], name))[
        : MOST_LANES if len(counts) <= MOST_LANES else MOST_LANES - 1
    ]
    keys = keys.where(keys.isin(named), "")
    return [(name, rows[keys == name]) for name in [*named, ""] if (keys == name).any()]


def _called(name: str, by: str, registry: Registry | None) -> str:
    if not name:
        return "other"
    return (
        registry.actors[name].name
        if by == "actor" and registry is not None and name in registry.actors
        else name
    )


def _look(name: str, place: int, by: str, registry: Registry | None) -> tuple[str, str]:
    if by == "actor" and registry is not None and name:
        return colour(name, registry)
    shades = [
        shade for shade in PALETTE if shade != GREY
    ]  # grey is for what is no fact, and for the others
    return (shades[place % len(shades)], MARKERS[place % len(MARKERS)]) if name else (GREY, "o")


# ── which row ─────────────────────────────────────────────────────────────────────────────────────
def _place(part: pd.DataFrame, scale: _Scale) -> list[_Placed]:
    """Events in order of date, each in the first row where mark and label are free."""
    taken: list[list[tuple[float, float]]] = []
    out = []
    for _, event in part.iterrows():
        first, last = _extent(event, scale)
        label, spots = _spots(event, first, last, scale.width)
        for level in range(len(taken) + 1):
            if level == len(taken):
                taken.append([])
            free = [(at, room) for at, room in spots if _is_free(room, taken[level])]
            if free:
                at, room = free[0]
                taken[level].append(room)
                out.append(_Placed(event, level, first, last, label, at))
                break
    return out


def _spots(
    event: pd.Series, first: float, last: float, width: float
) -> tuple[str, list[tuple[float, tuple[float, float]]]]:
    """The label and where it may begin, best first, each with what mark and label take up together.

    Right of the mark, else left of it, shortened where neither has room for all; across a bar that
    fills the axis."""
    for letters in range(LONGEST, LEAST - 1, -4):
        label = _label(event, letters)
        long = _measured(label)
        right, left = last + AWAY + long, first - AWAY - long
        spots = [(last + AWAY, (first, right))] * (right <= width) + [(left, (left, last))] * (
            left >= 0
        )
        if spots:
            return label, spots
    at = max(0.0, min(first + AWAY, width - long))
    return label, [(at, (min(first, at), max(last, at + long)))]


def _is_free(room: tuple[float, float], taken: Sequence[tuple[float, float]]) -> bool:
    return all(room[1] + GAP <= start or room[0] - GAP >= end for start, end in taken)


def _extent(event: pd.Series, scale: _Scale) -> tuple[float, float]:
    """The ends of what is drawn for an event, the spread of disputed dates included."""
    if _is_point(event):
        middle = scale(event["begin"] + pd.Timedelta(hours=12))
        first, last = middle - MARK, middle + MARK
    else:
        first, last = scale(event["begin"]), scale(event["end_date"] + pd.Timedelta(days=1))
        first, last = (
            (first, last)
            if last - first >= SHORTEST
            else ((first + last - SHORTEST) / 2, (first + last + SHORTEST) / 2)
        )
    if event["disputed"] and pd.notna(event["earliest"]) and pd.notna(event["latest"]):
        first, last = (
            min(first, scale(event["earliest"]) - 2),
            max(last, scale(event["latest"] + pd.Timedelta(days=1)) + 2),
        )
    return first, last


def _is_point(event: pd.Series) -> bool:
    return event["begin"] == event["end_date"] and event["granularity"] in EXACT


def _label(event: pd.Series, letters: int) -> str:
    """Title, date as exactly as it is known, number of documents where more than one tells of it."""
    title = _shortened(_drawable(event["title"]) or event["event_id"], letters)
    doubt = f"{event['modality']}: " if event["modality"] not in ("", "asserted") else ""
    many = f" · n {event['n_docs']}" if event["n_docs"] > 1 else ""
    return f"{doubt}{title} · {_when(event)}{'?' if event['disputed'] else ''}{many}"


def _shortened(text: str, letters: int) -> str:
    """At most so many letters, cut between words, or in a word where the first fills it all."""
    words = textwrap.shorten(text, letters, placeholder=" …")
    return words if len(words) > letters // 3 or words == text else text[: letters - 1] + "…"


def _when(event: pd.Series) -> str:
    begin, end, granularity = event["begin"], event["end_date"], event["granularity"]
    if granularity == "year":
        return f"{begin.year}"
    if granularity == "month":
        return f"{begin:%b} {begin.year}"
    if begin == end:
        return f"{begin.day} {begin:%b} {begin.year}"
    if begin.year != end.year:
        return f"{begin.day} {begin:%b} {begin.year} – {end.day} {end:%b} {end.year}"
    return f"{begin.day} {begin:%b}".replace(f" {end:%b}", "") + f" – {end.day} {end:%b} {end.year}"


@lru_cache(maxsize=1)
def _font():
    from matplotlib.font_manager import FontProperties, findfont, get_font

    properties = FontProperties(family="DejaVu Sans", size=SIZE)
    return properties, frozenset(get_font(findfont(properties)).get_charmap())


def _drawable(text: str) -> str:
    """The text with an empty box for each letter that the font does not have."""
    known = _font()[1]
    return "".join(letter if ord(letter) in known or letter.isspace() else "▯" for letter in text)


@lru_cache(maxsize=1024)
def _measured(label: str) -> float:
    from matplotlib.backends.backend_agg import RendererAgg

    # at 72 dots an inch a letter is as wide as whole dots, and a label of sixty up to a fifth too
    # long
    finely = 10
    return (
        RendererAgg(10, 10, 72 * finely).get_text_width_height_descent(label, _font()[0], False)[0]
        / finely
        * SLANT
    )


# ── drawing ───────────────────────────────────────────────────────────────────────────────────────
def _lane(axis: Axes, name: str, top: float, height: float, shade: str, *, odd: bool) -> None:
    axis.axhspan(top, top + height, color="#f4f6f8" if odd else "white", zorder=0)
    axis.axhline(top, color=GRID, linewidth=0.8, zorder=1)
    axis.plot(
        [-3, -3],
        [top + 3, top + height - 3],
        color=shade,
        linewidth=2.5,
        clip_on=False,
        solid_capstyle="butt",
    )
    lines = textwrap.fill(_drawable(name), 15)
    axis.annotate(
        lines,
        (-8, top + PAD + ROW / 2),
        ha="right",
        va="center",
        fontsize=8,
        fontweight="bold",
        annotation_clip=False,
        parse_math=False,
    )


def _event(axis: Axes, placed: _Placed, y: float, shade: str, marker: str) -> None:
    event = placed.event
    fact = event["modality"] in ("", "asserted")
    shade = shade if fact else GREY
    face = shade if event["reference_id"] and fact else "white"
    disputed = event["disputed"] and pd.notna(event["earliest"]) and pd.notna(event["latest"])
    if disputed:
        axis.plot(
            [placed.first, placed.last],
            [y, y],
            color=shade,
            linewidth=1,
            marker="|",
            markersize=6,
            zorder=2,
            gid="disputed",
        )
    if _is_point(event):
        axis.scatter(
            [_middle(placed) if not disputed else _within(axis, placed, event)],
            [y],
            marker=marker,
            s=26,
            facecolor=face,
            edgecolor=shade,
            linewidth=1.1,
            zorder=3,
        )
    else:
        sure = event["granularity"] in EXACT
        axis.barh(
            y, placed.last - placed.first, left=placed.first, height=7, facecolor=face if sure else "white", edgecolor=shade,
            linewidth=1, linestyle="-" if sure else (0, (2, 1.5)), hatch=None if sure else "//////" if face == shade else "//", alpha=0.85, zorder=2,
        )  # fmt: skip
    across = placed.first < placed.at < placed.last
    box = {"facecolor": "white", "edgecolor": "none", "pad": 0.5, "alpha": 0.85} if across else None
    axis.text(
        placed.at, y, placed.label, ha="left", va="center_baseline", fontsize=SIZE, color=INK if fact else "#555555",
        style="normal" if fact else "italic", bbox=box, zorder=4, parse_math=False, gid="label",
    )  # fmt: skip


def _middle(placed: _Placed) -> float:
    return (placed.first + placed.last) / 2


def _within(axis: Axes, placed: _Placed, event: pd.Series) -> float:
    """The place of the day that most documents give, between the first and the last day told."""
    days = (event["latest"] - event["earliest"]).days + 1
    share = ((event["begin"] - event["earliest"]).days + 0.5) / days
    return placed.first + min(max(share, 0.0), 1.0) * (placed.last - placed.first)


def _ticks(axis: Axes, scale: _Scale) -> None:
    """Years, months or days, whichever gives a reader four to nine of them."""
    import matplotlib.dates as mdates

    locator = mdates.AutoDateLocator(minticks=4, maxticks=9)
    formatter = mdates.ConciseDateFormatter(
        locator,
        show_offset=False,
        formats=["%Y", "%b", "%d %b", "%H:%M", "%H:%M", "%S"],
        zero_formats=["", "%Y", "%b\n%Y", "%d %b", "%H:%M", "%H:%M"],
    )
    days = [
        day
        for day in locator.tick_values(scale.first.to_pydatetime(), scale.last.to_pydatetime())
        if mdates.date2num(scale.first) <= day <= mdates.date2num(scale.last)
    ]
    axis.set_xticks(
        [scale(pd.Timestamp(mdates.num2date(day)).tz_localize(None)) for day in days],
        formatter.format_ticks(days),
    )
    axis.set_yticks([])
    axis.tick_params(axis="x", length=0, labelsize=8, labeltop=True, labelbottom=True)
    axis.grid(axis="y", visible=False)
    for side in ("left", "bottom"):
        axis.spines[side].set_visible(False)


def _legend(axis: Axes, rows: pd.DataFrame) -> None:
    """Only of what is in the figure."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    points = rows.apply(_is_point, axis=1)
    sure = rows["granularity"].isin(EXACT)
    linked = rows["reference_id"] != ""
    looks = [
        (
            (linked & points).any(),
            Line2D(
                [],
                [],
                marker="o",
                color=INK,
                linestyle="",
                markersize=5,
                label="on the reference list",
            ),
        ),
        (
            (~linked & points).any(),
            Line2D(
                [],
                [],
                marker="o",
                color=INK,
                markerfacecolor="white",
                linestyle="",
                markersize=5,
                label="from the text only",
            ),
        ),
        ((~points & sure).any(), Patch(facecolor="white", edgecolor=INK, label="lasted so long")),
        (
            (~points & ~sure).any(),
            Patch(
                facecolor="white",
                edgecolor=INK,
                hatch="//",
                linestyle="--",
                label="some time in it",
            ),
        ),
        (
            rows["disputed"].any(),
            Line2D(
                [],
                [],
                marker="|",
                color=INK,
                linewidth=1,
                markersize=6,
                label="documents disagree (?)",
            ),
        ),
    ]
    handles = [handle for there, handle in looks if there]
    axis.legend(
        handles=handles,
        ncols=len(handles),
        loc="upper center",
        bbox_to_anchor=(0.5, -22 / axis.get_ylim()[0]),
        frameon=False,
        fontsize=8,
    )
