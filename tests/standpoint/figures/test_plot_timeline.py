"""The figure of a timeline: no label lies on anything, uncertain dates look uncertain, odd titles
are drawn as they are.
"""

from __future__ import annotations

import hashlib
import itertools

import pandas as pd
import pytest

from chain_for_tests import DATA
from standpoint import tables
from standpoint.actors.registry import read_registry
from standpoint.errors import StandpointError
from standpoint.figures import style as figures
from standpoint.figures.timeline import plot_timeline

FIRST = pd.Timestamp("2018-01-01")


def rows(n: int, *, apart: int = 40, days: int = 0, **changes) -> pd.DataFrame:
    made = [
        {
            "event_id": f"e{i:03}",
            "begin": FIRST + pd.Timedelta(days=apart * i),
            "end_date": FIRST + pd.Timedelta(days=apart * i + days),
            "earliest": FIRST,
            "latest": FIRST,
            "granularity": "day" if not days else "month",
            "title": f"A happening with a fairly long name, number {i}",
            "kind": ("protest", "meeting", "clash")[i % 3],
            "actors": ("armenia", "russia;iran", "")[i % 3],
            "modality": "asserted",
            "n_docs": 1 + i % 2,
            "disputed": False,
            "reference_id": "r" * (i % 2),
            "dated_by": ("metadata", "text")[i % 2],
        }
        | changes
        for i in range(n)
    ]
    return tables.make(made, "events")


def drawn(events: pd.DataFrame, **options):
    """The figure with everything laid out: its labels as boxes, and the marks of the events."""
    drawing = plot_timeline(events, **options)
    drawing.canvas.draw()
    labels = [text for text in drawing.axes[0].texts if text.get_gid() == "label"]
    return drawing, labels, [text.get_window_extent() for text in labels]


def overlap(one, other, slack: float = 1) -> bool:
    return (
        min(one.x1, other.x1) - max(one.x0, other.x0) > slack
        and min(one.y1, other.y1) - max(one.y0, other.y0) > slack
    )


@pytest.mark.parametrize("by", ["kind", "actor"])
@pytest.mark.parametrize("apart", [0, 7, 400])
def test_no_label_of_forty_events_lies_on_another_or_on_a_mark_or_leaves_the_page(
    by: str, apart: int
) -> None:
    drawing, labels, boxes = drawn(rows(40, apart=apart, days=9), by=by)
    assert len(boxes) == 40
    marks = [
        patch.get_window_extent() for patch in drawing.axes[0].patches if patch.get_height() == 7
    ]
    assert len(marks) == 40
    assert not [pair for pair in itertools.combinations(boxes, 2) if overlap(*pair)]
    assert not [
        (i, j) for i, box in enumerate(boxes) for j, mark in enumerate(marks) if overlap(box, mark)
    ]
    page = drawing.bbox
    assert all(page.x0 <= box.x0 and box.x1 <= page.x1 for box in boxes)
    assert drawing.get_figheight() < 12, "forty events fit on a page"


def test_names_of_lanes_and_time_axis_are_there_and_fullest_comes_first() -> None:
    drawing, _, _ = drawn(rows(7), by="actor", registry=read_registry(DATA / "actors.yml"))
    names = [text.get_text() for text in drawing.axes[0].texts if text.get_gid() != "label"]
    assert names == ["Armenia", "Russia", "other"]
    assert any("2018" in tick.get_text() for tick in drawing.axes[0].get_xticklabels())
    kinds = [
        text.get_text() for text in drawn(rows(7))[0].axes[0].texts if text.get_gid() != "label"
    ]
    assert kinds == ["protest", "clash", "meeting"]


def test_many_kinds_share_the_last_lane() -> None:
    events = rows(15)
    events["kind"] = [f"kind {i:02}" for i in range(15)]
    names = [
        text.get_text() for text in drawn(events)[0].axes[0].texts if text.get_gid() != "label"
    ]
    assert len(names) == 12 and names[-1] == "other"


def bars(drawing) -> list:
    return [patch for patch in drawing.axes[0].patches if patch.get_height() == 7]


def test_a_day_is_a_point_a_span_a_whole_bar_and_a_month_a_hatched_one_with_a_dashed_rim() -> None:
    assert bars(drawn(rows(3))[0]) == []
    spans, months = (
        bars(drawn(rows(3, days=20, granularity="range"))[0]),
        bars(drawn(rows(3, days=29))[0]),
    )
    assert [(bar.get_hatch(), bar.get_linestyle()) for bar in spans] == [(None, "-")] * 3
    assert all(bar.get_hatch() and bar.get_linestyle() != "-" for bar in months)
    assert {bar.get_facecolor()[:3] for bar in spans} > {(1.0, 1.0, 1.0)}, (
        "hollow where it is the document's own day, filled where the text gives it"
    )


def test_disputed_dates_show_their_spread_and_a_question_mark() -> None:
    events = rows(2, apart=300, kind="clash")
    events["disputed"] = [True, False]
    events["latest"] = FIRST + pd.Timedelta(days=100)
    drawing, labels, _ = drawn(events)
    lines = [line for line in drawing.axes[0].lines if line.get_gid() == "disputed"]
    assert len(lines) == 1 and [("?" in label.get_text()) for label in labels] == [True, False]
    left, right = lines[0].get_xdata()
    assert (right - left) / 624 == pytest.approx(101 / 301, rel=0.1), (
        "as long as the days between the first and the last told"
    )


def test_what_is_no_fact_is_grey_and_says_so() -> None:
    events = rows(2, kind="clash")
    events["modality"] = ["reported", "asserted"]
    _, labels, _ = drawn(events)
    assert labels[0].get_text().startswith("reported: ") and labels[0].get_style() == "italic"
    assert not labels[1].get_text().startswith("asserted") and labels[1].get_style() == "normal"


def test_the_legend_tells_only_what_is_in_the_figure() -> None:
    def legend(events: pd.DataFrame) -> list[str]:
        return [text.get_text() for text in drawn(events)[0].axes[0].get_legend().get_texts()]

    assert legend(rows(4)) == ["the text gives the date", "the document's own day"]
    assert legend(rows(4, dated_by="reference")) == ["the reference list"]
    assert legend(rows(4, days=29)) == ["some time in it"]


def test_titles_with_formulas_foreign_letters_or_nothing_are_drawn_as_text() -> None:
    events = rows(4, kind="clash")
    events["title"] = ["Between $5 bn and $6 bn_x^2", "Text in 日本 and \U0001f600", "", "ա" * 300]
    drawing, labels, boxes = drawn(
        events
    )  # warnings are errors: a letter without a glyph would warn
    said = [label.get_text() for label in labels]
    assert (
        "$5 bn and $6 bn_x^2" in said[0]
        and "日" not in said[1]
        and "▯" in said[1]
        and said[2].startswith("e002")
        and len(said[3]) < 100
    )
    assert all(box.x1 <= drawing.bbox.x1 for box in boxes)


def test_a_bar_over_the_whole_time_carries_its_label() -> None:
    _, labels, boxes = drawn(rows(1, days=2000, granularity="range"))
    assert len(labels) == 1 and labels[0].get_bbox_patch() is not None and boxes[0].x0 >= 0


def test_the_same_figure_is_the_same_file_whatever_the_order_of_rows(tmp_path) -> None:
    words = {"title": "T.", "caption": "c", "alt": "a"}
    sums = []
    for events in (rows(6), rows(6).sample(frac=1, random_state=2)):
        figures.save(plot_timeline(events), folder=tmp_path, name="t", **words)
        sums.append(hashlib.sha256((tmp_path / "t.svg").read_bytes()).hexdigest())
    assert sums[0] == sums[1]


@pytest.mark.parametrize(
    ("n", "options", "said"),
    [
        (0, {}, "no events to draw"),
        (61, {}, "61 events do not fit"),
        (3, {"by": "mood"}, "'mood' is not one of kind, actor"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_a_remedy(n: int, options: dict, said: str) -> None:
    with pytest.raises(StandpointError, match=said) as refused:
        plot_timeline(rows(n) if n else tables.empty("events"), **options)
    assert "Remedy" in str(refused.value)
