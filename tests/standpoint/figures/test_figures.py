"""Figures keep caption and alt text, are the same file twice, and show no text of the corpus as
code.
"""

from __future__ import annotations

import hashlib
import json

import pandas as pd
import pytest
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex

from chain_for_tests import DATA, chain, document
from standpoint import tables
from standpoint.actors.registry import read_registry
from standpoint.figures import style as figures
from standpoint.figures.bars import plot_bars
from standpoint.figures.listings import Listing, evidence
from standpoint.figures.series import in_the_middle, plot_matrix, plot_series
from standpoint.figures.style import Figure

REGISTRY = read_registry(DATA / "actors.yml")
WORDS = {"title": "Tone.", "caption": "Mean score, n = 3.", "alt": 'Curve of "tone" <up>'}


def some_series() -> pd.DataFrame:
    rows = [
        {
            "actor_id": a,
            "holder_id": "all",
            "period": pd.Timestamp(p),
            "mean": m,
            "low": m - 0.2,
            "high": m + 0.2,
            "n_mentions": 9,
            "n_docs": n,
        }
        for a, p, m, n in [
            ("armenia", "2020-01-01", 0.1, 3),
            ("armenia", "2020-07-01", -0.2, 8),
            ("russia", "2020-01-01", 0.4, 6),
        ]
    ]
    return tables.make(rows, "series")


def test_saved_as_svg_png_and_words_and_the_same_twice(tmp_path) -> None:
    sums = []
    for _ in range(2):
        drawing = plot_series(some_series(), registry=REGISTRY)
        figures.save(drawing, folder=tmp_path, name="tone", **WORDS)
        sums.append(
            [
                hashlib.sha256((tmp_path / f"tone.{end}").read_bytes()).hexdigest()
                for end in ("svg", "png")
            ]
        )
    assert sums[0] == sums[1]
    kept = json.loads((tmp_path / "tone.json").read_text(encoding="utf-8"))
    assert {key: kept[key] for key in WORDS} == WORDS
    assert [mark["mean"] for mark in kept["marks"]["rows"]] == [0.1, -0.2, 0.4]


def test_html_carries_alt_and_caption_escaped(tmp_path) -> None:
    shown = figures.save(
        plot_bars({"a": 1}, label="n"), folder=tmp_path, name="f", **WORDS
    )._repr_html_()
    assert (
        'alt="Curve of &#34;tone&#34; &lt;up&gt;"' in shown
        and "<figcaption" in shown
        and "Mean score, n = 3." in shown
    )


def test_a_point_stands_in_the_middle_of_its_period() -> None:
    series = some_series()
    drawing = plot_series(series[series["actor_id"] == "armenia"], registry=REGISTRY)
    (line,) = [
        line for line in drawing.axes[0].lines if len(line.get_xdata()) == 2 and line.get_alpha()
    ]
    days = [pd.Timestamp(day) for day in line.get_xdata()]
    assert [f"{day:%Y-%m}" for day in days] == ["2020-04", "2020-09"]
    alone = plot_series(series[series["actor_id"] == "russia"], registry=REGISTRY)
    assert in_the_middle(series[series["actor_id"] == "russia"])["period"].item().month == 3
    assert alone.axes[0].get_title("left") == "Russia"


def corrected(*rows: dict) -> pd.DataFrame:
    blank = tables.blank_row("ppi_means") | {
        "holder_id": "all",
        "method": "ppi",
        "measure": "score",
    }
    return tables.make([blank | row for row in rows], "ppi_means")


def test_what_is_corrected_is_blue_and_what_is_not_is_hollow_and_grey() -> None:
    series = some_series()
    known = {"actor_id": "armenia", "mean": 0.3, "low": 0.1, "high": 0.5, "n_labelled_docs": 20}
    refused = {"actor_id": "armenia", "refused": "2 of 10 labelled documents needed"}
    days = series.loc[series["actor_id"] == "armenia", "period"]
    means = corrected(known | {"period": days.iloc[0]}, refused | {"period": days.iloc[1]})
    drawing = plot_series(series, registry=REGISTRY, means=means)
    points = [p for p in drawing.axes[0].collections if isinstance(p, PathCollection)]
    blue = [p for p in points if to_hex(p.get_edgecolor()[0]) == to_hex(figures.CORRECTED[0])]
    assert [p.get_offsets()[0][1] for p in blue] == [0.3]
    own = [p for p in points if p not in blue]
    assert [to_hex(p.get_facecolor()[0]) == "#ffffff" for p in own] == [False, True]


def test_a_cell_of_the_matrix_is_filled_where_it_is_corrected() -> None:
    row = {"period": pd.Timestamp("2020-01-01"), "n_mentions": 30, "n_docs": 30, "mean": -0.1}
    pairs = [("armenia", "russia"), ("russia", "armenia")]
    series = tables.make(
        [row | {"holder_id": holder, "actor_id": target} for holder, target in pairs], "series"
    )
    known = {"mean": -0.5, "low": -0.7, "high": -0.3, "n_labelled_docs": 20, "n_docs": 28}
    known |= {"holder_id": "armenia", "actor_id": "russia", "period": row["period"]}
    drawing = plot_matrix(
        series,
        registry=REGISTRY,
        holders=["armenia", "russia"],
        targets=["armenia", "russia"],
        means=corrected(known),
    )
    axis = drawing.axes[0]
    faces = {tuple(p.get_xy()): to_hex(p.get_facecolor()) for p in axis.patches}
    assert faces[(0.55, -0.45)] != "#ffffff" and faces[(-0.45, 0.55)] == "#ffffff"
    assert [text.get_text() for text in axis.texts] == ["-0.50\nn 28", "-0.10\nn 30"]
    assert [text.get_fontweight() for text in axis.texts] == ["bold", "normal"]


def test_nothing_of_the_data_is_html() -> None:
    evil = "<script>alert(1)</script>"
    words = ("rank", "sentence", "target", "holder", "date", "source")
    passage = dict.fromkeys(words, evil) | {"start": 0, "end": 8, "score": 0.5}
    words = ("date", "title", "kind", "who", "n_docs", "known_to", "reference_id")
    entry = dict.fromkeys(words, evil) | {"sentences": [(evil, evil)]}
    figure = Figure(evil, evil, evil, evil, b"")
    for shown in (Listing("evidence", (passage,)), Listing("events", (entry,)), figure):
        page = shown._repr_html_()
        assert "<script" not in page and "&lt;" in page


@pytest.mark.parametrize("lacking", ["title", "caption", "alt"])
def test_a_figure_without_words_is_refused(lacking: str, tmp_path) -> None:
    with pytest.raises(ValueError, match="needs a title, a caption and an alt text"):
        figures.save(
            plot_bars({"a": 1}, label="n"),
            folder=tmp_path,
            name="f",
            **(WORDS | {lacking: " "}),
        )


def test_one_colour_and_marker_per_actor_and_no_two_of_the_first_alike() -> None:
    registry = REGISTRY
    looks = [figures.colour(key, registry) for key in list(registry.actors)[:60]]
    assert len(set(looks)) == 60


def test_evidence_opens_to_lowest_highest_and_random_and_escapes() -> None:
    texts = [
        "Armenia is great <script>alert(1)</script>.",
        "Armenia was terribly betrayed.",
        *[f"Armenia met delegation {i}." for i in range(6)],
    ]
    made = chain(*[document(text) for text in texts])
    shown = evidence(
        made.opinions, sentences=made.sentences, documents=made.documents, registry=made.registry
    )
    assert [p["rank"] for p in shown.rows] == ["lowest", "highest", "random", "random", "random"]
    assert "betrayed" in shown.rows[0]["sentence"] and "great" in shown.rows[1]["sentence"]
    page = shown._repr_html_()
    assert "<script>" not in page and "&lt;script&gt;" in page and "<mark>Armenia</mark>" in page
    assert shown == evidence(
        made.opinions[::-1],
        sentences=made.sentences,
        documents=made.documents,
        registry=made.registry,
    )


def test_evidence_of_nothing_and_of_one() -> None:
    made = chain(document("Armenia met Iran."))
    few = made.opinions[made.opinions["actor_id"] == "armenia"]
    words = {"sentences": made.sentences, "documents": made.documents, "registry": made.registry}
    assert evidence(few.iloc[:0], **words).rows == ()
    assert [p["rank"] for p in evidence(few, **words).rows] == ["lowest"]


def test_the_style_is_left_behind_and_periods_have_words():
    import matplotlib as mpl

    before = mpl.rcParams["svg.hashsalt"]
    with figures.new_drawing(3, 2) as drawing:
        assert mpl.rcParams["svg.hashsalt"] == "standpoint"
        assert drawing.get_size_inches().tolist() == [3.0, 2.0]
    assert mpl.rcParams["svg.hashsalt"] == before
    assert [figures.period_name(name) for name in ("half", "quarter")] == ["half-year", "quarter"]


def test_a_figure_keeps_to_its_own_settings_and_shows_dollar_signs(tmp_path) -> None:
    """Whatever a user's matplotlibrc says, and names that would be broken formulas."""
    import matplotlib as mpl

    odd = r"$\frac{1}{0$ x"
    plain = figures.save(plot_bars({odd: 3}, label="n"), folder=tmp_path, name="a", **WORDS)
    theirs = {"text.usetex": True, "lines.linewidth": 9, "axes.facecolor": "red"}
    with mpl.rc_context(theirs):
        same = figures.save(plot_bars({odd: 3}, label="n"), folder=tmp_path, name="a", **WORDS)
    assert plain == same
