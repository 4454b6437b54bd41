"""The small multiples: what is drawn, what is not, and what is written instead."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from standpoint import tables
from standpoint.actors.registry import read_registry
from standpoint.errors import InputError
from standpoint.figures.event_study import plot_event_study
from standpoint.figures.style import colour
from standpoint.inference.event_study import event_study

LANDMARKS = pd.DataFrame(
    {
        "id": ["a", "b"],
        "label": ["Deployment", "Statement of 29 December 2022"],
        "begin": pd.to_datetime(["2020-11-10", "2022-12-29"]),
        "end_date": pd.to_datetime(["2020-11-10", "2022-12-29"]),
    }
)


@pytest.fixture(scope="module")
def registry():
    return read_registry(Path(__file__).parents[3] / "data" / "actors.yml")


def said(
    holder: str, target: str, *, begin: str = "2022-01-01", n: int = 60, fall: float = 0.0
) -> pd.DataFrame:
    days = pd.date_range(begin, periods=n, freq="12D", unit="us")
    score = 0.3 * np.cos(2.2 * np.arange(n)) - fall * (days >= pd.Timestamp("2022-12-29"))
    return tables.check(
        pd.DataFrame(
            {
                "holder_id": holder,
                "actor_id": target,
                "doc_id": [f"d{i:03}" for i in range(n)],
                "published_start": days,
                "published_end": days,
                "score": score,
                "share": 0.5,
                "n_mentions": 1,
            }
        ),
        "dyads",
    )


def drawn(dyads: pd.DataFrame, registry, **more: object):
    looks = event_study(dyads, events=LANDMARKS, measures=["sentiment"])
    return plot_event_study(dyads, tests=looks, registry=registry, landmarks=LANDMARKS, **more)


def words(axis) -> list[str]:
    return [text.get_text() for text in axis.texts]


def test_a_refused_look_has_a_word_and_no_line_and_nothing_is_joined(registry) -> None:
    figure = drawn(said("armenia", "russia"), registry)
    axis = figure.axes[0]
    assert words(axis).count("too few") == 1 and words(axis).count("no change found") == 1
    levels = [
        c
        for c in axis.collections
        if type(c).__name__ == "LineCollection"
        and len(c.get_segments()) == 1
        and c.get_segments()[0][0][1] == c.get_segments()[0][1][1]
    ]
    assert len(levels) == 2, "one level before and one after the one event that was tested"
    assert all(len(line.get_xdata()) == 2 for line in axis.lines), "no line runs through the points"


def test_a_found_change_is_written_as_a_number_and_drawn_solid(registry) -> None:
    axis = drawn(said("armenia", "russia", fall=0.7), registry).axes[0]
    number = [word for word in words(axis) if word.startswith("-0.")]
    assert len(number) == 1 and abs(float(number[0].split()[0]) + 0.7) < 0.1


def test_one_colour_per_actor_and_a_column_per_holder_with_shared_axes(registry) -> None:
    dyads = pd.concat(
        [
            said("armenia", "russia"),
            said("armenia", "csto"),
            said("russia", "armenia"),
            said("armenia", "france", n=3),
            said("armenia", "turkey", n=3),
        ]
    )
    figure = drawn(dyads, registry)
    shown = [axis for axis in figure.axes if axis.get_title("left")]
    assert [axis.get_title("left") for axis in shown] == [
        "of Russia",
        "of Armenia",
        "of CSTO",
        "of France",
        "of Turkey",
    ]
    assert (
        len({axis.get_ylim() for axis in shown}) == 1
        and len({axis.get_xlim() for axis in shown}) == 1
    )
    assert "Armenian voices speak" in words(shown[0]) and "Russian voices speak" in words(shown[1])
    assert [axis.get_title("right") for axis in shown] == [
        "60 documents",
        "60 documents",
        "60 documents",
        "3 documents",
        "3 documents",
    ]
    import matplotlib.colors as mc

    first = shown[0].collections[0].get_facecolor()[0][:3]
    assert np.allclose(first, mc.to_rgb(colour("russia", registry)[0]))


def test_a_pair_without_documents_keeps_its_panel(registry) -> None:
    silent = said("armenia", "france", n=3).assign(score=np.nan)
    figure = drawn(pd.concat([said("armenia", "russia"), silent]), registry)
    assert [axis.get_title("right") for axis in figure.axes] == ["60 documents", "0 documents"]


def test_without_landmarks_and_with_one_document_it_still_draws(registry) -> None:
    dyads = said("all", "russia", n=1)
    figure = plot_event_study(
        dyads,
        tests=tables.empty("event_study"),
        registry=registry,
        landmarks=LANDMARKS.iloc[:0],
    )
    assert "All voices speak" in words(figure.axes[0])


def test_nothing_to_draw_and_no_such_period_are_said(registry) -> None:
    with pytest.raises(ValueError, match="nothing to draw"):
        drawn(tables.empty("dyads"), registry)
    with pytest.raises(InputError, match="no such period"):
        drawn(said("armenia", "russia"), registry, period="weekly")


def test_a_third_holder_makes_the_figure_wider_and_no_column_narrower(registry) -> None:
    voices = [said(holder, "france") for holder in ("all", "armenia", "russia")]
    widths = []
    for n in (1, 2, 3):
        figure = drawn(pd.concat(voices[:n]), registry)
        widths.append(figure.get_size_inches()[0])
    assert widths[0] == widths[1] and widths[2] == pytest.approx(1.5 * widths[1])
