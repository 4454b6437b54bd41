"""The house style: colours, the look of an estimate, figures saved with caption and alt text."""

import base64
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from standpoint.actors.registry import Registry
from standpoint.inference.series import frequency
from standpoint.project import write_json, write_whole

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing
    from matplotlib.lines import Line2D

# Okabe & Ito 2008 without the yellow, which is too pale on white: colours that colour-blind
# readers tell apart. The last three are from Tol 2021.
PALETTE = (
    *("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#7F7F7F"),
    *("#332288", "#882255", "#117733"),
)
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
INK, FAINT, GRID = "#222222", "#8a8a8a", "#e3e3e3"
ABOVE, BELOW = PALETTE[0], PALETTE[1]  # positive and negative
# Estimates that are corrected for the errors of the model.
CORRECTED = (PALETTE[0], "o")
DASHED = (0, (4, 3))
WHITE_BOX = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}
_STYLE = {
    "svg.hashsalt": "standpoint",  # no random ids: the same figure is the same file
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
    "text.parse_math": False,  # a name may hold dollar signs
}
# No dates and no versions either.
_FORMATS = {
    "svg": {"metadata": {"Date": None, "Creator": None}},
    "png": {"metadata": {"Software": None}, "dpi": 160},
}


@dataclass(frozen=True)
class Figure:
    """A saved figure. In a notebook it shows itself as HTML, with its caption and alt text."""

    name: str
    title: str
    caption: str
    alt: str
    svg: bytes

    def _repr_html_(self) -> str:
        image = base64.b64encode(self.svg).decode()
        return rendered("figure", figure=self, image=image)


def save(
    drawing: "Drawing", *, folder: str | Path, name: str, title: str, caption: str, alt: str
) -> Figure:
    """Write a drawing as `name.svg` and `name.png`, and its words as `name.json`, into a folder.

    Raises
    ------
    ValueError
        If title, caption or alt text is missing: a figure must speak for itself.
    """
    if not (title.strip() and caption.strip() and alt.strip()):
        raise ValueError(f"figure '{name}' needs a title, a caption and an alt text")
    import matplotlib as mpl

    folder = Path(folder)
    for ending, options in _FORMATS.items():
        draw = partial(drawing.savefig, format=ending, bbox_inches="tight", **options)
        with mpl.rc_context(_settings()):
            write_whole(folder / f"{name}.{ending}", draw)
    words = {"title": title, "caption": caption, "alt": alt}
    if marks := getattr(drawing, "marks", None):  # see `standpoint.figures.marks`
        words["marks"] = marks
    write_json(folder / f"{name}.json", words)
    return Figure(name, title, caption, alt, (folder / f"{name}.svg").read_bytes())


def _settings() -> dict[str, Any]:
    """Matplotlib's own settings and the house style, whatever the user's matplotlibrc says."""
    import matplotlib as mpl

    own = {name: value for name, value in mpl.rcParamsDefault.items() if "backend" not in name}
    return own | _STYLE


@contextmanager
def new_drawing(width: float, height: float, *, tight: bool = True) -> "Iterator[Drawing]":
    """Make a drawing of so many inches in the house style, and fit its margins at the end.

    It is made without pyplot, so that nothing is shown twice and nothing stays open; matplotlib's
    settings are afterwards what they were.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure as Drawing

    with mpl.rc_context(_settings()):
        drawing = Drawing(figsize=(width, height))
        yield drawing
        if tight:
            drawing.tight_layout()


def rendered(template: str, **values: Any) -> str:
    """Fill a template of this folder; all text that is put into it is escaped."""
    from jinja2 import Template

    path = Path(__file__).with_name("templates") / f"{template}.j2"
    return Template(path.read_text(encoding="utf-8"), autoescape=True).render(values)


def period_name(period: str) -> str:
    """Say the length of a period as a caption does.

    Examples
    --------
    >>> period_name("half"), period_name("YE"), period_name("all")
    ('half-year', 'year', 'whole span')
    """
    name = frequency(period)
    return {"half": "half-year", "all": "whole span"}.get(name, name)


def colour(actor_id: str, registry: Registry) -> tuple[str, str]:
    """Colour and marker of an actor, by its place in the registry: the same in every figure."""
    ids = list(registry.actors)
    place = ids.index(actor_id) if actor_id in registry else len(PALETTE) - 1
    return PALETTE[place % len(PALETTE)], MARKERS[place // len(PALETTE) % len(MARKERS)]


def sign_look(low: float, high: float) -> tuple[str, str]:
    """Colour and marker of an estimate: blue and up if its interval lies above zero, orange and
    down if below, grey and round if it includes zero or is missing.
    """
    if low > 0:
        return ABOVE, "^"
    return (BELOW, "v") if high < 0 else (FAINT, "o")


def draw_estimate(
    axis: "Axes",
    place: Any,
    estimate: tuple[float, float, float],
    look: tuple[str, str],
    *,
    size: float = 30,
    hollow: bool = False,
    alpha: float = 1.0,
    across: bool = False,
) -> None:
    """Draw an estimate (value, low, high): upright at `place`, or across the page in row `place`.

    `look` is a colour and a marker. Hollow points rest on little, or include zero.
    """
    value, low, high = estimate
    shade, marker = look
    lines = axis.hlines if across else axis.vlines
    lines(place, low, high, color=shade, alpha=0.65 * alpha, linewidth=1 if hollow else 2)
    point = (value, place) if across else (place, value)
    face = "white" if hollow else shade
    axis.scatter(
        *point, s=size, marker=marker, facecolor=face, edgecolor=shade, alpha=alpha, zorder=3
    )


def draw_landmarks(
    axis: "Axes",
    landmarks: pd.DataFrame | None,
    *,
    top: float | None = None,
    width: int = 15,
    ymax: float = 1,
) -> None:
    """Draw a dashed line at each reference event (begin, label).

    Lines end at the share `ymax` of the axis. Where `top` is given, names stand there, right of
    their line, or left of it near the right edge.
    """
    from matplotlib.dates import date2num

    if landmarks is None:
        return
    first, last = axis.dataLim.intervalx
    for row in landmarks.itertuples():
        axis.axvline(row.begin, ymax=ymax, color=INK, linewidth=0.8, linestyle=DASHED, zorder=1)
        if top is None:
            continue
        late = date2num(row.begin) - first > 0.75 * (last - first)
        place = {"xytext": (-3 if late else 3, 0), "ha": "right" if late else "left", "va": "top"}
        text = landmark_text(row, width)
        axis.annotate(text, (row.begin, top), textcoords="offset points", fontsize=6, **place)


def landmark_text(row: Any, width: int) -> str:
    """Label of a reference event on several lines, with its month where the label has no year."""
    lines = textwrap.wrap(row.label, width)
    if f"{row.begin:%Y}" not in row.label:
        lines.append(f"{row.begin:%b %Y}")
    return "\n".join(lines)


def legend_entry(label: str, **look: Any) -> "Line2D":
    """One entry of a legend: a black point, unless `look` says otherwise."""
    from matplotlib.lines import Line2D

    return Line2D([], [], label=label, **({"color": INK, "marker": "o", "linestyle": ""} | look))
