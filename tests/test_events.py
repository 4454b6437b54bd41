"""From dated sentences to merged events, links to the reference list, and the timeline's choices."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from chain_for_tests import chain, document
from standpoint import tables
from standpoint.errors import StandpointError
from standpoint.events import kind_of
from standpoint.timeline import timeline


def test_a_date_in_the_sentence_wins_over_the_document() -> None:
    told = chain(document("On 10 November 2020 Russia signed the papers with Armenia.", "2021-03-01")).events
    assert told["begin"].dt.strftime("%Y-%m-%d").tolist() == ["2020-11-10"]


def test_the_first_sentence_of_a_dated_document_is_an_event_of_its_day_and_an_undated_one_is_not() -> None:
    told = chain(document("Armenia met Iran.", "2021-03-01"), document("Armenia met Georgia.", "")).events
    assert told["begin"].dt.strftime("%Y-%m-%d").tolist() == ["2021-03-01"]


def test_plans_are_no_events() -> None:
    told = chain(document("It rained. Armenia and Iran will meet on 5 May 2023.", "2021-03-01")).events
    assert told.empty


def test_two_reports_of_one_day_are_one_event_and_other_days_are_not() -> None:
    told = chain(
        document("Armenia and Iran signed a gas agreement in Tehran.", "2021-03-01"),
        document("A gas agreement was signed by Iran and Armenia.", "2021-03-01"),
        document("Armenia and Iran signed a gas agreement in Tehran.", "2021-03-09"),
    ).events
    assert told["n_docs"].tolist() == [2, 1]
    assert told["sentences"].iloc[0] == "d0:0;d1:0"


def test_the_three_landmarks_are_found_in_the_text_and_the_december_statements_stay_apart() -> None:
    told = chain(
        document("Pashinyan was elected prime minister after the 2018 Velvet Revolution.", "2023-01-12"),
        document("Russia began deploying 1,960 Russian peacekeepers to Nagorno-Karabakh.", "2020-11-10"),
        document("Pashinyan said the Russian peacekeepers fail their commitment in the Lachin corridor.", "2022-12-22"),
        document("Pashinyan told Putin that the corridor is not under the control of the Russian peacekeepers.", "2022-12-27"),
        document("Pashinyan said the Russian contingent was becoming a silent witness.", "2022-12-29"),
    ).events
    found = set(told["reference_id"]) - {""}
    assert {"velvet-revolution-2018", "russian-peacekeepers-deploy-2020"} <= found
    statements = told[told["reference_id"].str.startswith("pashinyan-statement-2022")]
    assert statements["begin"].dt.day.tolist() == [22, 27, 29]


def test_a_name_at_another_date_is_not_linked() -> None:
    told = chain(document("Armenia remembered the election of 2018, said Pashinyan.", "2015-01-01")).events
    assert not (told["reference_id"] == "pashinyan-elected-2018").any()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Thousands rallied near the base.", "protest"),
        ("The ministers met in Sochi.", "meeting"),
        ("Two soldiers were killed by artillery fire.", "clash"),
        ("The court ordered his arrest.", "court"),
        ("The tea was good.", ""),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    assert kind_of(text) == kind


def some_events() -> pd.DataFrame:
    rows = [
        {"event_id": f"e{i}", "begin": pd.Timestamp(day), "end_date": pd.Timestamp(day), "precision": "day", "title": str(i), "kind": kind, "actors": who, "n_docs": n}
        for i, (day, kind, who, n) in enumerate([("2018-05-08", "election", "armenia", 1), ("2020-11-10", "deployment", "russia;armenia", 4), ("2022-12-22", "statement", "russia", 2)])
    ]
    return tables.make(rows, "events")


@pytest.mark.parametrize(
    ("choice", "ids"),
    [
        ({}, ["e0", "e1", "e2"]),
        ({"window": ("2020-01-01", None)}, ["e1", "e2"]),
        ({"window": (None, "2020-11-10")}, ["e0", "e1"]),
        ({"actors": ["armenia"]}, ["e0", "e1"]),
        ({"kinds": ["statement"]}, ["e2"]),
        ({"minimum_documents": 2}, ["e1", "e2"]),
        ({"precisions": ["month"]}, []),
        ({"most": 1}, ["e1"]),
    ],
)
def test_timeline_choices(choice: dict, ids: list[str]) -> None:
    assert timeline(some_events(), **choice)["event_id"].tolist() == ids


def test_a_window_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(StandpointError, match="2021-01-01 lies after 2020-01-01"):
        timeline(some_events(), window=("2021-01-01", "2020-01-01"))
